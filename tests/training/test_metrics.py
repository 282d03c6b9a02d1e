import numpy as np
import pytest

from training.judge.metrics import (
    calibration_error,
    conformal_threshold,
    confusion,
    coverage_of,
    fit_temperature,
    reliability,
    set_shares,
    summary,
)

CLASSES = ("a", "b", "c", "d")
# Rows are labels, columns answers; nobody shows d.
COUNTS = np.array([[3, 1, 0, 0], [0, 2, 2, 0], [1, 0, 1, 0], [0, 0, 0, 0]])


def answers(counts, confidence=0.7):
    pairs = [(label, answer) for label, row in enumerate(counts) for answer, n in enumerate(row) for _ in range(n)]
    labels = np.array([label for label, _ in pairs])
    p = np.full((len(pairs), len(counts)), (1 - confidence) / (len(counts) - 1), np.float32)
    p[np.arange(len(pairs)), [answer for _, answer in pairs]] = confidence
    return p, labels


def test_summary_by_hand():
    found = summary(*answers(COUNTS), CLASSES)
    assert found["pictures"] == 10
    assert found["accuracy"] == pytest.approx(6 / 10)
    assert found["recall"] == pytest.approx({"a": 3 / 4, "b": 2 / 4, "c": 1 / 2})
    assert found["macro_recall"] == pytest.approx((3 / 4 + 1 / 2 + 1 / 2) / 3)
    assert found["macro_precision"] == pytest.approx((3 / 4 + 2 / 3 + 1 / 3) / 3)
    # 2 TP / (2 TP + FP + FN) for each class.
    assert found["macro_f1"] == pytest.approx((6 / 8 + 4 / 7 + 2 / 5) / 3)
    assert found["confusion"] == COUNTS.tolist()
    assert found["ece"] == pytest.approx(0.1, abs=1e-6)


def test_summary_of_a_class_that_is_never_answered():
    found = summary(*answers(np.array([[2, 0], [2, 0]])), ("a", "b"))
    assert found["recall"] == {"a": 1.0, "b": 0.0}
    assert found["macro_precision"] == pytest.approx(0.25)
    assert found["macro_f1"] == pytest.approx((2 / 3) / 2)


def test_summary_of_perfect_answers():
    found = summary(*answers(np.diag([1, 2, 3]), 1.0), ("a", "b", "c"))
    assert [found[k] for k in ("accuracy", "macro_precision", "macro_recall", "macro_f1", "ece")] == [1, 1, 1, 1, 0]


def test_confusion_has_labels_in_rows():
    assert confusion(np.array([1, 1, 0]), np.array([0, 0, 1]), 2).tolist() == [[0, 2], [1, 0]]


def test_calibration_error_by_hand():
    # Three answers at 0.95, one right; one at 0.55, right: bins 14 and 8 of 15.
    p = np.array([[0.95, 0.05], [0.95, 0.05], [0.95, 0.05], [0.55, 0.45]], np.float32)
    labels = np.array([0, 1, 1, 0])
    expected = (3 * abs(0.95 - 1 / 3) + 1 * abs(0.55 - 1)) / 4
    assert calibration_error(p, labels) == pytest.approx(expected, abs=1e-6)
    confidence, right, counts = reliability(p, labels)
    assert counts.tolist() == [0] * 8 + [1] + [0] * 5 + [3]
    assert confidence[14] == pytest.approx(0.95)
    assert right[14] == pytest.approx(1 / 3)


def test_the_summary_leaves_out_bins_without_pictures():
    (only,) = summary(*answers(COUNTS), CLASSES)["reliability"]
    assert only == pytest.approx({"confidence": 0.7, "accuracy": 0.6, "count": 10})


def test_full_confidence_has_a_bin():
    assert reliability(np.array([[1.0, 0.0]], np.float32), np.array([0]))[2][-1] == 1


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_spoilt_the_logits_is_found(temperature):
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, (20_000, 5))
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (p.cumsum(axis=1) < rng.random((len(p), 1))).sum(axis=1)
    found = fit_temperature((logits * temperature).astype(np.float32), labels)
    assert found == pytest.approx(temperature, rel=0.05)


def test_the_temperature_stays_within_reason():
    logits = np.tile(np.eye(3, dtype=np.float32), (1000, 1))
    assert fit_temperature(logits, np.arange(3000) % 3) == pytest.approx(0.25)
    assert fit_temperature(logits, np.arange(1, 3001) % 3) == pytest.approx(4.0)


