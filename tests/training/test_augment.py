import random
from dataclasses import replace

import numpy as np
import pytest
import torch

from training.config import AugmentConfig
from training.data.augment import _CORRUPTIONS, augment, corrupt, degrade, mix

STILL = AugmentConfig(rotation_deg=0, zoom=0, shift=0, flip=False, light=0, erase=0, corrupt=0)
NAMES = [change.__name__.strip("_") for change in _CORRUPTIONS]


def rng(seed=0):
    return torch.Generator().manual_seed(seed)


def blob(x, y, n=200):
    """Pictures with one bright spot at (x, y), counted from the middle of the picture."""
    steps = torch.arange(48) - 23.5
    spot = torch.exp(-((steps - x) ** 2 + (steps.reshape(-1, 1) - y) ** 2) / 8)
    return spot.expand(n, 1, 48, 48).clone()


def centres(pictures):
    steps = torch.arange(48) - 23.5
    mass = pictures.sum((1, 2, 3))
    return torch.stack([(pictures.sum((1, 2)) * steps).sum(1) / mass, (pictures.sum((1, 3)) * steps).sum(1) / mass])


def noise(n=64):
    return torch.rand(n, 1, 48, 48, generator=rng(9))


def test_nothing_is_changed_without_strength():
    x = noise()
    torch.testing.assert_close(augment(x, STILL, rng()), x)
    assert degrade(x, STILL, rng(), random.Random(0)) is x


@pytest.mark.parametrize("changes", [{}, {"light": 0.9}, {"rotation_deg": 60.0, "zoom": 0.9, "shift": 0.4}])
def test_pictures_stay_pictures_and_vary(changes):
    config, x = replace(AugmentConfig(corrupt=1.0, erase=1.0), **changes), noise()
    found = degrade(augment(x, config, rng()), config, rng(), random.Random(0))
    assert found.shape == x.shape
    assert found.dtype == torch.float32
    assert 0 <= float(found.min()) <= float(found.max()) <= 1
    assert all(not torch.equal(a, b) for a, b in zip(found, x, strict=True))


def test_the_same_generator_gives_the_same_pictures():
    config, x = AugmentConfig(corrupt=1.0), noise()

    def varied(seed):
        return degrade(augment(x, config, rng(seed)), config, rng(seed), random.Random(seed))

    assert torch.equal(varied(1), varied(1))
    assert not torch.equal(varied(1), varied(2))


def test_faces_get_wider_and_narrower_and_keep_their_area():
    x, y = centres(augment(blob(8.0, 8.0), replace(STILL, aspect=0.21), rng()))
    wider = x / y
    # The aspect is at most 1.21 and at least its inverse: each side by the root of it, 1.1.
    assert 1.18 < float(wider.max()) <= 1.22
    assert 1 / 1.22 <= float(wider.min()) < 1 / 1.18
    torch.testing.assert_close(x * y, torch.full_like(x, 64.0), atol=0.8, rtol=0)


def test_without_aspect_as_much_is_drawn_as_in_earlier_versions():
    """Angle, zoom, flip, two shifts, brightness, contrast and gamma: interrupted runs go on with the same pictures."""
    found, expected = rng(), rng()
    augment(noise(64), AugmentConfig(), found)
    for _ in range(8):
        torch.rand(64, generator=expected)
    assert torch.equal(found.get_state(), expected.get_state())


def test_half_of_the_pictures_are_mirrored_and_only_sideways():
    x, y = centres(augment(blob(10.0, -5.0), replace(STILL, flip=True), rng()))
    torch.testing.assert_close(x.abs(), torch.full_like(x, 10.0), atol=0.01, rtol=0)
    torch.testing.assert_close(y, torch.full_like(y, -5.0), atol=0.01, rtol=0)
    assert 0.35 < float((x < 0).float().mean()) < 0.65


def test_rotation_stays_within_its_angle():
    x, y = centres(augment(blob(10.0, 0.0), replace(STILL, rotation_deg=15.0), rng()))
    angle = torch.rad2deg(torch.atan2(y, x))
    assert 12 < float(angle.max()) <= 15.3
    assert -15.3 <= float(angle.min()) < -12
    torch.testing.assert_close(torch.hypot(x, y), torch.full_like(x, 10.0), atol=0.1, rtol=0)


def test_a_mirrored_picture_keeps_its_shape_when_it_turns():
    x, y = centres(augment(blob(10.0, 0.0), replace(STILL, rotation_deg=15.0, flip=True), rng()))
    torch.testing.assert_close(torch.hypot(x, y), torch.full_like(x, 10.0), atol=0.1, rtol=0)
    assert float(torch.rad2deg(torch.atan2(y, x.abs())).abs().max()) <= 15.3


