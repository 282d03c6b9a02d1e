import numpy as np
import pytest
import torch
from drawn import tiny

from training.export.adjust import COST, STRENGTHS, choose_strength, log_prior, shift
from training.networks.classifier import Classifier
from training.networks.temporal_head import TemporalHead


def test_the_prior_is_the_share_of_each_class():
    prior = np.exp(log_prior(np.array([0, 0, 0, 1, 1, 1, 1, 2]), 3))
    assert prior == pytest.approx([3 / 8, 4 / 8, 1 / 8])


def test_a_class_without_labels_stays_finite():
    assert np.isfinite(log_prior(np.array([0, 0]), 3)).all()


def drawn(bias, seed=0):
    """Pictures of a common and a rare class, and logits that lean towards the common one."""
    rng = np.random.default_rng(seed)
    labels = (rng.random(4000) < 0.1).astype(np.int64)
    logits = rng.normal(0, 1, (4000, 2)).astype(np.float32)
    logits[np.arange(4000), labels] += 3.0
    logits[:, 0] += bias
    return logits, labels


@pytest.mark.parametrize("bias", [0.0, 2.0, 6.0])
def test_the_rare_class_gets_what_it_can_at_little_cost(bias):
    logits, labels = drawn(bias)
    tau = choose_strength(logits, labels)
    prior = log_prior(labels, 2)
    right = {t: ((logits - t * prior).argmax(1) == labels).mean() for t in STRENGTHS}
    assert right[tau] >= max(right.values()) - COST
    assert all(right[t] < max(right.values()) - COST for t in STRENGTHS if t > tau)
    rare = labels == 1
    found = [((logits - t * prior).argmax(1) == 1)[rare].mean() for t in (0.0, tau)]
    assert found[1] >= found[0]
    if bias == 2.0:
        assert 0 < tau < 1
        assert found[1] > found[0] + 0.03


def test_both_networks_answer_with_the_shift():
    config = tiny()
    torch.manual_seed(0)
    classifier = Classifier(config.encoder, ("ferplus", "fer2013"), 3).eval()
    temporal = TemporalHead(config.temporal, classifier).eval()
    crops = torch.randn(2, 1, 48, 48)
    windows, valid = torch.randn(2, config.temporal.window, 16), torch.tensor([1, 3])
    offsets = np.array([-1.0, 0.5, 2.0])
    with torch.inference_mode():
        before = classifier(crops), temporal(windows, valid)
    for network in (classifier, temporal):
        shift(network, "fer2013", offsets)
    with torch.inference_mode():
        after = classifier(crops), temporal(windows, valid)
    for old, new in zip(before, after, strict=True):
        assert torch.allclose(old["fer2013"] - new["fer2013"], torch.tensor(offsets).float(), atol=1e-5)
        assert torch.equal(old["ferplus"], new["ferplus"])
