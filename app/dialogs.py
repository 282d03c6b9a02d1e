"""Questions to the user; the window takes them as callables, so that tests can answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from fer_core.sources.addresses import is_address

#: How often a question looks whether it still matters.
_LOOKED_MS = 100
_FILES = (
    "Videos and pictures (*.mp4 *.mov *.avi *.mkv *.webm *.m4v *.mpg *.mpeg *.wmv *.gif *.jpg *.jpeg *.png *.bmp "
    "*.tif *.tiff *.webp);;All files (*)"
)


_ADDRESS_HINT = "http, https (MJPEG) or rtsp. A password in the address is used, but never saved."
_NO_ADDRESS = "This is no address yet. It starts with http://, https:// or rtsp:// and a host."


@dataclass(frozen=True, slots=True)
class Typed:
    """An address as it was typed, and whether it is to be opened."""

    text: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Dialogs:
    """What the window asks; each callable gets the window and what to begin with, and gives None when cancelled.

    ``address`` also gets addresses that are known, and tells what was typed when it is cancelled, too.

    ``leave`` gets a sentence about what would be lost, and what tells that nothing would be any more: then the question
    goes by itself. It tells whether to end all the same.
    """

    file: Callable[[QWidget, Path], Path | None]
    folder: Callable[[QWidget, Path], Path | None]
    model: Callable[[QWidget, Path], Path | None]
    address: Callable[[QWidget, str, Sequence[str]], Typed]
    leave: Callable[[QWidget, str, Callable[[], bool]], bool]


def real_dialogs() -> Dialogs:
    """Return the dialogs of the system."""
    return Dialogs(ask_file, ask_folder, ask_model, ask_address, ask_leave)


def ask_file(parent: QWidget, start: Path) -> Path | None:
    """Ask for a video or a picture."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open a video or a picture", str(start), _FILES)
    return Path(name) if name else None


def ask_folder(parent: QWidget, start: Path) -> Path | None:
    """Ask where recordings and snapshots should go."""
    name = QFileDialog.getExistingDirectory(parent, "Folder for recordings and snapshots", str(start))
    return Path(name) if name else None


def ask_model(parent: QWidget, start: Path) -> Path | None:
    """Ask for the folder of an exported model."""
    name = QFileDialog.getExistingDirectory(parent, "Folder of an exported model", str(start))
    return Path(name) if name else None


def ask_address(parent: QWidget, start: str, known: Sequence[str] = ()) -> Typed:
    """Ask for the address of a stream; ``start`` is to be changed, empty for a new one; ``known`` ones are offered."""
    dialog = AddressDialog(start, parent, known=known)
    try:
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        return Typed(dialog.address, accepted)
    finally:
        dialog.deleteLater()


def ask_leave(parent: QWidget, what: str, saved: Callable[[], bool]) -> bool:
    """Ask whether to end although something would be lost; the question goes once it is ``saved``."""
    box = QMessageBox(QMessageBox.Icon.Warning, "Still writing the recording", what, parent=parent)
    box.setInformativeText("fer-live closes by itself as soon as everything is on the disk.")
    wait = box.addButton("Keep waiting", QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton("Close and lose them", QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(wait)
    box.setEscapeButton(wait)
    timer = QTimer(box)
    timer.timeout.connect(lambda: box.reject() if saved() else None)
    timer.start(_LOOKED_MS)
    try:
        box.exec()
        return box.clickedButton() is leave
    finally:
        box.deleteLater()


class AddressDialog(QDialog):
    """One line for an address; only what can be one is accepted."""

    def __init__(self, start: str = "", parent: QWidget | None = None, *, known: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self.setWindowTitle("Open a stream")
        self.setMinimumWidth(460)
        self.line = QLineEdit(start)
        self.line.setPlaceholderText("http://192.168.1.20:8080/video")
        self.line.setAccessibleName("Stream address")
        self.line.textChanged.connect(self._check)
        completer = QCompleter(list(known), self.line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completions = QListView()
        completions.setObjectName("completions")
        completer.setPopup(completions)
        self.line.setCompleter(completer)
        heading = QLabel("Address of a network camera")
        heading.setProperty("tone", "heading")
        self.hint = QLabel()
        self.hint.setProperty("tone", "small")
        self.hint.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 18)
        column.setSpacing(10)
        for widget in (heading, self.line, self.hint, self.buttons):
            column.addWidget(widget)
        self._check()

    @property
    def address(self) -> str:
        """What was typed."""
        return self.line.text().strip()

    def _check(self) -> None:
        good = is_address(self.address)
        self.buttons.button(QDialogButtonBox.StandardButton.Open).setEnabled(good)
        self.hint.setText(_ADDRESS_HINT if good or not self.address else _NO_ADDRESS)
        self.line.setAccessibleDescription(self.hint.text())
