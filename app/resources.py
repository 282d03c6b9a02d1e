"""Find the files that ship with the app."""

from importlib.resources import files
from pathlib import Path

from PySide6.QtGui import QIcon

#: The demo clip, and the name it is shown under.
DEMO_CLIP = "WolfgangLanger_Pexels.mp4"
DEMO_NAME = "Demo clip"


def asset(name: str) -> Path:
    """Return the path of a shipped file, ``name`` being relative to ``assets``."""
    return Path(str(files("assets"))) / name


def icon(name: str) -> QIcon:
    """Return a shipped line icon, such as ``"camera"``."""
    return QIcon(str(asset(f"icons/{name}.svg")))


def app_icon() -> QIcon:
    """Return the icon of the app, as pixels and as a drawing."""
    both = QIcon(str(asset("icon.png")))
    both.addFile(str(asset("icon.svg")))
    return both
