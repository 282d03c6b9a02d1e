"""Probability bars, painted by hand: cheap enough for a dozen faces at 30 frames a second."""

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import colour, px
from app.words import class_word, tr
from fer_core.captions import percent
from fer_core.palette import colour_of

#: Height of a row, close together and where there is room; from this height on its text is larger.
ROW_PX, ROOMY_ROW_PX, _LARGE_PX = 18, 32, 26
#: A bar is so much of its row.
_BAR = 0.44
_GAP_PX = 10
_LEAST_PX = 2.0
#: Of what belongs to a face that has gone.
FADED = 0.45


class Bars(QWidget):
    """A row for each class, always in the model's order: name, bar, percentage; the largest one stands out.

    The rows share the height that there is.


    Parameters
    ----------
    words
        Says a number in [0, 1], no longer than "100 %".
    """

    def __init__(self, parent: QWidget | None = None, *, words: Callable[[float], str] = percent) -> None:
        super().__init__(parent)
        self._words = words
        self._labels: tuple[str, ...] = ()
        self._values: tuple[float, ...] = ()
        # What is seen of each row.
        self._drawn: tuple[tuple[str, int, bool], ...] = ()
        self._faded = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Probabilities"))

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """What is written: (class, percentage) from top to bottom."""
        return tuple((class_word(n), self._words(v)) for n, v in zip(self._labels, self._values, strict=True))

    @property
    def in_words(self) -> str:
        """What is written, in one line."""
        return self.accessibleDescription()

    @property
    def count(self) -> int:
        """How many rows there are, or are to be expected."""
        return max(7, len(self._labels))

    def set_values(self, labels: tuple[str, ...], values: tuple[float, ...]) -> None:
        """Show K probabilities in [0, 1]."""
        self._values = values
        before, drawn = self._drawn, self._look()
        self._drawn = drawn
        if labels != self._labels:
            self._labels = labels
            self.updateGeometry()
            self.update()
        elif drawn != before:
            for row, (one, other) in enumerate(zip(drawn, before, strict=True)):
                if one != other:
                    self.update(self._row(row).toAlignedRect())
        else:
            return
        self.setAccessibleDescription(", ".join(f"{name} {number}" for name, number in self.rows))

    def set_faded(self, faded: bool) -> None:
        """Show that this was, and is not any more."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows."""
        return QSize(px(200), px(ROW_PX) * self.count)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows, and not too narrow for a bar."""
        return QSize(px(160), self.sizeHint().height())

    def resizeEvent(self, _event: object) -> None:  # noqa: N802
        """Draw bars of another length."""
        self._drawn = self._look()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(FADED if self._faded else 1.0)
        font = QFont(self.font())
        font.setPixelSize(px(14) if self.height() >= px(_LARGE_PX) * self.count else px(12))
        painter.setFont(font)
        metrics = QFontMetrics(font)
        number_width = metrics.horizontalAdvance("100 %")
        names = [class_word(label) for label in self._labels]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0)
        # A line is a little wider than its letters, where these are scaled.
        name_width = min(widest + 2, int(self.width() * 0.42))
        bar_width = self.width() - name_width - number_width - 2 * _GAP_PX
        best = max(self._values, default=0.0)
        for row, (label, name, value) in enumerate(zip(self._labels, names, self._values, strict=True)):
            place = self._row(row)
            if not event.region().intersects(place.toAlignedRect()):
                continue
            stands_out = value == best
            painter.setPen(colour("text") if stands_out else colour("muted"))
            elided = metrics.elidedText(name, Qt.TextElideMode.ElideRight, name_width)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, elided)
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(place, right, self._words(value))
            height = _BAR * place.height()
            track = QRectF(name_width + _GAP_PX, place.center().y() - height / 2, bar_width, height)
            _bar(painter, track, value, QColor(*colour_of(label, row)))

    def _look(self) -> tuple[tuple[str, int, bool], ...]:
        best, width = max(self._values, default=0.0), self.width()
        return tuple((self._words(value), round(value * width), value == best) for value in self._values)

    def _row(self, row: int) -> QRectF:
        height = self.height() / self.count
        return QRectF(0, row * height, self.width(), height)


class Strip(QWidget):
    """All classes in one slim bar, in the model's order and in their colours: they fill it, as in the time line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._labels: tuple[str, ...] = ()
        self._edges: tuple[int, ...] = ()
        self._values: tuple[float, ...] = ()
        self._faded = False

    def set_values(self, labels: tuple[str, ...], values: tuple[float, ...]) -> None:
        """Show K probabilities that add up to 1."""
        self._labels, self._values = labels, values
        edges = self._of(values)
        if edges != self._edges:
            self._edges = edges
            self.update()

    def set_faded(self, faded: bool) -> None:
        """Show that this was, and is not any more."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def resizeEvent(self, _event: object) -> None:  # noqa: N802
        """Fill another width."""
        self._edges = self._of(self._values)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the classes side by side."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(FADED if self._faded else 1.0)
        rim = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(rim, rim.height() / 2, rim.height() / 2)
        painter.fillPath(outline, colour("picture"))
        painter.setClipPath(outline)
        left = 0
        for number, (label, right) in enumerate(zip(self._labels, self._edges, strict=True)):
            # A dark line between them: neighbours differ in more than their colours.
            painter.fillRect(QRect(left, 0, right - left - 1, self.height()), QColor(*colour_of(label, number)))
            left = right
        painter.setClipping(False)
        painter.setPen(QPen(colour("control"), 1.0))
        painter.drawPath(outline)

    def _of(self, values: tuple[float, ...]) -> tuple[int, ...]:
        """Return the right edges of the classes, in pixels."""
        return tuple(round(sum(values[: k + 1]) * self.width()) for k in range(len(values)))


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
