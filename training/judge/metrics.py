"""Figures of merit of probabilities against labels."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.label_set import not_ruled_out
from fer_core.outputs import Calibration, softmax

#: Bins of the expected calibration error.
BINS = 15
# Standard deviation of the logarithm of a temperature, before any picture is seen.
_SPREAD = 0.5
#: Share of pictures whose label set is to hold the true class.
COVERAGE = 0.9


def summary(probabilities: NDArray[np.float32], labels: NDArray[np.int64], classes: Sequence[str]) -> dict[str, Any]:
    """Return all figures of one set of pictures.

    Parameters
    ----------
    probabilities
        (N, K) float32.
    labels
        (N,) int64, each one in [0, K).
    classes
        The K names.

    Returns
    -------
    pictures, accuracy, macro_precision, macro_recall, macro_f1, recall by class, ece, reliability (confidence, accuracy
    and count of each bin that has a picture), and confusion (K rows of K counts: row the label, column the answer). The
    mean over classes leaves out a class that the set has no picture of.
    """
    counts = confusion(probabilities.argmax(axis=1), labels, len(classes))
    return {
        "pictures": len(labels),
        **{name: float(value) for name, value in scores(counts).items()},
        "recall": recall_of(counts, classes),
        "ece": calibration_error(probabilities, labels),
        "reliability": [
            {"confidence": float(c), "accuracy": float(a), "count": int(n)}
            for c, a, n in zip(*reliability(probabilities, labels), strict=True)
            if n
        ],
        "confusion": counts.tolist(),
    }


def scores(counts: NDArray[np.integer]) -> dict[str, NDArray[np.float64]]:
    """Return accuracy, macro_precision, macro_recall and macro_f1.

    Parameters
    ----------
    counts
        (..., K, K) of pictures: row the label, column the answer; or (..., K, K + 1), the last column those without an
        answer, which are read wrongly.

    Returns
    -------
    Each (...). The mean over classes leaves out a class without a picture.
    """
    square = counts[..., : counts.shape[-2]]
    right = np.diagonal(square, axis1=-2, axis2=-1).astype(float)
    labelled = counts.sum(axis=-1)
    present = labelled > 0
    recall = right / np.maximum(labelled, 1)
    precision = right / np.maximum(square.sum(axis=-2), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((values * present).sum(axis=-1) / np.maximum(present.sum(axis=-1), 1))

    return {
        "accuracy": np.asarray(right.sum(axis=-1) / np.maximum(labelled.sum(axis=-1), 1)),
        "macro_precision": mean(precision),
        "macro_recall": mean(recall),
        "macro_f1": mean(f1),
    }


def recall_of(counts: NDArray[np.integer], classes: Sequence[str]) -> dict[str, float]:
    """Return the recall of each class that has a picture; ``counts`` as for :func:`scores`."""
    total = counts.sum(axis=1)
    return {name: float(counts[k, k] / total[k]) for k, name in enumerate(classes) if total[k]}


def judged(
    logits: NDArray[np.float32], labels: NDArray[np.int64], classes: Sequence[str], calibration: Calibration
) -> dict[str, Any]:
    """Return the :func:`summary` of logits (N, K), calibrated, and :func:`label_sets` where there is a threshold."""
    probabilities = softmax(logits / np.float32(calibration.temperature))
    found = summary(probabilities, labels, classes)
    if calibration.threshold is not None:
        found |= label_sets(probabilities, labels, calibration.threshold)
    return found


def confusion(answers: NDArray[np.int64], labels: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    """Return counts (K, K): row the label, column the answer."""
    counts = np.zeros((classes, classes), np.int64)
    np.add.at(counts, (labels, answers), 1)
    return counts


def reliability(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return confidence and accuracy by bin of confidence, and how many pictures each bin has: three times (BINS,)."""
    confidence = probabilities.max(axis=1).astype(float)
    right = probabilities.argmax(axis=1) == labels
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    counts = np.bincount(bins, minlength=BINS)
    mean_confidence = np.bincount(bins, confidence, BINS) / np.maximum(counts, 1)
    mean_right = np.bincount(bins, right.astype(float), BINS) / np.maximum(counts, 1)
    return mean_confidence, mean_right, counts


def calibration_error(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the expected calibration error with bins of equal width: Guo et al., ICML 2017."""
    confidence, right, counts = reliability(probabilities, labels)
    return float((np.abs(confidence - right) * counts).sum() / counts.sum())


def fit_temperature(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the temperature at which the logits (N, K) are likeliest given the labels: Guo et al., ICML 2017.

    Beforehand, 1 is held to be likeliest: a dozen pictures that are all read rightly do not make the network sure.
    """
    candidates = np.exp(np.linspace(np.log(0.25), np.log(4.0), 281))

    def loss(temperature: float) -> float:
        probabilities = softmax(logits / np.float32(temperature))
        return negative_log_likelihood(probabilities, labels) + 0.5 * (math.log(temperature) / _SPREAD) ** 2

    return float(min(candidates, key=loss))


def negative_log_likelihood(probabilities: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the sum over all pictures of minus the logarithm of the true class's probability."""
    truth = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(truth, 1e-12)).sum())


def conformal_threshold(
    probabilities: NDArray[np.float32], labels: NDArray[np.int64], coverage: float = COVERAGE
) -> float:
    """Return the probability from which on a class is in the label set: split conformal prediction.

    The score of a picture is one minus the probability of its true class, and the largest score that is let in is the
    one of rank ceil((N + 1) * coverage): Sadinle, Lei and Wasserman, JASA 2019. Sets of new pictures, drawn as these
    were, then hold the true class in at least ``coverage`` of all draws.

    Parameters
    ----------
    probabilities
        (N, K) float32, of pictures that the network has not learned from.
    labels
        (N,) int64, the true classes.
    coverage
        In (0, 1).

    Returns
    -------
    In [0, 1]; 0, which lets every class in, where there are too few pictures to tell.
    """
    truth = np.sort(probabilities[np.arange(len(labels)), labels])[::-1]
    rank = math.ceil((len(labels) + 1) * coverage)
    return float(truth[rank - 1]) if rank <= len(truth) else 0.0


def coverage_of(probabilities: NDArray[np.float32], labels: NDArray[np.int64], threshold: float) -> tuple[float, float]:
    """Return the share of pictures whose label set holds the true class, and how many classes a set has on average."""
    within = not_ruled_out(probabilities, threshold)
    return float(within[np.arange(len(labels)), labels].mean()), float(within.sum(axis=1).mean())


def set_shares(probabilities: NDArray[np.float32], threshold: float) -> dict[str, float]:
    """Return the share of pictures (N, K) whose label set has one class, two, and more."""
    sizes = not_ruled_out(probabilities, threshold).sum(axis=1)
    return {
        "one": float((sizes == 1).mean()),
        "two": float((sizes == 2).mean()),
        "more": float((sizes > 2).mean()),
    }


def label_sets(probabilities: NDArray[np.float32], labels: NDArray[np.int64], threshold: float) -> dict[str, Any]:
    """Return how often label sets hold the true class, and how large they are."""
    coverage, size = coverage_of(probabilities, labels, threshold)
    return {"coverage": coverage, "set_size": size, "set_shares": set_shares(probabilities, threshold)}
