"""How the picture is shown: what is drawn over it, mirrored, in full screen, or alone, to a room; and the colours."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app import theme
from app.actions import draw_icons
from app.face_marks import OVERLAYS, Overlays
from app.features.base import Feature
from app.zoom import STEP, Zoom
from fer_core.sources import KINDS

#: By how much of the view the arrow keys move the picture under it, in pixels.
_STEP_PX = 60
_ARROWS = {
    Qt.Key.Key_Left: QPointF(_STEP_PX, 0),
    Qt.Key.Key_Right: QPointF(-_STEP_PX, 0),
    Qt.Key.Key_Up: QPointF(0, _STEP_PX),
    Qt.Key.Key_Down: QPointF(0, -_STEP_PX),
}


class Picture(Feature):
    """Follows the actions of the menu "View" that are about the picture."""

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What the actions do, by name."""
        themes = {f"theme_{choice}": partial(self._choose_theme, choice) for choice in theme.CHOICES}
        drawn = dict.fromkeys(OVERLAYS, self._draw)
        view = self.shell.view
        zooms = {
            "zoom_in": lambda: view.look_closer(STEP),
            "zoom_out": lambda: view.look_closer(1 / STEP),
            "zoom_whole": lambda: view.look(Zoom()),
        }
        own = {"present": self._present, "fullscreen": self._toggle_fullscreen, "mirror": self._mirror}
        return {**drawn, **themes, **zooms, **own, "timeline": self._timeline}

    @property
    def presenting(self) -> bool:
        """Whether the picture is shown alone."""
        return self.shell.actions["present"].isChecked()

    @property
    def mirrored(self) -> bool:
        """Whether what plays, or is to, is shown as in a mirror."""
        settings = self.shell.store.settings
        return settings.mirror_camera if self._faces_user() else settings.mirror_other

    def begin(self) -> None:
        """Bring actions and picture in step with what was remembered."""
        settings, actions = self.shell.store.settings, self.shell.actions
        for name in OVERLAYS:
            actions[name].setChecked(getattr(settings.overlays, name))
        actions["timeline"].setChecked(settings.timeline)
        self._draw()
        self._tick_theme()
        QApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def end(self) -> None:
        """Listen to the system no longer."""
        QApplication.styleHints().colorSchemeChanged.disconnect(self._system_changed)

    def refresh(self) -> None:
        """Show the picture as it is wanted of what plays."""
        shell = self.shell
        shell.actions["mirror"].setChecked(self.mirrored)
        shell.view.set_mirrored(self.mirrored)
        shell.view.set_recording(shell.recording.active and self.presenting)
        playing = shell.session.playing
        # A picture has no course: nothing to look back on.
        still = playing is not None and playing.source_kind.still
        shell.page.show_below("timeline", shell.store.settings.timeline and not still)

    def press(self, event: QKeyEvent) -> bool:
        """Leave presentation or full screen by Esc; move a picture that is seen closely by the arrow keys."""
        if event.key() in _ARROWS and self.shell.view.zoom.factor > 1:
            self.shell.view.shift(_ARROWS[Qt.Key(event.key())])
            return True
        if event.key() != Qt.Key.Key_Escape:
            return False
        if self.presenting:
            self.shell.actions["present"].trigger()
        elif self.shell.window.isFullScreen():
            self._toggle_fullscreen()
        else:
            return False
        return True

    def _draw(self) -> None:
        chosen = Overlays(**{name: self.shell.actions[name].isChecked() for name in OVERLAYS})
        self.shell.store.set(overlays=chosen)
        self.shell.view.set_overlays(replace(chosen, to_a_room=self.presenting))

    def _faces_user(self) -> bool:
        """Whether what plays, or is to, is seen as in a mirror unless the user wants it otherwise."""
        session = self.shell.session
        kind = session.playing.kind if session.playing is not None else session.wanted.kind
        return kind in KINDS and KINDS[kind].mirrored

    def _mirror(self) -> None:
        name = "mirror_camera" if self._faces_user() else "mirror_other"
        self.shell.store.set(**{name: self.shell.actions["mirror"].isChecked()})
        self.shell.refresh()

    def _timeline(self) -> None:
        self.shell.store.set(timeline=self.shell.actions["timeline"].isChecked())
        self.shell.refresh()

    def _choose_theme(self, choice: str) -> None:
        self.shell.store.set(theme=choice)
        self._tick_theme()
        self._dress()

    def _tick_theme(self) -> None:
        for choice in theme.CHOICES:
            self.shell.actions[f"theme_{choice}"].setChecked(choice == self.shell.store.settings.theme)

    def _system_changed(self) -> None:
        if self.shell.store.settings.theme == theme.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, self.shell.store.settings.theme)
        draw_icons(self.shell.actions)
        self.shell.refresh()

    def _present(self) -> None:
        alone, shell = self.presenting, self.shell
        shell.window.menuBar().setVisible(not alone)
        shell.status.setVisible(not alone)
        shell.page.show_alone(alone)
        self._draw()
        if alone != shell.window.isFullScreen():
            self._toggle_fullscreen()
        # A recording is then told in the picture.
        shell.refresh()

    def _toggle_fullscreen(self) -> None:
        window = self.shell.window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
