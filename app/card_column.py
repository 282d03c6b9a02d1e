"""The column of cards: all in one form, from top to bottom; a folded one unfolds over its neighbours."""

import itertools
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.card_forms import Form
from app.face_card import FaceCard, Unfolded

_GAPS_PX = {Form.COMPACT: 5, Form.MEDIUM: 8, Form.FULL: 10, Form.LARGE: 12}
#: Room for the scroll bar.
_RIGHT_PX = 8


def column_px(cards: Sequence[FaceCard], form: Form) -> int:
    """Return how high cards are in a form, with what is between them."""
    return sum(card.height_in(form) for card in cards) + _GAPS_PX[form] * max(0, len(cards) - 1)


class CardColumn(QWidget):
    """Places cards without a layout: whoever stays keeps the place, and one that unfolds pushes nobody away."""

    #: The face that pointer or keyboard are at, 0 for none.
    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._cards: tuple[FaceCard, ...] = ()
        self._form = Form.LARGE
        self._places: dict[int, QRect] = {}
        self._hovered = self._focused = self._told = 0
        self.setMouseTracking(True)

    def show_cards(self, cards: Sequence[FaceCard], form: Form) -> None:
        """Show these cards, from top to bottom; all in one form."""
        if tuple(cards) != self._cards:
            for one, other in itertools.pairwise(cards):
                QWidget.setTabOrder(one, other)
            self._cards = tuple(cards)
            for card in cards:
                card.show()
        self._form = form
        here = {card.face_id for card in self._cards}
        self._hovered, self._focused = (i if i in here else 0 for i in (self._hovered, self._focused))
        self.setMinimumHeight(column_px(self._cards, form))
        self._place()
        self._tell()

    def focus(self, face_id: int, here: bool) -> None:
        """Follow the keyboard to a face, or away from it."""
        if here:
            self._focused = face_id
        elif self._focused == face_id:
            self._focused = 0
        self._point()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the pointer by the places of the cards: one that has unfolded hides none of the others from it."""
        at = event.position().toPoint()
        self._hover(next((face_id for face_id, place in self._places.items() if place.contains(at)), 0))

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Follow the pointer away."""
        super().leaveEvent(event)
        self._hover(0)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the cards their width."""
        super().resizeEvent(event)
        self._place()

    def _hover(self, face_id: int) -> None:
        if face_id != self._hovered:
            self._hovered = face_id
            self._point()

    def _point(self) -> None:
        self._place()
        self._tell()

    def _tell(self) -> None:
        if (self._hovered or self._focused) != self._told:
            self._told = self._hovered or self._focused
            self.pointed.emit(self._told)

    def _place(self) -> None:
        editing = next((card.face_id for card in self._cards if card.editing), 0)
        chosen = editing or self._hovered or self._focused
        top, width = 0, self.width() - _RIGHT_PX
        self._places.clear()
        for card in self._cards:
            place = QRect(0, top, width, card.height_in(self._form))
            self._places[card.face_id] = place
            top = place.bottom() + 1 + _GAPS_PX[self._form]
            if self._form.folded and card.face_id == chosen:
                self._unfold(card, place)
                continue
            card.set_form(self._form)
            card.setGeometry(place)

    def _unfold(self, card: FaceCard, place: QRect) -> None:
        height = card.height_in(self._form, unfolded=True)
        window = self.parentWidget()
        bottom = window.height() - self.y() if window is not None else self.height()
        down = place.top() + height <= max(bottom, 0) or place.bottom() + self.y() < height
        card.set_form(self._form, Unfolded.DOWN if down else Unfolded.UP)
        card.setGeometry(place.x(), place.y() if down else place.bottom() + 1 - height, place.width(), height)
        card.raise_()
