"""What somebody has changed in a session after it was written: kept beside its files, which are never altered."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError, SinkError
from fer_core.files import free_names, replace_file
from fer_core.session.changes import EDITS_VERSION, Change, Edits, Exclude, Merge, Split, from_json, to_json
from fer_core.session.columns import Column
from fer_core.session.description import DESCRIPTION_FILE, DESCRIPTION_SUFFIX
from fer_core.session.events import Mark
from fer_core.session.reader import Session
from fer_core.session.rows import Rows

__all__ = [
    "Change",
    "EditedRows",
    "Edits",
    "Exclude",
    "Merge",
    "Split",
    "apply_edits",
    "edited_rows",
    "edits_of",
    "edits_path",
    "free_id",
    "moved_mark",
    "names_of",
    "read_edits",
    "set_aside",
    "write_edits",
]

#: In the folder of a recording; and behind the name of a table of ``analyze``, in place of ".csv".
EDITS_FILE = "edits.json"
EDITS_SUFFIX = ".edits.json"
#: The column of the names, right behind the faces' numbers.
NAME_COLUMN = Column("face_name", "text", "", "what the face was called by whoever has looked the session through")


@dataclass(frozen=True, slots=True, eq=False)
class EditedRows:
    """What becomes of the N rows of a table.

    Attributes
    ----------
    face_ids
        (N,) int64: whose they are now.
    kept
        (N,) bool: those that count.
    """

    face_ids: NDArray[np.int64]
    kept: NDArray[np.bool_]


def edits_path(session: Session) -> Path:
    """Return where the edits of a session are kept."""
    table = session.path
    stem = table.name.removesuffix(".csv")
    alone = (table.parent / DESCRIPTION_FILE).is_file() and not table.with_name(stem + DESCRIPTION_SUFFIX).is_file()
    return table.with_name(EDITS_FILE if alone else stem + EDITS_SUFFIX)


def read_edits(path: Path) -> Edits:
    """Read edits.

    Parameters
    ----------
    path
        Of :func:`edits_path`. Where there is no file, nothing was changed.

    Raises
    ------
    DataError
        If they cannot be read, or a newer fer-live has written them.
    """
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Edits()
    except (OSError, ValueError, RecursionError) as error:
        raise _damaged(path, error) from error
    if not isinstance(fields, dict):
        msg = f"{path} holds no changes of a session. The session itself can be opened without them."
        raise DataError(msg)
    oldest = fields.get("oldest_reader")
    if isinstance(oldest, int) and oldest > EDITS_VERSION:
        msg = f"{path} was written by a newer fer-live (version {oldest} of the changes). Update fer-live."
        raise DataError(msg)
    try:
        return from_json(fields)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise _damaged(path, error) from error


def edits_of(session: Session) -> Edits:
    """Read what somebody has changed in a session.

    Raises
    ------
    DataError
        If it cannot be read, or is about another table.
    """
    path = edits_path(session)
    edits = read_edits(path)
    if edits and not edits.fits(session):
        msg = f"{path} holds changes of another table. Take it out of the folder to use the session without them."
        raise DataError(msg)
    return edits


def write_edits(path: Path, edits: Edits) -> bytes:
    """Write edits in one piece, in place of those before.

    Returns
    -------
    What is in the file now.

    Raises
    ------
    SinkError
        If they cannot be written; the former ones are as they were then.
    """
    content = (json.dumps(to_json(edits), indent=2, ensure_ascii=False) + "\n").encode()
    try:
        replace_file(path, content)
    except OSError as error:
        raise _unwritable(path, error) from error
    return content


def set_aside(path: Path) -> Path:
    """Give edits that cannot be used another name, so that others can be written: ``edits.aside.json``.

    Returns
    -------
    Where they are now.

    Raises
    ------
    SinkError
        If that is not possible.
    """
    wanted = path.with_name(path.name.removesuffix(".json") + ".aside.json")
    try:
        for free in free_names(wanted):
            with suppress(FileExistsError):
                free.open("xb").close()
                break
        return path.replace(free)
    except OSError as error:
        raise _unwritable(path, error) from error


class ChangedRows(Rows):
    """The columns of a table after changes; one that is as it was is read when it is asked for.

    Parameters
    ----------
    columns
        In their order.
    before
        The columns before.
    kept
        (N,) which of the rows count, None for all.
    instead
        By name, the columns that are other ones.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        before: Mapping[str, NDArray[Any]],
        kept: NDArray[np.bool_] | None,
        instead: Mapping[str, NDArray[Any]],
    ) -> None:
        super().__init__(columns, (), len(next(iter(instead.values()))))
        self._before, self._kept = before, kept
        self._read = dict(instead)

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._read:
            values = self._before[name]
            self._read[name] = values if self._kept is None else values[self._kept]
        return self._read[name]


