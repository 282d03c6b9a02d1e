import numpy as np
import pytest
import torch
from drawn import pictures

from training.config import AugmentConfig
from training.data.augment import augment
from training.data.speech import MOUTH, WIDEST, open_mouths, openings, speak

STILL = AugmentConfig(rotation_deg=0, zoom=0, shift=0, flip=False, light=0, erase=0, corrupt=0)


def faces(n=6):
    return torch.from_numpy(pictures(np.arange(n) % 7)).unsqueeze(1).float() / 255


def test_a_shut_mouth_stays_as_it_is():
    x = faces()
    torch.testing.assert_close(open_mouths(x, torch.zeros(len(x))), x)


def test_an_open_mouth_is_dark_inside_and_the_chin_sinks():
    # Three stripes: face, the line of the mouth in the middle of a bright band, and a chin.
    y = torch.arange(48)
    face = torch.where(y < 40, 0.8, 0.3).reshape(1, 1, -1, 1).expand(1, 1, 48, 48)
    found = open_mouths(face, torch.tensor([WIDEST]))[0, 0]
    column, line = round(MOUTH[0] * 48), MOUTH[1] * 48
    middle = round(line + WIDEST * 48 / 4)
    assert float(found[middle, column]) < 0.5
    assert float(found[20, column]) == pytest.approx(0.8)
    chin = next(row for row in range(40, 48) if float(found[row, column]) < 0.55 and row > middle + 3)
    assert chin == pytest.approx(40 + 0.75 * WIDEST * 48, abs=1)
    # Nothing moves where the eyes are, and beside the mouth the lips stay shut.
    torch.testing.assert_close(found[:26], face[0, 0, :26])
    assert float(found[middle, 2]) == pytest.approx(0.8, abs=0.02)


def test_each_mouth_opens_for_itself():
    x = faces(3)
    alone = open_mouths(x[1:2], torch.tensor([0.06]), torch.tensor([0.3]))
    found = open_mouths(x, torch.tensor([0.0, 0.06, 0.1]), torch.tensor([0.5, 0.3, 0.2]))
    torch.testing.assert_close(found[1:2], alone)
    torch.testing.assert_close(found[:1], x[:1])


def test_some_mouths_of_a_batch_speak():
    x = faces(1).expand(400, 1, 48, 48)
    found = speak(x, 0.25, torch.Generator().manual_seed(0))
    changed = (found - x).abs().amax((1, 2, 3)) > 1e-4
    assert 0.17 < float(changed.float().mean()) < 0.33
    assert 0 <= float(found.min()) <= float(found.max()) <= 1


def test_augment_lets_faces_speak_only_where_wanted():
    x = faces(6)
    torch.testing.assert_close(augment(x, STILL, torch.Generator().manual_seed(0)), x)
    spoken = AugmentConfig(rotation_deg=0, zoom=0, shift=0, flip=False, light=0, erase=0, corrupt=0, speech=1.0)
    assert float((augment(x, spoken, torch.Generator().manual_seed(0)) - x).abs().amax()) > 0.1


@pytest.mark.parametrize("rate", [10.0, 30.0])
def test_syllables_come_three_to_seven_times_a_second_with_pauses(rate):
    t = np.arange(0, 60, 1 / rate)
    found = openings(t, np.random.default_rng(0))
    assert found.shape == t.shape
    assert found.dtype == np.float32
    assert found.min() == 0
    assert 0.5 * WIDEST < found.max() <= WIDEST
    shut = float((found < 0.05 * WIDEST).mean())
    assert 0.2 < shut < 0.7
    if rate == 30.0:
        tops = int(((found[1:-1] > found[:-2]) & (found[1:-1] >= found[2:])).sum())
        assert 2 * 60 < tops < 6 * 60


def test_speech_is_the_same_for_the_same_generator():
    t = np.linspace(0, 5, 100)
    assert np.array_equal(openings(t, np.random.default_rng(1)), openings(t, np.random.default_rng(1)))
    assert not np.array_equal(openings(t, np.random.default_rng(1)), openings(t, np.random.default_rng(2)))
