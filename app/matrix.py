"""What was asked for against what was read, painted as a table of shares."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import colour, px
from app.words import class_word, listed, tr
from fer_core.palette import colour_of, text_colour_on
from fer_core.walk import Confusion

_ROW_PX, _HEAD_PX, _CELL_LEAST_PX, _GAP_PX = 30, 42, 46, 3
#: Pixels of a saved picture for each one on the screen, around it, and its width on the screen.
_FINE, _RIM_PX, _SAVED_PX = 2, 16, 640


class Matrix(QWidget):
    """A row for each class that was asked for, a column for each that can be read; each cell as full as its share."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Confusion | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Asked for against read"))

    def show_confusion(self, found: Confusion) -> None:
        """Show what was found."""
        self._found = found
        self.setAccessibleDescription(". ".join(self.in_words))
        self.updateGeometry()
        self.update()

    @property
    def in_words(self) -> tuple[str, ...]:
        """A sentence for each row, without the end."""
        if self._found is None:
            return ()
        rows = zip(self._found.asked, self._found.shares, strict=True)
        words, labels = tr("{expression} was read as {others}"), self._found.labels
        return tuple(words.format(expression=class_word(asked), others=_shares(labels, row)) for asked, row in rows)

    def png(self) -> bytes:
        """Return it as a PNG file."""
        size = QSize(px(_SAVED_PX), self.sizeHint().height())
        picture = QPixmap((size + QSize(2 * _RIM_PX, 2 * _RIM_PX)) * _FINE)
        picture.setDevicePixelRatio(_FINE)
        picture.fill(colour("surface"))
        painter = QPainter(picture)
        painter.translate(QPoint(_RIM_PX, _RIM_PX))
        self._paint(painter, QRectF(0, 0, size.width(), size.height()))
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG")
        return bytes(data.data())

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows."""
        rows, columns = (7, 7) if self._found is None else self._found.pictures.shape
        return QSize(px(86) + columns * px(_CELL_LEAST_PX), px(_HEAD_PX) + rows * px(_ROW_PX))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows, and wide enough for numbers."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the table."""
        painter = QPainter(self)
        self._paint(painter, QRectF(self.rect()))
        painter.end()

    def _paint(self, painter: QPainter, room: QRectF) -> None:
        found = self._found
        if found is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(px(12))
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        names = max(metrics.horizontalAdvance(class_word(name)) for name in found.asked) + 10
        cell = (room.width() - names) / len(found.labels)
        line, high = px(18), px(_ROW_PX)
        painter.setPen(colour("muted"))
        painter.drawText(QRectF(0, 0, names, line), Qt.AlignmentFlag.AlignLeft, tr("Asked"))
        painter.drawText(QRectF(names, 0, room.width() - names, line), Qt.AlignmentFlag.AlignLeft, tr("Read as"))
        for column, label in enumerate(found.labels):
            at = QRectF(names + column * cell, line + 2, cell - 2, line)
            word = metrics.elidedText(class_word(label), Qt.TextElideMode.ElideRight, at.width())
            painter.setPen(colour("text"))
            painter.drawText(at, Qt.AlignmentFlag.AlignCenter, word)
        for row, asked in enumerate(found.asked):
            top = px(_HEAD_PX) + row * high
            painter.setPen(colour("text"))
            painter.drawText(QRectF(0, top, names, high - _GAP_PX), Qt.AlignmentFlag.AlignVCenter, class_word(asked))
            for column, label in enumerate(found.labels):
                at = QRectF(names + column * cell, top, cell, high).adjusted(0, 0, -_GAP_PX, -_GAP_PX)
                _draw_cell(
                    painter, at, float(found.shares[row, column]), QColor(*colour_of(label, column)), asked == label
                )


def _draw_cell(painter: QPainter, at: QRectF, share: float, hue: QColor, right: bool) -> None:
    """Draw a share: on black, in the colour of the class as far as it goes, with a rim where it would be right."""
    ground = colour("picture")
    mixed = [round(a + (b - a) * share) for a, b in zip(_rgb(ground), _rgb(hue), strict=True)]
    painter.setBrush(QColor(*mixed))
    painter.setPen(QPen(colour("accent"), 2.0) if right else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(at.adjusted(1, 1, -1, -1), 4, 4)
    if share >= 0.005:
        painter.setPen(QColor(*text_colour_on((mixed[0], mixed[1], mixed[2]))))
        painter.drawText(at, Qt.AlignmentFlag.AlignCenter, f"{share * 100:.0f} %")


def _rgb(hue: QColor) -> tuple[int, int, int]:
    return hue.red(), hue.green(), hue.blue()


def _shares(labels: tuple[str, ...], shares: NDArray[np.float64]) -> str:
    order = [i for i in np.argsort(-shares, kind="stable") if shares[i] >= 0.005]
    told = [f"{class_word(labels[i]).lower()} {shares[i] * 100:.0f} %" for i in order]
    return listed(told) or tr("nothing")
