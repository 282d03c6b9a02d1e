"""The learning rate over a run: one cycle of a linear rise and a half cosine."""

import math

#: Share of a run in which the rate rises.
RISE = 0.1


def one_cycle(progress: float, first: float = 0.0) -> float:
    """Return the share of the highest learning rate at a point of a run.

    A linear rise over the first tenth, then a half cosine down to nothing: Loshchilov and Hutter, "SGDR", ICLR 2017,
    with the warm-up of Goyal et al., "Accurate, Large Minibatch SGD", 2017.

    Parameters
    ----------
    progress
        How much of the run is behind, in [0, 1]; whatever is beyond counts as 1.
    first
        The share that the rise begins with.
    """
    if progress < RISE:
        return first + (1 - first) * progress / RISE
    return 0.5 * (1 + math.cos(math.pi * min((progress - RISE) / (1 - RISE), 1.0)))
