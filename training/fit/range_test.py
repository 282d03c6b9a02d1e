"""How fast a network may learn: a short test over rising rates."""

from collections.abc import Callable

import numpy as np

#: Steps of a test, and the rates that it begins and ends with.
STEPS, LOWEST, HIGHEST = 80, 1e-5, 1e-1
# What the rate of the lowest loss is divided by, how much the loss is smoothed, and where it has run away.
_SAFETY, _SMOOTHED, _RUN_AWAY = 10.0, 0.9, 2.0


def find_rate(step: Callable[[float], float], steps: int = STEPS) -> float:
    """Return the learning rate to train with: Smith, "Cyclical Learning Rates", WACV 2017.

    The rate rises with each step, until the loss runs away; a tenth of that at which the smoothed loss was lowest is
    taken.

    Parameters
    ----------
    step
        Takes a step of training at a rate, and returns its loss.
    steps
        How many, at least 2.
    """
    rates = np.geomspace(LOWEST, HIGHEST, steps)
    smooth, found = 0.0, list[float]()
    for number, rate in enumerate(rates):
        smooth = _SMOOTHED * smooth + (1 - _SMOOTHED) * step(float(rate))
        found.append(smooth / (1 - _SMOOTHED ** (number + 1)))
        if not found[-1] < _RUN_AWAY * min(found):
            break
    return float(rates[int(np.nanargmin(found))]) / _SAFETY
