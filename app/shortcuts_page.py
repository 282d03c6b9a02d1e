"""The page of the keys: what each action is reached by, to be changed by pressing another key."""

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.action_spec import ActionSpec
from app.actions import ACTIONS, MENUS
from app.dialogs import close_row, give_size
from app.icons import icon
from app.scrolled import column_area
from app.settings import Store
from app.shortcuts import conflict, default, keys_of, native, portable, widget_keys
from app.theme import px
from app.words import mark, tr

_HELP = mark("Press a key in its field to change it, Backspace for none.")


class ShortcutsDialog(QDialog):
    """A row for each action with its key, and below them the keys that are always there.

    Parameters
    ----------
    store
        Remembers the keys that are others than by themselves.
    """

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self._store = store
        self.rows = {spec.name: _KeyRow(spec, self) for spec in ACTIONS}
        self.told = QLabel(tr(_HELP))
        self.told.setProperty("tone", "small")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.area = column_area(self._body())
        self.reset = QPushButton(tr("All back to the defaults"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(lambda: self._store.set(shortcuts={}))
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 8, 0)
        foot.addWidget(self.reset)
        foot.addStretch(1)
        # Return is a key like any other, in a field for keys, and closes nothing.
        foot.addWidget(close_row(self))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 12, 16)
        column.setSpacing(12)
        column.addWidget(self.told)
        column.addWidget(self.area, 1)
        column.addLayout(foot)
        give_size(self, 560, 640)
        store.changed.connect(self._follow)
        self._follow()

    def _body(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 8, 0)
        column.setSpacing(8)
        for menu in MENUS:
            specs = [spec for spec in ACTIONS if spec.menu == menu]
            if specs:
                grid = _section(column, tr(menu))
                for line, spec in enumerate(specs):
                    row = self.rows[spec.name]
                    row.changed.connect(self._set)
                    for at, part in enumerate((row.title, row.edit, row.back)):
                        grid.addWidget(part, line, at)
        grid = _section(column, tr("Always"))
        for line, (what, keys) in enumerate(widget_keys().items()):
            grid.addWidget(_label(tr(what)), line, 0)
            words = _label(_listed(keys))
            words.setProperty("tone", "muted")
            grid.addWidget(words, line, 1, 1, 2)
        column.addStretch(1)
        return body

    def _set(self, name: str, key: str) -> None:
        keys = keys_of(self._store.settings.shortcuts)
        other = conflict(name, key, keys)
        if other is not None:
            words = tr("{key} is taken: “{action}”. Press another key.")
            self._tell(words.format(key=native(key), action=other), wrong=True)
            self.rows[name].show_key(keys[name])
            return
        changed = {**self._store.settings.shortcuts, name: key}
        if key == default(name):
            del changed[name]
        self._tell(tr(_HELP))
        self._store.set(shortcuts=changed)

    def _tell(self, words: str, *, wrong: bool = False) -> None:
        self.told.setText(words)
        self.told.setProperty("tone", "error" if wrong else "small")
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)

    def _follow(self) -> None:
        for name, key in keys_of(self._store.settings.shortcuts).items():
            self.rows[name].show_key(key)
        self.reset.setEnabled(bool(self._store.settings.shortcuts))


class _KeyRow(QObject):
    """What one action is called, its key, and the way back to the default."""

    #: The user wants another key for an action: its name, and the key.
    changed = Signal(str, str)

    def __init__(self, spec: ActionSpec, parent: QObject) -> None:
        super().__init__(parent)
        self._name, self._key = spec.name, ""
        name = tr(spec.text)
        self.title = _label(name)
        self.edit = _KeyEdit(tr("Key for: {action}").format(action=name))
        self.edit.setMaximumWidth(px(170))
        self.back = QPushButton()
        self.back.setFlat(True)
        self.back.setAutoDefault(False)
        self.back.setIcon(icon("refresh"))
        self.back.setAccessibleName(tr("{action}: back to the default").format(action=name))
        kept = self.back.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(kept)
        usual = native(spec.shortcut)
        self.back.setToolTip(tr("Back to {key}").format(key=usual) if usual else tr("Back to no key"))
        self.edit.pressed.connect(self._pressed)
        # Where only half a key was pressed, such as Ctrl.
        self.edit.editingFinished.connect(lambda: self.show_key(self._key))
        self.back.clicked.connect(self._to_the_default)

    def show_key(self, key: str) -> None:
        """Show the key, and tell nobody."""
        self._key = key
        if self.edit.keySequence() != QKeySequence(key):
            with QSignalBlocker(self.edit):
                self.edit.setKeySequence(QKeySequence(key))
        self.back.setVisible(key != default(self._name))

    def _to_the_default(self) -> None:
        # The button goes; the keyboard stays in the row.
        self.edit.setFocus()
        self.changed.emit(self._name, default(self._name))

    def _pressed(self, keys: QKeySequence) -> None:
        key = portable(keys.toString(QKeySequence.SequenceFormat.PortableText))
        if key is not None:
            self.changed.emit(self._name, key)


class _KeyEdit(QKeySequenceEdit):
    """One key; those that move the keyboard about, or close the page, do so here as well."""

    #: A key was pressed in it, or taken away.
    pressed = Signal(QKeySequence)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setMaximumSequenceLength(1)
        line = self.findChild(QLineEdit)
        assert line is not None
        line.setAccessibleName(name)
        line.setAccessibleDescription(tr(_HELP))
        line.setPlaceholderText(tr("No key"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take a key."""
        key, plain = event.key(), event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.pressed.emit(QKeySequence())
        elif plain and key == Qt.Key.Key_Escape:
            event.ignore()
        else:
            # It says that there is no key before it says which.
            with QSignalBlocker(self):
                super().keyPressEvent(event)
            if not self.keySequence().isEmpty():
                self.pressed.emit(self.keySequence())


def _listed(keys: tuple[str, ...]) -> str:
    if len(keys) < 9:
        return ", ".join(native(key) for key in keys)
    return tr("{first} to {last}").format(first=native(keys[0]), last=native(keys[-1]))


def _section(column: QVBoxLayout, title: str) -> QGridLayout:
    heading = _label(title)
    heading.setProperty("tone", "heading")
    column.addWidget(heading)
    card = QFrame()
    card.setObjectName("card")
    grid = QGridLayout(card)
    grid.setContentsMargins(14, 9, 8, 10)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(0, 1)
    column.addWidget(card)
    return grid


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
