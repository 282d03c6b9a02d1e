"""What a face's tag says, with a hint beneath it: one block, which the layout places as a whole."""

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.glyphs import draw_glyph, said_class
from app.theme import colour, px
from fer_core.palette import text_colour_on
from fer_core.types import Expression

#: Of a tag, as a share of its font's size.
_PADDING, _LEADING = 0.58, 0.5
#: The glyph in a tag: room for it, its side and its left edge, in the same unit.
_GLYPH, _GLYPH_SIDE, _GLYPH_LEFT = 1.4, 1.3, 0.4
#: The size of a hint's font, as a share of the tag's, and at least so many pixels.
_SHARE, _LEAST_PX = 0.8, 12
_GAP_PX = 3.0
#: How much of the picture a hint's ground hides.
_OPAQUE = 225


@dataclass(frozen=True, slots=True)
class Block:
    """A tag and a hint, either of which may be empty.

    Attributes
    ----------
    text, hint
        What they say.
    said
        Of the face: its class has a glyph.
    font, hint_font
        What they are written in.
    """

    text: str
    hint: str
    said: Expression | None
    font: QFont
    hint_font: QFont

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in pixels."""
        tag, hint = self._sizes()
        return max(tag[0], hint[0]), tag[1] + hint[1] + (_GAP_PX if self.text and self.hint else 0.0)

    def draw(self, painter: QPainter, place: QRectF, box: QRectF, hue: QColor) -> None:
        """Draw it at ``place``, both lines as near to the left edge of the face's ``box`` as they can stand."""
        tag, hint = self._sizes()
        if self.text:
            ink = QColor(*text_colour_on((hue.red(), hue.green(), hue.blue())))
            at, size = _beside(place, box, tag, place.top()), self.font.pixelSize()
            _draw_pill(painter, at, self.text, self.font, (hue, ink), left=_GLYPH * size)
            side = _GLYPH_SIDE * size
            square = QRectF(at.left() + _GLYPH_LEFT * size, at.center().y() - side / 2, side, side)
            draw_glyph(painter, square, said_class(self.said), ink)
        if self.hint:
            ground = colour("picture")
            ground.setAlpha(_OPAQUE)
            at = _beside(place, box, hint, place.bottom() - hint[1])
            _draw_pill(painter, at, self.hint, self.hint_font, (ground, colour("on_picture")))

    def _sizes(self) -> tuple[tuple[float, float], tuple[float, float]]:
        return _size(self.text, self.font, _GLYPH), _size(self.hint, self.hint_font)


def hint_px(tag_px: int) -> int:
    """Return the size of the font of hints under tags with one of ``tag_px``."""
    return max(px(_LEAST_PX), round(_SHARE * tag_px))


def _size(text: str, font: QFont, room: float = 0.0) -> tuple[float, float]:
    if not text:
        return 0.0, 0.0
    metrics, size = QFontMetricsF(font), font.pixelSize()
    return metrics.horizontalAdvance(text) + (2 * _PADDING + room) * size, metrics.height() + _LEADING * size


def _beside(place: QRectF, box: QRectF, size: tuple[float, float], top: float) -> QRectF:
    left = min(max(box.left(), place.left()), place.right() - size[0])
    return QRectF(left, top, *size)


def _draw_pill(
    painter: QPainter, at: QRectF, text: str, font: QFont, colours: tuple[QColor, QColor], *, left: float = 0.0
) -> None:
    painter.setFont(font)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours[0])
    painter.drawRoundedRect(at, 5, 5)
    painter.setPen(colours[1])
    painter.drawText(at.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, text)
