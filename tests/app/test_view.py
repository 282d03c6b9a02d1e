import threading
from itertools import combinations

import numpy as np
import pytest
from fakes import HEIGHT, WIDTH, expression, face, result
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.face_insets import draw_bars
from app.face_marks import Overlays, letterbox
from app.icons import icon
from app.scaler import Wanted
from app.video_view import VideoView
from fer_core.captions import caption


@pytest.fixture
def show(view, until):
    """Show a result, and wait until it is scaled."""

    def shown(result):
        view.show_result(result)
        until(lambda: view.result is result)

    return shown


@pytest.fixture
def view(themed):
    view = VideoView(lambda now, shown: view.told.append(shown))
    view.told = []
    view.resize(WIDTH, HEIGHT)
    view.show()
    yield view
    view.stop()
    view.close()
    view.deleteLater()


def colour_at(view, x, y):
    colour = view.grab().toImage().pixelColor(QPoint(x, y))
    return colour.red(), colour.green(), colour.blue()


def two_halves():
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[:, : WIDTH // 2] = (200, 0, 0)
    image[:, WIDTH // 2 :] = (0, 0, 200)
    return image


def test_letterbox_keeps_the_shape_and_the_middle():
    place = letterbox((1000, 1000), (640, 360), mirrored=False)
    assert (place.rect.width(), place.rect.height()) == (1000, 562)
    assert place.rect.x() == 0
    assert place.rect.y() == pytest.approx(219, abs=1)
    place = letterbox((1000, 100), (640, 360), mirrored=False)
    assert place.rect.height() == 100


def test_boxes_move_with_the_mirror_and_keep_their_size():
    box_px = (64.0, 36.0, 128.0, 72.0)
    plain = letterbox((640, 360), (640, 360), mirrored=False).box(box_px)
    turned = letterbox((640, 360), (640, 360), mirrored=True).box(box_px)
    assert plain == QRectF(64, 36, 64, 36)
    assert turned == QRectF(640 - 128, 36, 64, 36)


def test_the_picture_is_painted_and_told_once(view, show):
    shown = result(0, two_halves())
    show(shown)
    assert colour_at(view, 100, 300) == (200, 0, 0)
    assert colour_at(view, 500, 300) == (0, 0, 200)
    assert view.told == [shown]


def test_the_mirror_swaps_left_and_right_on_the_screen_only(view, show, until):
    shown = result(0, two_halves())
    show(shown)
    view.set_mirrored(True)
    until(lambda: colour_at(view, 100, 300) == (0, 0, 200))
    assert tuple(shown.frame.image[0, 0]) == (200, 0, 0)


def test_the_demo_is_marked_on_the_picture(view, show):
    show(result(0, two_halves()))
    view.set_mark("DEMO CLIP, not a camera")
    assert colour_at(view, 22, 27) == (242, 184, 75)
    view.resize(WIDTH, HEIGHT + 200)
    assert colour_at(view, 22, 100 + 27) == (242, 184, 75)
    view.resize(WIDTH, HEIGHT)
    view.set_mark("")
    assert colour_at(view, 22, 27) == (200, 0, 0)


def test_a_box_is_drawn_in_the_colour_of_its_class(view, show):
    from fer_core.palette import PALETTE

    show(result(1))
    x0, _, x1, y1 = face().track.detection.box_px
    assert colour_at(view, int((x0 + x1) / 2), int(y1)) == pytest.approx(PALETTE["happy"], abs=12)


def test_the_box_of_a_doubtful_label_is_dashed(view, show):
    def coloured(**details):
        show(result(1, **details))
        x0, _, x1, y1 = face().track.detection.box_px
        along = [colour_at(view, x, round(y1)) for x in range(int(x0) + 12, int(x1) - 12, 2)]
        return sum(red > 180 for red, _, _ in along) / len(along)

    assert coloured() == coloured(label_set=("happy",)) == 1.0
    assert 0.2 < coloured(label_set=("happy", "sad")) < 0.9
    assert 0.2 < coloured(label_set=("happy", "sad", "fear")) < 0.9


def test_a_tag_says_id_label_and_confidence():
    assert caption(face()) == "1  Happy  80 %"
    assert caption(face(1, readable=False)) == "2  Not readable"
    assert caption(face(label_set=("happy", "neutral"))) == "1  Happy or neutral"


def test_a_face_that_is_lost_for_a_moment_is_not_drawn(view, show):
    x0, _, x1, y1 = face().track.detection.box_px
    show(result(1, seen=False))
    assert colour_at(view, int((x0 + x1) / 2), int(y1)) == (90, 90, 90)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (6000, 4000)])
