"""The time line: what is remembered, what is painted, and looking back."""

from itertools import pairwise

import numpy as np
import pytest
from fakes import HAPPY, SAD, face, faces, make_backend
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QWheelEvent
from PySide6.QtTest import QTest
from seen import plays

from app import theme
from app.choice import DEMO
from app.history import GAP_S, KEPT_S, History, Trace
from app.strip import Strip, band
from app.timeline import SPAN_S, Timeline
from fer_core.palette import colour_of
from fer_core.spec import CLASSES

LABELS = ("a", "b")


def trace_of(times, share=lambda _: 1.0):
    trace = Trace(LABELS)
    for t in times:
        trace.add(t, np.array([share(t), 1 - share(t)], np.float32))
    return trace


def test_a_column_is_the_mean_of_its_pictures():
    trace = trace_of(np.arange(0, 10, 0.1), lambda t: float(t >= 5))
    found = trace.columns(np.array([0.0, 2.0, 4.0, 6.0, 8.0]) - 0.01)
    np.testing.assert_allclose(found[:, 0], [0, 0, 0.5, 1], atol=1e-6)
    np.testing.assert_allclose(found.sum(1), 1, atol=1e-6)


def test_a_picture_holds_until_the_next_one_and_a_gap_stays_empty():
    trace = trace_of([0.0, 0.1, 5.0])
    edges = np.array([-1.0, -0.5, 0.12, 0.15, 1.0, 1.1, 4.9, 5.05])
    empty = np.isnan(trace.columns(edges)[:, 0])
    assert empty.tolist() == [True, False, False, True, True, True, False]
    assert trace.at(0.1 + GAP_S / 2) is not None
    assert trace.at(2.0) is None
    assert trace.at(-1.0) is None


def test_ten_minutes_are_remembered_and_no_more():
    trace = trace_of(np.arange(0, 2000, 0.5), lambda t: (t % 7) / 7)
    # Room is made when there is none left: what is older goes then, and not before.
    assert KEPT_S / 0.5 <= trace.rows <= 4096
    for t in np.arange(2000, 20000, 0.5):
        trace.add(t, np.array([(t % 7) / 7, 1 - (t % 7) / 7], np.float32))
    assert KEPT_S / 0.5 <= trace.rows <= 4096
    assert trace.first_t <= 19999.5 - KEPT_S
    now = 19999.5
    np.testing.assert_allclose(trace.at(now)[0], (now % 7) / 7, atol=1e-5)
    history = History()
    for t in (0.0, 1.0):
        history.add(faces(1), t)
    history.mark("key", "3")
    history.mark("rule", "late", 0.5)
    assert [(m.t, m.kind, m.text) for m in history.marks] == [(1.0, "key", "3"), (0.5, "rule", "late")]
    history.add((), KEPT_S + 5)
    assert not history.traces
    assert not history.marks


def test_a_band_is_filled_with_the_classes_colours():
    columns = np.array([[0.25, 0.0, 0.75], [np.nan] * 3, [0.0, 1.0, 0.0]], np.float32)
    pixels = band(columns, ("angry", "happy", "sad"), 8)
    assert pixels.shape == (8, 3)
    angry, happy, sad = (QColor(*colour_of(name, 0)).rgba() for name in ("angry", "happy", "sad"))
    assert pixels[:, 0].tolist() == [sad] * 6 + [angry] * 2
    assert pixels[:, 1].tolist() == [0] * 8
    assert pixels[:, 2].tolist() == [happy] * 8


@pytest.fixture
def timeline(themed, qtbot):
    widget = Timeline()
    qtbot.addWidget(widget)
    widget.resize(700, widget.sizeHint().height())
    widget.show()
    return widget


def play(timeline, *, seconds=20.0, who=((HAPPY, 0, 99),), rate=10, start=100.0, everybody=False):
    """Show so many seconds, of each face only between two times."""
    for step in range(round(seconds * rate)):
        t = step / rate
        seen = [
            face(number if everybody else 0, probabilities=scores)
            for number, (scores, a, b) in enumerate(who)
            if a <= t < b
        ]
        timeline.show_faces(seen, start + t)


def pixel(timeline, x, y):
    image = QImage(timeline.size(), QImage.Format.Format_RGB32)
    timeline.render(image)
    return QColor(image.pixel(int(x), int(y)))


