"""Closing the window while a recording is still on its way to the disk."""

from collections.abc import Callable

from app.recording import Recording
from fer_core.captions import counted


class Leaving:
    """Lets the window close once everything recorded is on the disk; whoever cannot wait is asked.

    Parameters
    ----------
    recording
        What must not be lost.
    ask
        Given a sentence about what would be lost, and what tells that nothing would be any more; returns whether to
        close all the same.
    """

    def __init__(self, recording: Recording, ask: Callable[[str, Callable[[], bool]], bool]) -> None:
        self._recording = recording
        self._ask = ask
        self._waits = self._asks = False
        self._failures_before = 0

    def may_close(self) -> bool:
        """Whether the window may close now; if not, the recording is being finished from now on."""
        recording = self._recording
        if not recording.unfinished:
            return True
        if not self._waits:
            self._waits = True
            self._failures_before = recording.failures
            recording.finish()
            return False
        if self._asks:
            return False
        pictures = counted(recording.waiting, "pictures")
        rows = f"the rows of {pictures} wait" if recording.waiting else "its last rows wait"
        self._asks = True
        try:
            what = f"The recording is still being written: {rows} for the disk, and would be lost."
            return self._ask(what, lambda: not recording.unfinished)
        finally:
            self._asks = False

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
        return self._recording.failures == self._failures_before
