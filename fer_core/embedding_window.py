"""The last second and a half of one face, at a steady rate whatever the camera delivers."""

from collections import deque

import numpy as np
from numpy.typing import NDArray

from fer_core.outputs import Moment
from fer_core.spec import ModelSpec


def resample(
    times: NDArray[np.float64], embeddings: NDArray[np.float32], rate_hz: float, length: int
) -> NDArray[np.float32]:
    """Read a series at a steady rate, backwards from its newest element.

    Parameters
    ----------
    times
        (M,) seconds, strictly increasing, M >= 1.
    embeddings
        (M, D) float32.
    rate_hz, length
        Rate and the most elements of the result.

    Returns
    -------
    (L, D) float32, 1 <= L <= length, oldest first, the last one the newest embedding itself; between two embeddings
    it is interpolated linearly. L is smaller than ``length`` while the series is shorter than the window.
    """
    span = times[-1] - times[0]
    count = min(int(span * rate_hz + 1e-6) + 1, length)
    grid = times[-1] - np.arange(count - 1, -1, -1) / rate_hz
    after = np.clip(np.searchsorted(times, grid, side="left"), 1, max(len(times) - 1, 1))
    if len(times) == 1:
        return embeddings[-1:].astype(np.float32)
    before = after - 1
    share = np.clip((grid - times[before]) / (times[after] - times[before]), 0.0, 1.0)
    share = share.astype(np.float32)[:, None]
    return np.asarray(embeddings[before] * (1 - share) + embeddings[after] * share, np.float32)


class EmbeddingWindow:
    """The embeddings of one face, kept as long as the model's window reaches.

    Parameters
    ----------
    spec
        Gives T, the rate and D.
    """

    def __init__(self, spec: ModelSpec) -> None:
        self._spec = spec
        self._items: deque[Moment] = deque()

    @property
    def moments(self) -> tuple[Moment, ...]:
        """What is kept, oldest first."""
        return tuple(self._items)

    def add(self, t: float, embedding: NDArray[np.float32], crop: NDArray[np.uint8] | None = None) -> None:
        """Add the embedding (D,) of the frame at ``t`` seconds, and what it was made of.

        One that is not newer replaces the newest.
        """
        if self._items and t <= self._items[-1].t:
            t = self._items.pop().t
        self._items.append(Moment(t, embedding, crop))
        oldest = t - self._spec.window_s
        # The last one at or before the window's start stays: the first grid point is interpolated from it.
        while len(self._items) > 2 and self._items[1].t <= oldest:
            self._items.popleft()

    @property
    def full(self) -> bool:
        """Whether the embeddings span the whole window."""
        if not self._items:
            return False
        return self._items[-1].t - self._items[0].t >= self._spec.window_s - 1e-6

    def resampled(self) -> tuple[NDArray[np.float32], int]:
        """Return the window as the temporal head reads it.

        Returns
        -------
        (T, D) float32, oldest first, padded with zeros at the end; and how many of the T are valid (at least 1).

        Raises
        ------
        ValueError
            If nothing was added yet.
        """
        if not self._items:
            msg = "an empty window cannot be read"
            raise ValueError(msg)
        times = np.array([moment.t for moment in self._items], np.float64)
        series = np.stack([moment.embedding for moment in self._items])
        valid = resample(times, series, self._spec.rate_hz, self._spec.window)
        padded = np.zeros((self._spec.window, valid.shape[1]), np.float32)
        padded[: len(valid)] = valid
        return padded, len(valid)
