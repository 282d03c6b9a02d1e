"""``fer-train report``: a comparison, made to be read."""

import argparse
from pathlib import Path

from training.commands.common import say

HELP = """\
Write what a comparison found as one self-contained page, comparison.html, as tables, comparison.md, and as a picture.

They lie in the folder of the comparison; with --keep, its records, tables and picture also go to
training/report/comparison, and the tables into RESULTS.md.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder of a comparison")
    parser.add_argument("--keep", action="store_true", help="keep the records, for whoever goes on elsewhere")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from fer_core.files import replace_file
    from training.report.comparison import KEPT, keep, write_report
    from training.report.run_log import REPORT, RESULTS, log_runs

    written = write_report(args.folder, KEPT)
    if args.keep:
        keep(args.folder, KEPT)
        for path in written[1:]:
            replace_file(KEPT / path.name, path.read_bytes())
        log_runs(None, REPORT / RESULTS)
        written.append(REPORT / RESULTS)
    for path in written:
        say(f"Written: {path}")
