"""Faces between two looks at the whole picture: followed where they can be, looked for where they cannot."""

import numpy as np
import pytest
from fake_faces import FakeRecogniser

from fer_core._cv2 import cv2
from fer_core.build import DETECTORS, make_pipeline
from fer_core.commands import LookEverywhere
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.following import FollowingDetector
from fer_core.pipeline import Pipeline
from fer_core.types import Detection, Frame

SIZE = (240, 320)
#: A picture of 60 px that has corners everywhere, and one that is quite another.
FACE, OTHER = (
    cv2.GaussianBlur(np.random.default_rng(seed).integers(0, 256, (60, 60, 3)).astype(np.uint8), (0, 0), 2.0)
    for seed in (1, 2)
)
POINTS = np.array([[0.3, 0.35], [0.7, 0.35], [0.5, 0.55], [0.5, 0.75], [0.1, 0.4], [0.9, 0.4]])


def picture(*places, face=FACE, side=60):
    """Return a picture with faces whose left upper corners are at some places."""
    shown = np.full((*SIZE, 3), 90, np.uint8)
    for x, y in places:
        shown[y : y + side, x : x + side] = cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA)
    shown.flags.writeable = False
    return shown


def found(x, y, side=60, score=0.9):
    landmarks = (POINTS * side + (x, y)).astype(np.float32)
    return Detection((x, y, x + side, y + side), score, landmarks)


class Whole:
    """Finds what it is told to; ``looks`` are the times at which it was asked."""

    def __init__(self, *detections):
        self.detections, self.looks, self.closed = detections, [], False

    def detect(self, _image, t):
        self.looks.append(round(t, 3))
        return self.detections

    def close(self):
        self.closed = True


class WholeSparing(Whole):
    """One that is told to look everywhere, too."""

    told = None

    def look_everywhere(self, on):
        self.told = on


def times(count, step_s=0.04):
    return [round(number * step_s, 3) for number in range(count)]


def test_the_whole_is_looked_at_twice_a_second_and_a_face_that_moves_is_where_it_is():
    whole = Whole(found(40, 60))
    detector = FollowingDetector(whole)
    for number, t in enumerate(times(13)):
        x, y = 40 + 3 * number, 60 + number
        (face,) = detector.detect(picture((x, y)), t)
        assert face.box_px == pytest.approx((x, y, x + 60, y + 60), abs=1.5)
        np.testing.assert_allclose(face.landmarks_px, POINTS * 60 + (x, y), atol=1.5)
        assert face.score == 0.9
        assert face.landmarks_px.dtype == np.float32
    assert whole.looks == [0.0]
    whole.detections = (found(79, 73),)
    detector.detect(picture((79, 73)), 0.52)
    assert whole.looks == [0.0, 0.52]


def test_a_face_that_comes_nearer_grows():
    detector = FollowingDetector(Whole(found(100, 80)))
    for number, t in enumerate(times(10)):
        side = 60 + 2 * number
        (face,) = detector.detect(picture((100 - number, 80 - number), side=side), t)
    left, _, right, _ = face.box_px
    assert right - left == pytest.approx(78, abs=3)


def test_without_a_face_every_picture_is_looked_at():
    whole = Whole()
    detector = FollowingDetector(whole)
    for t in times(5):
        assert detector.detect(picture(), t) == ()
    assert whole.looks == times(5)


def test_a_face_that_is_gone_is_not_said_to_be_there():
    whole = Whole(found(40, 60))
    detector = FollowingDetector(whole)
    for t in times(4):
        assert detector.detect(picture((40, 60)), t)
    whole.detections = ()
    assert detector.detect(picture(), 0.16) == ()
    assert whole.looks == [0.0, 0.16]


@pytest.mark.parametrize("change", ["covered", "replaced"])
def test_what_comes_in_front_of_a_face_is_not_followed(change):
    whole = Whole(found(40, 60))
    detector = FollowingDetector(whole)
    detector.detect(picture((40, 60)), 0.0)
    detector.detect(picture((40, 60)), 0.04)
    after = picture((40, 60), face=OTHER if change == "replaced" else np.full_like(FACE, 200))
    detector.detect(after, 0.08)
    assert whole.looks == [0.0, 0.08]


