"""The threads of a live session, the mailboxes between them, and their life cycle.

::

    capture --Latest or Bounded--> inference --Latest--> results (who shows them polls)
                                       |------Latest or Bounded--> on_result
                                       `------rows, unbounded----> recorder (only while recording)

A live source is read at its own pace and the inference takes the newest frame; of a file every frame is analysed.
All threads are daemons: a driver that never returns holds up neither ``stop`` beyond its deadline nor the process.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol

from fer_core.errors import FerError, SinkError
from fer_core.events import Counters, EngineEvent, EngineState
from fer_core.mailbox import Bounded, Closed, Latest, Mailbox
from fer_core.reading import Reader
from fer_core.recording import Recorder
from fer_core.session_writer import SessionWriter
from fer_core.sources.base import Source, SourceInfo
from fer_core.sources.grabber import GRAB_THREAD
from fer_core.types import Frame, FrameResult

__all__ = ["Counters", "Engine", "EngineEvent", "EngineState", "FrameAnalyser"]

_log = logging.getLogger(__name__)

#: Frames of a file that are decoded in advance.
_FILE_QUEUE = 4
_SINK = "fer-sink"
#: Results kept for a slow ``on_result`` of a file source, which loses none.
_SINK_QUEUE = 4


#: The states from which not every other one can be reached.
_NEXT: dict[EngineState, tuple[EngineState, ...]] = {
    EngineState.STOPPED: (EngineState.STARTING,),
    EngineState.STOPPING: (EngineState.STOPPED,),
    EngineState.FAILED: (),
}


class FrameAnalyser(Protocol):
    """What the engine needs of a ``Pipeline``."""

    def process(self, frame: Frame) -> FrameResult:
        """Analyse a frame."""

    def close(self) -> None:
        """Give everything back."""


class Engine:
    """Runs one source through one pipeline, once; make another engine for the next source.

    Parameters
    ----------
    make_source
        Called in the capture thread, which then opens, reads and closes what it returns.
    make_pipeline
        Called in the inference thread, which then owns what it returns.
    on_result
        Called with results in a thread of its own. If it is slow it misses results of a live source, and holds up a
        file; if it raises it is told once, and is called again.

    Attributes
    ----------
    results
        The newest result, for one reader that polls.
    """

    def __init__(
        self,
        make_source: Callable[[], Source],
        make_pipeline: Callable[[], FrameAnalyser],
        *,
        on_result: Callable[[FrameResult], None] | None = None,
    ) -> None:
        self._make_source = make_source
        self._make_pipeline = make_pipeline
        self._on_result = on_result
        self.results: Latest[FrameResult] = Latest()
        self._events: deque[EngineEvent] = deque()
        self._lock = threading.RLock()
        self._state = EngineState.STOPPED
        self._stop = threading.Event()
        self._source: Source | None = None
        self._info: SourceInfo | None = None
        self._counters = Counters()
        # Until the source says whether it is live, the inference has nothing to read from.
        self._frames: Mailbox[Frame] | None = None
        self._frames_ready = threading.Event()
        self._pipeline_ready = threading.Event()
        self._sink: Mailbox[FrameResult] | None = None
        self._writer: SessionWriter | None = None
        self._threads: list[threading.Thread] = []
        self._older_threads: set[threading.Thread] = set()

    @property
    def state(self) -> EngineState:
        """Where the engine is in its life."""
        return self._state

    @property
    def info(self) -> SourceInfo | None:
        """What the source says of itself, None until it is open."""
        return self._info

    @property
    def counters(self) -> Counters:
        """Frames captured, analysed and dropped."""
        return self._counters

    @property
    def recording(self) -> bool:
        """Whether results are being written down."""
        writer = self._writer
        return writer is not None and writer.active

    def poll_events(self) -> list[EngineEvent]:
        """Return what has happened since the last call, without waiting."""
        events = []
        while self._events:
            events.append(self._events.popleft())
        return events

    def start(self) -> None:
        """Start the threads and return at once.

        Raises
        ------
        RuntimeError
            If it has been started before.
        """
        with self._lock:
            if self._threads or self._stop.is_set():
                msg = "an engine runs once; make another one"
                raise RuntimeError(msg)
            self._older_threads = set(threading.enumerate())
            self._set_state(EngineState.STARTING)
            bodies = {"fer-capture": self._capture, "fer-inference": self._infer}
            if self._on_result is not None:
                bodies[_SINK] = self._deliver
            self._threads = [
                threading.Thread(target=self._guard, args=(body,), name=name, daemon=True)
                for name, body in bodies.items()
            ]
            for thread in self._threads:
                thread.start()

    def stop(self, timeout_s: float = 2.0) -> tuple[str, ...]:
        """Stop everything, finish a recording, and wait for the threads; harmless twice.

        Parameters
        ----------
        timeout_s
            Seconds to wait in all.

        Returns
        -------
        Names of the threads that are still alive. A driver that hangs is left to itself; a program that ends then
        does so with ``os._exit``, because before Python 3.14 a thread that wakes up during the exit aborts it.
        """
        deadline = time.monotonic() + timeout_s
        with self._lock:
            if self._state not in (EngineState.STOPPED, EngineState.FAILED):
                self._set_state(EngineState.STOPPING)
        self._shut()
        alive = [t.name for t in self._threads if not _joined(t, deadline)]
        # After the inference, so that its last rows are in.
        writer = self._writer
        if writer is not None and not writer.finish(max(0.0, deadline - time.monotonic())):
            alive.append(writer.name)
        alive += [t.name for t in threading.enumerate() if t.name == GRAB_THREAD and t not in self._older_threads]
        with self._lock:
            if self._state is EngineState.STOPPING:
                self._set_state(EngineState.STOPPED)
        return tuple(alive)

    def record(self, recorder: Recorder) -> None:
        """Write every result from now on; no row is ever dropped.

        Parameters
        ----------
        recorder
            Belongs to the engine from here on, which closes it.

        Raises
        ------
        SinkError
            If nothing is running, or something is being recorded already; the recorder is closed then.
        """
        with self._lock:
            idle = self._state in (EngineState.STOPPED, EngineState.STOPPING, EngineState.FAILED)
            if not idle and not self.recording:
                self._writer = SessionWriter(recorder, on_note=self._note, on_failure=self._recording_failed)
                return
        recorder.close()
        msg = (
            "There is nothing to record. Start a camera or a file first."
            if idle
            else "A recording is running. Stop it before you start another one."
        )
        raise SinkError(msg)

    def stop_recording(self, timeout_s: float = 5.0) -> Path | None:
        """Write what is left and close the file.

        Parameters
        ----------
        timeout_s
            Seconds to wait for a slow disk, which goes on by itself afterwards.

        Returns
        -------
        The CSV file, None if nothing was being recorded or the recording had stopped by itself.
        """
        with self._lock:
            writer, self._writer = self._writer, None
        if writer is None:
            return None
        writer.finish(timeout_s)
        return None if writer.failed else writer.path

    def _guard(self, body: Callable[[], None]) -> None:
        """Run a thread's work; whatever goes wrong in it stops the engine."""
        try:
            body()
        except Closed:
            # Somebody else stopped the engine.
            self._shut()
        except FerError as error:
            self._fail(str(error), error)
        except Exception as error:
            name = threading.current_thread().name
            _log.exception("%s failed", name)
            self._fail(
                f"Something unexpected went wrong ({type(error).__name__} in {name}). "
                "Start again; the log file says more.",
                error,
            )
        if body == self._infer:
            # Only now that the state refuses another recording.
            with self._lock:
                writer = self._writer
            if writer is not None:
                writer.close()

    def _fail(self, message: str, error: Exception) -> None:
        with self._lock:
            if self._state in (EngineState.STOPPING, EngineState.STOPPED, EngineState.FAILED):
                _log.info("after the end: %s", message)
            else:
                self._state = EngineState.FAILED
                self._events.append(EngineEvent("failure", EngineState.FAILED, message, error))
        self._shut()

    def _shut(self) -> None:
        """Wake every thread, so that all of them end."""
        self._stop.set()
        self._frames_ready.set()
        self._pipeline_ready.set()
        for mailbox in (self._frames, self._sink, self.results):
            if mailbox is not None:
                mailbox.close()
        source = self._source
        if source is not None:
            source.interrupt()

    def _set_state(self, state: EngineState, message: str = "") -> None:
        with self._lock:
            if state is not self._state and state in _NEXT.get(self._state, tuple(EngineState)):
                self._state = state
                self._events.append(EngineEvent("state", state, message))

    def _note(self, message: str) -> None:
        self._events.append(EngineEvent("note", self._state, message))

    def _recording_failed(self, error: Exception) -> None:
        self._events.append(EngineEvent("recording", self._state, str(error), error))

    def _capture(self) -> None:
        source = self._make_source()
        self._source = source
        try:
            if self._stop.is_set():
                return
            self._info = source.open()
            frames: Mailbox[Frame] = Latest() if source.live else Bounded(_FILE_QUEUE)
            if self._on_result is not None:
                self._sink = Latest() if source.live else Bounded(_SINK_QUEUE)
            self._frames = frames
            self._frames_ready.set()
            # A clip starts with its first picture, not where it would be once the networks are loaded.
            self._pipeline_ready.wait()
            if self._stop.is_set():
                # The mailboxes may be younger than the stop.
                self._shut()
            Reader(
                source,
                self._stop,
                on_lost=partial(self._set_state, EngineState.WAITING),
                on_back=partial(self._set_state, EngineState.RUNNING),
                on_note=self._note,
            ).run(frames)
            # What is inside is still analysed.
            frames.close()
        finally:
            source.close()

    def _infer(self) -> None:
        pipeline = self._make_pipeline()
        try:
            self._pipeline_ready.set()
            self._frames_ready.wait()
            if self._frames is not None:
                self._analyse_all(pipeline, self._frames)
        finally:
            pipeline.close()

    def _analyse_all(self, pipeline: FrameAnalyser, frames: Mailbox[Frame]) -> None:
        first_index: int | None = None
        while not self._stop.is_set():
            try:
                frame = frames.get()
            except Closed:
                break
            if first_index is None:
                first_index = frame.index
                # Not from WAITING: a lost source says itself when it is back.
                with self._lock:
                    if self._state is EngineState.STARTING:
                        self._set_state(EngineState.RUNNING)
            result = pipeline.process(frame)
            captured, analysed = frame.index - first_index + 1, self._counters.analysed + 1
            self._counters = Counters(captured, analysed, captured - analysed)
            self._publish(replace(result, dropped=self._counters.dropped))
        if not self._stop.is_set():
            self._end()

    def _publish(self, result: FrameResult) -> None:
        writer = self._writer
        if writer is not None:
            writer.put(result)
        self.results.put(result)
        if self._sink is not None:
            self._sink.put(result)

    def _end(self) -> None:
        """Come to rest after a file's last frame, when everybody has got its results."""
        if self._sink is not None:
            self._sink.close()
            sink_thread = next(thread for thread in self._threads if thread.name == _SINK)
            while sink_thread.is_alive() and not self._stop.is_set():
                sink_thread.join(0.05)
        with self._lock:
            if self._state in _NEXT:
                return
            self._set_state(EngineState.STOPPED)
            name = self._info.name if self._info else ""
            self._events.append(EngineEvent("ended", self._state, f"{name} has ended."))
        self.results.close()

    def _deliver(self) -> None:
        assert self._on_result is not None
        self._frames_ready.wait()
        told = False
        while self._sink is not None and not self._stop.is_set():
            try:
                result = self._sink.get()
            except Closed:
                return
            try:
                self._on_result(result)
            except Exception as error:
                _log.log(logging.DEBUG if told else logging.ERROR, "on_result failed", exc_info=True)
                if not told:
                    self._note(f"The receiver of the results failed ({type(error).__name__}: {error}).")
                told = True


def _joined(thread: threading.Thread, deadline: float) -> bool:
    """Wait for a thread until a deadline; the one that waits counts as joined."""
    if thread is threading.current_thread():
        return True
    thread.join(max(0.0, deadline - time.monotonic()))
    return not thread.is_alive()
