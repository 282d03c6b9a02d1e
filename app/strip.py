"""A band of colours that is drawn once: as time goes on, what is there moves, and only what is new is added."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from app.history import Trace
from fer_core.palette import colour_of


class Strip:
    """The pixels of one trace, a column for each step of a fixed grid of times."""

    def __init__(self) -> None:
        self._pixels = np.zeros((0, 0), np.uint32)
        self._drawn: tuple[Trace, float] | None = None
        # Number of the column after the last one, and of the first one that may still change.
        self._end = self._open = 0

    def pixels(
        self, trace: Trace, span: tuple[float, float], size: tuple[int, int], newest_t: float
    ) -> NDArray[np.uint32]:
        """Return the picture of a trace.

        Parameters
        ----------
        trace
            What is drawn.
        span
            Its first and its last second; the last one is met to a column.
        size
            Width and height in pixels.
        newest_t
            Until when all is known, in seconds.

        Returns
        -------
        (height, width) ARGB, transparent where there is nothing; good until the next call.
        """
        (width, height), step = size, (span[1] - span[0]) / size[0]
        end = math.ceil(span[1] / step - 1e-6)
        if self._pixels.shape != (height, width) or self._drawn != (trace, step):
            self._pixels = np.zeros((height, width), np.uint32)
            self._drawn, self._end, self._open = (trace, step), end - width, end - width
        by = end - self._end
        if 0 < by < width:
            self._pixels[:, :-by] = self._pixels[:, by:]
        first = max(self._open, end - width) if 0 <= by < width else end - width
        if first < end:
            edges = np.arange(first, end + 1, dtype=np.float64) * step
            self._pixels[:, first - end + width :] = band(trace.columns(edges), trace.labels, height)
        self._end, self._open = end, min(end, math.floor(newest_t / step))
        return self._pixels


def band(columns: NDArray[np.float32], labels: Sequence[str], height: int) -> NDArray[np.uint32]:
    """Return a picture of probabilities, filled from the bottom to the top in the classes' colours.

    Parameters
    ----------
    columns
        (N, K); NaN where there is nothing.
    labels
        The K classes.
    height
        Pixels.

    Returns
    -------
    (height, N) ARGB, transparent where there is nothing.
    """
    colours = np.array([QColor(*colour_of(name, k)).rgba() for k, name in enumerate(labels)], np.uint32)
    tops = np.cumsum(columns, axis=1)[:, :-1]
    # From the top: the part of the way up at which a pixel's middle stands.
    level = 1 - (np.arange(height) + 0.5) / height
    number = (level[:, None, None] > tops[None]).sum(axis=2)
    return np.where(np.isnan(columns[:, 0])[None], np.uint32(0), colours[number])