def test_a_cut_is_looked_at_and_what_was_known_before_it_is_forgotten():
    rng = np.random.default_rng(0)
    scenes = [rng.integers(0, 256, (*SIZE, 3)).astype(np.uint8) for _ in range(2)]
    scenes = [cv2.GaussianBlur(scene, (0, 0), 20.0) for scene in scenes]
    scenes = [cv2.normalize(scene, None, 0, 255, cv2.NORM_MINMAX) for scene in scenes]
    for scene in scenes:
        # The same face at the same place: a cut all the same.
        scene[60:120, 40:100] = FACE
    whole = Whole(found(40, 60))
    detector = FollowingDetector(whole)
    for number, t in enumerate(times(4)):
        detector.detect(scenes[number // 2], t)
    assert whole.looks == [0.0, 0.08]


def test_a_face_that_may_be_none_is_looked_at_in_every_picture_until_it_has_lasted():
    whole = Whole(found(40, 60, score=0.7))
    detector = FollowingDetector(whole)
    for t in times(16):
        detector.detect(picture((40, 60)), t)
    # From 0.45 s on it is taken for one, and followed until the next look is due.
    assert whole.looks == [t for t in times(16) if t < 0.46]


def test_where_a_face_was_lost_the_others_are_no_reason_to_wait_for_it():
    whole = Whole(found(40, 60), found(200, 60))
    detector = FollowingDetector(whole)
    detector.detect(picture((40, 60), (200, 60)), 0.0)
    detector.detect(picture((40, 60), (200, 60)), 0.04)
    whole.detections = (found(40, 60),)
    assert len(detector.detect(picture((40, 60)), 0.08)) == 1
    for t in times(80)[3:]:
        detector.detect(picture((40, 60)), t)
    sought = [t for t in whole.looks if 0.08 < t < 1.58]
    assert max(np.diff([0.08, *sought])) <= 0.13
    assert np.diff([t for t in whole.looks if t > 1.6]).min() > 0.48


@pytest.mark.parametrize("step_s", [0.3, 0.0, -0.1])
def test_after_a_pause_and_when_time_goes_back_it_looks_again(step_s):
    whole = Whole(found(40, 60))
    detector = FollowingDetector(whole)
    detector.detect(picture((40, 60)), 1.0)
    detector.detect(picture((40, 60)), 1.0 + step_s)
    assert len(whole.looks) == 2


def test_a_picture_of_another_size_is_looked_at():
    whole = Whole(found(40, 60))
    detector = FollowingDetector(whole)
    detector.detect(picture((40, 60)), 0.0)
    detector.detect(np.ascontiguousarray(picture((40, 60))[:200]), 0.04)
    assert len(whole.looks) == 2


@pytest.mark.parametrize("place", [(-50, 60), (300, 60), (40, 220), (5000, 5000), (40, -59)])
def test_a_face_that_is_hardly_in_the_picture_does_no_harm(place):
    whole = Whole(found(*place))
    detector = FollowingDetector(whole)
    for t in times(3):
        assert len(detector.detect(picture(), t)) == 1
    # There is nothing to follow it by.
    assert len(whole.looks) == 3


def test_an_empty_picture_holds_no_face():
    whole = Whole()
    detector = FollowingDetector(whole)
    assert detector.detect(np.zeros((0, 0, 3), np.uint8), 0.0) == ()
    detector.close()
    assert whole.closed


def test_live_pipelines_follow_and_stills_and_files_do_not():
    for still, follows in ((False, True), (True, False)):
        detector = DETECTORS["live"](still)
        assert isinstance(detector, FollowingDetector) == follows
        detector.close()
    for options, name in (({"live": True}, "live"), ({}, "full"), ({"detector": "every"}, "every")):
        pipeline = make_pipeline(**options)
        assert pipeline.description.settings["detector"] == name
        pipeline.close()


def test_where_faces_are_hidden_the_whole_of_every_picture_is_looked_at_by_all_detectors():
    whole = WholeSparing(found(40, 60))
    pipeline = Pipeline(FollowingDetector(whole), [CnnLstm(FakeRecogniser(), "fake")])
    looks = []
    for on in (True, False):
        pipeline.send(LookEverywhere(on))
        before = len(whole.looks)
        for number, t in enumerate(times(5)):
            pipeline.process(Frame(number, t + 10 * on, picture((40, 60)), 0.0))
        assert whole.told is on
        looks.append(len(whole.looks) - before)
    assert looks == [5, 1]


def test_a_detector_that_never_saves_anything_takes_no_notice():
    pipeline = Pipeline(Whole(found(40, 60)), [CnnLstm(FakeRecogniser(), "fake")])
    pipeline.send(LookEverywhere(on=True))
    assert len(pipeline.process(Frame(0, 0.0, picture((40, 60)), 0.0)).faces) == 1
