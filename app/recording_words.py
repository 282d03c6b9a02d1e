"""What is said of a recording and of its files."""

from collections.abc import Sequence
from functools import reduce
from pathlib import Path

from app.words import number, tr, trn
from fer_core.sinks.base import Outcome


def amount(outcome: Outcome) -> str:
    """Return what is in a whole file, in words; of several parts in all of them."""
    match outcome.unit:
        case "frames":
            count = trn("%Ln frames", "", outcome.written)
        case "marks":
            count = trn("%Ln marks", "", outcome.written)
        case _:
            count = trn("%Ln rows", "", outcome.written)
    if outcome.dropped:
        count = tr("{count} ({missed} left out)").format(count=count, missed=number(outcome.dropped))
    if outcome.path is None:
        return count
    where = tr("{count} in {name}").format(count=count, name=outcome.path.name)
    if not outcome.parts:
        return where
    parts = trn("%n parts", "", len(outcome.parts))
    return f"{where} ({parts})"


def listed(files: Sequence[str]) -> str:
    """Return some files as one part of a sentence."""
    return reduce(lambda one, other: tr("{one} and {other}").format(one=one, other=other), files)


def cannot_write(folder: Path, error: OSError) -> str:
    """Say that the folder of recordings cannot be written."""
    words = tr("The folder {folder} cannot be written ({why}). Choose another one in the File menu.")
    return words.format(folder=folder, why=error.strerror or error)
