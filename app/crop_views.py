"""Crops of a face as the network sees them: enlarged, with a map of what covering them does, and in a strip."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import colour, px
from app.why_words import part_words, signed
from app.words import number, tr
from fer_core.explain import LeftOut

#: Changes of a probability are painted in full strength from here on at the latest; smaller ones never look large.
LEAST_SCALE = 0.05
#: How much of a crop the map hides at most.
_OPACITY = 0.8
_RADIUS_PX = 8.0
_THUMB_PX, _GAP_PX, _BAR_PX, _TEXT_PX, _WIDEST_PX = 52, 8, 6, 15, 96


class CropView(QWidget):
    """One crop, its pixels to be seen; over it a map, or a few words while there is none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._crop: QImage | None = None
        self._heat: QImage | None = None
        self._words = ""
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_crop(self, crop: NDArray[np.uint8], words: str = "") -> None:
        """Show a crop (h, w) uint8, and words over it."""
        self._crop, self._heat, self._words = grey_image(crop), None, words
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    def show_heat(self, falls: NDArray[np.float32], words: str) -> None:
        """Show a map (h, w) of changes over the crop; ``words`` tell it to who does not see it."""
        self._heat, self._words = heat_image(falls), ""
        self.setAccessibleDescription(words)
        self.update()

    def say(self, words: str) -> None:
        """Write something over the crop."""
        self._words = words
        self.setAccessibleDescription(words)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Large enough to see the pixels."""
        return QSize(px(180), self.heightForWidth(px(180)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Large enough to see a face."""
        return QSize(px(120), self.heightForWidth(px(120)))

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Keep the shape of the crop."""
        return width if self._crop is None else round(width * self._crop.height() / self._crop.width())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint the crop, and what there is over it."""
        if self._crop is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        place = QRectF(0, 0, self.width(), self.heightForWidth(self.width()))
        outline = QPainterPath()
        outline.addRoundedRect(place, _RADIUS_PX, _RADIUS_PX)
        painter.setClipPath(outline)
        painter.drawImage(place, self._crop)
        if self._heat is not None:
            # The map has no pixels of its own: each is an average over patches.
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._heat)
        if self._words:
            ground = colour("picture")
            ground.setAlpha(190)
            painter.fillPath(outline, ground)
            painter.setPen(colour("on_picture"))
            inner = place.adjusted(10, 10, -10, -10)
            painter.drawText(inner, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._words)


class PartsView(QWidget):
    """The window in a row of small crops, under each what it adds to the label."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: tuple[LeftOut, ...] = ()
        self._crops: list[QImage | None] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("The pictures of the window"))

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """What is written under the crops: (change, time) from left to right."""
        return tuple((signed(part.fall), _age_words(part.age_s)) for part in self._parts)

    def show_parts(self, parts: Sequence[LeftOut]) -> None:
        """Show the parts of a window, oldest first."""
        self._parts = tuple(parts)
        self._crops = [grey_image(part.crop) if part.crop is not None else None for part in parts]
        self.setAccessibleDescription(", ".join(part_words(part) for part in parts))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as a crop, its bar and two rows of text."""
        return QSize(10 * (px(_THUMB_PX) + _GAP_PX), px(_THUMB_PX) + 6 + _BAR_PX + 3 + 2 * px(_TEXT_PX))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Not too narrow for the numbers."""
        return QSize(10 * px(36), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint crops, bars and numbers."""
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(px(12))
        painter.setFont(font)
        cell = min(self.width() / max(len(self._parts), 1), px(_WIDEST_PX))
        scale = max(LEAST_SCALE, *(abs(part.fall) for part in self._parts), 0.0)
        for column, (part, crop) in enumerate(zip(self._parts, self._crops, strict=True)):
            self._paint_part(painter, QRectF(column * cell, 0, cell - _GAP_PX, self.height()), part, crop, scale=scale)

    def _paint_part(
        self, painter: QPainter, place: QRectF, part: LeftOut, crop: QImage | None, *, scale: float
    ) -> None:
        most, line_px = px(_THUMB_PX), px(_TEXT_PX)
        side = min(place.width(), most)
        thumb = QRectF(place.x(), place.y() + most - side, side, side)
        if crop is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(thumb, crop)
        track = QRectF(place.x(), most + 6, side, _BAR_PX)
        painter.fillRect(track, colour("picture"))
        share = min(abs(part.fall) / scale, 1.0)
        ink = colour("speaks_for" if part.fall > 0 else "speaks_against")
        painter.fillRect(QRectF(track.x(), track.y(), track.width() * share, track.height()), ink)
        painter.setPen(QPen(colour("control"), 1.0))
        painter.drawRect(track.adjusted(0.5, 0.5, -0.5, -0.5))
        top = track.bottom() + 3
        for row, (words, role) in enumerate(((signed(part.fall), "text"), (_age_words(part.age_s), "muted"))):
            painter.setPen(colour(role))
            line = QRectF(place.x(), top + row * line_px, side, line_px)
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)


class Sample(QWidget):
    """A colour of the map, for its legend: on black, as over a picture."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role
        self.setFixedSize(px(14), px(14))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("picture"))
        painter.drawRoundedRect(self.rect(), 4, 4)
        painter.setBrush(colour(self._role))
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 3, 3)


def grey_image(crop: NDArray[np.uint8]) -> QImage:
    """Return a crop (h, w) uint8 as an image of Qt, which keeps a copy."""
    height, width = crop.shape
    return QImage(np.ascontiguousarray(crop).tobytes(), width, height, width, QImage.Format.Format_Grayscale8).copy()


def heat_image(falls: NDArray[np.float32]) -> QImage:
    """Return a map (h, w) of changes as colours: the larger a change, the less transparent."""
    height, width = falls.shape
    scale = max(LEAST_SCALE, float(np.abs(falls).max()))
    inks = np.array([_rgb(colour("speaks_for")), _rgb(colour("speaks_against"))], np.uint8)
    pixels = np.empty((height, width, 4), np.uint8)
    pixels[..., :3] = inks[(falls < 0).astype(int)]
    pixels[..., 3] = np.rint(np.abs(falls) / scale * _OPACITY * 255)
    return QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGBA8888).copy()


def _rgb(ink: QColor) -> tuple[int, int, int]:
    return ink.red(), ink.green(), ink.blue()


def _age_words(age_s: float) -> str:
    if age_s < 0.005:
        return tr("now")
    return f"\N{MINUS SIGN}{number(age_s, 1 if age_s >= 0.095 else 2)} s"
