"""Names for the results of one run: nothing is written over that is not an earlier result of the same name."""

import csv
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from fer_core.errors import DataError, SinkError
from fer_core.files import PARTIAL, free_names, is_locked
from fer_core.session.description import DESCRIPTION_SUFFIX
from fer_core.session.reader import is_own_header, read_description

#: More than the header of any table.
_HEADER_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Claim:
    """The files of one run.

    Attributes
    ----------
    folder
        Where they lie.
    name
        Of the session.
    suffixes
        Of the files: ".csv" and others.
    input
        What is read, and never written over.
    overwrite
        Also replace files that are not fer-live's.
    """

    folder: Path
    name: str
    suffixes: tuple[str, ...]
    input: Path
    overwrite: bool

    @property
    def description(self) -> Path:
        """The description of the finished session."""
        return self.folder / f"{self.name}{DESCRIPTION_SUFFIX}"

    @property
    def partial_description(self) -> Path:
        """The description while the run lasts."""
        return self.folder / f"{self.name}{PARTIAL}{DESCRIPTION_SUFFIX}"

    def final(self, suffix: str) -> Path:
        """Return where a finished file goes."""
        return self.folder / f"{self.name}{suffix}"

    def partial(self, suffix: str) -> Path:
        """Return where a file is written."""
        return self.folder / f"{self.name}{PARTIAL}{suffix}"

    def obstacle(self) -> str:
        """Return why the name cannot be taken, as the end of a sentence; empty if it can."""
        known = self._described_files()
        for path in (*(self.final(suffix) for suffix in self.suffixes), self.description):
            why = self._why_not(path, known)
            if why:
                return f"{path.name} {why}"
        for path in (*(self.partial(suffix) for suffix in self.suffixes), self.partial_description):
            why = self._why_not_partial(path)
            if why:
                return f"{path.name} {why}"
        return ""

    def clear(self) -> None:
        """Take away what a run that was stopped has left behind under this name.

        Raises
        ------
        OSError
            If that is not possible.
        """
        for path in (*(self.partial(suffix) for suffix in self.suffixes), self.partial_description):
            path.unlink(missing_ok=True)

    def finish(self) -> None:
        """Give the finished files their names.

        Raises
        ------
        OSError
            If that is not possible.
        SinkError
            If something has come into the way.
        """
        known = self._described_files()
        for suffix in self.suffixes:
            why = self._why_not(self.final(suffix), known)
            if why:
                msg = f"{self.final(suffix)} {why}, and has come meanwhile. The result is in {self.partial(suffix)}."
                raise SinkError(msg)
        for suffix in self.suffixes:
            if self.partial(suffix).exists():
                os.replace(self.partial(suffix), self.final(suffix))  # noqa: PTH105

    def _why_not(self, path: Path, known: Sequence[str]) -> str:
        why = ""
        if _same_file(path, self.input):
            why = "is the file that is read"
        elif path.is_symlink():
            why = "" if self.overwrite else "is a link"
        elif path.is_dir():
            why = "is a folder"
        elif path.exists() and not self.overwrite and path.name not in known:
            own = path.suffix == ".csv" and _is_own_table(path)
            why = "" if own else "is not a result of fer-live's"
        return why

    def _why_not_partial(self, path: Path) -> str:
        if _same_file(path, self.input):
            return "is the file that is read"
        if path.is_symlink():
            return "is a link"
        if path.is_dir():
            return "is a folder"
        if path.suffix != ".csv" or not path.exists():
            return ""
        if is_locked(path):
            return "is being written by another run"
        return "" if _is_own_table(path) or not path.stat().st_size else "is not a table of fer-live's"

    def _described_files(self) -> tuple[str, ...]:
        """Return what an earlier run of this name has described as its own, with the description itself."""
        if self.description.is_symlink() or not self.description.is_file():
            return ()
        try:
            description = read_description(self.description)
        except DataError:
            return ()
        tables = [file.name for file in description.files if Path(file.name).suffix != ".csv"]
        return (self.description.name, *tables)


def claim(
    folder: Path, name: str, suffixes: Sequence[str], source: Path, *, overwrite: bool = False
) -> tuple[Claim, str]:
    """Find a name for the results of a run.

    Parameters
    ----------
    folder
        Is there.
    name
        The wanted one.
    suffixes
        Of the files that will be written.
    source
        What is read.
    overwrite
        Also replace files that are not fer-live's; what is read never is.

    Returns
    -------
    The claim, its leftovers cleared away; and why it is not the wanted name, or "". Another run that takes the same
    name in this moment is noticed when the table is made.

    Raises
    ------
    OSError
        If the folder cannot be looked at.
    """
    reason = ""
    for path in free_names(folder / name, suffix=False):
        found = Claim(folder, path.name, tuple(suffixes), source, overwrite)
        obstacle = found.obstacle()
        if not obstacle:
            found.clear()
            break
        reason = reason or obstacle
    return found, reason


def _is_own_table(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            first = file.read(_HEADER_BYTES).partition(b"\n")[0]
        return is_own_header(next(csv.reader([first.decode("utf-8-sig")]), []))
    except (OSError, UnicodeDecodeError, csv.Error):
        return False


def _same_file(path: Path, other: Path) -> bool:
    with suppress(OSError):
        return path.samefile(other)
    return False
