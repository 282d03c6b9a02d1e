import numpy as np
import onnx
import pytest

from fer_core.recognition import HEAD_FILE, OnnxRecogniser
from training.export.adjust import COST, STRENGTHS, choose_for_worlds, choose_strength, log_prior, shift


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


def test_the_exported_head_answers_with_the_shift_by_one_output(own_model):
    before = OnnxRecogniser.load(own_model)
    head = onnx.load(own_model / HEAD_FILE)
    offsets = np.array([-1.0, 0.5, 2.0, 0.0, 0.25, -3.0, 1.0])
    shift(head, "fer2013", offsets)
    onnx.save(head, own_model / HEAD_FILE)
    after = OnnxRecogniser.load(own_model)
    spec = before.spec
    windows = np.random.default_rng(0).normal(size=(2, spec.window, spec.embedding_size)).astype(np.float32)
    old, new = (recogniser.read(windows, np.array([1, 3])) for recogniser in (before, after))
    np.testing.assert_allclose(old["fer2013"] - new["fer2013"], [offsets, offsets], atol=1e-5)
    np.testing.assert_array_equal(old["ferplus"], new["ferplus"])


def leaning(prior, seed, *, share=0.5):
    """Pictures of two classes, one of them this rare, and logits that have learned the prior too well by one."""
    rng = np.random.default_rng(seed)
    labels = (rng.random(4000) < share).astype(np.int64)
    logits = rng.normal(0, 1, (4000, 2)).astype(np.float32)
    logits[np.arange(4000), labels] += 1.5
    return (logits + prior).astype(np.float32), labels


def test_what_serves_all_worlds_is_chosen():
    prior = np.log(np.array([0.9, 0.1]))
    ours, theirs = leaning(prior, 0, share=0.1), leaning(prior, 1)
    alone = [choose_for_worlds([world], prior) for world in (ours, theirs)]
    both = choose_for_worlds([ours, theirs], prior)
    assert min(alone) <= both <= max(alone)
    assert alone[1] > 0.7
    assert choose_for_worlds([leaning(prior * 0, 2)], prior) <= 0.1


def test_pictures_without_a_label_choose_nothing():
    prior = np.log(np.array([0.9, 0.1]))
    logits, labels = leaning(prior, 1)
    blind = np.concatenate([labels, np.full(500, -1)])
    more = np.concatenate([logits, np.tile(np.float32([9, 0]), (500, 1))])
    assert choose_for_worlds([(more, blind)], prior) == choose_for_worlds([(logits, labels)], prior)
