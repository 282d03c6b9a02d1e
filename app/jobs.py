"""Do what may block away from the GUI thread, and hand the outcome back in it."""

import itertools
import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from fer_core.errors import FerError

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Jobs:
    """Threads for single errands.

    They are daemon threads: an errand that hangs (a driver, a network drive) cannot keep the process alive. ``poll``
    runs the callbacks and belongs into the GUI thread.
    """

    def __init__(self) -> None:
        self._numbers = itertools.count()
        self._threads: dict[int, threading.Thread] = {}
        self._done: queue.SimpleQueue[tuple[int, Callable[[], None]]] = queue.SimpleQueue()

    def submit(
        self, name: str, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Run ``work`` in a thread; a later ``poll`` calls ``done`` with its value, or ``failed`` with its error."""
        number = next(self._numbers)

        def run() -> None:
            try:
                value = work()
            except FerError as error:
                _log.warning("%s: %s", name, error)
                self._done.put((number, _bound(failed, error)))
            except Exception as error:
                _log.exception("%s failed", name)
                self._done.put((number, _bound(failed, error)))
            else:
                self._done.put((number, _bound(done, value)))

        thread = threading.Thread(target=run, name=f"fer-app-{name}", daemon=True)
        self._threads[number] = thread
        thread.start()

    def post(self, done: Callable[[T], None], value: T) -> None:
        """Have a later ``poll`` call ``done`` with a value; from any thread."""
        self._done.put((next(self._numbers), _bound(done, value)))

    def poll(self) -> None:
        """Run the callbacks of what has been finished since the last call."""
        while True:
            try:
                number, callback = self._done.get_nowait()
            except queue.Empty:
                return
            self._threads.pop(number, None)
            callback()

    def join(self, deadline: float) -> tuple[str, ...]:
        """Wait until ``time.monotonic()`` is ``deadline`` and name the threads that are still at it."""
        threads = list(self._threads.values())
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        return tuple(thread.name for thread in threads if thread.is_alive())


class Errands:
    """Jobs of something that may go before they are done: what is finished after its end, it is not told any more.

    Parameters
    ----------
    jobs
        Run them.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._ended = False

    def submit(
        self, name: str, work: Callable[[], T], done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        """Do as :meth:`Jobs.submit` does."""
        self._jobs.submit(name, work, self._guarded(done), self._guarded(failed))

    def end(self) -> None:
        """Hear nothing more."""
        self._ended = True

    def _guarded(self, callback: Callable[[T], None]) -> Callable[[T], None]:
        def guarded(value: T) -> None:
            if not self._ended:
                callback(value)

        return guarded


def _bound(callback: Callable[[T], None], value: T) -> Callable[[], None]:
    return lambda: callback(value)
