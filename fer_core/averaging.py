"""The average over time that everything uses: exponentially fading, and aware of the time between two values."""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

V = TypeVar("V", float, NDArray[np.float64])


def blend(old: V, new: V, dt_s: float, time_constant_s: float) -> V:
    """Return an average after one more value.

    Two steps of half the time with the same new value come to the same as one whole step, so the result does not depend
    on the frame rate.

    Parameters
    ----------
    old
        The average so far.
    new
        The value now.
    dt_s
        Seconds since ``old``; a negative time counts as none.
    time_constant_s
        Seconds after which 1/e of ``old`` is left, above 0; 0 keeps nothing.
    """
    if time_constant_s <= 0:
        return new
    kept = math.exp(-max(dt_s, 0.0) / time_constant_s)
    return kept * old + (1.0 - kept) * new
