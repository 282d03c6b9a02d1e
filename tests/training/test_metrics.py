import numpy as np
import pytest

from training.metrics import calibration_error, confusion, fit_temperature, reliability, summary

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
    logits = np.eye(3, dtype=np.float32)
    assert fit_temperature(logits, np.arange(3)) == pytest.approx(0.25)
    assert fit_temperature(logits, np.array([1, 2, 0])) == pytest.approx(4.0)
