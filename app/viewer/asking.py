"""What the viewer asks the user; it takes these as callables, so that tests can answer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from app.dialogs import ask_break, ask_file, ask_session
from app.save_name import ask_save_name
from app.words import tr


@dataclass(frozen=True, slots=True)
class Asking:
    """Each callable gets the window and what to begin with, and gives None when cancelled.

    ``save`` gets a title and the kinds of files by suffix. ``lose`` tells whether to close although the changes are not
    on the disk, and gets a sentence about why. ``break_off`` tells whether to close although something is being made,
    which it gets in a sentence, and what tells that it has ended by itself.
    """

    session: Callable[[QWidget, Path], Path | None]
    film: Callable[[QWidget, Path], Path | None]
    save: Callable[[QWidget, str, Path, Mapping[str, str]], Path | None]
    lose: Callable[[QWidget, str], bool]
    break_off: Callable[[QWidget, str, Callable[[], bool]], bool]


def real_asking() -> Asking:
    """Return the dialogs of the system."""
    return Asking(ask_session, ask_file, ask_save, ask_lose, ask_break)


def ask_save(parent: QWidget, title: str, start: Path, kinds: Mapping[str, str]) -> Path | None:
    """Ask where something should go; a name without a known end gets that of its kind."""
    # ".html" is as good as ".report.html".
    ends = (*kinds, *(Path(suffix).suffix for suffix in kinds if suffix.startswith(".report")))
    suffixes = {tr(kind): suffix for suffix, kind in kinds.items()}
    return ask_save_name(parent, title, start, suffixes, ended=lambda path: path.name.endswith(ends))


def ask_lose(parent: QWidget, why: str) -> bool:
    """Ask whether to close although the changes cannot be saved."""
    box = QMessageBox(QMessageBox.Icon.Warning, tr("Changes not saved"), why, parent=parent)
    box.setInformativeText(tr("What you have changed in this session is lost if the window is closed now."))
    stay = box.addButton(tr("Keep the window open"), QMessageBox.ButtonRole.RejectRole)
    lose = box.addButton(tr("Close and lose the changes"), QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    try:
        box.exec()
        return box.clickedButton() is lose
    finally:
        box.deleteLater()
