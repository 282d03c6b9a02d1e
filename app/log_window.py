"""The log of this run, as it goes on, and the details of a failure."""

import logging
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.dialogs import give_size
from app.log_tail import LogLine, LogTail
from app.outside import open_outside
from app.report import anonymous
from app.words import mark, tr

_LEVELS = (
    (mark("Everything"), logging.NOTSET),
    (mark("Warnings and errors"), logging.WARNING),
    (mark("Errors"), logging.ERROR),
)
#: Lines that are kept, and how often new ones are looked for.
_MOST_LINES, _EVERY_MS = 2_000, 500


class LogDialog(QDialog):
    """The last lines of the log file, and above them the details of a failure where these are wanted.

    Parameters
    ----------
    log
        The log file.
    since
        Since when this run lasts, as ``app.log_tail.TIME_FORMAT`` writes it.
    """

    def __init__(self, log: Path, since: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Log"))
        self._log, self._tail = log, LogTail(log, since)
        self._lines: list[LogLine] = []
        self.about = QLabel()
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.about.setWordWrap(True)
        self.details = _text(tr("Details"))
        self.levels = QComboBox()
        self.levels.setAccessibleName(tr("Which lines are shown"))
        self.levels.addItems([tr(words) for words, _ in _LEVELS])
        self.levels.currentIndexChanged.connect(self._fill)
        self.text = _text(tr("Log"))
        self.text.setMaximumBlockCount(_MOST_LINES)
        self.text.setPlaceholderText(tr("Nothing has been logged since fer-live was started."))
        self.copy = _button(tr("Copy"))
        self.copy.clicked.connect(self._copy)
        folder = _button(tr("Open the folder"))
        folder.setToolTip(str(log.parent))
        folder.clicked.connect(self._open_folder)
        close = _button(tr("Close"))
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.levels)
        foot.addStretch(1)
        for button in (self.copy, folder, close):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(10)
        column.addWidget(self.about)
        column.addWidget(self.details, 1)
        column.addWidget(self.text, 2)
        column.addLayout(foot)
        self.about.hide()
        self.details.hide()
        give_size(self, 760, 520)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._poll)
        self._timer.start(_EVERY_MS)
        self._poll()

    def show_details(self, about: str, details: str) -> None:
        """Show what there is to tell of a failure, above the log."""
        self.about.setText(about)
        self.details.setPlainText(details)
        self.about.show()
        self.details.show()
        self.details.setFocus()

    def done(self, result: int) -> None:
        """Look for nothing more."""
        self._timer.stop()
        super().done(result)

    @property
    def _least(self) -> int:
        return _LEVELS[self.levels.currentIndex()][1]

    def _poll(self) -> None:
        fresh = self._tail.read()
        if fresh:
            self._lines = [*self._lines, *fresh][-_MOST_LINES:]
            self._show(fresh)

    def _fill(self) -> None:
        self.text.clear()
        self._show(self._lines)

    def _show(self, lines: list[LogLine]) -> None:
        shown = [line.text for line in lines if line.level >= self._least]
        if not shown:
            return
        bar, across = self.text.verticalScrollBar(), self.text.horizontalScrollBar()
        follows, place, column = bar.value() >= bar.maximum() - 1, bar.value(), across.value()
        self.text.appendPlainText("\n".join(shown))
        cursor = self.text.textCursor()
        if follows and not cursor.hasSelection():
            # At the end of a long line, it would draw the beginnings of all lines out of view.
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
            self.text.setTextCursor(cursor)
        # Whoever reads further up is left there.
        bar.setValue(bar.maximum() if follows else place)
        across.setValue(column)

    def _copy(self) -> None:
        parts = (self.about.text(), self.details.toPlainText(), self.text.toPlainText())
        QGuiApplication.clipboard().setText(anonymous("\n\n".join(filter(None, parts))))

    def _open_folder(self) -> None:
        if not open_outside(self._log.parent):
            self.about.setText(tr("The log is in {folder}.").format(folder=self._log.parent))
            self.about.show()


def _text(name: str) -> QPlainTextEdit:
    text = QPlainTextEdit()
    text.setObjectName("log")
    text.setReadOnly(True)
    text.setAccessibleName(name)
    # Tab goes on to the next control.
    text.setTabChangesFocus(True)
    text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
    text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    return text


def _button(words: str) -> QPushButton:
    button = QPushButton(words)
    button.setAutoDefault(False)
    return button
