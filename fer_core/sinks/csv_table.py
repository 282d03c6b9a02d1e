"""The CSV: one row for each face in each analysed frame, and a file that ends with a whole row at any time."""

import csv
import errno
import io
import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from fer_core.files import lock
from fer_core.session.columns import Cell, Cells, Row

#: A cell that begins with one of these is a formula to a spreadsheet.
FORMULA_STARTS = "=+-@\t\r"
#: One that gets a quote in front of it; also one that begins with quotes already, so that it comes back as it was.
_QUOTED = re.compile(rf"'*[{re.escape(FORMULA_STARTS)}]")
#: What pandas and spreadsheets take for a missing value, or for true or false.
_NOTHING = frozenset(
    (
        *("", "na", "n/a", "nan", "-nan", "null", "none", "nil", "#n/a", "#n/a n/a", "#na", "<na>", "true", "false"),
        *("-1.#ind", "1.#ind", "-1.#qnan", "1.#qnan"),
    )
)
#: Control characters, the separators of lines and paragraphs, and halves of characters.
_NO_TEXT = ("Cc", "Zl", "Zp", "Cs")


def row_cells(row: Row, table: Sequence[Cells]) -> list[str]:
    """Return the cells of a row as they stand in the file."""
    return [cell_text(part.value(row), part.decimals) for part in table]


def cell_text(value: Cell, decimals: int) -> str:
    """Return a value as it stands in the file; None is empty."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:.{decimals}f}"
        case str():
            return _safe(value)
    return str(value)


def plain_text(cell: str) -> str:
    """Return a text as it was before :func:`cell_text`."""
    return cell[1:] if cell.startswith("'") and _QUOTED.match(cell) else cell


def is_plain_text(text: str) -> bool:
    """Whether nobody who reads a table takes a cell with this text for a number, a truth value or nothing."""
    if text.strip().lower() in _NOTHING:
        return False
    try:
        float(text)
    except ValueError:
        return True
    return False


def one_line(text: str, instead: str) -> str:
    """Return a text with ``instead`` for everything that might end a line or is no character."""
    return "".join(instead if unicodedata.category(char) in _NO_TEXT else char for char in text)


def csv_bytes(lines: Iterable[Sequence[str]]) -> bytes:
    """Return rows as they stand in the file: UTF-8, commas, one line each."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode(errors="replace")


def _safe(value: str) -> str:
    """Return a text on one line, which a spreadsheet shows instead of computing it."""
    line = one_line(value, " ")
    return f"'{line}" if _QUOTED.match(line) else line


class RowFile:
    """A new CSV that ends with a whole row at any time, also when the disk is full in the middle of one.

    Parameters
    ----------
    path
        Where it is.

    Raises
    ------
    OSError
        As from ``open``; :class:`FileExistsError` if it is there already, or another program has taken it.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self._good_size = 0
        # Another program may take a file that nobody has locked for one that was left behind, and replace it.
        if not lock(self._file) or not _same(self._file.fileno(), path):
            self._file.close()
            raise FileExistsError(errno.EEXIST, "another program writes it", str(path))

    @property
    def size(self) -> int:
        """Bytes of whole rows."""
        return self._good_size

    @property
    def closed(self) -> bool:
        """Whether ``close`` has been called."""
        return self._file.closed

    def append(self, lines: Iterable[Sequence[str]]) -> None:
        """Write rows; an :class:`OSError` if they find no room, the file then keeps what it had."""
        data = csv_bytes(lines)
        left = memoryview(data)
        try:
            while left:
                left = left[self._file.write(left) :]
        except OSError:
            # Half a row may have found room.
            with suppress(OSError):
                self._file.truncate(self._good_size)
                self._file.seek(self._good_size)
            raise
        self._good_size += len(data)

    def sync(self) -> None:
        """Make the disk keep what was written; an :class:`OSError` if it does not."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; harmless twice."""
        self._file.close()


def _same(number: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(number), path.stat())
    except OSError:
        return False