def edited_rows(session: Session, edits: Edits) -> EditedRows:
    """Say what becomes of each row; cheap, also for many.

    Raises
    ------
    DataError
        If a change cannot be made: nobody has that number then, or two faces that are to be one are seen in the same
        frame.
    """
    ids = np.array(session.rows["face_id"], np.int64)
    t_s, frames = session.rows["t_s"], session.rows["frame"]
    kept = np.ones(len(ids), bool)
    for change in edits.changes:
        match change:
            case Exclude(start_s, end_s, face_id):
                inside = (t_s >= start_s) & (t_s <= end_s)
                kept &= ~(inside if face_id is None else inside & (ids == face_id))
            case Merge(face_id, into):
                one, other = _rows_of(ids, face_id), _rows_of(ids, into)
                together = np.intersect1d(frames[one & kept], frames[other & kept]).size
                if together:
                    msg = f"Faces {face_id} and {into} are seen together in {together} frames: they are two people."
                    raise DataError(msg)
                ids[one] = into
            case Split(face_id, at_s, new_id):
                late = _rows_of(ids, face_id) & (t_s >= at_s)
                if not late.any() or not ((ids == face_id) & (t_s < at_s)).any() or (ids == new_id).any():
                    msg = f"Face {face_id} is not seen both before {at_s:.2f} s and after: there is nothing to split."
                    raise DataError(msg)
                ids[late] = new_id
    return EditedRows(ids, kept)


def free_id(session: Session, edits: Edits) -> int:
    """Return a number that no face has, and none has had."""
    taken = (change.new_id for change in edits.changes if isinstance(change, Split))
    return max([0, *taken, *map(int, np.unique(session.rows["face_id"]))]) + 1


def apply_edits(session: Session, edits: Edits) -> Session:
    """Return a session as it is after its edits: what is reported and exported.

    Rows that are excluded are taken out, and so are marks in spans that are excluded for everybody. Where faces have
    names, they stand in a column ``face_name``. The description gets a note that says what was done.

    Raises
    ------
    DataError
        As from :func:`edited_rows`.
    """
    if not edits:
        return session
    found = edited_rows(session, edits)
    ids = found.face_ids[found.kept]
    columns, instead = session.columns, {"face_id": ids}
    if edits.names:
        known, places = np.unique(ids, return_inverse=True)
        names = np.array([edits.names.get(int(face_id), "") for face_id in known], object)
        instead[NAME_COLUMN.name] = names[places]
        columns = tuple(_behind(((column.name, column) for column in columns), "face_id",
                                (NAME_COLUMN.name, NAME_COLUMN)).values())  # fmt: skip
    rows = ChangedRows(columns, session.rows, None if found.kept.all() else found.kept, instead)
    description = session.description
    if description is not None:
        note = _note(edits, int((~found.kept).sum()))
        description = replace(description, columns=columns, notes=(*description.notes, note))
    marks = tuple(mark for mark in (_moved(mark, edits) for mark in session.marks) if mark is not None)
    return replace(session, rows=rows, columns=columns, description=description, marks=marks)


def names_of(session: Session) -> dict[int, str]:
    """Return the names of faces by their numbers, of a session that :func:`apply_edits` has returned."""
    names = session.rows.get(NAME_COLUMN.name)
    if names is None:
        return {}
    ids, first = np.unique(session.rows["face_id"], return_index=True)
    return {int(face_id): str(names[row]) for face_id, row in zip(ids, first, strict=True) if names[row]}


def moved_mark(mark: Mark, edits: Edits) -> Mark:
    """Return a mark with the number that its face has now."""
    face_id = mark.face_id
    for change in edits.changes:
        if isinstance(change, Merge) and face_id == change.face_id:
            face_id = change.into
        elif isinstance(change, Split) and face_id == change.face_id and mark.t_s >= change.t_s:
            face_id = change.new_id
    return replace(mark, face_id=face_id)


def _moved(mark: Mark, edits: Edits) -> Mark | None:
    """Return a mark as it is now, None in a span that does not count."""
    out = any(span.face_id is None and span.start_s <= mark.t_s <= span.end_s for span in edits.excluded)
    return None if out else moved_mark(mark, edits)


def _rows_of(ids: NDArray[np.int64], face_id: int) -> NDArray[np.bool_]:
    found = np.asarray(ids == face_id)
    if not found.any():
        msg = f"There is no face {face_id}: what was changed before has taken it away."
        raise DataError(msg)
    return found


def _behind(entries: Iterable[tuple[str, Any]], name: str, further: tuple[str, Any]) -> dict[str, Any]:
    """Return a dict with one entry more, right behind that of a name."""
    found: dict[str, Any] = {}
    for key, value in entries:
        found[key] = value
        if key == name:
            found[further[0]] = further[1]
    return found


def _note(edits: Edits, excluded: int) -> str:
    count = {kind: sum(isinstance(change, kind) for change in edits.changes) for kind in (Merge, Split)}
    return (
        f"Looked through by hand: {len(edits.names)} faces named, {count[Merge]} merged, {count[Split]} split; "
        f"{excluded} rows excluded. The files of the session are as they were recorded."
    )


def _damaged(path: Path, error: Exception) -> DataError:
    return DataError(f"{path} is damaged ({error}). The session itself can be opened without its changes.")


def _unwritable(path: Path, error: OSError) -> SinkError:
    return SinkError(f"{path} cannot be written ({error.strerror or error}). Make the folder writable, or make room.")
