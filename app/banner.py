"""A strip over the picture: something is not as it should be, and what can be done about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.elided import shortened, wrappable
from app.icons import IconLabel
from app.theme import px
from app.words import mark, tr

#: Room for the words beside the buttons.
_WORDS_PX = 235

#: What a banner can offer, and the words of its button.
Offer = Literal["open_file", "change_address", "try_again"]
_WORDS: Mapping[Offer, str] = {
    "open_file": mark("Open a file…"),
    "change_address": mark("Change address…"),
    "try_again": mark("Try again"),
}


@dataclass(frozen=True, slots=True)
class BannerText:
    """What a banner says: a title, a sentence that explains it, and what can be done."""

    title: str
    text: str
    offers: tuple[Offer, ...]


class Banner(QFrame):
    """Hidden until there is something to say.

    Parameters
    ----------
    buttons
        (what is offered, what it does), from left to right.
    """

    def __init__(self, buttons: Sequence[tuple[Offer, Callable[[], None]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.title = QLabel()
        self.title.setProperty("tone", "heading")
        self.title.setWordWrap(True)
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        self._buttons: dict[Offer, QPushButton] = {}
        self._choices = choices = QHBoxLayout()
        choices.setSpacing(8)
        for offer, run in buttons:
            button = QPushButton(tr(_WORDS[offer]))
            button.clicked.connect(run)
            choices.addWidget(button)
            self._buttons[offer] = button
        choices.addStretch(1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(10)
        self._body.addLayout(words, 1)
        self._body.addLayout(choices)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._icon = IconLabel("warning", 22)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._body, 1)
        self.set_low(False)
        self.hide()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """Those of what is offered now, from left to right."""
        return tuple(button for button in self._buttons.values() if not button.isHidden())

    def set_low(self, low: bool) -> None:
        """Take less height: the title goes, which says in short what the text says."""
        self.title.setVisible(not low)
        self._body.setSpacing(6 if low else 10)
        self._row.setContentsMargins(*((12, 7, 12, 8) if low else (14, 11, 12, 11)))
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Follow the width."""
        self._arrange()
        super().resizeEvent(event)

    def say(self, words: BannerText | None) -> None:
        """Show the banner with these words, or hide it."""
        if words is not None:
            self.title.setText(words.title)
            self.text.setText(wrappable(words.text))
            self.text.setToolTip(words.text if shortened(words.text) else "")
            self.setAccessibleName(f"{words.title}. {words.text}")
            for offer, button in self._buttons.items():
                button.setVisible(offer in words.offers)
            self._arrange()
        self.setVisible(words is not None)

    def _arrange(self) -> None:
        """Put the buttons under the text where they would squeeze it."""
        edges = self._row.contentsMargins()
        others_px = edges.left() + self._icon.sizeHint().width() + self._row.spacing() + edges.right()
        words_px = max(px(_WORDS_PX), 0 if self.title.isHidden() else self.title.sizeHint().width())
        beside_px = words_px + self._body.spacing() + self._choices.sizeHint().width()
        narrow = self.width() < others_px + beside_px
        self._body.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
