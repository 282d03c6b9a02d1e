"""A small face for each class: brows, eyes and mouth in lines, for people to whom colours say little.

All are drawn on a square of 24 units, around (12, 12).
"""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from fer_core.types import Expression

_SIDE = 24.0
_RIM = 10.0
#: Width of the lines, as a share of the side; and the least, in pixels.
_PEN, _PEN_PX = 1.9 / _SIDE, 1.3

Curve = Sequence[tuple[float, float]]


def _path(*curves: Curve, eyes: bool = True, mouth_open: QRectF | None = None) -> QPainterPath:
    """Return lines through two points each, and curves of three, whose middle one pulls; with eyes like dots."""
    path = QPainterPath()
    for curve in curves:
        first, *middle, last = (QPointF(*point) for point in curve)
        path.moveTo(first)
        if middle:
            path.quadTo(middle[0], last)
        else:
            path.lineTo(last)
    for x in (8.7, 15.3) if eyes else ():
        path.moveTo(x, 10.3)
        path.lineTo(x, 10.9)
    if mouth_open is not None:
        path.addEllipse(mouth_open)
    return path


#: What is drawn in the outline of a face, by class.
_GLYPHS: Mapping[str, QPainterPath] = {
    "angry": _path([(6.4, 6.6), (10.2, 8.8)], [(17.6, 6.6), (13.8, 8.8)], [(8.2, 17.2), (12, 14.2), (15.8, 17.2)]),
    "disgust": _path(
        [(7.0, 8.0), (10.2, 9.8)],
        [(10.2, 9.8), (7.0, 11.6)],
        [(17.0, 8.0), (13.8, 9.8)],
        [(13.8, 9.8), (17.0, 11.6)],
        [(7.6, 15.2), (16.4, 15.2)],
        [(11.2, 15.2), (13.4, 22.0), (15.4, 15.2)],
        eyes=False,
    ),
    "fear": _path(
        [(6.4, 8.4), (9.8, 6.2)],
        [(17.6, 8.4), (14.2, 6.2)],
        [(7.2, 16.6), (8.8, 13.2), (10.4, 15.8)],
        [(10.4, 15.8), (12.0, 18.6), (13.6, 15.8)],
        [(13.6, 15.8), (15.2, 13.2), (16.8, 16.6)],
    ),
    "happy": _path([(7.2, 13.6), (12, 21.6), (16.8, 13.6)], [(7.2, 13.6), (16.8, 13.6)]),
    "sad": _path(
        [(6.2, 8.6), (9.6, 6.4)],
        [(17.8, 8.6), (14.4, 6.4)],
        [(7.8, 17.6), (12, 13.4), (16.2, 17.6)],
    ),
    "surprise": _path(
        [(6.8, 7.4), (8.5, 5.2), (10.2, 7.2)],
        [(17.2, 7.4), (15.5, 5.2), (13.8, 7.2)],
        mouth_open=QRectF(9.9, 13.4, 4.2, 5.2),
    ),
    "neutral": _path([(8.2, 15.8), (15.8, 15.8)]),
}
#: Of classes that have none of their own, and where no class is said: a face that shows nothing.
_BLANK = _path()


def said_class(said: Expression | None) -> str:
    """Return the class whose glyph stands for what is said; empty where more than two cannot be ruled out."""
    return "" if said is None or len(said.label_set) > 2 else said.label


def draw_glyph(painter: QPainter, square: QRectF, label: str, ink: QColor, *, outline: bool = True) -> None:
    """Draw the glyph of a class; of one that has none, a face that shows nothing.

    Parameters
    ----------
    painter
        With antialiasing.
    square
        Where it stands.
    label
        The class.
    ink
        Of the lines.
    outline
        With the outline of the face, which may be there already.
    """
    scale = square.width() / _SIDE
    painter.save()
    painter.translate(square.topLeft())
    painter.scale(scale, scale)
    pen = QPen(ink, max(_PEN * _SIDE, _PEN_PX / scale))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if outline:
        painter.drawEllipse(QPointF(12, 12), _RIM, _RIM)
    painter.drawPath(_GLYPHS.get(label, _BLANK))
    painter.restore()
