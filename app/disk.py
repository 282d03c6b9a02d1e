"""A disk that is full before anything is recorded: what to say of it, and what not to leave behind.

For commands, too, which load no Qt: the window hands in what says the words in its language.
"""

import errno
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from fer_core.captions import Say
from fer_core.session.description import DESCRIPTION_FILE
from fer_core.sinks.base import Outcome
from fer_core.sinks.csv import RECORDING_FOLDER, failure

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
#: How often to look how much room there is, in seconds.
LOOK_EVERY_S = 5.0
#: What is worth a word: bytes that are left, and seconds of the recording for which they last. The second pair is the
#: last warning.
_LOW = ((500_000_000, 600.0), (50_000_000, 60.0))
#: Before this the rate of a recording says little.
_RATE_KNOWN_S = 10.0


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


def failure_words(outcome: Outcome, folder: Path, tr: Say = str, told: Say = str) -> str:
    """Return what went wrong with a file of a recording; ``told`` says anew what fer_core has said."""
    if is_full(outcome.error) and not outcome.written:
        return full_words(folder.parent, tr)
    return told(outcome.message) or tr("{path} could not be finished.").format(path=outcome.path)


def failures_words(outcomes: Sequence[Outcome], folder: Path, tr: Say = str, told: Say = str) -> list[str]:
    """Return what went wrong with the files of a recording, each thing once; of a folder that has gone, that."""
    causes = [outcome.error.__cause__ if outcome.error is not None else None for outcome in outcomes]
    gone = [cause for cause in causes if isinstance(cause, FileNotFoundError)]
    if len(outcomes) > 1 and len(gone) == len(outcomes):
        return [told(failure(folder, "", gone[0], RECORDING_FOLDER))]
    return list(dict.fromkeys(failure_words(outcome, folder, tr, told) for outcome in outcomes))


def remove_if_empty(folder: Path) -> None:
    """Take away the folder of a recording of which there is nothing but its description."""
    with suppress(OSError):
        if [path.name for path in folder.iterdir()] == [DESCRIPTION_FILE]:
            (folder / DESCRIPTION_FILE).unlink()
        folder.rmdir()


class RoomWatch:
    """Says in time that a disk will be full: once early, and once more at the end.

    Parameters
    ----------
    folder
        Of the recording.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._said = 0

    def look(self, elapsed_s: float, tr: Say = str, point: str = ".") -> str:
        """Return what is to be said now, empty if nothing; it may block.

        Parameters
        ----------
        elapsed_s
            Since the recording began.
        tr, point
            Say the words in the language of the window, and what stands there before the tenths of a number.
        """
        try:
            free = shutil.disk_usage(self._folder).free
            written = sum(path.stat().st_size for path in self._folder.iterdir())
        except OSError:
            # Whoever writes there will tell.
            return ""
        left_s = free / (written / elapsed_s) if written and elapsed_s >= _RATE_KNOWN_S else None
        level = sum(free < least or (left_s is not None and left_s < least_s) for least, least_s in _LOW)
        if level <= self._said:
            return ""
        self._said = level
        return room_words(free, left_s, tr, point)


def room_words(free: int, left_s: float | None, tr: Say = str, point: str = ".") -> str:
    """Say how much room is left, in bytes, and for how many seconds of the recording, None if that is not known."""
    room = f"{free / 1e9:.1f} GB".replace(".", point) if free >= 1e9 else f"{free / 1e6:.0f} MB"
    if left_s is None or left_s >= 3600.0:
        return tr("The disk is nearly full: {room} are left. Make room, or finish the recording.").format(room=room)
    words = tr("The disk is nearly full: {room} are left, for about {minutes} min. Make room, or finish the recording.")
    return words.format(room=room, minutes=max(int(left_s / 60.0), 1))
