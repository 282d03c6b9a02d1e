"""A batch on several computers, by dask.distributed: one task for each file.

Films, models and the folder of the results have to lie on a file system that all of them see, under the same paths, and
each has to have fer-live. A file whose computer is lost is read by another one.
"""

import logging
import os
import queue
import socket
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from fer_core.batch.analyst import Analyst, Recipe, Report, Stopped
from fer_core.batch.engines import Watcher
from fer_core.batch.inputs import Task
from fer_core.errors import FerError

#: Seconds in which a scheduler has to answer, and one of its workers to be there.
_ANSWER_S, _WORKERS_S = 5, 10
#: How the address of a scheduler may begin.
_SCHEMES = ("tcp", "tls", "ws", "wss")
#: Seconds between two words on how far a file has got, and between two looks whether somebody wants to stop.
_PROGRESS_S, _LOOK_S = 1.0, 0.2


def absolute(task: Task) -> Task:
    """Return a task as a computer with another working directory understands it."""
    return replace(task, path=task.path.absolute(), out=task.out.absolute())


def cluster(tasks: Sequence[Task], recipe: Recipe, watcher: Watcher, address: str) -> Generator[Report]:
    """Analyse files on the workers of a scheduler; see :mod:`fer_core.batch.engines`.

    Raises
    ------
    FerError
        If dask.distributed is not installed, the scheduler does not answer, or it has no workers.
    """
    client = _connect(address)
    messages: queue.SimpleQueue[tuple[Any, ...]] = queue.SimpleQueue()
    topic = f"fer-live-{uuid.uuid4().hex}"
    try:
        client.subscribe_topic(topic, lambda event: messages.put(("said", *event[1])))
        waiting = {}
        for number, task in enumerate(tasks):
            future = client.submit(_there, number, absolute(task), recipe, topic, key=f"{topic}-{number}", pure=False)
            waiting[future.key] = (future, task)
            future.add_done_callback(lambda done: messages.put(("done", done.key)))
        while waiting:
            watcher.check()
            try:
                kind, *values = messages.get(timeout=_LOOK_S)
            except queue.Empty:
                continue
            if kind == "done":
                future, task = waiting.pop(values[0])
                yield _report(future, task)
                # The scheduler need not keep what it has told.
                future.release()
            else:
                _pass_on(tasks, watcher, *values)
    finally:
        _end(client, topic)


def _connect(address: str) -> Any:
    try:
        import dask

        dask.config.set({"logging": {"distributed": "critical", "distributed.client": "critical"}})
        from distributed import Client
    except ImportError as error:
        msg = "--dask needs dask.distributed, which is not installed. Install it with: pip install 'fer-live[cluster]'"
        raise FerError(msg) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    connect = partial(Client, address, timeout=_ANSWER_S, set_as_default=False)
    client = _within(2 * _ANSWER_S, connect) if _is_open(address) else None
    if client is None:
        msg = f"No dask scheduler answers at {address}. Check the address, and start one with: dask scheduler"
        raise FerError(msg)
    try:
        client.wait_for_workers(1, timeout=_WORKERS_S)
    except (OSError, RuntimeError) as error:
        client.close(1)
        msg = f"The dask scheduler at {address} has no workers. Start some with: dask worker {address} --nthreads 1"
        raise FerError(msg) from error
    return client


def _is_open(address: str) -> bool:
    """Whether something listens at an address: of nothing, distributed complains for long."""
    try:
        place = urlsplit(address if "://" in address else f"tcp://{address}")
        if place.scheme not in _SCHEMES or not place.hostname or not place.port:
            return False
        socket.create_connection((place.hostname, place.port), timeout=_ANSWER_S).close()
    except (OSError, ValueError):
        return False
    return True


def _within(seconds: float, connect: Callable[[], Any]) -> Any:
    """Return a connection, None if there is none by then: somebody who answers and says nothing has no limit."""
    made: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def attempt() -> None:
        try:
            made.put(connect())
        except (OSError, ValueError, TypeError, RuntimeError):
            made.put(None)

    with warnings.catch_warnings():
        # That versions differ is told by what fails.
        warnings.simplefilter("ignore")
        threading.Thread(target=attempt, name="dask connects", daemon=True).start()
        try:
            return made.get(timeout=seconds)
        except queue.Empty:
            return None


def _there(number: int, task: Task, recipe: Recipe, topic: str) -> Report | None:
    """Analyse a file on a worker; None if nobody waits for it any more."""
    from distributed import Event, get_client, get_worker

    from fer_core._cv2 import cv2

    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        os.environ.pop(name, None)
    cv2.setNumThreads(1)
    worker, stop = get_worker(), Event(topic, client=get_client())
    said_t = time.monotonic()

    def progress(done: int, total: int | None) -> None:
        nonlocal said_t
        if time.monotonic() - said_t < _PROGRESS_S:
            return
        said_t = time.monotonic()
        if stop.is_set():
            raise Stopped
        worker.log_event(topic, (number, "progress", done, total))

    try:
        return Analyst(recipe).report(task, progress, lambda text: worker.log_event(topic, (number, "note", text)))
    except Stopped:
        return None


def _pass_on(tasks: Sequence[Task], watcher: Watcher, number: int, kind: str, *values: Any) -> None:
    if kind == "progress":
        watcher.progress(tasks[number], *values)
    else:
        watcher.note(tasks[number], *values)


def _report(future: Any, task: Task) -> Report:
    from distributed import KilledWorker

    if future.status == "finished":
        # Where it is called as it was here.
        report = future.result()
        return Report(task.path, "not finished") if report is None else replace(report, path=task.path)
    failed = partial(Report, task.path, "failed")
    name = task.path.name
    if future.status != "error":
        return failed(error=f"{name} could not be read: the connection to the cluster was lost. Run the command again.")
    error = future.exception()
    if isinstance(error, KilledWorker):
        said = "each worker that read it has ended. Perhaps their memory ran out: give them more."
        return failed(error=f"{name} could not be read: {said}")
    said = f"{type(error).__name__}: {error}".rstrip(".")
    return failed(error=f"{name} could not be read by the cluster ({said}). Check that fer-live is installed there.")


def _end(client: Any, topic: str) -> None:
    from distributed import Event

    with suppress(Exception):
        if client.status == "running":
            Event(topic, client=client).set()
        client.close(_ANSWER_S)
