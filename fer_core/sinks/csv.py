"""The table of a session as a sink."""

import errno
import itertools
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fer_core.errors import SinkError
from fer_core.files import free_names
from fer_core.session.columns import Row
from fer_core.session.description import DURATION, OpenSession
from fer_core.session.held_back import HeldBack
from fer_core.sinks.base import Outcome, Part, Policy
from fer_core.sinks.csv_table import RowFile, row_cells
from fer_core.sinks.keeping import Keeper
from fer_core.types import FrameResult

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: So long the rows wait for the disk to keep what is there; it may take longer, and they go on.
_PATIENCE_S = 0.05


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
#: Where it is a folder that has gone.
RECORDING_FOLDER = Work("recording", "record again", "the folder")
ANALYSIS = Work("analysis", "analyse the file again", "the folder of its results")


class CsvSink:
    """Writes a row for each face that is seen. No row is ever dropped, and the file ends with a whole one at any time.

    Parameters
    ----------
    path
        A file that is not there yet, in a folder that is.
    work
        What it is written for.
    part_bytes
        A file that is larger is followed by a further one, with a header of its own: NAME-2.csv and so on; None writes
        one file.

    Attributes
    ----------
    written
        Rows that are in the file, or in all of them.
    """

    name = "csv"
    policy = Policy.EVERY

    def __init__(self, path: Path, work: Work = RECORDING, *, part_bytes: int | None = None) -> None:
        self.path: Path = path
        self._work = work
        self._part_bytes = part_bytes
        self.written = 0
        self._file: RowFile | None = None
        self._keeper: Keeper | None = None
        self._retired: list[Keeper] = []
        # Files that are full, and the one that is written.
        self._parts: list[Part] = []
        self._part_path, self._written_before = path, 0
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
            self._file = self._begun(self.path)
            self._keeper = Keeper(self._file)
            self._keeper.ask(_PATIENCE_S)
        except OSError as error:
            if self._file is not None:
                self._file.close()
                with suppress(OSError):
                    self.path.unlink()
            self._file = self._keeper = None
            msg = f"{self.path} cannot be written ({error.strerror or error}). Choose another folder."
            self._error = SinkError(msg)
            raise self._error from error

    def _begun(self, path: Path) -> RowFile:
        """Return a new file that has its header; one that cannot be had is not there."""
        assert self._session is not None
        file = RowFile(path)
        try:
            file.append([[cells.column.name for cells in self._session.table]])
        except OSError:
            file.close()
            with suppress(OSError):
                path.unlink()
            raise
        return file

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
        if self._part_bytes is not None and self._file.size >= self._part_bytes:
            self._turn()
        try:
            self._file.append(lines)
        except OSError as error:
            raise self._failed(error) from error
        self.written += len(lines)

    def _turn(self) -> None:
        """Go on in a further file; where there can be none, in the one that is there."""
        assert self._session is not None
        assert self._keeper is not None
        path = next(itertools.islice(free_names(self.path), len(self._parts) + 1, None))
        try:
            file = self._begun(path)
        except OSError as error:
            self._part_bytes = None
            note = f"{path.name} could not be made ({error.strerror or error}): {self._part_path.name} goes on instead."
            self._session.notes.append(note)
            return
        self._parts.append(self._part())
        # The disk may take its time for what is there: rows go on meanwhile.
        self._keeper.retire()
        self._retired.append(self._keeper)
        self._file, self._part_path, self._written_before = file, path, self.written
        self._keeper = Keeper(file)

    def _part(self) -> Part:
        return Part(self._part_path, self.written - self._written_before)

    def flush(self) -> None:
        """Make the disk keep the rows.

        Raises
        ------
        SinkError
            If the disk does not, or the file has been taken away.
        """
        if self._keeper is None:
            return
        try:
            self._keeper.ask(_PATIENCE_S)
            self._part_path.stat()
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> Outcome:
        """Bring everything to the disk and close the file."""
        # A failure is kept in self._error.
        with suppress(SinkError):
            if self._error is None:
                for known in self._held.rest():
                    self._append(known)
        keeper, self._keeper = self._keeper, None
        if keeper is not None:
            self._finish(keeper)
        return self._outcome()

    def _finish(self, keeper: Keeper) -> None:
        """Wait until the disk has everything; the last sync begins after the last row."""
        # Not closed here: it may just be synced.
        keeper.retire()
        try:
            for one in (*self._retired, keeper):
                one.finish()
            self._part_path.stat()
        except OSError as error:
            # The first failure is the one that counts.
            if self._error is None:
                self._failed(error)

    def _outcome(self) -> Outcome:
        whole = self._file is not None and self._error is None
        message = "" if self._error is None else str(self._error)
        path = None if self._file is None else self.path
        parts = (*self._parts, self._part()) if self._parts else ()
        # Frames in which nobody is seen have no rows.
        facts = {DURATION: round(self._duration_s, 4)}
        return Outcome(
            *(self.name, whole, path, self.written), message=message, error=self._error, facts=facts, parts=parts
        )

    def _failed(self, error: OSError) -> SinkError:
        where = f"{self.path} and its parts" if self._parts else f"{self.path}"
        one, many = f"The 1 row until now is in {where}.", f"The {self.written} rows until now are in {where}."
        kept = one if self.written == 1 else many
        self._error = SinkError(failure(self._part_path, kept, error, self._work))
        # Also where nobody raises it: what is said of all files together asks why each has failed.
        self._error.__cause__ = error
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
