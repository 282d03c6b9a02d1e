"""The walk through the expressions, over the picture: what is asked for, how long still, and what was found."""

import math

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.matrix import Matrix
from app.scrolled import Scrolled
from app.theme import colour, px
from app.words import class_word, mark, number, tr, trn
from fer_core.coach import ADVICE
from fer_core.palette import PALETTE
from fer_core.walk import CAUTION, CHECKS, HOW, SEVERAL, Walk

_MARGIN_PX, _INSIDE_PX, _WIDEST_PX, _SPACING_PX = 14, 18, 640, 10
_LIGHT = mark("Make each expression as clearly as you can, and hold it until the next one is asked for.")

# What the walk says by itself.
_OF_THE_WALK = (
    *(mark("Light", "what is checked"), mark("Size and place", "what is checked")),
    *(mark("Sharpness", "what is checked"), mark("View", "what is checked")),
    mark("Let your face rest, as if you were reading."),
    mark("Smile broadly, with your eyes as well."),
    mark("Raise your brows, open your eyes wide and drop your jaw."),
    mark("Pull the corners of your mouth down, and raise the inner ends of your brows."),
    mark("Draw your brows down and together, and press your lips together."),
    mark("Wrinkle your nose and raise your upper lip, as at a bad smell."),
    mark("Raise your brows and draw them together, open your eyes wide and stretch your lips."),
    mark(
        "These were posed expressions, and posed ones are not felt ones. This tells how the camera reads what you show "
        "on purpose, and nothing about what you feel."
    ),
    mark("Waiting for a picture."),
    mark("No face is in view. Come before the camera."),
    mark("{faces} faces are in view. Only one may be."),
    mark("Your face is not whole in the picture. Come into the middle."),
    *(mark("Read well: {names}."), mark("Read at times: {names}."), mark("Read hardly ever: {names}.")),
    *(mark("Skipped: {names}."), mark("{name} (else as {other})")),
)


