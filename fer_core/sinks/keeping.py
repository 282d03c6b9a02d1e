"""Bringing a file to the disk while it is written further: a disk may take seconds for what rows must not wait for."""

import threading
from collections.abc import Callable
from typing import Protocol


class Kept(Protocol):
    """A file that is written."""

    def sync(self) -> None:
        """Make the disk keep what was written; an :class:`OSError` if it does not."""

    def close(self) -> None:
        """Close the file."""


class Keeper:
    """Syncs a file in threads of its own, one at a time.

    Parameters
    ----------
    file
        What is written meanwhile.
    """

    def __init__(self, file: Kept) -> None:
        self._file = file
        self._thread: threading.Thread | None = None
        # Asked for while one is under way, which does not keep what has been written since its start.
        self._again = False
        self._error: OSError | None = None

    def ask(self, patience_s: float) -> None:
        """Have the file synced; where it is being synced, once more afterwards.

        Parameters
        ----------
        patience_s
            How long to wait for it; a disk that takes longer goes on by itself.

        Raises
        ------
        OSError
            If that has failed, now or since the last call.
        """
        if self._thread is not None and self._thread.is_alive():
            self._again = True
        else:
            self._check()
            self._start(self._sync_all)
            assert self._thread is not None
            self._thread.join(patience_s)
        self._check()

    def retire(self) -> None:
        """Sync and close the file, of which nothing more is written; returns at once. :meth:`finish` tells how."""
        before, self._again = self._thread, False

        def retired() -> None:
            if before is not None:
                before.join()
            self._sync_all()
            self._file.close()

        self._start(retired)

    def finish(self) -> None:
        """Wait for what is under way.

        Raises
        ------
        OSError
            If something has failed.
        """
        if self._thread is not None:
            self._thread.join()
        self._check()

    def _start(self, run: Callable[[], None]) -> None:
        self._thread = threading.Thread(target=run, name="fer-sync", daemon=True)
        self._thread.start()

    def _sync_all(self) -> None:
        try:
            self._file.sync()
            while self._again:
                self._again = False
                self._file.sync()
        except OSError as error:
            self._error = self._error or error

    def _check(self) -> None:
        if self._error is not None:
            raise self._error
