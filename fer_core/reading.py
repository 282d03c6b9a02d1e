"""The work of the capture thread: from a source into a mailbox, over every loss of the source."""

import logging
import threading
from collections.abc import Callable

from fer_core.errors import SourceError, SourceLost
from fer_core.mailbox import Mailbox
from fer_core.sources.base import Source
from fer_core.types import Frame

_log = logging.getLogger(__name__)

#: Seconds between attempts to open a lost source again; the last one repeats.
_BACK_OFF_S = (0.25, 0.5, 1.0, 1.5)


class Reader:
    """Reads an open source to its end, or until it is told to stop.

    Parameters
    ----------
    source
        It is open.
    stop
        Ends the reading, also while a lost source is waited for.
    on_lost, on_back
        Told when a live source stops delivering, and with its first picture when it delivers again.
    on_note
        Told the source's notes, each once.
    """

    def __init__(
        self,
        source: Source,
        stop: threading.Event,
        *,
        on_lost: Callable[[str], None],
        on_back: Callable[[str], None],
        on_note: Callable[[str], None],
    ) -> None:
        self._source = source
        self._stop = stop
        self._on_lost = on_lost
        self._on_back = on_back
        self._on_note = on_note
        self._told: set[str] = set()

    def run(self, frames: Mailbox[Frame]) -> None:
        """Put every frame of the source into a mailbox.

        Raises
        ------
        SourceError
            If the source cannot be read, and trying again would not help.
        Closed
            If the mailbox is closed.
        """
        self._note()
        lost = False
        while not self._stop.is_set():
            try:
                frame = self._source.read()
            except SourceLost as error:
                if not lost and not self._stop.is_set():
                    _log.info("%s", error)
                    self._on_lost(f"{error} Waiting for it to come back.")
                lost = True
                self._reopen()
                continue
            if frame is None:
                break
            if lost:
                lost = False
                self._on_back(f"{self._source.name} is back.")
            frames.put(frame)
            # A film's notes count its damage, which is known at its end.
            if self._source.kind == "camera":
                self._note()
        self._note()

    def _reopen(self) -> None:
        """Open the source again as often as it takes; return when it is open, or to stop."""
        self._source.close()
        attempt = 0
        while not self._stop.wait(_BACK_OFF_S[min(attempt, len(_BACK_OFF_S) - 1)]):
            try:
                self._source.open()
            except SourceError as error:
                _log.info("%s", error)
                attempt += 1
            else:
                self._note()
                return

    def _note(self) -> None:
        for note in self._source.notes():
            if note not in self._told:
                self._told.add(note)
                self._on_note(note)
