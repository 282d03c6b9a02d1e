"""Choose what plays: a camera, a file, a stream or the demo clip; start and stop it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.camera_watch import CameraWatch
from app.choice import DEMO, CameraMode, Choice, file_choice, stream_choice
from app.features.base import Feature, Shell
from app.source_picker import SourcePicker


class Sources(Feature):
    """Asks for sources, has the session play them, and remembers what the user picked."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.picker = SourcePicker(shell.store.settings.mode)
        self._watch = CameraWatch(shell.session, shell.backend)

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {
            "open_file": self.open_file,
            "open_stream": self.open_stream,
            "demo": lambda: self.pick(DEMO),
            "start": self._toggle,
            **self.shell.session.film.handlers,
        }

    def begin(self) -> None:
        """Follow the picker."""
        picker = self.picker
        picker.picked.connect(self.pick)
        picker.mode_picked.connect(self._mode_picked)
        picker.file_wanted.connect(self.open_file)
        picker.address_wanted.connect(self.open_stream)
        picker.cameras_wanted.connect(self._watch.look)

    def refresh(self) -> None:
        """Show what was chosen, and which cameras there are."""
        session = self.shell.session
        self.picker.show_choice(session.wanted)
        if session.cameras_known:
            self.picker.show_cameras(session.cameras)

    def tick(self, now_s: float) -> None:
        """Notice cameras that come and go."""
        window = self.shell.window
        self._watch.tick(now_s, seen=window.isVisible() and not window.isMinimized())

    def pick(self, choice: Choice) -> None:
        """Play what the user picked, and remember it."""
        self.shell.store.set(source=choice)
        self.shell.session.choose(choice)

    def open_file(self) -> None:
        """Ask for a file and play it."""
        source = self.shell.store.settings.source
        last = Path(source.value) if source.kind == "file" else Path.home()
        path = self.shell.dialogs.file(self.shell.window, last)
        if path is not None:
            self.pick(file_choice(path))

    def open_stream(self) -> None:
        """Ask for an address and play it."""
        self._ask_address("")

    def change_address(self) -> None:
        """Ask for an address in place of the one that was typed; its password is in memory only."""
        wanted = self.shell.session.wanted
        self._ask_address(wanted.value if wanted.kind == "stream" else "")

    def _ask_address(self, start: str) -> None:
        address = self.shell.dialogs.address(self.shell.window, start)
        if address is not None:
            self.pick(stream_choice(address))

    def _mode_picked(self, mode: CameraMode) -> None:
        self.shell.store.set(mode=mode)
        self.shell.session.set_mode(mode)

    def _toggle(self) -> None:
        session = self.shell.session
        (session.stop if session.busy else session.start)()
