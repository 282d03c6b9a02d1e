"""Calm probabilities over time without holding back a real change."""

import numpy as np
from numpy.typing import NDArray

from fer_core.averaging import blend

_SLOW_S = 0.2
_FAST_S = 0.04
_TREND_S = 0.08
_LEAD = 0.33
_UNCERTAIN_MARGIN = 0.15
# What a label that is held keeps before its rivals: enough to be seen in single precision.
_EDGE = 1e-3


class Smoother:
    """Time-aware averaging of one face's probabilities.

    The average is slow, and it is quick once a short-term trend puts another class clearly before the label that the
    average gives. Until then the rivals of that label count as level with it, so a face that hesitates between
    expressions is shown as uncertain and not as one after the other. This is the trigger of Schmitt, "A thermionic
    trigger", Journal of Scientific Instruments 15, 1938, on the lead of a class; it acts on what the average is drawn
    to, so the label is always the average's most probable class.

    Parameters
    ----------
    slow_s, fast_s
        Time constants in seconds of the average while the label stands, and while it gives way.
    trend_s
        Time constant in seconds of the trend.
    lead
        By how much the trend must find another class more probable for the label to give way, in [0, 1].
    """

    def __init__(
        self, slow_s: float = _SLOW_S, fast_s: float = _FAST_S, trend_s: float = _TREND_S, lead: float = _LEAD
    ) -> None:
        self._slow_s, self._fast_s, self._trend_s, self._lead = slow_s, fast_s, trend_s, lead
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
        self._trend = blend(self._trend, news, dt, self._trend_s)
        label = int(self._average.argmax())
        lead = float(self._trend.max() - self._trend[label])
        if lead >= self._lead:
            self._average = blend(self._average, self._trend, dt, self._fast_s)
        else:
            target = _level(self._trend, label) if lead > 0 else self._trend
            self._average = blend(self._average, target, dt, self._slow_s)
        return self._average.astype(np.float32)

    @property
    def uncertain(self) -> bool:
        """Whether the two most probable classes are too close to choose between them."""
        return self._average is not None and is_uncertain(self._average)


def is_uncertain(probabilities: NDArray[np.floating]) -> bool:
    """Return whether the two largest of the probabilities (K,) are within 0.15 of each other."""
    second, first = np.partition(probabilities, -2)[-2:]
    return bool(first - second < _UNCERTAIN_MARGIN)


def _level(values: NDArray[np.float64], label: int) -> NDArray[np.float64]:
    """Return the probabilities (K,) with so much taken from those above the label's that all of them are level."""
    rivals = np.sort(np.delete(values, label))[::-1]
    shared = np.cumsum([values[label], *rivals]) / np.arange(1, len(values) + 1)
    level = float(shared.max())
    levelled = np.minimum(values, level)
    levelled[label] = level + _EDGE
    return np.asarray(levelled / (1.0 + _EDGE), np.float64)
