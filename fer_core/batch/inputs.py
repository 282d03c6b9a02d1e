"""Which files a batch reads: those that are named, those in folders, and those that patterns match."""

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fer_core.analysis import session_names
from fer_core.errors import DataError
from fer_core.files import PARTIAL
from fer_core.session.description import DESCRIPTION_SUFFIX
from fer_core.session.reader import read_description
from fer_core.session.results import FILM_SUFFIXES

#: Of films and pictures: what is taken from a folder.
FILE_ENDINGS = (
    *(".mp4", ".mov", ".avi", ".mkv", ".webm", ".m4v", ".mpg", ".mpeg", ".wmv", ".mjpg", ".mjpeg", ".gif"),
    *(".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".heif", ".avif"),
)
#: The name of the summary over all files, without ".csv": no file's results are called so.
SUMMARY_NAME = "summary"


@dataclass(frozen=True, slots=True)
class Task:
    """A file that is to be analysed.

    Attributes
    ----------
    path
        The file.
    out
        Folder of its results.
    name
        What they are to be called, without a suffix.
    """

    path: Path
    out: Path
    name: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a command line asks for.

    Attributes
    ----------
    tasks
        In their order, each file once.
    problems
        What could not be found or looked into, in sentences.
    single
        It is one file that was named: it needs no summary.
    """

    tasks: tuple[Task, ...]
    problems: tuple[str, ...]
    single: bool


def find_batch(arguments: Iterable[Path], out: Path, *, recursive: bool = False) -> Batch:
    """Find the files.

    Results of a file that is named lie in ``out`` itself; those of one in a folder, or that a pattern matches, in the
    same subfolder of ``out`` as the file in that folder. Links to folders are not followed below a folder.

    Parameters
    ----------
    arguments
        Files, folders, and patterns with ``*``, ``?``, ``[...]`` and ``**``.
    out
        Folder of the results; where it lies in a folder that is read, it is left out, and so are films of results.
    recursive
        Also look into the folders in folders.
    """
    problems: list[str] = []
    several = False
    chosen: dict[str, tuple[Path, Path]] = {}
    for argument in arguments:
        base = argument
        if argument.is_dir():
            several = True
            before = len(problems)
            paths = sorted(_in_folder(argument, out, recursive, problems))
            if not paths and len(problems) == before:
                problems.append(_nothing_in(argument, recursive))
        elif glob.has_magic(str(argument)) and not os.path.lexists(argument):
            several = True
            base, paths = _matches(argument, out)
            if not paths:
                problems.append(f"{argument} matches no film or picture. Check the pattern, or put it in quotes.")
        else:
            base, paths = argument.parent, [argument]
        for path in paths:
            chosen.setdefault(os.path.realpath(path), (path, out / path.parent.relative_to(base)))
    single = not several and len(chosen) == 1
    return Batch(_named(list(chosen.values()), out, single), tuple(problems), single)


def _named(found: Sequence[tuple[Path, Path]], out: Path, single: bool) -> tuple[Task, ...]:
    """Give each file's results a name that nobody else has in their folder."""
    names: dict[Path, str] = {}
    for folder in dict.fromkeys(folder for _, folder in found):
        paths = [path for path, other in found if other == folder]
        taken = (SUMMARY_NAME,) if folder == out and not single else ()
        names |= dict(zip(paths, session_names(paths, taken), strict=True))
    return tuple(Task(path, folder, names[path]) for path, folder in found)


def _in_folder(folder: Path, out: Path, recursive: bool, problems: list[str]) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        problems.append(f"{error.filename} cannot be looked into ({error.strerror or error}). Check its permissions.")

    own = _strictly_inside(out, folder)
    for place, folders, names in os.walk(folder, onerror=unreadable):
        folders[:] = [name for name in folders if recursive and not _left_out(Path(place, name), own)]
        yield from _readable([Path(place, name) for name in names])


def _left_out(folder: Path, own: str | None) -> bool:
    return _is_hidden(Path(folder.name)) or os.path.realpath(folder) == own


def _matches(pattern: Path, out: Path) -> tuple[Path, list[Path]]:
    """Return the folder at which a pattern begins, and the files that it matches."""
    parts = pattern.expanduser().parts
    fixed = next(number for number, part in enumerate(parts) if glob.has_magic(part))
    base = Path(*parts[:fixed])
    own = _strictly_inside(out, base)
    try:
        matched = [path for path in base.glob("/".join(parts[fixed:])) if not path.is_dir()]
    except (OSError, ValueError, NotImplementedError):
        return base, []
    found = [path for path in matched if not _is_hidden(path.relative_to(base))]
    if own is not None:
        found = [path for path in found if not Path(os.path.realpath(path)).is_relative_to(own)]
    # Who writes an ending wants it.
    wanted = not glob.has_magic(pattern.suffix) and pattern.suffix != ""
    return base, sorted(_readable(found, any_ending=wanted))


def _readable(paths: Sequence[Path], *, any_ending: bool = False) -> Iterator[Path]:
    """Leave out what is hidden, what is neither film nor picture by its name, and films of results."""
    films = [path for path in paths if any_ending or path.suffix.lower() in FILE_ENDINGS]
    own = {folder: _described_in(folder) for folder in {path.parent for path in films}}
    halves = tuple(f"{PARTIAL}{suffix}" for suffix in FILM_SUFFIXES.values())
    for path in films:
        if not _is_hidden(Path(path.name)) and not path.name.endswith(halves) and path.name not in own[path.parent]:
            yield path


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _described_in(folder: Path) -> set[str]:
    """Return the files in a folder that an analysis has written."""
    names: set[str] = set()
    for described in folder.glob(f"*{DESCRIPTION_SUFFIX}"):
        try:
            names |= {file.name for file in read_description(described).files}
        except DataError:
            continue
    return names


def _strictly_inside(out: Path, folder: Path) -> str | None:
    """Return the real path of ``out`` if it lies in a folder and is not that folder."""
    inner, outer = os.path.realpath(out), os.path.realpath(folder)
    return inner if inner != outer and Path(inner).is_relative_to(outer) else None


def _nothing_in(folder: Path, recursive: bool) -> str:
    deeper = "" if recursive else " To look into the folders in it, too, say --recursive."
    return f"{folder} holds no films or pictures.{deeper}"
