"""Give rare classes their due: logit adjustment, folded into the classifiers of a finished network."""

import numpy as np
import torch
from numpy.typing import NDArray

from training.networks.classifier import Classifier
from training.networks.temporal_head import TemporalHead

#: Shares of the logarithm of a class's frequency that may be taken off its logit.
STRENGTHS = tuple(round(0.1 * step, 1) for step in range(11))
#: Accuracy that the adjustment may cost on the pictures it is chosen on.
COST = 0.005


def log_prior(labels: NDArray[np.int64], classes: int) -> NDArray[np.float64]:
    """Return the logarithm of each class's share of the labels (N,), as (K,); a missing class counts as one label."""
    counts = np.maximum(np.bincount(labels, minlength=classes), 1)
    return np.asarray(np.log(counts / counts.sum()), np.float64)


def choose_strength(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return how strongly to adjust: the most in ``STRENGTHS`` that costs no more than ``COST`` of the best accuracy.

    Parameters
    ----------
    logits
        (N, K), of pictures that the network has not learned from.
    labels
        (N,), their classes.
    """
    prior = log_prior(labels, logits.shape[1])
    found = {tau: float(((logits - tau * prior).argmax(axis=1) == labels).mean()) for tau in STRENGTHS}
    best = max(found.values())
    return max(tau for tau, accuracy in found.items() if accuracy >= best - COST)


@torch.no_grad()
def shift(model: Classifier | TemporalHead, name: str, offsets: NDArray[np.float64]) -> None:
    """Take offsets (K,) off the logits of one of a network's classifiers.

    Menon et al., "Long-tail learning via logit adjustment", ICLR 2021: the answer then leans less on how common a class
    was among the training pictures.
    """
    bias = model.get_submodule(f"heads.{name}").bias
    assert isinstance(bias, torch.Tensor)
    bias -= torch.from_numpy(offsets).to(bias)
