"""A stream of Lab Streaming Layer: the probabilities of each face, and the marks, on the clock of a laboratory."""

import math
import socket
from datetime import datetime
from typing import Any

from fer_core._stderr import quiet_stderr
from fer_core.errors import SinkError
from fer_core.session.clock import SessionClock
from fer_core.session.description import OpenSession
from fer_core.session.events import Mark
from fer_core.sinks.base import Outcome, Policy
from fer_core.streams.base import StreamOptions
from fer_core.streams.lsl_library import LslClock, load
from fer_core.types import Face, Frame, FrameResult

#: The kind of a mark that another program has set.
MARKER = "marker"
#: Of the streams, by which other programs look for them.
EXPRESSION_TYPE, MARKER_TYPE = "Expression", "Markers"
#: Behind the name of the stream of marks.
MARKS_SUFFIX = "-marks"
#: What every identifier of a stream of fer-live begins with.
SOURCE_PREFIX = "fer-live:"

#: Name, unit and type of the channels in front of the probabilities, and of those behind them.
_BEFORE = (
    ("face_id", "", "Identifier"),
    ("label", "index of the class", "Class"),
    ("confidence", "1", "Probability"),
)
_AFTER = (
    *((name, "px", "Position") for name in ("x0", "y0", "x1", "y1")),
    ("doubtful", "boolean", "Flag"),
    ("ready", "boolean", "Flag"),
)
#: Seconds of samples that are kept for a receiver that is slow; it loses older ones.
_BUFFER_S = 60


class LslStream:
    """Offers two streams: one sample for each face in each frame, at the time of its grab, and one for each mark.

    Everybody in the local network can find and read them. A sample is handed to the library, which sends it in threads
    of its own: no receiver holds this up.

    Parameters
    ----------
    options
        ``name`` of the stream.
    """

    name = "lsl"
    path = None
    policy = Policy.NEWEST

    def __init__(self, options: StreamOptions) -> None:
        self._name = options.name
        self.address = f"lsl:{options.name}"
        self.written = 0
        self.listeners: int | None = None
        self._labels: tuple[str, ...] = ()
        self._clock: LslClock | None = None
        self._session: OpenSession | None = None
        self._newest: Frame | None = None
        self._faces: Any = None
        self._marks: Any = None

    def open(self, session: OpenSession) -> None:
        """Make the streams known in the local network.

        Raises
        ------
        SinkError
            If pylsl or its library is missing, or refuses.
        """
        pylsl = load()
        self._clock, self._session = LslClock(pylsl), session
        self._labels = session.description.pipeline.labels
        try:
            # The library introduces itself on the terminal.
            with quiet_stderr():
                self._faces = pylsl.StreamOutlet(_describe(pylsl, self._name, session), 0, _BUFFER_S)
                self._marks = pylsl.StreamOutlet(_describe_marks(pylsl, self._name), 0, _BUFFER_S)
        except (RuntimeError, OSError) as error:
            self._release()
            msg = f"Lab Streaming Layer cannot open a stream ({error}). See whether a firewall keeps it from that."
            raise SinkError(msg) from error

    def write(self, result: FrameResult) -> None:
        """Hand over a sample for each face that is seen, all with the time at which the picture was grabbed."""
        assert self._clock is not None
        # Its picture would stay in memory for as long as nothing follows.
        self._newest = result.without_picture().frame
        t = self._clock.lsl(result.frame.grabbed_t)
        for face in result.seen:
            self._faces.push_sample(self._sample(face), t)
        self.written += 1
        self._look()

    def mark(self, mark: Mark) -> None:
        """Hand over a mark, at the moment that it is about; what came by LSL is not said there once more."""
        if mark.kind == MARKER or self._session is None or self._clock is None:
            return
        self._marks.push_sample([mark.text or mark.kind], self._clock.lsl(self._moment_s(mark, self._session.clock)))

    def flush(self) -> None:
        """See whether anybody listens."""
        self._look()

    def close(self) -> Outcome:
        """Take the streams back."""
        self._release()
        return Outcome(self.name, complete=True, written=self.written, unit="results")

    def _moment_s(self, mark: Mark, clock: SessionClock) -> float:
        """Return when a mark was set, by ``time.monotonic()``."""
        if self._newest is None:
            # To the millisecond: nothing has come that would tell it better.
            since_start = datetime.fromisoformat(mark.time_utc) - clock.start_utc
            return clock.start_monotonic_s + since_start.total_seconds()
        return self._newest.grabbed_t + mark.t_s - clock.t_s(self._newest)

    def _look(self) -> None:
        self.listeners = max(int(self._faces.have_consumers()), int(self._marks.have_consumers()))

    def _release(self) -> None:
        # The library closes an outlet with its last reference.
        self._faces = self._marks = None
        self.listeners = 0

    def _sample(self, face: Face) -> list[float]:
        said, box = face.expression, face.track.detection.box_px
        if said is None:
            nothing = [math.nan] * (len(self._labels) + 2)
            return [float(face.id), *nothing, *box, math.nan, math.nan]
        by_label = dict(zip(said.labels, said.probabilities, strict=True))
        return [
            float(face.id),
            float(self._labels.index(said.label)) if said.label in self._labels else math.nan,
            said.confidence,
            # What is spoken may have changed to other classes meanwhile; the stream keeps its own.
            *(float(by_label.get(label, math.nan)) for label in self._labels),
            *box,
            float(said.doubtful),
            float(said.ready),
        ]


def _describe(pylsl: Any, name: str, session: OpenSession) -> Any:
    description = session.description
    labels = description.pipeline.labels
    channels = (*_BEFORE, *((f"p_{label}", "1", "Probability") for label in labels), *_AFTER)
    # The rate is uneven: as many samples a frame as faces, and frames come as they can.
    info = pylsl.StreamInfo(
        name, EXPRESSION_TYPE, len(channels), pylsl.IRREGULAR_RATE, pylsl.cf_float32, _source_id(name)
    )
    root = info.desc()
    listed = root.append_child("channels")
    for label, unit, kind in channels:
        channel = listed.append_child("channel")
        channel.append_child_value("label", label)
        channel.append_child_value("unit", unit)
        channel.append_child_value("type", kind)
    kinds = root.append_child("classes")
    for index, label in enumerate(labels):
        kind_of = kinds.append_child("class")
        kind_of.append_child_value("index", str(index))
        kind_of.append_child_value("name", label)
    facts = root.append_child("acquisition")
    facts.append_child_value("program", "fer-live")
    facts.append_child_value("version", description.versions.get("fer-live", ""))
    facts.append_child_value("model", description.pipeline.model_name)
    facts.append_child_value("output", description.pipeline.spoken)
    facts.append_child_value("source", description.source.kind)
    facts.append_child_value("time", "when the picture was grabbed, by local_clock()")
    return info


def _describe_marks(pylsl: Any, name: str) -> Any:
    called = name + MARKS_SUFFIX
    return pylsl.StreamInfo(called, MARKER_TYPE, 1, pylsl.IRREGULAR_RATE, pylsl.cf_string, _source_id(called))


def _source_id(name: str) -> str:
    """Return the same identifier after each start, by which a receiver finds a stream again that was away."""
    return f"{SOURCE_PREFIX}{socket.gethostname()}:{name}"
