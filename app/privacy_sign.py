"""A sign in the status bar: whether faces are being analysed, where pictures go, and what of them is hidden."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.elided import ElidedLabel
from app.theme import colour, px
from app.words import tr
from fer_core.veil import Veil

#: What matters least stands last: where there is no room for all of it, the end is left out.
_SEPARATOR = "  ·  "


class PrivacySign(QWidget):
    """A dot and a few words; as wide as they are, if there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = _Dot()
        self.text = ElidedLabel()
        # It gives way before it is cut off, and takes no more than it needs.
        self.text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 14, 0)
        row.setSpacing(7)
        row.addWidget(self._dot)
        row.addWidget(self.text)

    def show_state(self, veil: Veil, *, analysing: bool, stream: str = "") -> None:
        """Say how things stand; ``stream`` is the address that pictures come from, empty for none."""
        self._dot.set_on(analysing)
        parts = (tr("Analysing") if analysing else tr("Not analysing"), veil_words(veil), _where(stream))
        self.text.say(_SEPARATOR.join(parts))
        words = ". ".join(parts)
        self.setAccessibleName(words)
        self.text.setAccessibleName(words)


def veil_words(veil: Veil) -> str:
    """Return what is hidden, in words."""
    if veil.kind == "picture":
        return tr("Scores only")
    if veil.kind == "none":
        return tr("Faces as they are")
    shown = next(iter(veil.unveiled), 0) if veil.kind == "others" else 0
    if shown:
        return tr("Faces blurred but face {number}").format(number=shown)
    return tr("Faces blurred, none is selected") if veil.kind == "others" else tr("Faces blurred")


def _where(stream: str) -> str:
    if stream:
        return tr("Pictures come from {stream}, nothing is sent").format(stream=stream)
    return tr("Stays on this computer")


class _Dot(QWidget):
    """Filled while faces are analysed, a ring otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self._on = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(10), px(10))

    def set_on(self, on: bool) -> None:
        if on != self._on:
            self._on = on
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hue = colour("accent" if self._on else "control")
        painter.setPen(QPen(hue, 1.6))
        painter.setBrush(hue if self._on else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(self.rect().adjusted(1, 1, -2, -2))
