import numpy as np
import pytest

from training.judge.robustness import (
    CORRUPTIONS,
    brightness,
    compression,
    contrast,
    noise,
    occlusion,
    robustness,
    rotation,
    small,
)

RNG = np.random.default_rng(7)
IMAGES = RNG.integers(60, 190, (6, 48, 48)).astype(np.uint8)


@pytest.mark.parametrize("kind", CORRUPTIONS)
def test_a_stronger_corruption_moves_pictures_further_and_the_same_way_each_time(kind):
    change, strengths = CORRUPTIONS[kind]
    moved = []
    for strength in strengths:
        found = change(IMAGES, strength)
        assert found.shape == IMAGES.shape
        assert found.dtype == np.uint8
        np.testing.assert_array_equal(found, change(IMAGES, strength))
        moved.append(np.abs(found.astype(float) - IMAGES).mean())
    assert moved[0] > 0
    # A picture of noise is as far from itself however it is turned.
    assert kind == "rotation" or moved[0] < moved[1] < moved[2]


def test_strengths_are_what_they_say():
    flat = np.full((400, 48, 48), 128, np.uint8)
    assert noise(flat, 16).astype(float).std() == pytest.approx(16, rel=0.01)
    assert (brightness(flat, 0.25) == 32).all()
    ramp = np.tile(np.linspace(28, 228, 48), (1, 48, 1)).astype(np.uint8)
    assert np.ptp(contrast(ramp, 0.25)) == pytest.approx(50, abs=1)
    covered = occlusion(np.zeros((50, 48, 48), np.uint8), 0.2)
    assert (covered == 128).mean() == pytest.approx(0.2, abs=0.02)
    assert len({tuple(np.argwhere(image == 128)[0]) for image in covered}) > 20


def test_small_faces_lose_detail_and_compression_keeps_the_size():
    checks = np.indices((48, 48)).sum(axis=0) % 2 * 255
    assert np.ptp(small(checks[None].astype(np.uint8), 24)) < 10
    assert compression(IMAGES, 10).shape == IMAGES.shape


def test_a_head_is_tilted_by_as_much():
    line = np.zeros((20, 48, 48), np.uint8)
    line[:, 23:25] = 255
    for image in rotation(line, 30):
        ys, xs = np.nonzero(image > 128)
        assert abs(np.degrees(np.arctan(np.polyfit(xs, ys, 1)[0]))) == pytest.approx(30, abs=2)


def test_the_share_is_the_mean_over_kinds_and_strengths():
    def accuracy(images):
        return {"one": 0.8 if np.array_equal(images, IMAGES) else 0.6}

    found = robustness(IMAGES, accuracy)
    assert found["share"]["one"] == pytest.approx(0.75)
    assert {kind: len(values) for kind, values in found["accuracy"]["one"].items()} == dict.fromkeys(CORRUPTIONS, 3)
