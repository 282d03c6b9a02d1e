"""``fer-live view``: look through a session that was recorded."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.commands.common import BAD_INPUT, complain
from fer_core.errors import DataError

_HELP = """\
Look through a session: its time line, table, marks and film; name, merge and split faces, leave out spans.

SESSION is the folder of a recording, or a table that 'analyze' has written. What you change is kept in a file beside
it (edits.json); the files of the session are never altered.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    found = argparse.ArgumentParser(
        "fer-live view", description=_HELP, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument(
        "session", nargs="?", type=Path, metavar="SESSION", help="the folder of a recording, or its table"
    )
    return found


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    args = parser().parse_args(argv)
    from app import doctor

    why_not = doctor.why_no_window()
    if why_not:
        complain(why_not)
        return BAD_INPUT
    if args.session is not None and not args.session.exists():
        msg = f"{args.session} does not exist. Choose the folder of a recording, or a CSV file."
        raise DataError(msg)
    from app.viewer.main import run as show

    return show(args.session)
