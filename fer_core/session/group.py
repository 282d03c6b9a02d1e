"""Several faces as one: what the room expressed through time, and whether two faces went together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_core.session.columns import PROBABILITY, classes_in
from fer_core.session.reader import Session
from fer_core.session.summary import Course, courses

#: Of :func:`synchrony`, in seconds: distance of the samples, length of a window, distance of the windows, furthest lag.
STEP_S, WINDOW_S, EVERY_S, MOST_LAG_S = 0.2, 10.0, 1.0, 2.0
#: A face whose probabilities vary less than this in a window (standard deviation) has no course that could be followed.
_LEAST_SPREAD = 0.005


@dataclass(frozen=True, slots=True, eq=False)
class Room:
    """What all faces together expressed.

    Attributes
    ----------
    edges_s
        (N + 1,) edges of the moments, in seconds of ``t_s``.
    labels
        The K classes.
    shares
        (N, K) mean of the calibrated probabilities of all faces that were read in each moment, each face counting as
        long as it was there; NaN where there was none.
    faces
        (N,) how many were read, on average over the moment.
    """

    edges_s: NDArray[np.float64]
    labels: tuple[str, ...]
    shares: NDArray[np.float64]
    faces: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Synchrony:
    """How two faces went together.

    Attributes
    ----------
    faces
        The ids of the two.
    t_s
        (N,) middles of the windows, in seconds of ``t_s``.
    correlation
        (N,) in [-1, 1], at the lag at which it is highest; NaN where one was not seen or did not move.
    lag_s
        (N,) that lag: positive where the second face follows the first one.
    mean
        Of the correlations; NaN if there are none.
    chance
        The same of courses that do not belong together, the mean of all of them; NaN where the faces were not seen
        together for long enough to tell.
    window_by_chance
        A correlation that one in twenty windows of such courses is above.
    p_value
        How often such courses have a mean that is as high.
    """

    faces: tuple[int, int]
    t_s: NDArray[np.float64]
    correlation: NDArray[np.float64]
    lag_s: NDArray[np.float64]
    mean: float
    chance: float = math.nan
    window_by_chance: float = math.nan
    p_value: float = math.nan


def probabilities_of(session: Session) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Return the K classes that have probabilities, and (rows, K) of them."""
    classes = classes_in(session.rows)
    columns = [session.rows[f"{PROBABILITY}{label}"] for label in classes]
    return classes, np.stack(columns, axis=1) if columns else np.zeros((session.row_count, 0))


