from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import pictures, stills_of

from training.config import BEST, PAPER
from training.data.stills import Stills
from training.fit.targets import heads_of, make_targets


def few(labels, votes=None):
    labels = np.array(labels, np.int64)
    votes = None if votes is None else np.array(votes, np.uint8)
    return Stills(pictures(np.zeros(len(labels), int)), labels, votes, np.full(len(labels), "train"), tuple("abcdefg"))


def test_hard_labels_are_smoothed():
    targets = make_targets(few([0, 3]), replace(BEST, label_smoothing=0.07), torch.device("cpu"))
    np.testing.assert_allclose(targets.soft["fer2013"][0], [0.94] + [0.01] * 6, atol=1e-6)
    np.testing.assert_allclose(targets.soft["fer2013"][1], [0.01] * 3 + [0.94] + [0.01] * 3, atol=1e-6)
    np.testing.assert_allclose(targets.weight["fer2013"], [1, 1])
    assert set(targets.soft) == {"fer2013"}


@pytest.mark.parametrize(("power", "ratio"), [(0.0, 1.0), (0.5, 2.0), (1.0, 4.0)])
def test_rare_classes_weigh_more(power, ratio):
    labels = [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, -1]
    weight = make_targets(few(labels), replace(PAPER, class_weights=power), torch.device("cpu")).weight["fer2013"]
    assert float(weight[4] / weight[0]) == pytest.approx(ratio)
    assert float(weight[10]) == 0.0


def test_votes_are_soft_targets_of_the_seven():
    votes = [[5, 0, 0, 5, 0, 0, 0, 0, 0, 0], [0, 0, 2, 0, 0, 0, 2, 4, 0, 2], [0] * 7 + [10, 0, 0], [0] * 10]
    targets = make_targets(few([0, 2, 3, 1], votes), BEST, torch.device("cpu"))
    np.testing.assert_allclose(targets.soft["ferplus"][0], [0.5, 0, 0, 0.5, 0, 0, 0])
    np.testing.assert_allclose(targets.soft["ferplus"][1], [0, 0, 0.5, 0, 0, 0, 0.5])
    np.testing.assert_allclose(targets.weight["ferplus"], [1.0, 0.4, 0.0, 0.0], atol=1e-6)
    assert torch.isfinite(targets.soft["ferplus"]).all()


def test_the_app_speaks_with_the_votes_where_there_are_any(stills):
    assert heads_of(stills) == ("ferplus", "fer2013")
    assert heads_of(stills_of({"train": 1}, votes=False)) == ("fer2013",)
