"""The rows of a session's table by column: a column is read when it is asked for."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.session.columns import Column
from fer_core.session.table_text import TableText
from fer_core.sinks.csv_table import plain_text

#: A row without them says nothing of anybody.
NEEDED = ("frame", "t_s", "face_id")
#: Of a probability; more decimals than are written cannot be wrong by more.
_SHARE = re.compile(r"(p|raw|plain)_.+|(beside_)?confidence|detection_score")
_SLACK = 1e-4
_BOOLEANS: Mapping[str, bool | None] = {
    "": None,
    **dict.fromkeys(("true", "1", "wahr", "vrai", "verdadero", "vero", "verdadeiro"), True),
    **dict.fromkeys(("false", "0", "falsch", "faux", "falso"), False),
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,6}))?Z?")


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A file of a table, and which of its cells are whose.

    Attributes
    ----------
    name
        Of the file.
    text
        The file.
    places
        By the name of a column, where it stands in a row; a column that is missing is not there.
    instead
        By the name of a column, what it holds in place of what stands there.
    kept
        Which of the rows count, None for all of them.
    """

    name: str
    text: TableText
    places: Mapping[str, int]
    instead: Mapping[str, str]
    kept: NDArray[np.bool_] | None = None

    @property
    def row_count(self) -> int:
        """Rows that count."""
        return self.text.row_count if self.kept is None else int(self.kept.sum())

    def values(self, column: Column) -> tuple[NDArray[Any], list[int]]:
        """Return the values of a column, and the rows of the file where there is none that could be read."""
        place, count = self.places.get(column.name), self.text.row_count
        if column.name in self.instead:
            return _all(count, self.instead[column.name]), []
        if place is None and column.name == "frame":
            # Rows of one moment are of one frame.
            return np.unique(self.text.numbers(self.places["t_s"])[0], return_inverse=True)[1].astype(np.int64), []
        if place is None:
            return _nothing(column, count), []
        return _READ[column.kind](self.text, place, column)

    def counted(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return those of the rows that count."""
        return values if self.kept is None else values[self.kept]


class Rows(Mapping[str, NDArray[Any]]):
    """The columns of a table.

    Parameters
    ----------
    columns
        In their order.
    parts
        Its files, in their order.
    row_count
        Rows of all of them.
    """

    def __init__(self, columns: Sequence[Column], parts: Sequence[Part], row_count: int) -> None:
        self.row_count = row_count
        self._columns = {column.name: column for column in columns}
        self._parts = parts
        self._read: dict[str, NDArray[Any]] = {}

    def __getitem__(self, name: str) -> NDArray[Any]:
        if name not in self._read:
            column = self._columns[name]
            found = [part.counted(part.values(column)[0]) for part in self._parts]
            self._read[name] = _joined(found) if found else _nothing(column, 0)
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"<{self.row_count} rows of {len(self)} columns>"


def looked_through(part: Part, columns: Sequence[Column], problems: list[str]) -> Part:
    """Read every cell of a part that nobody vouches for.

    Parameters
    ----------
    part
        A file.
    columns
        Of the table.
    problems
        Gets a sentence for each column of which something could not be read.

    Returns
    -------
    The part, without the rows that say nothing.
    """
    kept = np.ones(part.text.row_count, bool)
    for column in columns:
        values, unreadable = part.values(column)
        what = _WHAT[column.kind]
        if column.name in NEEDED and column.name in part.places:
            # A whole number cannot be empty, and a row without its time is nowhere.
            empty = np.flatnonzero(np.isnan(values) if values.dtype == np.float64 else values == _NO_INTEGER)
            unreadable = sorted({*unreadable, *empty.tolist()})
            kept[unreadable] = False
            outcome = "the row is left out", "their rows are left out"
        else:
            outcome = "it is read as empty", "they are read as empty"
        if unreadable:
            first = part.text.cell(unreadable[0], part.places[column.name])
            place = f"{_shown(first)} in row {part.text.row_number(unreadable[0])}"
            one = f"a cell holds no {what} ({place}): {outcome[0]}"
            many = f"{len(unreadable)} cells hold no {what} (the first is {place}): {outcome[1]}"
            problems.append(f"Column {column.name}: {one if len(unreadable) == 1 else many}.")
        _check_share(part, column, values, problems)
    return part if kept.all() else replace(part, kept=kept)


def _check_share(part: Part, column: Column, values: NDArray[Any], problems: list[str]) -> None:
    """Tell of probabilities that are none: a spreadsheet has read points or commas in its own way."""
    if not _SHARE.fullmatch(column.name) or values.dtype != np.float64:
        return
    wrong = np.flatnonzero((values < -_SLACK) | (values > 1 + _SLACK))
    if wrong.size:
        first = part.text.row_number(int(wrong[0]))
        problems.append(
            f"Column {column.name}: {wrong.size} of its numbers are not between 0 and 1 (the first in row {first}). A "
            "spreadsheet may have lost their decimal points: do not rely on them."
        )


def kind_of(text: TableText, place: int) -> Column:
    """Return what a column seems to hold that nobody has described: numbers, or else texts."""
    name = text.header[place]
    numbers, unreadable = text.numbers(place)
    is_number = not unreadable and (np.isfinite(numbers).any() or not len(numbers))
    return Column(name, "number" if is_number else "text", "", "")


_NO_INTEGER = np.iinfo(np.int64).min


def _integers(text: TableText, place: int, _column: Column) -> tuple[NDArray[Any], list[int]]:
    numbers, unreadable = text.numbers(place)
    # Beyond them a float holds no whole numbers.
    with np.errstate(invalid="ignore"):
        whole = (np.abs(numbers) < 2**53) & (numbers == np.floor(numbers))
    odd = np.flatnonzero(~whole)
    integers = np.where(whole, numbers, 0).astype(np.int64)
    integers[odd] = _NO_INTEGER
    return integers, sorted({*unreadable, *odd.tolist()})


def _numbers(text: TableText, place: int, _column: Column) -> tuple[NDArray[Any], list[int]]:
    numbers, unreadable = text.numbers(place)
    endless = np.flatnonzero(np.isinf(numbers))
    numbers[endless] = np.nan
    return numbers, sorted({*unreadable, *endless.tolist()})


def _booleans(text: TableText, place: int, _column: Column) -> tuple[NDArray[Any], list[int]]:
    cells = text.texts(place)
    known = {cell: _BOOLEANS.get(cell.strip().lower(), cell) for cell in set(cells.tolist())}
    strange = {cell for cell, value in known.items() if isinstance(value, str)}
    values = [None if cell in strange else known[cell] for cell in cells]
    unreadable = [row for row, cell in enumerate(cells) if cell in strange] if strange else []
    return np.array(values, object if None in known.values() or strange else bool), unreadable


def _texts(text: TableText, place: int, _column: Column) -> tuple[NDArray[Any], list[int]]:
    return _changed(text.texts(place), plain_text), []


def _times(text: TableText, place: int, _column: Column) -> tuple[NDArray[Any], list[int]]:
    cells = text.texts(place)
    times = _changed(cells, _iso)
    lost = np.flatnonzero((times == "") & (cells != ""))
    return times, lost.tolist()


def _iso(cell: str) -> str:
    """Return a time as fer-live writes it, empty if it cannot be told from another one."""
    if _TIME.fullmatch(cell) or not cell:
        return cell
    match = _ISO.fullmatch(cell.strip())
    try:
        return "" if match is None else f"{_checked(f'{match[1]}T{match[2]}')}.{(match[3] or '')[:3]:0<3}Z"
    except ValueError:
        return ""


def _checked(text: str) -> str:
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    return text


_READ: Mapping[str, Callable[[TableText, int, Column], tuple[NDArray[Any], list[int]]]] = {
    "integer": _integers,
    "number": _numbers,
    "boolean": _booleans,
    "text": _texts,
    "time": _times,
}
_WHAT = {"integer": "whole number", "number": "number", "boolean": "true or false", "text": "text", "time": "time"}


def _changed(cells: NDArray[np.object_], change: Callable[[str], str]) -> NDArray[np.object_]:
    """Return texts, each of which is changed once."""
    known = {cell: change(cell) for cell in set(cells.tolist())}
    if all(value is cell for cell, value in known.items()):
        return cells
    texts = np.empty(len(cells), object)
    texts[:] = [known[cell] for cell in cells]
    return texts


def _joined(found: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return found[0] if len(found) == 1 else np.concatenate(found)


def _all(count: int, text: str) -> NDArray[Any]:
    texts = np.empty(count, object)
    texts[:] = text
    return texts


def _nothing(column: Column, count: int) -> NDArray[Any]:
    """Return a column without values."""
    match column.kind:
        case "integer":
            return np.zeros(count, np.int64)
        case "number":
            return np.full(count, np.nan)
        case "boolean":
            return np.full(count, None, object if count else bool)
    return _all(count, "")


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 40 else f"{cell[:37]}...")
