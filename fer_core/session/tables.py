"""The table of a session, which may have several parts, read against what its description says."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from fer_core.errors import DataError
from fer_core.session.columns import NAMED, Column, Kind
from fer_core.session.description import FileFacts, SessionDescription, columns_version_1
from fer_core.session.rows import Part, Rows, kind_of, looked_through
from fer_core.session.table_text import TableText

#: What writes tables, of which a session may have several parts.
TABLE_SINK = "csv"
_OWN_START = ("session", "frame", "t_s", "time_utc", "source_t_s", "face_id")
#: More than the header of any table.
_HEADER_BYTES = 1 << 16
#: A table without them is none of fer-live's.
_NEEDED = frozenset(("t_s", "face_id"))
#: Whoever reads a session may rely on them.
_ALWAYS = ("session", "frame", "label")
_MADE_UP = ("session", "frame")
#: What a class's name follows.
_CLASS_PREFIXES = ("p_", "raw_", "plain_")


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """What was read.

    Attributes
    ----------
    columns
        Of all parts.
    rows
        Their values.
    vouched
        Every part is, by its checksum or at least its number of rows, the one that was described.
    """

    columns: tuple[Column, ...]
    rows: Rows
    vouched: bool


@dataclass(frozen=True, slots=True, eq=False)
class _File:
    """A part as it was found: its text, and whether its checksum is the one that was described."""

    path: Path
    text: TableText
    facts: FileFacts | None
    same: bool


def is_own_header(header: Sequence[str]) -> bool:
    """Whether a CSV with this header was written by fer-live, of any version."""
    return tuple(header[:6]) == _OWN_START and "label" in header


def read_tables(
    paths: Sequence[Path], description: SessionDescription | None, most_bytes: int, problems: list[str]
) -> Tables:
    """Read the table of a session.

    Parameters
    ----------
    paths
        Its parts, in their order.
    description
        What its columns are, None if nothing says so.
    most_bytes
        What is behind so many bytes is left out.
    problems
        Gets a sentence for whatever could not be read.

    Raises
    ------
    DataError
        If there is nothing to be read, and no description either.
    """
    files: list[_File] = []
    lost = False
    for path in paths:
        if path != paths[0] and _is_without_header(path):
            continue
        left = most_bytes - sum(len(file.text.data) for file in files)
        try:
            file = _read(path, _facts(path, paths, description), left, problems)
            _check_header(file)
        except DataError as error:
            if description is None and len(paths) == 1:
                raise
            problems.append(f"{error} Its rows are missing.")
            lost = True
        else:
            files.append(file)
    columns = _columns(files, description)
    parts = [_part(file, columns, description, problems, named=len(paths) > 1) for file in files]
    vouched = not lost and all(file.same or _counted(file, part) for file, part in zip(files, parts, strict=True))
    if description is not None and (description.complete or description.interrupted):
        problems[:0] = [_changed(file) for file, part in zip(files, parts, strict=True) if not _fits(file, part)]
    count = sum(file.text.line_count if file.same else part.row_count for file, part in zip(files, parts, strict=True))
    return Tables(columns, Rows(columns, parts, count), vouched)


def _is_without_header(path: Path) -> bool:
    """Whether a further part was cut off before it had a row."""
    try:
        with path.open("rb") as file:
            return b"\n" not in file.read(_HEADER_BYTES)
    except OSError:
        return False


def _facts(path: Path, paths: Sequence[Path], description: SessionDescription | None) -> FileFacts | None:
    files = () if description is None else description.parts(TABLE_SINK)
    if len(files) == len(paths) == 1:
        # Under another name it is the same table, if its checksum says so.
        return files[0]
    return next((file for file in files if file.name == path.name), None)


def _read(path: Path, facts: FileFacts | None, most_bytes: int, problems: list[str]) -> _File:
    try:
        size = path.stat().st_size
        if most_bytes <= 0:
            msg = f"{path.name} is not read: together, the tables of this session are too large."
            raise DataError(msg)
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        msg = f"{path} cannot be read ({reason}). Check that it is there."
        raise DataError(msg) from error
    if len(data) > most_bytes:
        text = TableText(data[: data.rfind(b"\n", 0, most_bytes) + 1])
        whole = f"{path.name} is too large to be opened whole ({size / 1e9:.1f} GB)"
        problems.append(f"{whole}: its first {text.line_count} rows are read.")
        return _File(path, text, None, same=False)
    known = None if facts is None else facts.sha256
    same = known is not None and hashlib.sha256(data).hexdigest() == known
    text = TableText(data)
    return _File(path, text, facts, same and facts is not None and facts.written == text.line_count)


def _check_header(file: _File) -> None:
    header = {name.casefold() for name in file.text.header}
    if not file.text.data:
        msg = f"{file.path} is empty. Choose another file."
        raise DataError(msg)
    says_something = "label" in header or any(name.startswith("p_") for name in header)
    if not header >= _NEEDED or not says_something:
        msg = f"{file.path} is no table of fer-live's, or its columns have been changed. Choose another file."
        raise DataError(msg)


def _columns(files: Sequence[_File], description: SessionDescription | None) -> tuple[Column, ...]:
    """Return the columns: those described, and what a part has besides."""
    columns: dict[str, Column] = {}
    if description is not None:
        columns = {column.name: _readable(column) for column in description.columns}
    for file in files:
        if file.same and tuple(file.text.header) == tuple(columns):
            continue
        guess = _guessed(file.text.header)
        taken = {name.casefold() for name in columns}
        for place, name in enumerate(file.text.header):
            if name and name.casefold() not in taken:
                taken.add(name.casefold())
                column = guess.get(name.casefold()) or kind_of(file.text, place)
                columns[column.name] = column
    for name in _ALWAYS:
        columns.setdefault(name, NAMED[name])
    return tuple(columns.values())


def _readable(column: Column) -> Column:
    """Return a column; of a kind that only a newer fer-live knows, what it looks like is read."""
    return column if column.kind in get_args(Kind) else NAMED.get(column.name, replace(column, kind="text"))


def _guessed(header: Sequence[str]) -> Mapping[str, Column]:
    """Return what columns of these names hold, by their names in small letters."""
    labels = [name[2:] for name in header if name.casefold().startswith("p_")]
    known = {column.name: column for column in columns_version_1(labels)} | dict(NAMED)
    guess = {name.casefold(): column for name, column in known.items()}
    for name in header:
        if name.casefold().startswith(_CLASS_PREFIXES):
            guess.setdefault(name.casefold(), Column(name, "number", "1", ""))
    return guess


def _part(
    file: _File,
    columns: Sequence[Column],
    description: SessionDescription | None,
    problems: list[str],
    *,
    named: bool,
) -> Part:
    """Return a part; what nobody vouches for is looked through, and what is wrong with it is told."""
    text = file.text
    if file.same and tuple(text.header) == tuple(column.name for column in columns):
        return Part(file.path.name, text, {name: place for place, name in enumerate(text.header)}, {})
    own: list[str] = []
    places = _places(text.header, columns, description, own)
    part = Part(file.path.name, text, places, {})
    _tell_text(text, own)
    part = looked_through(_with_session(part, description, own), columns, own)
    problems += [f"{part.name}: {sentence}" for sentence in own] if named else own
    return part


def _with_session(part: Part, description: SessionDescription | None, problems: list[str]) -> Part:
    """Return a part with the name that its session has: a spreadsheet makes 7 of 007."""
    if "session" not in part.places:
        name = part.name.removesuffix(".csv") if description is None else description.session
        return replace(part, instead={"session": name})
    # The first descriptions were not so strict.
    if description is None or description.version < 2:
        return part
    strange = {cell for cell in part.values(NAMED["session"])[0] if cell != description.session}
    if not strange:
        return part
    problems.append(f"Column session holds {min(strange)!r}: {description.session!r} is taken, as it was described.")
    return replace(part, instead={"session": description.session})


def _places(
    header: Sequence[str], columns: Sequence[Column], description: SessionDescription | None, problems: list[str]
) -> Mapping[str, int]:
    exact = {name: place for place, name in reversed(list(enumerate(header)))}
    loose = {name.casefold(): place for place, name in reversed(list(enumerate(header)))}
    found = {column.name: exact.get(column.name, loose.get(column.name.casefold())) for column in columns}
    places = {name: place for name, place in found.items() if place is not None}
    described = columns if description is None else description.columns
    missing = [column.name for column in described if column.name not in places and column.name not in _MADE_UP]
    if missing:
        problems.append(f"Columns are missing, and read as empty: {', '.join(missing)}.")
    if "frame" not in places:
        problems.append("Column frame is missing: rows of the same t_s are counted as one frame, from 0.")
    names = {column.name for column in described}
    added = [name for name in places if description is not None and name not in names]
    if added:
        problems.append(f"Columns have been added: {', '.join(added)}.")
    left_out = [name or "one without a name" for place, name in enumerate(header) if place not in places.values()]
    if left_out:
        problems.append(f"Columns are left out, because there is another one of that name: {', '.join(left_out)}.")
    return places


def _tell_text(text: TableText, problems: list[str]) -> None:
    if text.cut_off:
        problems.append("The last row was cut off, and is left out.")
    if text.encoding == "cp1252":
        problems.append("It is no text in UTF-8: letters beyond A to Z may be wrong.")
    odd = text.odd_rows
    if odd:
        number, cells = odd[0]
        first = f"row {number} has {cells} cells, and the header {len(text.header)}"
        one, many = f"A row is damaged, and left out: {first}.", f"{len(odd)} rows are damaged, and left out: {first}."
        problems.append(one if len(odd) == 1 else many)


def _counted(file: _File, part: Part) -> bool:
    """Whether a part of version 1, which had no checksums, is the one that was described."""
    return file.facts is not None and file.facts.sha256 is None and file.facts.written == part.row_count


def _fits(file: _File, part: Part) -> bool:
    return file.facts is None or file.same or _counted(file, part)


def _changed(file: _File) -> str:
    return f"{file.path.name} is not the file that its description was written for: it has been changed."
