"""A disk that is full before anything is recorded: what to say of it, and what not to leave behind.

For commands, too, which load no Qt: the window hands in what says the words in its language.
"""

import errno
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from fer_core.captions import Say
from fer_core.session.description import DESCRIPTION_FILE
from fer_core.sinks.base import Outcome
from fer_core.sinks.csv import RECORDING, failure

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_full(error: BaseException | None) -> bool:
    """Whether an error comes from a disk that is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _FULL:
            return True
        error = error.__cause__
    return False


def full_words(folder: Path, tr: Say = str) -> str:
    """Say that nothing could be recorded."""
    words = tr("The disk is full: nothing was recorded. Make room where {folder} is, or choose another folder.")
    return words.format(folder=folder)


def failure_words(outcome: Outcome, folder: Path, tr: Say = str) -> str:
    """Return what went wrong with a file of a recording."""
    if is_full(outcome.error) and not outcome.written:
        return full_words(folder.parent, tr)
    return outcome.message or tr("{path} could not be finished.").format(path=outcome.path)


def failures_words(outcomes: Sequence[Outcome], folder: Path, tr: Say = str) -> list[str]:
    """Return what went wrong with the files of a recording, each thing once; of a folder that has gone, that."""
    causes = [outcome.error.__cause__ if outcome.error is not None else None for outcome in outcomes]
    gone = [cause for cause in causes if isinstance(cause, FileNotFoundError)]
    if len(outcomes) > 1 and len(gone) == len(outcomes):
        return [failure(folder, "", gone[0], replace(RECORDING, leave="the folder"))]
    return list(dict.fromkeys(failure_words(outcome, folder, tr) for outcome in outcomes))


def remove_if_empty(folder: Path) -> None:
    """Take away the folder of a recording of which there is nothing but its description."""
    with suppress(OSError):
        if [path.name for path in folder.iterdir()] == [DESCRIPTION_FILE]:
            (folder / DESCRIPTION_FILE).unlink()
        folder.rmdir()
