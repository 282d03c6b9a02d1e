"""A strip over the picture: something is not as it should be, and what can be done about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.resources import icon


@dataclass(frozen=True, slots=True)
class BannerText:
    """What a banner says: a title, and a sentence that explains it."""

    title: str
    text: str


class Banner(QFrame):
    """Hidden until there is something to say.

    Parameters
    ----------
    buttons
        (text, what it does), from left to right.
    """

    def __init__(self, buttons: Sequence[tuple[str, Callable[[], None]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.title = QLabel()
        self.title.setProperty("tone", "heading")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        picture = QLabel()
        picture.setPixmap(icon("warning").pixmap(QSize(22, 22)))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.text)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 11, 12, 11)
        row.setSpacing(12)
        row.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.buttons = []
        for caption, run in buttons:
            button = QPushButton(caption)
            button.clicked.connect(run)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
            self.buttons.append(button)
        self.hide()

    def say(self, words: BannerText | None) -> None:
        """Show the banner with these words, or hide it."""
        if words is not None:
            self.title.setText(words.title)
            self.text.setText(words.text)
            self.setAccessibleName(f"{words.title}. {words.text}")
        self.setVisible(words is not None)
