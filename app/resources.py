"""Find the files that ship with the app."""

from pathlib import Path

from PySide6.QtGui import QIcon

from fer_core.places import ASSETS


def asset(name: str) -> Path:
    """Return the path of a shipped file, ``name`` being relative to ``assets``."""
    return ASSETS / name


def app_icon() -> QIcon:
    """Return the icon of the app, as pixels and as a drawing."""
    both = QIcon(str(asset("icon.png")))
    both.addFile(str(asset("icon.svg")))
    return both
