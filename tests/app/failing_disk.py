"""A disk that is slow, full or broken, under files that are real."""

import errno
import os
import threading
import time
from contextlib import suppress

from fer_core.sinks.csv_table import RowFile

_FSYNC = os.fsync


class Disk:
    """What is below a folder.

    Attributes
    ----------
    slow_s
        Seconds that it takes to keep something.
    room
        Bytes that a table may hold, None for no limit.
    table_error
        Raised instead of keeping a table.
    """

    def __init__(self, folder):
        self._folder = folder
        self._tables_move, self._others_move, self._rows_move = (threading.Event() for _ in range(3))
        self.go_on()
        self.slow_s = 0.0
        self.room = None
        self.table_error = None

    def stand_still(self, *, for_all=False, for_rows=True):
        """Let whoever wants a table kept wait until :meth:`go_on`, whoever writes rows, and whoever wants all kept."""
        self._tables_move.clear()
        if for_rows:
            self._rows_move.clear()
        if for_all:
            self._others_move.clear()

    def go_on(self):
        for moves in (self._tables_move, self._others_move, self._rows_move):
            moves.set()

    def fsync(self, number):
        """Stand in for ``os.fsync``."""
        is_table = self._is_table(number)
        (self._tables_move if is_table else self._others_move).wait()
        if self.slow_s:
            time.sleep(self.slow_s)
        if self.table_error is not None and is_table:
            raise self.table_error
        _FSYNC(number)

    def wait_for_rows(self):
        """Wait while rows stand still."""
        self._rows_move.wait()

    def row_file(self, path):
        """Stand in for ``RowFile``: the same, in the room that there is."""
        file = RowFile(path)
        file._file = _Cramped(file._file, self)
        return file

    def _is_table(self, number):
        tables = set()
        for path in self._folder.glob("*/*.csv"):
            # It may be taken away in this moment.
            with suppress(FileNotFoundError):
                tables.add(path.stat().st_ino)
        return os.fstat(number).st_ino in tables


class _Cramped:
    """A file that takes what finds room, as the system does: first a part, then nothing."""

    def __init__(self, file, disk):
        self._file, self._disk = file, disk

    def write(self, data):
        self._disk.wait_for_rows()
        room = self._disk.room
        left = len(data) if room is None else room - self._file.tell()
        if left <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data[:left])

    def __getattr__(self, name):
        return getattr(self._file, name)
