"""Show the newest picture with its faces."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QIcon,
    QImage,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.face_insets import draw_crop
from app.face_marks import Overlays, Placement, draw_badge, draw_faces
from app.people import People
from app.picture_words import draw_words
from app.scaler import Scaled, Scaler, Wanted
from app.theme import colour, px
from app.words import tr
from app.zoom import STEP, Zoom
from fer_core.palette import MARK, text_colour_on
from fer_core.tag_layout import TagLayout
from fer_core.types import Face, FrameResult
from fer_core.veil import NO_VEIL, Veil

_RADIUS_PX = 10.0
_MARGIN_PX = 14.0


class VideoView(QWidget):
    """Paints one result at a time, letterboxed; text is never mirrored.

    Pictures are scaled in a thread, which ends with :meth:`stop`. A picture is always painted together with the faces
    that were found in it.

    Parameters
    ----------
    on_shown
        Called with ``time.monotonic()`` and a result when it has been painted for the first time.
    """

    #: The face that somebody points at in the picture, 0 for none; and one that is clicked, or clicked twice.
    pointed = Signal(int)
    clicked = Signal(int)
    double_clicked = Signal(int)
    #: Emitted in the scaling thread.
    _ready = Signal()

    def __init__(self, on_shown: Callable[[float, FrameResult], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_shown = on_shown
        self._newest: FrameResult | None = None
        self._scaled: Scaled | None = None
        self._series = 0
        self._fresh = False
        self._tags = TagLayout()
        self._mirrored = False
        self._zoom = Zoom()
        self._dragged: QPointF | None = None
        self._veil = NO_VEIL
        self._overlays = Overlays()
        self._people: People | None = None
        self._hints: Mapping[int, str] = {}
        self._recording = False
        self._pointed = self._under_pointer = 0
        self.setMouseTracking(True)
        self._mark = ""
        self._mark_place = QRectF()
        self._hint: tuple[QIcon, str, str] | None = None
        self._ready.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._scaler = Scaler(self._ready.emit)
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Live picture"))
        # Every pixel is painted here: what lies beneath need not be, thirty times a second.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def result(self) -> FrameResult | None:
        """What is shown, None when there is no picture."""
        return self._scaled.wanted.result if self._scaled is not None else None

    @property
    def mirrored(self) -> bool:
        """Whether left and right are swapped on the screen."""
        return self._mirrored

    @property
    def mark(self) -> str:
        """What the picture is marked as, such as a demo; empty for none."""
        return self._mark

    @property
    def hint(self) -> tuple[str, str] | None:
        """Title and text that stand in place of a picture, None where there is one."""
        return self._hint[1:] if self._hint is not None else None

    @property
    def hints(self) -> Mapping[int, str]:
        """The advice that is given, by the id of a face."""
        return self._hints

    def marked_places(self) -> list[QRect]:
        """Return where faces and the mark are, in the view's pixels: what should not be hidden."""
        if self._scaled is None:
            return []
        place, faces = self._placement(self._scaled.wanted), self._faces(self._scaled.wanted)
        places = [place.box(face.track.detection.box_px).toAlignedRect() for face in faces]
        return [*places, self._mark_place.toAlignedRect()] if self._mark else places

    def show_result(self, result: FrameResult) -> None:
        """Show a picture and its faces, as soon as it is scaled."""
        self._newest = result
        self._want()

    def set_mirrored(self, mirrored: bool) -> None:
        """Swap left and right on the screen, and nowhere else."""
        if mirrored != self._mirrored:
            self._mirrored = mirrored
            x, y = self._zoom.centre
            self._zoom = replace(self._zoom, centre=(1 - x, y))
            self._want()

    @property
    def veil(self) -> Veil:
        """What of the picture is hidden."""
        return self._veil

    def set_veil(self, veil: Veil) -> None:
        """Hide other things of the picture, also of one that stands still."""
        if veil != self._veil:
            self._veil = veil
            if not self.isVisible():
                self._scaled = None
            self._want()

    def point_at(self, face_id: int) -> None:
        """Let the box of a face stand out; 0 for none."""
        if face_id != self._pointed:
            self._pointed = face_id
            self.update()

    @property
    def zoom(self) -> Zoom:
        """How close the picture is seen."""
        return self._zoom

    def look(self, zoom: Zoom) -> None:
        """See the picture from closer, or another part of it."""
        if zoom != self._zoom:
            self._zoom = zoom
            self._tags = TagLayout()
            self.setCursor(Qt.CursorShape.OpenHandCursor if zoom.factor > 1 else Qt.CursorShape.ArrowCursor)
            self._want()
            # What is there is stretched, until the picture is scaled anew.
            self.update()

    def look_closer(self, factor: float, at: QPointF | None = None) -> None:
        """See the picture from closer by a factor, or from farther away; what is ``at`` a point stays there."""
        if self._newest is not None:
            at = QRectF(self.rect()).center() if at is None else at
            self.look(self._zoom.closer(factor, at, (self.width(), self.height()), _size(self._newest)))

    def shift(self, by: QPointF) -> None:
        """Move the picture by so many pixels of the view, as far as there is more of it."""
        if self._newest is not None and self._zoom.factor > 1:
            self.look(self._zoom.moved(by, (self.width(), self.height()), _size(self._newest)))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Look closer, at where the pointer is."""
        if steps := event.angleDelta().y() / 120:
            self.look_closer(STEP**steps, event.position())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the picture, or tell at which face the pointer is."""
        if self._dragged is not None:
            by, self._dragged = event.position() - self._dragged, event.position()
            self.shift(by)
            return
        self._point(self._face_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell which face is clicked; take hold of a picture of which there is more than is seen."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self._zoom.factor > 1:
            self._dragged = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        if face_id := self._face_at(event.position()):
            self.clicked.emit(face_id)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go of the picture."""
        super().mouseReleaseEvent(event)
        if self._dragged is not None:
            self._dragged = None
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell which face is clicked twice."""
        face_id = self._face_at(event.position())
        if face_id and event.button() == Qt.MouseButton.LeftButton:
            self.double_clicked.emit(face_id)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Tell that the pointer is at no face."""
        super().leaveEvent(event)
        self._point(0)

    def _point(self, face_id: int) -> None:
        if face_id != self._under_pointer:
            self._under_pointer = face_id
            self.pointed.emit(face_id)
            self.point_at(face_id)

    def _face_at(self, point: QPointF) -> int:
        """Return the face at a point of the view, the smallest of several; 0 for none."""
        if self._scaled is None:
            return 0
        place = self._placement(self._scaled.wanted)
        boxes = ((place.box(face.track.detection.box_px), face.id) for face in self._faces(self._scaled.wanted))
        here = [(box.width() * box.height(), face_id) for box, face_id in boxes if box.contains(point)]
        return min(here, default=(0.0, 0))[1]

    def set_people(self, people: People) -> None:
        """Ask there for names, and who is not shown."""
        self._people = people
        people.changed.connect(self.update)

    def set_overlays(self, overlays: Overlays) -> None:
        """Draw other things over the picture."""
        self._overlays = overlays
        self.update()

    def set_hints(self, hints: Mapping[int, str]) -> None:
        """Give advice at faces, by their ids."""
        if hints != self._hints:
            self._hints = hints
            self.update()

    def set_recording(self, recording: bool) -> None:
        """Show in the picture that something is recorded, where nothing else does."""
        if recording != self._recording:
            self._recording = recording
            self.update()

    def set_mark(self, mark: str) -> None:
        """Write ``mark`` on the picture, in its upper left corner."""
        self._mark = mark
        self.setAccessibleDescription(mark)
        self.update()

    def set_hint(self, icon: QIcon, title: str, text: str) -> None:
        """Show words in place of a picture."""
        # What is being scaled belongs to the past.
        self._series += 1
        self._newest = self._scaled = None
        self._tags = TagLayout()
        self.look(Zoom())
        self._hint = (icon, title, text)
        self.update()

    def stop(self) -> None:
        """End the thread that scales."""
        self._scaler.stop()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Have the newest picture scaled: while nobody saw it, none was."""
        super().showEvent(event)
        self._want()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Have the picture scaled anew; meanwhile the one that is there is stretched."""
        super().resizeEvent(event)
        self._want()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the picture, its faces and marks, or the words that stand in for them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
        painter.fillRect(self.rect(), colour("window"))
        painter.fillPath(outline, colour("picture"))
        scaled = self._scaled
        if scaled is not None and scaled.wanted.veil != self._veil:
            # Better nothing for a moment than what is to be hidden.
            scaled = None
        if scaled is not None:
            self._paint_picture(painter, scaled, outline)
        elif self._hint is not None:
            draw_words(painter, self.rect(), *self._hint)
        painter.end()
        if scaled is not None and self._fresh:
            self._fresh = False
            self._on_shown(time.monotonic(), scaled.wanted.result)

    def _want(self) -> None:
        if self._newest is None or not self.isVisible() or self.window().isMinimized():
            # Nobody sees it: it is scaled when it comes into view.
            return
        size = _size(self._newest)
        place = self._zoom.place((self.width(), self.height()), size, mirrored=self._mirrored)
        part, ratio = place.source(size), self.devicePixelRatioF() * place.scale
        size_px = (max(1, round((part[2] - part[0]) * ratio)), max(1, round((part[3] - part[1]) * ratio)))
        self._scaler.want(Wanted(self._newest, part, size_px, self._mirrored, self._series, self._veil))

    def _take(self) -> None:
        scaled = self._scaler.take()
        # What was scaled under another veil never comes to the screen after the change.
        if scaled is None or (scaled.wanted.series, scaled.wanted.veil) != (self._series, self._veil):
            return
        before = self._scaled.wanted if self._scaled is not None else None
        if before is None or before.mirrored != scaled.wanted.mirrored:
            self._tags = TagLayout()
        self._fresh = self._fresh or before is None or before.result is not scaled.wanted.result
        self._scaled = scaled
        self._hint = None
        self.update()

    def _paint_picture(self, painter: QPainter, scaled: Scaled, outline: QPainterPath) -> None:
        place = self._placement(scaled.wanted)
        # A clip with round corners makes it slower: only where the picture reaches into them.
        if QRectF(self.rect()).adjusted(0, _RADIUS_PX, 0, -_RADIUS_PX).contains(place.visible):
            painter.setClipRect(place.visible)
        else:
            painter.setClipPath(outline)
        painter.drawImage(self._snapped(place.box(scaled.wanted.part), scaled.image), scaled.image)
        marks = []
        if self._mark:
            corner = QPointF(place.visible.x() + _MARGIN_PX, place.visible.y() + _MARGIN_PX)
            ink = QColor(*text_colour_on(MARK))
            self._mark_place = draw_badge(painter, corner, self._mark, QColor(*MARK), ink)
            marks.append(self._mark_place)
        if self._recording:
            corner = QPointF(place.visible.right() - _MARGIN_PX - px(60), place.visible.y() + _MARGIN_PX)
            marks.append(draw_badge(painter, corner, tr("REC"), colour("danger"), QColor("black")))
        painter.setClipRect(place.visible, Qt.ClipOperation.IntersectClip)
        faces = self._faces(scaled.wanted)
        if self._overlays.crops:
            for face in faces:
                if not scaled.wanted.veil.hides(face):
                    draw_crop(painter, place.box(face.track.detection.box_px), face, place.visible)
        names = {} if self._people is None else {face.id: self._people.given_name(face.id) for face in faces}
        draw_faces(
            painter,
            place,
            faces,
            self._tags,
            marks,
            overlays=self._overlays,
            pointed=self._pointed,
            names=names,
            hints=self._hints,
        )

    def _snapped(self, target: QRectF, image: QImage) -> QRectF:
        """Return the pixels of the screen for a picture that has their size: between them it would be blurred."""
        ratio = self.devicePixelRatioF()
        size = QSizeF(image.size()) / ratio
        if abs(size.width() - target.width()) > 1 or abs(size.height() - target.height()) > 1:
            return target
        return QRectF(QPointF(round(target.x() * ratio), round(target.y() * ratio)) / ratio, size)

    def _faces(self, wanted: Wanted) -> tuple[Face, ...]:
        """Return the faces that are seen and shown."""
        seen = wanted.result.seen
        return seen if self._people is None else self._people.shown(seen)

    def _placement(self, wanted: Wanted) -> Placement:
        return self._zoom.place((self.width(), self.height()), _size(wanted.result), mirrored=wanted.mirrored)


def _size(result: FrameResult) -> tuple[int, int]:
    """Return width and height of a picture."""
    height, width = result.frame.image.shape[:2]
    return width, height
