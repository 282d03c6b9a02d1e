"""The marks of a session as a sink."""

from pathlib import Path

from fer_core.errors import SinkError
from fer_core.session.description import OpenSession
from fer_core.session.events import EVENTS_HEADER, Mark
from fer_core.sinks.base import Outcome, Policy
from fer_core.sinks.csv import RECORDING, Work, failure
from fer_core.sinks.csv_table import RowFile
from fer_core.types import FrameResult


class EventsSink:
    """Writes a row for each mark. The file is made with the first one, and ends with a whole row at any time.

    Parameters
    ----------
    path
        A file that is not there yet, in a folder that is.
    work
        What it is written for.

    Attributes
    ----------
    written
        Marks that are in the file.
    """

    name = "events"
    policy = Policy.EVERY

    def __init__(self, path: Path, work: Work = RECORDING) -> None:
        self._path = path
        self._work = work
        self.written = 0
        self._file: RowFile | None = None
        self._error: SinkError | None = None

    @property
    def path(self) -> Path | None:
        """The file; None as long as nothing has been marked."""
        return None if self._file is None else self._path

    def open(self, _session: OpenSession) -> None:
        """Do nothing: a session without a mark has no such file."""

    def write(self, _result: FrameResult) -> None:
        """Do nothing: results are the matter of other sinks."""

    def mark(self, mark: Mark) -> None:
        """Write a mark.

        Raises
        ------
        SinkError
            If it cannot be written; the file keeps what it had.
        """
        try:
            if self._file is None:
                self._file = RowFile(self._path)
                self._file.append([EVENTS_HEADER])
            self._file.append([mark.cells])
        except OSError as error:
            raise self._failed(error) from error
        self.written += 1

    def flush(self) -> None:
        """Make the disk keep the marks.

        Raises
        ------
        SinkError
            If the disk does not, or the file has been taken away.
        """
        if self._file is None or self._file.closed:
            return
        try:
            self._file.sync()
            self._path.stat()
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> Outcome:
        """Bring everything to the disk and close the file."""
        if self._file is not None:
            try:
                if self._error is None:
                    self.flush()
            except SinkError:
                # Kept in self._error.
                pass
            finally:
                self._file.close()
        message = "" if self._error is None else str(self._error)
        whole = self._error is None
        return Outcome(self.name, whole, self.path, self.written, "marks", message=message, error=self._error)

    def _failed(self, error: OSError) -> SinkError:
        where = self._path
        one, many = f"The 1 mark until now is in {where}.", f"The {self.written} marks until now are in {where}."
        kept = one if self.written == 1 else many
        self._error = SinkError(failure(self._path, kept, error, self._work))
        # Also where nobody raises it: what is said of all files together asks why each has failed.
        self._error.__cause__ = error
        return self._error
