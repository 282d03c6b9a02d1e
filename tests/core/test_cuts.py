"""Cuts, and what is none: a flash, a pan, a lamp, somebody who moves."""

import numpy as np
import pytest
from films import scene

from fer_core._cv2 import cv2
from fer_core.cuts import CutDetector
from fer_core.sources import DEMO_CLIP, VideoFile


@pytest.fixture(scope="module")
def still():
    """The first picture of the demo clip."""
    source = VideoFile(DEMO_CLIP)
    source.open()
    image = source.read().image
    source.close()
    return image


def cuts(pictures):
    detector = CutDetector()
    return [number for number, picture in enumerate(pictures) if detector.is_cut(picture)]


def lit(picture, gain, lift=0):
    return np.clip(picture * float(gain) + lift, 0, 255).astype(np.uint8)


def test_another_scene_is_a_cut(still):
    other = cv2.resize(scene(3), still.shape[1::-1])
    assert cuts([still, still, other, other, still]) == [2, 4]


def test_another_scene_of_the_same_brightness_and_contrast_is_a_cut():
    one, other = scene(1), scene(2)
    assert cuts([one, other, one]) == [1, 2]


def test_the_first_picture_is_no_cut(still):
    assert cuts([still]) == []


@pytest.mark.parametrize("gain", [0.25, 0.5, 2.0])
def test_a_lamp_that_is_switched_on_or_off_is_no_cut(still, gain):
    assert cuts([still] * 3 + [lit(still, gain)] * 3) == []


@pytest.mark.parametrize(("gain", "lift"), [(1.0, 60), (1.5, 60), (0.0, 255), (0.1, 229)])
def test_a_flash_is_no_cut(still, gain, lift):
    assert cuts([still] * 3 + [lit(still, gain, lift)] + [still] * 3) == []


def test_a_lens_that_is_covered_for_a_moment_is_no_cut(still):
    assert cuts([still, *[still * 0] * 5, still]) == []


def test_behind_black_another_scene_is_a_cut(still):
    other = cv2.resize(scene(3), still.shape[1::-1])
    assert cuts([still, *[still * 0] * 5, other]) == [6]


@pytest.mark.parametrize("share", [0.01, 0.03, 0.05])
def test_a_pan_is_no_cut(share):
    wide = scene(5, 960, 240)
    step = round(320 * share)
    assert cuts([wide[:, step * number : step * number + 320] for number in range(12)]) == []


def test_who_walks_through_the_picture_is_no_cut(still):
    width = still.shape[1]
    pictures = []
    for left in range(0, width, width // 20):
        picture = still.copy()
        picture[still.shape[0] // 4 :, left : left + width // 6] = (40, 30, 60)
        pictures.append(picture)
    assert cuts(pictures) == []


def test_a_slow_dissolve_is_no_sudden_cut(still):
    other = cv2.resize(scene(3), still.shape[1::-1])
    mixed = [cv2.addWeighted(still, 1 - share, other, share, 0) for share in np.linspace(0, 1, 25)]
    assert cuts(mixed) == []


def test_an_empty_picture_is_no_cut(still):
    assert cuts([still, still[:0], still]) == []


def test_the_demo_clip_has_no_cut():
    source = VideoFile(DEMO_CLIP)
    source.open()
    assert cuts(source.read().image for _ in range(120)) == []
    source.close()
