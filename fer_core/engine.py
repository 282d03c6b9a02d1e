"""The threads of a live session, the mailboxes between them, and their life cycle.

::

    capture --Latest or Bounded--> inference --Latest--> results (who shows them polls)
                                       `------one queue each--> attached sinks, any number

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

from fer_core.analyser import FrameAnalyser
from fer_core.commands import Command
from fer_core.errors import FerError, SinkError
from fer_core.estimators.base import PipelineDescription
from fer_core.events import LAST_STATES, Counters, EngineEvent, EngineState, follows
from fer_core.mailbox import Bounded, Closed, Latest, Mailbox
from fer_core.reading import Reader
from fer_core.session.description import OpenSession, SourceFacts, start_session
from fer_core.session.events import unplaced_mark
from fer_core.sinks.attached import AttachedSink, finish_all
from fer_core.sinks.base import Outcome, Policy, Sink
from fer_core.sinks.function import FunctionSink
from fer_core.sources.base import Source, SourceInfo
from fer_core.sources.grabber import GRAB_THREAD
from fer_core.types import Frame, FrameResult

__all__ = ["Counters", "Engine", "EngineEvent", "EngineState", "FrameAnalyser"]

_log = logging.getLogger(__name__)

#: Frames of a file that are decoded in advance.
_FILE_QUEUE = 4


class Engine:
    """Runs one source through one pipeline, once; make another engine for the next source.

    Parameters
    ----------
    make_source
        Called in the capture thread, which then opens, reads and closes what it returns.
    make_pipeline
        Called in the inference thread, which then owns what it returns.
    on_result
        Attached as a :class:`FunctionSink` before the first frame: called with results in a thread of its own. If it is
        slow it misses results of a live source, and holds up a file.
    on_ready
        Called in the inference thread once source and pipeline are there, before the first frame: the place to attach
        sinks that are to miss nothing.

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
        on_result: Callable[[FrameResult], object] | None = None,
        on_ready: Callable[[], object] | None = None,
    ) -> None:
        self._make_source = make_source
        self._make_pipeline = make_pipeline
        self._on_result = on_result
        self._on_ready = on_ready
        self.results: Latest[FrameResult] = Latest()
        self._events: deque[EngineEvent] = deque()
        self._lock = threading.RLock()
        self._state = EngineState.STOPPED
        self._stop = threading.Event()
        self._source: Source | None = None
        self._info: SourceInfo | None = None
        self._pipeline: PipelineDescription | None = None
        self._inbox: deque[Command] = deque()
        self._counters = Counters()
        self._newest: Frame | None = None
        # Until the source says whether it is live, the inference has nothing to read from.
        self._frames: Mailbox[Frame] | None = None
        self._frames_ready = threading.Event()
        self._pipeline_ready = threading.Event()
        self._attached: list[AttachedSink] = []
        self._takes_sinks = True
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
    def pipeline(self) -> PipelineDescription | None:
        """What the pipeline says of itself, None until it is there."""
        return self._pipeline

    @property
    def counters(self) -> Counters:
        """Frames captured, analysed and dropped."""
        return self._counters

    def poll_events(self) -> list[EngineEvent]:
        """Return what has happened since the last call, without waiting."""
        return [self._events.popleft() for _ in range(len(self._events))]

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
            self._threads = [
                threading.Thread(target=self._guard, args=(body,), name=name, daemon=True)
                for name, body in bodies.items()
            ]
            for thread in self._threads:
                thread.start()

    def stop(self, timeout_s: float = 2.0) -> tuple[str, ...]:
        """Stop everything, let the sinks finish, and wait for the threads; harmless twice.

        Parameters
        ----------
        timeout_s
            Seconds to wait in all.

        Returns
        -------
        Names of the threads that are still alive. A sink with a slow disk goes on by itself, see
        :meth:`AttachedSink.wait`. A driver that hangs is left to itself; a program that ends then does so with
        ``os._exit``, because before Python 3.14 a thread that wakes up during the exit aborts it.
        """
        deadline = time.monotonic() + timeout_s
        with self._lock:
            if self._state not in (EngineState.STOPPED, EngineState.FAILED):
                self._set_state(EngineState.STOPPING)
        self._shut()
        alive = [t.name for t in self._threads if not _joined(t, deadline)]
        # After the inference, so that its last results are in.
        self._finish_sinks()
        for attached in tuple(self._attached):
            if attached.wait(max(0.0, deadline - time.monotonic())) is None and not attached.in_own_thread:
                alive.append(attached.name)
        alive += [t.name for t in threading.enumerate() if t.name == GRAB_THREAD and t not in self._older_threads]
        with self._lock:
            if self._state is EngineState.STOPPING:
                self._set_state(EngineState.STOPPED)
        return tuple(alive)

    def send(self, command: Command) -> None:
        """Tell the pipeline something; it obeys before its next frame. What it cannot do is told as a note."""
        self._inbox.append(command)

    def attach(
        self,
        sink: Sink,
        session: OpenSession,
        *,
        on_end: Callable[[Outcome], Outcome] = lambda outcome: outcome,
    ) -> AttachedSink:
        """Give every result from now on to a sink, in a thread of its own; its end is told as an event, too.

        Parameters
        ----------
        sink
            Belongs to the engine from here on, which opens and closes it.
        session
            What it is opened with.
        on_end
            Told the outcome, in the sink's thread; what it returns is what counts.

        Returns
        -------
        The sink at work; ``finish`` it to detach it.

        Raises
        ------
        SinkError
            If nothing is running.
        """
        with self._lock:
            if self._state in LAST_STATES or self._source is None or not self._takes_sinks:
                msg = "There is nothing to record. Start a camera or a file first."
                raise SinkError(msg)

            def told(outcome: Outcome) -> None:
                self._events.append(EngineEvent("sink", self._state, outcome.message, outcome.error, outcome))

            attached = AttachedSink(
                sink, session, live=self._source.live, on_note=self._note, on_end=on_end, on_told=told
            )
            self._attached = [*(other for other in self._attached if other.active), attached]
            return attached

    def mark(self, kind: str, text: str = "", face_id: int | None = None, t: float | None = None) -> bool:
        """Give a mark to every attached sink that takes marks; what it is says :func:`unplaced_mark`.

        It returns at once, and says whether anything has been analysed that could be marked.
        """
        if self._newest is None:
            return False
        mark = unplaced_mark(self._newest, kind, text, face_id, t)
        for attached in self._attached:
            attached.mark(mark)
        return True

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
            self._finish_sinks()

    def _fail(self, message: str, error: Exception) -> None:
        with self._lock:
            if self._state in LAST_STATES:
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
        for mailbox in (self._frames, self.results):
            if mailbox is not None:
                mailbox.close()
        for attached in tuple(self._attached):
            # The others get the last results before they finish; these might hold up the inference until then.
            if attached.sink.policy is Policy.NEWEST:
                attached.finish()
        source = self._source
        if source is not None:
            source.interrupt()

    def _finish_sinks(self) -> None:
        with self._lock:
            self._takes_sinks = False
            finish_all(self._attached)

    def _set_state(self, state: EngineState, message: str = "") -> None:
        with self._lock:
            if follows(state, self._state):
                self._state = state
                self._events.append(EngineEvent("state", state, message))

    def _note(self, message: str) -> None:
        self._events.append(EngineEvent("note", self._state, message))

    def _capture(self) -> None:
        source = self._make_source()
        self._source = source
        try:
            if self._stop.is_set():
                return
            self._info = source.open()
            frames: Mailbox[Frame] = Latest() if source.live else Bounded(_FILE_QUEUE)
            self._frames = frames
            self._frames_ready.set()
            # A clip starts with its first picture, once the networks are loaded and the first sinks attached.
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
            self._pipeline = pipeline.description
            self._frames_ready.wait()
            if self._frames is not None and not self._stop.is_set():
                self._attach_first()
                self._pipeline_ready.set()
                self._analyse_all(pipeline, self._frames)
        finally:
            pipeline.close()

    def _attach_first(self) -> None:
        if self._on_result is not None and self._source is not None and self._pipeline is not None:
            source = SourceFacts(self._source.kind, self._source.name)
            self.attach(FunctionSink(self._on_result), start_session("", source, self._pipeline))
        if self._on_ready is not None:
            self._on_ready()

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
            told = self._pass_on(pipeline)
            result = pipeline.process(frame)
            if told:
                self._pipeline = pipeline.description
            captured, analysed = frame.index - first_index + 1, self._counters.analysed + 1
            self._counters = Counters(captured, analysed, captured - analysed)
            self._publish(replace(result, dropped=self._counters.dropped))
        if not self._stop.is_set():
            self._end()

    def _pass_on(self, pipeline: FrameAnalyser) -> bool:
        """Hand the commands to the pipeline; whether there were any."""
        told = False
        while self._inbox:
            told = True
            try:
                pipeline.send(self._inbox.popleft())
            except (FerError, ValueError) as error:
                self._note(str(error))
        return told

    def _publish(self, result: FrameResult) -> None:
        # Without its picture, which would stay in memory as long as nothing follows.
        self._newest = result.without_picture().frame
        for attached in self._attached:
            attached.put(result)
        self.results.put(result)

    def _end(self) -> None:
        """Come to rest after a file's last frame, when everybody has got its results."""
        self._finish_sinks()
        for attached in self._attached:
            while attached.sink.policy is Policy.NEWEST and attached.active and not self._stop.is_set():
                attached.wait(0.05)
        with self._lock:
            if self._state in LAST_STATES:
                return
            self._set_state(EngineState.STOPPED)
            name = self._info.name if self._info else ""
            self._events.append(EngineEvent("ended", self._state, f"{name} has ended."))
        self.results.close()


def _joined(thread: threading.Thread, deadline: float) -> bool:
    """Wait for a thread until a deadline; the one that waits counts as joined."""
    if thread is threading.current_thread():
        return True
    thread.join(max(0.0, deadline - time.monotonic()))
    return not thread.is_alive()
