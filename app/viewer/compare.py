"""Two sessions beside each other: how much of the time each label was shown, and their time lines."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QMainWindow, QScrollArea, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from app.faults import sentence_of
from app.jobs import Errands
from app.people import number_words
from app.theme import colour, px
from app.viewer.facts import Facts
from app.viewer.spans import time_words
from app.viewer.time_line import SessionTimeLine
from app.words import class_word, share_words, tr
from fer_core.palette import colour_of
from fer_core.session.edits import apply_edits
from fer_core.session.summary import FaceSummary, summarise

_ROW_PX, _HEAD_PX, _NAME_PX, _CELL_PX, _GAP_PX = 24, 40, 90, 108, 10
#: More faces of a session than anybody compares.
_MOST_FACES = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One face of one session, or all of them: shares by label; seconds with a label."""

    session: int
    name: str
    shares: Mapping[str, float]
    seconds: float


def columns_of(session: int, faces: Sequence[FaceSummary], name: Callable[[int], str]) -> tuple[Column, ...]:
    """Return the columns of a session: all faces together, weighted by their time, then each face."""
    own = []
    for face in faces[:_MOST_FACES]:
        seconds = sum(share.seconds for share in face.shares)
        shares = {share.label: share.share for share in face.shares} if seconds > 0 else {}
        own.append(Column(session, name(face.face_id), shares, seconds))
    whole = sum(share.seconds for face in faces for share in face.shares)
    together: dict[str, float] = {}
    for face in faces:
        for share in face.shares:
            together[share.label] = together.get(share.label, 0.0) + share.seconds
    everybody = {label: seconds / whole for label, seconds in together.items()} if whole > 0 else {}
    return (Column(session, tr("All faces"), everybody, whole), *(own if len(own) > 1 else ()))


