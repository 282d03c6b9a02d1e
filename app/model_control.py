"""Which models read the faces, and what they run on: tried first, and what works stays until then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QTimer, SignalInstance

from app.failure import failure
from app.jobs import Jobs
from app.toast import Notice
from app.words import tr
from fer_core.compute import SPARING, Compute

Failed = Callable[[Exception], None]


@dataclass(frozen=True, slots=True)
class Readers:
    """What reads the faces.

    Attributes
    ----------
    model
        Folder of an exported model; None for the shipped one.
    also
        Of further models, to be compared with it.
    compute
        What they run on.
    every_picture
        Faces are looked for in every picture, not twice a second and followed in between.
    """

    model: Path | None = None
    also: tuple[Path | None, ...] = ()
    compute: Compute = SPARING
    every_picture: bool = False


#: The shipped model alone.
SHIPPED = Readers()


class Player(Protocol):
    """What plays: a session."""

    jobs: Jobs
    noticed: SignalInstance
    changed: SignalInstance

    def replay_with_others(self) -> None:
        """Let other models read what plays."""


class ModelControl:
    """Chooses the models of a session.

    Parameters
    ----------
    session
        Plays with them.
    check
        ``ModelError`` if a folder holds no model that can be used; may take seconds.
    readers
        To begin with.
    """

    def __init__(self, session: Player, check: Callable[[Path], object], readers: Readers) -> None:
        self._session, self._check = session, check
        self.readers = readers
        #: Folder of the model that is being tried; None while none is.
        self.tried: Path | None = None
        self._ticket = 0
        #: Somebody has chosen a model since the start.
        self.picked = False
        #: Asked before the picture is begun anew, which ends a recording: whether that may be.
        self.may_begin_anew: Callable[[], bool] = lambda: True

    @property
    def comparing(self) -> bool:
        """Whether a second model reads the faces, too."""
        return bool(self.readers.also)

    def use(self, folder: Path | None, failed: Failed = lambda _error: None) -> None:
        """Go on with another model once it is known to work; until then nothing changes.

        What was chosen before and is still being tried is dropped; so it is by the two that follow. ``failed`` is told
        why the model is of no use, which is said in any case.
        """

        def used() -> None:
            also = tuple(other for other in self.readers.also if other != folder)
            readers = replace(self.readers, model=folder, also=also)
            self.picked |= self._change(readers, tr("{model} is in use.").format(model=_model_words(folder)))

        self._once_good(folder, used, failed)

    def compare(self, folder: Path | None, failed: Failed = lambda _error: None) -> None:
        """Let a second model, not the one in use, read the faces, too, once it is known to work."""

        def compared() -> None:
            if folder != self.readers.model:
                words = tr("{model} is compared with the one in use.").format(model=_model_words(folder))
                self._change(replace(self.readers, also=(folder,)), words)

        self._once_good(folder, compared, failed)

    def stop_comparing(self) -> None:
        """Ask the second model no more."""
        self._choose(None)
        self._change(replace(self.readers, also=()), tr("Nothing is compared any more."))

    def run_on(self, compute: Compute) -> bool:
        """Let the models run on something else; whether they do now."""
        return self._change(replace(self.readers, compute=compute))

    def look(self, *, every_picture: bool) -> bool:
        """Look for faces in every picture, or now and then; whether that is so now."""
        return self._change(replace(self.readers, every_picture=every_picture))

    def give_way(self) -> str:
        """Do without what may be at fault, after a model has failed; tells what comes instead, empty for nothing."""
        if self.readers.also:
            self.readers = replace(self.readers, also=())
            return tr("Nothing is compared any more.")
        if self.readers.model is not None:
            self.readers = replace(self.readers, model=None)
            return tr("The shipped model is used instead.")
        return ""

    def _choose(self, tried: Path | None) -> int:
        """Begin a choice, and return its ticket."""
        self._ticket += 1
        self.tried = tried
        self._session.changed.emit()
        return self._ticket

    def _once_good(self, folder: Path | None, then: Callable[[], None], failed: Failed) -> None:
        ticket = self._choose(folder)
        if folder is None:
            then()
            return

        def good() -> None:
            if ticket == self._ticket:
                self._choose(None)
                then()

        def bad(error: Exception) -> None:
            if ticket == self._ticket:
                self._choose(None)
                self._session.noticed.emit(failure(error))
                failed(error)

        # Out of the timer that told: a question that it asks would hold the timer still.
        self._session.jobs.submit("model", lambda: self._check(folder), lambda _: QTimer.singleShot(0, good), bad)

    def _change(self, readers: Readers, words: str = "") -> bool:
        if readers == self.readers:
            return True
        if not self.may_begin_anew():
            return False
        self.readers = readers
        if words:
            self._session.noticed.emit(Notice(words, "done"))
        self._session.replay_with_others()
        return True


def _model_words(folder: Path | None) -> str:
    """Return what a model is called by the place where it lies."""
    return tr("The shipped model") if folder is None else tr("The model in {folder}").format(folder=folder.name)
