"""Ask where something should be saved: one way for whatever leaves the window as a file."""

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.words import tr


def ask_save_name(
    parent: QWidget,
    title: str,
    start: Path,
    kinds: Mapping[str, str],
    *,
    ended: Callable[[Path], bool] = lambda path: bool(path.suffix),
) -> Path | None:
    """Ask for a name; one without an end, or that is left as it was, gets that of the kind that is chosen.

    The system asks before a file is replaced, but only about the name that was typed: about a file that the end makes
    of it, it is asked here.

    Parameters
    ----------
    parent, title, start
        Of the question, and the name that it begins with.
    kinds
        By their words, as the dialog shows them, the ends of files.
    ended
        Whether a name is whole.

    Returns
    -------
    The file, which may be replaced where it is there already; None for none.
    """
    name, kind = QFileDialog.getSaveFileName(parent, title, str(start), ";;".join(kinds))
    if not name:
        return None
    path, end = Path(name), kinds.get(kind, next(iter(kinds.values())))
    # Who leaves the name as it was and chooses another kind wants that: some systems change the name, others do not.
    if ended(path) and (path != start or path.name.endswith(end)):
        return path
    stem = path.name.removesuffix(next((known for known in kinds.values() if path.name.endswith(known)), ""))
    path = path.with_name(stem.removesuffix(Path(end).suffix) + end)
    return path if not path.exists() or _may_replace(parent, title, path) else None


def _may_replace(parent: QWidget, title: str, path: Path) -> bool:
    words = tr("{name} is there already. Replace it?").format(name=path.name)
    yes, no = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
    return QMessageBox.question(parent, title, words, yes | no, no) == yes
