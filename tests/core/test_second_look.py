"""Faces that fill their picture, with detectors that say what a test tells them, and with MediaPipe's own."""

import numpy as np
import pytest

from fer_core._cv2 import cv2
from fer_core.build import DETECTORS
from fer_core.detection import ScriptedDetector
from fer_core.second_look import SecondLook
from fer_core.sources import DEMO_CLIP, open_path
from fer_core.types import Detection

#: (height, width); a quarter of the longer side is 50.
SIZE = (100, 200)
ROOM = 50


class Heard(ScriptedDetector):
    """Keeps the pictures that it was shown."""

    def __init__(self, *script):
        super().__init__(script)
        self.pictures, self.closed = [], 0

    def detect(self, image, t):
        self.pictures.append(image)
        return super().detect(image, t)

    def close(self):
        self.closed += 1


def face(left, top, side, score=0.9):
    points = np.full((6, 2), (left + side / 2, top + side / 2), np.float32)
    return Detection((left, top, left + side, top + side), score, points)


def looks(first, second):
    """Return a detector, and the list of second detectors that it made."""
    made = []
    return SecondLook(Heard(*first), lambda: made.append(Heard(*second)) or made[-1]), made


def picture(size=SIZE):
    return np.full((*size, 3), 7, np.uint8)


def test_a_face_that_is_found_is_enough():
    detector, made = looks([[face(0, 0, 20)]], [])
    assert [f.box_px for f in detector.detect(picture(), 0.0)] == [(0, 0, 20, 20)]
    assert made == []


def test_the_second_look_has_room_on_each_side():
    detector, made = looks([[], []], [[], []])
    assert detector.detect(picture(), 0.0) == detector.detect(picture(), 0.1) == ()
    assert len(made) == 1
    framed = made[0].pictures[0]
    assert framed.shape == (SIZE[0] + 2 * ROOM, SIZE[1] + 2 * ROOM, 3)
    assert (framed[ROOM:-ROOM, ROOM:-ROOM] == 7).all()
    framed[ROOM:-ROOM, ROOM:-ROOM] = 128
    assert (framed == 128).all()


def test_live_a_look_in_vain_is_not_repeated_at_once():
    near = face(ROOM, ROOM, 80)
    second = [[], [near], [near], [], [near]]
    made = []
    detector = SecondLook(Heard(*[[]] * 9), lambda: made.append(Heard(*second)) or made[-1], every_s=0.25)
    found = [bool(detector.detect(picture(), t)) for t in (0.0, 0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.59, 0.6)]
    # In vain at 0, found at 0.25 and in the picture after it, in vain at 0.35, found again a quarter of a second later.
    assert found == [False, False, False, True, True, False, False, False, True]
    assert len(made[0].pictures) == 5


def test_live_it_looks_at_every_picture_where_none_may_be_missed():
    made = []
    detector = SecondLook(Heard(*[[]] * 4), lambda: made.append(Heard(*[[]] * 4)) or made[-1], every_s=0.25)
    for t, everywhere in ((0.0, True), (0.03, True), (0.06, True), (0.1, False)):
        detector.look_everywhere(everywhere)
        detector.detect(picture(), t)
    assert len(made[0].pictures) == 3


def test_live_a_clock_that_goes_back_does_not_end_the_looking():
    made = []
    detector = SecondLook(Heard([], []), lambda: made.append(Heard([], [])) or made[-1], every_s=0.25)
    for t in (100.0, 3.0):
        detector.detect(picture(), t)
    assert len(made[0].pictures) == 2


def test_what_it_finds_stands_where_it_is_in_the_picture():
    detector, _ = looks([[]], [[face(ROOM + 30, ROOM - 10, 80)]])
    (found,) = detector.detect(picture(), 0.0)
    assert found.box_px == (30, -10, 110, 70)
    assert found.score == 0.9
    np.testing.assert_array_equal(found.landmarks_px, np.full((6, 2), (70, 30), np.float32))


@pytest.mark.parametrize(
    ("left", "top", "side", "added"),
    [
        pytest.param(ROOM, ROOM, 35, True, id="just large enough"),
        pytest.param(ROOM, ROOM, 34, False, id="too small"),
        pytest.param(ROOM - 60, ROOM, 100, False, id="its middle is outside"),
        pytest.param(ROOM - 50, ROOM, 100, True, id="its middle is on the edge"),
        pytest.param(ROOM, ROOM + 60, 100, False, id="its middle is below"),
    ],
)
def test_only_a_face_that_fills_the_picture_is_added(left, top, side, added):
    detector, _ = looks([[]], [[face(left, top, side)]])
    assert bool(detector.detect(picture(), 0.0)) is added


def test_a_large_picture_is_framed_at_a_smaller_size():
    detector, made = looks([[]], [[face(320 + 64, 320, 640)]])
    (found,) = detector.detect(picture((1280, 2560)), 0.0)
    assert made[0].pictures[0].shape == (640 + 2 * 320, 1280 + 2 * 320, 3)
    assert found.box_px == (128, 0, 128 + 1280, 1280)
    np.testing.assert_array_equal(found.landmarks_px, np.full((6, 2), (768, 640), np.float32))


def test_an_empty_picture_holds_no_face():
    detector, made = looks([[]], [])
    assert detector.detect(np.zeros((0, 0, 3), np.uint8), 0.0) == ()
    assert made == []


def test_both_are_closed():
    detector, made = looks([[]], [[]])
    detector.detect(picture(), 0.0)
    detector.close()
    assert (detector._first.closed, made[0].closed) == (1, 1)


@pytest.fixture(scope="module")
def portrait():
    """Brows to chin of the demo clip's first frame and nothing around them, as a tight portrait is cut."""
    source = open_path(DEMO_CLIP)
    source.open()
    image = source.read().image
    source.close()
    detector = DETECTORS["full"](True)
    (found,) = detector.detect(image, 0.0)
    detector.close()
    left, top, right, bottom = (round(value) for value in found.box_px)
    edge = (right - left) // 8
    return np.ascontiguousarray(image[top + edge : bottom - edge, left + edge : right - edge])


@pytest.fixture
def thorough():
    detector = DETECTORS["thorough"](True)
    yield detector
    detector.close()


@pytest.mark.parametrize("side", [100, 224, 640])
def test_a_tight_portrait_is_found_where_it_was_missed(portrait, thorough, side):
    image = cv2.resize(portrait, (side, side), interpolation=cv2.INTER_AREA)
    assert thorough._first.detect(image, 0.0) == ()
    (found,) = thorough.detect(image, 0.1)
    right_eye, left_eye, _, mouth = found.landmarks_px[:4]
    assert 0 < right_eye[0] < left_eye[0] < side
    assert 0 < right_eye[1] < mouth[1] < side


def test_a_tight_portrait_before_a_camera_is_found_too(portrait):
    image = cv2.resize(portrait, (224, 224), interpolation=cv2.INTER_AREA)
    detector = DETECTORS["live"](False)
    found = [len(detector.detect(image, number / 30)) for number in range(6)]
    detector.close()
    assert found == [1] * 6


def test_noise_is_no_face(thorough):
    rng = np.random.default_rng(0)
    for number in range(20):
        noise = cv2.resize(rng.integers(0, 256, (24, 32, 3), np.uint8), (640, 480), interpolation=cv2.INTER_CUBIC)
        assert thorough.detect(noise, number / 30) == ()
