"""The page of the settings: a row for each, found by words, applied at once."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.dialogs import close_row, give_size
from app.preferences import PREFERENCES, Row, defaults
from app.preferences_controls import make_control
from app.scrolled import column_area
from app.settings import Store
from app.toast import Notice, Toasts
from app.words import tr


class PreferencesDialog(QDialog):
    """Rows of a table under their headings, and a line to find one by its words.

    Whatever is changed here goes into the store, as it does from the menus; what stands here follows the store.

    Parameters
    ----------
    store
        The settings.
    actions
        Those that ask for something, by name.
    """

    def __init__(self, store: Store, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Settings"))
        self._store = store
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Search"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Search the settings"))
        self.search.textChanged.connect(self._filter)
        self.rows = tuple(_RowFrame(row, actions) for row in PREFERENCES)
        self.headings: dict[str, QLabel] = {}
        self.nothing = QLabel()
        self.nothing.setProperty("tone", "muted")
        self.nothing.setTextFormat(Qt.TextFormat.PlainText)
        self.nothing.setWordWrap(True)
        self.nothing.hide()
        self.area = column_area(self._body())
        self.reset = QPushButton(tr("Back to the defaults"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset)
        foot = QHBoxLayout()
        foot.addWidget(self.reset)
        foot.addStretch(1)
        foot.addWidget(close_row(self))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 12, 16)
        column.setSpacing(12)
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 8, 0)
        line.addWidget(self.search)
        column.addLayout(line)
        column.addWidget(self.area, 1)
        foot.setContentsMargins(0, 0, 8, 0)
        column.addLayout(foot)
        self.toasts = Toasts(self.area)
        give_size(self, 600, 640)
        store.changed.connect(self._follow)
        self._follow()

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        column.addWidget(self.nothing)
        for frame in self.rows:
            section = frame.row.section
            if section not in self.headings:
                heading = self.headings[section] = QLabel(tr(section))
                heading.setProperty("tone", "heading")
                heading.setContentsMargins(0, 8 if len(self.headings) > 1 else 0, 0, 0)
                column.addWidget(heading)
            frame.changed.connect(self._set)
            column.addWidget(frame)
        column.addStretch(1)
        return body

    def _set(self, row: Row, value: object) -> None:
        self._store.set(**row.changed(self._store.settings, value))

    def _follow(self) -> None:
        for frame in self.rows:
            frame.show_value(frame.row.value(self._store.settings))
        settings = self._store.settings
        self.reset.setEnabled(any(getattr(settings, key) != usual for key, usual in defaults().items()))

    def _filter(self, words: str) -> None:
        for frame in self.rows:
            frame.setVisible(frame.row.found_by(words))
        sections = {frame.row.section for frame in self.rows if not frame.isHidden()}
        for section, heading in self.headings.items():
            heading.setVisible(section in sections)
        self.nothing.setText(tr("No setting matches “{words}”.").format(words=words.strip()))
        self.nothing.setVisible(not sections)

    def _reset(self) -> None:
        before = {key: getattr(self._store.settings, key) for key in defaults()}
        self._store.set(**defaults())
        words = tr("All settings on this page are back to their defaults.")
        self.toasts.show(Notice(words, "done", tr("Undo"), lambda: self._store.set(**before)))


class _RowFrame(QFrame):
    """One row: its title, its sentence, and what sets it."""

    #: The user has set the row to a value.
    changed = Signal(object, object)

    def __init__(self, row: Row, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.row = row
        self.setObjectName("card")
        title, text = QLabel(tr(row.title)), QLabel(tr(row.text))
        text.setProperty("tone", "small")
        text.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(text)
        self._control = make_control(row, actions)
        self._control.changed.connect(lambda value: self.changed.emit(row, value))
        for part in self._control.parts:
            part.setAccessibleDescription(text.text())
        beside = QHBoxLayout(self)
        beside.setContentsMargins(14, 9, 14, 10)
        beside.setSpacing(16)
        beside.addLayout(words, 1)
        beside.addWidget(self._control, 0, Qt.AlignmentFlag.AlignVCenter)
        # A click on its title is a click on the control.
        title.setBuddy(self._control.parts[0])

    def show_value(self, value: Any) -> None:
        """Show what is set, and tell nobody."""
        self._control.show_value(value)
