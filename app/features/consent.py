"""Before a camera is opened for the first time: what fer-live may be used for, and whether the people in view agree."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt

from app.choice import DEMO, FIRST_CAMERA, Choice
from app.features.base import Feature, Shell
from app.uses import Answer, UsesDialog

#: What shows people who are there now. Whoever plays a film, or the demo clip, watches and is not watched.
_LIVE = ("camera", "stream")


class Consent(Feature):
    """Lets no camera be opened before the page is answered, and shows the page again when it is asked for."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        #: What waits for the answer; None while nothing is asked.
        self._waits: Choice | None = None
        shell.session.may_play = self._may_play

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"uses": self._show}

    def _may_play(self, choice: Choice) -> bool:
        if choice.kind not in _LIVE or self.shell.store.settings.agreed:
            return True
        self._ask(choice)
        return False

    def _show(self) -> None:
        settings = self.shell.store.settings
        if settings.agreed:
            self._open(asks=False)
        else:
            self._ask(settings.source if settings.source.kind in _LIVE else FIRST_CAMERA)

    def _ask(self, choice: Choice) -> None:
        already, self._waits = self._waits is not None, choice
        if already:
            return
        dialog = self._open(asks=True)
        dialog.answered.connect(self._answered)

    def _open(self, *, asks: bool) -> UsesDialog:
        dialog = UsesDialog(self.shell.window, asks=asks)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _answered(self, answer: Answer) -> None:
        choice, self._waits = self._waits, None
        shell = self.shell
        if answer == "start" and choice is not None:
            shell.store.set(agreed=True)
            # At once: what has been agreed to is not asked again, whatever becomes of this window.
            shell.store.save()
            self._play(choice)
        elif answer == "demo":
            # Not remembered: the next start is to be with the camera, and asks again.
            if not self._demo_plays():
                self._play(DEMO)
        elif answer == "quit":
            shell.window.close()

    def _demo_plays(self) -> bool:
        session = self.shell.session
        playing = session.playing
        plays = playing is not None and playing.choice == DEMO and not playing.stands_in
        return plays and session.busy and not session.film.held and not session.next_comes

    def _play(self, choice: Choice) -> None:
        if self.shell.may_end_recording():
            self.shell.session.choose(choice)
