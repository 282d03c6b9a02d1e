"""What a card shows besides words and bars: the glyph of a class in its colour, and a pin."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.bars import FADED
from app.face_marks import class_colour
from app.glyphs import draw_glyph, said_class
from app.icons import icon
from app.theme import colour
from app.words import tr
from fer_core.palette import text_colour_on
from fer_core.types import Expression


class Swatch(QWidget):
    """The glyph of a class: on a disc in its colour, or in a ring when it is not to be relied on; on black."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: tuple[QColor, str, bool] | None = None
        self._faded = False

    def show_class(self, said: Expression | None) -> None:
        """Show the class that is said."""
        shown = (class_colour(said), said_class(said), said is not None and not said.doubtful)
        if shown != self._shown:
            self._shown = shown
            self.update()

    def set_faded(self, faded: bool) -> None:
        """Show that this was, and is not any more."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint disc and glyph."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(FADED if self._faded else 1.0)
        hue, label, solid = self._shown or (colour("muted"), "", False)
        middle, radius = QPointF(self.width() / 2, self.height() / 2), self.width() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("picture"))
        painter.drawEllipse(middle, radius, radius)
        painter.setPen(QPen(hue, 2.0))
        painter.setBrush(hue if solid else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(middle, radius - 2, radius - 2)
        ink = QColor(*text_colour_on((hue.red(), hue.green(), hue.blue()))) if solid else hue
        draw_glyph(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), label, ink, outline=False)


class Pin(QWidget):
    """Says that a card stays on top."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setToolTip(tr("Stays on top (P)"))
        self._draw()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw it anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the pin."""
        self._icon.paint(QPainter(self), self.rect())

    def _draw(self) -> None:
        self._icon = icon("pin")
