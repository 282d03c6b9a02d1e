"""Draw boxes and labels of faces over the picture, in the pixels of the screen."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.face_insets import draw_bars
from app.hint_marks import Block, hint_px
from app.theme import colour, px
from app.words import caption
from fer_core.palette import colour_of
from fer_core.tag_layout import Rect, Tag, TagLayout
from fer_core.types import Expression, Face

#: Letters of a name that a tag has room for.
_NAME_LETTERS = 16
#: The size of a tag's font: this share of the picture's height, between these in pixels, and so much more to a room.
_TAG_SHARE, _TAG_LEAST_PX, _TAG_MOST_PX, _TO_A_ROOM = 1 / 36, 12, 30, 2.0
#: A tag is no larger than suits the faces: this share of the middle one's width.
_OF_A_FACE = 0.16
#: Radius of a key point and width of a line, as shares of the picture's height, and at least so many pixels.
_POINT, _POINT_PX, _LINE, _LINE_PX = 1 / 220, 2.5, 1 / 300, 2.4


@dataclass(frozen=True, slots=True)
class Overlays:
    """What is drawn over the picture.

    Attributes
    ----------
    boxes, labels, ids, bars, points, crops, hints
        A box around each face, its tag, its number in that, a bar for each class, the detector's key points, the crop
        that the network sees, and advice on what would make it easier to read.
    to_a_room
        Tags are so large that they can be read from afar.
    """

    boxes: bool = True
    labels: bool = True
    ids: bool = True
    bars: bool = False
    points: bool = False
    crops: bool = False
    hints: bool = True
    to_a_room: bool = False


#: What of it can be chosen, by name.
OVERLAYS = tuple(known.name for known in fields(Overlays) if known.name != "to_a_room")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a picture stands in its view.

    Attributes
    ----------
    rect
        In the view's pixels; where it is looked at closely, it reaches over the view's edges.
    scale
        View pixels per picture pixel.
    mirrored
        Left and right are swapped.
    visible
        The part of ``rect`` that is in the view.
    """

    rect: QRectF
    scale: float
    mirrored: bool
    visible: QRectF

    def source(self, picture: tuple[int, int]) -> tuple[int, int, int, int]:
        """Return the part (x0, y0, x1, y1) of a picture (width, height) that is in the view, in whole pixels."""
        x0, x1 = self.visible.left() - self.rect.left(), self.visible.right() - self.rect.left()
        if self.mirrored:
            x0, x1 = self.rect.width() - x1, self.rect.width() - x0
        y0, y1 = self.visible.top() - self.rect.top(), self.visible.bottom() - self.rect.top()
        wide, high = picture[0] / self.rect.width(), picture[1] / self.rect.height()
        left, top = min(int(x0 * wide), picture[0] - 1), min(int(y0 * high), picture[1] - 1)
        right, bottom = max(math.ceil(x1 * wide), left + 1), max(math.ceil(y1 * high), top + 1)
        return left, top, min(right, picture[0]), min(bottom, picture[1])

    def box(self, box_px: tuple[float, float, float, float]) -> QRectF:
        """Map (x0, y0, x1, y1) of the picture into the view."""
        x0, y0, x1, y1 = (edge * self.scale for edge in box_px)
        if self.mirrored:
            x0, x1 = self.rect.width() - x1, self.rect.width() - x0
        return QRectF(self.rect.x() + x0, self.rect.y() + y0, x1 - x0, y1 - y0)

    def point(self, x_px: float, y_px: float) -> QPointF:
        """Map a point of the picture into the view."""
        x = self.rect.width() - x_px * self.scale if self.mirrored else x_px * self.scale
        return QPointF(self.rect.x() + x, self.rect.y() + y_px * self.scale)


def letterbox(view: tuple[float, float], picture: tuple[int, int], *, mirrored: bool) -> Placement:
    """Fit a picture (width, height) into a view (width, height), whole and centred."""
    scale = min(view[0] / picture[0], view[1] / picture[1])
    width, height = max(1.0, picture[0] * scale), max(1.0, picture[1] * scale)
    rect = QRectF(round((view[0] - width) / 2), round((view[1] - height) / 2), round(width), round(height))
    return Placement(rect, scale, mirrored, rect)


def class_colour(said: Expression | None) -> QColor:
    """Return the colour of the class that is said."""
    if said is None:
        return colour("muted")
    return QColor(*colour_of(said.label, said.labels.index(said.label)))


