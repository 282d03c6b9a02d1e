"""A card for each face, in a column that scrolls where it must."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.card_column import CardColumn, column_px
from app.card_forms import CALM_S, Form, FormChoice
from app.elided import ElidedLabel
from app.face_card import FaceCard
from app.faces_menu import FaceTools
from app.icons import IconLabel
from app.scrolled import column_area
from app.words import tr, trn
from fer_core.types import Face

#: Seconds for which the card of a face that has gone stays, so that cards don't jump.
LINGER_S = 5.0


class FacePanel(QFrame):
    """The cards of all faces in view: pinned ones first, then by id; whoever stays keeps the place.

    Parameters
    ----------
    tools
        What the user can do about a face.
    """

    #: The face that somebody points at here, 0 for none; and one that somebody has come to, by a click or by key.
    pointed = Signal(int)
    selected = Signal(int)

    def __init__(self, tools: FaceTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self.setObjectName("panel")
        self._cards: dict[int, FaceCard] = {}
        self._faces: tuple[Face, ...] = ()
        self._now_s = 0.0
        self._forms = FormChoice()
        self._heading = _text("heading")
        self._heading.setText(tr("Faces"))
        self._count = ElidedLabel()
        self._count.setProperty("tone", "muted")
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._empty = _Empty()
        self.column = CardColumn()
        self.column.pointed.connect(self.pointed)
        self.area = column_area(self.column)
        self.area.setAccessibleName(tr("Faces in view"))
        self.area.viewport().installEventFilter(self)
        self.hidden = QPushButton()
        self.hidden.setObjectName("hidden")
        self.hidden.setFlat(True)
        self.hidden.setToolTip(tr("Show their cards, boxes and tags again"))
        self.hidden.clicked.connect(tools.people.show_all)
        self._arrange()
        tools.people.changed.connect(self._people_changed)
        tools.people.naming.connect(self._name)
        self._refresh()

    @property
    def cards(self) -> tuple[FaceCard, ...]:
        """The cards from top to bottom."""
        pinned = self._tools.people.pinned
        return tuple(self._cards[i] for i in sorted(self._cards, key=lambda i: (not pinned(i), i)))

    def show_faces(self, faces: Sequence[Face], now_s: float) -> None:
        """Bring the cards up to date with the faces of a picture that is shown at ``now_s`` seconds."""
        self._faces, self._now_s = tuple(face for face in faces if face.track.seen), now_s
        for face in self._tools.people.shown(self._faces):
            card = self._cards.get(face.id)
            if card is None:
                card = self._add(face.id)
            card.show_face(face, now_s)
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
        """Let the cards of faces that are not there fade, and take them away after a while."""
        people = self._tools.people
        seen = {face.id for face in self._faces}
        for card in self.cards:
            if card.face_id in seen and not people.hidden(card.face_id):
                continue
            gone_s = now_s - card.last_seen_s
            over = people.hidden(card.face_id) or people.forgotten(card.face_id) or gone_s > LINGER_S
            if over and not card.editing:
                self._remove(card)
            else:
                card.show_gone(now_s)
        self._choose_form(now_s, CALM_S)

    def clear(self) -> None:
        """Take all cards away, for another source."""
        self._faces = ()
        for card in self.cards:
            self._remove(card)
        self._forms.clear()
        self._refresh()

    def set_empty_text(self, text: str) -> None:
        """Say why there is no card."""
        self._empty.set_text(text)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Give the cards another height, and perhaps another form, where the size of text changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._choose_form(self._now_s, 0.0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Follow the height that there is."""
        if watched is self.area.viewport() and event.type() == QEvent.Type.Resize:
            # Somebody who makes the window higher does not wait for it.
            self._choose_form(self._now_s, 0.0)
        return super().eventFilter(watched, event)

    def _add(self, face_id: int) -> FaceCard:
        card = FaceCard(face_id, self._tools, self.column)
        card.focused.connect(self.column.focus)
        card.focused.connect(self._select)
        self._cards[face_id] = card
        return card

    def _remove(self, card: FaceCard) -> None:
        del self._cards[card.face_id]
        if card.hasFocus():
            # Else the keyboard would come to another face by itself, and select it.
            self.area.setFocus()
        card.hide()
        card.deleteLater()

    def _select(self, face_id: int, here: bool) -> None:
        if here:
            self.selected.emit(face_id)

    def _choose_form(self, now_s: float, calm_s: float) -> None:
        """Choose a form for all cards; where they have no room, those of faces that have gone make some."""
        room_px, cards = self.area.viewport().height(), self.cards
        here = [card for card in cards if not card.gone]

        def fits(form: Form, cards: Sequence[FaceCard]) -> bool:
            return column_px(cards, form) <= room_px

        if not cards:
            self._forms.clear()
        form = self._forms.choose(lambda form: fits(form, here), lambda form: fits(form, cards), now_s, calm_s=calm_s)
        if len(here) < len(cards) and fits(form, here):
            gone = sorted((card for card in cards if card.gone and not card.editing), key=lambda c: -c.last_seen_s)
            while gone and not fits(form, self.cards):
                self._remove(gone.pop())
        self._refresh()

    def _refresh(self) -> None:
        cards = self.cards
        self.column.show_cards(cards, self._forms.form)
        self._count.say(str(len(self._faces)) if self._faces else "")
        hidden = sum(self._tools.people.hidden(face.id) for face in self._faces)
        if hidden:
            words = trn("%n faces hidden, still recorded: show", "", hidden)
            if words != self.hidden.text():
                self.hidden.setText(words)
        self.hidden.setVisible(bool(hidden))
        self._empty.setVisible(not cards)
        self.area.setVisible(bool(cards))

    def _people_changed(self) -> None:
        """Show what was said, also while no pictures come."""
        self.show_faces(self._faces, self._now_s)

    def _name(self, face_id: int) -> None:
        if (card := self._cards.get(face_id)) is not None:
            self.go_to(face_id)
            card.edit_name()

    def _arrange(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(2, 0, 12, 0)
        header.addWidget(self._heading)
        header.addWidget(self._count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(header)
        column.addWidget(self._empty, 1)
        column.addWidget(self.area, 1)
        column.addWidget(self.hidden)


class _Empty(QFrame):
    """What the panel says when there is no face."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("empty")
        self._text = _text("muted")
        self._text.setWordWrap(True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(12)
        column.addStretch(2)
        column.addWidget(IconLabel("face", 44), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._text)
        column.addStretch(3)

    def set_text(self, text: str) -> None:
        self._text.setText(text)


def _text(tone: str) -> QLabel:
    label = QLabel()
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
