"""Marks: moments of a session that somebody, or a rule, has pointed out."""

import csv
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from fer_core.errors import DataError
from fer_core.session.clock import SessionClock, utc_text
from fer_core.sinks.csv_table import cell_text, plain_text
from fer_core.types import Frame

EVENTS_FILE = "events.csv"
#: The columns of events.csv.
EVENTS_HEADER = ("t_s", "time_utc", "kind", "face_id", "text")

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


def read_marks(path: Path) -> tuple[Mark, ...]:
    """Read the marks of a session; none where there is no such file.

    Parameters
    ----------
    path
        An events.csv.

    Raises
    ------
    DataError
        If it is damaged.
    """
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(_marks(csv.DictReader(file)))
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path} is damaged ({error}). Take it out of the folder to open the session without its marks."
        raise DataError(msg) from error


def _marks(rows: "csv.DictReader[str]") -> Iterator[Mark]:
    for row in rows:
        t_s = float(row["t_s"])
        if not math.isfinite(t_s):
            msg = f"a mark is set at {t_s} s"
            raise ValueError(msg)
        face_id = int(row["face_id"]) if row["face_id"] else None
        yield Mark(t_s, row["time_utc"], plain_text(row["kind"]), face_id, plain_text(row["text"]))
