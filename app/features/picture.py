"""How the picture is shown: what is drawn over it, mirrored, in full screen, or alone, to a room."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

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
        drawn = dict.fromkeys(OVERLAYS, self._overlays_toggled)
        view = self.shell.view
        zooms = {
            "zoom_in": lambda: view.look_closer(STEP),
            "zoom_out": lambda: view.look_closer(1 / STEP),
            "zoom_whole": lambda: view.look(Zoom()),
        }
        own = {"present": self._present, "fullscreen": self._toggle_fullscreen, "mirror": self._mirror}
        return {**drawn, **zooms, **own, "timeline": self._timeline, "room": self._room}

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
        """Follow what is remembered."""
        self.shell.store.changed.connect(self.shell.refresh)

    def refresh(self) -> None:
        """Show the picture as it is wanted of what plays."""
        shell, settings = self.shell, self.shell.store.settings
        for name in OVERLAYS:
            shell.actions[name].setChecked(getattr(settings.overlays, name))
        shell.actions["timeline"].setChecked(settings.timeline)
        shell.actions["room"].setChecked(settings.room)
        shell.view.set_overlays(replace(settings.overlays, to_a_room=self.presenting))
        shell.actions["mirror"].setChecked(self.mirrored)
        shell.view.set_mirrored(self.mirrored)
        shell.view.set_recording(shell.recording.active and self.presenting)
        playing = shell.session.playing
        # A picture has no course: nothing to look back on.
        still = playing is not None and playing.source_kind.still
        shell.page.show_below("timeline", settings.timeline and not still)
        shell.page.show_below("room", settings.room)

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

    def _overlays_toggled(self) -> None:
        chosen = Overlays(**{name: self.shell.actions[name].isChecked() for name in OVERLAYS})
        self.shell.store.set(overlays=chosen)

    def _faces_user(self) -> bool:
        """Whether what plays, or is to, is seen as in a mirror unless the user wants it otherwise."""
        session = self.shell.session
        kind = session.playing.kind if session.playing is not None else session.wanted.kind
        return kind in KINDS and KINDS[kind].mirrored

    def _mirror(self) -> None:
        name = "mirror_camera" if self._faces_user() else "mirror_other"
        self.shell.store.set(**{name: self.shell.actions["mirror"].isChecked()})

    def _timeline(self) -> None:
        self.shell.store.set(timeline=self.shell.actions["timeline"].isChecked())

    def _room(self) -> None:
        self.shell.store.set(room=self.shell.actions["room"].isChecked())

    def _present(self) -> None:
        alone, shell = self.presenting, self.shell
        shell.window.menuBar().setVisible(not alone)
        shell.status.setVisible(not alone)
        shell.page.show_alone(alone)
        if alone != shell.window.isFullScreen():
            self._toggle_fullscreen()
        # A recording is then told in the picture.
        shell.refresh()

    def _toggle_fullscreen(self) -> None:
        window = self.shell.window
        window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
