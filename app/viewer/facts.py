"""What the viewer shows of a session: arrays that are made once, away from the GUI thread."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.history import GAP_S, Trace
from fer_core.session.columns import PROBABILITY, classes_in
from fer_core.session.edits import Edits, edited_rows, moved_mark
from fer_core.session.events import Mark
from fer_core.session.reader import Session

#: A pause that is so many times as long as what usually lies between two pictures is a gap.
_GAP_STEPS = 2.5


class Labels:
    """The labels of one face, by time.

    Parameters
    ----------
    t
        (N,) growing times in seconds.
    numbers
        (N,) numbers of the classes that were shown, -1 for none.
    count
        How many classes there are.
    gap_s
        A face that is not seen for so many seconds has left a gap.
    """

    def __init__(self, t: NDArray[np.float64], numbers: NDArray[np.int8], count: int, gap_s: float) -> None:
        self._t, self._numbers, self._gap_s = t, numbers, gap_s
        self._sums = np.zeros((len(t) + 1, count), np.int32)
        np.cumsum(numbers[:, None] == np.arange(count), axis=0, out=self._sums[1:])

    def columns(self, edges: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the class (N,) that was shown most between N + 1 times each, -1 where none was."""
        places = np.searchsorted(self._t, edges)
        low, high = places[:-1], places[1:]
        counts = self._sums[high] - self._sums[low]
        found = np.where(counts.any(axis=1), counts.argmax(axis=1), -1)
        before = np.maximum(high - 1, 0)
        held = (high == low) & (high > 0) & (edges[1:] - self._t[before] <= self._gap_s)
        return np.where(held, self._numbers[before], found)


@dataclass(frozen=True, slots=True, eq=False)
class FaceFacts:
    """One face.

    Attributes
    ----------
    face_id
        Its number after all changes.
    rows
        (N,) places of its rows in the table, by time.
    t_s
        (N,) their times.
    trace
        Its probabilities.
    labels
        What was shown of it.
    """

    face_id: int
    rows: NDArray[np.int64]
    t_s: NDArray[np.float64]
    trace: Trace
    labels: Labels

    def row_at(self, t_s: float, gap_s: float) -> int | None:
        """Return the place of the row that was newest at a time, None in a gap."""
        place = int(np.searchsorted(self.t_s, t_s + 1e-6, "right")) - 1
        return None if place < 0 or t_s - self.t_s[place] > gap_s else int(self.rows[place])


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What no change alters.

    Attributes
    ----------
    session
        As it was written.
    classes
        The K classes, in the model's order.
    t_s
        (N,) times of the rows.
    probabilities
        (N, K), NaN where there is nothing.
    numbers
        (N,) numbers of the labels, -1 for none.
    gap_s
        A face that is not seen for so many seconds has left a gap.
    times
        The times at which there are rows, each once, growing.
    """

    session: Session
    classes: tuple[str, ...]
    t_s: NDArray[np.float64]
    probabilities: NDArray[np.float32]
    numbers: NDArray[np.int8]
    gap_s: float
    times: NDArray[np.float64]

    @property
    def end_s(self) -> float:
        """Seconds of the last row or mark."""
        last = float(self.times[-1]) if len(self.times) else 0.0
        return max([last, *(mark.t_s for mark in self.session.marks)])


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """What is shown.

    Attributes
    ----------
    basis
        What it is made from.
    edits
        What was changed.
    face_ids
        (N,) whose each row of the table is.
    rows
        Places of the rows that count.
    faces
        Every face that has rows that count, by number.
    marks
        By time.
    """

    basis: Basis
    edits: Edits
    face_ids: NDArray[np.int64]
    rows: NDArray[np.int64]
    faces: Mapping[int, FaceFacts]
    marks: tuple[Mark, ...]


def basis_of(session: Session) -> Basis:
    """Take out of a session what is needed again and again."""
    classes = classes_in(column.name for column in session.columns)
    rows, count = session.rows, session.row_count
    t_s = np.asarray(rows["t_s"], np.float64)
    probabilities = np.full((count, len(classes)), np.nan, np.float32)
    for number, label in enumerate(classes):
        probabilities[:, number] = rows[PROBABILITY + label]
    index = {label: number for number, label in enumerate(classes)}
    numbers = np.fromiter((index.get(label, -1) for label in rows["label"]), np.int8, count)
    times = np.unique(t_s[np.isfinite(t_s)])
    steps = np.diff(times)
    gap_s = max(GAP_S, _GAP_STEPS * float(np.median(steps))) if len(steps) else GAP_S
    return Basis(session, classes, t_s, probabilities, numbers, gap_s, times)


def facts_of(basis: Basis, edits: Edits, before: Facts | None = None) -> Facts:
    """Work out what a session is after its changes; what is as it was ``before`` is not made again.

    Raises
    ------
    DataError
        As from :func:`fer_core.session.edits.edited_rows`.
    """
    if before is not None and before.edits.changes == edits.changes:
        return replace(before, edits=edits)
    known = {} if before is None else before.faces
    found = edited_rows(basis.session, edits)
    timed = np.flatnonzero(found.kept & np.isfinite(basis.t_s))
    # By face, then by time; the order of the table where that is equal.
    order = timed[np.lexsort((basis.t_s[timed], found.face_ids[timed]))]
    ids, starts = np.unique(found.face_ids[order], return_index=True)
    # An empty array is split into one part, not into none.
    parts = np.split(order, starts[1:]) if len(ids) else []
    faces = {
        int(face_id): _face(basis, int(face_id), rows, known.get(int(face_id)))
        for face_id, rows in zip(ids, parts, strict=True)
    }
    marks = sorted((moved_mark(mark, edits) for mark in basis.session.marks), key=lambda mark: mark.t_s)
    return Facts(basis, edits, found.face_ids, np.flatnonzero(found.kept), faces, tuple(marks))


def _face(basis: Basis, face_id: int, rows: NDArray[np.int64], before: FaceFacts | None) -> FaceFacts:
    if before is not None and np.array_equal(before.rows, rows):
        return before
    t_s = basis.t_s[rows]
    values = basis.probabilities[rows]
    read = np.isfinite(values).all(axis=1) if len(basis.classes) else np.zeros(len(rows), bool)
    trace = Trace.of(basis.classes, t_s[read], values[read], basis.gap_s)
    labels = Labels(t_s, basis.numbers[rows], len(basis.classes), basis.gap_s)
    return FaceFacts(face_id, rows, t_s, trace, labels)