def test_the_newest_moment_is_on_the_right(timeline):
    play(timeline, seconds=10, who=((SAD, 0, 5), (HAPPY, 5, 99)))
    (lane,) = timeline.lanes
    seconds = lane.rect.width() / SPAN_S
    y = lane.rect.center().y()
    assert pixel(timeline, lane.rect.right() - 2 * seconds, y) == QColor(*colour_of("happy", 0))
    assert pixel(timeline, lane.rect.right() - 7 * seconds, y) == QColor(*colour_of("sad", 0))
    before = pixel(timeline, lane.rect.right() - 20 * seconds, y)
    assert before not in (QColor(*colour_of(name, 0)) for name in CLASSES)


def test_each_face_has_a_lane_and_no_more_than_four_are_shown(timeline):
    play(timeline, seconds=3, who=((HAPPY, 0, 99), (SAD, 0, 99)), everybody=True)
    one, other = timeline.lanes
    assert (one.face_id, other.face_id) == (1, 2)
    assert one.rect.bottom() < other.rect.top()
    timeline.clear()
    play(timeline, seconds=3, who=((HAPPY, 0, 99),) * 6, everybody=True)
    assert len(timeline.lanes) == 4
    assert all(lane.rect.height() > 8 for lane in timeline.lanes)


def test_the_pointer_is_told_what_was_shown(timeline):
    play(timeline, seconds=10)
    (lane,) = timeline.lanes
    seconds = lane.rect.width() / SPAN_S
    y = round(lane.rect.center().y())
    told = timeline.told(QPoint(round(lane.rect.right() - 3 * seconds), y)).splitlines()
    assert told[0].startswith("Face 1, 3.0 s ago")
    assert told[1] == "Happy  80 %"
    assert len(told) == 1 + len(CLASSES)
    assert timeline.told(QPoint(round(lane.rect.right() - 25 * seconds), y)).endswith("not in the picture")
    assert timeline.told(QPoint(1, 1)) == ""


