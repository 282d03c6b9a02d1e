"""Show files and folders in the programs that the system has for them."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices


def open_outside(path: Path) -> bool:
    """Open a file or a folder; False where the system has no program for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
