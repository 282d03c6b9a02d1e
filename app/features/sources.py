"""Choose what plays: a camera, a file, a stream or the demo clip; start and stop it."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from pathlib import Path

from PySide6.QtCore import QTimer

from app.camera_watch import CameraWatch
from app.choice import DEMO, CameraMode, Choice, file_choice, stream_choice
from app.features.base import Feature, Shell
from app.play import Phase
from app.recent import RecentMenu, addresses_in, with_newest, without
from app.source_picker import SourcePicker
from app.toast import Notice
from app.words import tr, trn

_PLAYS = (Phase.RUNNING, Phase.ENDED)


class Sources(Feature):
    """Asks for sources, has the session play them, and remembers what the user picked."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.picker = SourcePicker(shell.store.settings.mode)
        self.recent = RecentMenu()
        recording = shell.recording
        self._watch = CameraWatch(shell.session, shell.backend, lambda: recording.active or recording.starting)
        self._picked: Choice | None = None
        # What is to be said once that plays.
        self._and_say = ""
        # What was typed and has not played yet, with its password: in memory only.
        self._typed = ""

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
        """Follow the picker and the menu of what was played last, which stands in two places."""
        picker, recent = self.picker, self.recent
        recent.setParent(self.shell.window, recent.windowFlags())
        recent.picked.connect(self._open_recent)
        recent.cleared.connect(self._clear_recent)
        self.shell.menus["File"].insertMenu(self.shell.actions["demo"], recent)
        picker.offer_recent(recent)
        picker.picked.connect(self.pick)
        picker.mode_picked.connect(self._mode_picked)
        picker.file_wanted.connect(self.open_file)
        picker.address_wanted.connect(self.open_stream)
        picker.cameras_wanted.connect(self._watch.look)
        self.shell.store.changed.connect(self._follow)

    def refresh(self) -> None:
        """Show what was chosen, and which cameras there are."""
        session = self.shell.session
        self._note_played()
        self.recent.show_recent(self.shell.store.settings.recent)
        self.picker.show_choice(session.wanted)
        if session.cameras_known:
            self.picker.show_cameras(session.cameras)

    def tick(self, now_s: float) -> None:
        """Notice cameras that come and go, once they may be looked at."""
        window = self.shell.window
        if self.shell.store.settings.agreed:
            self._watch.tick(now_s, seen=window.isVisible() and not window.isMinimized())

    def pick(self, choice: Choice, and_say: str = "") -> None:
        """Play what the user picked, unless a recording is rather to go on, and remember it.

        A file is remembered once it plays, so that no start begins with a bad one. ``and_say`` is said then.
        """
        # Who has not agreed to a camera yet is asked that first, and then what to do about a recording.
        agreed = self.shell.session.may_play(choice)
        if agreed and not self.shell.may_end_recording():
            return
        self._picked, self._and_say = choice, and_say
        if choice.kind != "file":
            self.shell.store.set(source=choice)
        if agreed:
            self.shell.session.choose(choice)

    def drop(self, paths: Sequence[Path]) -> None:
        """Play the first of the files that were dropped on the window."""
        words = ""
        if len(paths) > 1:
            words = trn("Only {name} is played, the first of the %n files that were dropped.", "", len(paths))
        self.pick(file_choice(paths[0]), words.format(name=paths[0].name))

    def open_file(self) -> None:
        """Ask for a file and play it."""
        source = self.shell.store.settings.source
        last = Path(source.value) if source.kind == "file" else Path.home()
        path = self.shell.dialogs.file(self.shell.window, last)
        if path is not None:
            self.pick(file_choice(path))

    def open_stream(self) -> None:
        """Ask for an address and play it; one that was typed and did not play is still there."""
        self._ask_address(self._typed)

    def change_address(self) -> None:
        """Ask for an address in place of the one that was typed; its password is in memory only."""
        wanted = self.shell.session.wanted
        self._ask_address(wanted.value if wanted.kind == "stream" else "")

    def _ask_address(self, start: str) -> None:
        shell = self.shell
        typed = shell.dialogs.address(shell.window, start, addresses_in(shell.store.settings.recent))
        self._typed = typed.text
        if typed.wanted:
            self.pick(stream_choice(typed.text))

    def _note_played(self) -> None:
        """Put what the user picked on the list once it plays."""
        session, choice = self.shell.session, self._picked
        play = session.playing
        if choice is None or play is None or play.choice != choice or session.phase not in _PLAYS:
            return
        self._picked = None
        if self._and_say:
            self.shell.notify(Notice(self._and_say))
        self.shell.store.set(source=choice)
        if choice.kind in ("file", "stream") and not play.stands_in:
            self._set_recent(with_newest(self.shell.store.settings.recent, choice))
        if choice.kind == "stream":
            self._typed = ""

    def _set_recent(self, recent: tuple[Choice, ...]) -> None:
        self.shell.store.set(recent=recent)
        self.recent.show_recent(recent)

    def _clear_recent(self) -> None:
        before = self.shell.store.settings.recent
        self._set_recent(())

        def undo() -> None:
            # What has played meanwhile is newer.
            since = self.shell.store.settings.recent
            self._set_recent(reduce(with_newest, reversed(since), before))

        self.shell.notify(Notice(tr("The list of recent files and addresses is empty now."), "done", tr("Undo"), undo))

    def _open_recent(self, choice: Choice) -> None:
        """Play something from the list; a file is first looked for, which may block where it lies on a network."""
        session = self.shell.session
        ticket, path = session.ticket, Path(choice.value)

        def known(there: bool) -> None:
            if not there:
                self._set_recent(without(self.shell.store.settings.recent, choice))
                words = tr("{name} is no longer in {folder}. It was taken off the list.")
                self.shell.notify(Notice(words.format(name=choice.name, folder=path.parent), "error"))
            elif session.ticket == ticket:
                # Out of the timer that told: a question that it asks would hold the timer still.
                QTimer.singleShot(0, partial(self.pick, choice))

        if choice.kind == "file":
            session.jobs.submit("recent", path.exists, known, lambda _error: known(False))
        else:
            self.pick(choice)

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
