"""Files that are whole or not there, and names that nobody has taken: written once, used everywhere."""

import errno
import itertools
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

#: What a file is called while it is being written.
PARTIAL = ".partial"
_LOCKED_BYTE = 1 << 30
_drafts = itertools.count()


def replace_file(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write a file in one piece: whoever looks finds the former one or the new one, also after a power cut.

    Parameters
    ----------
    path
        The file; its folder is there.
    data
        What it is to hold.
    private
        Nobody else on this computer may read it.

    Raises
    ------
    OSError
        If it cannot be written; the former file is as it was then.
    """
    # Two programs, or two threads, that write the same file do not write the same draft.
    draft = path.with_name(f"{path.name}.{os.getpid()}-{next(_drafts)}{PARTIAL}")
    try:
        if private:
            draft.touch(mode=0o600)
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def free_names(path: Path, *, suffix: bool = True) -> Iterator[Path]:
    """Return a path and its alternatives, without end: ``a.csv``, ``a-2.csv``, ``a-3.csv``, ...

    The caller takes the first one that it can make; to look first and make it then would leave room for another program
    in between. Without ``suffix``, as for folders, the number comes last: ``a.b``, ``a.b-2``.
    """
    stem, end = (path.stem, path.suffix) if suffix else (path.name, "")
    yield path
    for number in itertools.count(2):
        yield path.with_name(f"{stem}-{number}{end}")


def new_file(path: Path, data: bytes) -> Path:
    """Write a file under the first free name; it is whole or not there.

    Returns
    -------
    The file.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    for free in free_names(path):
        with suppress(FileExistsError):
            file = free.open("xb")
            break
    try:
        with file:
            file.write(data)
    except OSError:
        free.unlink(missing_ok=True)
        raise
    return free


def new_folder(path: Path) -> Path:
    """Make a folder under the first free name, and the folders that it lies in.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for free in free_names(path, suffix=False):
        with suppress(FileExistsError):
            free.mkdir()
            break
    return free


def lock(file: IO[bytes]) -> bool:
    """Lock an open file until it is closed, against other programs that ask :func:`is_locked`; False if one has it.

    Nobody is kept from reading it. Where the file system knows no locks, nothing is locked.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            # One byte far behind any end: Windows lets nobody read a byte that is locked.
            file.seek(_LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            file.seek(0, os.SEEK_END)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def is_locked(path: Path) -> bool:
    """Whether another program writes a file at the moment."""
    try:
        with path.open("r+b") as file:
            return not lock(file)
    except FileNotFoundError:
        return False
    except OSError:
        return True
