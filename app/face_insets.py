"""What can stand beside a face in the picture: a bar for each class, and its crop as the network sees it."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from app.theme import colour
from app.words import class_word
from fer_core.palette import colour_of
from fer_core.types import Expression, Face

#: Of the bars: height of a row, length of a bar and padding, in sizes of their font; and how opaque their ground is.
_ROW, _BAR, _PADDING, _OPAQUE = 1.3, 4.5, 0.6, 190
#: Of a crop: its side as a share of the face's width, at least and at most so many pixels.
_SIDE, _LEAST_PX, _MOST_PX = 0.4, 48, 144
_GAP_PX = 6.0


def draw_bars(
    painter: QPainter, box: QRectF, said: Expression, font_px: int, picture: QRectF, *, keep_free: Sequence[QRectF] = ()
) -> QRectF | None:
    """Draw the probabilities of a face beside its box, where there is more room or else on the other side.

    Parameters
    ----------
    painter
        Of the view.
    box
        Of the face, in the view's pixels.
    said
        What is said of it.
    font_px
        Size of the names.
    picture
        The part of the view in which they may stand.
    keep_free
        What they may not cover: other faces and their bars.

    Returns
    -------
    QRectF | None
        Where they stand; None where there is no room for them.
    """
    font = QFont(painter.font())
    font.setPixelSize(font_px)
    font.setBold(False)
    painter.setFont(font)
    names = [class_word(label) for label in said.labels]
    name_px = max(QFontMetricsF(font).horizontalAdvance(name) for name in names)
    row_px, bar_px, pad_px = _ROW * font_px, _BAR * font_px, _PADDING * font_px
    width, height = name_px + bar_px + 3 * pad_px, row_px * len(names) + 2 * pad_px
    places = _beside(box, QSizeF(width, height), picture)
    place = next((place for place in places if not any(place.intersects(other) for other in keep_free)), None)
    if place is None:
        return None
    ground = colour("picture")
    ground.setAlpha(_OPAQUE)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(place, 5, 5)
    best = float(said.probabilities.max())
    for row, (label, name, value) in enumerate(zip(said.labels, names, said.probabilities, strict=True)):
        top = place.top() + pad_px + row * row_px
        painter.setPen(colour("on_picture" if value == best else "on_picture_muted"))
        painter.drawText(QRectF(place.left() + pad_px, top, name_px + 1, row_px), Qt.AlignmentFlag.AlignVCenter, name)
        track = QRectF(place.left() + 2 * pad_px + name_px, top + row_px * 0.3, bar_px, row_px * 0.4)
        painter.fillRect(track, QColor(255, 255, 255, 40))
        track.setWidth(bar_px * float(value))
        painter.fillRect(track, QColor(*colour_of(label, row)))
    return place


def _beside(box: QRectF, size: QSizeF, picture: QRectF) -> Iterator[QRectF]:
    """Give the places beside a face, best first; that on the narrower side only where it does not cover the face."""
    right = picture.right() - box.right() >= box.left() - picture.left()
    for to_right in (right, not right):
        x = box.right() + _GAP_PX if to_right else box.left() - _GAP_PX - size.width()
        place = QRectF(QPointF(x, box.top()), size)
        place.moveTop(min(max(place.top(), picture.top()), picture.bottom() - size.height()))
        place.moveLeft(min(max(place.left(), picture.left()), picture.right() - size.width()))
        if to_right == right or not place.intersects(box):
            yield place


def draw_crop(painter: QPainter, box: QRectF, face: Face, picture: QRectF) -> None:
    """Draw what the network sees of a face into the lower left corner of its box; nothing where that is not kept."""
    crop = face.window[-1].crop if face.window else None
    if crop is None:
        return
    height, width = crop.shape
    image = QImage(crop.data, width, height, crop.strides[0], QImage.Format.Format_Grayscale8)
    side = min(max(_SIDE * box.width(), _LEAST_PX), _MOST_PX)
    place = QRectF(box.left(), box.bottom() - side, side, side * height / width)
    place.moveTop(min(place.top(), picture.bottom() - place.height()))
    place.moveLeft(max(place.left(), picture.left()))
    painter.drawImage(place, image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour("bright"), 1.5))
    painter.drawRect(place)
