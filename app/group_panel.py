"""The room: all faces as one, over the last minute and now."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.bars import Bars
from app.faces_menu import FaceTools
from app.history import Trace
from app.people import People
from app.strip import Strip
from app.theme import colour, px
from app.words import tr, trn
from fer_core.types import Face

SPAN_S = 60.0
_MARGIN_PX, _HEAD_PX, _AXIS_PX, _BARS_PX, _GAP_PX = 10, 20, 16, 230, 16


class RoomPanel(QFrame):
    """The mean of what all faces in the picture are read as: a stacked strip, and a bar for each class.

    Faces that the user does not show are left out.

    Parameters
    ----------
    tools
        What can be done about faces: here it is asked who is shown.
    """

    def __init__(self, tools: FaceTools | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = People() if tools is None else tools.people
        self._trace: Trace | None = None
        self._strip = Strip()
        self._newest_t = 0.0
        self.count = 0
        self.setObjectName("room")
        self.setToolTip(tr("The mean of the probabilities of all faces in the picture: of expressions, not of moods."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Room"))
        self.bars = Bars(self)
        self.bars.setFixedWidth(px(_BARS_PX))
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN_PX, _MARGIN_PX, _MARGIN_PX, _MARGIN_PX)
        row.addStretch(1)
        row.addWidget(self.bars)

    @property
    def words(self) -> str:
        """How many faces there are, in words."""
        return trn("%Ln faces", "", self.count) if self.count else tr("No face is read at the moment.")

    def show_faces(self, faces: Sequence[Face], now_s: float) -> None:
        """Take the faces of a picture that is shown at ``now_s`` seconds."""
        self._newest_t = now_s
        said = [
            face.expression
            for face in faces
            if face.expression is not None and face.track.seen and not self._people.hidden(face.id)
        ]
        # After a change of the output, both may be there for a moment.
        said = [one for one in said if one.labels == said[0].labels]
        self.count = len(said)
        self.bars.set_faded(not said)
        if said:
            labels, mean = said[0].labels, np.mean([one.probabilities for one in said], axis=0)
            if self._trace is None or self._trace.labels != labels:
                self._trace = Trace(labels)
            self._trace.add(now_s, mean)
            self.bars.set_values(labels, tuple(float(value) for value in mean))
        self.setAccessibleDescription(f"{self.words} {self.bars.in_words if said else ''}".strip())
        self.update()

    def expire(self, now_s: float) -> None:
        """Keep what has gone for a while: that is what it is for."""

    def clear(self) -> None:
        """Begin anew, for another source."""
        self._trace, self._strip, self.count = None, Strip(), 0
        self.bars.set_values((), ())
        self.setAccessibleDescription("")
        self.update()

    def set_empty_text(self, text: str) -> None:
        """Say why there is nothing to show; the panel of faces says more."""

    def mark(self, number: int) -> None:
        """Do nothing: marks stand in the time line."""

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as the bars."""
        return QSize(400, self.bars.sizeHint().height() + 2 * _MARGIN_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As high as the bars."""
        return QSize(px(_BARS_PX) + 120, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint what stands over the strip, the strip, and its ends."""
        super().paintEvent(event)
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(px(12))
        painter.setFont(font)
        area = QRectF(self.rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        area.setRight(self.bars.x() - _GAP_PX)
        if area.width() < 1:
            return
        head = QRectF(area.x(), area.y(), area.width(), px(_HEAD_PX) - 4)
        painter.setPen(colour("text"))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, tr("Room"))
        painter.setPen(colour("muted"))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.words)
        band = area.adjusted(0, px(_HEAD_PX), 0, -px(_AXIS_PX))
        painter.fillRect(band, colour("picture"))
        if self._trace is not None:
            self._paint_band(painter, band, self._trace)
        font.setPixelSize(px(11))
        painter.setFont(font)
        painter.setPen(colour("faint"))
        below = QRectF(area.x(), band.bottom() + 2, area.width(), px(_AXIS_PX) - 2)
        painter.drawText(below, Qt.AlignmentFlag.AlignTop, tr("{seconds} s ago").format(seconds=f"{SPAN_S:.0f}"))
        painter.drawText(below, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight, tr("now"))

    def _paint_band(self, painter: QPainter, band: QRectF, trace: Trace) -> None:
        ratio = self.devicePixelRatioF()
        size = max(round(band.width() * ratio), 1), max(round(band.height() * ratio), 1)
        pixels = self._strip.pixels(trace, (self._newest_t - SPAN_S, self._newest_t), size, self._newest_t)
        image = QImage(pixels.data, *size, 4 * size[0], QImage.Format.Format_ARGB32)
        painter.drawImage(band, image)
