"""Which moment of a session is looked at, with its film or without one."""

import time
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.viewer.facts import Basis
from app.viewer.film import FilmPlace, FilmReader
from fer_core.sources.transport import Transport
from fer_core.types import Frame


class Playback(QObject):
    """Plays, holds and moves: a film, or the time line alone where there is none.

    Parameters
    ----------
    basis
        Of the session.
    clock
        Seconds that grow, for what plays without a film.
    """

    #: Another moment is looked at; and a picture of the film has come for it.
    moved = Signal(float)
    pictured = Signal(object)
    #: It plays now, or no longer does; or the film cannot be played.
    changed = Signal()

    def __init__(
        self, basis: Basis, clock: Callable[[], float] = time.monotonic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.position_s = 0.0
        self.film: FilmPlace | None = None
        self.problem = ""
        self._basis, self._clock = basis, clock
        self._transport = Transport()
        self._reader: FilmReader | None = None
        self._frame: Frame | None = None
        self._scene = 0
        # Where a seek should lead: until its picture comes, older ones do not count.
        self._sought_s: float | None = None
        self._playing = False
        self._told_playing = False
        self._last = 0.0

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return not self._transport.paused if self._reader is not None else self._playing

    def show_film(self, film: FilmPlace) -> None:
        """Play a film from now on, at the moment that is looked at."""
        self.stop()
        self.film, self.problem, self._frame, self._scene = film, "", None, 0
        self._transport = Transport()
        self._transport.pause()
        self._transport.seek(self.position_s + film.offset_s)
        self._sought_s, self._playing = self.position_s, False
        self._reader = FilmReader(film.path, self._transport)
        self.changed.emit()

    def toggle(self) -> None:
        """Play, or hold; at the end, play from the start."""
        if self.playing:
            self._hold()
        else:
            if self.position_s >= self._last_s - 0.05:
                self.seek(0.0)
            self._playing, self._last = True, self._clock()
            self._transport.go_on()
        self._tell()

    def seek(self, t_s: float) -> None:
        """Look at another moment."""
        t_s = min(max(t_s, 0.0), self._basis.end_s)
        self.position_s = t_s
        self._last = self._clock()
        if self.film is not None and self._reader is not None:
            self._sought_s = t_s
            self._scene = self._frame.scene if self._frame is not None else -1
            self._transport.seek(t_s + self.film.offset_s)
        self.moved.emit(t_s)

    def step(self, by: int) -> None:
        """Hold, and look at the next picture, or the one before (-1)."""
        if self._reader is not None:
            if by > 0:
                self._transport.step()
            else:
                self._transport.step_back()
            self._sought_s = None
        else:
            self._playing = False
            times = self._basis.times
            at = int(np.searchsorted(times, self.position_s + (1e-6 if by > 0 else -1e-6)))
            place = at if by > 0 else at - 1
            if 0 <= place < len(times):
                self.seek(float(times[place]))
        self._tell()

    def tick(self) -> None:
        """Go on; called many times a second."""
        if self._reader is not None:
            self._follow_film(self._reader)
        elif self._playing:
            now = self._clock()
            t_s = self.position_s + now - self._last
            self.seek(t_s)
            if t_s >= self._basis.end_s:
                self._playing = False
        self._tell()

    def stop(self) -> None:
        """End the thread of the film."""
        reader, self._reader = self._reader, None
        self._playing = False
        if reader is not None:
            reader.stop()

    @property
    def _last_s(self) -> float:
        info = self._reader.info if self._reader is not None else None
        if info is None or info.duration_s is None or self.film is None:
            return self._basis.end_s
        return min(self._basis.end_s, info.duration_s - self.film.offset_s)

    def _hold(self) -> None:
        self._playing = False
        self._transport.pause()

    def _follow_film(self, reader: FilmReader) -> None:
        if reader.error:
            self.problem, self.film = reader.error, None
            self.stop()
            self.changed.emit()
            return
        frame = reader.take()
        if frame is None:
            return
        if self._sought_s is not None and frame.scene == self._scene:
            # It stood in the slot before somebody went elsewhere.
            return
        self._frame = frame
        if self.film is None:
            return
        if self._sought_s is None:
            self.position_s = (frame.source_t_s if frame.source_t_s is not None else frame.t) - self.film.offset_s
            self.moved.emit(self.position_s)
        self._sought_s = None
        self.pictured.emit(frame)

    def _tell(self) -> None:
        if self.playing != self._told_playing:
            self._told_playing = self.playing
            self.changed.emit()
