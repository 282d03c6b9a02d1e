from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import pictures, stills_of

from training.config import BEST, PAPER
from training.data.stills import Stills
from training.fit.targets import heads_of, make_targets, spoken_of


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
    assert heads_of(stills, spoken=False) == ("ferplus", "fer2013")
    assert heads_of(stills_of({"train": 1}, votes=False), spoken=True) == ("fer2013",)


def test_the_app_speaks_with_votes_and_labels_where_the_recipe_says_so(stills):
    assert heads_of(stills, spoken=True) == ("spoken", "ferplus", "fer2013")


def test_spoken_targets_are_half_votes_and_half_label():
    votes = [[10] + [0] * 9, [0, 0, 0, 5, 0, 0, 0, 5, 0, 0], [0] * 10, [0, 10] + [0] * 8]
    config = replace(BEST, label_smoothing=0.0)
    targets = make_targets(few([3, 3, 2, -1], votes), config, torch.device("cpu"))
    np.testing.assert_allclose(targets.soft["spoken"][0], [0.5, 0, 0, 0.5, 0, 0, 0])
    np.testing.assert_allclose(targets.soft["spoken"][1], [0, 0, 0, 1, 0, 0, 0])
    np.testing.assert_allclose(targets.soft["spoken"][2], [0, 0, 1, 0, 0, 0, 0])
    np.testing.assert_allclose(targets.soft["spoken"][3], [0, 1, 0, 0, 0, 0, 0])
    # Half of the second one's votes are for something else; the last two lack votes and label.
    plain = targets.weight["spoken"] / (targets.soft["spoken"] * targets.balance).sum(1)
    np.testing.assert_allclose(plain, [1.0, 0.75, 0.5, 0.5])


def test_a_class_counts_by_the_root_of_its_inverse_share_for_what_is_spoken():
    labels = [0] * 8 + [1, 1]
    votes = [[10 * (k == label) for k in range(10)] for label in labels]
    targets = make_targets(few(labels, votes), replace(BEST, label_smoothing=0.0), torch.device("cpu"))
    assert float(targets.weight["spoken"][8] / targets.weight["spoken"][0]) == pytest.approx(2.0)


def test_what_teachers_say_of_both_is_balanced_like_the_targets():
    ferplus, fer2013 = torch.tensor([[0.8, 0.2]]), torch.tensor([[0.4, 0.6]])
    found = spoken_of(ferplus, fer2013, torch.tensor([1.0, 3.0]))
    np.testing.assert_allclose(found, [[0.6 / 1.8, 1.2 / 1.8]], rtol=1e-6)
