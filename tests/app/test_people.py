"""Names, pins, and who is hidden: on cards, in the picture, in the time line and in the menu; and glyphs."""

import itertools

import pytest
from fakes import face, faces, make_backend
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from seen import plays
from takes import finish, session_in, start
from test_faces_menu import choose

from app.about import AboutDialog
from app.cards import LINGER_S, FacePanel
from app.choice import DEMO
from app.face_marks import Placement, draw_faces
from app.faces_menu import FaceTools
from app.glyphs import draw_glyph
from app.name_edit import NameEdit
from app.people import LONGEST_NAME, People
from app.timeline import Timeline
from fer_core.captions import caption
from fer_core.spec import CLASSES
from fer_core.tag_layout import TagLayout


@pytest.fixture
def tools():
    return FaceTools(lambda _command: None)


@pytest.fixture
def panel(themed, tools):
    panel = FacePanel(tools)
    panel.resize(324, 680)
    panel.show()
    yield panel
    panel.close()
    panel.deleteLater()


def ids(panel):
    return [card.face_id for card in panel.cards]


def test_what_is_said_of_a_face_is_gone_with_its_source():
    people = People()
    people.rename(3, "  Anna \n Maria ")
    people.pin(3, True)
    people.hide(4, True)
    assert (people.name(3), people.name(4)) == ("Anna Maria", "Face 4")
    assert (people.pinned(3), people.hidden(4)) == (True, True)
    people.clear()
    assert (people.name(3), people.pinned(3), people.hidden(4)) == ("Face 3", False, False)


def test_an_empty_name_and_its_number_are_no_names():
    people = People()
    for name in ("", "   ", "Face 3"):
        people.rename(3, name)
        assert people.given_name(3) == ""
    people.rename(3, "x" * 100)
    assert len(people.name(3)) == LONGEST_NAME


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("An\x00na\x07", "Anna"),
        ("\u202eannA\u202c", "annA"),
        ("\u2067Anna\u2069 \u200fMaria", "Anna Maria"),
        ("Anna\u2028Maria\u2029\x85Li", "Anna Maria Li"),
        ("Anna\ud83d", "Anna"),
        ("\u200d\u200b", ""),
        # A family of three is one pictogram.
        ("\U0001f469\u200d\U0001f469\u200d\U0001f466", "\U0001f469\u200d\U0001f469\u200d\U0001f466"),
        ("x" * 39 + " y", "x" * 39),
    ],
)
def test_a_name_is_one_line_without_what_cannot_be_seen(typed, name):
    people = People()
    people.rename(3, typed)
    assert people.given_name(3) == name


def test_a_face_that_is_forgotten_loses_its_name():
    people = People()
    people.rename(3, "Anna")
    people.forget(3)
    assert people.name(3) == "Face 3"
    assert people.forgotten(3)


def test_f2_names_a_face_enter_keeps_it_and_esc_leaves_it(panel, qapp):
    panel.show_faces(faces(2), 0.0)
    first, second = panel.cards
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_F2)
    edit = qapp.focusWidget()
    assert isinstance(edit, NameEdit)
    assert edit.placeholderText() == "Face 2"
    QTest.keyClicks(edit, "Anna 1.")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert second.who.full_text == "Anna 1."
    assert second.accessibleName() == "Anna 1.: Happy 80 %"
    assert second.hasFocus()
    assert not second.editing
    QTest.keyClick(second, Qt.Key.Key_F2)
    QTest.keyClicks(qapp.focusWidget(), "Somebody")
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Escape)
    assert second.who.full_text == "Anna 1."
    QTest.keyClick(second, Qt.Key.Key_F2)
    assert qapp.focusWidget().selectedText() == "Anna 1."
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Delete)
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    assert (first.who.full_text, second.who.full_text) == ("Face 1", "Face 2")


def test_a_double_click_on_the_name_names_it_and_one_elsewhere_does_not(panel, qapp):
    panel.show_faces(faces(1), 0.0)
    (card,) = panel.cards
    QTest.mouseDClick(card.bars, Qt.MouseButton.LeftButton, pos=card.bars.rect().center())
    assert not card.editing
    QTest.mouseDClick(card.who, Qt.MouseButton.LeftButton, pos=QPoint(6, 6))
    assert card.editing
    QTest.keyClicks(qapp.focusWidget(), "Jo")
    # Going elsewhere keeps it.
    card.setFocus()
    assert (card.editing, card.who.full_text) == (False, "Jo")


