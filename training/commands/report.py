"""``fer-train report``: a comparison, made to be read."""

import argparse
from pathlib import Path

from training.commands.common import say

HELP = """\
Write what a comparison found as one self-contained page, comparison.html, and as tables, comparison.md.

Both lie in the folder of the comparison; with --keep, its records and tables also go to training/report/comparison.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of a comparison")
    parser.add_argument("--keep", action="store_true", help="keep the records, for whoever goes on elsewhere")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.report.comparison import KEPT, keep, write_report

    if args.keep:
        keep(args.folder, KEPT)
    for path in write_report(args.folder, KEPT):
        say(f"Written: {path}")
