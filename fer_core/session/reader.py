"""Open a session that was written: by the window, by ``fer-live record`` or ``analyze``, today or by version 0.1."""

import csv
import hashlib
import io
import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.files import free_names
from fer_core.session.columns import NAMED, Column
from fer_core.session.description import (
    DESCRIPTION_FILE,
    DESCRIPTION_SUFFIX,
    FileFacts,
    SessionDescription,
    columns_version_1,
)
from fer_core.sinks.csv_table import plain_text

EVENTS_FILE = "events.csv"

Status = Literal["whole", "interrupted", "unknown"]


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


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A session that was written.

    Attributes
    ----------
    path
        Its table; of several parts the first one.
    description
        None where there is none: a table by itself.
    columns
        Of the table.
    rows
        By column name, arrays of equal length: text and times as str, integers as int64, numbers as float64 (an empty
        cell is NaN), booleans as bool, or as objects with None where cells are empty. ``pandas.DataFrame(rows)`` takes
        them as they are.
    marks
        In the order in which they were set.
    status
        "whole": it ended, and nothing has changed since. "interrupted": it did not, or something failed; the rows are
        those until then. "unknown": nothing says which.
    problems
        What is wrong with it, in sentences.
    """

    path: Path
    description: SessionDescription | None
    columns: tuple[Column, ...]
    rows: Mapping[str, NDArray[Any]]
    marks: tuple[Mark, ...]
    status: Status
    problems: tuple[str, ...]

    @property
    def row_count(self) -> int:
        """Rows of the table."""
        return len(next(iter(self.rows.values()), ()))


def open_session(path: Path | str) -> Session:
    """Open a session.

    Parameters
    ----------
    path
        The folder of a recording; or a table (NAME.csv, also NAME.partial.csv), or a description.

    Raises
    ------
    DataError
        If there is no session, or it cannot be read.
    """
    table, described = _find(Path(path))
    description = None if described is None else read_description(described)
    problems: list[str] = []
    parts = _parts(table, described, description, problems)
    header, cells = _parse(parts[0].data, table, problems)
    counts = [len(cells)]
    for part in parts[1:]:
        more = _parse_further(part, header, problems)
        counts.append(len(more))
        cells += more
    columns = _columns(header, description, table)
    rows = {column.name: _typed(column, [line[i] for line in cells], table) for i, column in enumerate(columns)}
    status = _status(parts, counts, description, problems)
    return Session(table, description, columns, rows, _marks(table.parent / EVENTS_FILE), status, tuple(problems))


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    path: Path
    data: bytes


def _parts(
    table: Path, described: Path | None, description: SessionDescription | None, problems: list[str]
) -> list[_Part]:
    """Return the files that the rows are in; of a recording that was cut off, also those that it does not know yet."""
    named = [table.parent / file.name for file in description.parts("csv")] if description is not None else []
    paths = named if table in named else [table]
    if described is not None and description is not None and described.name == DESCRIPTION_FILE:
        found = parts_on_disk(table) if description.end_utc is None else ()
        paths += [path for path in found if path not in paths]
    parts = []
    for path in paths:
        try:
            parts.append(_Part(path, path.read_bytes()))
        except OSError as error:
            if path == table:
                msg = f"{table} cannot be read ({error.strerror or error}). Check that it is there."
                raise DataError(msg) from error
            problems.append(f"{path.name}, a part of the table, cannot be read ({error.strerror or error}).")
    return parts


def parts_on_disk(first: Path) -> tuple[Path, ...]:
    """Return the files of a table or a film that was written in parts: NAME.csv, NAME-2.csv and so on, as they are."""
    return tuple(itertools.takewhile(Path.exists, free_names(first)))


def _parse_further(part: _Part, header: Sequence[str], problems: list[str]) -> list[list[str]]:
    """Return the rows of a part behind the first one; it may have been cut off before its header was whole."""
    if b"\n" not in part.data:
        return []
    own, cells = _parse(part.data, part.path, problems)
    if list(own) != list(header):
        msg = f"{part.path} is no part of this session: it has other columns. Take it out of the folder."
        raise DataError(msg)
    return cells


def _find(path: Path) -> tuple[Path, Path | None]:
    """Return the table and the description, if there is one."""
    if path.is_dir():
        described = path / DESCRIPTION_FILE
        found = [described] if described.is_file() else sorted(path.glob(f"*{DESCRIPTION_SUFFIX}"))
        tables = [] if found else [table for table in sorted(path.glob("*.csv")) if table.name != EVENTS_FILE]
        if len(found or tables) != 1:
            many = f"holds {len(found or tables)} sessions. Open one of its CSV files" if found or tables else (
                "holds no session. Choose the folder of a recording, or a CSV file")  # fmt: skip
            msg = f"{path} {many}."
            raise DataError(msg)
        path = (found or tables)[0]
    if not path.exists():
        msg = f"{path} does not exist. Choose the folder of a recording, or a CSV file."
        raise DataError(msg)
    if path.suffix == ".json":
        return _table_of(path), path
    own = path.with_name(path.name.removesuffix(".csv") + DESCRIPTION_SUFFIX)
    if own.is_file():
        return path, own
    shared = path.parent / DESCRIPTION_FILE
    if shared.is_file() and _table_of(shared) == path:
        return path, shared
    return path, None


def _table_of(described: Path) -> Path:
    file = read_description(described).file("csv")
    if file is None:
        msg = f"{described} names no table. Open a CSV file."
        raise DataError(msg)
    return described.parent / file.name


def read_description(path: Path) -> SessionDescription:
    """Read the description of a session; a :class:`DataError` if it is none."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path} cannot be read. The CSV beside it can be opened by itself, in another folder."
        raise DataError(msg) from error
    return SessionDescription.from_json(fields, str(path))