def test_a_card_whose_face_is_being_named_stays(panel, qapp):
    everybody = faces(2)
    panel.show_faces(everybody, 0.0)
    first, second = panel.cards
    second.edit_name()
    panel.show_faces(everybody[:1], LINGER_S + 60)
    assert ids(panel) == [1, 2]
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    panel.show_faces(everybody[:1], LINGER_S + 61)
    assert panel.cards == (first,)


def test_a_pinned_card_stays_on_top_whoever_comes(panel, qapp):
    everybody = faces(4)
    panel.show_faces(everybody[1:3], 0.0)
    second, third = panel.cards
    third.setFocus()
    QTest.keyClick(third, Qt.Key.Key_P)
    assert panel.cards == (third, second)
    panel.show_faces(everybody, 0.1)
    qapp.processEvents()
    assert ids(panel) == [3, 1, 2, 4]
    assert [card.y() for card in panel.cards] == sorted(card.y() for card in panel.cards)
    assert [card._pin.isVisible() for card in panel.cards] == [True, False, False, False]
    panel.cards[0].setFocus()
    for card in panel.cards[1:]:
        QTest.keyClick(panel.window().focusWidget(), Qt.Key.Key_Tab)
        assert card.hasFocus()
    third.setFocus()
    QTest.keyClick(third, Qt.Key.Key_P)
    assert ids(panel) == [1, 2, 3, 4]


def test_a_hidden_face_has_no_card_and_comes_back_by_a_click(panel, qapp):
    panel.show_faces(faces(3), 0.0)
    assert not panel.hidden.isVisible()
    second = panel.cards[1]
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_H)
    assert ids(panel) == [1, 3]
    panel.show_faces(faces(3), 0.1)
    assert ids(panel) == [1, 3]
    assert panel._count.text() == "3"
    assert panel.hidden.text() == "1 face hidden, still recorded: show"
    QTest.mouseClick(panel.hidden, Qt.MouseButton.LeftButton)
    assert ids(panel) == [1, 2, 3]
    assert not panel.hidden.isVisible()


def test_where_everybody_is_hidden_they_can_be_shown_again(panel):
    panel.show_faces(faces(2), 0.0)
    for card in panel.cards:
        QTest.keyClick(card, Qt.Key.Key_H)
    assert ids(panel) == []
    assert panel.hidden.text() == "2 faces hidden, still recorded: show"
    panel.hidden.setFocus()
    QTest.keyClick(panel.hidden, Qt.Key.Key_Space)
    assert ids(panel) == [1, 2]


def test_nothing_is_said_of_a_hidden_face_that_has_left(panel):
    panel.show_faces(faces(2), 0.0)
    QTest.keyClick(panel.cards[1], Qt.Key.Key_H)
    panel.show_faces(faces(1), 0.1)
    assert not panel.hidden.isVisible()


def test_a_card_says_for_how_long_its_face_has_been_gone_and_the_count_leaves_it_out(panel):
    panel.show_faces(faces(2), 10.0)
    panel.show_faces(faces(1), 13.4)
    first, second = panel.cards
    assert second.who.full_text == "Face 2, left 3 s ago"
    assert second.accessibleName() == "Face 2: left 3 s ago"
    assert (first.gone, second.gone) == (False, True)
    assert panel._count.text() == "1"
    panel.expire(14.4)
    assert second.who.full_text == "Face 2, left 4 s ago"


def test_the_card_of_a_forgotten_face_does_not_stay(panel, tools):
    panel.show_faces(faces(2), 0.0)
    tools.people.forget(2)
    panel.show_faces(faces(1), 0.1)
    assert ids(panel) == [1]


def test_the_tool_tip_and_the_about_page_say_that_nobody_is_recognised(panel, qtbot):
    panel.show_faces(faces(1), 0.0)
    assert "Nobody is ever recognised again" in panel.cards[0].toolTip()
    about = AboutDialog("")
    qtbot.addWidget(about)
    words = " ".join(label.text() for label in about.findChildren(type(panel._heading)))
    assert "name that you give a face" in words


