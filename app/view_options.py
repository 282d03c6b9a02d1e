"""How the picture is shown: what is drawn over it, in full screen, or alone, to a room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app import theme
from app.actions import draw_icons
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
    theme
        The colours that were chosen, one of ``app.theme.CHOICES``.
    """

    def __init__(self, window: MainWindow, overlays: Overlays, theme: str) -> None:
        self._window = window
        self.overlays = overlays
        self.theme = theme

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What the actions do, by name."""
        themes = {f"theme_{choice}": partial(self._choose_theme, choice) for choice in theme.CHOICES}
        drawn = dict.fromkeys(_DRAWN, self._draw)
        return {**drawn, **themes, "present": self._present, "fullscreen": self._toggle_fullscreen}

    @property
    def presenting(self) -> bool:
        """Whether the picture is shown alone."""
        return self._window.actions_by_name["present"].isChecked()

    def begin(self) -> None:
        """Bring actions and picture in step with what was remembered."""
        for name in _DRAWN:
            self._window.actions_by_name[name].setChecked(getattr(self.overlays, name))
        self._draw()
        self._tick_theme()
        QApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def end(self) -> None:
        """Listen to the system no longer."""
        QApplication.styleHints().colorSchemeChanged.disconnect(self._system_changed)

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

    def _choose_theme(self, choice: str) -> None:
        self.theme = choice
        self._tick_theme()
        self._dress()

    def _tick_theme(self) -> None:
        for choice in theme.CHOICES:
            self._window.actions_by_name[f"theme_{choice}"].setChecked(choice == self.theme)

    def _system_changed(self) -> None:
        if self.theme == theme.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.theme)
        draw_icons(self._window.actions_by_name)
        self._window.session.changed.emit()

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
