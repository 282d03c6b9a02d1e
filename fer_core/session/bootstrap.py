"""Intervals around shares of time, of a course whose neighbouring moments are much alike."""

import math
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

#: What an interval leaves out at both of its ends together.
_LEFT_OUT = 0.05
#: Fewer moments than this that know nothing of each other tell nothing about what else might have been.
_LEAST_MOMENTS = 3.0
#: Steps in which the autocorrelation is looked at, and numbers that are held in memory at once.
_STEPS, _AT_ONCE = 4096, 2_000_000


def share_intervals(
    seconds: NDArray[np.float64], numbers: NDArray[np.int64], classes: int, replicates: int, rng: np.random.Generator
) -> tuple[NDArray[np.float64], float] | None:
    """Return a 95 % interval around the share of time of each class, by the stationary bootstrap.

    Frames are not independent: one says nearly what the one before it said, and to draw single frames anew would give
    intervals that are much too narrow. Whole stretches of the course are drawn instead, from places chosen by chance
    and of lengths chosen by chance, and put one after the other until they are as long as the course (Politis and
    Romano, "The stationary bootstrap", JASA 1994; blocks of a fixed length: Künsch, Annals of Statistics 1989). Here
    time is continuous, since frames have unequal distances: the lengths are exponential in seconds, in place of a
    geometric number of frames, and cut through frames. The mean length is that of :func:`block_length`.

    The interval is that of the percentiles, expanded for short courses (Hesterberg, "What teachers should know about
    the bootstrap", The American Statistician 2015, section 3.3). A class that was never shown, or always, has no
    spread: its interval is the exact binomial one (Clopper and Pearson, 1934) for as many moments as know nothing of
    each other.

    Parameters
    ----------
    seconds
        (N,) how long each row stands, positive.
    numbers
        (N,) which class it shows, 0 to classes - 1.
    classes
        How many there are.
    replicates
        How often the course is put together anew.
    rng
        Chance.

    Returns
    -------
    (classes, 2) lower and upper ends in [0, 1], and the mean length of a block in seconds; None where too little
    changed, or the course is too short, to tell.
    """
    total = float(seconds.sum())
    memory_s = correlation_time(seconds, numbers, classes)
    moments = total / (2 * memory_s) if memory_s > 0 else 0.0
    if moments < _LEAST_MOMENTS:
        return None
    block_s = block_length(memory_s, total)
    shares = np.bincount(numbers, seconds, classes) / total
    drawn = np.concatenate(
        [
            _shares_drawn(seconds, numbers, classes, block_s, replicates=count, rng=rng)
            for count in _portions(replicates, math.ceil(total / block_s) * classes)
        ]
    )
    level = _expanded(_LEFT_OUT / 2, moments, 1 - memory_s / block_s)
    ends = np.quantile(drawn, (level, 1 - level), axis=0).T
    beyond = 1 - (_LEFT_OUT / 2) ** (1 / moments)
    ends[shares <= 0] = (0.0, beyond)
    ends[shares >= 1] = (1 - beyond, 1.0)
    return ends, block_s


def correlation_time(seconds: NDArray[np.float64], numbers: NDArray[np.int64], classes: int) -> float:
    """Return for how many seconds the course remembers what it showed; 0 if it never changes.

    It is the integral of the autocorrelation of the classes' indicators, all together, up to its first zero (Sokal,
    "Monte Carlo methods in statistical mechanics", 1997, section 3): two moments that are twice as far apart count as
    independent.
    """
    steps = min(_STEPS, 4 * seconds.size)
    edges = np.linspace(0.0, float(seconds.sum()), steps + 1)
    course = np.diff(_until(edges, seconds, numbers, classes), axis=0)
    course -= course.mean(axis=0)
    spectrum = np.abs(np.fft.rfft(course, 2 * steps, axis=0)) ** 2
    covariance = np.fft.irfft(spectrum.sum(axis=1))[:steps]
    if covariance[0] <= 1e-12 * edges[1] ** 2 * steps:
        return 0.0
    known = covariance / covariance[0] / (1 - np.arange(steps) / steps)
    memory = _integral(known)
    # The mean is of the same course: without that the autocorrelation would be higher by the variance of the mean.
    for _ in range(5):
        lost = min(2 * memory / steps, 0.5)
        memory = _integral((1 - lost) * known + lost)
    return memory * float(edges[1])


