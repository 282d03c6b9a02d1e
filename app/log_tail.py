"""Follow a log file: what has come since it was read last, and of a large file its end only."""

import logging
import os
import re
from dataclasses import dataclass
from pathlib import Path

#: The most that is read at once, in bytes.
MOST_BYTES = 200_000
#: How the log's lines begin: time, level.
TIME_FORMAT = "%Y-%m-%d %H:%M:%S"
_HEAD = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} ([A-Z]+) ")


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log; one that goes on with the one before, as in a traceback, has that one's level."""

    level: int
    text: str


class LogTail:
    """The lines of a log file.

    Parameters
    ----------
    path
        The file; it need not be there.
    since
        Lines from before this time, as ``TIME_FORMAT`` writes it, are left out.
    """

    def __init__(self, path: Path, since: str = "") -> None:
        self._path, self._since = path, since
        self._read_to: int | None = None
        # None while what is read is not known to belong to anything.
        self._level: int | None = None

    def read(self) -> list[LogLine]:
        """Return the whole lines that have come since the last call; none where the file cannot be read."""
        try:
            with self._path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                if self._read_to is None or self._read_to > size or size - self._read_to > MOST_BYTES:
                    # At first, behind a new file of the same name, or too far behind.
                    self._read_to, self._level = max(0, size - MOST_BYTES), None
                file.seek(self._read_to)
                raw = file.read(size - self._read_to)
        except OSError:
            return []
        whole = raw[: raw.rfind(b"\n") + 1]
        self._read_to += len(whole)
        lines = (self._line(text) for text in whole.decode("utf-8", "replace").splitlines())
        return [line for line in lines if line is not None]

    def _line(self, text: str) -> LogLine | None:
        head = _HEAD.match(text)
        if head is not None:
            known = logging.getLevelNamesMapping()
            self._level = known.get(head[2], logging.INFO) if head[1] >= self._since else None
        return LogLine(self._level, text) if self._level is not None else None
