import numpy as np
import pytest
from fakes import HEIGHT, WIDTH, make_backend, result
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest

from app.choice import DEMO
from app.face_marks import Overlays
from app.video_view import VideoView
from app.zoom import MOST, Zoom
from fer_core.veil import Veil

VIEW, PICTURE = (640.0, 360.0), (1280, 720)


def test_what_is_at_the_pointer_stays_there():
    at = QPointF(500, 100)
    zoom = Zoom()
    before = zoom.place(VIEW, PICTURE, mirrored=False)
    seen = ((at.x() - before.rect.x()) / before.scale, (at.y() - before.rect.y()) / before.scale)
    for factor in (1.25, 2.0, 1.25, 0.8):
        zoom = zoom.closer(factor, at, VIEW, PICTURE)
        place = zoom.place(VIEW, PICTURE, mirrored=False)
        assert place.point(*seen).x() == pytest.approx(at.x(), abs=1)
        assert place.point(*seen).y() == pytest.approx(at.y(), abs=1)


def test_it_has_bounds():
    middle = QPointF(320, 180)
    assert Zoom().closer(100, middle, VIEW, PICTURE).factor == MOST
    assert Zoom(3.0, (0.9, 0.1)).closer(0.1, middle, VIEW, PICTURE) == Zoom()
    dragged = Zoom(2.0).moved(QPointF(10_000, -10_000), VIEW, PICTURE)
    place = dragged.place(VIEW, PICTURE, mirrored=False)
    assert place.visible == QRectF(0, 0, *VIEW)
    assert place.source(PICTURE) == (0, 360, 640, 720)
    # It is not to be dragged back from where nothing is.
    assert dragged.moved(QPointF(-10, 0), VIEW, PICTURE).centre[0] > dragged.centre[0]


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_part_that_is_seen_is_the_part_that_is_scaled(mirrored):
    place = Zoom(4.0, (0.2, 0.7)).place(VIEW, PICTURE, mirrored=mirrored)
    part = place.source(PICTURE)
    box = place.box(part)
    # Whole pixels of the source: a little more than the view.
    assert box.adjusted(-0.1, -0.1, 0.1, 0.1).contains(place.visible)
    assert box.width() < VIEW[0] + 2 * place.scale + 0.1


def test_a_tall_picture_stays_in_the_middle_while_there_is_room_beside_it():
    place = Zoom(2.0).place((640.0, 360.0), (90, 360), mirrored=False)
    assert place.rect.width() == 180
    assert place.rect.x() == 230
    assert place.visible == QRectF(230, 0, 180, 360)


def checks():
    """A picture of four colours by quarter."""
    image = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    image[: HEIGHT // 2, : WIDTH // 2] = (200, 0, 0)
    image[: HEIGHT // 2, WIDTH // 2 :] = (0, 200, 0)
    image[HEIGHT // 2 :, : WIDTH // 2] = (0, 0, 200)
    image[HEIGHT // 2 :, WIDTH // 2 :] = (200, 200, 0)
    return image


@pytest.fixture
def view(themed, until):
    view = VideoView(lambda now, shown: None)
    view.resize(WIDTH, HEIGHT)
    view.show()
    view.show_result(result(0, checks()))
    until(lambda: view.result is not None)
    yield view
    view.stop()
    view.close()
    view.deleteLater()


def corners(view):
    image = view.grab().toImage()
    right, bottom = view.width() - 20, view.height() - 20
    colours = (image.pixelColor(x, y) for x, y in ((20, 20), (right, 20), (20, bottom), (right, bottom)))
    return [(c.red(), c.green(), c.blue()) for c in colours]


def turn_wheel(view, x, y, steps):
    at = QPointF(x, y)
    event = QWheelEvent(
        at,
        QPointF(view.mapToGlobal(at.toPoint())),
        QPoint(),
        QPoint(0, 120 * steps),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    view.wheelEvent(event)


def test_the_wheel_looks_closer_and_a_drag_moves_the_picture(view, until):
    red, green, blue, yellow = (200, 0, 0), (0, 200, 0), (0, 0, 200), (200, 200, 0)
    assert corners(view) == [red, green, blue, yellow]
    turn_wheel(view, 10, 10, 4)
    until(lambda: corners(view) == [red] * 4)
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(400, 300))
    QTest.mouseMove(view, QPoint(-4000, 300))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(-4000, 300))
    until(lambda: corners(view)[1] == green)
    turn_wheel(view, 10, 10, -40)
    until(lambda: corners(view) == [red, green, blue, yellow])


def test_the_mirror_shows_the_same_part(view, until):
    turn_wheel(view, 10, 10, 4)
    until(lambda: corners(view) == [(200, 0, 0)] * 4)
    view.set_mirrored(True)
    until(lambda: view._scaled.wanted.mirrored)
    assert corners(view) == [(200, 0, 0)] * 4


def test_keys_zoom_and_move_and_another_source_is_seen_whole(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: window.view.result is not None)
    QTest.keyClick(window, Qt.Key.Key_Z)
    QTest.keyClick(window, Qt.Key.Key_Z)
    zoom = window.view.zoom
    assert zoom.factor > 1.5
    QTest.keyClick(window, Qt.Key.Key_Right)
    assert window.view.zoom.centre[0] > zoom.centre[0]
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier)
    assert window.view.zoom.factor < zoom.factor
    QTest.keyClick(window, Qt.Key.Key_0)
    assert window.view.zoom == Zoom()
    QTest.keyClick(window, Qt.Key.Key_Z)
    window.session.stop()
    until(lambda: window.view.hint is not None)
    assert window.view.zoom == Zoom()


def test_who_is_hidden_stays_so_however_closely_one_looks(view, until):
    rng = np.random.default_rng(0)
    hidden = result(1, rng.integers(0, 255, (HEIGHT, WIDTH, 3), np.uint8))
    x0, y0, x1, y1 = hidden.faces[0].track.detection.box_px
    view.set_veil(Veil("faces"))
    view.set_overlays(Overlays(boxes=False, labels=False))
    middle = ((x0 + x1) / 2 / WIDTH, (y0 + y1) / 2 / HEIGHT)
    view.look(Zoom(6.0, middle))
    view.show_result(hidden)
    until(lambda: view.result is hidden and view._scaled.wanted.part != (0, 0, WIDTH, HEIGHT))
    place = view._placement(view._scaled.wanted)
    inside = place.box((x0, y0, x1, y1)).intersected(place.visible).toAlignedRect().adjusted(2, 2, -2, -2)
    image = view.grab(inside).toImage()
    seen = [image.pixelColor(x, y).red() for x in range(image.width()) for y in range(image.height())]
    # Noise from 0 to 255: of the means of its blocks, nothing of that is left.
    assert 90 < min(seen) <= max(seen) < 165
