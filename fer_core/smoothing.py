"""Calm probabilities over time without holding back a real change."""

import math

import numpy as np
from numpy.typing import NDArray

_SLOW_S = 0.45
_FAST_S = 0.04
_TREND_S = 0.10
_UNCERTAIN_MARGIN = 0.15


class Smoother:
    """Time-aware averaging of one face's probabilities.

    The average is slow while the news agrees with it, or differs from it only for a moment, and quick once a short-term
    trend has moved away from it: hysteresis lives in the average itself, so the label is always its most probable
    class. The idea of a cut-off that follows the speed of change is from Casiez, Roussel and Vogel, "1 Euro Filter",
    CHI 2012; the speed here is the total variation distance between trend and average.

    Parameters
    ----------
    slow_s, fast_s
        Time constants in seconds of the average when the trend agrees with it, and when it is wholly elsewhere.
    trend_s
        Time constant in seconds of the trend.
    """

    def __init__(self, slow_s: float = _SLOW_S, fast_s: float = _FAST_S, trend_s: float = _TREND_S) -> None:
        self._slow_s, self._fast_s, self._trend_s = slow_s, fast_s, trend_s
        self._t: float | None = None
        self._trend: NDArray[np.float64] | None = None
        self._average: NDArray[np.float64] | None = None

    def update(self, t: float, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take the probabilities (K,) of the frame at ``t`` seconds and return the smoothed ones, (K,) float32."""
        news = probabilities.astype(np.float64)
        if self._average is None or self._trend is None or self._t is None:
            self._t, self._trend, self._average = t, news, news
            return probabilities
        dt = max(t - self._t, 0.0)
        self._t = t
        self._trend = _step(self._trend, news, dt, self._trend_s)
        distance = 0.5 * float(np.abs(self._trend - self._average).sum())
        # Geometric between slow and fast: a time constant is a scale.
        tau = self._slow_s * (self._fast_s / self._slow_s) ** min(distance * 2.0, 1.0)
        self._average = _step(self._average, self._trend, dt, tau)
        return self._average.astype(np.float32)

    @property
    def uncertain(self) -> bool:
        """Whether the two most probable classes are too close to choose between them."""
        return self._average is not None and is_uncertain(self._average)


def is_uncertain(probabilities: NDArray[np.floating]) -> bool:
    """Return whether the two largest of the probabilities (K,) are within 0.15 of each other."""
    second, first = np.partition(probabilities, -2)[-2:]
    return bool(first - second < _UNCERTAIN_MARGIN)


def _step(value: NDArray[np.float64], target: NDArray[np.float64], dt: float, tau: float) -> NDArray[np.float64]:
    return np.asarray(value + (1.0 - math.exp(-dt / tau)) * (target - value), np.float64)
