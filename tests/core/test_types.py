"""The values that travel through the pipeline."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from live_fakes import happy_face, happy_result, picture_frame
from session_fakes import happy

from fer_core.outputs import Moment, softmax
from fer_core.types import Frame, FrameResult


def test_a_frame_closes_its_picture_for_writing():
    image = np.zeros((4, 6, 3), np.uint8)
    frame = Frame(0, 0.0, image, 0.0)
    assert frame.image is image
    with pytest.raises(ValueError, match="read-only"):
        frame.image[0, 0] = 1
    with pytest.raises(FrozenInstanceError):
        frame.t = 1.0


@pytest.mark.parametrize(
    "image",
    [np.zeros((4, 6), np.uint8), np.zeros((4, 6, 4), np.uint8), np.zeros((4, 6, 3), np.float32)],
    ids=["grey", "four channels", "floats"],
)
def test_what_is_no_picture_is_refused(image):
    with pytest.raises(ValueError, match=r"a frame is \(H, W, 3\) uint8, not"):
        Frame(0, 0.0, image, 0.0)


def test_a_result_knows_the_faces_that_were_found_in_this_very_frame():
    frame = picture_frame(0)
    result = FrameResult(frame, (happy_face(1, seen=False), happy_face(2), happy_face(5)))
    assert [face.id for face in result.seen] == [2, 5]


def test_the_latency_is_counted_from_the_grab():
    result = happy_result(Frame(0, 0.0, np.zeros((2, 2, 3), np.uint8), grabbed_t=40.0))
    assert result.latency_ms == pytest.approx(12.3)


def test_a_result_without_its_picture_is_the_same_otherwise():
    result = happy(3)
    bare = result.without_picture()
    assert bare.frame.image.shape == (0, 0, 3)
    assert (bare.frame.index, bare.frame.t, bare.frame.grabbed_t) == (3, 0.3, result.frame.grabbed_t)
    assert (bare.faces, bare.latency_ms) == (result.faces, result.latency_ms)
    assert result.frame.image.shape == (48, 64, 3)


def test_a_result_that_waits_keeps_no_crops_of_faces():
    window = (Moment(0.0, np.zeros(4, np.float32), np.zeros((8, 8), np.uint8)),)
    seen = replace(happy_face(1), window=window)
    result = FrameResult(picture_frame(0), (seen,), candidates=(seen,))
    bare = result.without_picture()
    assert [face.window for face in (*bare.faces, *bare.candidates)] == [(), ()]
    assert bare.faces[0].expression is seen.expression
    assert result.faces[0].window is window


def test_softmax_adds_up_to_one_along_the_last_axis_and_bears_large_logits():
    found = softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0], [np.log(3.0), 0.0]], np.float32))
    np.testing.assert_allclose(found, [[1, 0], [0.5, 0.5], [0.75, 0.25]], atol=1e-6)
    assert found.dtype == np.float32
