"""The classes that cannot be ruled out: split conformal prediction."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def not_ruled_out(probabilities: NDArray[np.floating], threshold: float) -> NDArray[np.bool_]:
    """Return which classes are in the label set.

    A class is in it when its probability reaches the threshold, and the most probable class (of equal ones the first)
    always is. Where the threshold lets in the true classes of 90 % of some pictures set aside, the sets of new pictures
    of the same kind hold the true class in 90 % on average: Vovk, Gammerman and Shafer, "Algorithmic Learning in a
    Random World", 2005, and for this score Sadinle, Lei and Wasserman, "Least Ambiguous Set-Valued Classifiers with
    Bounded Error Levels", JASA 2019. That holds for single stills and all classes together: not for a class by itself,
    for pictures of another kind, such as a webcam's, or for probabilities that were smoothed over time.

    Parameters
    ----------
    probabilities
        (..., K), calibrated.
    threshold
        In [0, 1], as in :attr:`fer_core.outputs.Calibration.threshold`.

    Returns
    -------
    (..., K) bool.
    """
    within = probabilities >= threshold
    np.put_along_axis(within, probabilities.argmax(axis=-1)[..., None], values=True, axis=-1)
    return np.asarray(within, bool)


def label_set(probabilities: NDArray[np.floating], labels: Sequence[str], threshold: float) -> tuple[str, ...]:
    """Return the names of the classes that :func:`not_ruled_out` leaves of (K,) ``probabilities``, likeliest first."""
    # Stable: of equal classes the first one leads, as it does as the label.
    order = np.argsort(-probabilities, kind="stable").tolist()
    # The same rule as above, for one face and many times a second.
    return tuple(labels[i] for i in order if i == order[0] or probabilities[i] >= threshold)
