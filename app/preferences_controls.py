"""What sets a row of the settings, by kind."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.elided import ElidedLabel
from app.preferences import Buttons, Folder, Line, OneOf, Place, Row, Switch
from app.stream_settings import is_line
from app.theme import px
from app.words import tr


class Control(QWidget):
    """What sets a row: ``parts`` are what the keyboard reaches."""

    #: The user has set it to a value.
    changed = Signal(object)

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self.parts = parts
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for part in parts:
            line.addWidget(part)

    def show_value(self, value: Any) -> None:
        """Show what is set, and tell nobody."""
        raise NotImplementedError


class _SwitchBox(Control):
    def __init__(self, row: Row, _actions: Mapping[str, QAction]) -> None:
        self._box = QCheckBox()
        self._box.setAccessibleName(tr(row.title))
        super().__init__(self._box)
        self._box.clicked.connect(lambda: self.changed.emit(self._box.isChecked()))

    def show_value(self, value: Any) -> None:
        self._box.setChecked(value)


class _ChoiceBox(Control):
    def __init__(self, row: Row, _actions: Mapping[str, QAction]) -> None:
        assert isinstance(row.control, OneOf)
        self._values = [value for _, value in row.control.choices]
        self._box = QComboBox()
        self._box.setAccessibleName(tr(row.title))
        self._box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._box.addItems([tr(words) for words, _ in row.control.choices])
        super().__init__(self._box)
        self._box.activated.connect(lambda number: self.changed.emit(self._values[number]))

    def show_value(self, value: Any) -> None:
        self._box.setCurrentIndex(self._values.index(value) if value in self._values else -1)


class _FolderLine(Control):
    def __init__(self, row: Row, actions: Mapping[str, QAction]) -> None:
        assert isinstance(row.control, Folder)
        self._usual = tr(row.control.usual)
        self._path = ElidedLabel()
        self._path.setProperty("tone", "muted")
        self._path.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        choose = QPushButton(tr("Choose…"))
        choose.setAutoDefault(False)
        choose.setAccessibleName(tr("{setting}: choose…").format(setting=tr(row.title)))
        choose.clicked.connect(actions[row.control.action].trigger)
        super().__init__(choose)
        layout = self.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.insertWidget(0, self._path)
        self._path.setMinimumWidth(px(210))

    def show_value(self, value: Any) -> None:
        self._path.say(str(value) if value is not None else self._usual)


class _TextLine(Control):
    """Taken when it is finished; what is no line of text is put back."""

    def __init__(self, row: Row, _actions: Mapping[str, QAction]) -> None:
        assert isinstance(row.control, Line)
        self._may_be_empty = bool(row.control.empty)
        self._value = ""
        self._line = QLineEdit()
        self._line.setMinimumWidth(px(190))
        self._line.setPlaceholderText(tr(row.control.empty) if row.control.empty else "")
        self._line.setAccessibleName(tr(row.title))
        super().__init__(self._line)
        self._line.editingFinished.connect(self._finished)

    def show_value(self, value: Any) -> None:
        # What is being typed stays while another setting changes.
        if value != self._value:
            self._value = value
            self._line.setText(value)

    def _finished(self) -> None:
        text = self._line.text().strip()
        if is_line(text, empty=self._may_be_empty) and text != self._value:
            self.changed.emit(text)
        else:
            self._line.setText(self._value)


class _PlaceLine(Control):
    """A host and a port, each taken when it is finished; what is neither is put back."""

    def __init__(self, row: Row, _actions: Mapping[str, QAction]) -> None:
        self._value = ("", 0)
        self._host, self._port = QLineEdit(), QLineEdit()
        self._host.setMinimumWidth(px(130))
        self._port.setFixedWidth(px(72))
        self._port.setMaxLength(5)
        self._host.setAccessibleName(tr("{setting}: host").format(setting=tr(row.title)))
        self._port.setAccessibleName(tr("{setting}: port").format(setting=tr(row.title)))
        super().__init__(self._host, self._port)
        for line in (self._host, self._port):
            line.editingFinished.connect(self._finished)

    def show_value(self, value: Any) -> None:
        # As above.
        if value != self._value:
            self._put(value)

    def _put(self, value: tuple[str, int]) -> None:
        self._value = value
        self._host.setText(value[0])
        self._port.setText(str(value[1]))

    def _finished(self) -> None:
        host, port = self._host.text().strip(), self._port.text().strip()
        good = is_line(host) and port.isascii() and port.isdecimal() and 0 < int(port) < 65536
        if good and (host, int(port)) != self._value:
            self.changed.emit((host, int(port)))
        else:
            self._put(self._value)


class _ButtonRow(Control):
    """Buttons that do what actions do."""

    def __init__(self, row: Row, actions: Mapping[str, QAction]) -> None:
        assert isinstance(row.control, Buttons)
        super().__init__(*(_push_button(row, actions[name]) for name in row.control.actions))

    def show_value(self, value: Any) -> None:
        """Do nothing: it is not to be seen."""


def _push_button(row: Row, action: QAction) -> QPushButton:
    button = QPushButton(action.iconText())
    button.setAutoDefault(False)
    button.setAccessibleName(f"{tr(row.title)}: {action.text()}")
    button.setToolTip(action.toolTip())
    button.clicked.connect(action.trigger)
    return button


_CONTROLS: Mapping[type, type[Any]] = {
    Switch: _SwitchBox,
    OneOf: _ChoiceBox,
    Folder: _FolderLine,
    Line: _TextLine,
    Place: _PlaceLine,
    Buttons: _ButtonRow,
}


def make_control(row: Row, actions: Mapping[str, QAction]) -> Control:
    """Return what sets a row."""
    made = _CONTROLS[type(row.control)](row, actions)
    assert isinstance(made, Control)
    return made
