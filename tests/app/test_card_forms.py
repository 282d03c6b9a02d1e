"""Cards in the form that there is room for: how many fit, what is painted, what unfolds, and when they grow."""

import itertools

import numpy as np
import pytest
from fakes import HAPPY, SAD, MoodyRecogniser, detection, face, faces, make_backend
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from seen import plays

from app.card_forms import CALM_S, Form, FormChoice
from app.cards import LINGER_S, FacePanel
from app.choice import DEMO
from app.faces_menu import FaceTools
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.palette import colour_of
from fer_core.pipeline import Pipeline
from fer_core.spec import CLASSES
from fer_core.types import Detection


@pytest.fixture
def panel(themed):
    panel = FacePanel(FaceTools(lambda _command: None))
    panel.resize(324, 680)
    panel.show()
    yield panel
    panel.close()
    panel.deleteLater()


class Crowd:
    """A detector that sees a dozen small faces, or as many as it is told."""

    def __init__(self, count):
        self._faces = tuple(self._small(number) for number in range(count))

    def detect(self, image, t):
        return self._faces

    def close(self):
        pass

    @staticmethod
    def _small(number):
        shape = detection(side=50.0)
        by = np.array([150.0 * (number % 4), 110.0 * (number // 4) - 20.0], np.float32)
        x0, y0, x1, y1 = shape.box_px
        box = (x0 + float(by[0]), y0 + float(by[1]), x1 + float(by[0]), y1 + float(by[1]))
        return Detection(box, 0.9, shape.landmarks_px + by)


def crowd_backend(folder, count):
    def make_pipeline(model, still):
        return Pipeline(Crowd(count), [CnnLstm(MoodyRecogniser(), "fake", still=still)], still=still)

    return make_backend(folder, make_pipeline=make_pipeline)


@pytest.mark.parametrize(
    ("size", "count", "form"),
    [
        ((1280, 800), 1, Form.LARGE),
        ((1280, 800), 2, Form.LARGE),
        ((1280, 800), 6, Form.MEDIUM),
        ((1280, 800), 12, Form.COMPACT),
        ((900, 600), 1, Form.LARGE),
        ((900, 600), 6, Form.COMPACT),
        ((800, 500), 6, Form.COMPACT),
    ],
)
def test_so_many_faces_are_seen_without_scrolling(open_window, until, tmp_path, *, size, count, form):
    window = open_window(crowd_backend(tmp_path, count), DEMO, size=size)
    panel = window.panels["faces"]
    until(lambda: plays(window, "demo") and len(panel.cards) == count)
    until(lambda: {card.form for card in panel.cards} == {form})
    assert panel.area.verticalScrollBar().maximum() == 0
    for card in panel.cards:
        top_left = card.mapTo(panel.area.viewport(), QPoint())
        assert panel.area.viewport().rect().contains(card.rect().translated(top_left))
    tops = [card.y() for card in panel.cards]
    assert tops == sorted(tops)
    assert all(one.geometry().bottom() < two.y() for one, two in itertools.pairwise(panel.cards))


@pytest.mark.parametrize(
    ("count", "height", "form"),
    [(1, 680, Form.LARGE), (2, 480, Form.FULL), (6, 680, Form.MEDIUM), (12, 680, Form.COMPACT)],
)
def test_a_card_has_either_a_bar_for_each_class_or_one_for_all(panel, qapp, count, height, form):
    panel.resize(324, height)
    panel.show_faces(faces(count), 0.0)
    qapp.processEvents()
    assert {card.form for card in panel.cards} == {form}
    card = panel.cards[-1]
    assert (card.bars.isVisible(), card._strip.isVisible()) == (not form.folded, form.folded)
    for part in (card.bars, card._strip, card.label, card.who, card._swatch):
        assert not part.isVisible() or card.rect().contains(part.geometry())
    lower = card.bars if card.bars.isVisible() else card._strip
    assert not lower.geometry().intersects(card.label.geometry())
    assert not lower.geometry().intersects(card.who.geometry())


class Watch(QObject):
    """Counts what happens to widgets."""

    def __init__(self, *widgets):
        super().__init__()
        self.laid_out, self.painted, self.regions = 0, [], []
        self._all = [part for widget in widgets for part in (widget, *widget.findChildren(QWidget))]
        for part in self._all:
            part.installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize, QEvent.Type.Move):
            self.laid_out += 1
        elif event.type() == QEvent.Type.Paint:
            self.painted.append(watched)
            self.regions.append(event.region().boundingRect())
        return False


def others(*probabilities):
    return [face(number, probabilities=said) for number, said in enumerate(probabilities)]


@pytest.mark.parametrize("count", [1, 3, 6, 12])
def test_other_numbers_move_nothing(panel, qapp, count):
    nearly = (0.02, 0.01, 0.03, 0.74, 0.10, 0.05, 0.05)
    panel.show_faces(others(*[HAPPY] * count), 0.0)
    panel.show_faces(others(*[HAPPY] * count), 1.0)
    panel.grab()
    qapp.processEvents()
    watch = Watch(panel)
    panel.show_faces(others(*[nearly] * count), 1.1)
    qapp.processEvents()
    assert [card.confidence.text() for card in panel.cards] == ["74 %"] * count
    assert watch.painted
    assert watch.laid_out == 0


def test_a_card_about_which_nothing_is_new_is_not_painted(panel, qapp):
    panel.show_faces(others(*[HAPPY] * 12), 0.0)
    panel.grab()
    qapp.processEvents()
    first, *rest = panel.cards
    watch, still = Watch(first), Watch(*rest)
    panel.show_faces(others(SAD, *[HAPPY] * 11), 0.1)
    qapp.processEvents()
    assert first.label in watch.painted
    assert not still.painted


def test_of_the_bars_only_those_are_painted_that_have_changed(panel, qapp):
    panel.show_faces(faces(1), 0.0)
    panel.grab()
    qapp.processEvents()
    bars = panel.cards[0].bars
    watch = Watch(bars)
    panel.show_faces([face(probabilities=(0.02, 0.01, 0.03, 0.80, 0.04, 0.06, 0.04))], 0.1)
    qapp.processEvents()
    (region,) = watch.regions
    # Surprise and neutral, the last two.
    assert region.top() >= 5 * bars.height() // len(CLASSES)


def chosen(choice, fitting, now_s, *, growing=None, calm_s=CALM_S):
    """Ask for a form where those up to one fit."""
    growing = fitting if growing is None else growing
    return choice.choose(lambda form: form <= fitting, lambda form: form <= growing, now_s, calm_s=calm_s)


def test_cards_shrink_at_once_and_grow_after_a_while():
    choice = FormChoice()
    assert chosen(choice, Form.LARGE, 0.0) is Form.LARGE
    assert chosen(choice, Form.COMPACT, 0.1) is Form.COMPACT
    assert chosen(choice, Form.FULL, 0.2) is Form.COMPACT
    assert chosen(choice, Form.FULL, 0.1 + CALM_S) is Form.COMPACT
    assert chosen(choice, Form.FULL, 0.2 + CALM_S) is Form.FULL


def test_cards_do_not_flicker_between_two_forms():
    choice = FormChoice()
    forms = [chosen(choice, Form.COMPACT if step % 10 == 0 else Form.LARGE, step / 10) for step in range(200)]
    assert set(forms) == {Form.COMPACT}


def test_cards_do_not_grow_before_those_that_have_gone_have_room():
    choice = FormChoice()
    chosen(choice, Form.COMPACT, 0.0)
    assert chosen(choice, Form.LARGE, 9.0, growing=Form.COMPACT) is Form.COMPACT
    assert chosen(choice, Form.LARGE, 99.0, growing=Form.COMPACT) is Form.COMPACT


def test_a_face_that_comes_and_goes_changes_no_form(panel):
    everybody, forms = faces(4), set()
    panel.show_faces(everybody, 0.0)
    for step in range(60):
        panel.show_faces(everybody if step % 5 == 0 else everybody[:3], step / 10)
        forms |= {card.form for card in panel.cards}
        assert len(panel.cards) == 4
    assert len(forms) == 1


def test_those_who_stay_grow_once_the_others_have_left(panel):
    panel.show_faces(faces(12), 0.0)
    assert {card.form for card in panel.cards} == {Form.COMPACT}
    panel.show_faces(faces(1), LINGER_S - 0.1)
    assert {card.form for card in panel.cards} == {Form.COMPACT}
    panel.show_faces(faces(1), LINGER_S + 0.1)
    panel.show_faces(faces(1), LINGER_S + 0.2 + CALM_S)
    assert [card.form for card in panel.cards] == [Form.LARGE]


def test_where_there_is_no_room_those_who_have_gone_make_some(panel):
    everybody = faces(4)
    panel.show_faces(everybody[:2], 0.0)
    assert {card.form for card in panel.cards} == {Form.LARGE}
    panel.show_faces([everybody[0], everybody[2]], 1.0)
    assert [card.face_id for card in panel.cards] == [1, 3]
    assert {card.form for card in panel.cards} == {Form.LARGE}


def test_a_higher_window_makes_larger_cards_at_once(panel, qapp):
    panel.resize(324, 330)
    panel.show_faces(faces(3), 0.0)
    before = {card.form for card in panel.cards}
    panel.resize(324, 1000)
    qapp.processEvents()
    assert before == {Form.MEDIUM}
    assert {card.form for card in panel.cards} == {Form.LARGE}


@pytest.fixture
def dozen(panel, qapp):
    """Twelve compact cards."""
    panel.show_faces(faces(12), 0.0)
    qapp.processEvents()
    # The keyboard goes to the first one by itself, as nothing else is in this window.
    panel.cards[0].clearFocus()
    return panel


def unfolded(panel):
    return [card.face_id for card in panel.cards if card.bars.isVisible()]


def test_a_compact_card_unfolds_under_the_pointer_and_pushes_nobody_away(dozen, until):
    places = [card.geometry() for card in dozen.cards]
    second, third = dozen.cards[1:3]
    told = []
    dozen.pointed.connect(told.append)
    QTest.mouseMove(dozen.column, places[1].center())
    until(lambda: unfolded(dozen) == [2])
    assert second.y() == places[1].y()
    assert second.height() > 3 * places[1].height()
    assert [card.geometry() for card in dozen.cards if card is not second] == places[:1] + places[2:]
    # It lies over the third one, at which the pointer comes nevertheless.
    assert second.geometry().contains(places[2])
    QTest.mouseMove(dozen.column, places[2].center())
    until(lambda: unfolded(dozen) == [3])
    assert third.y() == places[2].y()
    QTest.mouseMove(dozen, QPoint(2, 2))
    until(lambda: unfolded(dozen) == [])
    assert told == [2, 3, 0]


def test_the_last_ones_unfold_upwards_and_keep_their_head(panel, qapp):
    panel.resize(324, 580)
    panel.show_faces(faces(12), 0.0)
    qapp.processEvents()
    last = panel.cards[-1]
    place, head = last.geometry(), last.label.mapTo(panel, QPoint())
    last.setFocus()
    assert unfolded(panel) == [12]
    assert last.geometry().bottom() == place.bottom()
    assert last.y() < place.y()
    assert last.label.mapTo(panel, QPoint()) == head
    assert last.bars.geometry().bottom() < last.label.y()


def test_a_compact_card_unfolds_for_the_keyboard_and_for_a_click(dozen, qapp):
    first, second, third = dozen.cards[:3]
    first.setFocus()
    assert unfolded(dozen) == [1]
    QTest.keyClick(dozen.window().focusWidget(), Qt.Key.Key_Tab)
    assert second.hasFocus()
    assert unfolded(dozen) == [2]
    QTest.mouseClick(dozen.cards[8], Qt.MouseButton.LeftButton)
    assert unfolded(dozen) == [9]
    dozen.go_to(third.face_id)
    assert unfolded(dozen) == [3]


def test_a_compact_card_still_says_who_what_and_how_sure(dozen):
    dozen.grab()
    for number, card in enumerate(dozen.cards, 1):
        assert (card.who.text(), card.label.text(), card.confidence.text()) == (f"Face {number}", "Happy", "80 %")
        assert "Happy 80 %" in card.accessibleName()
        assert "Disgust 1 %" in card.accessibleDescription()


def test_the_slim_bar_holds_all_classes_in_their_colours(dozen, qapp):
    dozen.show_faces(others(*[(0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1)] * 12), 0.1)
    image = dozen.cards[0]._strip.grab().toImage()
    row = [image.pixelColor(x, image.height() // 2) for x in range(image.width())]
    shares = [row.count(QColor(*colour_of(name, k))) / len(row) for k, name in enumerate(CLASSES)]
    assert shares[3] == pytest.approx(0.4, abs=0.05)
    assert shares[:3] + shares[4:] == pytest.approx([0.1] * 6, abs=0.03)


def test_what_is_waited_for_is_said_on_a_compact_card_too(themed):
    class Baselines:
        def words(self, face_id):
            return "look neutral: 3 s" if face_id == 2 else ""

    panel = FacePanel(FaceTools(lambda _command: None, Baselines()))
    panel.resize(324, 680)
    panel.show()
    panel.show_faces(faces(12), 0.0)
    assert [card.who.full_text for card in panel.cards[:3]] == ["Face 1", "Face 2, look neutral: 3 s", "Face 3"]
    panel.close()
    panel.deleteLater()
