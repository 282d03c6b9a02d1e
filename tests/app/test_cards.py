import pytest
from fakes import HAPPY, face, faces, make_backend
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from seen import plays

from app.bars import Bars
from app.cards import LINGER_S, FacePanel
from app.choice import DEMO
from app.faces_menu import FaceTools
from fer_core.palette import PALETTE, colour_of
from fer_core.spec import CLASSES


@pytest.fixture
def panel(themed):
    panel = FacePanel(FaceTools(lambda _command: None))
    panel.resize(324, 600)
    panel.show()
    yield panel
    panel.close()
    panel.deleteLater()


def ids(panel):
    return [card.face_id for card in panel.cards]


def test_a_card_says_who_what_and_how_sure(panel):
    panel.show_faces(faces(1), 0.0)
    (card,) = panel.cards
    assert (card.who.text(), card.label.full_text, card.confidence.text()) == ("Face 1", "Happy", "80 %")
    assert card.bars.rows == (
        ("Angry", "2 %"),
        ("Disgust", "1 %"),
        ("Fear", "3 %"),
        ("Happy", "80 %"),
        ("Sad", "4 %"),
        ("Surprise", "5 %"),
        ("Neutral", "5 %"),
    )
    assert "Happy 80 %" in card.accessibleName()


def test_a_card_says_how_long_its_face_has_been_in_view(panel):
    for now in (10.0, 10.5, 75.0):
        panel.show_faces(faces(1), now)
    assert panel.cards[0].who.text() == "Face 1   1:05"


def test_the_time_gives_way_to_what_spoils_the_reading(panel):
    flags = {"quality": ("small", "edge", "dark")}
    panel.resize(230, 600)
    for now in (10.0, 10.5, 75.0):
        panel.show_faces(faces(1, **flags), now)
    assert panel.cards[0].who.full_text == "Face 1"
    panel.resize(700, 600)
    panel.show_faces(faces(1, **flags), 75.5)
    assert panel.cards[0].who.text() == "Face 1   1:05"


def filled(bars, row):
    """How many pixels of a bar are in the colour of its class."""
    image = QImage(bars.size(), QImage.Format.Format_RGB32)
    bars.render(image)
    hue = QColor(*colour_of(CLASSES[row], row))
    y = round((row + 0.5) * bars.height() / len(CLASSES))
    return sum(QColor(image.pixel(x, y)) == hue for x in range(image.width()))


def test_one_four_and_forty_per_cent_look_different(themed, qtbot):
    bars = Bars()
    qtbot.addWidget(bars)
    bars.resize(320, bars.sizeHint().height())
    bars.set_values(CLASSES, (0.01, 0.04, 0.40, 0.55, 0.0, 0.0, 0.0))
    one, four, forty, most, none = (filled(bars, row) for row in range(5))
    assert 0 == none < one < four - 2
    assert forty > 5 * four
    assert most > forty


def test_the_order_of_the_bars_does_not_depend_on_their_length(panel):
    panel.show_faces(faces(1, probabilities=tuple(reversed(HAPPY))), 0.0)
    assert [name for name, _ in panel.cards[0].bars.rows][:2] == ["Angry", "Disgust"]


def test_doubts_are_shown(panel):
    panel.show_faces(faces(1, uncertain=True, ready=False), 0.0)
    (card,) = panel.cards
    assert card.label.full_text == "Happy?"
    assert card.remarks.full_text == "uncertain, settling"


def test_the_longest_pair_of_the_seven_classes_fits(panel):
    panel.show_faces(faces(1, label_set=("surprise", "neutral")), 0.0)
    panel.grab()
    (card,) = panel.cards
    assert card.label.text() == "Surprise or neutral"
    assert card.confidence.text() == ""
    assert card.accessibleName() == "Face 1: Surprise or neutral"


