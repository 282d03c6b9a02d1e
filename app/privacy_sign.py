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
#: Pixels for the end of the words, below which it says nothing.
_END_PX = 70


class PrivacySign(QWidget):
    """A dot and a few words; as wide as they are, if there is room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dot = _Dot()
        self.text = _Words()
        # It gives way before it is cut off, and takes no more than it needs.
        self.text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 14, 0)
        row.setSpacing(7)
        row.addWidget(self._dot)
        row.addWidget(self.text)

    def show_state(self, veil: Veil, *, analysing: bool, stream: str = "", sent: str = "") -> None:
        """Say how things stand.

        ``stream`` is the address that pictures come from, empty for none; ``sent`` names what sends, empty for nothing.
        """
        self._dot.set_on(analysing)
        parts = (tr("Analysing") if analysing else tr("Not analysing"), veil_words(veil), _where(stream, sent))
        self.text.say_parts(parts, short_veil_words(veil))
        words = ". ".join(parts)
        self.setAccessibleName(words)
        self.text.setAccessibleName(words)

    @property
    def wanted_px(self) -> int:
        """The width at which it says in full what is in force."""
        margins = self._row.contentsMargins()
        beside = margins.left() + margins.right() + self._row.spacing() + self._dot.sizeHint().width()
        return beside + self.text.wanted_px


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


def short_veil_words(veil: Veil) -> str:
    """Return what is hidden, for where there is little room."""
    if veil.kind == "picture":
        return tr("Scores only")
    if veil.kind == "none":
        return tr("Faces shown")
    shown = next(iter(veil.unveiled), 0) if veil.kind == "others" else 0
    return tr("Blurred but face {number}").format(number=shown) if shown else tr("Blurred")


def _where(stream: str, sent: str) -> str:
    if sent:
        return tr("Sent to other programs: {streams}").format(streams=sent)
    if stream:
        return tr("Pictures come from {stream}, nothing is sent").format(stream=stream)
    return tr("Stays on this computer")


class _Words(ElidedLabel):
    """Leaves out where pictures go, then says shortly what is hidden, and at last that alone."""

    def __init__(self) -> None:
        super().__init__()
        self._parts, self._short = ("", "", ""), ""

    @property
    def wanted_px(self) -> int:
        """The width of all but where pictures go."""
        return self.fontMetrics().horizontalAdvance(_SEPARATOR.join(self._parts[:2])) + 2

    def say_parts(self, parts: tuple[str, str, str], short: str) -> None:
        """Show whether faces are analysed, what is hidden (in ``short``, too), and where pictures go."""
        self._parts, self._short = parts, short
        self.say(_SEPARATOR.join(parts))

    def _fitting(self, width: int) -> str:
        metrics = self.fontMetrics()
        if metrics.horizontalAdvance(self._full) <= width:
            return self._full
        analysing, veil, _ = self._parts
        for words in (_SEPARATOR.join((analysing, veil)), _SEPARATOR.join((analysing, self._short)), self._short):
            left = width - metrics.horizontalAdvance(words)
            if left >= 0:
                at_length = left >= px(_END_PX) and veil in words
                return super()._fitting(width) if at_length else words
        return metrics.elidedText(self._short, Qt.TextElideMode.ElideRight, width)


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