class ShareTable(QWidget):
    """A row for each label, a column for each face of both sessions; a bar and a number in each cell."""

    def __init__(self) -> None:
        super().__init__()
        self.columns: tuple[Column, ...] = ()
        self._titles = ("", "")
        self.labels: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.MinimumExpanding)
        self.setAccessibleName(tr("Shares of the labels in both sessions"))

    def show_columns(self, titles: tuple[str, str], columns: tuple[Column, ...], labels: tuple[str, ...]) -> None:
        """Show shares; labels of both sessions, each once."""
        self._titles, self.columns, self.labels = titles, columns, labels
        told = (
            f"{titles[column.session]}, {column.name}: "
            + ", ".join(f"{class_word(label)} {self.words(column, label)}" for label in labels)
            for column in columns
        )
        self.setAccessibleDescription(". ".join(told))
        self.setMinimumSize(self.sizeHint())
        self.update()

    def words(self, column: Column, label: str) -> str:
        """Return what stands in a cell."""
        return share_words(column.shares[label]) if label in column.shares else "–"  # noqa: RUF001

    def sizeHint(self) -> QSize:  # noqa: N802
        """As large as its cells."""
        wide = px(_NAME_PX) + (px(_CELL_PX) + _GAP_PX) * max(len(self.columns), 2) + 2 * _GAP_PX
        return QSize(wide, px(_HEAD_PX) + px(_ROW_PX) * max(len(self.labels), 7) + 8)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Paint the cells."""
        del event
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(px(12))
        painter.setFont(font)
        for row, label in enumerate(self.labels):
            painter.setPen(colour("text"))
            rect = QRectF(0, px(_HEAD_PX) + row * px(_ROW_PX), px(_NAME_PX), px(_ROW_PX))
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, class_word(label))
        # So wide that all fit, where there is room; what is seen of nobody is a dash, not nothing.
        cell = max(px(_CELL_PX), min((self.width() - px(_NAME_PX)) / max(len(self.columns), 1) - _GAP_PX, px(190)))
        left = float(px(_NAME_PX))
        before: int | None = None
        for column in self.columns:
            if before is not None and before != column.session:
                left += _GAP_PX
                painter.setPen(QPen(colour("edge"), 1.0))
                painter.drawLine(int(left - _GAP_PX), 0, int(left - _GAP_PX), self.height())
            count = sum(other.session == column.session for other in self.columns)
            # Over all columns of its session, and no others.
            title = count * (cell + _GAP_PX) - 2 * _GAP_PX if before != column.session else 0.0
            self._column(painter, column, left, cell, title_px=title)
            before = column.session
            left += cell + _GAP_PX

    def _column(self, painter: QPainter, column: Column, left: float, cell: float, *, title_px: float) -> None:
        metrics, elide = painter.fontMetrics(), Qt.TextElideMode.ElideRight
        painter.setPen(colour("text"))
        if title_px:
            title = metrics.elidedText(self._titles[column.session], Qt.TextElideMode.ElideMiddle, int(title_px))
            painter.drawText(QRectF(left, 0, title_px, px(18)), Qt.AlignmentFlag.AlignVCenter, title)
        painter.setPen(colour("muted"))
        head = metrics.elidedText(f"{column.name}  {time_words(column.seconds)}", elide, int(cell))
        painter.drawText(QRectF(left, px(18), cell, px(18)), Qt.AlignmentFlag.AlignVCenter, head)
        number = metrics.horizontalAdvance("100 %") + 6
        for row, label in enumerate(self.labels):
            rect = QRectF(left, px(_HEAD_PX) + row * px(_ROW_PX) + 5, cell - number, px(_ROW_PX) - 10)
            painter.setPen(QPen(colour("control"), 1.0))
            painter.setBrush(colour("picture"))
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))
            share = column.shares.get(label)
            if share:
                filled = rect.adjusted(1, 1, -1, -1)
                filled.setWidth(max(filled.width() * share, 1.0))
                painter.fillRect(filled, QColor(*colour_of(label, row)))
            painter.setPen(colour("text" if share else "muted"))
            place = QRectF(rect.right() + 4, rect.y() - 4, number, rect.height() + 8)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, self.words(column, label))
        painter.setBrush(Qt.BrushStyle.NoBrush)


class CompareWindow(QMainWindow):
    """Both sessions, as they are after their changes.

    Parameters
    ----------
    first, second
        What is shown of each.
    errands
        They end with this window.
    """

    closed = Signal()

    def __init__(self, first: Facts, second: Facts, errands: Errands) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(QSize(1180, 720).boundedTo(self.screen().availableSize()))
        self._both, self._errands = (first, second), errands
        names = [facts.basis.session.path.stem for facts in self._both]
        folders = [facts.basis.session.path.parent.name for facts in self._both]
        self.titles = (names[0], names[1])
        if names[0] == names[1]:
            self.titles = (f"{names[0]} ({folders[0]})", f"{names[1]} ({folders[1]})")
        self.setWindowTitle(tr("{one} and {other}").format(one=self.titles[0], other=self.titles[1]))
        self.note = QLabel(tr("Working out the shares…"))
        self.note.setProperty("tone", "small")
        self.note.setWordWrap(True)
        self.table = ShareTable()
        self.lines = tuple(SessionTimeLine(tr("Time line of {name}").format(name=title)) for title in self.titles)
        self._arrange()
        self._follow()
        errands.submit("compare", self._sum, self._show, lambda error: self.note.setText(sentence_of(error)))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Tell that it has gone."""
        self._errands.end()
        self.closed.emit()
        event.accept()

    def _arrange(self) -> None:
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.table)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        above = QWidget()
        column = QVBoxLayout(above)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.note)
        column.addWidget(area, 1)
        splitter.addWidget(above)
        for title, line, facts in zip(self.titles, self.lines, self._both, strict=True):
            part = QWidget()
            column = QVBoxLayout(part)
            column.setContentsMargins(0, 4, 0, 0)
            column.setSpacing(4)
            label = QLabel(title)
            label.setProperty("tone", "heading")
            label.setTextFormat(Qt.TextFormat.PlainText)
            column.addWidget(label)
            column.addWidget(line, 1)
            line.show_facts(facts)
            splitter.addWidget(part)
        high = self.table.sizeHint().height() + px(64)
        splitter.setSizes([high, *((self.height() - high) // 2 for _ in self.lines)])
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(14, 10, 14, 12)
        column.addWidget(splitter)
        self.setCentralWidget(body)

    def _follow(self) -> None:
        """Let both time lines show the same seconds, as far as there are any: times count from each one's start."""
        for line, other in (self.lines, self.lines[::-1]):
            line.set_length(max(facts.basis.end_s for facts in self._both))
            line.moved.connect(lambda line=line, other=other: other.look(*line.window_s))
            line.sought.connect(self._seek)

    def _seek(self, t_s: float) -> None:
        for line in self.lines:
            line.show_position(t_s, follow=False)

    def _sum(self) -> tuple[tuple[FaceSummary, ...], tuple[FaceSummary, ...]]:
        first, second = (summarise(apply_edits(facts.basis.session, facts.edits)) for facts in self._both)
        return first, second

    def _show(self, found: tuple[tuple[FaceSummary, ...], tuple[FaceSummary, ...]]) -> None:
        columns: list[Column] = []
        for number, (faces, facts) in enumerate(zip(found, self._both, strict=True)):
            columns += columns_of(number, faces, partial(_name, facts))
        labels = tuple(dict.fromkeys(label for facts in self._both for label in facts.basis.classes))
        self.table.show_columns(self.titles, tuple(columns), labels)
        words = [tr("Shares of the time in which a face had a label, after the changes of each session.")]
        if self._both[0].basis.classes != self._both[1].basis.classes:
            words.append(tr("The two were read with different classes: what one model does not know is a dash."))
        words.append(tr("A difference between two sessions may be one of light, camera or model as well as of faces."))
        self.note.setText(" ".join(words))


def _name(facts: Facts, face_id: int) -> str:
    return facts.edits.names.get(face_id) or number_words(face_id)
