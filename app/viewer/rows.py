"""The table of a session: what is seen of it is made into words, and nothing else."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from app.theme import px
from app.viewer.facts import Facts
from app.words import tr, typed_number

_Index = QModelIndex | QPersistentModelIndex
_NAME = "face_name"
#: Columns that say the same in every row, or nothing without the others, come last.
_FIRST = ("t_s", "face_id", _NAME, "label", "confidence")
_WIDTHS = {"time_utc": 26, "session": 24, "quality": 18, "output": 20, "label_set": 18, _NAME: 14}


class RowModel(QAbstractTableModel):
    """The rows that count, with the faces' numbers and names as they are after all changes.

    A column whose cells are not read yet is empty, and wanted.
    """

    #: This column is wanted, by name.
    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._cells: dict[str, NDArray[Any]] = {}
        self._asked: set[str] = set()
        self._numeric: set[str] = set()
        self.columns: tuple[str, ...] = ()
        self._times: NDArray[np.float64] = np.zeros(0)

    def show_facts(self, facts: Facts) -> None:
        """Show a session."""
        before, self._facts = self._facts, facts
        if before is not None and before.rows is facts.rows and before.face_ids is facts.face_ids:
            # Names alone are other ones.
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            if last.isValid():
                self.dataChanged.emit(self.index(0, 0), last)
            return
        if before is None or before.basis is not facts.basis:
            self._cells, self._asked = {}, set()
        self.beginResetModel()
        # Those that have no time, or stand too late, as late as the one before them.
        self._times = np.maximum.accumulate(np.nan_to_num(facts.basis.t_s[facts.rows], nan=-np.inf))
        session = facts.basis.session
        names = [column.name for column in session.columns]
        self._numeric = {column.name for column in session.columns if column.kind in ("integer", "number")}
        first = [name for name in _FIRST if name in names or name == _NAME]
        self.columns = (*first, *(name for name in names if name not in first))
        self.endResetModel()

    def take(self, name: str, cells: NDArray[Any]) -> None:
        """Show the cells of a column."""
        self._cells[name] = cells
        number, last = self.columns.index(name), self.rowCount() - 1
        if last >= 0:
            self.dataChanged.emit(self.index(0, number), self.index(last, number))

    def row_at(self, t_s: float) -> int | None:
        """Return the number of the last row that is not later than a time, None if there is none."""
        facts = self._facts
        if facts is None or not len(facts.rows):
            return None
        return max(int(np.searchsorted(self._times, t_s + 1e-6, "right")) - 1, 0)

    def time_of(self, row: int) -> float:
        """Return the time of a row in seconds; NaN where it has none."""
        assert self._facts is not None
        return float(self._facts.basis.t_s[self._facts.rows[row]])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many rows count."""
        return 0 if self._facts is None or parent.isValid() else len(self._facts.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802
        """Return the name of a column, and what it means; of a row, its number in the table."""
        facts = self._facts
        if facts is None:
            return None
        if way is Qt.Orientation.Vertical:
            return str(int(facts.rows[section]) + 1) if role == Qt.ItemDataRole.DisplayRole else None
        name = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == Qt.ItemDataRole.ToolTipRole:
            meanings = {column.name: column.meaning for column in facts.basis.session.columns}
            return meanings.get(name, tr("what the face is called"))
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what stands in a cell."""
        facts = self._facts
        if facts is None or not index.isValid():
            return None
        name = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if name in self._numeric else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return self._cell(facts, name, int(facts.rows[index.row()])) if role == Qt.ItemDataRole.DisplayRole else None

    def _cell(self, facts: Facts, name: str, row: int) -> str | None:
        if name == "face_id":
            return str(int(facts.face_ids[row]))
        if name == _NAME:
            return facts.edits.names.get(int(facts.face_ids[row]), "")
        cells = self._cells.get(name)
        if cells is None and name not in self._asked:
            self._asked.add(name)
            self.wanted.emit(name)
        return None if cells is None else _words(cells[row])


class RowTable(QTableView):
    """The table; the row that is selected is the moment that is looked at.

    Parameters
    ----------
    key
        Is offered every key first; whether it did anything.
    """

    #: Somebody went to a row at this time.
    sought = Signal(float)

    def __init__(self, key: Callable[[int], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = key
        self._following = False
        self.rows = RowModel(self)
        self.setModel(self.rows)
        self.setAccessibleName(tr("Table of the session"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # A height that is measured row by row takes seconds for an hour.
        down, across = self.verticalHeader(), self.horizontalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(px(24))
        across.setHighlightSections(False)
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.selectionModel().currentRowChanged.connect(self._went)

    def show_facts(self, facts: Facts) -> None:
        """Show a session."""
        before = self.rows.columns
        self._following = True
        self.rows.show_facts(facts)
        self._following = False
        if before != self.rows.columns:
            letter = QFontMetrics(self.font()).averageCharWidth()
            for number, name in enumerate(self.rows.columns):
                self.setColumnWidth(number, letter * max(_WIDTHS.get(name, 9), len(name) + 3))

    def show_position(self, t_s: float) -> None:
        """Select the row of a moment; somebody who reads the table is not disturbed."""
        row = self.rows.row_at(t_s)
        if row is None or not self.isVisible() or self.hasFocus():
            return
        self._following = True
        self.setCurrentIndex(self.rows.index(row, max(self.currentIndex().column(), 0)))
        self._following = False

    def keyPressEvent(self, event: object) -> None:  # noqa: N802
        """Offer keys to the window first."""
        if not self._key(event.key()):  # type: ignore[attr-defined]
            super().keyPressEvent(event)  # type: ignore[arg-type]

    def _went(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid() and not self._following:
            t_s = self.rows.time_of(current.row())
            if np.isfinite(t_s):
                self.sought.emit(t_s)


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool() | np.bool_():
            return tr("yes") if value else tr("no")
        case float() | np.floating():
            return "" if np.isnan(value) else typed_number(float(value), 4)
        case _:
            return str(value)
