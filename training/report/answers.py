"""What systems answered, kept as text, and whether two of them differ by more than chance."""

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

#: What stands for a picture in which no face was found.
NO_ANSWER = -1


def signs_of(answers: NDArray[np.int64]) -> str:
    """Return classes (N,), or labels, as a character each, "-" where there is none."""
    return "".join("-" if answer < 0 else str(answer) for answer in answers)


def read_signs(signs: str) -> NDArray[np.int64]:
    """Return what :func:`signs_of` was given."""
    return np.array([NO_ANSWER if sign == "-" else int(sign) for sign in signs], np.int64)


def mcnemar(one: NDArray[np.int64], other: NDArray[np.int64], labels: NDArray[np.int64]) -> float:
    """Return how probable so unlike answers (N,) of two systems are if both read equally well: McNemar, 1947; exact."""
    first, second = one == labels, other == labels
    only = int((first & ~second).sum()), int((second & ~first).sum())
    return float(binomtest(only[0], sum(only)).pvalue) if sum(only) else 1.0
