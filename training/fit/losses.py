"""What is asked of a classifier's logits."""

from collections.abc import Callable, Mapping

from torch import Tensor
from torch.nn import functional as F


def squared_hinge(logits: Tensor, soft: Tensor) -> Tensor:
    """Return the loss (N,) of one L2-SVM a class, each against the rest: Tang, arXiv 1306.0239.

    Parameters
    ----------
    logits
        (N, K), the margins.
    soft
        (N, K) how surely a picture is of each class; the source has 1 or 0.
    """
    inside, outside = (1 - logits).clamp_min(0).square(), (1 + logits).clamp_min(0).square()
    return (soft * inside + (1 - soft) * outside).sum(1)


def cross_entropy(logits: Tensor, soft: Tensor) -> Tensor:
    """Return the cross-entropy (N,) of logits (N, K) with probabilities (N, K)."""
    return F.cross_entropy(logits, soft, reduction="none")


#: By their name in a recipe.
LOSSES: Mapping[str, Callable[[Tensor, Tensor], Tensor]] = {
    "cross_entropy": cross_entropy,
    "squared_hinge": squared_hinge,
}
