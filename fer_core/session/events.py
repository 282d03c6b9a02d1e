"""Marks: moments of a session that somebody, or a rule, has pointed out."""

import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fer_core.session.clock import SessionClock, utc_text
from fer_core.session.table_text import TableText
from fer_core.sinks.csv_table import cell_text, plain_text
from fer_core.types import Frame

EVENTS_FILE = "events.csv"
#: The columns of events.csv.
EVENTS_HEADER = ("t_s", "time_utc", "kind", "face_id", "text")

#: Of the number of a face.
_MOST_DIGITS = 15

#: What marks are, by who has set them: a key 1 to 9 (``text`` is its number), somebody who wrote a note, a rule.
KEY, NOTE, RULE = "key", "note", "rule"


@dataclass(frozen=True, slots=True)
class Mark:
    """A moment that was marked, a row of events.csv.

    Attributes
    ----------
    t_s
        Seconds since the first analysed frame.
    time_utc
        ISO 8601.
    kind, text
        What it is.
    face_id
        Whom it is about, None if nobody.
    """

    t_s: float
    time_utc: str
    kind: str
    face_id: int | None
    text: str

    @property
    def cells(self) -> list[str]:
        """Return its row of events.csv; a text that a spreadsheet would compute is made harmless."""
        values = (self.t_s, self.time_utc, self.kind, self.face_id, self.text)
        return [cell_text(value, 4) for value in values]


@dataclass(frozen=True, slots=True)
class UnplacedMark:
    """A mark on its way to sessions, each of which begins at a time of its own.

    Attributes
    ----------
    kind, text, face_id
        As of :class:`Mark`.
    t
        Seconds, as ``Frame.t``.
    monotonic_s
        The same moment by ``time.monotonic()``.
    """

    kind: str
    text: str
    face_id: int | None
    t: float
    monotonic_s: float

    def placed(self, clock: SessionClock) -> Mark:
        """Return the mark of a session; what was before its first frame stands at its beginning."""
        t_s = max(0.0, clock.t_s_at(self.t))
        return Mark(t_s, utc_text(clock.utc(self.monotonic_s)), self.kind, self.face_id, self.text)


def unplaced_mark(newest: Frame, kind: str, text: str, face_id: int | None, t: float | None) -> UnplacedMark:
    """Return a mark of a moment near a frame.

    Parameters
    ----------
    newest
        The newest frame that was analysed.
    kind, text, face_id
        As of :class:`Mark`.
    t
        Which moment, in the seconds of ``Frame.t``. None for now: of a file, the position of the newest frame.
    """
    if t is None:
        t = newest.t if newest.source_t_s is not None else newest.t + time.monotonic() - newest.grabbed_t
    return UnplacedMark(kind, text, face_id, t, newest.grabbed_t + t - newest.t)


def read_marks(path: Path, problems: list[str]) -> tuple[Mark, ...]:
    """Read the marks of a session; none where there is no such file.

    Parameters
    ----------
    path
        An events.csv, as it was written or as a spreadsheet has saved it.
    problems
        Gets a sentence about what could not be read.
    """
    if not path.is_file():
        return ()
    try:
        text = TableText(path.read_bytes())
    except OSError as error:
        problems.append(f"The marks in {path.name} cannot be read ({error.strerror or error}).")
        return ()
    places = {name.lower(): place for place, name in reversed(list(enumerate(text.header)))}
    if "t_s" not in places:
        if text.data.strip():
            problems.append(f"{path.name} holds no marks: it has no column t_s.")
        return ()
    columns = {
        name: text.texts(places[name]) if name in places else np.full(text.row_count, "", object)
        for name in ("time_utc", "kind", "face_id", "text")
    }
    times, _ = text.numbers(places["t_s"])
    marks = []
    for row, t_s in enumerate(times.tolist()):
        face = _face(columns["face_id"][row])
        if np.isfinite(t_s) and face is not False:
            said = (plain_text(columns[name][row]) for name in ("kind", "text"))
            marks.append(Mark(t_s, columns["time_utc"][row], next(said), face, next(said)))
    left_out = text.row_count - len(marks) + len(text.odd_rows) + text.cut_off
    if left_out:
        one = f"A mark in {path.name} could not be read, and is left out."
        many = f"{left_out} marks in {path.name} could not be read, and are left out."
        problems.append(one if left_out == 1 else many)
    return tuple(marks)


def _face(cell: str) -> int | bool | None:
    """Return whom a mark is about, None for nobody, False if that cannot be read."""
    digits = cell.strip()
    if not digits:
        return None
    return int(digits) if digits.isdecimal() and len(digits) <= _MOST_DIGITS else False
