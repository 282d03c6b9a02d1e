"""Markers of other programs, by Lab Streaming Layer: they become marks of the session, at the time they were set."""

import logging
from typing import Any

from fer_core._stderr import quiet_stderr
from fer_core.errors import SinkError
from fer_core.session.description import OpenSession
from fer_core.sinks.base import Outcome, Policy
from fer_core.streams.base import StreamOptions
from fer_core.streams.lsl import MARKER_TYPE, SOURCE_PREFIX
from fer_core.streams.lsl_library import LslClock, load
from fer_core.types import Frame, FrameResult

#: How far the clock of another computer is apart is not known at once; until then its markers wait there.
_CORRECTION_S = 0.05
#: Markers of one stream that are taken at a time: whoever sends thousands does not hold up the others.
_MOST_AT_ONCE = 100
#: Characters of a marker that are kept.
_MOST_TEXT = 500

_log = logging.getLogger(__name__)


class LslMarkersStream:
    """Listens to every stream of markers in the local network but those of fer-live.

    It is a sink in that it lives and fails like one: it looks for new markers whenever a result comes, and every half
    second. What the markers are given to is in the options.

    Parameters
    ----------
    options
        ``on_mark`` is given what comes in, in this thread.
    """

    name = "lsl-markers"
    path = None
    policy = Policy.NEWEST
    address = "lsl: markers of other programs"
    sets_marks = True

    def __init__(self, options: StreamOptions) -> None:
        self._on_mark = options.on_mark
        #: Markers that have come in.
        self.written = 0
        #: Streams of markers that are heard.
        self.listeners: int | None = None
        self._pylsl: Any = None
        self._clock: LslClock | None = None
        self._resolver: Any = None
        self._inlets: dict[str, Any] = {}
        self._newest: Frame | None = None

    def open(self, _session: OpenSession) -> None:
        """Begin to look for streams.

        Raises
        ------
        SinkError
            If pylsl or its library is missing, or refuses.
        """
        self._pylsl = load()
        self._clock = LslClock(self._pylsl)
        # Not a stream of numbers, whatever it calls itself.
        wanted = f"type='{MARKER_TYPE}' and channel_format='string' and not(starts-with(source_id,'{SOURCE_PREFIX}'))"
        try:
            # The library introduces itself on the terminal.
            with quiet_stderr():
                self._resolver = self._pylsl.ContinuousResolver(pred=wanted)
        except (RuntimeError, OSError) as error:
            msg = f"Lab Streaming Layer cannot look for streams ({error}). See whether a firewall keeps it from that."
            raise SinkError(msg) from error

    def write(self, result: FrameResult) -> None:
        """Take in what has come."""
        self._newest = result.without_picture().frame
        self._take_in()

    def flush(self) -> None:
        """Listen to the streams that there are now, and take in what has come."""
        there = {info.uid(): info for info in self._resolver.results()}
        for uid in set(self._inlets) - set(there):
            # What it has said before it went is taken in first.
            self._take_from(uid, self._inlets[uid])
            self._inlets.pop(uid, None)
        for uid in set(there) - set(self._inlets):
            # It is given up when its stream has gone; one that comes back is a new one.
            self._inlets[uid] = self._pylsl.StreamInlet(there[uid], recover=False)
        self.listeners = len(self._inlets)
        self._take_in()

    def close(self) -> Outcome:
        """Take in what is left, and listen no more."""
        if self._resolver is not None:
            self._take_in()
        self._inlets.clear()
        self._resolver = None
        self.listeners = 0
        return Outcome(self.name, complete=True, written=self.written, unit="markers")

    def _take_in(self) -> None:
        if self._newest is None:
            # What is there waits for the first picture.
            return
        for uid, inlet in tuple(self._inlets.items()):
            self._take_from(uid, inlet)

    def _take_from(self, uid: str, inlet: Any) -> None:
        assert self._clock is not None
        try:
            apart_s = inlet.time_correction(_CORRECTION_S)
            for _ in range(_MOST_AT_ONCE):
                sample, t = inlet.pull_sample(0.0)
                if sample is None:
                    return
                self._tell(sample, self._clock.monotonic(t + apart_s))
        except self._pylsl.util.TimeoutError:
            return
        except self._pylsl.util.LostError:
            self._inlets.pop(uid, None)
        except (RuntimeError, ValueError) as error:
            # One that misbehaves does not stand in the way of the others.
            _log.warning("a stream of markers is left out: %s", error)
            self._inlets.pop(uid, None)

    def _tell(self, sample: list[Any], t_s: float) -> None:
        """Hand on a marker that was set at ``time.monotonic()`` ``t_s`` seconds."""
        assert self._newest is not None
        text = " ".join(str(part) for part in sample).strip()[:_MOST_TEXT]
        if text:
            self.written += 1
            ahead_s = t_s - self._newest.grabbed_t
            if self._newest.source_t_s is not None:
                # While a film is held, time goes on and its position does not.
                ahead_s = min(ahead_s, 0.0)
            self._on_mark(text, self._newest.t + ahead_s)
