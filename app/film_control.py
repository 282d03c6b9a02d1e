"""Hold a film, step through it, move it: what the user wishes, passed on to what plays."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import SignalInstance

from app.play import Phase, Play
from fer_core.sources import SourceInfo, SourceRequest
from fer_core.sources.transport import Transport

#: Pictures a second of a film that does not say.
_DEFAULT_FPS = 25.0


class Player(Protocol):
    """What plays: a session."""

    phase: Phase
    info: SourceInfo | None
    changed: SignalInstance

    def start(self) -> None:
        """Play what was chosen last, again."""

    def replay(self) -> None:
        """Open what plays, or has ended, again."""


class FilmControl:
    """What can be done to the film of a session; for anything else that plays, nothing.

    Attributes
    ----------
    transport
        Of the film that plays, None of anything else.
    position_s
        Of the picture that is shown.
    """

    def __init__(self, session: Player) -> None:
        self._session = session
        self.transport: Transport | None = None
        self.position_s = 0.0
        self._next: Transport | None = None

    def begin(self, play: Play) -> SourceRequest:
        """Return what is to be opened, with what holds and moves it where it is a film."""
        kind = play.source_kind
        self.transport, self._next, self.position_s = self._next, None, 0.0
        if not kind.plays:
            self.transport = None
            return play.request
        self.transport = self.transport or Transport(loop=kind.loops)
        return replace(play.request, transport=self.transport)

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What the actions do, by name."""
        return {"hold": self.toggle, "previous": self.step_back, "next": self.step, "loop": self.toggle_loop}

    @property
    def held(self) -> bool:
        """Whether a film stands still because somebody wants it to."""
        return self.transport is not None and self.transport.paused

    def toggle(self) -> None:
        """Hold the film, or let it go on; one that has ended starts again."""
        if self.transport is None:
            return
        if self._session.phase is Phase.ENDED:
            self._session.start()
        elif self.transport.paused:
            self.transport.go_on()
        else:
            self.transport.pause()
        self._session.changed.emit()

    def step(self) -> None:
        """Hold the film and show its next picture."""
        if self.transport is not None and self._session.phase is Phase.RUNNING:
            self.transport.step()
            self._session.changed.emit()

    def step_back(self) -> None:
        """Hold the film and show the picture before the one that is shown."""
        info = self._session.info
        period_s = 1 / ((info.fps if info is not None else None) or _DEFAULT_FPS)
        self.seek(max(0.0, self.position_s - period_s), hold=True)

    def seek(self, position_s: float, *, hold: bool = False) -> None:
        """Go to a place in the film; one that has ended is opened again, and stands still there."""
        old = self.transport
        if old is None:
            return
        if self._session.phase is Phase.ENDED:
            self._next = Transport(loop=old.loop)
            self._next.set_speed(old.speed)
            self._next.pause()
            self._next.seek(position_s)
            self._session.replay()
            return
        if hold:
            old.pause()
        old.seek(position_s)
        self._session.changed.emit()

    def toggle_loop(self) -> None:
        """Start again at the end, or no longer do so."""
        if self.transport is not None:
            self.transport.set_loop(not self.transport.loop)
            self._session.changed.emit()

    def set_speed(self, speed: float) -> None:
        """Play so many seconds of the film in a second."""
        if self.transport is not None:
            self.transport.set_speed(speed)
