"""Show the newest picture with its faces."""

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.face_marks import Placement, draw_badge, draw_faces, letterbox
from app.theme import colour
from fer_core.palette import MARK, text_colour_on
from fer_core.tag_layout import TagLayout
from fer_core.types import FrameResult

_RADIUS_PX = 10.0
_MARGIN_PX = 14.0


class VideoView(QWidget):
    """Paints one result at a time, letterboxed; text is never mirrored.

    Parameters
    ----------
    on_shown
        Called with ``time.monotonic()`` and a result when it has been painted for the first time.
    """

    def __init__(self, on_shown: Callable[[float, FrameResult], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_shown = on_shown
        self._result: FrameResult | None = None
        self._fresh = False
        self._tags = TagLayout()
        self._mirrored = False
        self._mark = ""
        self._mark_place = QRectF()
        self._hint: tuple[QIcon, str, str] | None = None
        self._scaled: tuple[FrameResult, QSize, bool, NDArray[np.uint8], QImage] | None = None
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Live picture")
        # Every pixel is painted here: what lies beneath need not be, thirty times a second.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    @property
    def result(self) -> FrameResult | None:
        """What is shown, None when there is no picture."""
        return self._result

    @property
    def mark(self) -> str:
        """What the picture is marked as, such as a demo; empty for none."""
        return self._mark

    @property
    def hint(self) -> tuple[str, str] | None:
        """Title and text that stand in place of a picture, None where there is one."""
        return self._hint[1:] if self._hint is not None else None

    def marked_places(self) -> list[QRect]:
        """Return where faces and the mark are, in the view's pixels: what should not be hidden."""
        result = self._result
        if result is None:
            return []
        place = self._placement(result)
        places = [place.box(face.track.detection.box_px).toAlignedRect() for face in result.seen]
        return [*places, self._mark_place.toAlignedRect()] if self._mark else places

    def show_result(self, result: FrameResult) -> None:
        """Show a picture and its faces; painted with the next turn of the event loop."""
        self._result = result
        self._fresh = True
        self._hint = None
        self.update()

    def set_mirrored(self, mirrored: bool) -> None:
        """Swap left and right on the screen, and nowhere else."""
        if mirrored != self._mirrored:
            self._tags = TagLayout()
        self._mirrored = mirrored
        self.update()

    def set_mark(self, mark: str) -> None:
        """Write ``mark`` on the picture, in its upper left corner."""
        self._mark = mark
        self.setAccessibleDescription(mark)
        self.update()

    def set_hint(self, icon: QIcon, title: str, text: str) -> None:
        """Show words in place of a picture."""
        self._result = None
        self._scaled = None
        self._tags = TagLayout()
        self._hint = (icon, title, text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the picture, its faces and marks, or the words that stand in for them."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()), _RADIUS_PX, _RADIUS_PX)
        painter.fillRect(self.rect(), colour("window"))
        painter.fillPath(outline, colour("picture"))
        if self._result is not None:
            painter.setClipPath(outline)
            self._paint_result(painter, self._result)
        elif self._hint is not None:
            self._paint_hint(painter, *self._hint)
        painter.end()
        if self._result is not None and self._fresh:
            self._fresh = False
            self._on_shown(time.monotonic(), self._result)

    def _paint_result(self, painter: QPainter, result: FrameResult) -> None:
        place = self._placement(result)
        painter.drawImage(place.rect, self._image(result, place))
        marks = []
        if self._mark:
            corner = QPointF(place.rect.x() + _MARGIN_PX, place.rect.y() + _MARGIN_PX)
            ink = QColor(*text_colour_on(MARK))
            self._mark_place = draw_badge(painter, corner, self._mark, QColor(*MARK), ink)
            marks.append(self._mark_place)
        painter.save()
        painter.setClipRect(place.rect, Qt.ClipOperation.IntersectClip)
        draw_faces(painter, place, result.seen, self._tags, marks)
        painter.restore()

    def _placement(self, result: FrameResult) -> Placement:
        height, width = result.frame.image.shape[:2]
        return letterbox((self.width(), self.height()), (width, height), mirrored=self._mirrored)

    def _image(self, result: FrameResult, place: Placement) -> QImage:
        """Scale once a picture and size with OpenCV: many times faster than Qt's smooth transformation."""
        ratio = self.devicePixelRatioF()
        size = QSize(max(1, round(place.rect.width() * ratio)), max(1, round(place.rect.height() * ratio)))
        if self._scaled is not None:
            scaled_result, scaled_size, mirrored, _, image = self._scaled
            if scaled_result is result and scaled_size == size and mirrored == self._mirrored:
                return image
        pixels = _resized(result.frame.image, size, mirrored=self._mirrored)
        image = QImage(pixels.data, size.width(), size.height(), pixels.strides[0], QImage.Format.Format_RGB888)
        self._scaled = (result, size, self._mirrored, pixels, image)
        return image

    def _paint_hint(self, painter: QPainter, icon: QIcon, title: str, text: str) -> None:
        middle = self.rect().center()
        side = 56
        icon.paint(painter, middle.x() - side // 2, middle.y() - 88, side, side)
        font = QFont(self.font())
        font.setPixelSize(16)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colour("text"))
        centred = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
        wide = self.rect().adjusted(32, 0, -32, 0)
        painter.drawText(wide.adjusted(0, middle.y() - 18, 0, 0), centred, title)
        font.setPixelSize(13)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(colour("muted"))
        painter.drawText(wide.adjusted(0, middle.y() + 12, 0, 0), centred, text)


def _resized(image: NDArray[np.uint8], size: QSize, *, mirrored: bool) -> NDArray[np.uint8]:
    from fer_core._cv2 import cv2

    # A picture of 400 megapixels must not hold up the window: thin it out first, to twice what is needed.
    step = max(1, image.shape[1] // (2 * size.width()))
    image = image[::step, ::step]
    method = cv2.INTER_AREA if image.shape[1] > 2.2 * size.width() else cv2.INTER_LINEAR
    scaled = cv2.resize(image, (size.width(), size.height()), interpolation=method)
    if mirrored:
        scaled = cv2.flip(scaled, 1)
    return np.ascontiguousarray(scaled, dtype=np.uint8)
