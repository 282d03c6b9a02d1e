"""Questions to the user; the window takes them as callables, so that tests can answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractButton,
    QCompleter,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.recording_plan import RecordingPlan
from app.save_name import ask_save_name
from app.theme import px
from app.words import mark, tr
from fer_core.sources.addresses import is_address

#: What a recording can be exported to, by the names of ``fer_core.EXPORTS``.
_EXPORTS = {
    "tidy": mark("CSV, a line for each number"),
    "openface": mark("CSV with the columns of OpenFace"),
    "parquet": mark("Parquet"),
    "elan": mark("ELAN"),
    "boris": mark("BORIS"),
}
#: How often a question looks whether it still matters.
_LOOKED_MS = 100
_PLAYED = "*.mp4 *.mov *.avi *.mkv *.webm *.m4v *.mpg *.mpeg *.wmv *.gif *.jpg *.jpeg *.png *.bmp *.tif *.tiff *.webp"
_ADDRESS_HINT = mark("http, https (MJPEG) or rtsp. A password in the address is used, but never saved.")
_NO_ADDRESS = mark("This is no address yet. It starts with http://, https:// or rtsp:// and a host.")


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
    goes by itself. It tells whether to end all the same. ``stop`` asks whether to stop a recording, and gets what tells
    that it has ended by itself, which is a yes. ``break_off`` gets a sentence about what else would be broken off, and
    the same.
    """

    file: Callable[[QWidget, Path], Path | None]
    folder: Callable[[QWidget, Path], Path | None]
    model: Callable[[QWidget, Path], Path | None]
    address: Callable[[QWidget, str, Sequence[str]], Typed]
    leave: Callable[[QWidget, str, Callable[[], bool]], bool]
    stop: Callable[[QWidget, Callable[[], bool]], bool]
    break_off: Callable[[QWidget, str, Callable[[], bool]], bool]
    save_test: Callable[[QWidget, Path], Path | None]
    open_rules: Callable[[QWidget, Path], Path | None]
    save_rules: Callable[[QWidget, Path], Path | None]
    session: Callable[[QWidget, Path], Path | None]
    save_export: Callable[[QWidget, Path], Path | None]
    record: Callable[[QWidget, RecordingPlan, Path], RecordingPlan | None]


def give_size(dialog: QDialog, width: int, height: int) -> None:
    """Make a dialog so large at the usual size of text; on a small screen, no larger than that with its frame."""
    room = dialog.screen().availableSize() - QSize(20, 60)
    dialog.resize(QSize(px(width), px(height)).boundedTo(room))


def close_row(dialog: QDialog) -> QDialogButtonBox:
    """Return a row with a button at its right end that closes a dialog; never the one that Enter presses."""
    row = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    row.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
    row.rejected.connect(dialog.reject)
    return row


def real_dialogs() -> Dialogs:
    """Return the dialogs of the system."""
    return Dialogs(
        *(ask_file, ask_folder, ask_model, ask_address, ask_leave, ask_stop, ask_break, ask_save_test),
        *(ask_open_rules, ask_save_rules, ask_session, ask_save_export, ask_recording),
    )


def ask_file(parent: QWidget, start: Path) -> Path | None:
    """Ask for a video or a picture."""
    kinds = ";;".join((tr("Videos and pictures") + f" ({_PLAYED})", tr("All files") + " (*)"))
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open a video or a picture"), str(start), kinds)
    return Path(name) if name else None


def ask_folder(parent: QWidget, start: Path) -> Path | None:
    """Ask where recordings and snapshots should go."""
    name = QFileDialog.getExistingDirectory(parent, tr("Folder for recordings and snapshots"), str(start))
    return Path(name) if name else None