def painted(draw, size=48):
    image = QImage(size, size, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw(painter)
    painter.end()
    return image


def glyph(label, side):
    return painted(lambda painter: draw_glyph(painter, QRectF(0, 0, side, side), label, QColor("black")), side)


def pixels_apart(one, other):
    """How many pixels of two pictures differ so much that it can be seen."""
    size = one.width()
    return sum(
        abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 60
        for x in range(size)
        for y in range(size)
    )


@pytest.mark.parametrize("side", [20, 30, 48])
def test_the_glyphs_of_the_classes_differ(qapp, side):
    drawn = {label: glyph(label, side) for label in (*CLASSES, "contempt")}
    for one, other in itertools.combinations(drawn, 2):
        assert pixels_apart(drawn[one], drawn[other]) >= side / 4, (one, other)


def test_classes_without_a_glyph_of_their_own_share_one(qapp):
    assert glyph("contempt", 30) == glyph("very_calm", 30)


def test_a_card_shows_the_glyph_of_its_class_and_none_where_it_cannot_tell(panel):
    def swatch(**details):
        panel.show_faces(faces(1, **details), 0.0)
        return panel.cards[0]._swatch.grab().toImage()

    grey = {"probabilities": (0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.4)}
    seen = [
        swatch(**grey),
        swatch(**grey, uncertain=True),
        swatch(**grey, label_set=("neutral", "sad", "fear")),
    ]
    # Filled; a ring with its mouth; a ring without.
    x, y = seen[0].width() // 2, round(seen[0].height() * 0.65)
    across = [[image.pixelColor(x, y + by).lightness() for by in range(-3, 4)] for image in seen]
    assert min(across[0]) < 40
    assert max(across[0]) > 150
    assert max(across[1]) > 120
    assert max(across[2]) < 40


def tagged(people_names, **overlays):
    place = Placement(QRectF(0, 0, 640, 360), 1.0, False, QRectF(0, 0, 640, 360))
    image = QImage(640, 360, QImage.Format.Format_RGB32)
    image.fill(QColor("black"))
    painter = QPainter(image)
    draw_faces(painter, place, faces(1), TagLayout(), names=people_names, **overlays)
    painter.end()
    return image


def test_the_tag_in_the_picture_shows_the_name(themed):
    assert caption(face(), "Anna") == "Anna  Happy  80 %"
    assert tagged({}) == tagged({2: "Anna"}) != tagged({1: "Anna"})


def test_a_name_that_is_too_long_for_a_tag_is_shortened(themed):
    assert tagged({1: "x" * 30}) == tagged({1: "x" * 40}) != tagged({1: "x" * 10})


def test_the_time_line_shows_names_and_leaves_out_who_is_hidden(themed, qtbot, tools):
    timeline = Timeline(tools)
    qtbot.addWidget(timeline)
    timeline.resize(700, timeline.sizeHint().height())
    for step in range(20):
        timeline.show_faces(faces(2), step / 10)
    before = timeline.grab().toImage()
    tools.people.rename(1, "Anna")
    assert timeline.grab().toImage() != before
    lane = timeline.lanes[0]
    assert timeline.told(QPoint(round(lane.rect.right()) - 2, round(lane.rect.center().y()))).startswith("Anna, now")
    tools.people.hide(1, True)
    assert [lane.face_id for lane in timeline.lanes] == [2]
    tools.people.show_all()
    assert [lane.face_id for lane in timeline.lanes] == [1, 2]


@pytest.fixture
def window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=3), DEMO)
    until(lambda: plays(window, "demo") and ids(window.panels["faces"]) == [1, 2, 3])
    return window


def menu_of(window):
    menu = window.menus["Faces"]
    menu.popup(QPoint(0, 0))
    menu.close()
    return menu


def test_a_face_is_named_from_the_menu_and_the_menu_knows_the_name(window, qapp, until):
    choose(menu_of(window), "Face 2", "Name it…")
    until(lambda: isinstance(qapp.focusWidget(), NameEdit))
    # What is typed is no key of the window: 1 would set a mark, a full stop go one picture on.
    QTest.keyClicks(qapp.focusWidget(), "Anna 1.")
    QTest.keyClick(qapp.focusWidget(), Qt.Key.Key_Return)
    assert not window.panels["timeline"].history.marks
    assert "Anna 1." in [action.text() for action in menu_of(window).actions()]
    until(lambda: window.panels["faces"].cards[1].who.full_text.startswith("Anna 1."))


def test_a_name_does_not_outlive_its_source(window, until):
    people = window.panels["faces"]._tools.people
    people.rename(1, "Anna")
    people.hide(2, True)
    window.actions_by_name["start"].trigger()
    until(lambda: not window.session.busy)
    window.actions_by_name["start"].trigger()
    until(lambda: plays(window, "demo") and ids(window.panels["faces"]) == [1, 2, 3])
    assert people.name(1) == "Face 1"
    assert not window.panels["faces"].hidden.isVisible()


