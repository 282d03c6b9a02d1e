"""A card for each face, in a column that scrolls."""

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.bars import Bars
from app.elided import ElidedLabel
from app.face_marks import class_colour
from app.faces_menu import FaceTools, fill_face_menu
from app.icons import icon
from app.status import clock
from app.theme import colour
from fer_core.captions import confidence_words, label_words, remarks
from fer_core.types import Face

#: Seconds for which the card of a face that has gone stays, so that a face that flickers doesn't make cards jump.
LINGER_S = 1.0


_EXPLAINED = (
    "Uncertain: the model cannot tell this expression from another one.\n"
    "Two names: it can rule out neither, as measured on single test pictures;\n"
    "of live faces that promises nothing.\n"
    "Adjusted: its neutral face is known, and taken off.\n"
    "Settling: this face has been in view for less than a second and a half.\n"
    "Small, dark, turned away, covered, talking and so on: what makes this face hard to read."
)


class FaceCard(QFrame):
    """One face: its label in words, how sure that is, and a bar for each class."""

    #: The pointer or the keyboard has come to this face, or left it: its id, and whether it is here.
    pointed = Signal(int, bool)

    def __init__(self, face_id: int, tools: FaceTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face_id = face_id
        self._tools = tools
        self.last_seen_s = 0.0
        self._first_seen_s: float | None = None
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(_EXPLAINED)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._swatch = _Swatch()
        self.label = ElidedLabel()
        self.label.setProperty("tone", "label")
        self.confidence = _text("label")
        self.confidence.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.who = _text("small")
        self.who.setText(f"Face {face_id}")
        self.who.setToolTip("How long it has been in view")
        self.remarks = ElidedLabel()
        self.remarks.setProperty("tone", "small")
        self.remarks.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.bars = Bars()
        self._faded = QGraphicsOpacityEffect(self)
        self._faded.setOpacity(0.45)
        self._faded.setEnabled(False)
        self.setGraphicsEffect(self._faded)
        self._arrange()

    def show_face(self, face: Face, now_s: float) -> None:
        """Show what a face expresses that is seen now."""
        said = face.expression
        self.last_seen_s = now_s
        self._first_seen_s = now_s if self._first_seen_s is None else self._first_seen_s
        seen_s = now_s - self._first_seen_s
        self.who.setText(f"Face {self.face_id}" + (f"   {clock(seen_s)}" if seen_s >= 1 else ""))
        self.set_gone(False)
        words = label_words(said)
        self.label.say(words)
        self._swatch.set_colour(class_colour(said), solid=said is not None and not said.doubtful)
        baselines = self._tools.baselines
        adjusted = "" if baselines is None else baselines.words(self.face_id)
        self.remarks.say(", ".join(filter(None, (adjusted, remarks(face)))))
        self.confidence.setText(confidence_words(said))
        if said is not None:
            self.bars.set_values(said.labels, tuple(float(p) for p in said.probabilities))
        self.setAccessibleName(f"Face {self.face_id}: {words} {self.confidence.text()}".strip())
        known = self.bars.in_words if said is not None else ""
        self.setAccessibleDescription(". ".join(filter(None, (self.remarks.full_text.capitalize(), known))))

    def set_pointed(self, pointed: bool) -> None:
        """Stand out, while somebody points at this face in the picture."""
        if bool(self.property("pointed")) != pointed:
            self.setProperty("pointed", pointed)
            self.style().unpolish(self)
            self.style().polish(self)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """Tell that somebody points at this face."""
        super().enterEvent(event)
        self.pointed.emit(self.face_id, True)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Tell that nobody does any more."""
        super().leaveEvent(event)
        self.pointed.emit(self.face_id, False)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Tell that the keyboard is at this face."""
        super().focusInEvent(event)
        self.pointed.emit(self.face_id, True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Tell that it has left."""
        super().focusOutEvent(event)
        self.pointed.emit(self.face_id, False)

    def set_gone(self, gone: bool) -> None:
        """Fade a face that is not in the picture any more."""
        self._faded.setEnabled(gone)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Offer what can be told about this face."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        fill_face_menu(menu, self.face_id, self._tools)
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        menu.popup(self.mapToGlobal(self.rect().center()) if by_key else event.globalPos())

    def _arrange(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(9)
        first.addWidget(self._swatch)
        first.addWidget(self.label, 1)
        first.addWidget(self.confidence)
        second = QHBoxLayout()
        second.setSpacing(9)
        second.addWidget(self.who)
        second.addWidget(self.remarks, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 11, 14, 13)
        column.setSpacing(3)
        column.addLayout(first)
        column.addLayout(second)
        column.addSpacing(6)
        column.addWidget(self.bars)


class FacePanel(QFrame):
    """The cards of all faces in view, by id; whoever stays keeps the place.

    Parameters
    ----------
    tools
        What the user can do about a face.
    """

    #: The face that somebody points at here, 0 for none.
    pointed = Signal(int)

    def __init__(self, tools: FaceTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self.setObjectName("panel")
        self._cards: dict[int, FaceCard] = {}
        self._heading = _text("heading")
        self._heading.setText("Faces")
        self._count = _text("muted")
        self._empty = _Empty()
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 8, 0)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        inner = QWidget()
        inner.setLayout(self._column)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inner)
        self.area.setAccessibleName("Faces in view")
        self._arrange()
        self._refresh()

    @property
    def cards(self) -> tuple[FaceCard, ...]:
        """The cards from top to bottom."""
        return tuple(self._cards[face_id] for face_id in sorted(self._cards))

    def show_faces(self, faces: Sequence[Face], now_s: float) -> None:
        """Bring the cards up to date with the faces of a picture that is shown at ``now_s`` seconds."""
        seen = {face.id: face for face in faces if face.track.seen}
        for face in seen.values():
            card = self._cards.get(face.id)
            if card is None:
                card = self._add(face.id)
            card.show_face(face, now_s)
        for card in self._cards.values():
            if card.face_id not in seen:
                card.set_gone(True)
        self.expire(now_s)

    def point_at(self, face_id: int) -> None:
        """Let the card of a face stand out that somebody points at in the picture; 0 for none."""
        for card in self._cards.values():
            card.set_pointed(card.face_id == face_id)

    def go_to(self, face_id: int) -> None:
        """Bring the card of a face into view, and the keyboard to it."""
        if (card := self._cards.get(face_id)) is not None:
            self.area.ensureWidgetVisible(card)
            card.setFocus()

    def expire(self, now_s: float) -> None:
        """Take away the cards of faces that have been gone for a moment."""
        gone = [card for card in self._cards.values() if now_s - card.last_seen_s > LINGER_S]
        for card in gone:
            self._remove(card)
        self._refresh()

    def clear(self) -> None:
        """Take all cards away, for another source."""
        for card in self.cards:
            self._remove(card)
        self._refresh()

    def set_empty_text(self, text: str) -> None:
        """Say why there is no card."""
        self._empty.set_text(text)

    def mark(self, number: int) -> None:
        """Do nothing: a mark is about a moment, not about a face."""

    def _add(self, face_id: int) -> FaceCard:
        card = FaceCard(face_id, self._tools)
        card.pointed.connect(lambda number, here: self.pointed.emit(number if here else 0))
        place = sum(1 for other in self._cards if other < face_id)
        self._cards[face_id] = card
        self._column.insertWidget(place, card)
        for one, other in itertools.pairwise(self.cards):
            QWidget.setTabOrder(one, other)
        return card

    def _remove(self, card: FaceCard) -> None:
        del self._cards[card.face_id]
        self._column.removeWidget(card)
        card.hide()
        card.deleteLater()

    def _refresh(self) -> None:
        self._count.setText(str(len(self._cards)) if self._cards else "")
        self._empty.setVisible(not self._cards)
        self.area.setVisible(bool(self._cards))

    def _arrange(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(2, 0, 12, 0)
        header.addWidget(self._heading)
        header.addStretch(1)
        header.addWidget(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(header)
        column.addWidget(self._empty, 1)
        column.addWidget(self.area, 1)


class _Swatch(QWidget):
    """The colour of a class: filled, or a ring when it is not to be relied on; on black, as in the picture."""

    def __init__(self) -> None:
        super().__init__()
        self._colour: QColor | None = None
        self._solid = False
        self.setFixedSize(14, 14)

    def set_colour(self, hue: QColor, *, solid: bool) -> None:
        if (hue, solid) != (self._colour, self._solid):
            self._colour, self._solid = hue, solid
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hue = self._colour or colour("muted")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("picture"))
        painter.drawEllipse(0, 0, 14, 14)
        painter.setPen(QPen(hue, 2.0))
        painter.setBrush(hue if self._solid else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(2, 2, 10, 10)


class _Empty(QFrame):
    """What the panel says when there is no face."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("empty")
        self._picture = QLabel()
        self._draw()
        self._text = _text("muted")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text)
        column.addStretch(3)

    def set_text(self, text: str) -> None:
        self._text.setText(text)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()

    def _draw(self) -> None:
        self._picture.setPixmap(icon("face").pixmap(QSize(44, 44)))


def _text(tone: str) -> QLabel:
    label = QLabel()
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