def ask_model(parent: QWidget, start: Path) -> Path | None:
    """Ask for the folder of an exported model."""
    name = QFileDialog.getExistingDirectory(parent, tr("Folder of an exported model"), str(start))
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
    box = QMessageBox(QMessageBox.Icon.Warning, tr("Still writing the recording"), what, parent=parent)
    box.setInformativeText(tr("fer-live closes by itself as soon as everything is on the disk."))
    wait = box.addButton(tr("Keep waiting"), QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(tr("Close and lose them"), QMessageBox.ButtonRole.DestructiveRole)
    return _clicked(box, wait, saved) is leave


def ask_stop(parent: QWidget, ended: Callable[[], bool]) -> bool:
    """Ask whether to stop the recording; a yes where it has ``ended`` by itself meanwhile."""
    question = tr("Do you want to stop the recording?")
    box = QMessageBox(QMessageBox.Icon.Question, tr("Recording"), question, parent=parent)
    box.setInformativeText(tr("What you have chosen ends it. What is recorded until now is saved."))
    box.addButton(tr("Stop and save"), QMessageBox.ButtonRole.AcceptRole)
    go_on = box.addButton(tr("Go on recording"), QMessageBox.ButtonRole.RejectRole)
    return _clicked(box, go_on, ended) is not go_on


def ask_break(parent: QWidget, what: str, ended: Callable[[], bool]) -> bool:
    """Ask whether to close although something is still being done; a yes where it has ``ended`` meanwhile."""
    box = QMessageBox(QMessageBox.Icon.Question, tr("Still working"), what, parent=parent)
    box.setInformativeText(tr("fer-live closes by itself as soon as that is done."))
    box.addButton(tr("Close at once"), QMessageBox.ButtonRole.DestructiveRole)
    wait = box.addButton(tr("Don't close"), QMessageBox.ButtonRole.RejectRole)
    return _clicked(box, wait, ended) is not wait


def _clicked(box: QMessageBox, safe: QPushButton, moot: Callable[[], bool]) -> QAbstractButton | None:
    """Return the button that is clicked, ``safe`` being that of Return and Esc; None once the question is ``moot``."""
    box.setDefaultButton(safe)
    box.setEscapeButton(safe)
    timer = QTimer(box)
    timer.timeout.connect(lambda: box.done(0) if moot() else None)
    timer.start(_LOOKED_MS)
    try:
        box.exec()
        return box.clickedButton()
    finally:
        box.deleteLater()


def ask_save_test(parent: QWidget, start: Path) -> Path | None:
    """Ask where to save what a test of the camera has found; a name without an end gets that of its kind."""
    kinds = {tr("Numbers with their meaning (*.json)"): ".json", tr("Table (*.csv)"): ".csv"}
    return ask_save_name(parent, tr("Save the test"), start, kinds)


def ask_open_rules(parent: QWidget, start: Path) -> Path | None:
    """Ask for a file of rules."""
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open rules"), str(start), tr("Rules (*.json)"))
    return Path(name) if name else None


def ask_save_rules(parent: QWidget, start: Path) -> Path | None:
    """Ask where to save rules; a name without an end gets that of its kind."""
    return ask_save_name(parent, tr("Save rules"), start, {tr("Rules (*.json)"): ".json"})


def ask_session(parent: QWidget, start: Path) -> Path | None:
    """Ask for the table or the description of a session."""
    kinds = ";;".join((tr("Sessions") + " (*.csv session.json *.session.json)", tr("All files") + " (*)"))
    name, _ = QFileDialog.getOpenFileName(parent, tr("Open a session"), str(start), kinds)
    return Path(name) if name else None


def ask_save_export(parent: QWidget, start: Path) -> Path | None:
    """Ask where to export to, and as what; a name without the end of a format gets that of the chosen one."""
    from fer_core.session.exports.table import format_of

    kinds = export_kinds()
    first = start.with_name(start.name + next(iter(kinds.values())))
    title = tr("Export the session")
    return ask_save_name(parent, title, first, kinds, ended=lambda path: format_of(path) is not None)


def export_kinds() -> dict[str, str]:
    """Return the ends of the files that a recording can be exported to, by their names in a question for files."""
    from fer_core.session.exports.table import EXPORTS

    return {f"{tr(words)} (*{EXPORTS[name].suffix})": EXPORTS[name].suffix for name, words in _EXPORTS.items()}


def ask_recording(parent: QWidget, plan: RecordingPlan, folder: Path) -> RecordingPlan | None:
    """Ask what is to be recorded; ``plan`` is what was wanted last, ``folder`` where recordings go."""
    from app.recording_dialog import RecordingDialog

    dialog = RecordingDialog(plan, folder, parent)
    try:
        return dialog.plan if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        dialog.deleteLater()


class AddressDialog(QDialog):
    """One line for an address; only what can be one is accepted."""

    def __init__(self, start: str = "", parent: QWidget | None = None, *, known: Sequence[str] = ()) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Open a stream"))
        self.setMinimumWidth(px(460))
        self.line = QLineEdit(start)
        self.line.setPlaceholderText("http://192.168.1.20:8080/video")
        self.line.setAccessibleName(tr("Stream address"))
        self.line.textChanged.connect(self._check)
        completer = QCompleter(list(known), self.line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completions = QListView()
        completions.setObjectName("completions")
        completer.setPopup(completions)
        self.line.setCompleter(completer)
        heading = QLabel(tr("Address of a network camera"))
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
        self.hint.setText(tr(_ADDRESS_HINT if good or not self.address else _NO_ADDRESS))
        self.line.setAccessibleDescription(self.hint.text())