def _integral(known: NDArray[np.float64]) -> float:
    """Return the sum of an autocorrelation until it is 0 for the first time, in steps."""
    end = int(np.argmax(known <= 0)) if (known <= 0).any() else known.size
    return float(np.trapezoid(known[: end + 1]))


def _expanded(level: float, moments: float, kept: float) -> float:
    """Return the level of the percentile that leaves out as much as ``level`` after so few independent moments.

    The quantile of Student's distribution in place of the normal one, by the first terms of its expansion (Fisher and
    Cornish, 1960), for a spread of which the cuts between blocks have left the share ``kept`` of the variance: that is
    1 - m / b for the memory m and blocks of the length b (Politis and White, 2004).
    """
    normal = NormalDist()
    z, freedom = normal.inv_cdf(1 - level), moments - 1
    t = z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
    return normal.cdf(-t * math.sqrt(moments / freedom / kept))


def block_length(memory_s: float, total_s: float) -> float:
    """Return the best mean length of blocks, in seconds.

    That of the stationary bootstrap which has the least mean squared error of the variance (Politis and White, 2004,
    with the correction of Patton, Politis and White, 2009): the cube root of 2 G^2 N / D. With an autocorrelation that
    decays exponentially, G = 2 v m^2 and D = 8 v^2 m^2 for the memory m and the variance v, which leaves the cube root
    of m^2 N. At most a third of the whole, as theirs.
    """
    return float(min((memory_s**2 * total_s) ** (1 / 3), total_s / 3))


def _portions(replicates: int, size: int) -> list[int]:
    most = max(1, _AT_ONCE // (2 * size))
    return [min(most, replicates - done) for done in range(0, replicates, most)]


def _shares_drawn(
    seconds: NDArray[np.float64],
    numbers: NDArray[np.int64],
    classes: int,
    block_s: float,
    *,
    replicates: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return (replicates, classes) shares of courses that were put together from stretches of this one."""
    total = float(seconds.sum())
    expected = total / block_s
    blocks = math.ceil(expected + 6 * math.sqrt(expected) + 6)
    ends = np.cumsum(rng.exponential(block_s, (replicates, blocks)), axis=1)
    # By chance they may not be long enough: the last one is then.
    ends[:, -1] = total
    ends = np.minimum(ends, total)
    lengths = np.diff(ends, axis=1, prepend=0.0)
    starts = rng.uniform(0.0, total, lengths.shape)
    stops = starts + lengths
    # The course is a ring: who comes to its end goes on at its beginning.
    over = stops > total
    found = _until(np.where(over, stops - total, stops), seconds, numbers, classes)
    found -= _until(starts, seconds, numbers, classes)
    found[over] += np.bincount(numbers, seconds, classes)
    return np.asarray(found.sum(axis=1) / total)


def _until(
    moments_s: NDArray[np.float64], seconds: NDArray[np.float64], numbers: NDArray[np.int64], classes: int
) -> NDArray[np.float64]:
    """Return (..., classes) for how many seconds each class has been shown by each moment of the course."""
    ends = np.cumsum(seconds)
    row = np.minimum(np.searchsorted(ends, moments_s, side="right"), seconds.size - 1)
    shown = np.zeros((seconds.size, classes))
    shown[np.arange(seconds.size), numbers] = seconds
    before = np.cumsum(shown, axis=0) - shown
    found = before[row]
    into = np.clip(moments_s - (ends[row] - seconds[row]), 0.0, seconds[row])
    np.put_along_axis(
        found,
        numbers[row][..., None],
        np.take_along_axis(found, numbers[row][..., None], -1) + into[..., None],
        -1,
    )
    return found