def means(course: Course, values: NDArray[np.float64], edges_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what a face expressed in each moment.

    Parameters
    ----------
    course
        Of the face.
    values
        (rows, K) probabilities of the whole table.
    edges_s
        (N + 1,) edges of the moments.

    Returns
    -------
    (N, K) means over time, NaN where it was not read.
    """
    sums, seconds = _sums(course, values, edges_s)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(seconds > 1e-9, sums / seconds, np.nan))


def room(session: Session, edges_s: NDArray[np.float64]) -> Room:
    """Return what all faces together expressed.

    Parameters
    ----------
    session
        What :func:`fer_core.open_session` returned.
    edges_s
        (N + 1,) edges of the moments, in seconds of ``t_s``.
    """
    labels, values = probabilities_of(session)
    sums, seconds = np.zeros((edges_s.size - 1, len(labels))), np.zeros((edges_s.size - 1, 1))
    for course in courses(session):
        own, seen = _sums(course, values, edges_s)
        sums += own
        seconds += seen
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(seconds > 1e-9, sums / seconds, np.nan)
    return Room(edges_s, labels, shares, seconds[:, 0] / np.diff(edges_s))


def synchrony(
    session: Session,
    faces: tuple[int, int],
    *,
    labels: Sequence[str] | None = None,
    surrogates: int = 99,
    seed: int = 1,
) -> Synchrony:
    """Return how two faces went together, and how they would by chance.

    Windowed cross-correlation (Boker, Rotondo, Xu and King, Psychological Methods 2002): in each window, the course of
    the first face is compared with that of the second one at each lag; the highest correlation counts. All classes are
    taken together: their covariances are added up before they are divided by the spreads.

    Any two courses that change slowly go together for a while, the more so as the best of many lags is taken. So the
    same is done with the second course shifted against the first one by chance, round as in a ring, by more than a
    window: it keeps its own shape and loses what ties it to the other (Moulder, Boker, Ramseyer and Tschacher,
    Psychological Methods 2018).

    Parameters
    ----------
    session
        What :func:`fer_core.open_session` returned.
    faces
        Two ids.
    labels
        The classes that are compared; None for all that have probabilities.
    surrogates
        How many shifted courses it is compared with.
    seed
        Of chance.
    """
    known, values = probabilities_of(session)
    wanted = [known.index(label) for label in labels] if labels is not None else slice(None)
    pair = {course.face_id: course for course in courses(session) if course.face_id in faces}
    one, other = pair[faces[0]], pair[faces[1]]
    start = max(one.start_s[0], other.start_s[0])
    steps = int((min(one.end_s[-1], other.end_s[-1]) - start) / STEP_S + 1e-6)
    edges = start + STEP_S * np.arange(max(steps, 0) + 1)
    first, second = (means(course, values, edges)[:, wanted] for course in (one, other))
    found = windowed_correlation(first, second, _steps(WINDOW_S), _steps(MOST_LAG_S), _steps(EVERY_S))
    highest, lags = _peaks(found)
    at = start + STEP_S * (_steps(MOST_LAG_S) + _steps(EVERY_S) * np.arange(highest.size)) + WINDOW_S / 2
    plain = Synchrony(faces, at, highest, STEP_S * lags, _mean(highest))
    return _against_chance(plain, first, second, surrogates, np.random.default_rng(seed))


def windowed_correlation(
    one: NDArray[np.float64], other: NDArray[np.float64], window: int, most_lag: int, every: int
) -> NDArray[np.float64]:
    """Return the correlation of two courses in each window and at each lag.

    Parameters
    ----------
    one, other
        (N, K), at equal distances; NaN where nothing is known.
    window, most_lag, every
        Length of a window, furthest lag to either side, and distance of the windows, in samples; a window is a whole
        number of these distances.

    Returns
    -------
    (windows, 2 most_lag + 1), in [-1, 1]: of ``one`` in a window with ``other`` so much later, from ``-most_lag`` to
    ``most_lag``; NaN where something of the window is not known or does not vary. The first window begins at
    ``most_lag``.
    """
    begins = np.arange(most_lag, len(one) - window - most_lag + 1, every)
    found = np.full((begins.size, 2 * most_lag + 1), np.nan)
    if not begins.size:
        return found
    first, second = _Windowed(one, window), _Windowed(other, window)
    used = slice(most_lag, begins[-1] + window)
    one, sums_one = first.values[used], first.sums[begins] / window
    for column, lag in enumerate(range(-most_lag, most_lag + 1)):
        product = np.einsum("nk,nk->n", one, second.values[used.start + lag : used.stop + lag])
        together = _windows(product.reshape(-1, every).sum(axis=1), window // every)
        together -= np.einsum("nk,nk->n", sums_one, second.sums[begins + lag])
        bad = first.bad[begins] | second.bad[begins + lag]
        spread = np.sqrt(np.where(bad, 1.0, first.spread[begins] * second.spread[begins + lag]))
        found[:, column] = np.where(bad, np.nan, np.clip(together / spread, -1.0, 1.0))
    return found


class _Windowed:
    """A course, and of the window that begins at each sample: sums, squares around the mean, whether it is of use."""

    def __init__(self, course: NDArray[np.float64], window: int) -> None:
        gone = np.asarray(np.isnan(course).any(axis=1))
        values = np.where(gone[:, None], 0.0, course)
        # What does not change adds nothing, and takes away from the numbers' precision.
        self.values = values - values.mean(axis=0)
        self.sums = _windows(self.values, window)
        self.spread = _windows((self.values**2).sum(axis=1), window) - (self.sums**2).sum(axis=1) / window
        self.bad = (_windows(gone.astype(float), window) > 0.5) | (self.spread < window * _LEAST_SPREAD**2)


def _against_chance(
    plain: Synchrony, one: NDArray[np.float64], other: NDArray[np.float64], surrogates: int, rng: np.random.Generator
) -> Synchrony:
    window, most_lag, every = _steps(WINDOW_S), _steps(MOST_LAG_S), _steps(EVERY_S)
    least = window + most_lag
    # Of fewer shifts than that, most are nearly the same.
    if len(one) < 4 * least or math.isnan(plain.mean) or not surrogates:
        return plain
    shifts = rng.integers(least, len(one) - least + 1, surrogates)
    peaks = [_peaks(windowed_correlation(one, np.roll(other, by, 0), window, most_lag, every))[0] for by in shifts]
    by_chance = np.array([_mean(highest) for highest in peaks])
    by_chance = by_chance[np.isfinite(by_chance)]
    if by_chance.size < surrogates / 2:
        return plain
    return Synchrony(
        plain.faces,
        plain.t_s,
        plain.correlation,
        plain.lag_s,
        plain.mean,
        float(by_chance.mean()),
        float(np.nanquantile(np.concatenate(peaks), 0.95)),
        float(1 + np.count_nonzero(by_chance >= plain.mean)) / (1 + by_chance.size),
    )


def _sums(
    course: Course, values: NDArray[np.float64], edges_s: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return (N, K) probabilities times seconds, and (N, 1) seconds, of the time in which it was read."""
    own = values[course.rows]
    read = np.asarray(np.isfinite(own).all(axis=1))
    both = np.column_stack([np.where(read[:, None], own, 0.0), read.astype(float)])
    sums = course.seconds_in(edges_s, both)
    return sums[:, :-1], sums[:, -1:]


def _peaks(found: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the highest correlation of each window, and its lag in samples; NaN where not every lag is known."""
    known = np.asarray(np.isfinite(found).all(axis=1))
    filled = np.where(known[:, None], found, -2.0)
    lags = filled.argmax(axis=1) - found.shape[1] // 2
    return np.where(known, filled.max(axis=1), np.nan), np.where(known, lags, np.nan)


def _windows(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """Return the sum of the window that begins at each sample, along the first axis."""
    sums = np.cumsum(values, axis=0)
    return np.asarray(sums[window - 1 :] - np.concatenate([np.zeros_like(sums[:1]), sums[:-window]]))


def _mean(values: NDArray[np.float64]) -> float:
    known = values[np.isfinite(values)]
    return float(known.mean()) if known.size else math.nan


def _steps(seconds: float) -> int:
    return round(seconds / STEP_S)
