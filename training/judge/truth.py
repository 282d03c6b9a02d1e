"""What an output is judged by."""

import numpy as np
from numpy.typing import NDArray

from training.data.stills import Stills, plurality
from training.files import SPOKEN


def labels_for(output: str, stills: Stills) -> NDArray[np.int64]:
    """Return the labels that an output is judged by: for "ferplus" and "spoken" FER+'s plurality, else their own.

    An output by a convention that the data do not have is judged by their first one's labels.
    """
    if output not in {"ferplus", SPOKEN}:
        return stills.others.get(output, stills.labels)
    if stills.votes is None:
        return np.full(len(stills.labels), -1, np.int64)
    return plurality(stills.votes)
