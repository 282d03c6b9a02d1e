"""``fer-live analyze``: every frame of videos and pictures, of any number of them."""

import argparse
import sys
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.common import (
    BAD_INPUT,
    OK,
    Interrupts,
    add_model,
    add_wanted,
    complain,
    film_of,
    log_details,
    pipeline_options,
    veil_of,
    without_screen,
)
from fer_core.errors import ModelError, SinkError

if TYPE_CHECKING:
    from app.commands.files_display import FilesDisplay
    from fer_core.batch.analyst import Recipe, Report
    from fer_core.batch.inputs import Batch, Task

_HELP = """\
Analyse every frame of videos and pictures, and write one CSV each: DIR/NAME.csv, one row per face and frame, and beside
it NAME.session.json, which says how it was made and that it is whole.

A folder stands for the films and pictures in it, and a pattern ('films/**/*.mp4', in quotes) for what it matches; their
results lie in the same subfolders of DIR. Of several files, what is whole already, by the same model, with the same
options and from the same file, is not read again: a batch that was stopped goes on with the same command. A summary
over several files is DIR/summary.csv.

Time is the position in the file, so the result does not depend on the speed of the computer. While it lasts, the result
is called NAME.partial.csv; at the end it replaces the CSV of an earlier run. A file of that name that fer-live has not
written stays as it is, and a free name is taken. Exit code: 0 if all files were analysed, 2 if one could not be; the
others still are.
"""
#: So many files are worth the start of further processes.
_MANY = 4


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    found = argparse.ArgumentParser(
        "fer-live analyze", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument(
        "files", nargs="+", type=_file, metavar="FILE", help="a video, a picture, a folder of them, or a pattern"
    )
    found.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="where the CSV files go (default: the current folder)"
    )
    found.add_argument("--recursive", action="store_true", help="also look into the folders in folders")
    where = found.add_mutually_exclusive_group()
    where.add_argument(
        "--jobs",
        type=_jobs,
        metavar="N",
        help=f"analyse N files beside each other, each in a process of its own with up to 500 MB (default: 1; from "
        f"{_MANY} files on one per core of the processor, as far as there is memory)",
    )
    where.add_argument(
        "--dask",
        metavar="ADDRESS",
        help="let the workers of a dask.distributed scheduler analyse the files, which they, and DIR, must be able to "
        "reach under the same paths (needs: pip install 'fer-live[cluster]')",
    )
    add_model(found)
    add_wanted(found)
    found.add_argument(
        "--fast",
        action="store_true",
        help="look for faces in films twice a second and follow them in between, and read each 20 times a second, as "
        "the window does: two to three times as fast, without small faces in large pictures",
    )
    found.add_argument("--again", action="store_true", help="of several files, also those whose result is whole")
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
    from app.commands.files_display import FilesDisplay
    from fer_core.batch.inputs import find_batch
    from fer_core.session.results import check_folder

    recipe = _recipe(args)
    check_folder(args.out)
    batch = find_batch(args.files, args.out, recursive=args.recursive)
    for problem in batch.problems:
        complain(problem)
    if not batch.tasks:
        return BAD_INPUT
    if batch.single:
        # Who names one file wants it to be read.
        recipe = replace(recipe, again=True)
    reports: dict[Path, Report] = {}
    stopped = None
    try:
        with (
            FilesDisplay(batch.tasks, interrupts) as display,
            closing(_engine(args, batch.tasks, recipe, display)) as engine,
        ):
            for report in engine:
                if report.of_all:
                    raise ModelError(report.error)
                reports[report.path] = report
                display.done(report.path, table=report.table, error=_error_of(report))
    except KeyboardInterrupt as error:
        stopped = error
    code = _sum_up(batch, reports, args.out)
    if stopped is not None:
        if not batch.single:
            complain(_unfinished(display.begun))
        raise stopped
    return code


def _recipe(args: argparse.Namespace) -> "Recipe":
    from fer_core.analysis import Wanted, make_fast, make_thorough
    from fer_core.batch.analyst import Recipe

    wanted = Wanted(args.raw, tuple(args.estimators), film_of(args), args.overwrite, veil_of(args))
    if args.dask:
        args.model = args.model and args.model.absolute()
        args.also = [folder.absolute() for folder in args.also]
    make = make_fast if args.fast else make_thorough
    return Recipe(args.model, wanted, partial(make, **pipeline_options(args)), args.again)


def _engine(
    args: argparse.Namespace, tasks: "Sequence[Task]", recipe: "Recipe", display: "FilesDisplay"
) -> "Generator[Report]":
    """Return what carries the batch out."""
    from fer_core.batch.engines import alone, most_processes, processes

    if args.dask:
        from fer_core.batch.cluster import cluster

        return cluster(tasks, recipe, display, args.dask)
    most = most_processes()
    jobs = args.jobs or (most if len(tasks) >= _MANY else 1)
    if jobs > most and len(tasks) > most:
        display.note(None, f"there is room for {most} processes beside each other here, not for {jobs}.")
    jobs = min(jobs, most, len(tasks))
    return processes(tasks, recipe, display, jobs) if jobs > 1 else alone(tasks, recipe, display)


def _error_of(report: "Report") -> str:
    return f"{report.error} {log_details(report.trace)}" if report.trace else report.error


def _unfinished(names: Sequence[str]) -> str:
    which = f"{', '.join(names)} could not be finished. " if names else ""
    return f"{which}The same command goes on from here."


def _sum_up(batch: "Batch", reports: "dict[Path, Report]", out: Path) -> int:
    """Write the summary of several files, and return the exit code."""
    from fer_core.batch.analyst import Report
    from fer_core.batch.summary import short_table, write_summary

    rows = [reports.get(task.path) or Report(task.path, "not finished") for task in batch.tasks]
    code = BAD_INPUT if batch.problems or any(report.status == "failed" for report in rows) else OK
    if batch.single:
        return code
    try:
        written = write_summary(rows, out)
    except SinkError as error:
        complain(str(error))
        code = BAD_INPUT
    else:
        print(f"{short_table(rows)} More is in {written}.", file=sys.stderr)
    return code


def _file(text: str) -> Path:
    """Return a file's path; an address is refused, and not repeated: it may hold a password."""
    if "://" in text:
        msg = "analyze reads files. Record the address of a stream with: fer-live record ADDRESS"
        raise argparse.ArgumentTypeError(msg)
    return Path(text)


def _jobs(text: str) -> int:
    try:
        jobs = int(text)
    except ValueError:
        jobs = 0
    if jobs < 1:
        msg = f"{text!r} is no number of processes. Say 1 or more"
        raise argparse.ArgumentTypeError(msg)
    return jobs
