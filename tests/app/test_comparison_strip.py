"""Two models side by side: how much of the time they differ, and what is shown of it."""

from dataclasses import replace

import numpy as np
import pytest
from fakes import HAPPY, SAD, Faces, MoodyRecogniser, expression, face, make_backend
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from seen import plays

from app.agreement import Agreement
from app.choice import DEMO
from app.comparison_strip import ComparisonStrip
from app.faces_menu import FaceTools
from app.history import GAP_S, KEPT_S
from fer_core.estimators.base import PipelineDescription
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.palette import PALETTE
from fer_core.pipeline import Pipeline

BOTH = PipelineDescription((), "fake.ferplus", {"beside": "other.ferplus"})


@pytest.fixture
def strip(themed):
    made = ComparisonStrip()
    made.resize(900, 100)
    made.set_models(BOTH)
    yield made
    made.deleteLater()


def pair(number=0, first=HAPPY, second=SAD):
    """Return a face of which two models say something."""
    return replace(face(number, probabilities=first), beside=replace(expression(second), output="other.ferplus"))


def show(strip, until_s, *, start=0.0, step=0.1, **said):
    for t in np.arange(start, until_s + step / 2, step):
        strip.show_faces([pair(**said)], float(t))


def in_the_strip(strip, label):
    """Return the places (x, y) in a class's colour, right of the labels."""
    image, hue = strip.grab().toImage(), QColor(*PALETTE[label])
    places = ((x, y) for x in range(430, image.width()) for y in range(image.height()))
    return {place for place in places if image.pixelColor(*place) == hue}


def test_the_share_is_of_the_time_and_not_of_the_pictures():
    agreement = Agreement()
    # A label holds until the next picture: differing from 0 to 3, agreeing from 3 to 4, in eleven pictures.
    for t in (0.0, 0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1, 2.4, 2.7):
        agreement.add(t, "happy", "sad")
    for t in (3.0, 3.3, 3.6, 4.0):
        agreement.add(t, "sad", "sad")
    assert (agreement.seen_s, agreement.differed_s) == (pytest.approx(4.0), pytest.approx(3.0))
    assert agreement.share == pytest.approx(0.75)
    spans = [(span.first, span.second, span.start, span.end) for span in agreement.spans]
    assert spans == [("happy", "sad", 0.0, 3.0), ("sad", "sad", 3.0, 4.0)]


def test_time_in_which_a_face_is_away_is_no_time():
    agreement = Agreement()
    for t in (0.0, 0.2, 5.0, 5.2):
        agreement.add(t, "happy", "sad")
    assert agreement.seen_s == pytest.approx(0.4)
    assert [(span.start, span.end) for span in agreement.spans] == [(0.0, 0.2), (5.0, 5.2)]


def test_what_is_old_is_forgotten_and_the_share_stays():
    agreement = Agreement()
    for t in np.arange(0.0, KEPT_S + 60.0, 0.25):
        agreement.add(float(t), "happy", "sad" if int(t) % 2 else "happy")
    assert agreement.spans[0].end >= KEPT_S + 59.0 - KEPT_S
    assert len(agreement.spans) < KEPT_S + 5
    assert agreement.share == pytest.approx(0.5, abs=0.01)


def test_a_row_says_what_both_say_and_how_much_they_differed(strip):
    show(strip, 3.0)
    show(strip, 4.1, start=3.1, second=HAPPY)
    assert strip.rows == ("Face 1: fake Happy 80 %, other Happy 80 %; differed 76 % of 4 s",)
    assert strip.accessibleDescription() == strip.rows[0]


def test_names_are_shown_and_hidden_faces_are_not(themed):
    tools = FaceTools(lambda _command: None)
    strip = ComparisonStrip(tools)
    strip.set_models(BOTH)
    strip.show_faces([pair(), pair(1)], 0.0)
    tools.people.rename(1, "Ada")
    tools.people.hide(2, True)
    assert [row.partition(":")[0] for row in strip.rows] == ["Ada"]
    strip.deleteLater()


def test_a_single_picture_has_no_share(strip):
    strip.show_faces([pair(), pair(1, second=HAPPY)], 0.0)
    assert [row.rpartition("; ")[2] for row in strip.rows] == ["differ", "agree"]


def test_the_strip_is_coloured_where_they_differ_and_not_where_they_agree(strip):
    show(strip, 5.0, first=SAD, second=SAD)
    assert not in_the_strip(strip, "sad")
    strip.clear()
    show(strip, 5.0, first=SAD, second=HAPPY)
    sad, happy = (in_the_strip(strip, label) for label in ("sad", "happy"))
    # The first model's label is above the second one's, at the same times.
    assert {x for x, _ in sad} == {x for x, _ in happy}
    assert max(y for _, y in sad) < min(y for _, y in happy)


def test_whoever_is_lost_for_a_moment_keeps_the_words_and_whoever_has_gone_is_said_to_be(strip):
    show(strip, 2.0)
    strip.show_faces([face(seen=False, readable=False)], 2.0 + GAP_S / 2)
    assert "fake Happy" in strip.rows[0]
    strip.show_faces([], 2.0 + 2 * GAP_S)
    assert strip.rows[0].startswith("Face 1: not in the picture; differed 100 %")
    strip.show_faces([], 60.0)
    assert strip.rows == ()


def test_it_grows_with_the_faces_up_to_three_and_never_shrinks_meanwhile(strip):
    low = strip.sizeHint().height()
    strip.show_faces([pair()], 0.0)
    assert strip.sizeHint().height() == low
    strip.show_faces([pair(number) for number in range(5)], 0.1)
    high = strip.sizeHint().height()
    assert high > low
    assert [row[:6] for row in strip.rows] == ["Face 1", "Face 2", "Face 3"]
    strip.show_faces([pair(4)], 0.2)
    assert strip.sizeHint().height() == high
    assert [row[:6] for row in strip.rows] == ["Face 1", "Face 2", "Face 5"]
    strip.clear()
    assert strip.sizeHint().height() == low


def test_other_models_begin_anew(strip):
    show(strip, 2.0)
    strip.set_models(BOTH)
    strip.set_models(None)
    assert strip.rows
    strip.set_models(replace(BOTH, spoken="fake.fer2013"))
    assert strip.rows == ()
    # What the pipeline has said before it obeyed is of the other output.
    show(strip, 2.0)
    assert strip.rows == ()


@pytest.mark.parametrize("size", [(1280, 800), (800, 500)])
def test_its_own_button_stops_the_comparison(open_window, until, qtbot, tmp_path, size):
    def make_pipeline(readers, still):
        names = ("fake", *(["other"] if readers.also else []))
        made = [CnnLstm(MoodyRecogniser(), name) for name in names]
        return Pipeline(Faces(), made)

    backend = make_backend(tmp_path, check_model=lambda folder: None, make_pipeline=make_pipeline)
    window = open_window(backend, DEMO, size=size)
    until(lambda: plays(window, "demo"))
    strip = window.panels["comparison"]
    assert not strip.isVisible()
    window.session.models.compare(tmp_path)
    until(lambda: strip.isVisible() and strip.rows)
    assert strip.rows[0].startswith("Face 1: fake Happy 80 %, other Happy 80 %; ")
    window.actions_by_name["present"].trigger()
    until(lambda: not strip.isVisible())
    window.actions_by_name["present"].trigger()
    until(strip.isVisible)
    qtbot.mouseClick(strip.stop, Qt.MouseButton.LeftButton)
    until(lambda: plays(window, "demo") and len(window.session.pipeline.estimators) == 1)
    assert not strip.isVisible()
    assert window.session.models.readers.also == ()
