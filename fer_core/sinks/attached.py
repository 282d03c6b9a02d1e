"""A sink at work: its thread, its queue, and what became of it. There is one way for everything that goes wrong."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from fer_core.errors import FerError, SinkError
from fer_core.mailbox import Bounded, Closed, Latest, Mailbox, Unbounded
from fer_core.session.description import OpenSession
from fer_core.session.events import UnplacedMark
from fer_core.sinks.base import Outcome, Policy, SetsMarks, Sink, TakesMarks
from fer_core.types import FrameResult

_log = logging.getLogger(__name__)

#: What was written is brought to the disk so often, in seconds.
FLUSH_S = 0.5
#: Results that wait for a slow sink of a file, which then waits, too.
_FILE_QUEUE = 4
#: Results that may wait for a sink that gets every one before the user is told.
_BACKLOG = 300
#: Who sets marks has so many seconds for its last ones before those that take them finish.
_LAST_MARKS_S = 1.0


class AttachedSink:
    """Writes results to a sink in a thread of its own, until it is told to finish or fails.

    It may outlive the engine that it is attached to: a slow disk is waited for by whoever wants to.

    Parameters
    ----------
    sink
        Opened, used and closed in the thread.
    session
        What it is opened with.
    live
        Whether the results come at their own pace.
    on_note
        Told what should be known.
    on_end
        Told the outcome, in the thread; what it returns is what counts.
    on_told
        Told what counts, in the thread, also if ``on_end`` fails.
    """

    def __init__(
        self,
        sink: Sink,
        session: OpenSession,
        *,
        live: bool,
        on_note: Callable[[str], None] = lambda _sentence: None,
        on_end: Callable[[Outcome], Outcome] = lambda outcome: outcome,
        on_told: Callable[[Outcome], None] = lambda _outcome: None,
    ) -> None:
        self.sink = sink
        self._session = session
        self._on_note, self._on_end, self._on_told = on_note, on_end, on_told
        self._results: Mailbox[FrameResult | UnplacedMark] = _mailbox(sink.policy, live=live)
        self._outcome: Outcome | None = None
        self._done = threading.Event()
        self._told = False
        self._thread = threading.Thread(target=self._run, name=f"fer-sink-{sink.name}", daemon=True)
        self._thread.start()

    @property
    def name(self) -> str:
        """Of its thread."""
        return self._thread.name

    @property
    def outcome(self) -> Outcome | None:
        """What became of it, None until that is known."""
        return self._outcome

    @property
    def active(self) -> bool:
        """Whether it is still at work."""
        return not self._done.is_set()

    @property
    def in_own_thread(self) -> bool:
        """Whether the caller is the sink itself, which cannot wait for its own end."""
        return self._thread is threading.current_thread()

    @property
    def waiting(self) -> int:
        """Results that it has not written yet."""
        return len(self._results)

    def put(self, result: FrameResult) -> None:
        """Hand over a result; it does nothing once the sink has ended."""
        self._session.clock.begin(result.frame)
        try:
            self._results.put(result.without_picture() if self.sink.policy is Policy.EVERY else result)
        except Closed:
            return
        if not self._told and self.waiting > _BACKLOG:
            self._told = True
            self._on_note("The disk is slow: rows of the recording are waiting in memory, and none is lost.")

    def mark(self, mark: UnplacedMark) -> None:
        """Hand over a mark, without waiting; it does nothing if the sink takes none, or has ended."""
        if isinstance(self.sink, TakesMarks):
            with suppress(Closed):
                self._results.put_always(mark)

    def finish(self) -> None:
        """Take no more results, write what is waiting, and close; returns at once."""
        self._results.close()

    def wait(self, timeout_s: float | None = None) -> Outcome | None:
        """Wait for the outcome, after ``finish``; None if it is not known in time."""
        if not self.in_own_thread:
            self._done.wait(timeout_s)
        return self._outcome

    def _run(self) -> None:
        error: Exception | None = None
        try:
            self.sink.open(self._session)
            self._write_all()
        except Exception as caught:
            if not isinstance(caught, FerError):
                _log.exception("%s failed", self.name)
            error = caught
        self._results.close()
        outcome = self._closed(error)
        try:
            outcome = self._on_end(replace(outcome, dropped=self._results.overwritten + self.waiting))
        except Exception as caught:
            _log.exception("the end of %s", self.name)
            outcome = replace(outcome, complete=False, message=str(self._unexpected(caught)), error=caught)
        finally:
            self._on_told(outcome)
            self._outcome = outcome
            self._done.set()

    def _write_all(self) -> None:
        flushed_t = time.monotonic()
        while True:
            try:
                item = self._results.get(max(0.0, flushed_t + FLUSH_S - time.monotonic()))
            except TimeoutError:
                pass
            except Closed:
                return
            else:
                self._hand_on(item)
            if time.monotonic() - flushed_t >= FLUSH_S:
                self._note_jump()
                # Also when nothing new came: the file may have been taken away.
                self.sink.flush()
                # After it, not before: a flush that takes longer than the pause between two would be followed by the
                # next one at once, and hardly anything would be written in between.
                flushed_t = time.monotonic()

    def _hand_on(self, item: FrameResult | UnplacedMark) -> None:
        if isinstance(item, FrameResult):
            self.sink.write(item)
        elif isinstance(self.sink, TakesMarks):
            self.sink.mark(item.placed(self._session.clock))

    def _note_jump(self) -> None:
        jump_s = self._session.clock.new_jump_s()
        if jump_s is not None:
            by = f"{jump_s:+.0f}"
            note = f"The computer's clock was set by {by} s meanwhile; time_utc goes on from the start's clock."
            self._session.notes.append(note)
            self._on_note(note)

    def _closed(self, error: Exception | None) -> Outcome:
        try:
            outcome = self.sink.close()
        except Exception as caught:
            _log.exception("%s could not be closed", self.name)
            error = error or caught
            outcome = Outcome(self.sink.name, complete=False, path=self.sink.path, written=self.sink.written)
        if error is None:
            return outcome
        told = error if isinstance(error, SinkError) else self._unexpected(error)
        return replace(outcome, complete=False, message=str(told), error=error)

    def _unexpected(self, error: Exception) -> SinkError:
        kind = type(error).__name__
        if self.sink.path is None:
            return SinkError(f"What the results were given to has failed ({kind}); the log file says more.")
        return SinkError(
            f"The recording has stopped after something unexpected ({kind}). What was written until now is kept; the "
            "log file says more."
        )


def finish_all(sinks: Sequence[AttachedSink]) -> None:
    """Finish sinks: first those that set marks, so that the last marks reach the others."""
    setters = [attached for attached in sinks if isinstance(attached.sink, SetsMarks)]
    for attached in setters:
        attached.finish()
    for attached in setters:
        attached.wait(_LAST_MARKS_S)
    for attached in sinks:
        attached.finish()


def _mailbox(policy: Policy, *, live: bool) -> Mailbox[FrameResult | UnplacedMark]:
    if policy is Policy.EVERY:
        return Unbounded()
    return Latest() if live else Bounded(_FILE_QUEUE)
