"""The old detector finds a face that fills its picture, and nothing where there is none."""

from pathlib import Path

import numpy as np
import pytest
from skimage import data

from fer_core._cv2 import cv2
from training.data.stills import read_stills
from training.judge.cascade import cascade_crops

FER2013 = Path(__file__).resolve().parents[3] / "shared" / "data" / "fer2013.npz"


def face(top=40, left=165, side=110):
    grey = cv2.cvtColor(data.astronaut(), cv2.COLOR_RGB2GRAY)
    return cv2.resize(grey[top : top + side, left : left + side], (48, 48), interpolation=cv2.INTER_AREA)


def test_a_face_is_found_and_cut_out():
    wide, noise = face(0, 120, 180), np.random.default_rng(0).integers(0, 256, (48, 48), dtype=np.uint8)
    images = np.stack([face(), wide, noise, np.full((48, 48), 90, np.uint8)])
    found, crops = cascade_crops(images)
    assert found.tolist() == [True, True, False, False]
    assert (crops.shape, crops.dtype) == (images.shape, np.uint8)
    # Where nothing is found the picture stays; of a wide one, the face is left.
    assert np.array_equal(crops[2:], images[2:])
    similar = [np.corrcoef(face().ravel(), crop.ravel())[0, 1] for crop in (wide, crops[1])]
    assert similar[1] > similar[0] + 0.1


def test_the_largest_face_in_the_middle_counts_as_far_as_the_picture_goes(monkeypatch):
    hits = [(43, 43, 144), (61, 61, 108), (7, 43, 170), (115, 43, 180)]

    class Scripted:
        def __init__(self, _):
            pass

        def detect_multi_scale(self, image, **_):
            # Thrice 48 with a frame of 43 on each side.
            assert image.shape == (230, 230)
            return [{"r": r, "c": c, "width": side, "height": side} for r, c, side in hits]

    monkeypatch.setattr("training.judge.cascade.Cascade", Scripted)
    image = np.random.default_rng(0).integers(0, 256, (1, 48, 48), dtype=np.uint8)
    found, crops = cascade_crops(image)
    # The third one: 170 high from 36 above the picture to 10 above its lower edge. The last one lies too low.
    assert found.all()
    assert np.array_equal(crops[0], cv2.resize(image[0, :45], (48, 48), interpolation=cv2.INTER_LINEAR))
    hits[:] = hits[3:]
    found, crops = cascade_crops(image)
    assert not found.any()
    assert np.array_equal(crops, image)


def test_no_picture_gives_no_crop():
    found, crops = cascade_crops(np.zeros((0, 48, 48), np.uint8))
    assert (found.shape, crops.shape) == ((0,), (0, 48, 48))


@pytest.mark.skipif(not FER2013.is_file(), reason=f"needs {FER2013}")
def test_nine_of_ten_faces_of_fer2013_are_found():
    found, _ = cascade_crops(read_stills(FER2013).split("public_test").images[:150])
    assert 0.86 < found.mean() < 0.97
