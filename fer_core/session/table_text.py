"""The text of a CSV, cut into cells: fast where it is as fer-live writes it, forgiving where a spreadsheet has been."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

_NEWLINE, _RETURN, _QUOTE, _MINUS, _ZERO = b'\n\r"-0'
#: In one step, so that what is worked on stays in the processor's cache.
_CHUNK_BYTES = 1 << 20
_ROWS = 8192
#: More digits than these are no number that a float holds exactly.
_MOST_DIGITS = 15
#: Longer cells are cut out one by one.
_LONG_CELL = 64
_SEPARATORS = ",;\t"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
#: What Excel may put in front of a table.
_HINT = re.compile(rb'"?sep=(.)"?\r?\n', re.IGNORECASE)


class TableText:
    """A CSV: header and rows.

    Parameters
    ----------
    data
        The file: commas, semicolons or tabs, with or without quotes, in UTF-8, UTF-16 or, failing that, the character
        set of Windows in the west.

    Attributes
    ----------
    data
        As it is read: UTF-8, lines that end with a newline.
    header
        The names of the columns.
    cut_off
        The last row is not whole, and is left out.
    encoding
        "utf-8", "utf-16" or "cp1252".
    """

    def __init__(self, data: bytes) -> None:
        # Blocks that the disk did not get around to writing are empty.
        written = data if data[:2] in _UTF_16 else data.rstrip(b"\0")
        text, self.encoding = _as_utf_8(written)
        whole = text.endswith(b"\n") and len(written) == len(data)
        hint = _HINT.match(text)
        text = text[hint.end() :] if hint else text
        first = text.find(b"\n") + 1 or len(text)
        self.separator, self.header = _header(text[:first])
        self._first = first
        self.cut_off = not whole and self._first < len(text)
        end = max(text.rfind(b"\n") + 1, self._first)
        self.data = text[:end] if len(text) > end else text

    @cached_property
    def line_count(self) -> int:
        """Rows, as far as newlines tell: those of a table that nobody has changed."""
        return self.data.count(b"\n", self._first)

    @property
    def row_count(self) -> int:
        """Rows with as many cells as the header."""
        return len(self._ends)

    @property
    def odd_rows(self) -> list[tuple[int, int]]:
        """Rows with more or fewer cells, which are left out: number in the file (the header is 1), and cells."""
        return self._cut[2]

    def row_number(self, row: int) -> int:
        """Return the number in the file of a row, the header is 1."""
        return int(self._cut[3][row]) + 2

    def cell(self, row: int, column: int) -> str:
        """Return the text of a cell."""
        start, end = self._starts(column)[row], self._ends[row, column]
        return _plain(self.data[int(start) : int(end)])

    def numbers(self, column: int) -> tuple[NDArray[np.float64], list[int]]:
        """Return the numbers of a column, NaN where a cell is empty, and the rows whose cells hold no number."""
        values = np.empty(self.row_count)
        unreadable = []
        starts, ends = self._starts(column), self._ends[:, column]
        points = b"." if self.separator == "," else b".,"
        for first in range(0, len(values), _ROWS):
            block = slice(first, first + _ROWS)
            values[block], plain = _decimals(self._buffer, starts[block], ends[block], points)
            for row in (np.flatnonzero(~plain) + first).tolist():
                value = _number(self.cell(row, column), comma=self.separator != ",")
                values[row] = np.nan if value is None else value
                if value is None:
                    unreadable.append(row)
        return values, unreadable

    def texts(self, column: int) -> NDArray[np.object_]:
        """Return the texts of a column; equal ones are one object."""
        found = np.empty(self.row_count, object)
        known: dict[bytes, str] = {}
        starts, ends = self._starts(column), self._ends[:, column]
        for first in range(0, len(found), _ROWS):
            cells = self._cells(starts[first : first + _ROWS], ends[first : first + _ROWS])
            for cell in set(cells).difference(known):
                known[cell] = _plain(cell)
            found[first : first + len(cells)] = [known[cell] for cell in cells]
        return found

    def _cells(self, starts: NDArray[np.int64], ends: NDArray[np.uint32]) -> list[bytes]:
        width = max(int((ends - starts).max()), 1)
        if width > _LONG_CELL:
            return [self.data[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
        places = starts[:, None] + np.arange(width)
        chars = self._buffer[np.minimum(places, len(self._buffer) - 1)]
        chars[places >= ends[:, None]] = 0
        cells: list[bytes] = chars.view(f"S{width}").ravel().tolist()
        return cells

    @cached_property
    def _buffer(self) -> NDArray[np.uint8]:
        return np.frombuffer(self.data, np.uint8)

    def _starts(self, column: int) -> NDArray[np.int64]:
        return self._cut[0].astype(np.int64) if column == 0 else self._ends[:, column - 1].astype(np.int64) + 1

    @property
    def _ends(self) -> NDArray[np.uint32]:
        return self._cut[1]

    @cached_property
    def _cut(self) -> tuple[NDArray[np.uint32], NDArray[np.uint32], list[tuple[int, int]], NDArray[np.int64]]:
        """Where each row begins, where each of its cells ends, the rows that are odd, and the places of the others."""
        found = self._regular(*self._separators(quotes_span_lines=True))
        if found[2] and b'"' in self.data:
            # A quote that was never closed would swallow the rest.
            other = self._regular(*self._separators(quotes_span_lines=False))
            found = max(found, other, key=lambda cut: len(cut[0]))
        return found

    def _separators(self, *, quotes_span_lines: bool) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
        """Return the places of all that ends a cell, and which of it ends a row."""
        places, newlines = [np.empty(0, np.uint32)], [np.empty(0, bool)]
        quoted, separator, inside = b'"' in self.data, ord(self.separator), 0
        for start, end in self._chunks():
            chars = self._buffer[start:end]
            hits = chars == separator
            hits |= chars == _NEWLINE
            if quoted:
                quotes = np.cumsum(chars == _QUOTE, dtype=np.uint8) + np.uint8(inside)
                if quotes_span_lines:
                    inside = int(quotes[-1]) & 1
                else:
                    line_ends = np.flatnonzero(chars == _NEWLINE)
                    before = np.concatenate([[0], quotes[line_ends[:-1]]]).astype(np.uint8)
                    quotes -= np.repeat(before, np.diff(line_ends, prepend=-1))
                    quotes[line_ends] = 0
                hits &= quotes & 1 == 0
            found = np.flatnonzero(hits)
            newlines.append(chars[found] == _NEWLINE)
            places.append((found + start).astype(np.uint32))
        return np.concatenate(places), np.concatenate(newlines)

    def _chunks(self) -> Iterator[tuple[int, int]]:
        """Yield pieces that end with a line."""
        start = self._first
        while start < len(self.data):
            end = self.data.rfind(b"\n", start, start + _CHUNK_BYTES) + 1
            end = end or self.data.find(b"\n", start) + 1 or len(self.data)
            yield start, end
            start = end

    def _regular(
        self, places: NDArray[np.uint32], newlines: NDArray[np.bool_]
    ) -> tuple[NDArray[np.uint32], NDArray[np.uint32], list[tuple[int, int]], NDArray[np.int64]]:
        width = len(self.header)
        last = np.flatnonzero(newlines)
        counts = np.diff(last, prepend=-1)
        row_ends = places[last]
        starts = np.concatenate([[self._first], row_ends[:-1] + 1]).astype(np.uint32)[: len(row_ends)]
        good = counts == width
        # A line without anything is no row.
        blank = (counts == 1) & ((row_ends == starts) | (self._buffer[starts] == _RETURN) & (row_ends == starts + 1))
        odd = [(row + 2, int(counts[row])) for row in np.flatnonzero(~good & ~blank).tolist()]
        if last.size and last[-1] + 1 < len(places):
            odd.append((len(last) + 2, len(places) - int(last[-1]) - 1))
        ends = places[: int(counts.sum())]
        ends = (ends if good.all() else ends[np.repeat(good, counts)]).reshape(-1, width)
        starts = starts[good]
        if b"\r" in self.data:
            ends[:, -1] -= (self._buffer[ends[:, -1] - 1] == _RETURN).astype(np.uint32)
        return starts, ends, odd, np.flatnonzero(good)


def _as_utf_8(data: bytes) -> tuple[bytes, str]:
    encoding = "utf-8"
    if data[:2] in _UTF_16:
        data, encoding = data[: len(data) // 2 * 2].decode("utf-16", "replace").rstrip("\0").encode(), "utf-16"
    elif not data.isascii():
        data = data.removeprefix(b"\xef\xbb\xbf")
        try:
            data.decode()
        except UnicodeDecodeError as error:
            # The last character may be cut off like the last row.
            if error.start < len(data) - 3:
                data, encoding = data.decode("cp1252", "replace").encode(), "cp1252"
    return (data.replace(b"\r", b"\n") if b"\r" in data and b"\n" not in data else data), encoding


def _header(line: bytes) -> tuple[str, list[str]]:
    """Return what separates cells, and the header."""
    text = line.decode(errors="replace").rstrip("\r\n")
    counts = Counter(char for char in text if char in _SEPARATORS)
    separator = max(_SEPARATORS, key=lambda char: counts[char])
    try:
        return separator, [cell.strip() for cell in next(csv.reader([text], delimiter=separator), [])]
    except csv.Error:
        # A cell of more than 128 KiB: no header of anybody's.
        return separator, []


def _plain(cell: bytes) -> str:
    if cell.startswith(b'"') and cell.endswith(b'"') and len(cell) > 1:
        cell = cell[1:-1].replace(b'""', b'"')
    return cell.decode(errors="replace")


def _number(text: str, *, comma: bool) -> float | None:
    """Return a number, NaN of an empty cell, None of anything else."""
    text = text.strip()
    if not text:
        return np.nan
    if comma and text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        # Python alone takes 1_000 for a number.
        return None if "_" in text else float(text)
    except ValueError:
        return None


def _decimals(
    buffer: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.uint32], points: bytes
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Read decimal numbers such as -12.50 at once; exactly as ``float`` does.

    Digits without their point are a whole number below 2^53, and so is the power of ten that it is divided by: both are
    exact, and IEEE 754 rounds a quotient correctly.

    Returns
    -------
    Numbers, NaN of empty cells; and which cells are empty or such numbers.
    """
    stops = ends.astype(np.int64)
    lengths = stops - starts
    width = min(max(int(lengths.max()), 1), _MOST_DIGITS)
    places = stops[:, None] - np.arange(width, 0, -1)
    chars = buffer[np.maximum(places, 0)]
    if int(lengths.min()) == width:
        values = _uniform(chars, points)
        if values is not None:
            return values, np.ones(len(values), bool)
    outside = places < starts[:, None]
    chars[outside] = _ZERO
    negative = (buffer[np.minimum(starts, len(buffer) - 1)] == _MINUS) & (lengths > 0)
    is_point = chars == points[0]
    for other in points[1:]:
        is_point |= chars == other
    digits = chars - np.uint8(_ZERO)
    fits = digits < 10
    fits |= is_point
    fits |= (chars == _MINUS) & (places == starts[:, None])
    count = is_point.sum(axis=1)
    # There is a digit on both sides of a point.
    behind = np.where(count > 0, width - 1 - is_point.argmax(axis=1), 0)
    plain = fits.all(axis=1) & (lengths <= width) & (count <= 1)
    plain &= (count == 0) | ((behind > 0) & (lengths - behind - 1 - negative > 0))
    plain &= lengths > negative
    digits[digits > 9] = 0
    whole = (digits @ 10.0 ** np.arange(width - 1, -1, -1)).astype(np.int64)
    scale = 10**behind
    # The point has a place of its own, in which a nought stands.
    shifted = np.where(count > 0, whole // (scale * 10) * scale + whole % scale, whole)
    values = shifted / scale
    values[negative] *= -1
    values[lengths == 0] = np.nan
    return values, plain | (lengths == 0)


def _uniform(chars: NDArray[np.uint8], points: bytes) -> NDArray[np.float64] | None:
    """Read numbers of one form, such as 0.7600; None if they are not."""
    width = chars.shape[1]
    at = [i for i in range(1, width - 1) if chars[0, i] in points]
    digits = chars - np.uint8(_ZERO)
    if len(at) > 1 or any((chars[:, i] != chars[0, i]).any() for i in at):
        return None
    digits[:, at] = 0
    if (digits > 9).any():
        return None
    behind = width - 1 - at[0] if at else 0
    weights = 10.0 ** np.arange(width - 1, -1, -1)
    weights[: width - 1 - behind] /= 10.0 if at else 1.0
    values: NDArray[np.float64] = digits @ weights / 10.0**behind
    return values
