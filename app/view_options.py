"""How the picture is shown: what is drawn over it, in full screen, or alone, to a room."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from app import theme
from app.actions import draw_icons
from app.face_marks import Overlays
from app.page import Page
from app.video_view import VideoView

#: Names of actions and of what is drawn.
_DRAWN = tuple(field.name for field in fields(Overlays) if field.name != "to_a_room")


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """What of a window the options are about; ``refresh`` brings the rest in step."""

    actions: Mapping[str, QAction]
    view: VideoView
    page: Page
    status: QWidget
    refresh: Callable[[], object]


class ViewOptions:
    """Follows the actions of the menu "View" that are about the picture.

    Attributes
    ----------
    overlays
        What is drawn over the picture.
    theme
        The colours that were chosen, one of ``app.theme.CHOICES``.
    """

    def __init__(self, window: QMainWindow, overlays: Overlays, theme: str) -> None:
        self._window = window
        self._parts: Parts | None = None
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
        return self.parts.actions["present"].isChecked()

    @property
    def parts(self) -> Parts:
        """What it is about, once the window has it."""
        assert self._parts is not None
        return self._parts

    def begin(self, parts: Parts) -> None:
        """Bring actions and picture in step with what was remembered."""
        self._parts = parts
        for name in _DRAWN:
            self.parts.actions[name].setChecked(getattr(self.overlays, name))
        self._draw()
        self._tick_theme()
        QApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def end(self) -> None:
        """Listen to the system no longer."""
        QApplication.styleHints().colorSchemeChanged.disconnect(self._system_changed)

    def leave(self) -> bool:
        """Come back from presentation or full screen; whether there was anything to leave."""
        if self.presenting:
            self.parts.actions["present"].trigger()
        elif self._window.isFullScreen():
            self._toggle_fullscreen()
        else:
            return False
        return True

    def _draw(self) -> None:
        chosen = {name: self.parts.actions[name].isChecked() for name in _DRAWN}
        self.overlays = Overlays(**chosen)
        self.parts.view.set_overlays(replace(self.overlays, to_a_room=self.presenting))

    def _choose_theme(self, choice: str) -> None:
        self.theme = choice
        self._tick_theme()
        self._dress()

    def _tick_theme(self) -> None:
        for choice in theme.CHOICES:
            self.parts.actions[f"theme_{choice}"].setChecked(choice == self.theme)

    def _system_changed(self) -> None:
        if self.theme == theme.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.theme)
        draw_icons(self.parts.actions)
        self.parts.refresh()

    def _present(self) -> None:
        alone = self.presenting
        self._window.menuBar().setVisible(not alone)
        self.parts.status.setVisible(not alone)
        self.parts.page.show_alone(alone)
        self._draw()
        if alone != self._window.isFullScreen():
            self._toggle_fullscreen()
        # A recording is then told in the picture.
        self.parts.refresh()

    def _toggle_fullscreen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)
