"""What carries out a batch: this process alone, or several of this computer; :mod:`fer_core.batch.cluster` is a third.

Each is a generator of reports in the order in which files are done. Whoever closes it, or raises in it, stops what is
being read: its table stays under its partial name, and says that it is not whole.
"""

import multiprocessing
import os
import signal
import sys
import time
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import Any, Protocol

from fer_core.batch.analyst import Analyst, Recipe, Report, Stopped
from fer_core.batch.inputs import Task
from fer_core.compute import cores

#: What one process needs at most, in bytes.
PROCESS_BYTES = 500_000_000
#: What each process is told before its libraries are loaded: they would all want every core.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
#: Seconds between two words on how far a file has got, and between two looks whether somebody wants to stop.
_PROGRESS_S, _LOOK_S = 0.1, 0.2
#: Seconds that a process has to finish what it is told to stop.
_STOP_S = 5.0
#: How often a file is begun whose process ends in the midst of it.
_TRIES = 2


class Watcher(Protocol):
    """Is told how a batch goes on."""

    def progress(self, task: Task, done: int, total: int | None) -> None:
        """Take the frames that are done, and how many the file claims to have."""

    def note(self, task: Task | None, sentence: str) -> None:
        """Take what people should know, of a file or of none."""

    def check(self) -> None:
        """Raise what is to stop the batch, such as a :class:`KeyboardInterrupt`."""


def alone(tasks: Sequence[Task], recipe: Recipe, watcher: Watcher) -> Generator[Report]:
    """Analyse one file after the other in this process."""
    analyst = Analyst(recipe)
    for task in tasks:
        watcher.check()

        def progress(done: int, total: int | None, task: Task = task) -> None:
            watcher.progress(task, done, total)
            watcher.check()

        yield analyst.report(task, progress, partial(watcher.note, task))


def most_processes() -> int:
    """Return how many processes this computer has room for: one a core, and 500 MB each."""
    free = _free_bytes()
    return max(1, cores() if free is None else min(cores(), free // PROCESS_BYTES))


def processes(tasks: Sequence[Task], recipe: Recipe, watcher: Watcher, jobs: int) -> Generator[Report]:
    """Analyse files in several processes beside each other.

    A file whose process ends in the midst of it is begun once more; if that happens again, it is given up, and the
    others go on.
    """
    left, ends = deque(tasks), Counter[Task]()
    crew: list[_Worker] = []
    try:
        while left or any(worker.task for worker in crew):
            watcher.check()
            crew = [worker for worker in crew if worker.alive]
            crew += [_Worker(recipe) for _ in range(min(len(left), jobs - len(crew)))]
            for worker in crew:
                if left and worker.task is None:
                    watcher.progress(left[0], 0, None)
                    worker.give(left.popleft())
            for worker, task in _speakers(crew):
                kind, *values = worker.hear()
                if kind == "report":
                    yield values[0]
                elif kind == "progress":
                    watcher.progress(task, *values)
                elif kind == "note":
                    watcher.note(task, *values)
                elif kind == "unloadable":
                    raise values[0]
                else:
                    ends[task] += 1
                    if ends[task] == _TRIES:
                        yield Report(task.path, "failed", error=_given_up(task, *values))
                    else:
                        watcher.note(task, f"{_ended(task, *values)}: it is read once more.")
                        left.appendleft(task)
    finally:
        _end_all(crew)


def _speakers(crew: Sequence["_Worker"]) -> list[tuple["_Worker", Task]]:
    """Wait a moment for those that have something to say, and return them with their files."""
    said = wait([worker.connection for worker in crew if worker.task is not None], _LOOK_S)
    return [(worker, worker.task) for worker in crew if worker.connection in said and worker.task is not None]


class _Worker:
    """A process that analyses files, one at a time."""

    def __init__(self, recipe: Recipe) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.task: Task | None = None
        self._process = context.Process(target=_work, args=(theirs, recipe), name="fer-live batch", daemon=True)
        with _quiet_start():
            self._process.start()
        # Else nobody would notice that the process has ended.
        theirs.close()

    @property
    def alive(self) -> bool:
        """Whether it can be given a file."""
        return not self.connection.closed

    def give(self, task: Task) -> None:
        """Give it a file; that it has ended is noticed where its answer is waited for."""
        self.task = task
        with suppress(OSError):
            self.connection.send(task)

    def hear(self) -> tuple[Any, ...]:
        """Return what it says: "progress", "note" or "report" and the values; "ended" and how, if it has ended."""
        try:
            said: tuple[Any, ...] = self.connection.recv()
        except (EOFError, OSError):
            return "ended", self.end(0.0)
        if said[0] == "report":
            self.task = None
        return said

    def ask_to_stop(self) -> None:
        """Let it finish with what it has."""
        with suppress(OSError):
            self.connection.send(None)

    def end(self, within_s: float) -> str:
        """Wait for its end, bring it about if it does not come, and return how it was."""
        self.connection.close()
        self.task = None
        self._process.join(within_s)
        if self._process.is_alive() and within_s:
            self._process.kill()
        self._process.join()
        code = self._process.exitcode or 0
        return f"by signal {-code}" if code < 0 else f"with exit code {code}"


def _end_all(crew: Sequence[_Worker]) -> None:
    deadline = time.monotonic() + _STOP_S
    for worker in crew:
        if worker.alive:
            worker.ask_to_stop()
    for worker in crew:
        if worker.alive:
            _drain(worker, deadline)
            worker.end(max(0.1, deadline - time.monotonic()))


def _drain(worker: _Worker, deadline: float) -> None:
    """Read what it still has to say: it would wait for that, before it ends."""
    with suppress(EOFError, OSError):
        while worker.connection.poll(max(0.0, deadline - time.monotonic())):
            worker.connection.recv()


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Let a process begin with one thread for each library, and without hearing Ctrl-C: it is told when to stop."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    masks = sys.platform != "win32"
    mask: Any = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else None
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def _work(connection: "Connection[Any, Any]", recipe: Recipe) -> None:
    """Analyse the files that come, until none comes or whoever sends them has gone."""
    from fer_core._cv2 import cv2

    with suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    cv2.setNumThreads(1)
    analyst = Analyst(recipe)
    with suppress(EOFError, OSError, Stopped):
        while (task := connection.recv()) is not None:
            try:
                said: tuple[str, object] = ("report", analyst.report(task, *_speaking(connection)))
            except ImportError as error:
                said = ("unloadable", error)
            connection.send(said)


def _speaking(connection: "Connection[Any, Any]") -> tuple[Callable[[int, int | None], None], Callable[[str], None]]:
    """Return what tells the other end of progress and notes; a word from there in the meantime is to stop."""
    said_t = 0.0

    def send(*message: object) -> None:
        try:
            connection.send(message)
        except OSError as error:
            raise Stopped from error

    def progress(done: int, total: int | None) -> None:
        nonlocal said_t
        if connection.poll():
            raise Stopped
        if time.monotonic() - said_t >= _PROGRESS_S:
            said_t = time.monotonic()
            send("progress", done, total)

    return progress, lambda text: send("note", text)


def _ended(task: Task, how: str) -> str:
    return f"The process that read {task.path.name} has ended ({how})"


def _given_up(task: Task, how: str) -> str:
    return f"{_ended(task, how)}, for the second time. If the memory ran out, close other programs, or say --jobs 1."


def _free_bytes() -> int | None:
    """Return how much memory is free, None where the system does not say."""
    with suppress(OSError, ValueError, IndexError), open("/proc/meminfo", encoding="ascii") as file:  # noqa: PTH123
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable"))
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None
