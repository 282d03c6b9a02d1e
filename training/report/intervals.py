"""How far a share that was counted may be off."""

import numpy as np
from numpy.typing import NDArray


def wilson(share: NDArray[np.float64], count: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the bounds (2, N) of the 95 % interval of shares (N,) of so many things: Wilson, JASA 1927."""
    z2 = 1.96**2
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = np.sqrt(share * (1 - share) / count * z2 + (z2 / (2 * count)) ** 2) / (1 + z2 / count)
    return np.stack([middle - half, middle + half])