def _parse(data: bytes, table: Path, problems: list[str]) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows; a last row that was cut off is left out."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        msg = f"{table} is no text in UTF-8, and no table of fer-live's. Choose another file."
        raise DataError(msg) from error
    lines = list(csv.reader(io.StringIO(text, newline="")))
    if not lines:
        msg = f"{table} is empty. Choose another file."
        raise DataError(msg)
    header, cells = lines[0], lines[1:]
    if cells and (len(cells[-1]) != len(header) or not text.endswith("\n")):
        problems.append("The last row was cut off, and is left out.")
        cells = cells[:-1]
    for number, line in enumerate(cells, start=2):
        if len(line) != len(header):
            msg = f"{table} is damaged: row {number} has {len(line)} cells, and its header {len(header)}."
            raise DataError(msg)
    return header, cells


def _columns(header: Sequence[str], description: SessionDescription | None, table: Path) -> tuple[Column, ...]:
    if description is not None and tuple(header) == tuple(column.name for column in description.columns):
        return description.columns
    labels = [name[2:] for name in header if name.startswith("p_")]
    known = columns_version_1(labels)
    if description is None and tuple(header) == tuple(column.name for column in known):
        return known
    if description is None and is_own_header(header):
        # A table of today whose description has gone: what its columns hold is told by the rest of them.
        kinds = {column.name: column for column in known} | dict(NAMED)
        return tuple(kinds.get(name, Column(name, "number", "", "")) for name in header)
    msg = f"{table} is no table of fer-live's, or its columns have been changed. Choose another file."
    raise DataError(msg)


def is_own_header(header: Sequence[str]) -> bool:
    """Whether a CSV with this header was written by fer-live, of any version."""
    return tuple(header[:6]) == ("session", "frame", "t_s", "time_utc", "source_t_s", "face_id") and "label" in header


def _typed(column: Column, cells: Sequence[str], table: Path) -> NDArray[Any]:
    try:
        match column.kind:
            case "integer":
                return np.array([int(cell) for cell in cells], np.int64)
            case "number":
                return np.array([float(cell) if cell else np.nan for cell in cells], np.float64)
            case "boolean":
                found = [_BOOLEANS[cell] for cell in cells]
                return np.array(found, object if None in found else bool)
            case _:
                texts = np.empty(len(cells), object)
                texts[:] = [plain_text(cell) for cell in cells]
                return texts
    except (ValueError, KeyError) as error:
        msg = f"{table} is damaged: column {column.name} holds {error}."
        raise DataError(msg) from error


_BOOLEANS: Mapping[str, bool | None] = {"true": True, "false": False, "": None}


def _status(
    parts: Sequence[_Part], counts: Sequence[int], description: SessionDescription | None, problems: list[str]
) -> Status:
    if description is None:
        partial = parts[0].path.name.endswith(".partial.csv")
        return "interrupted" if partial or problems else "unknown"
    missing = len(problems)
    problems += [file.message for file in description.files if file.message and not file.complete]
    facts = {file.name: file for file in description.parts("csv")}
    if not (description.complete or description.interrupted) or set(facts) - {part.path.name for part in parts}:
        return "unknown" if description.complete and missing else "interrupted"
    changed = [part for part, count in zip(parts, counts, strict=True) if _changed(part, count, facts)]
    problems += [
        f"{part.path.name} is not the file that its description was written for: it has been changed."
        for part in changed
    ]
    if changed:
        return "unknown"
    return "interrupted" if problems or description.interrupted else "whole"


def _changed(part: _Part, count: int, facts: Mapping[str, FileFacts]) -> bool:
    file = facts.get(part.path.name)
    if file is None:
        return True
    return file.written != count or (file.sha256 is not None and hashlib.sha256(part.data).hexdigest() != file.sha256)


def _marks(path: Path) -> tuple[Mark, ...]:
    if not path.is_file():
        return ()
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return tuple(
                Mark(
                    float(row["t_s"]),
                    row["time_utc"],
                    plain_text(row["kind"]),
                    int(row["face_id"]) if row["face_id"] else None,
                    plain_text(row["text"]),
                )
                for row in csv.DictReader(file)
            )
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{path} is damaged ({error}). Take it out of the folder to open the session without its marks."
        raise DataError(msg) from error
