"""What was said of each face over the last minutes, for the time line."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_core.types import Face

#: Seconds that are remembered.
KEPT_S = 600.0
#: A face that is not seen for so long has left a gap; what is shorter is the time between two pictures.
GAP_S = 0.4
_FIRST_ROWS = 512


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that was marked: the seconds, and what it is, as :class:`fer_core.session.events.Mark` says it."""

    t: float
    kind: str
    text: str


class Trace:
    """The probabilities of one face, by time.

    Parameters
    ----------
    labels
        The K classes.
    """

    def __init__(self, labels: tuple[str, ...]) -> None:
        self.labels = labels
        self._t = np.empty(_FIRST_ROWS, np.float64)
        # Sums up to each row: the mean over any span is the difference of two.
        self._sums = np.zeros((_FIRST_ROWS + 1, len(labels)), np.float64)
        self._rows = 0

    @property
    def first_t(self) -> float:
        """Seconds of the oldest row."""
        return float(self._t[0])

    @property
    def last_t(self) -> float:
        """Seconds of the newest row."""
        return float(self._t[self._rows - 1])

    @property
    def rows(self) -> int:
        """How many pictures are remembered."""
        return self._rows

    def add(self, t: float, probabilities: NDArray[np.float32]) -> None:
        """Remember probabilities (K,) at a time that is later than those before."""
        if self._rows == len(self._t):
            self._make_room(t)
        self._t[self._rows] = t
        self._sums[self._rows + 1] = self._sums[self._rows] + probabilities
        self._rows += 1

    def columns(self, edges: NDArray[np.float64]) -> NDArray[np.float32]:
        """Return the mean probabilities (N, K) between N + 1 times; NaN where the face was not seen."""
        t = self._t[: self._rows]
        places = np.searchsorted(t, edges)
        low, high = places[:-1], places[1:]
        count = high - low
        means = (self._sums[high] - self._sums[low]) / np.maximum(count, 1)[:, None]
        # Between two pictures, the older one still holds.
        before = np.maximum(high - 1, 0)
        held = (count == 0) & (high > 0) & (edges[1:] - t[before] <= GAP_S)
        means[held] = (self._sums[before + 1] - self._sums[before])[held]
        means[(count == 0) & ~held] = np.nan
        return np.asarray(means, np.float32)

    def at(self, t: float) -> NDArray[np.float32] | None:
        """Return the probabilities (K,) that were shown at a time, None in a gap."""
        row = int(np.searchsorted(self._t[: self._rows], t, "right")) - 1
        if row < 0 or t - self._t[row] > GAP_S:
            return None
        return np.asarray(self._sums[row + 1] - self._sums[row], np.float32)

    def _make_room(self, now: float) -> None:
        start = int(np.searchsorted(self._t, now - KEPT_S))
        kept = self._rows - start
        size = len(self._t) if kept < len(self._t) // 2 else 2 * len(self._t)
        t, sums = np.empty(size, np.float64), np.zeros((size + 1, len(self.labels)), np.float64)
        t[:kept] = self._t[start : self._rows]
        sums[: kept + 1] = self._sums[start : self._rows + 1] - self._sums[start]
        self._t, self._sums, self._rows = t, sums, kept


class History:
    """The traces of all faces, and marks."""

    def __init__(self) -> None:
        self.traces: dict[int, Trace] = {}
        self.marks: list[Mark] = []
        self.newest_t = 0.0

    def add(self, faces: Sequence[Face], t: float) -> None:
        """Remember what is said of the faces that are seen at a time that is later than those before."""
        self.newest_t = t
        for face in faces:
            said = face.expression
            if said is None or not face.track.seen:
                continue
            trace = self.traces.get(face.id)
            if trace is None or trace.labels != said.labels:
                trace = self.traces[face.id] = Trace(said.labels)
            trace.add(t, said.probabilities)
        oldest = t - KEPT_S
        if any(trace.last_t < oldest for trace in self.traces.values()):
            self.traces = {face_id: trace for face_id, trace in self.traces.items() if trace.last_t >= oldest}
        if any(mark.t < oldest for mark in self.marks):
            self.marks = [mark for mark in self.marks if mark.t >= oldest]

    def mark(self, kind: str, text: str, ago_s: float = 0.0) -> Mark:
        """Mark the newest moment, or one so many seconds before it."""
        self.marks.append(Mark(self.newest_t - ago_s, kind, text))
        return self.marks[-1]

    def within(self, start: float, end: float) -> dict[int, Trace]:
        """Return the traces that have a row between two times, by id."""
        found = {i: x for i, x in self.traces.items() if x.rows and x.first_t <= end and x.last_t >= start - GAP_S}
        return dict(sorted(found.items()))