def draw_faces(
    painter: QPainter,
    place: Placement,
    faces: Sequence[Face],
    layout: TagLayout,
    keep_free: Sequence[QRectF] = (),
    *,
    overlays: Overlays = Overlays(),
    pointed: int = 0,
    names: Mapping[int, str] = {},
    hints: Mapping[int, str] = {},
) -> None:
    """Draw every face: a box in the colour of its class, dashed when doubtful, and a tag beside it.

    Parameters
    ----------
    painter
        Of the view.
    place
        Where the picture stands.
    faces
        Those that are seen.
    layout
        Remembers where their tags stood in the picture before.
    keep_free
        What no tag should hide, besides faces and other tags.
    overlays
        What of it is wanted.
    pointed
        The face that somebody points at: its box is twice as thick. 0 for none.
    names
        What faces were called, by id; the others have their numbers.
    hints
        Advice by the id of a face, which stands beneath its tag.
    """
    faces = [face for face in faces if place.box(face.track.detection.box_px).intersects(place.visible)]
    boxes = [place.box(face.track.detection.box_px) for face in faces]
    for box, face in zip(boxes, faces, strict=True):
        said = face.expression
        if overlays.boxes:
            width = max(_LINE_PX, _LINE * place.visible.height()) * (2 if face.id == pointed else 1)
            _draw_box(painter, box, class_colour(said), width, solid=said is not None and not said.doubtful)
        if overlays.points:
            _draw_points(painter, place, face)
    if overlays.bars and boxes:
        bars_px = hint_px(tag_px(place.visible.height(), [box.width() for box in boxes], to_a_room=overlays.to_a_room))
        inside, drawn = place.visible.adjusted(4, 4, -4, -4), list[QRectF]()
        for box, face in zip(boxes, faces, strict=True):
            if face.expression is not None:
                taken = [*drawn, *(other for other in boxes if other is not box)]
                bars = draw_bars(painter, box, face.expression, bars_px, inside, keep_free=taken)
                drawn += [bars] if bars is not None else []
    told = hints if overlays.hints else {}
    marked = [(face, box) for face, box in zip(faces, boxes, strict=True) if overlays.labels or face.id in told]
    if not marked:
        return
    font_px = tag_px(place.visible.height(), [box.width() for box in boxes], to_a_room=overlays.to_a_room)
    fonts = _font(painter.font(), font_px, bold=True), _font(painter.font(), hint_px(font_px), bold=False)
    blocks = []
    for face, _box in marked:
        name = _short(names.get(face.id, ""))
        text = caption(face, name, numbered=overlays.ids) if overlays.labels else ""
        blocks.append(Block(text, told.get(face.id, ""), face.expression, *fonts))
    tags = [Tag(face.id, *block.size, _rect(box)) for (face, box), block in zip(marked, blocks, strict=True)]
    picture = _rect(place.visible.adjusted(2, 2, -2, -2))
    places = layout.place(tags, picture, [_rect(r) for r in keep_free])
    for (face, box), block, at in zip(marked, blocks, places, strict=True):
        block.draw(painter, QRectF(at.x0, at.y0, at.width, at.height), box, class_colour(face.expression))


def tag_px(picture_px: float, face_widths_px: Sequence[float], *, to_a_room: bool = False) -> int:
    """Return the size of the font of all tags: one whose font changed with its own face would tremble.

    Parameters
    ----------
    picture_px
        Height of the picture on the screen.
    face_widths_px
        Of the faces on the screen, at least one.
    to_a_room
        They are to be read from afar.
    """
    more = _TO_A_ROOM if to_a_room else 1.0
    most = max(_TAG_LEAST_PX, _OF_A_FACE * more * sorted(face_widths_px)[len(face_widths_px) // 2])
    return px(round(min(max(_TAG_SHARE * more * picture_px, _TAG_LEAST_PX), _TAG_MOST_PX * more, most)))


def _rect(rect: QRectF) -> Rect:
    return Rect(rect.left(), rect.top(), rect.right(), rect.bottom())


def draw_badge(painter: QPainter, corner: QPointF, text: str, background: QColor, ink: QColor) -> QRectF:
    """Draw a pill with a short text, its top left at ``corner``; returns its place."""
    painter.setFont(_font(painter.font(), px(12), bold=True))
    metrics = QFontMetricsF(painter.font())
    pill = QRectF(corner.x(), corner.y(), metrics.horizontalAdvance(text) + 22, metrics.height() + 10)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(background)
    painter.drawRoundedRect(pill, pill.height() / 2, pill.height() / 2)
    painter.setPen(ink)
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
    return pill


def _draw_box(painter: QPainter, box: QRectF, hue: QColor, width_px: float, *, solid: bool) -> None:
    radius = min(10.0, box.width() / 8)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    # A dark line around the coloured one: it is seen on any ground.
    painter.setPen(QPen(QColor(0, 0, 0, 130), width_px + 2.1))
    painter.drawRoundedRect(box, radius, radius)
    pen = QPen(hue, width_px)
    if not solid:
        pen.setDashPattern([4.0, 3.0])
    painter.setPen(pen)
    painter.drawRoundedRect(box, radius, radius)


def _draw_points(painter: QPainter, place: Placement, face: Face) -> None:
    painter.setPen(QPen(QColor(0, 0, 0, 160), 1.0))
    painter.setBrush(colour("bright"))
    for x, y in face.track.detection.landmarks_px:
        radius = max(_POINT_PX, _POINT * place.visible.height())
        painter.drawEllipse(place.point(float(x), float(y)), radius, radius)


def _short(name: str) -> str:
    """Return a name that a tag has room for."""
    return name if len(name) <= _NAME_LETTERS else f"{name[: _NAME_LETTERS - 1].rstrip()}…"


def _font(base: QFont, size_px: int, *, bold: bool) -> QFont:
    font = QFont(base)
    font.setPixelSize(size_px)
    font.setBold(bold)
    return font
