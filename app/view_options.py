"""How the picture is shown: what is drawn over it, in full screen, or alone, to a room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.face_marks import Overlays

if TYPE_CHECKING:
    from app.window import MainWindow

#: Names of actions and of what is drawn.
_DRAWN = tuple(field.name for field in fields(Overlays) if field.name != "to_a_room")


class ViewOptions:
    """Follows the actions of the menu "View" that are about the picture.

    Attributes
    ----------
    overlays
        What is drawn over the picture.
    """

    def __init__(self, window: MainWindow, overlays: Overlays) -> None:
        self._window = window
        self.overlays = overlays

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What the actions do, by name."""
        return {**dict.fromkeys(_DRAWN, self._draw), "present": self._present, "fullscreen": self._toggle_fullscreen}

    @property
    def presenting(self) -> bool:
        """Whether the picture is shown alone."""
        return self._window.actions_by_name["present"].isChecked()

    def begin(self) -> None:
        """Bring actions and picture in step with what was remembered."""
        for name in _DRAWN:
            self._window.actions_by_name[name].setChecked(getattr(self.overlays, name))
        self._draw()

    def leave(self) -> bool:
        """Come back from presentation or full screen; whether there was anything to leave."""
        if self.presenting:
            self._window.actions_by_name["present"].trigger()
        elif self._window.isFullScreen():
            self._toggle_fullscreen()
        else:
            return False
        return True

    def _draw(self) -> None:
        chosen = {name: self._window.actions_by_name[name].isChecked() for name in _DRAWN}
        self.overlays = Overlays(**chosen)
        self._window.view.set_overlays(replace(self.overlays, to_a_room=self.presenting))

    def _present(self) -> None:
        alone = self.presenting
        self._window.menuBar().setVisible(not alone)
        self._window.status.setVisible(not alone)
        self._window.page.show_alone(alone)
        self._draw()
        if alone != self._window.isFullScreen():
            self._toggle_fullscreen()
        # A recording is then told in the picture.
        self._window.session.changed.emit()

    def _toggle_fullscreen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
