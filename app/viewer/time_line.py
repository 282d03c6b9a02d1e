"""The time line of a session: a lane for each face, at any zoom, with what is marked, chosen and left out."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QSizePolicy, QToolTip, QWidget

from app.people import number_words
from app.theme import px
from app.viewer.facts import FaceFacts, Facts
from app.viewer.lanes import AXIS_PX, LANE_PX, NAME_PX, Painter
from app.viewer.spans import Hidden, Window, hidden_spans, time_words
from app.words import class_word, tr
from fer_core.captions import percent

#: Seconds that are seen at least.
_LEAST_S = 0.5
#: What is moved less is a click.
_DRAG_PX = 4
#: A mark is hit from so near.
_NEAR_PX = 6
_SHOWN_LANES = 3


@dataclass(slots=True)
class _Press:
    """Where the button went down: what was there, and whether it has been dragged since."""

    x: float
    t_s: float
    on_axis: bool
    dragged: bool = False


class SessionTimeLine(QAbstractScrollArea):
    """All of a session: probabilities and label of each face, marks, and spans that do not count.

    A click goes to a moment, dragging chooses a span, the wheel shows more or less.

    Parameters
    ----------
    name
        For those who do not see it.
    """

    #: Somebody wants to see this time, in seconds.
    sought = Signal(float)
    #: Another span is chosen, or none.
    chosen = Signal()
    #: Another face is selected.
    selected = Signal()
    #: Somebody wants to name the face that is selected; and to see what can be done, at a place of the screen.
    naming = Signal()
    menu_wanted = Signal(QPoint)
    #: What is seen of it has changed.
    moved = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: Facts | None = None
        self.face_id: int | None = None
        self.span: tuple[float, float] | None = None
        self.position_s = 0.0
        self._start_s, self._span_s, self._end_s = 0.0, 1.0, 1.0
        self._hidden: tuple[Hidden, ...] = ()
        self._press: _Press | None = None
        self._painter = Painter()
        self.setObjectName("timeline")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)
        self.setAccessibleDescription(
            tr("Click to go there, drag to choose a span, turn the wheel to see more or less. M: next mark.")
        )
        self.viewport().setMouseTracking(True)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())

    @property
    def faces(self) -> tuple[FaceFacts, ...]:
        """The lanes from top to bottom."""
        return () if self.facts is None else tuple(self.facts.faces.values())

    @property
    def window_s(self) -> tuple[float, float]:
        """What is seen: its first second, and how many."""
        return self._start_s, self._span_s

    @property
    def seen(self) -> Window:
        """What is seen, and where."""
        width = max(self.viewport().width() - px(NAME_PX) - 10, 1)
        return Window(self._start_s, self._span_s, px(NAME_PX), width)

    def show_facts(self, facts: Facts) -> None:
        """Show a session; what is seen of it stays where it is the same one."""
        other = self.facts is None or self.facts.basis is not facts.basis
        self.facts = facts
        self._hidden = hidden_spans(facts.edits)
        self._painter.keep(facts.faces)
        if self.face_id not in facts.faces:
            self.select(next(iter(facts.faces), None))
        if other:
            self._end_s = max(facts.basis.end_s + facts.basis.gap_s / 2, _LEAST_S)
            self._start_s, self._span_s = 0.0, self._end_s
        self._bound()

    def set_length(self, end_s: float) -> None:
        """Be as long as another time line, and show all of it."""
        self._end_s = max(end_s, _LEAST_S)
        self.show_all()

    def name_of(self, face_id: int) -> str:
        """Return what a face is called."""
        given = "" if self.facts is None else self.facts.edits.names.get(face_id, "")
        return given or number_words(face_id)

    def select(self, face_id: int | None) -> None:
        """Select a face."""
        if face_id != self.face_id:
            self.face_id = face_id
            self.selected.emit()
            self.viewport().update()

    def choose(self, span: tuple[float, float] | None) -> None:
        """Choose a span, or none."""
        if span is not None:
            first, last = sorted(min(max(t_s, 0.0), self._end_s) for t_s in span)
            span = (first, last)
        if span != self.span:
            self.span = span
            self.chosen.emit()
            self.viewport().update()

    def show_position(self, t_s: float, *, follow: bool = True) -> None:
        """Show which moment is looked at, and have it seen."""
        self.position_s = t_s
        if follow and not self._start_s <= t_s <= self._start_s + self._span_s:
            # A page further, with a little of what was seen before.
            self.look(t_s - 0.1 * self._span_s, self._span_s)
        self.viewport().update()

    def look(self, start_s: float, span_s: float) -> None:
        """Show so many seconds from one on, as far as there are any."""
        before = (self._start_s, self._span_s)
        self._span_s = min(max(span_s, _LEAST_S), self._end_s)
        self._start_s = min(max(start_s, 0.0), self._end_s - self._span_s)
        self._bound()
        if before != (self._start_s, self._span_s):
            self.moved.emit()

    def zoom(self, factor: float, at_s: float | None = None) -> None:
        """Show so many times the seconds; a moment stays where it is: the one that is looked at, where it is seen."""
        if at_s is None:
            middle = self._start_s + self._span_s / 2
            at_s = self.position_s if self._start_s <= self.position_s <= self._start_s + self._span_s else middle
        share = (at_s - self._start_s) / self._span_s
        span_s = min(max(self._span_s * factor, _LEAST_S), self._end_s)
        self.look(at_s - share * span_s, span_s)

    def show_all(self) -> None:
        """Show the whole session."""
        self.look(0.0, self._end_s)

    def hidden_at(self, t_s: float, face_id: int | None) -> Hidden | None:
        """Return the span at a time that does not count, of a face or of all."""
        here = (span for span in self._hidden if span.start_s <= t_s <= span.end_s)
        return next((span for span in here if span.face_id in (None, face_id)), None)

    def told(self, place: QPoint) -> str:
        """Return in words what is shown at a place; empty where nothing is."""
        face, seen = self._face_at(place.y()), self.seen
        if self.facts is None or place.x() < seen.left:
            return ""
        for mark in self.facts.marks:
            if place.y() < px(AXIS_PX) and abs(seen.x_of(mark.t_s) - place.x()) <= _NEAR_PX:
                return f"{time_words(mark.t_s, 1)}  {mark.text or mark.kind}"
        if face is None:
            return ""
        t_s = seen.t_of(place.x())
        head = f"{self.name_of(face.face_id)}, {time_words(t_s, 1)}"
        if self.hidden_at(t_s, face.face_id) is not None:
            return "\n".join((head, tr("excluded: it does not count")))
        values = face.trace.at(t_s) if face.trace.rows else None
        if values is None:
            return "\n".join((head, tr("not in the picture")))
        classes = face.trace.labels
        words = (f"{class_word(classes[k])}  {percent(float(values[k]))}" for k in np.argsort(-values))
        return "\n".join((head, *words))

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as a few faces need."""
        lanes = min(max(len(self.faces), 1), _SHOWN_LANES)
        return QSize(600, px(AXIS_PX) + lanes * px(LANE_PX) + self.horizontalScrollBar().sizeHint().height() + 4)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """As high as one face needs."""
        return QSize(240, px(AXIS_PX) + px(LANE_PX) + self.horizontalScrollBar().sizeHint().height() + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show the same seconds in another width."""
        super().resizeEvent(event)
        self._bound()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint what is seen."""
        del event
        painter = QPainter(self.viewport())
        self._painter.paint(painter, self, self.verticalScrollBar().value(), self._hidden)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of a moment; a face whose name is pressed is selected."""
        if event.button() != Qt.MouseButton.LeftButton or self.facts is None:
            return
        place, seen = event.position(), self.seen
        face = self._face_at(place.y())
        if face is not None:
            self.select(face.face_id)
        if place.x() < seen.left:
            return
        t_s = self._bounded(seen.t_of(place.x()))
        on_axis = place.y() < px(AXIS_PX)
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and not on_axis:
            start = self.span[0] if self.span is not None else self.position_s
            self.choose((start, t_s))
            return
        self._press = _Press(place.x(), t_s, on_axis)
        if on_axis:
            self._seek(t_s, place.x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose a span, move along the axis, or tell what is under the pointer."""
        press, place = self._press, event.position()
        if press is None:
            QToolTip.showText(event.globalPosition().toPoint(), self.told(place.toPoint()), self)
            return
        t_s = self._bounded(self.seen.t_of(place.x()))
        if press.on_axis:
            self.sought.emit(t_s)
        elif press.dragged or abs(place.x() - press.x) >= _DRAG_PX:
            press.dragged = True
            self.choose((press.t_s, t_s))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go: what was not dragged is a click, which goes there and chooses nothing."""
        press, self._press = self._press, None
        if press is not None and not press.dragged and not press.on_axis:
            self.choose(None)
            self._seek(press.t_s, event.position().x(), marks=False)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Name the face whose name is clicked twice."""
        if event.position().x() < self.seen.left and self._face_at(event.position().y()) is not None:
            self.naming.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Show what can be done with what is under the pointer, or is selected where the keyboard asks."""
        face = self._face_at(event.pos().y())
        if event.reason() is QContextMenuEvent.Reason.Mouse:
            if face is not None:
                self.select(face.face_id)
            if self.span is None and event.pos().x() >= self.seen.left:
                self.sought.emit(self._bounded(self.seen.t_of(event.pos().x())))
        self.menu_wanted.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Show more or less time; to the side, or with the shift key, other times; at the names, other faces."""
        steps_x, steps_y = event.angleDelta().x() / 120, event.angleDelta().y() / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            steps_x, steps_y = steps_x or steps_y, 0.0
        if event.position().x() < self.seen.left and steps_y:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() - round(steps_y * px(LANE_PX)))
        elif steps_x:
            self.look(self._start_s - steps_x * self._span_s / 10, self._span_s)
        elif steps_y:
            self.zoom(0.8**steps_y, self._bounded(self.seen.t_of(event.position().x())))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave keys to the window, but those that select a face or show more or less."""
        key, ids = event.key(), [face.face_id for face in self.faces]
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.face_id in ids:
            place = ids.index(self.face_id) + (1 if key == Qt.Key.Key_Down else -1)
            self.select(ids[min(max(place, 0), len(ids) - 1)])
            self._show_lane(ids.index(self.face_id))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(0.8)
        elif key == Qt.Key.Key_Minus:
            self.zoom(1.25)
        elif key == Qt.Key.Key_Escape and self.span is not None:
            self.choose(None)
        else:
            event.ignore()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Paint anew in another theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._bound()

    def focusInEvent(self, event: object) -> None:  # noqa: N802
        """Show that the keyboard is here."""
        super().focusInEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def focusOutEvent(self, event: object) -> None:  # noqa: N802
        """Show that it is not."""
        super().focusOutEvent(event)  # type: ignore[arg-type]
        self.viewport().update()

    def viewportSizeHint(self) -> QSize:  # noqa: N802
        """As the whole is."""
        return self.sizeHint()

    def name_place(self, face_id: int) -> QRectF:
        """Return where the name of a face stands in the viewport."""
        row = [face.face_id for face in self.faces].index(face_id)
        top = px(AXIS_PX) + row * px(LANE_PX) - self.verticalScrollBar().value()
        return QRectF(8, top + 4, px(NAME_PX) - 16, px(24))

    def _seek(self, t_s: float, x: float, *, marks: bool = True) -> None:
        """Go to a time, or to a mark that is very near."""
        if marks and self.facts is not None:
            near = [(abs(self.seen.x_of(mark.t_s) - x), mark.t_s) for mark in self.facts.marks]
            distance, at_s = min(near, default=(_NEAR_PX + 1.0, t_s))
            t_s = at_s if distance <= _NEAR_PX else t_s
        self.sought.emit(t_s)

    def _bounded(self, t_s: float) -> float:
        return min(max(t_s, 0.0), self._end_s)

    def _face_at(self, y: float) -> FaceFacts | None:
        row = int((y - px(AXIS_PX) + self.verticalScrollBar().value()) // px(LANE_PX))
        return self.faces[row] if y >= px(AXIS_PX) and 0 <= row < len(self.faces) else None

    def _show_lane(self, row: int) -> None:
        bar, lane = self.verticalScrollBar(), px(LANE_PX)
        room = self.viewport().height() - px(AXIS_PX)
        bar.setValue(min(max(bar.value(), (row + 1) * lane - room), row * lane))

    def _bound(self) -> None:
        """Bring the scroll bars in step."""
        bar, down = self.horizontalScrollBar(), self.verticalScrollBar()
        bar.blockSignals(True)
        bar.setRange(0, max(round((self._end_s - self._span_s) * 1000), 0))
        bar.setPageStep(max(round(self._span_s * 1000), 1))
        bar.setSingleStep(max(round(self._span_s * 100), 1))
        bar.setValue(round(self._start_s * 1000))
        bar.blockSignals(False)
        room = self.viewport().height() - px(AXIS_PX)
        down.setRange(0, max(len(self.faces) * px(LANE_PX) - room, 0))
        down.setPageStep(max(room, 1))
        down.setSingleStep(px(LANE_PX))
        self.viewport().update()

    def _scrolled(self, value: int) -> None:
        self._start_s = min(value / 1000, self._end_s - self._span_s)
        self.viewport().update()
        self.moved.emit()
