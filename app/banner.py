"""A strip over the picture: something is not as it should be, and what can be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.elided import shortened, wrappable
from app.icons import IconLabel
from app.theme import px

_NARROW_PX = 520

#: What a banner can offer, in the words of its button.
Offer = Literal["Open a file…", "Change address…", "Try again"]


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
        choices = QHBoxLayout()
        choices.setSpacing(8)
        for caption, run in buttons:
            button = QPushButton(caption)
            button.clicked.connect(run)
            choices.addWidget(button)
            self._buttons[caption] = button
        choices.addStretch(1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(10)
        self._body.addLayout(words, 1)
        self._body.addLayout(choices)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(12)
        self._row.addWidget(IconLabel("warning", 22), 0, Qt.AlignmentFlag.AlignTop)
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

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Put the buttons under the text where they would squeeze it."""
        narrow = event.size().width() < px(_NARROW_PX)
        self._body.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)
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
        self.setVisible(words is not None)