def test_turning_and_zooming_together_keep_the_shape():
    config = replace(STILL, rotation_deg=40.0, zoom=0.3)
    right, down = centres(augment(blob(10.0, 0.0), config, rng())), centres(augment(blob(0.0, 10.0), config, rng()))
    torch.testing.assert_close(torch.hypot(*right), torch.hypot(*down), atol=0.1, rtol=0)
    torch.testing.assert_close((right * down).sum(0), torch.zeros(200), atol=2, rtol=0)


def test_zoom_goes_both_ways_by_its_share():
    x, _ = centres(augment(blob(10.0, 0.0), replace(STILL, zoom=0.25), rng()))
    assert 12.0 < float(x.max()) <= 12.6
    assert 7.9 <= float(x.min()) < 8.3


def test_shift_is_a_share_of_the_width():
    x, y = centres(augment(blob(0.0, 0.0), replace(STILL, shift=0.125), rng()))
    for offset in (x, y):
        assert 5.5 < float(offset.max()) <= 6.05
        assert -6.05 <= float(offset.min()) < -5.5


def test_light_changes_brightness_and_not_places():
    x = blob(10.0, -5.0)
    found = augment(x, replace(STILL, light=0.4), rng())
    assert float(found.mean((1, 2, 3)).std()) > 0.001
    brightest = x.flatten(1).argmax(1, keepdim=True)
    assert torch.equal(found.flatten(1).gather(1, brightest).squeeze(1), found.amax((1, 2, 3)))


def test_erasing_lays_one_even_rectangle_on_some_pictures():
    x = noise(400)
    found = degrade(x, replace(STILL, erase=0.5), rng(), random.Random(0))
    changed = (found != x).squeeze(1)
    hit = changed.any((1, 2))
    assert 0.4 < float(hit.float().mean()) < 0.6
    for picture, mask in zip(found[hit], changed[hit], strict=True):
        rows, columns = mask.any(1).nonzero(), mask.any(0).nonzero()
        part = picture[0, rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        assert float(part.max() - part.min()) < 1e-6
        assert int(mask.sum()) <= 0.32 * 48 * 48


def test_corruption_hits_its_share_of_the_groups():
    x = noise(320)
    dice = random.Random(0)
    shares = [
        float((degrade(x, replace(STILL, corrupt=0.3), rng(i), dice) != x).any(3).any(2).any(1).float().mean())
        for i in range(20)
    ]
    assert 0.2 < np.mean(shares) < 0.4


@pytest.mark.parametrize("change", _CORRUPTIONS, ids=NAMES)
def test_each_corruption_changes_a_picture_and_leaves_it_recognisable(change):
    x = torch.nn.functional.interpolate(torch.rand(16, 1, 6, 6, generator=rng()), (48, 48), mode="bilinear")
    for seed in range(10):
        found = change(x, rng(seed), random.Random(seed)).clamp(0, 1)
        assert found.shape == x.shape
        assert not torch.equal(found, x)
        for a, b in zip(found, x, strict=True):
            assert float(torch.corrcoef(torch.stack([a.flatten(), b.flatten()]))[0, 1]) > 0.7


@pytest.mark.parametrize("name", ["blur", "motion", "reduce", "compress"])
def test_an_even_picture_survives(name):
    x = torch.full((2, 1, 48, 48), 0.5)
    found = _CORRUPTIONS[NAMES.index(name)](x, rng(), random.Random(0))
    torch.testing.assert_close(found, x, atol=0.02, rtol=0)


def test_all_kinds_of_corruption_are_drawn():
    x = noise(2)
    seen = {tuple(np.round(corrupt(x, rng(0), random.Random(seed)).flatten()[:4].tolist(), 5)) for seed in range(200)}
    assert len(seen) > len(NAMES)


@pytest.mark.parametrize("alpha", [0.05, 0.2, 1.0])
def test_mixup_keeps_more_of_itself(alpha):
    x = noise(4000)[:, :, :2, :2]
    mixed, partner, share = mix(x, alpha, rng())
    assert 0.5 <= float(share.min()) <= float(share.max()) <= 1.0
    weight = share.reshape(-1, 1, 1, 1)
    torch.testing.assert_close(mixed, x * weight + x[partner] * (1 - weight))
    assert sorted(partner.tolist()) == list(range(4000))


def test_a_small_alpha_mixes_little():
    few, many = (float(mix(noise(2000)[:, :, :1, :1], alpha, rng())[2].mean()) for alpha in (0.1, 1.0))
    assert few > 0.9
    assert many < 0.8