def test_few_pictures_say_little_about_the_temperature():
    logits = 4 * np.eye(3, dtype=np.float32)
    found = [fit_temperature(np.tile(logits, (n, 1)), np.tile(np.arange(3), n)) for n in (1, 5, 100)]
    assert 1.0 > found[0] > 0.8 > found[1] > found[2]


def of_truth(*values):
    """Return probabilities of two classes, of which the first one is true with these probabilities; and the labels."""
    p = np.array(values, np.float32)
    return np.stack([p, 1 - p], axis=1), np.zeros(len(p), np.int64)


def test_the_conformal_threshold_by_hand():
    # Nine pictures: rank ceil(10 * 0.9) = 9, the smallest of all; rank ceil(10 * 0.5) = 5, the median.
    p, labels = of_truth(0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
    assert conformal_threshold(p, labels) == pytest.approx(0.1)
    assert conformal_threshold(p, labels, 0.5) == pytest.approx(0.5)
    # Ten: rank ceil(11 * 0.9) = 10, not the ninth that a plain quantile would take.
    p, labels = of_truth(0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.05)
    assert conformal_threshold(p, labels) == pytest.approx(0.05)


def test_too_few_pictures_rule_nothing_out():
    p, labels = of_truth(*[0.9] * 8)
    assert conformal_threshold(p, labels) == 0.0
    assert coverage_of(*of_truth(0.01, 0.99), 0.0) == (1.0, 2.0)


def test_coverage_and_sizes_by_hand():
    p = np.array([[0.6, 0.3, 0.1], [0.5, 0.4, 0.1], [0.34, 0.33, 0.33], [0.2, 0.2, 0.6], [0.3, 0.3, 0.4]], np.float32)
    labels = np.array([1, 1, 2, 0, 2])
    # Sets at 0.32: {0}, {0, 1}, {0, 1, 2}, {2}, {2}.
    assert coverage_of(p, labels, 0.32) == (pytest.approx(3 / 5), pytest.approx(8 / 5))
    assert set_shares(p, 0.32) == pytest.approx({"one": 3 / 5, "two": 1 / 5, "more": 1 / 5})
    # The most probable class stays, however high the threshold.
    assert coverage_of(p, labels, 1.0) == (pytest.approx(1 / 5), 1.0)
    assert set_shares(p, 1.0) == {"one": 1.0, "two": 0.0, "more": 0.0}


def draw_pictures(rng, count, classes, sharpness):
    """Draw probabilities, and labels that do not quite follow them: the model is overconfident."""
    logits = rng.normal(0, 2, (count, classes))
    truth = np.exp(logits * sharpness)
    truth /= truth.sum(axis=1, keepdims=True)
    labels = (truth.cumsum(axis=1) < rng.random((count, 1))).sum(axis=1).clip(max=classes - 1)
    p = np.exp(logits)
    return (p / p.sum(axis=1, keepdims=True)).astype(np.float32), labels


@pytest.mark.parametrize("classes", [2, 7, 12])
@pytest.mark.parametrize("fitted_on", [20, 100])
@pytest.mark.parametrize("coverage", [0.8, 0.9])
def test_sets_of_new_pictures_hold_the_true_class_as_often_as_asked(classes, fitted_on, coverage):
    rng = np.random.default_rng(0)
    found, sizes = [], []
    for _ in range(400):
        threshold = conformal_threshold(*draw_pictures(rng, fitted_on, classes, 0.6), coverage)
        share, size = coverage_of(*draw_pictures(rng, 200, classes, 0.6), threshold)
        found.append(share)
        sizes.append(size)
    error = np.std(found) / np.sqrt(len(found))
    assert np.mean(found) > coverage - 3 * error
    # Nor much more often: the rank is rounded up by less than one picture, and the likeliest class is always in.
    if classes > 2:
        assert np.mean(found) < coverage + 1 / (fitted_on + 1) + 0.01 + 3 * error
        assert np.mean(sizes) < classes


def test_a_model_that_knows_no_better_has_large_sets():
    rng = np.random.default_rng(0)
    sizes = []
    for sharpness in (1.0, 0.2):
        threshold = conformal_threshold(*draw_pictures(rng, 2000, 7, sharpness))
        sizes.append(coverage_of(*draw_pictures(rng, 2000, 7, sharpness), threshold)[1])
    assert sizes[0] + 1 < sizes[1]
