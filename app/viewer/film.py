"""The film of a session: where it is, and a thread that plays it."""

import logging
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from app.faults import sentence_of
from app.viewer.facts import Facts
from fer_core.errors import FerError
from fer_core.mailbox import Closed, Latest
from fer_core.session.reader import Session
from fer_core.sources import Paced, SourceInfo
from fer_core.sources.choose import open_path
from fer_core.sources.transport import Transport
from fer_core.types import Detection, Expression, Face, Frame, FrameResult, Track

_log = logging.getLogger(__name__)
#: Between the places of a film and the times of the rows: where it varies more, the film was moved while it was read.
_STEADY_S = 0.05
_END_S = 1.0
_DRAWN = ("face_id", "x0", "y0", "x1", "y1", "detection_score", "uncertain", "label_set", "ready")
#: A face that a veil hides stays hidden for so many seconds after its last row, as live where it is lost for a moment.
_COVERED_S = 1.0
_NO_POINTS = np.zeros((6, 2), np.float32)


@dataclass(frozen=True, slots=True)
class FilmPlace:
    """Where the film of a session is.

    Attributes
    ----------
    path
        The file.
    offset_s
        Its position at the session's time 0.
    drawn
        Boxes and labels are drawn into it already.
    """

    path: Path
    offset_s: float
    drawn: bool


def find_film(session: Session) -> FilmPlace | None:
    """Return the film that was recorded with a session, or else the one that was analysed, if it lies beside it."""
    folder, description = session.path.parent, session.description
    if description is None:
        return None
    kept, facts = session.film, description.file("film")
    if kept is not None and facts is not None:
        # That of an analysis has the times of the film that was read.
        of_file = "of the film" in description.time_base
        offset_s = (_offset(session) or 0.0) if of_file else 0.0
        return FilmPlace(kept, offset_s, bool(facts.facts.get("overlay", True)))
    if description.source.kind != "film":
        return None
    name = Path(description.source.name).name
    places = (place / name for place in (folder, folder.parent))
    return next((film for film in (film_at(session, path) for path in places) if film is not None), None)


def film_at(session: Session, path: Path) -> FilmPlace | None:
    """Return a film that somebody says the session was read from; None if there is none, or it was moved meanwhile."""
    offset_s = _offset(session)
    return FilmPlace(path, offset_s, False) if offset_s is not None and path.is_file() else None


def read_boxes(session: Session) -> None:
    """Read the columns that are drawn over a film, or hide something of it, once: not in the GUI thread."""
    for name in _DRAWN:
        if name in session.rows:
            session.rows[name]


def _offset(session: Session) -> float | None:
    apart = session.rows["source_t_s"] - session.rows["t_s"]
    apart = apart[np.isfinite(apart)]
    if not apart.size:
        return 0.0
    return float(np.median(apart)) if float(np.ptp(apart)) <= _STEADY_S else None


class FilmReader:
    """Plays a film in a thread, the newest picture in a slot.

    Parameters
    ----------
    path
        The film.
    transport
        Holds and moves it.

    Attributes
    ----------
    info
        What is known of it once it is open.
    error
        Why it does not play, in a sentence; empty where it does.
    """

    def __init__(self, path: Path, transport: Transport) -> None:
        self.info: SourceInfo | None = None
        self.error = ""
        self._path, self._transport = path, transport
        self._newest: Latest[Frame] = Latest()
        self._ended = False
        self._source: Paced | None = None
        self._thread = threading.Thread(target=self._run, name="fer-app-film", daemon=True)
        self._thread.start()

    def take(self) -> Frame | None:
        """Return the newest picture, once."""
        return self._newest.poll()

    def stop(self) -> None:
        """End the thread."""
        self._ended = True
        # The transport alone would not end a read of a film that is held.
        if self._source is not None:
            self._source.interrupt()
        self._newest.close()
        self._thread.join(_END_S)

    def _run(self) -> None:
        try:
            self._play()
        except Closed:
            pass
        except Exception as error:
            if not isinstance(error, FerError):
                _log.exception("the film of a session cannot be played")
            self.error = sentence_of(error)

    def _play(self) -> None:
        transport = self._transport
        source = self._source = Paced(open_path(self._path), transport)
        try:
            self.info = source.open()
            while not self._ended:
                changes = transport.changes
                frame = source.read()
                if frame is not None:
                    self._newest.put(frame)
                elif not self._ended:
                    # At the end it stands still, until it is moved.
                    transport.pause()
                    transport.wait(None, changes + 1)
        finally:
            with suppress(FerError):
                source.close()


def result_of(frame: Frame, faces: Sequence[Face]) -> FrameResult:
    """Return a picture of the film with its faces, as the view takes it."""
    return FrameResult(frame, tuple(faces))


def faces_at(facts: Facts, t_s: float) -> tuple[Face, ...]:
    """Return the faces at a time as the table tells of them: box, label, probabilities."""
    found = []
    for face in facts.faces.values():
        row = face.row_at(t_s, facts.basis.gap_s)
        if row is not None:
            found.append(_face(facts, face.face_id, row))
    return tuple(found)


def covered_at(facts: Facts, t_s: float) -> tuple[Face, ...]:
    """Return what a veil has to cover at a time: every face of the table, also one that does not count or was lost."""
    rows, times = facts.basis.session.rows, facts.basis.t_s
    newest = {
        int(rows["face_id"][row]): row for row in np.flatnonzero((times <= t_s + 1e-6) & (times > t_s - _COVERED_S))
    }
    found = []
    for face_id, row in newest.items():
        x0, y0, x1, y1 = box = (*(float(rows[edge][row]) for edge in ("x0", "y0", "x1", "y1")),)
        if np.isfinite(box).all():
            last_t = float(times[row])
            track = Track(face_id, Detection((x0, y0, x1, y1), 1.0, _NO_POINTS), last_t, last_t, True, seen=False)
            found.append(Face(track))
    return tuple(found)


def _face(facts: Facts, face_id: int, row: int) -> Face:
    rows, basis = facts.basis.session.rows, facts.basis
    x0, y0, x1, y1 = (float(rows[edge][row]) for edge in ("x0", "y0", "x1", "y1"))
    t_s = float(basis.t_s[row])
    track = Track(face_id, Detection((x0, y0, x1, y1), float(rows["detection_score"][row]), _NO_POINTS), t_s, t_s, True)
    number, values = int(basis.numbers[row]), basis.probabilities[row]
    if number < 0 or not np.isfinite(values).all():
        return Face(track)
    none = np.zeros(len(values), np.float32)
    label_set = tuple(label for label in str(rows["label_set"][row]).split("|") if label in basis.classes)
    said = Expression("", basis.classes, none, none, values, values, basis.classes[number],
                      bool(rows["uncertain"][row]), label_set, bool(rows["ready"][row]))  # fmt: skip
    return Face(track, expression=said)
