"""The thread that writes a recording, so that a slow disk holds up no picture."""

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

from fer_core.errors import SinkError
from fer_core.recording import Recorder
from fer_core.types import FrameResult

_log = logging.getLogger(__name__)

#: Often enough for a row to be on the disk within a second.
_IDLE_S = 0.4
#: Frames whose rows may wait for the disk before the user is told.
_BACKLOG = 300

Rows = list[list[str]]


class SessionWriter:
    """Writes the rows of results in a thread of its own. None is dropped: the queue has no end, rows are small.

    Parameters
    ----------
    recorder
        Closed at the end.
    on_note
        Told once if the disk does not keep up.
    on_failure
        Told once if the recording had to stop by itself.

    Attributes
    ----------
    failed
        Whether it had to.
    """

    name = "fer-recorder"

    def __init__(
        self, recorder: Recorder, *, on_note: Callable[[str], None], on_failure: Callable[[Exception], None]
    ) -> None:
        self._recorder = recorder
        self._on_note = on_note
        self._on_failure = on_failure
        self._queue: queue.SimpleQueue[Rows | None] = queue.SimpleQueue()
        self._told = False
        self._done = threading.Event()
        self.failed = False
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    @property
    def active(self) -> bool:
        """Whether rows are still being written."""
        return not self._done.is_set()

    @property
    def path(self) -> Path:
        """The CSV file."""
        return self._recorder.path

    def put(self, result: FrameResult) -> None:
        """Hand over a result; its picture is not kept. It does nothing once the recording has failed."""
        if self._done.is_set():
            return
        self._queue.put(self._recorder.rows_of(result))
        if not self._told and self._queue.qsize() > _BACKLOG:
            self._told = True
            self._on_note("The disk is slow: rows of the recording are waiting in memory, and none is lost.")

    def close(self) -> None:
        """Let the thread end once everything is written."""
        self._queue.put(None)

    def finish(self, timeout_s: float) -> bool:
        """Close, and wait; whether everything was written in time."""
        self.close()
        if self._thread is not threading.current_thread():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        try:
            self._write_all()
            self._recorder.close()
        except Exception as error:
            _log.exception("the recording stopped")
            self.failed = True
            self._give_up()
            self._on_failure(error if isinstance(error, SinkError) else _unexpected(error))
        finally:
            self._done.set()

    def _write_all(self) -> None:
        while True:
            try:
                rows = self._queue.get(timeout=_IDLE_S)
            except queue.Empty:
                self._recorder.sync()
                continue
            if rows is None:
                return
            self._recorder.append(rows)

    def _give_up(self) -> None:
        """Close the file as it is; the first error is the one that counts."""
        try:
            self._recorder.close()
        except SinkError:
            _log.info("the recording could not be closed either", exc_info=True)


def _unexpected(error: Exception) -> SinkError:
    return SinkError(
        f"The recording has stopped after something unexpected ({type(error).__name__}). The rows until now are "
        "kept; the log file says more."
    )