def test_dragging_looks_back_and_the_picture_goes_on(timeline):
    play(timeline, seconds=60)
    newest = timeline.history.newest_t
    assert timeline.end == newest
    (lane,) = timeline.lanes
    seconds = lane.rect.width() / SPAN_S
    at = lane.rect.center().toPoint()
    QTest.mousePress(timeline, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(timeline, at + QPoint(round(10 * seconds), 0))
    QTest.mouseRelease(timeline, Qt.MouseButton.LeftButton, pos=at)
    assert timeline.end == pytest.approx(newest - 10, abs=0.2)
    assert timeline.live.isVisible()
    held = timeline.end
    timeline.show_faces(faces(1), newest + 1)
    assert timeline.end == held
    QTest.mouseClick(timeline.live, Qt.MouseButton.LeftButton)
    assert timeline.end == newest + 1
    assert not timeline.live.isVisible()


def test_keys_look_back_zoom_and_return(timeline):
    play(timeline, seconds=120)
    newest = timeline.history.newest_t
    QTest.keyClick(timeline, Qt.Key.Key_Left)
    assert timeline.end == pytest.approx(newest - SPAN_S / 10)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    assert timeline.end_s is None
    QTest.keyClick(timeline, Qt.Key.Key_Plus)
    assert timeline.span_s == pytest.approx(0.8 * SPAN_S)
    QTest.keyClick(timeline, Qt.Key.Key_Left)
    QTest.keyClick(timeline, Qt.Key.Key_Escape)
    assert timeline.end_s is None
    for _ in range(60):
        QTest.keyClick(timeline, Qt.Key.Key_Minus)
    assert timeline.span_s == KEPT_S
    # Nobody looks back further than there is something.
    for _ in range(60):
        QTest.keyClick(timeline, Qt.Key.Key_Plus)
        QTest.keyClick(timeline, Qt.Key.Key_Left)
    timeline.look_back(newest - 1e6)
    assert timeline.end == pytest.approx(100.0 + timeline.span_s)


def test_the_wheel_shows_more_or_less(timeline, themed):
    play(timeline, seconds=5)
    middle = QPointF(timeline.rect().center())
    for delta, factor in ((120, 0.8), (-120, 1.0)):
        event = QWheelEvent(
            middle, timeline.mapToGlobal(middle), QPoint(), QPoint(0, delta), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        themed.sendEvent(timeline, event)
        assert timeline.span_s == pytest.approx(factor * SPAN_S)


def test_a_key_marks_the_moment_in_the_window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    timeline = window.panels["timeline"]
    until(lambda: timeline.lanes)
    QTest.keyClick(window, Qt.Key.Key_4)
    assert [(mark.kind, mark.text) for mark in timeline.history.marks] == [("key", "4")]
    assert timeline.history.marks[0].t == pytest.approx(timeline.history.newest_t, abs=0.5)


def test_the_time_line_can_be_hidden_and_that_is_remembered(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    timeline = window.panels["timeline"]
    assert timeline.isVisible()
    assert window.actions_by_name["timeline"].isChecked()
    high = window.view.height()
    window.actions_by_name["timeline"].trigger()
    until(lambda: window.view.height() > high)
    assert not timeline.isVisible()
    window.close()
    assert saved[-1].timeline is False


def test_in_a_low_window_the_picture_has_the_height(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO, size=(800, 460))
    until(lambda: plays(window, "demo"))
    assert not window.panels["timeline"].isVisible()
    window.resize(1000, 700)
    until(window.panels["timeline"].isVisible)


def test_a_strip_that_goes_on_is_the_strip_that_is_drawn_at_once():
    labels = ("happy", "sad")
    trace, strip = Trace(labels), Strip()
    rng = np.random.default_rng(0)
    t = 100.0
    for number in range(400):
        # Pictures come unevenly, and the face is gone for a while.
        t += float(rng.uniform(0.01, 0.06)) + (1.5 if number % 90 == 89 else 0.0)
        p = float(rng.uniform())
        trace.add(t, np.array([p, 1 - p], np.float32))
        if number % 3 == 0:
            moved = strip.pixels(trace, (t - 5.0, t), (333, 40), t)
            assert (moved == Strip().pixels(trace, (t - 5.0, t), (333, 40), t)).all()
    back = strip.pixels(trace, (t - 7.0, t - 2.0), (333, 40), t)
    assert (back == Strip().pixels(trace, (t - 7.0, t - 2.0), (333, 40), t)).all()
    assert (back == 0).any()
    assert (back != 0).any()
    wide = strip.pixels(trace, (t - 10.0, t), (333, 40), t)
    assert (wide == Strip().pixels(trace, (t - 10.0, t), (333, 40), t)).all()


def test_a_strip_adds_only_what_is_new(monkeypatch):
    trace, strip = Trace(("happy", "sad")), Strip()
    asked = []
    columns = trace.columns
    monkeypatch.setattr(trace, "columns", lambda edges: asked.append(len(edges) - 1) or columns(edges))
    for number in range(100):
        trace.add(number * 0.1, np.array([0.5, 0.5], np.float32))
        strip.pixels(trace, (number * 0.1 - 10.0, number * 0.1), (1000, 20), number * 0.1)
    assert asked[0] == 1000
    assert max(asked[1:]) <= 12


@pytest.mark.parametrize("text_size", [100, 150])
@pytest.mark.parametrize("width", [220, 300, 420, 700, 1200])
@pytest.mark.parametrize("span_s", [5.0, 30.0, 90.0, 600.0])
def test_the_times_at_the_axis_do_not_lie_over_each_other(timeline, themed, monkeypatch, *, text_size, width, span_s):
    theme.apply(themed, "dark", text_size)
    play(timeline, seconds=40, rate=2)
    timeline.resize(width, timeline.sizeHint().height())
    timeline.span_s = span_s
    written = []

    class Watched(QPainter):
        def drawText(self, place, flags, text):  # noqa: N802
            written.append(self.boundingRect(place, int(flags), text))
            super().drawText(place, int(flags), text)

    monkeypatch.setattr("app.timeline.QPainter", Watched)
    for back in (0.0, span_s / 50, min(span_s / 9, 30.0)):
        timeline.end_s = timeline.history.newest_t - back if back else None
        written.clear()
        timeline.grab()
        axis = sorted((place for place in written if place.top() > timeline.lanes[0].rect.bottom()), key=QRectF.left)
        assert axis or back
        assert all(one.right() < other.left() for one, other in pairwise(axis))
    theme.apply(themed, "dark")
