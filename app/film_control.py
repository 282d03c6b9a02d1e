"""Hold a film, step through it, move it: what the user wishes, passed on to what plays."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import SignalInstance

from app.play import Phase, Play
from fer_core.sources import SourceInfo, SourceRequest
from fer_core.sources.transport import Transport

#: A step back from the end of a film, which has to be opened again for it.
_NEAR_THE_END_S = 0.05
#: Half a picture.
_AT_THE_START_S = 0.02


class Player(Protocol):
    """What plays: a session."""

    phase: Phase
    playing: Play | None
    info: SourceInfo | None
    changed: SignalInstance

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
        self._next: tuple[Play, Transport] | None = None
        self._play: Play | None = None

    def begin(self, play: Play) -> SourceRequest:
        """Return what is to be opened, with what holds and moves it where it is a film."""
        kind = play.source_kind
        old, again, wanted = self.transport, self._play is play, self._next
        self._next, self._play, self.position_s = None, play, 0.0
        if not kind.plays:
            self.transport = None
            return play.request
        if wanted is not None and wanted[0] is play:
            self.transport = wanted[1]
        elif again and old is not None:
            self.transport = _like(old)
        else:
            self.transport = Transport(loop=kind.loops)
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
            self._again(None)
        elif self.transport.paused:
            self.transport.go_on()
        elif self._session.phase is Phase.STARTING:
            # Held from its first picture on, which is shown.
            self.transport.step()
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
        if self.transport is None:
            return
        if self._session.phase is Phase.ENDED:
            self._again(self.position_s - _NEAR_THE_END_S)
        else:
            self.transport.step_back()
            self._session.changed.emit()

    def seek(self, position_s: float) -> None:
        """Go to a place in the film; one that has ended is opened again, and stands still there."""
        if self.transport is None:
            return
        if self._session.phase is Phase.ENDED:
            self._again(position_s)
        else:
            self.transport.seek(position_s)

    def show_start_again(self) -> None:
        """Show the first picture once more where a film is held at it, for a recording that is to have it."""
        if self.held and self.position_s <= _AT_THE_START_S:
            self.seek(0.0)

    def toggle_loop(self) -> None:
        """Start again at the end, or no longer do so."""
        if self.transport is not None:
            self.transport.set_loop(not self.transport.loop)
            self._session.changed.emit()

    def set_speed(self, speed: float) -> None:
        """Play so many seconds of the film in a second."""
        if self.transport is not None:
            self.transport.set_speed(speed)

    def _again(self, position_s: float | None) -> None:
        """Open a film again that has ended: held at a position, or playing from its start (None)."""
        play, old = self._session.playing, self.transport
        if play is None or old is None:
            return
        transport = _like(old)
        if position_s is not None:
            transport.pause()
            transport.seek(position_s)
        self._next = (play, transport)
        self._session.replay()


def _like(old: Transport) -> Transport:
    """Return a new transport that repeats, and is as fast, as an old one."""
    made = Transport(loop=old.loop)
    made.set_speed(old.speed)
    return made