class WalkPanel(QFrame):
    """Stands over the lower part of the picture, and over all of it at the end.

    Parameters
    ----------
    over
        What it stands over.
    """

    #: Somebody wants to go on, to begin again, to save it (with crops or without), or to end.
    go_on = Signal()
    again = Signal()
    save = Signal(bool)
    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setObjectName("walk")
        self.setAccessibleName(tr("Test my camera"))
        self.check, self.pose, self.results = _Check(), _Pose(), _Results()
        self._page: _Page = self.check
        self.pages = QStackedWidget()
        for page in (self.check, self.pose, self.results):
            self.pages.addWidget(page)
        for button in (self.check.begin, self.pose.skip):
            button.clicked.connect(self.go_on)
        for button in (self.check.close_button, self.pose.close_button, self.results.close_button):
            button.clicked.connect(self.closed)
        self.results.again.clicked.connect(self.again)
        self.results.save.clicked.connect(lambda: self.save.emit(self.results.keep.isChecked()))
        self._row = QVBoxLayout(self)
        self._row.setContentsMargins(_INSIDE_PX, 14, _INSIDE_PX, 14)
        self._row.addWidget(self.pages)
        over.installEventFilter(self)

    def show_walk(self, walk: Walk) -> None:
        """Show how far a walk has got."""
        page = {"check": self.check, "pose": self.pose, "done": self.results}[walk.step]
        turned = page is not self._page or not self.isVisible()
        if turned:
            had_focus = self.isAncestorOf(self.window().focusWidget() or self.window())
            self._page = page
            self.pages.setCurrentWidget(page)
            page.begin_with(walk)
            # What is shown knows its style, and thereby its size.
            self.show()
            self._place()
            self.raise_()
            if had_focus or page is self.check:
                page.first.setFocus()
        page.show_walk(walk)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the size of the picture."""
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def event(self, event: QEvent) -> bool:
        """Take the room that other words need, and another size of text."""
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._place()
        return done

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """End by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _place(self) -> None:
        room = self._over.rect().adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        width = min(room.width(), px(_WIDEST_PX))
        page = self._page
        wanted = max(page.minimumSizeHint().height(), page.wanted_px(width - 2 * _INSIDE_PX))
        edges = self.contentsMargins() + self._row.contentsMargins()
        height = min(room.height(), wanted + edges.top() + edges.bottom())
        self.setGeometry(room.x() + (room.width() - width) // 2, room.bottom() + 1 - height, width, height)


class _Page(QWidget):
    """One page; each has a button that the keyboard begins with. Words scroll where they have no room."""

    def __init__(self) -> None:
        super().__init__()
        self.close_button = QPushButton(tr("Close"))
        self.first: QPushButton = self.close_button

    def wanted_px(self, width: int) -> int:
        """Return the height at which nothing scrolls, in a width."""
        raise NotImplementedError

    def begin_with(self, walk: Walk) -> None:
        """Get ready for a step."""

    def show_walk(self, walk: Walk) -> None:
        """Show how far it has got."""


class _Check(_Page):
    """Light, size, sharpness and view, each fine or with advice."""

    def __init__(self) -> None:
        super().__init__()
        self.state = _label("", "label")
        self.begin = self.first = QPushButton(tr("Begin now"))
        self.begin.setDefault(True)
        self.rows = {name: _label("", "muted") for name in CHECKS}
        self._asks = _label("", "muted")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        for row, (name, words) in enumerate(self.rows.items()):
            grid.addWidget(_label(tr(name, "what is checked"), ""), row, 0)
            grid.addWidget(words, row, 1)
        grid.setColumnStretch(1, 1)
        inside = QWidget()
        column = _column(inside)
        column.addWidget(self.state)
        column.addWidget(self._asks)
        column.addLayout(grid)
        column.addStretch(1)
        self._area = Scrolled(inside, tr("Test my camera"))
        outside = _column(self)
        outside.addWidget(self._area, 1)
        outside.addLayout(_buttons(self.begin, self.close_button))

    def wanted_px(self, width: int) -> int:
        """Return the height of the words and the buttons."""
        return self._area.height_at(width) + _SPACING_PX + self.begin.sizeHint().height()

    def begin_with(self, walk: Walk) -> None:
        """Say what will be asked for."""
        words = trn("%n expressions in about {seconds} seconds.", "", len(walk.asked))
        self._asks.setText(f"{words.format(seconds=number(round(walk.whole_s)))} {tr(_LIGHT)}")

    def show_walk(self, walk: Walk) -> None:
        """Show what is fine."""
        for name, words in self.rows.items():
            spoilt = [flag for flag in CHECKS[name] if flag in walk.flags]
            _say(words, tr(ADVICE[spoilt[0]]) if spoilt else "…" if walk.waits else tr("Fine"))
        if walk.waits:
            state = _waits(walk)
        elif walk.flags:
            state = tr("Not yet fine")
        else:
            state = tr("It begins in {seconds} s").format(seconds=math.ceil(walk.left_s))
        _say(self.state, state)


class _Pose(_Page):
    """What is asked for, how it is made, and how long still."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.how, self.state = _label("", "title"), _label("", ""), _label("", "small")
        self.skip = self.first = QPushButton(tr("Skip"))
        self.clock = _Clock()
        inside = QWidget()
        words = _column(inside)
        words.setSpacing(3)
        for label in (self.name, self.how, self.state):
            words.addWidget(label)
        words.addStretch(1)
        self._area = Scrolled(inside, tr("Test my camera"))
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self._area, 1)
        row.addWidget(self.clock)
        # Beside each other they would take the height that the face needs.
        choices = QVBoxLayout()
        choices.setSpacing(6)
        for button in (self.skip, self.close_button):
            choices.addWidget(button)
        row.addLayout(choices)
        column = _column(self)
        column.addLayout(row)
        self._choices = choices

    def wanted_px(self, width: int) -> int:
        """Return the height of the words, or of what stands beside them."""
        clock, choices = self.clock.sizeHint(), self._choices.sizeHint()
        words = self._area.height_at(width - clock.width() - choices.width() - 2 * 16)
        return max(words, clock.height(), choices.height())

    def show_walk(self, walk: Walk) -> None:
        """Show what is asked for now."""
        if self.name.text() != class_word(walk.label):
            self.name.setText(class_word(walk.label))
            self.how.setText(tr(HOW[walk.label]))
            words = f"{self.name.text()}. {self.how.text()}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))
        if walk.waits:
            state = _waits(walk)
        else:
            state = tr("Hold it: this counts") if walk.counts else tr("Get ready: this does not count yet")
        place = tr("{number} of {total}.").format(number=walk.number + 1, total=len(walk.asked))
        _say(self.state, f"{place}  {state}")
        self.clock.show_time(walk.left_s, walk.left_share, QColor(*PALETTE[walk.label]), running=walk.counts)


class _Results(_Page):
    """What was found, and what can be done with it."""

    def __init__(self) -> None:
        super().__init__()
        self.matrix, self.words = Matrix(), _label("", "")
        self.keep = QCheckBox(tr("Also keep the face crops"))
        self.keep.setToolTip(tr("As material for a head of your own"))
        self.save, self.again = QPushButton(tr("Save…")), QPushButton(tr("Again"))
        self.save.setDefault(True)
        self.first = self.save
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(10)
        heading, caution = _label(tr("What your camera reads"), "heading"), _label(tr(CAUTION), "muted")
        for widget in (heading, self.words, self.matrix, caution, self.keep):
            column.addWidget(widget)
        column.addStretch(1)
        self._area = Scrolled(inside, tr("What was found"))
        # The table cannot get narrower, and the picture may be.
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        outside = _column(self)
        outside.addWidget(self._area, 1)
        outside.addLayout(_buttons(self.save, self.again, self.close_button))

    def begin_with(self, walk: Walk) -> None:
        """Show what was found."""
        self.keep.setChecked(False)
        found = walk.confusion
        self.matrix.show_confusion(found)
        self.words.setText(found.words(tr))

    def wanted_px(self, width: int) -> int:
        """Return the height of everything that was found, and of what can be done with it."""
        return self._area.height_at(width) + _SPACING_PX + self.save.sizeHint().height()


class _Clock(QWidget):
    """Seconds left, in a ring that empties: grey until the pictures count."""

    def __init__(self) -> None:
        super().__init__()
        self._left_s, self._share, self._hue, self._running = 0.0, 0.0, QColor(), False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Seconds left"))

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(px(64), px(64))

    def show_time(self, left_s: float, share: float, hue: QColor, *, running: bool) -> None:
        self._left_s, self._share, self._hue, self._running = left_s, share, hue, running
        self.setAccessibleDescription(f"{math.ceil(left_s)} s")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("picture"))
        painter.drawEllipse(self.rect().adjusted(1, 1, -1, -1))
        painter.setPen(
            QPen(self._hue if self._running else colour("on_picture_muted"), px(5), c=Qt.PenCapStyle.FlatCap)
        )
        inset = px(6)
        painter.drawArc(
            QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 90 * 16, round(360 * 16 * self._share)
        )
        font = QFont(self.font())
        font.setPixelSize(px(22))
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(colour("on_picture"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(math.ceil(self._left_s)))


def _label(text: str, tone: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    return label


def _column(page: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(_SPACING_PX)
    return column


def _buttons(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addStretch(1)
    for button in buttons:
        row.addWidget(button)
    return row


def _waits(walk: Walk) -> str:
    return tr(SEVERAL).format(faces=walk.in_view) if walk.in_view > 1 else tr(walk.waits)


def _say(label: QLabel, text: str) -> None:
    if label.text() != text:
        label.setText(text)
