"""How fast a network may learn: short trials at rates that lie a factor of the root of ten apart."""

import math
from collections.abc import Callable

#: Steps of a trial, the batches that come again and again in it, and the last losses that are told by their mean.
STEPS, BATCHES, LAST = 40, 4, 8
#: Steps until the full rate is reached.
WARM_UP = 8
#: Tenths of decades: the trials begin with 10 to these powers, and go no further than the others.
_FIRST, _LOWEST, _HIGHEST = (-3.5, -3.0), -5.0, -1.0


def find_rate(trial: Callable[[float], float]) -> float:
    """Return the learning rate whose short trial ends with the lowest loss.

    A ramp over rising rates, as in Smith, "Cyclical Learning Rates", WACV 2017, was tried first: on faces a loss stays
    where the shares of the classes leave it for hundreds of batches, and the ramp's minimum told the noise of the
    batches (a VGG was given 1.5e-5). What learns a few batches by heart soonest differs clearly from rate to rate.

    Parameters
    ----------
    trial
        Trains a copy of the network at a rate, and returns the loss that it ends with.
    """
    losses: dict[float, float] = {}

    def loss(power: float) -> float:
        if power not in losses:
            found = trial(10.0**power) if _LOWEST <= power <= _HIGHEST else math.inf
            losses[power] = found if math.isfinite(found) else math.inf
        return losses[power]

    best = min(_FIRST, key=loss)
    # Uphill and downhill from there, as long as it gets better.
    while True:
        near = min((best - 0.5, best, best + 0.5), key=loss)
        if near == best:
            return float(10.0**best)
        best = near