@pytest.mark.parametrize(
    ("details", "filled"),
    [
        ({}, True),
        ({"label_set": ("happy",)}, True),
        ({"label_set": ("happy", "sad")}, False),
        ({"label_set": ("happy", "sad", "fear")}, False),
        ({"uncertain": True}, False),
        ({"label": "sad"}, False),
    ],
)
def test_the_swatch_is_filled_only_without_doubt(panel, details, filled):
    panel.show_faces(faces(1, **details), 0.0)
    swatch = panel.cards[0]._swatch.grab().toImage()
    # Over the eyes of its glyph, which has no brows.
    middle = swatch.pixelColor(swatch.width() // 2, swatch.height() // 4)
    assert ((middle.red(), middle.green(), middle.blue()) == PALETTE["happy"]) == filled


def test_the_tool_tip_promises_nothing_of_live_faces(panel):
    panel.show_faces(faces(1), 0.0)
    assert "of live faces that promises nothing" in panel.cards[0].toolTip()
    assert "90" not in panel.cards[0].toolTip()


def test_a_face_that_cannot_be_read_has_a_card_without_a_label(panel):
    panel.show_faces([face(readable=False)], 0.0)
    assert panel.cards[0].label.full_text == "Not readable"
    assert panel.cards[0].confidence.text() == ""


def test_cards_keep_their_places(panel):
    everybody = faces(3)
    panel.show_faces(everybody, 0.0)
    first, second, third = panel.cards
    panel.show_faces([everybody[2], everybody[0]], 0.5)
    assert panel.cards == (first, second, third)
    panel.show_faces([everybody[2], everybody[0]], 0.1 + LINGER_S)
    assert panel.cards == (first, third)
    panel.show_faces(everybody, 0.2 + LINGER_S)
    assert ids(panel) == [1, 2, 3]
    assert panel.cards[0] is first
    assert [card.y() for card in panel.cards] == sorted(card.y() for card in panel.cards)


def test_the_card_of_a_face_that_is_lost_for_a_moment_fades(panel):
    panel.show_faces(faces(2), 0.0)
    first, second = panel.cards
    panel.show_faces([face(0), face(1, seen=False)], 0.5)
    assert (first.gone, second.gone) == (False, True)
    bright, faded = (card.bars.grab().toImage() for card in (first, second))
    assert bright != faded
    panel.show_faces(faces(2), 0.6)
    assert not second.gone
    assert second.bars.grab().toImage() == bright


def test_a_card_goes_a_moment_after_its_face(panel):
    panel.show_faces(faces(1), 5.0)
    panel.show_faces([], 5.0 + LINGER_S / 2)
    assert ids(panel) == [1]
    panel.expire(5.1 + LINGER_S)
    assert ids(panel) == []


def test_no_faces_no_cards_but_words(panel):
    panel.set_empty_text("No face in the picture.")
    assert not panel.area.isVisible()
    panel.show_faces(faces(2), 0.0)
    panel.grab()
    assert panel.area.isVisible()
    assert panel.area.y() < 60
    panel.clear()
    assert not panel.area.isVisible()


def test_another_model_with_other_classes_fits(panel):
    labels = ("calm", "extraordinarily_long_class_name", "tense")
    panel.show_faces([face(probabilities=(0.1, 0.7, 0.2), labels=labels)], 0.0)
    assert panel.cards[0].label.full_text == "Extraordinarily long class name"
    panel.grab()
    assert panel.cards[0].label.text().endswith("…")
    assert panel.area.horizontalScrollBar().maximum() == 0


def test_a_card_can_be_reached_by_the_keyboard_and_tells_all_it_shows(panel):
    panel.show_faces(faces(3, uncertain=True, ready=False), 0.0)
    first, second, third = panel.cards
    first.setFocus()
    assert first.hasFocus()
    for card in (second, third):
        QTest.keyClick(panel.window().focusWidget(), Qt.Key.Key_Tab)
        assert card.hasFocus()
    seen = QAccessible.queryAccessibleInterface(first)
    assert seen.text(QAccessible.Text.Name) == "Face 1: Happy? 80 %"
    bars = "Angry 2 %, Disgust 1 %, Fear 3 %, Happy 80 %, Sad 4 %, Surprise 5 %, Neutral 5 %"
    assert seen.text(QAccessible.Text.Description) == f"Uncertain, settling. {bars}"
    assert QAccessible.queryAccessibleInterface(first.bars).text(QAccessible.Text.Description) == bars


def test_the_tab_key_goes_through_the_cards_in_their_order_whenever_they_came(panel, qapp):
    everybody = faces(3)
    panel.show_faces([everybody[1]], 0.0)
    panel.show_faces(everybody, 0.1)
    qapp.processEvents()
    panel.cards[0].setFocus()
    for card in panel.cards[1:]:
        QTest.keyClick(panel.window().focusWidget(), Qt.Key.Key_Tab)
        assert card.hasFocus()


def test_the_menu_key_opens_the_menu_of_the_card(panel, qapp):
    panel.show_faces(faces(1), 0.0)
    (card,) = panel.cards
    card.setFocus()
    qapp.sendEvent(card, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint(-500, -500)))
    menu = qapp.activePopupWidget()
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == ["Name it…", "Keep on top", "Hide", "Forget this face", "Start its average afresh"]
    assert menu.pos() == card.mapToGlobal(card.rect().center())
    menu.close()


def pointing(window):
    """The centre of the first face in the view."""
    return window.view.marked_places()[0].center()


def test_a_face_stands_out_in_the_picture_and_among_the_cards(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=2), DEMO)
    until(lambda: plays(window, "demo") and len(window.panels["faces"].cards) == 2)
    window.actions_by_name["hold"].trigger()
    first, second = window.panels["faces"].cards
    QTest.mouseMove(window.view, pointing(window))
    until(lambda: first.property("pointed"))
    assert not second.property("pointed")
    assert window.view._pointed == first.face_id
    before = window.view.grab().toImage()
    QTest.mouseMove(window.view, QPoint(2, 2))
    until(lambda: not first.property("pointed"))
    assert window.view.grab().toImage() != before
    # A click in the picture goes to the card, and the card tells the picture.
    QTest.mouseClick(window.view, Qt.MouseButton.LeftButton, pos=pointing(window))
    until(first.hasFocus)
    assert window.view._pointed == first.face_id
    second.setFocus()
    until(lambda: window.view._pointed == second.face_id)
