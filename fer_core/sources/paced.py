"""A file that plays at its own pace, as if it were live."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from time import monotonic

from fer_core.sources.base import Source, SourceInfo
from fer_core.sources.transport import Transport
from fer_core.types import Frame

#: Lateness that is caught up with; after a longer one (a stall, a suspended computer) the clip goes on from
#: where it is.
_CATCH_UP_S = 0.25
_DEFAULT_FPS = 25.0
#: Two positions that are nearer than this are one.
_SAME_S = 1e-6


class Paced:
    """Plays another source by its time stamps; who reads it too slowly misses frames.

    ``Frame.t`` goes on growing when the clip starts again, or is moved; ``source_t_s`` remains the position in the
    file.

    Parameters
    ----------
    source
        What to play: a file. One with a method ``seek`` can be moved; another one is read anew up to where it should
        be.
    transport
        Holds it and moves it; None plays it once, from its start to its end.
    kind, name
        What to call it, if not as the source calls itself; a demo clip says "demo".
    """

    live = True

    def __init__(
        self, source: Source, transport: Transport | None = None, *, kind: str | None = None, name: str | None = None
    ) -> None:
        self._source = source
        self._transport = transport or Transport()
        self.kind = kind or source.kind
        self.name = name or source.name
        self._interrupted = Event()
        self._period_s = 1.0 / _DEFAULT_FPS
        self._index = self._scene = 0
        self._shown_s = 0.0
        self._offset_s = 0.0
        self._last_t: float | None = None
        # When the clip's time 0 would have been shown, at the speed at which it plays now.
        self._start_t: float | None = None
        self._speed = 1.0
        self._in_this_pass = 0
        self._waiting: Frame | None = None
        # The picture that waits is one that was asked for: it is shown though the film is held.
        self._asked_for = False

    def open(self) -> SourceInfo:
        """Open the source; it plays from the first ``read`` on.

        Raises
        ------
        SourceError
            As the source does.
        """
        info = self._source.open()
        if info.fps:
            self._period_s = 1.0 / info.fps
        return replace(info, name=self.name)

    def read(self) -> Frame | None:
        """Return the next frame when it is due, None at the end or when interrupted.

        Raises
        ------
        SourceError
            As the source does.
        """
        transport = self._transport
        while not self._interrupted.is_set():
            changes = transport.changes
            wanted_s = transport.take_seek()
            if wanted_s is not None:
                self._seek(wanted_s)
                self._asked_for = True
            elif transport.take_back():
                self._seek(self._shown_s, before=True)
                self._asked_for = True
            if transport.paused:
                self._asked_for = self._asked_for or transport.take_step()
                if not self._asked_for:
                    self._start_t = None
                    transport.wait(None, changes)
                    continue
            if self._waiting is None:
                self._waiting = self._next()
            if self._waiting is None:
                return None
            t = self._offset_s + self._waiting.t
            due_t = monotonic() if self._asked_for else self._due(t)
            if transport.wait(due_t, changes):
                return self._deliver(t, due_t)
        return None

    def notes(self) -> tuple[str, ...]:
        """Return the source's notes."""
        return self._source.notes()

    def interrupt(self) -> None:
        """Wake a read that waits for its time."""
        self._interrupted.set()
        self._transport.interrupt()
        self._source.interrupt()

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def _due(self, t: float) -> float:
        """Return when a picture is to be shown."""
        now, speed = monotonic(), self._transport.speed
        if speed != self._speed:
            self._speed, self._start_t = speed, None
        if self._start_t is None or now - (self._start_t + t / speed) > _CATCH_UP_S:
            self._start_t = now - t / speed
        return self._start_t + t / speed

    def _deliver(self, t: float, due_t: float) -> Frame:
        assert self._waiting is not None
        paced = replace(self._waiting, index=self._index, t=t, grabbed_t=due_t, scene=self._scene)
        self._shown_s = self._waiting.t
        if self._asked_for:
            # From here on it plays, if it does, as if it had begun with this picture.
            self._start_t = due_t - t / self._transport.speed
        self._waiting, self._asked_for = None, False
        self._last_t = t
        self._index += 1
        return paced

    def _next(self) -> Frame | None:
        """Return the source's next frame, from its start again where it is looped."""
        frame = self._source.read()
        if frame is None and self._transport.loop and self._in_this_pass:
            self._source.close()
            self._source.open()
            self._in_this_pass = 0
            self._offset_s = (self._last_t or 0.0) + self._period_s
            frame = self._source.read()
        self._in_this_pass += 1
        return frame

    def _seek(self, position_s: float, *, before: bool = False) -> None:
        """Let the picture wait that stands at a position, or the last one before it."""
        move: Callable[[float], object] | None = getattr(self._source, "seek", None)
        if move is not None:
            move(max(0.0, position_s - self._period_s / 2) if before else position_s)
        else:
            self._source.close()
            self._source.open()
        early_s = _SAME_S if before else self._period_s / 2
        frame: Frame | None = None
        last: Frame | None = None
        while not self._interrupted.is_set():
            frame = self._source.read()
            if frame is None or frame.t + early_s >= position_s:
                break
            last = frame
        found = (last or frame) if before else (frame or last)
        self._waiting = found
        self._in_this_pass = 1
        self._scene += 1
        if found is not None and self._last_t is not None:
            self._offset_s = self._last_t + self._period_s - found.t
