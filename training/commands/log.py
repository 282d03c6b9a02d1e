"""``fer-train log``: the log of everything that was tried."""

import argparse
from pathlib import Path

from training.commands.common import say

HELP = """\
Take runs into the log of everything that was tried: RESULTS.md, and a small record of each run in runs/ beside it.

Runs that failed belong there, too. A file note.txt in a run's folder says in one line what was tried. The runs
themselves may be deleted afterwards: the log keeps their PublicTest figures.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--runs", type=Path, metavar="DIR",
                        help="a run, or a folder of runs (default: only write the tables anew)")  # fmt: skip
    parser.add_argument("--out", type=Path, help="file to write (default: RESULTS.md in the folder training/report)")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.report.run_log import REPORT, RESULTS, log_runs

    out = args.out or REPORT / RESULTS
    say(*log_runs(args.runs, out))
    say(f"Written: {out}")
