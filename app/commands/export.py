"""``fer-live export``: a recording for other programs."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.commands.common import OK, complain

_HELP = """\
Write a recording in the format of another program. Its own files stay as they are. What was changed in the viewer is
applied first: names of faces, faces that were merged or split, times that do not count.
"""


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    from fer_core.session.exports.table import EXPORTS

    width = max(map(len, EXPORTS))
    formats = "\n".join(f"  {row.name:<{width}}  {row.meaning}" for row in EXPORTS.values())
    found = argparse.ArgumentParser(
        "fer-live export",
        description=_HELP,
        epilog=f"formats:\n{formats}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument(
        "session", type=Path, metavar="SESSION", help="the folder of a recording, or a CSV of fer-live's"
    )
    found.add_argument("--to", required=True, metavar="FORMAT", help="what to write")
    found.add_argument(
        "--out", type=Path, metavar="FILE", help="where to (default: the session's name, in the current folder)"
    )
    found.add_argument("--overwrite", "--force", action="store_true", help="replace a file that is there already")
    return found


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    from fer_core.session.exports.table import as_edited, export, format_named
    from fer_core.session.reader import open_session

    args = parser().parse_args(argv)
    # A format that there is not is said before a long session is read.
    chosen = format_named(args.to)
    session = as_edited(open_session(args.session))
    for problem in session.problems:
        complain(f"note: {problem}")
    written = export(session, chosen.name, args.out, overwrite=args.overwrite)
    lacks = chosen.lacks(session)
    if lacks:
        complain(f"note: fer-live measures no {', no '.join(lacks)}: these columns are left out.")
    print(written)
    return OK
