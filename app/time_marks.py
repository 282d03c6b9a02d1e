"""How marks look on the time line: by shape, who has set them."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from app.history import Mark
from app.theme import colour, px
from fer_core.session.events import KEY, RULE

_FLAG_PX = 14
#: A mark is meant by a pointer so near to it.
_NEAR_PX = 6


def mark_at(marks: Sequence[Mark], x: float, x_of: Callable[[float], float]) -> Mark | None:
    """Return the mark that a pointer is at, the nearest one; None where there is none."""
    near = [mark for mark in marks if abs(x_of(mark.t) - x) <= px(_NEAR_PX)]
    return min(near, key=lambda mark: abs(x_of(mark.t) - x), default=None)


def paint_marks(painter: QPainter, area: QRectF, marks: Sequence[Mark], x_of: Callable[[float], float]) -> None:
    """Paint marks over the lanes: a key as a flag with its number, a note as one with lines, a rule as a diamond.

    Parameters
    ----------
    painter, area
        Where the lanes are.
    marks
        Those outside are left out.
    x_of
        Returns the place of a time.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for mark in marks:
        x = x_of(mark.t)
        if area.left() <= x <= area.right():
            style = Qt.PenStyle.DotLine if mark.kind == RULE else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour("bright"), 1.5, style))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            _paint_head(painter, area, mark, x)
    painter.restore()


def _paint_head(painter: QPainter, area: QRectF, mark: Mark, x: float) -> None:
    side = px(_FLAG_PX)
    if mark.kind == RULE:
        middle, reach = QPointF(x, area.top() + side / 2), side / 2
        corners = (QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0))
        painter.setPen(QPen(QColor("black"), 1.0))
        painter.setBrush(colour("bright"))
        painter.drawPolygon(QPolygonF([middle + corner for corner in corners]))
        return
    flag = QRectF(min(x, area.right() - side), area.top(), side, side)
    painter.fillRect(flag, colour("bright"))
    painter.setPen(QPen(QColor("black"), 1.5))
    if mark.kind == KEY:
        painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, mark.text)
        return
    for part, width in ((0.28, 0.64), (0.5, 0.64), (0.72, 0.4)):
        left, y = flag.left() + 0.18 * side, flag.top() + part * side
        painter.drawLine(QPointF(left, y), QPointF(left + width * side, y))
