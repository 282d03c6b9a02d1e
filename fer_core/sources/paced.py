"""A file that plays at its own pace, as if it were live."""

import threading
from dataclasses import replace
from time import monotonic

from fer_core.sources.base import Source, SourceInfo
from fer_core.types import Frame

#: Lateness that is caught up with; after a longer one (a stall, a suspended computer) the clip goes on from
#: where it is.
_CATCH_UP_S = 0.25
_DEFAULT_FPS = 25.0


class Paced:
    """Plays another source by its time stamps; who reads it too slowly misses frames.

    ``Frame.t`` goes on growing when the clip starts again; ``source_t_s`` remains the position in the file.

    Parameters
    ----------
    source
        What to play: a file.
    loop
        Start again at the end.
    kind, name
        What to call it, if not as the source calls itself; a demo clip says "demo".
    """

    live = True

    def __init__(self, source: Source, loop: bool = False, *, kind: str | None = None, name: str | None = None) -> None:
        self._source = source
        self._loop = loop
        self.kind = kind or source.kind
        self.name = name or source.name
        self._interrupted = threading.Event()
        self._period_s = 1.0 / _DEFAULT_FPS
        self._index = 0
        self._offset_s = 0.0
        self._last_t: float | None = None
        self._start_t: float | None = None
        self._in_this_pass = 0

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
        frame = self._next()
        if frame is None:
            return None
        t = self._offset_s + frame.t
        now = monotonic()
        if self._start_t is None or now - (self._start_t + t) > _CATCH_UP_S:
            self._start_t = now - t
        due_t = self._start_t + t
        if self._interrupted.wait(max(0.0, due_t - now)):
            return None
        self._last_t = t
        paced = replace(frame, index=self._index, t=t, grabbed_t=due_t)
        self._index += 1
        return paced

    def notes(self) -> tuple[str, ...]:
        """Return the source's notes."""
        return self._source.notes()

    def interrupt(self) -> None:
        """Wake a read that waits for its time."""
        self._interrupted.set()
        self._source.interrupt()

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def _next(self) -> Frame | None:
        """Return the source's next frame, from its start again where it is looped."""
        frame = self._source.read()
        if frame is None and self._loop and self._in_this_pass:
            self._source.close()
            self._source.open()
            self._in_this_pass = 0
            self._offset_s = (self._last_t or 0.0) + self._period_s
            frame = self._source.read()
        self._in_this_pass += 1
        return frame
