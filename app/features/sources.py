"""Choose what plays: a camera, a file, a stream or the demo clip; start and stop it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.choice import DEMO, CameraMode, Choice, file_choice, stream_choice
from app.features.base import Feature, Shell
from app.source_picker import SourcePicker


class Sources(Feature):
    """Asks for sources, has the session play them, and remembers what the user picked."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.picker = SourcePicker(shell.store.settings.mode)

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
        picker.cameras_wanted.connect(self.shell.session.refresh_cameras)
        self.shell.store.changed.connect(self._follow)

    def refresh(self) -> None:
        """Show what was chosen, and which cameras there are."""
        session = self.shell.session
        self.picker.show_choice(session.wanted)
        if session.cameras_known:
            self.picker.show_cameras(session.cameras)

    def pick(self, choice: Choice) -> None:
        """Play what the user picked, and remember it, unless a recording is rather to go on."""
        if not self.shell.may_end_recording():
            return
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

    def try_again(self) -> None:
        """Play what was chosen last, unless a recording of what stands in for it is rather to go on."""
        if self.shell.may_end_recording():
            self.shell.session.start()

    def _mode_picked(self, mode: CameraMode) -> None:
        self.shell.store.set(mode=mode)

    def _follow(self) -> None:
        session, mode = self.shell.session, self.shell.store.settings.mode
        if mode == session.mode:
            return
        plays = session.playing is not None and session.playing.choice.kind == "camera" and session.busy
        if plays and not self.shell.may_end_recording():
            self.picker.show_mode(session.mode)
            self.shell.store.set(mode=session.mode)
            return
        self.picker.show_mode(mode)
        session.set_mode(mode)

    def _toggle(self) -> None:
        session = self.shell.session
        (session.stop if session.busy else session.start)()
