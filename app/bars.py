"""Seven probability bars, painted by hand: one widget a face, cheap enough for many faces at 30 frames a second."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import colour, px
from fer_core.captions import class_word, percent
from fer_core.palette import colour_of

_ROW_PX = 18
_BAR_PX = 8
_GAP_PX = 10
_LEAST_PX = 2.0


class Bars(QWidget):
    """A row for each class, always in the model's order: name, bar, percentage; the largest one stands out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self._values: tuple[float, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Probabilities")

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """What is written: (class, percentage) from top to bottom."""
        return tuple((class_word(n), percent(v)) for n, v in zip(self._labels, self._values, strict=True))

    @property
    def in_words(self) -> str:
        """What is written, in one line."""
        return ", ".join(f"{name} {number}" for name, number in self.rows)

    def set_values(self, labels: tuple[str, ...], values: tuple[float, ...]) -> None:
        """Show K probabilities in [0, 1]."""
        if len(labels) != len(self._labels):
            self.updateGeometry()
        self._labels, self._values = labels, values
        self.setAccessibleDescription(self.in_words)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows."""
        return QSize(px(200), px(_ROW_PX) * max(7, len(self._labels)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows, and not too narrow for a bar."""
        return QSize(px(160), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(px(12))
        painter.setFont(font)
        metrics = QFontMetrics(font)
        row_px, bar_px = px(_ROW_PX), px(_BAR_PX)
        number_width = metrics.horizontalAdvance("100 %")
        names = [class_word(label) for label in self._labels]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        # A line is a little wider than its letters, where these are scaled.
        name_width = min(widest + 2, int(self.width() * 0.42))
        track = QRectF(name_width + _GAP_PX, 0, self.width() - name_width - number_width - 2 * _GAP_PX, bar_px)
        best = max(self._values, default=0.0)
        for row, (label, name, value) in enumerate(zip(self._labels, names, self._values, strict=True)):
            top = row * row_px
            stands_out = value == best
            painter.setPen(colour("text") if stands_out else colour("muted"))
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(QRectF(0, top, name_width + 1, row_px), Qt.AlignmentFlag.AlignVCenter, elided)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(QRectF(track.right() + _GAP_PX, top, number_width, row_px), right, percent(value))
            _bar(painter, track.translated(0, top + (row_px - bar_px) / 2), value, QColor(*colour_of(label, row)))


def _bar(painter: QPainter, track: QRectF, value: float, hue: QColor) -> None:
    # Dark inside and with a rim: every class stands out from it, and it stands out from the card.
    painter.setPen(QPen(colour("control"), 1.0))
    painter.setBrush(colour("picture"))
    rim = track.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(rim, rim.height() / 2, rim.height() / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    if value >= 0.005:
        filled = QRectF(track)
        # As long as it is probable, also where that is short: 1 % and 4 % are not the same.
        filled.setWidth(max(_LEAST_PX, track.width() * min(1.0, value)))
        radius = min(track.height(), filled.width()) / 2
        painter.setBrush(hue)
        painter.drawRoundedRect(filled, radius, radius)
