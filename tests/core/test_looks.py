"""Telling a face from its neighbour a moment later, by a tiny picture and colours."""

import numpy as np
import pytest
from fake_faces import face
from films import scene

from fer_core._cv2 import cv2
from fer_core.looks import look_of
from fer_core.sources import DEMO_CLIP, VideoFile


@pytest.fixture(scope="module")
def picture():
    """The first picture of the demo clip, and a box around its face."""
    source = VideoFile(DEMO_CLIP)
    source.open()
    image = source.read().image
    source.close()
    height, width = image.shape[:2]
    return image, face(width * 0.4, height * 0.2, height * 0.4)


def test_a_face_resembles_itself(picture):
    look = look_of(*picture)
    assert look.resembles(look_of(*picture))
    assert (look.crop.shape, look.crop.dtype, look.colours.shape, look.colours.dtype) == (
        (192,),
        np.float32,
        (384,),
        np.float32,
    )
    assert np.linalg.norm(look.crop) == pytest.approx(1.0, abs=1e-3)
    assert np.linalg.norm(look.colours) == pytest.approx(1.0, abs=1e-3)


@pytest.mark.parametrize("gain", [0.5, 0.8, 1.3])
def test_a_lamp_that_is_switched_on_makes_nobody_else_of_it(picture, gain):
    image, box = picture
    lit = np.clip(image * gain, 0, 255).astype(np.uint8)
    assert look_of(image, box).resembles(look_of(lit, box))


def test_who_comes_closer_resembles_who_was_there(picture):
    image, box = picture
    larger = cv2.resize(image, None, fx=1.5, fy=1.5)
    near = face(box.box_px[0] * 1.5, box.box_px[1] * 1.5, (box.box_px[2] - box.box_px[0]) * 1.5)
    assert look_of(image, box).resembles(look_of(larger, near))


@pytest.mark.parametrize("seed", range(6))
def test_another_face_does_not(seed):
    one, other = (look_of(scene(number), face(100, 60)) for number in (seed, seed + 100))
    assert not one.resembles(other)


def test_who_stands_outside_the_picture_looks_like_nothing(picture):
    image, _ = picture
    assert look_of(image, face(image.shape[1] + 10, 10)) is None
    assert look_of(image, face(-79, 10)) is None
    assert look_of(image[:0], face(0, 0)) is None


def test_faces_of_one_colour_are_told_by_it():
    red, blue = (np.full((120, 160, 3), colour, np.uint8) for colour in ((200, 60, 60), (60, 60, 200)))
    box = face(40, 20)
    assert look_of(red, box).resembles(look_of(red, box))
    assert not look_of(red, box).resembles(look_of(blue, box))
