"""Rows of a list that are as high as their words."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

_HIGH_PX = 100_000


class WrappedRows(QStyledItemDelegate):
    """Wraps the words of rows that have a box to check, too: Qt leaves the box out when it works out their height."""

    def __init__(self, view: QListView) -> None:
        super().__init__(view)
        self._view = view
        view.setWordWrap(True)
        view.setResizeMode(QListView.ResizeMode.Adjust)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setItemDelegate(self)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802
        """As wide as the list, and as high as the words."""
        row, style, view = QStyleOptionViewItem(option), self._view.style(), self._view
        self.initStyleOption(row, index)
        width = view.viewport().width()
        row.rect = QRect(0, 0, width, _HIGH_PX)
        words: str = row.text
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, row, view) + 1
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, row, view).adjusted(margin, 0, -margin, 0)
        metrics = view.fontMetrics()
        high = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), words).height()
        row.text = "x"
        row.rect = QRect(0, 0, width, 0)
        line = style.sizeFromContents(QStyle.ContentsType.CT_ItemViewItem, row, QSize(), view).height()
        return QSize(width, high + line - metrics.height())
