"""``fer-live analyze``: every frame of videos and pictures."""

import argparse
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from app.commands.common import (
    BAD_INPUT,
    OK,
    Bar,
    Interrupts,
    add_model,
    add_wanted,
    film_of,
    pipeline_options,
    veil_of,
    without_screen,
)
from fer_core.errors import FerError, ModelError

_HELP = """\
Analyse every frame of videos and pictures, and write one CSV each: DIR/NAME.csv, one row per face and frame, and beside
it NAME.session.json, which says how it was made and that it is whole.

Time is the position in the file, so the result does not depend on the speed of the computer. While it lasts, the result
is called NAME.partial.csv; at the end it replaces the CSV of an earlier run. A file of that name that fer-live has not
written stays as it is, and a free name is taken. Exit code: 0 if all files were analysed, 2 if one could not be; the
others still are.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    found = argparse.ArgumentParser(
        "fer-live analyze", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("files", nargs="+", type=_file, metavar="FILE", help="a video or a picture")
    found.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="where the CSV files go (default: the current folder)"
    )
    add_model(found)
    add_wanted(found)
    found.add_argument(
        "--overwrite", action="store_true", help="also replace files of the same name that fer-live has not written"
    )
    return found


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    args = parser().parse_args(argv)
    without_screen()
    with Interrupts() as interrupts:
        return _analyze(args, interrupts)


def _analyze(args: argparse.Namespace, interrupts: Interrupts) -> int:
    from fer_core.analysis import Wanted, analyse, make_thorough, session_names
    from fer_core.session.results import check_folder

    wanted = Wanted(args.raw, tuple(args.estimators), film_of(args), args.overwrite, veil_of(args))
    check_folder(args.out)
    make = partial(make_thorough, **pipeline_options(args))
    code = OK
    for path, session in zip(args.files, session_names(args.files), strict=True):
        with Bar(path.name) as bar:

            def progress(done: int, total: int | None, bar: Bar = bar) -> None:
                bar.update(done, total)
                interrupts.check()

            interrupts.check()
            try:
                written = analyse(
                    path,
                    args.out,
                    model=args.model,
                    session=session,
                    wanted=wanted,
                    make=make,
                    on_progress=progress,
                    on_note=bar.note,
                )
            except ModelError:
                # It would stop every file.
                raise
            except FerError as error:
                bar.note(str(error), is_error=True)
                code = BAD_INPUT
                continue
        print(written)
    return code


def _file(text: str) -> Path:
    """Return a file's path; an address is refused, and not repeated: it may hold a password."""
    if "://" in text:
        msg = "analyze reads files. Record the address of a stream with: fer-live record ADDRESS"
        raise argparse.ArgumentTypeError(msg)
    return Path(text)
