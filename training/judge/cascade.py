"""Stub until the cascade lands."""

import numpy as np
from numpy.typing import NDArray


def cascade_crops(images: NDArray[np.uint8]) -> tuple[NDArray[np.bool_], NDArray[np.uint8]]:
    """Return."""
    return np.ones(len(images), bool), images