def test_a_hidden_face_has_neither_box_nor_tag_and_cannot_be_pointed_at(window, until):
    window.actions_by_name["hold"].trigger()
    until(lambda: len(window.view.marked_places()) == 4)
    middle = window.view.marked_places()[1].center()
    shown = window.view.grab().toImage()
    choose(menu_of(window), "Face 2", "Hide")
    until(lambda: len(window.view.marked_places()) == 3)
    assert ids(window.panels["faces"]) == [1, 3]
    assert window.view.grab().toImage() != shown
    QTest.mouseClick(window.view, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(window.view, middle)
    assert window.view._pointed == 0
    choose(menu_of(window), "Face 2 (hidden)", "Hide")
    assert ids(window.panels["faces"]) == [1, 2, 3]
    until(lambda: window.view.grab().toImage() == shown)


def test_a_hidden_face_is_recorded_all_the_same(window, until, tmp_path):
    choose(menu_of(window), "Face 2", "Hide")
    start(window, until, rows=9)
    finish(window, until)
    assert set(session_in(tmp_path).rows["face_id"]) == {1, 2, 3}


def test_the_menu_of_a_card_pins_and_hides(window, until):
    panel = window.panels["faces"]
    third = panel.cards[2]
    third.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(50, 50)))
    (menu,) = third.findChildren(QMenu)
    choose(menu, "Keep on top")
    until(lambda: ids(panel) == [3, 1, 2])
    choose(menu, "Hide")
    until(lambda: ids(panel) == [1, 2])
    menu.close()


def forget_second(window, until, notices):
    """Name the second face, pin it and have it forgotten; return what is offered then."""
    people = window.panels["faces"]._tools.people
    people.rename(2, "Anna")
    people.pin(2, True)
    choose(menu_of(window), "Anna", "Forget this face")
    assert people.name(2) == "Face 2"
    (notice,) = (notice for notice in notices if notice.action == "Undo")
    assert notice.text.startswith("Anna is forgotten")
    return notice


def test_what_was_said_of_a_forgotten_face_comes_back_to_who_stands_there(window, until, notices):
    notice = forget_second(window, until, notices)
    until(lambda: ids(window.panels["faces"]) == [1, 3, 4])
    notice.run()
    people = window.panels["faces"]._tools.people
    assert (people.name(4), people.pinned(4)) == ("Anna", True)
    assert people.name(2) == "Face 2"
    until(lambda: ids(window.panels["faces"]) == [4, 1, 3])


def test_undo_before_the_face_is_found_again_waits_for_it(window, until, notices):
    window.actions_by_name["hold"].trigger()
    until(lambda: window.session.film.held)
    notice = forget_second(window, until, notices)
    notice.run()
    people = window.panels["faces"]._tools.people
    assert [said for said in notices if "not there any more" in said.text] == []
    window.actions_by_name["hold"].trigger()
    until(lambda: people.name(4) == "Anna")


def test_undo_leaves_a_name_that_was_given_since(window, until, notices):
    notice = forget_second(window, until, notices)
    until(lambda: ids(window.panels["faces"]) == [1, 3, 4])
    people = window.panels["faces"]._tools.people
    people.rename(4, "Bo")
    notice.run()
    assert people.name(4) == "Bo"


def test_where_the_forgotten_face_is_not_found_again_that_is_said(window, until, notices):
    notice = forget_second(window, until, notices)
    window.actions_by_name["start"].trigger()
    until(lambda: not window.session.busy)
    notice.run()
    assert notices[-1].text == "That face is not there any more, and comes back as a new one."


def test_of_a_face_of_which_nothing_was_said_nothing_can_come_back(window, until, notices):
    choose(menu_of(window), "Face 2", "Forget this face")
    until(lambda: ids(window.panels["faces"]) == [1, 3, 4])
    assert [notice for notice in notices if notice.action] == []


def test_what_is_said_again_overwrites_nothing_and_brings_nobody_back_who_was_forgotten():
    people = People()
    people.rename(1, "Anna")
    said = people.forget(1)
    people.hide(2, True)
    people.say_again(2, said)
    people.say_again(1, said)
    people.say_again(3, said)
    assert (people.hidden(2), people.given_name(2)) == (True, "")
    assert people.given_name(1) == ""
    assert people.given_name(3) == "Anna"
