"""What native code writes to standard error: kept off the terminal, or read. No environment variable silences it."""

import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

# Two threads that take turns here would otherwise give each other the wrong stderr back.
_lock = threading.RLock()
#: Seconds that somebody with something to say waits for the others to have done.
_PATIENCE_S = 3.0


@contextmanager
def quiet_stderr() -> Iterator[None]:
    """Throw away what is written to standard error meanwhile."""
    with Path(os.devnull).open("wb") as nowhere, _redirected(nowhere.fileno()):
        yield


@contextmanager
def heard_stderr() -> Iterator[None]:
    """Let what is written to standard error meanwhile be heard, although other threads silence native code."""
    waited = _lock.acquire(timeout=_PATIENCE_S)
    try:
        yield
    finally:
        if waited:
            _lock.release()


@contextmanager
def caught_stderr() -> Iterator[list[str]]:
    """Keep what is written to standard error meanwhile: its lines are in the list that this yields, afterwards."""
    said: list[str] = []
    with ExitStack() as stack:
        try:
            kept = stack.enter_context(tempfile.TemporaryFile())
        except OSError:
            # No room for it: then nobody gets to know.
            stack.enter_context(quiet_stderr())
            yield said
            return
        with _redirected(kept.fileno()):
            yield said
        kept.seek(0)
        said += kept.read().decode(errors="replace").splitlines()


@contextmanager
def _redirected(to: int) -> Iterator[None]:
    with _lock:
        try:
            saved = os.dup(2)
        except OSError:
            # There is none, as in a program without a terminal on Windows.
            yield
            return
        try:
            os.dup2(to, 2)
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)