def test_pictures_of_any_shape_are_shown(view, show, shape):
    show(result(0, np.full((*shape, 3), 120, np.uint8)))
    assert colour_at(view, WIDTH // 2, HEIGHT // 2) == (120, 120, 120)


def test_words_stand_in_for_a_picture(view, show):
    show(result(1))
    view.set_hint(icon("face"), "Stopped", "Press Start to go on.")
    assert view.result is None
    assert colour_at(view, 5, HEIGHT // 2) == (11, 13, 17)


def at_rest(view, qapp):
    """Hold the scaling thread still: what is wanted waits."""
    view.stop()
    qapp.processEvents()


def test_a_picture_is_painted_with_its_own_faces_only(view, show, qapp):
    shown = result(1)
    show(shown)
    before = view.grab().toImage()
    at_rest(view, qapp)
    view.show_result(result(4, two_halves()))
    qapp.processEvents()
    assert view.result is shown
    assert view.grab().toImage() == before


def test_a_picture_that_is_scaled_too_late_does_not_push_words_aside(view, show, qapp, until):
    show(result(1))
    scaled, take = [], view._scaler.take
    view._scaler.take = lambda: scaled.append(take()) or scaled[-1]
    view.show_result(result(1))
    # It belongs to what was played before.
    view.set_hint(icon("face"), "Stopped", "Press Start to go on.")
    until(lambda: scaled)
    assert (view.result, view.hint) == (None, ("Stopped", "Press Start to go on."))


def test_of_pictures_that_come_too_fast_the_newest_is_shown(view, until):
    results = [result(0, np.full((HEIGHT, WIDTH, 3), grey, np.uint8)) for grey in range(40, 240, 5)]
    for each in results:
        view.show_result(each)
    until(lambda: view.result is results[-1])
    assert colour_at(view, 300, 200) == (235, 235, 235)


def test_nothing_is_scaled_while_it_is_painted(view, show, monkeypatch, qapp):
    from fer_core._cv2 import cv2

    show(result(1, np.full((2160, 3840, 3), 90, np.uint8)))
    view.resize(WIDTH - 40, HEIGHT - 20)
    at_rest(view, qapp)
    monkeypatch.setattr(cv2, "resize", pytest.fail)
    # It fits all the same, if not as finely.
    assert colour_at(view, 20, 300) == (90, 90, 90)


def test_a_picture_is_as_fine_as_the_screen(view, show, until):
    show(result(0, two_halves()))
    view.resize(2 * WIDTH, 2 * HEIGHT)
    until(lambda: view._scaled.wanted.size_px == (2 * WIDTH, 2 * HEIGHT))


def test_a_picture_that_cannot_be_scaled_is_told_and_the_next_one_is_shown(view, show, until):
    bad, caught, hook = result(0, np.zeros((0, 0, 3), np.uint8)), [], threading.excepthook
    threading.excepthook = lambda args: caught.append(args.exc_type)
    try:
        view._scaler.want(Wanted(bad, (0, 0, 1, 1), (10, 10), False, 0))
        until(lambda: caught)
    finally:
        threading.excepthook = hook
    good = result(0)
    view.show_result(good)
    until(lambda: view.show_result(good) or view.result is good)


def test_what_nobody_sees_is_not_scaled(view, show, until, monkeypatch):
    show(result(0, two_halves()))
    scaled = []
    want = view._scaler.want
    monkeypatch.setattr(view._scaler, "want", lambda wanted: (scaled.append(wanted), want(wanted)))
    view.hide()
    newest = result(1, two_halves())
    view.show_result(newest)
    assert not scaled
    view.show()
    until(lambda: view.result is newest)
    view.setWindowState(view.windowState() | Qt.WindowState.WindowMinimized)
    scaled.clear()
    last = result(2, two_halves())
    view.show_result(last)
    assert not scaled
    view.setWindowState(Qt.WindowState.WindowNoState)
    until(lambda: view.result is last)


def bars_of(boxes):
    """Draw the bars of faces in a picture of 900 x 500; returns where they stand."""
    image = QImage(900, 500, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    drawn = []
    for box in boxes:
        others = [other for other in boxes if other is not box]
        taken = [*others, *(place for place in drawn if place is not None)]
        drawn.append(draw_bars(painter, box, expression(), 12, QRectF(0, 0, 900, 500), keep_free=taken))
    painter.end()
    return drawn


def test_bars_stand_on_the_roomier_side_of_a_face_or_else_on_the_other(themed):
    left, right = QRectF(200, 100, 100, 120), QRectF(600, 100, 100, 120)
    (place,) = bars_of([left])
    assert place.left() > left.right()
    (place,) = bars_of([right])
    assert place.right() < right.left()
    one, other = bars_of([left, QRectF(320, 100, 100, 120)])
    assert one.right() < left.left()
    assert other.left() > 420


def test_of_many_faces_those_have_bars_that_cover_nobody_and_no_other_bars(view, show):
    boxes = [QRectF(20 + 110 * (n % 8), 30 + 150 * (n // 8), 90, 100) for n in range(24)]
    assert bars_of(boxes) == [None] * 24
    crowd = [QRectF(20 + 260 * (n % 4), 30 + 90 * (n // 4), 60, 70) for n in range(16)]
    places = [place for place in bars_of(crowd) if place is not None]
    assert 1 < len(places) < 16
    assert not any(one.intersects(other) for one, other in combinations(places, 2))
    assert not any(place.intersects(box) for place in places for box in crowd)


def test_the_bars_of_faces_in_the_picture_keep_off_each_other(view, show, monkeypatch):
    drawn = []

    def watched(painter, box, *rest, keep_free):
        place = draw_bars(painter, box, *rest, keep_free=keep_free)
        if place is not None:
            drawn.append(place)
            assert not any(place.intersects(other) for other in keep_free)
        return place

    monkeypatch.setattr("app.face_marks.draw_bars", watched)
    view.set_overlays(Overlays(bars=True))
    show(result(5))
    drawn.clear()
    view.grab()
    assert drawn
    assert not any(one.intersects(other) for one, other in combinations(drawn, 2))
