"""Paints a session's time line: each lane is drawn once for what is seen of it, and then copied."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from app.strip import band
from app.theme import colour, px
from app.viewer.facts import FaceFacts, Facts
from app.viewer.spans import Hidden, Window, time_words
from app.words import class_word, tr
from fer_core.captions import percent
from fer_core.palette import colour_of

#: Heights of the axis with the marks, of a lane, and of its band and its labels; the width of the names.
AXIS_PX, LANE_PX, BAND_PX, LABELS_PX, NAME_PX = 26, 66, 44, 8, 122
_FLAG_PX = 6


class Line(Protocol):
    """A time line that is painted."""

    facts: Facts | None
    face_id: int | None
    span: tuple[float, float] | None
    position_s: float

    @property
    def faces(self) -> tuple[FaceFacts, ...]:
        """The lanes from top to bottom."""

    @property
    def seen(self) -> Window:
        """What is seen, and where."""

    def viewport(self) -> QWidget:
        """Where it is painted."""

    def name_of(self, face_id: int) -> str:
        """Return what a face is called."""

    def hasFocus(self) -> bool:  # noqa: N802
        """Whether the keyboard is here."""


@dataclass(slots=True, eq=False)
class _Drawn:
    """A lane as it was drawn, and what for; the image lives in the pixels."""

    face: FaceFacts
    what: tuple[Any, ...]
    image: QImage
    pixels: NDArray[np.uint32]


class Painter:
    """Paints a time line, and keeps what it has drawn."""

    def __init__(self) -> None:
        self._drawn: dict[int, _Drawn] = {}

    def keep(self, faces: Mapping[int, FaceFacts]) -> None:
        """Forget the lanes of faces that are not there any more."""
        self._drawn = {face_id: drawn for face_id, drawn in self._drawn.items() if face_id in faces}

    def paint(self, painter: QPainter, line: Line, down_px: int, hidden: tuple[Hidden, ...]) -> None:
        """Paint what is seen of a time line that is scrolled down by so many pixels."""
        view = line.viewport()
        font = QFont(view.font())
        font.setPixelSize(px(11))
        painter.setFont(font)
        painter.fillRect(view.rect(), colour("surface"))
        if line.facts is None:
            return
        if not line.faces:
            words = tr("No face was seen, or none that counts.")
            painter.setPen(colour("muted"))
            painter.drawText(view.rect(), Qt.AlignmentFlag.AlignCenter, words)
        top = px(AXIS_PX) - down_px
        painter.save()
        painter.setClipRect(0, px(AXIS_PX), view.width(), view.height())
        for row, face in enumerate(line.faces):
            place = QRectF(0, top + row * px(LANE_PX), view.width(), px(LANE_PX))
            if place.bottom() > px(AXIS_PX) and place.top() < view.height():
                self._lane(painter, line, face, place, hidden)
        painter.restore()
        _axis(painter, line)
        _marks(painter, line)
        _chosen(painter, line)
        _cursor(painter, line)
        if line.hasFocus():
            painter.setPen(QPen(colour("accent"), 1.0))
            painter.drawRect(QRectF(view.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _lane(self, painter: QPainter, line: Line, face: FaceFacts, place: QRectF, hidden: tuple[Hidden, ...]) -> None:
        seen = line.seen
        if face.face_id == line.face_id:
            painter.fillRect(place.adjusted(0, 1, 0, -1), colour("raised"))
            painter.fillRect(QRectF(0, place.y() + 1, 3, place.height() - 2), colour("accent"))
        _name(painter, line, face, place)
        rect = QRectF(seen.left, place.y() + 5, seen.width, px(BAND_PX) + 2 + px(LABELS_PX))
        assert line.facts is not None
        # Behind the end of a session there is nothing, not even a gap.
        end = min(seen.x_of(line.facts.basis.end_s + line.facts.basis.gap_s / 2), rect.right())
        painter.fillRect(QRectF(rect.x(), rect.y(), max(end - rect.x(), 0.0), rect.height()), colour("picture"))
        painter.drawImage(rect, self._image(face, seen, rect, painter.device().devicePixelRatioF()))
        for span in hidden:
            if span.face_id in (None, face.face_id):
                _hatch(painter, seen, span, rect)

    def _image(self, face: FaceFacts, seen: Window, rect: QRectF, ratio: float) -> QImage:
        width, height = max(round(rect.width() * ratio), 1), max(round(rect.height() * ratio), 1)
        what = (seen.start_s, seen.span_s, width, height)
        drawn = self._drawn.get(face.face_id)
        if drawn is None or drawn.face is not face or drawn.what != what:
            pixels = _pixels(face, seen, width, height)
            image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
            drawn = self._drawn[face.face_id] = _Drawn(face, what, image, pixels)
        return drawn.image


def _pixels(face: FaceFacts, seen: Window, width: int, height: int) -> NDArray[np.uint32]:
    """Return a lane (height, width) ARGB: the probabilities over the labels, transparent where there is nothing."""
    classes = face.trace.labels
    edges = seen.start_s + np.arange(width + 1, dtype=np.float64) * (seen.span_s / width)
    labels_px = max(round(height * px(LABELS_PX) / (px(BAND_PX) + 2 + px(LABELS_PX))), 1)
    gap_px = max(round(height * 2 / (px(BAND_PX) + 2 + px(LABELS_PX))), 1)
    pixels = np.zeros((height, width), np.uint32)
    if not classes:
        return pixels
    if face.trace.rows:
        pixels[: height - labels_px - gap_px] = band(face.trace.columns(edges), classes, height - labels_px - gap_px)
    colours = np.array([QColor(*colour_of(name, k)).rgba() for k, name in enumerate(classes)] + [0], np.uint32)
    pixels[height - labels_px :] = colours[face.labels.columns(edges)]
    return pixels


def _name(painter: QPainter, line: Line, face: FaceFacts, place: QRectF) -> None:
    rect = QRectF(10, place.y() + 6, px(NAME_PX) - 18, px(16))
    font = QFont(painter.font())
    font.setBold(face.face_id == line.face_id)
    font.setPixelSize(px(12))
    painter.save()
    painter.setFont(font)
    painter.setPen(colour("text"))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    metrics = painter.fontMetrics()
    name = metrics.elidedText(line.name_of(face.face_id), Qt.TextElideMode.ElideRight, int(rect.width()))
    painter.drawText(rect, flags, name)
    painter.restore()
    painter.setPen(colour("muted"))
    values = face.trace.at(line.position_s) if face.trace.rows else None
    words = tr("not in the picture")
    if values is not None:
        best = int(np.argmax(values))
        words = f"{class_word(face.trace.labels[best])} {percent(float(values[best]))}"
    under = rect.translated(0, px(17))
    painter.drawText(
        under, flags, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(rect.width()))
    )


def _hatch(painter: QPainter, seen: Window, span: Hidden, rect: QRectF) -> None:
    left, right = max(seen.x_of(span.start_s), rect.left()), min(seen.x_of(span.end_s), rect.right())
    if right < left:
        return
    place = QRectF(left, rect.y(), max(right - left, 2.0), rect.height())
    painter.fillRect(place, colour("picture"))
    painter.fillRect(place, QBrush(colour("on_picture_muted"), Qt.BrushStyle.BDiagPattern))


def _axis(painter: QPainter, line: Line) -> None:
    seen, high = line.seen, px(AXIS_PX)
    widest = painter.fontMetrics().horizontalAdvance("0:00:00.0") + px(18)
    step, times = seen.ticks(widest)
    digits = 1 if step < 1 else 0
    for t_s in times:
        x = seen.x_of(float(t_s))
        painter.setPen(QPen(colour("edge"), 1.0))
        painter.drawLine(QPointF(x, high - 5), QPointF(x, high))
        painter.setPen(colour("muted"))
        left = min(max(x - widest / 2, seen.left + 5), seen.left + seen.width - widest)
        side = Qt.AlignmentFlag.AlignHCenter
        if left > x - widest / 2:
            side = Qt.AlignmentFlag.AlignLeft
        elif left < x - widest / 2:
            side = Qt.AlignmentFlag.AlignRight
        painter.drawText(QRectF(left, 3, widest, high - 8), side | Qt.AlignmentFlag.AlignVCenter,
                         time_words(float(t_s), digits))  # fmt: skip


def _marks(painter: QPainter, line: Line) -> None:
    seen, high = line.seen, line.viewport().height()
    assert line.facts is not None
    ink = colour("warning")
    for mark in line.facts.marks:
        if not seen.start_s <= mark.t_s <= seen.end_s:
            continue
        x = seen.x_of(mark.t_s)
        painter.setPen(QPen(ink, 1.0, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, px(AXIS_PX)), QPointF(x, high))
        flag, top = px(_FLAG_PX), px(AXIS_PX) - px(_FLAG_PX) - 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        painter.drawPolygon(QPolygonF([QPointF(x - flag, top), QPointF(x + flag, top), QPointF(x, top + flag + 2)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _chosen(painter: QPainter, line: Line) -> None:
    if line.span is None:
        return
    seen = line.seen
    left, right = (min(max(seen.x_of(t_s), seen.left), seen.left + seen.width) for t_s in line.span)
    rect = QRectF(left, 0, max(right - left, 1.0), line.viewport().height())
    tint = colour("accent")
    tint.setAlpha(64)
    painter.fillRect(rect, tint)
    painter.setPen(QPen(colour("accent"), 1.5))
    for x in (rect.left(), rect.right()):
        painter.drawLine(QPointF(x, 0), QPointF(x, rect.height()))


def _cursor(painter: QPainter, line: Line) -> None:
    seen = line.seen
    if not seen.start_s <= line.position_s <= seen.end_s:
        return
    x = seen.x_of(line.position_s)
    # White on dark, whatever is under it.
    painter.setPen(QPen(colour("picture"), 3.0))
    painter.drawLine(QPointF(x, 0), QPointF(x, line.viewport().height()))
    painter.setPen(QPen(colour("on_picture"), 1.4))
    painter.drawLine(QPointF(x, 0), QPointF(x, line.viewport().height()))
