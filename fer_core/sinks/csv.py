"""The table of a session as a sink."""

import errno
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fer_core.errors import SinkError
from fer_core.session.columns import Row
from fer_core.session.description import DURATION, OpenSession
from fer_core.session.held_back import HeldBack
from fer_core.sinks.base import Outcome, Policy
from fer_core.sinks.csv_table import RowFile, row_cells
from fer_core.types import FrameResult

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True, slots=True)
class Work:
    """What a file is written for, in the words of what is said when it cannot be.

    Attributes
    ----------
    noun
        What has stopped.
    again
        What to do once the reason is gone.
    leave
        What is to stay where it is.
    """

    noun: str
    again: str
    leave: str


RECORDING = Work("recording", "record again", "the file")
ANALYSIS = Work("analysis", "analyse the file again", "the folder of its results")


class CsvSink:
    """Writes a row for each face that is seen. No row is ever dropped, and the file ends with a whole one at any time.

    Parameters
    ----------
    path
        A file that is not there yet, in a folder that is.
    work
        What it is written for.

    Attributes
    ----------
    written
        Rows that are in the file.
    """

    name = "csv"
    policy = Policy.EVERY

    def __init__(self, path: Path, work: Work = RECORDING) -> None:
        self.path: Path = path
        self._work = work
        self.written = 0
        self._file: RowFile | None = None
        self._session: OpenSession | None = None
        self._error: SinkError | None = None
        self._held = HeldBack()
        self._duration_s = 0.0

    def open(self, session: OpenSession) -> None:
        """Make the file, with its header.

        Raises
        ------
        SinkError
            If it cannot be made.
        """
        self._session = session
        try:
            self._file = RowFile(self.path)
            self._file.append([[cells.column.name for cells in session.table]])
            self._file.sync()
        except OSError as error:
            if self._file is not None:
                self._file.close()
                with suppress(OSError):
                    self.path.unlink()
            self._file = None
            msg = f"{self.path} cannot be written ({error.strerror or error}). Choose another folder."
            self._error = SinkError(msg)
            raise self._error from error

    def write(self, result: FrameResult) -> None:
        """Write the rows of a frame, once it is known who is in it.

        Raises
        ------
        SinkError
            If they cannot be written; the file keeps what it had.
        """
        for known in self._held.put(result):
            self._append(known)

    def _append(self, result: FrameResult) -> None:
        assert self._session is not None
        assert self._file is not None
        session = self._session
        # Time begins with the first result, whether it shows a face or not.
        self._duration_s = session.clock.t_s(result.frame)
        name = session.description.session
        lines = [row_cells(Row(name, session.clock, result, face), session.table) for face in result.seen]
        if not lines:
            return
        try:
            self._file.append(lines)
        except OSError as error:
            raise self._failed(error) from error
        self.written += len(lines)

    def flush(self) -> None:
        """Make the disk keep the rows.

        Raises
        ------
        SinkError
            If the disk does not, or the file has been taken away.
        """
        if self._file is None or self._file.closed:
            return
        try:
            self._file.sync()
            self.path.stat()
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> Outcome:
        """Bring everything to the disk and close the file."""
        if self._file is None:
            return self._outcome()
        try:
            if self._error is None and not self._file.closed:
                for known in self._held.rest():
                    self._append(known)
                self.flush()
        except SinkError:
            # Kept in self._error.
            pass
        finally:
            self._file.close()
        return self._outcome()

    def _outcome(self) -> Outcome:
        whole = self._file is not None and self._error is None
        message = "" if self._error is None else str(self._error)
        path = None if self._file is None else self.path
        # Frames in which nobody is seen have no rows.
        facts = {DURATION: round(self._duration_s, 4)}
        return Outcome(self.name, whole, path, self.written, message=message, error=self._error, facts=facts)

    def _failed(self, error: OSError) -> SinkError:
        rows = "1 row until now is" if self.written == 1 else f"{self.written} rows until now are"
        self._error = SinkError(failure(self.path, f"The {rows} in {self.path}.", error, self._work))
        return self._error


def failure(path: Path, kept: str, error: OSError, work: Work) -> str:
    """Say that a file cannot be written further; ``kept`` says what is in it."""
    if error.errno in _FULL:
        return f"The disk is full, and the {work.noun} has stopped. {kept} Make room, then {work.again}."
    if isinstance(error, FileNotFoundError):
        return (
            f"The {work.noun} has stopped: {path} has been moved or deleted. {work.again.capitalize()}, and leave "
            f"{work.leave} where it is until the end."
        )
    return (
        f"The {work.noun} has stopped: {path} cannot be written ({error.strerror or error}). {kept} "
        f"Choose another folder, then {work.again}."
    )
