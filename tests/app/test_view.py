import numpy as np
import pytest
from fakes import HEIGHT, WIDTH, face, result
from PySide6.QtCore import QPoint, QRectF

from app.face_marks import letterbox
from app.resources import icon
from app.video_view import VideoView
from fer_core.captions import caption


@pytest.fixture
def view(themed):
    view = VideoView(lambda now, shown: view.told.append(shown))
    view.told = []
    view.resize(WIDTH, HEIGHT)
    view.show()
    yield view
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


def test_the_picture_is_painted_and_told_once(view):
    shown = result(0, two_halves())
    view.show_result(shown)
    assert colour_at(view, 100, 300) == (200, 0, 0)
    assert colour_at(view, 500, 300) == (0, 0, 200)
    assert view.told == [shown]


def test_the_mirror_swaps_left_and_right_on_the_screen_only(view):
    shown = result(0, two_halves())
    view.show_result(shown)
    view.set_mirrored(True)
    assert colour_at(view, 100, 300) == (0, 0, 200)
    assert tuple(shown.frame.image[0, 0]) == (200, 0, 0)


def test_the_demo_is_marked_on_the_picture(view):
    view.show_result(result(0, two_halves()))
    view.set_mark("DEMO CLIP, not a camera")
    assert colour_at(view, 22, 27) == (242, 184, 75)
    view.resize(WIDTH, HEIGHT + 200)
    assert colour_at(view, 22, 100 + 27) == (242, 184, 75)
    view.resize(WIDTH, HEIGHT)
    view.set_mark("")
    assert colour_at(view, 22, 27) == (200, 0, 0)


def test_a_box_is_drawn_in_the_colour_of_its_class(view):
    from fer_core.palette import PALETTE

    view.show_result(result(1))
    x0, _, x1, y1 = face().track.detection.box_px
    assert colour_at(view, int((x0 + x1) / 2), int(y1)) == pytest.approx(PALETTE["happy"], abs=12)


def test_the_box_of_a_doubtful_label_is_dashed(view):
    def coloured(**details):
        view.show_result(result(1, **details))
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


def test_a_face_that_is_lost_for_a_moment_is_not_drawn(view):
    x0, _, x1, y1 = face().track.detection.box_px
    view.show_result(result(1, seen=False))
    assert colour_at(view, int((x0 + x1) / 2), int(y1)) == (90, 90, 90)


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (6000, 4000)])
def test_pictures_of_any_shape_are_shown(view, shape):
    view.show_result(result(0, np.full((*shape, 3), 120, np.uint8)))
    assert colour_at(view, WIDTH // 2, HEIGHT // 2) == (120, 120, 120)


def test_words_stand_in_for_a_picture(view):
    view.show_result(result(1))
    view.set_hint(icon("face"), "Stopped", "Press Start to go on.")
    assert view.result is None
    assert colour_at(view, 5, HEIGHT // 2) == (11, 13, 17)
