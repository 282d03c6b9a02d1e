"""What fer-live may be used for, and the question that comes before the first camera."""

from functools import partial
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.about import LIMITS, PICTURES, USES, head, inset, sections_area
from app.dialogs import close_row, give_size
from app.words import mark, tr

_PEOPLE = (
    mark("The people in view"),
    mark(
        "Tell everybody who may come into view that their faces are read, and start only if they agree. "
        "They can be blurred, or left out altogether, at any time: in the menu View, under Privacy."
    ),
)

#: Start the camera, as the people in view agree; play the demo clip instead; end; or none, the page was closed.
Answer = Literal["start", "demo", "quit", ""]


class UsesDialog(QDialog):
    """One page, with answers if it asks; closing it answers nothing.

    Parameters
    ----------
    asks
        A camera waits for the answer.
    """

    #: An ``Answer``; of a page that asks.
    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, asks: bool) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("What fer-live may be used for"))
        give_size(self, 640, 620)
        title = tr("Before the camera starts") if asks else self.windowTitle()
        self.area = sections_area((LIMITS, PICTURES, USES, _PEOPLE))
        self.area.setAccessibleName(title)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(8)
        page.addLayout(head(title, tr("fer-live reads what faces express, live, on this computer.")))
        page.addLayout(inset(self.area), 1)
        page.addWidget(self._question() if asks else self._close())
        # After everything is in its place; the words before it scroll by key, too.
        (self.people_agree if asks else self.area).setFocus()

    def _question(self) -> QFrame:
        self._answer: Answer = ""
        self.finished.connect(lambda: self.answered.emit(self._answer))
        self.people_agree = QCheckBox(tr("The people in view know and agree"))
        self.start = self._button(tr("Start the camera"), "start")
        self.start.setDefault(True)
        self.start.setEnabled(False)
        self.people_agree.toggled.connect(self.start.setEnabled)
        self.demo = self._button(tr("Watch the demo clip"), "demo")
        self.quit = self._button(tr("Quit"), "quit")
        answers = QHBoxLayout()
        answers.setSpacing(10)
        answers.addWidget(self.quit)
        answers.addStretch(1)
        answers.addWidget(self.demo)
        answers.addWidget(self.start)
        return _foot(self.people_agree, answers)

    def _close(self) -> QFrame:
        row = QHBoxLayout()
        row.addWidget(close_row(self))
        return _foot(None, row)

    def _button(self, text: str, answer: Answer) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(partial(self._end, answer))
        return button

    def _end(self, answer: Answer) -> None:
        self._answer = answer
        self.accept()


def _foot(question: QWidget | None, answers: QHBoxLayout) -> QFrame:
    foot = QFrame()
    foot.setObjectName("answer")
    column = QVBoxLayout(foot)
    column.setContentsMargins(24, 14, 24, 18)
    column.setSpacing(12)
    if question is not None:
        column.addWidget(question)
    column.addLayout(answers)
    return foot
