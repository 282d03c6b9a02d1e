"""What an output is judged by."""

import numpy as np
from numpy.typing import NDArray

from training.data.stills import Stills, plurality


def labels_for(output: str, stills: Stills) -> NDArray[np.int64]:
    """Return the labels that an output is judged by: FER+'s plurality for "ferplus", else the data's own."""
    if output != "ferplus":
        return stills.labels
    if stills.votes is None:
        return np.full(len(stills.labels), -1, np.int64)
    return plurality(stills.votes)
