"""How close the picture is seen, and which part of it."""

from dataclasses import dataclass, replace
from typing import Self

from PySide6.QtCore import QPointF, QRectF

from app.face_marks import Placement, letterbox

#: The closest view, in multiples of the whole picture, and one step.
MOST, STEP = 8.0, 1.25


@dataclass(frozen=True, slots=True)
class Zoom:
    """A part of the picture.

    Attributes
    ----------
    factor
        1 shows the whole picture.
    centre
        (x, y), the middle of what is seen as shares of the picture as it is shown, mirrored or not.
    """

    factor: float = 1.0
    centre: tuple[float, float] = (0.5, 0.5)

    def place(self, view: tuple[float, float], picture: tuple[int, int], *, mirrored: bool) -> Placement:
        """Return where a picture (width, height) stands in a view (width, height)."""
        whole = letterbox(view, picture, mirrored=mirrored)
        if self.factor <= 1.0:
            return whole
        scale = whole.scale * self.factor
        width, height = picture[0] * scale, picture[1] * scale
        x = _edge(view[0], width, self.centre[0])
        y = _edge(view[1], height, self.centre[1])
        rect = QRectF(x, y, width, height)
        return Placement(rect, scale, mirrored, rect.intersected(QRectF(0, 0, *view)))

    def closer(self, factor: float, at: QPointF, view: tuple[float, float], picture: tuple[int, int]) -> Self:
        """Return a view that is closer by a factor (or farther, below 1); what is ``at`` a point stays there."""
        new = min(max(self.factor * factor, 1.0), MOST)
        if new <= 1.0:
            return type(self)()
        before = self.place(view, picture, mirrored=False)
        share = ((at.x() - before.rect.x()) / before.rect.width(), (at.y() - before.rect.y()) / before.rect.height())
        scale = letterbox(view, picture, mirrored=False).scale * new
        middle = (
            share[0] + (view[0] / 2 - at.x()) / (picture[0] * scale),
            share[1] + (view[1] / 2 - at.y()) / (picture[1] * scale),
        )
        return replace(self, factor=new, centre=middle)._within(view, picture)

    def moved(self, by: QPointF, view: tuple[float, float], picture: tuple[int, int]) -> Self:
        """Return a view in which the picture has been dragged by so many pixels of the view."""
        rect = self.place(view, picture, mirrored=False).rect
        x, y = self.centre[0] - by.x() / rect.width(), self.centre[1] - by.y() / rect.height()
        return replace(self, centre=(x, y))._within(view, picture)

    def _within(self, view: tuple[float, float], picture: tuple[int, int]) -> Self:
        """Return the same view, its middle where it is seen: a drag beyond the edge is not to be dragged back."""
        scale = letterbox(view, picture, mirrored=False).scale * self.factor
        middle = []
        for room, length, at in zip(view, (picture[0] * scale, picture[1] * scale), self.centre, strict=True):
            half = min(room / length / 2, 0.5)
            middle.append(min(max(at, half), 1 - half))
        return replace(self, centre=(middle[0], middle[1]))


def _edge(room: float, length: float, middle: float) -> float:
    """Return where a length begins of which the middle is at a share: in the middle if there is room for all of it."""
    if length <= room:
        return round((room - length) / 2)
    return min(0.0, max(room - length, room / 2 - middle * length))
