"""Open a session that was written: by the window, by ``fer-live record`` or ``analyze``, today or by version 0.1."""

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.files import free_names
from fer_core.session.columns import Column
from fer_core.session.description import DESCRIPTION_FILE, DESCRIPTION_SUFFIX, SessionDescription
from fer_core.session.events import EVENTS_FILE, Mark, read_marks
from fer_core.session.frame import to_frame
from fer_core.session.rows import Rows
from fer_core.session.tables import TABLE_SINK, is_own_header, read_tables

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Session", "is_own_header", "open_session", "read_description"]

Status = Literal["whole", "interrupted", "unknown"]

#: Tables that were made from others.
_EXPORTED = (".tidy.csv", ".openface.csv")
#: Of the tables' text: four faces for about ten hours. What is behind it is left out, and that is said.
MOST_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class Session:
    """A session that was written.

    Attributes
    ----------
    path
        Its table; the first one, if it has several parts.
    description
        None where there is none: a table by itself.
    columns
        Of the table.
    rows
        By column name, arrays of equal length: text and times as str, integers as int64, numbers as float64 (an empty
        cell is NaN), booleans as bool, or as objects with None where cells are empty. A column is read when it is asked
        for; ``pandas.DataFrame(dict(rows))`` reads all of them.
    marks
        In the order in which they were set.
    status
        "whole": it ended, and nothing has changed since. "interrupted": it did not, or something failed; the rows are
        those until then. "unknown": nothing says which, or it was changed.
    problems
        What is wrong with it, in sentences. What could not be read is empty, or left out, never guessed.
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
        if isinstance(self.rows, Rows):
            return self.rows.row_count
        return len(next(iter(self.rows.values()), ()))

    @property
    def film(self) -> Path | None:
        """The film that was recorded with it, None if there is none, or it has gone."""
        facts = None if self.description is None else self.description.file("film")
        path = None if facts is None else self.path.parent / facts.name
        return path if path is not None and path.is_file() else None

    def frame(self) -> "pd.DataFrame":
        """Return the rows as a frame of pandas.

        Labels and other texts of few kinds are categories, truth values bool (nullable where some are empty), times are
        datetimes in UTC. ``frame.attrs`` has ``units`` and ``meanings`` by column, ``status`` and ``problems``.

        Raises
        ------
        DataError
            If pandas is not installed: it comes with the extra ``analysis``.
        """
        frame = to_frame(self.columns, self.rows)
        frame.attrs["status"], frame.attrs["problems"] = self.status, list(self.problems)
        return frame


def open_session(path: Path | str, *, most_bytes: int = MOST_BYTES) -> Session:
    """Open a session; of one that is damaged or was changed, what can be read.

    Parameters
    ----------
    path
        The folder of a recording; or a table (NAME.csv, also NAME.partial.csv), or a description.
    most_bytes
        Of tables; further rows are left out. A byte of text takes two to three of memory.

    Raises
    ------
    DataError
        If there is no session, or nothing of it can be read.
    """
    problems: list[str] = []
    found = _find(Path(path), problems)
    tables = read_tables(found.tables, found.description, most_bytes, problems)
    marks = () if found.alone else read_marks(found.tables[0].parent / EVENTS_FILE, problems)
    status = _status(found, tables.vouched, problems)
    return Session(found.tables[0], found.description, tables.columns, tables.rows, marks, status, tuple(problems))


@dataclass(frozen=True, slots=True)
class _Found:
    """The files of a session.

    Attributes
    ----------
    tables
        In their order.
    description
        What describes them.
    alone
        Whatever else lies in their folder is of other sessions, marks as well.
    """

    tables: tuple[Path, ...]
    description: SessionDescription | None = None
    alone: bool = False


def _find(path: Path, problems: list[str]) -> _Found:
    if path.is_dir():
        return _in_folder(path, problems)
    if not path.exists():
        msg = f"{path} does not exist. Choose the folder of a recording, or a CSV file."
        raise DataError(msg)
    if path.suffix == ".json":
        return _described(path, _beside(path), problems)
    own = path.with_name(path.name.removesuffix(".csv") + DESCRIPTION_SUFFIX)
    if own.is_file():
        found = _described(own, (path,), problems)
        return found if path in found.tables else replace(found, tables=(path,))
    shared = path.parent / DESCRIPTION_FILE
    if shared.is_file():
        unread: list[str] = []
        found = _described(shared, (path,), unread)
        if path in found.tables:
            problems += unread
            return found
    return _Found((path,), alone=shared.is_file() or path.name == EVENTS_FILE)


def _in_folder(folder: Path, problems: list[str]) -> _Found:
    described = folder / DESCRIPTION_FILE
    found = [described] if described.is_file() else sorted(folder.glob(f"*{DESCRIPTION_SUFFIX}"))
    if len(found) == 1:
        return _described(found[0], _beside(found[0]), problems)
    tables = () if found else _tables_in(folder)
    if len(tables) == 1 or (tables and _are_parts(tables)):
        if len(tables) > 1:
            problems.append(f"{DESCRIPTION_FILE} is missing: the {len(tables)} tables of the folder are read as one.")
        return _Found(tables)
    many = f"holds {len(found or tables)} sessions. Open one of its CSV files" if found or tables else (
        "holds no session. Choose the folder of a recording, or a CSV file")  # fmt: skip
    msg = f"{folder} {many}."
    raise DataError(msg)


def _described(path: Path, beside: Sequence[Path], problems: list[str]) -> _Found:
    """Return the tables that a description names; where it cannot be read, those that lie beside it."""
    # Recordings have a folder, and marks; a description that is called as its table may share it with others.
    alone = path.name != DESCRIPTION_FILE
    try:
        description = read_description(path)
    except DataError as error:
        if not beside:
            raise
        problems.append(f"{error} Its table is read by itself.")
        return _Found(tuple(beside), alone=alone)
    tables = tuple(path.parent / file.name for file in description.parts(TABLE_SINK))
    if tables and description.end_utc is None and path.name == DESCRIPTION_FILE:
        # A recording that was cut off does not know its last parts.
        tables += tuple(part for part in parts_on_disk(tables[0]) if part not in tables)
    if len(tables) == 1 and len(beside) == 1 and not tables[0].exists():
        # It has been renamed: its checksum tells whether it is the same.
        return _Found(tuple(beside), description, alone)
    if tables:
        return _Found(tables, description, alone or tables[0].name == EVENTS_FILE)
    if not beside:
        msg = f"{path} names no table. Open a CSV file."
        raise DataError(msg)
    problems.append(f"{path.name} names no table: {beside[0].name} is read.")
    return _Found(tuple(beside), description, alone)


def parts_on_disk(first: Path) -> tuple[Path, ...]:
    """Return the files of a table or a film that was written in parts: NAME.csv, NAME-2.csv and so on, as they are."""
    return tuple(itertools.takewhile(Path.exists, free_names(first)))


def _beside(described: Path) -> tuple[Path, ...]:
    """Return the tables that a description may be of, by their names."""
    if described.name != DESCRIPTION_FILE:
        table = described.with_name(described.name.removesuffix(DESCRIPTION_SUFFIX) + ".csv")
        return (table,) if table.is_file() else ()
    tables = _tables_in(described.parent)
    return tables if len(tables) == 1 or (tables and _are_parts(tables)) else ()


def _tables_in(folder: Path) -> tuple[Path, ...]:
    found = (table for table in folder.glob("*.csv") if table.name != EVENTS_FILE)
    tables = [table for table in found if not table.name.endswith(_EXPORTED)]
    # NAME-10.csv comes behind NAME-9.csv.
    return tuple(sorted(tables, key=lambda table: (len(table.name), table.name)))


def _are_parts(tables: Sequence[Path]) -> bool:
    """Whether tables are parts of one: NAME.csv, NAME-2.csv, ..., which begin with the same session."""
    if parts_on_disk(tables[0]) != tuple(tables):
        return False
    begins = set()
    for table in tables:
        try:
            with table.open("rb") as file:
                begins.add(tuple(file.readline(1 << 16).split(b",")) + tuple(file.readline(1 << 16).split(b",")[:1]))
        except OSError:
            return False
    return len(begins) == 1


def read_description(path: Path) -> SessionDescription:
    """Read the description of a session; a :class:`DataError` if it is none."""
    try:
        fields = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        msg = f"{path} cannot be read. The CSV beside it can be opened by itself, in another folder."
        raise DataError(msg) from error
    return SessionDescription.from_json(fields, str(path))


def _status(found: _Found, vouched: bool, problems: list[str]) -> Status:
    """Say how far a session can be relied on."""
    description = found.description
    if description is None:
        partial = found.tables[0].name.endswith(".partial.csv")
        return "interrupted" if partial or any("was cut off" in problem for problem in problems) else "unknown"
    problems += [file.message for file in description.files if file.message and not file.complete]
    if not (description.complete or description.interrupted):
        return "interrupted"
    folder, tables = found.tables[0].parent, description.parts(TABLE_SINK)
    others = [file.name for file in description.files if file.complete and file not in tables]
    gone = [name for name in others if not (folder / name).is_file()]
    problems += [f"{name} is not there: it has been moved or deleted." for name in gone]
    if not vouched or gone:
        return "unknown"
    whole = description.complete and not problems and all(file.complete for file in description.files)
    return "whole" if whole else "interrupted"
