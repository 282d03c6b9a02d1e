"""The time line: what each face expressed over the last seconds or minutes, as a band of colours."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QToolTip, QWidget

from app.faces_menu import FaceTools
from app.history import GAP_S, KEPT_S, History, Trace
from app.people import People
from app.strip import Strip
from app.theme import colour, px
from app.time_marks import mark_at, paint_marks
from app.words import class_word, number, tr
from fer_core.captions import percent
from fer_core.types import Face

#: Seconds that are shown, at first, at least and at most.
SPAN_S, _LEAST_S, _MOST_S = 30.0, 5.0, KEPT_S
# What is shown follows the picture so often.
_EVERY_S = 0.1
_LANE_PX, _LANE_GAP_PX, _AXIS_PX, _NAME_PX, _MARGIN_PX = 56, 4, 18, 72, 10
_LANES = 4
#: Distances between the times at the axis, in seconds.
_TICKS_S = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0)
_MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Lane:
    """The place of one face."""

    face_id: int
    trace: Trace
    rect: QRectF


class Timeline(QFrame):
    """A lane for each face of the time that is shown, the newest moment on the right.

    A lane is filled from the bottom to the top with the probabilities of the classes, in the model's order and in their
    colours: they add up to one. Where the face was not seen, it is empty.

    Parameters
    ----------
    tools
        What can be done about faces: here their names are asked for, and who is shown.
    """

    def __init__(self, tools: FaceTools | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = People() if tools is None else tools.people
        self._people.changed.connect(self.update)
        self.history = History()
        self.span_s = SPAN_S
        #: Seconds at the right edge while somebody looks back; None follows the newest picture.
        self.end_s: float | None = None
        self._painted_s = 0.0
        self._strips: dict[int, Strip] = {}
        self._cursor: QPoint | None = None
        self._grabbed: tuple[float, float] | None = None
        self.setObjectName("timeline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Time line"))
        self.setAccessibleDescription(
            tr(
                "Drag to look back, turn the wheel to see more or less. Keys 1 to 9 set a mark, N writes a note. "
                "Esc: back to now."
            )
        )
        self.live = QToolButton(self)
        self.live.setText(tr("Back to now"))
        self.live.setToolTip(tr("Follow the picture again (Esc)"))
        self.live.clicked.connect(self.follow)
        self.live.hide()

    @property
    def end(self) -> float:
        """Seconds at the right edge."""
        return self.history.newest_t if self.end_s is None else self.end_s

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """The lanes from top to bottom: of too many faces, those that were seen last."""
        shown = self.history.within(self.end - self.span_s, self.end)
        latest = sorted((i for i in shown if not self._people.hidden(i)), key=lambda face_id: -shown[face_id].last_t)[
            :_LANES
        ]
        area = self._area()
        height = (area.height() + _LANE_GAP_PX) / max(len(latest), 1) - _LANE_GAP_PX
        return tuple(
            Lane(i, shown[i], QRectF(area.x(), area.y() + row * (height + _LANE_GAP_PX), area.width(), height))
            for row, i in enumerate(sorted(latest))
        )

    def show_faces(self, faces: Sequence[Face], now_s: float) -> None:
        """Take the faces of a picture that is shown at ``now_s`` seconds."""
        self.history.add(faces, now_s)
        if now_s - self._painted_s >= _EVERY_S:
            self._painted_s = now_s
            if self.end_s is None:
                self.update()

    def expire(self, now_s: float) -> None:
        """Keep what has gone: that is what it is for."""

    def clear(self) -> None:
        """Begin anew, for another source."""
        self.history = History()
        self.follow()

    def set_empty_text(self, text: str) -> None:
        """Say why there is nothing to show; the panel of faces says more."""

    def mark(self, kind: str, text: str, ago_s: float = 0.0) -> None:
        """Mark this moment, or one so many seconds before it, see :class:`fer_core.session.events.Mark`."""
        self.history.mark(kind, text, ago_s)
        self.update()

    def follow(self) -> None:
        """Show the newest moment again, and go on with it."""
        self.end_s = None
        self.live.hide()
        self.update()

    def look_back(self, end_s: float) -> None:
        """Hold the time line still, with a time at its right edge; at the newest one, it is followed again."""
        newest = self.history.newest_t
        oldest = min((trace.first_t for trace in self.history.traces.values()), default=newest)
        if end_s >= newest:
            self.follow()
            return
        self.end_s = max(end_s, min(oldest + self.span_s, newest))
        self.live.show()
        self._place_live()
        self.update()

    def zoom(self, factor: float) -> None:
        """Show so many times the seconds."""
        self.span_s = min(max(self.span_s * factor, _LEAST_S), _MOST_S)
        self.update()

    def told(self, place: QPoint) -> str:
        """Return in words what is shown at a place of the widget; empty where nothing is."""
        for lane in self.lanes:
            if lane.rect.contains(QPointF(place)):
                t = self._time_at(place.x())
                values = lane.trace.at(t)
                mark = mark_at(self.history.marks, place.x(), self._x_of)
                marked = () if mark is None else (tr("Mark: {text}").format(text=mark.text),)
                head = f"{self._people.name(lane.face_id)}, {_ago(self.history.newest_t - t)}"
                if values is None:
                    return "\n".join((*marked, head, tr("not in the picture")))
                words = (
                    f"{class_word(lane.trace.labels[k])}  {percent(float(values[k]))}" for k in np.argsort(-values)
                )
                return "\n".join((*marked, head, *words))
        return ""

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as one face needs; more faces share it."""
        return QSize(400, px(_LANE_PX) + px(_AXIS_PX) + 2 * _MARGIN_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As high as one face needs."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint axis, lanes, marks, and the line under the pointer."""
        super().paintEvent(event)
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(px(11))
        painter.setFont(font)
        lanes = self.lanes
        if not lanes:
            painter.setPen(colour("muted"))
            words = tr("What each face expresses over time is shown here.")
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
            return
        self._strips = {i: strip for i, strip in self._strips.items() if i in self.history.traces}
        for lane in lanes:
            self._paint_lane(painter, lane)
        self._paint_axis(painter)
        paint_marks(painter, self._area(), self.history.marks, self._x_of)
        if self._cursor is not None and self._area().contains(QPointF(self._cursor)):
            painter.setPen(QPen(colour("text"), 1.0))
            painter.drawLine(self._cursor.x(), int(self._area().top()), self._cursor.x(), int(self._area().bottom()))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the time line."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._grabbed = (event.position().x(), self.end)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move it, or tell what is under the pointer."""
        self._cursor = event.position().toPoint()
        if self._grabbed is not None:
            x, end = self._grabbed
            self.look_back(end - (event.position().x() - x) / self._area().width() * self.span_s)
            return
        QToolTip.showText(event.globalPosition().toPoint(), self.told(self._cursor), self)
        self.update()

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        self._grabbed = None

    def leaveEvent(self, _event: object) -> None:  # noqa: N802
        """Forget the pointer."""
        self._cursor = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Show more or less time."""
        if steps := event.angleDelta().y() / 120:
            self.zoom(0.8**steps)
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Look back and forth, and show more or less time, by keys."""
        step = self.span_s / 10
        key = event.key()
        if key == Qt.Key.Key_Left:
            self.look_back(self.end - step)
        elif key == Qt.Key.Key_Right:
            self.look_back(self.end + step)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.zoom(0.8 if key == Qt.Key.Key_Plus else 1.25)
        elif key in (Qt.Key.Key_End, Qt.Key.Key_Escape) and self.end_s is not None:
            self.follow()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:  # noqa: N802
        """Keep the button in its corner."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._place_live()

    def _place_live(self) -> None:
        self.live.adjustSize()
        self.live.move(self.width() - self.live.width() - _MARGIN_PX - 4, _MARGIN_PX + 4)

    def _area(self) -> QRectF:
        """Return where the lanes are."""
        frame = QRectF(self.rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        return frame.adjusted(px(_NAME_PX), 0, 0, -px(_AXIS_PX))

    def _time_at(self, x: float) -> float:
        area = self._area()
        return self.end - (area.right() - x) / max(area.width(), 1.0) * self.span_s

    def _x_of(self, t: float) -> float:
        area = self._area()
        return area.right() - (self.end - t) / self.span_s * area.width()

    def _paint_lane(self, painter: QPainter, lane: Lane) -> None:
        rect = lane.rect
        painter.setPen(colour("muted"))
        name = QRectF(_MARGIN_PX, rect.y(), px(_NAME_PX) - 6, rect.height())
        words = painter.fontMetrics().elidedText(
            self._people.name(lane.face_id), Qt.TextElideMode.ElideRight, int(name.width())
        )
        painter.drawText(name, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.fillRect(rect, colour("picture"))
        ratio = self.devicePixelRatioF()
        width, height = max(round(rect.width() * ratio), 1), max(round(rect.height() * ratio), 1)
        strip = self._strips.setdefault(lane.face_id, Strip())
        span = (self.end - self.span_s, self.end)
        pixels = strip.pixels(lane.trace, span, (width, height), self.history.newest_t)
        image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
        painter.drawImage(rect, image)

    def _paint_axis(self, painter: QPainter) -> None:
        area = self._area()
        newest = self.history.newest_t
        # That at the edge stands to the left of its place: half as much again.
        label = 1.5 * painter.fontMetrics().horizontalAdvance(_short(newest - self.end + self.span_s)) + px(4)
        most = min(max(area.width() / label, 1), _MOST_TICKS)
        step = next((s for s in _TICKS_S if self.span_s / s <= most), _TICKS_S[-1])
        painter.setPen(colour("faint"))
        wide = px(60)
        first = int(np.ceil((newest - self.end) / step))
        for steps in range(first, first + _MOST_TICKS + 1):
            x = self._x_of(newest - steps * step)
            if x < area.left() - 1:
                break
            text = tr("now") if steps == 0 else _short(steps * step)
            left = min(max(x - wide / 2, area.left() - wide / 3), area.right() - wide)
            side = Qt.AlignmentFlag.AlignRight if x > area.right() - wide / 2 else Qt.AlignmentFlag.AlignHCenter
            below = QRectF(left, area.bottom() + 2, wide, px(_AXIS_PX) - 2)
            painter.drawText(below, side | Qt.AlignmentFlag.AlignTop, text)


def _ago(seconds: float) -> str:
    return tr("now") if seconds < GAP_S / 2 else tr("{time} ago").format(time=_short(seconds, digits=1))


def _short(seconds: float, digits: int = 0) -> str:
    if seconds < 60:
        return f"{number(seconds, digits)} s"
    return f"{int(seconds // 60)}:{int(seconds % 60):02d} min"
