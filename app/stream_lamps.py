"""Lamps in the status bar: one for each stream that is switched on, to be seen, heard, and clicked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.theme import colour, px
from app.words import mark, tr
from fer_core.streams.base import StreamState

#: What each state is called.
STATES = {
    StreamState.WAITING: mark("waiting for pictures"),
    StreamState.SENDING: mark("sending"),
    StreamState.UNHEARD: mark("nobody listens"),
    StreamState.FAILED: mark("failed"),
}
#: Of what takes in, and sends nothing.
STATES_TAKING_IN = {
    StreamState.WAITING: mark("waiting for pictures"),
    StreamState.SENDING: mark("listening"),
    StreamState.UNHEARD: mark("nobody sends"),
    StreamState.FAILED: mark("failed"),
}
_DOT_PX, _GAP_PX = 9, 6


@dataclass(frozen=True, slots=True)
class Lamp:
    """What a lamp shows.

    Attributes
    ----------
    name
        Of the stream.
    text, title
        What it is called, shortly and in full.
    state
        How it fares.
    words
        That in words.
    address
        Where it can be found, without secrets.
    why
        What has gone wrong, empty for nothing.
    """

    name: str
    text: str
    title: str
    state: StreamState
    words: str
    address: str
    why: str = ""


class StreamLamps(QWidget):
    """The lamps side by side; hidden where there are none."""

    #: A lamp was clicked.
    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lamps: dict[str, LampButton] = {}
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 6, 0)
        self._row.setSpacing(2)
        self.setAccessibleName(tr("Streams"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.hide()

    @property
    def wanted_px(self) -> int:
        """The width of all of them, 0 where there are none."""
        return self.sizeHint().width() if self.lamps else 0

    def show_lamps(self, lamps: Sequence[Lamp]) -> None:
        """Show these, in this order."""
        if [lamp.name for lamp in lamps] != list(self.lamps):
            for button in self.lamps.values():
                self._row.removeWidget(button)
                button.hide()
                button.deleteLater()
            self.lamps = {lamp.name: LampButton(self) for lamp in lamps}
            for button in self.lamps.values():
                button.clicked.connect(self.clicked)
                self._row.addWidget(button)
            self.setVisible(bool(lamps))
        for lamp in lamps:
            self.lamps[lamp.name].show_lamp(lamp)


class LampButton(QAbstractButton):
    """A dot and a name: filled while it sends, a ring while nobody listens, a cross where it has failed.

    Its form says as much as its colour.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lamp: Lamp | None = None
        self.setObjectName("lamp")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    @property
    def lamp(self) -> Lamp | None:
        """What it shows."""
        return self._lamp

    def show_lamp(self, lamp: Lamp) -> None:
        """Show how a stream fares."""
        if lamp == self._lamp:
            return
        self._lamp = lamp
        self.setText(lamp.text)
        words = tr("{stream}: {state}").format(stream=lamp.title, state=lamp.words)
        self.setAccessibleName(words)
        self.setAccessibleDescription(lamp.why or lamp.address)
        self.setToolTip("\n".join(filter(None, (words, lamp.address, lamp.why, tr("Click for the settings.")))))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Return the room for the dot and the name."""
        metrics = self.fontMetrics()
        width = px(_DOT_PX) + px(_GAP_PX) + metrics.horizontalAdvance(self.text()) + 2 * px(_GAP_PX)
        return QSize(width, metrics.height() + px(4))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the dot and the name."""
        if self._lamp is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(colour("accent"), 1.2) if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        side, left = px(_DOT_PX), px(_GAP_PX)
        _draw_dot(painter, QRectF(left, (self.height() - side) / 2, side, side), self._lamp.state)
        ink = "danger_text" if self._lamp.state is StreamState.FAILED else "muted"
        painter.setPen(colour(ink))
        room = self.rect().adjusted(left + side + left, 0, 0, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())


def _draw_dot(painter: QPainter, box: QRectF, state: StreamState) -> None:
    hue: QColor = {
        StreamState.SENDING: colour("accent"),
        StreamState.UNHEARD: colour("warning"),
        StreamState.FAILED: colour("danger"),
    }.get(state, colour("control"))
    painter.setPen(QPen(hue, 1.8))
    inner = box.adjusted(1, 1, -1, -1)
    if state is StreamState.FAILED:
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
        return
    painter.setBrush(hue if state is StreamState.SENDING else Qt.BrushStyle.NoBrush)
    painter.drawEllipse(inner)
