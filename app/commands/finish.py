"""``fer-live finish``: complete recordings that were cut off, by a crash or a power cut."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import BAD_INPUT, OK, complain
from fer_core.errors import FerError

if TYPE_CHECKING:
    from fer_core.session.description import FileFacts

_HELP = """\
Complete recordings that were cut off: count what is there, write the checksums, and say in session.json that they were
interrupted. No row is altered; half a last row is put into a file beside the table.

RECORDING is the folder of one, or a folder of recordings, of which those that were cut off are finished.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    found = argparse.ArgumentParser(
        "fer-live finish", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument(
        "recordings",
        nargs="*",
        type=Path,
        metavar="RECORDING",
        help="what to finish (default: the recordings among your documents)",
    )
    return found


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    from fer_core.session.folder import default_folder
    from fer_core.session.recover import finish_session

    args = parser().parse_args(argv)
    code = OK
    usual = default_folder()
    for folder in _wanted(args.recordings or [usual], usual):
        try:
            description = finish_session(folder)
        except FerError as error:
            complain(str(error))
            code = BAD_INPUT
        else:
            _tell(folder, description.files)
    return code


def _wanted(places: Iterable[Path], usual: Path) -> list[Path]:
    """Return the recordings to finish; of a folder of recordings, as ``usual`` is, those that were cut off."""
    from fer_core.session.description import DESCRIPTION_FILE
    from fer_core.session.recover import find_interrupted

    found: list[Path] = []
    for place in places:
        # Before the first recording, there is no folder of them.
        is_parent = (place.is_dir() or place == usual) and not (place / DESCRIPTION_FILE).exists()
        cut_off = find_interrupted(place) if is_parent else ()
        if is_parent and not cut_off:
            complain(f"note: no recording in {place} was cut off.")
        found += cut_off if is_parent else [place]
    return found


def _tell(folder: Path, files: "Iterable[FileFacts]") -> None:
    from fer_core.captions import counted

    for file in files:
        amount = file.message if file.written is None else counted(file.written, file.unit)
        print(f"{folder / file.name}: {amount or 'there'}")
