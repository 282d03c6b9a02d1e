"""The panels beside the picture: one row each, from top to bottom."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.cards import FacePanel
from app.faces_menu import Send
from fer_core.types import Face


class Panel(Protocol):
    """What the window tells every panel; each is a ``QWidget``."""

    def show_faces(self, faces: Sequence[Face], now_s: float) -> None:
        """Show the faces of a picture that is shown at ``now_s`` seconds."""

    def expire(self, now_s: float) -> None:
        """Take away what has been gone for a moment."""

    def clear(self) -> None:
        """Begin anew, for another source."""

    def set_empty_text(self, text: str) -> None:
        """Say why there is nothing to show."""


#: By name; each factory is given what takes the user's commands.
PANELS: Mapping[str, Callable[[Send], Panel]] = {
    "faces": FacePanel,
}


def widget_of(panel: Panel) -> QWidget:
    """Return a panel as the widget that it is."""
    assert isinstance(panel, QWidget)
    return panel
