"""Ending a recording, and closing the window while one is still on its way to the disk."""

from collections.abc import Callable

from app.recording import Recording
from app.words import tr, trn


class Leaving:
    """Asks before a recording is ended by something else than its button, and lets the window close once it is saved.

    Parameters
    ----------
    recording
        What must not be lost.
    ask_stop
        Given what tells that the recording has ended by itself; returns whether to stop it.
    ask_lose
        Given a sentence about what would be lost, and what tells that nothing would be any more; returns whether to
        close all the same.
    ask_break
        Given a sentence about what would be broken off, and what tells that it has ended by itself; returns whether to
        close all the same.
    work
        Returns such a sentence, empty for none.
    errors
        Counts what has gone wrong: where something does while it is asked about, the window stays, so that it can be
        read.
    """

    def __init__(
        self,
        recording: Recording,
        ask_stop: Callable[[Callable[[], bool]], bool],
        ask_lose: Callable[[str, Callable[[], bool]], bool],
        *,
        ask_break: Callable[[str, Callable[[], bool]], bool],
        work: Callable[[], str],
        errors: Callable[[], int],
    ) -> None:
        self._recording = recording
        self._ask_stop, self._ask_lose, self._ask_break = ask_stop, ask_lose, ask_break
        self._work, self._errors = work, errors
        # Breaks: what else is being done may be broken off by this closing.
        self._waits = self._asks = self._quiet = self._breaks = False
        self._failures_before = 0

    def may_end(self) -> bool:
        """Whether what ends the picture may be done: asks where a recording runs or begins, which a yes finishes."""
        recording = self._recording
        if self._quiet or not (recording.active or recording.starting):
            return True
        if self._asks:
            return False
        self._asks = True
        try:
            stop = self._ask_stop(lambda: not (recording.active or recording.starting))
        finally:
            self._asks = False
        if stop:
            recording.finish()
        return stop

    def ask_nothing(self) -> None:
        """Close without a question about stopping from now on; one that is open is answered with a yes."""
        self._quiet = True
        self._recording.finish()

    def may_close(self) -> bool:
        """Whether the window may close now; if not, the recording is being finished from now on."""
        recording = self._recording
        if not self._may_break():
            return False
        if not recording.unfinished:
            return True
        if not self._waits:
            failures = recording.failures
            if not self.may_end():
                self._breaks = False
                return False
            self._waits, self._failures_before = True, failures
            recording.finish()
            return self.can_close_now()
        if self._asks:
            return False
        self._asks = True
        try:
            return self._ask_lose(_would_be_lost(recording.waiting), lambda: not recording.unfinished)
        finally:
            self._asks = False

    def _may_break(self) -> bool:
        """Whether what is still being done, but for a recording, may be broken off; asks where there is something."""
        words, errors = self._work(), self._errors()
        if self._quiet or self._breaks or not words:
            return True
        if self._asks:
            return False
        self._asks = True
        try:
            yes = self._ask_break(words, lambda: self._quiet or not self._work())
        finally:
            self._asks = False
        self._breaks = yes and (self._quiet or self._errors() == errors)
        return self._breaks

    def can_close_now(self) -> bool:
        """Whether somebody wanted to close, and everything is on the disk; called by a timer.

        Where something went wrong the window stays, so that it can be read.
        """
        if not self._waits or self._asks:
            return False
        if self._recording.active:
            # It began while the window was about to close.
            self._recording.finish()
        if self._recording.unfinished:
            return False
        self._waits = False
        well = self._recording.failures == self._failures_before
        self._breaks = self._breaks and well
        return well


def _would_be_lost(waiting: int) -> str:
    if not waiting:
        return tr("The recording is still being written: its last rows wait for the disk, and would be lost.")
    return trn(
        "The recording is still being written: the rows of %Ln pictures wait for the disk, and would be lost.",
        "",
        waiting,
    )
