"""``fer-train log``: the log of everything that was tried."""

import argparse
from pathlib import Path

from fer_core.errors import DataError
from training.commands.common import say

HELP = """\
Take runs into the log of everything that was tried: RESULTS.md, and a small record of each run in runs/ beside it.

Runs that failed belong there, too. A file note.txt in a run's folder says in one line what was tried. The runs
themselves may be deleted afterwards: the log keeps their PublicTest figures.
"""

_WORLDS = "worlds.png"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--runs", type=Path, metavar="DIR",
                        help="a run, or a folder of runs (default: only write the tables anew)")  # fmt: skip
    parser.add_argument("--out", type=Path, help="file to write (default: RESULTS.md in the folder training/report)")

    parser.add_argument("--judged", action="append", default=[], metavar="RUN=FILE",
                        help="figures on other people for a run: the metrics.json of its exported model")  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.report.plots import draw_worlds
    from training.report.run_log import RECORDS, REPORT, RESULTS, log_runs, recorded

    out = args.out or REPORT / RESULTS
    say(*log_runs(args.runs, out, dict(map(_pair, args.judged))))
    judged = [(run.name, run.score, run.elsewhere) for run in recorded(out.parent / RECORDS) if run.elsewhere]
    if len(judged) > 1:
        draw_worlds(judged, out.with_name(_WORLDS))
    say(f"Written: {out}{f', {out.with_name(_WORLDS)}' if len(judged) > 1 else ''}")


def _pair(text: str) -> tuple[str, Path]:
    name, _, path = text.partition("=")
    if not path:
        msg = f"'{text}' does not say of which run the figures are. Give RUN=FILE."
        raise DataError(msg)
    return name, Path(path)
