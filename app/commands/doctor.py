"""``fer-live doctor``: what is wrong on this computer, and what to do about it."""

import argparse
from collections.abc import Sequence


def parser() -> argparse.ArgumentParser:
    """Return the parser."""
    description = "Check what fer-live needs, and say what to do. Exit code 1 if there is a problem."
    return argparse.ArgumentParser("fer-live doctor", description=description)


def run(argv: Sequence[str]) -> int:
    """Run the command and return the exit code."""
    parser().parse_args(argv)
    from app import doctor

    return doctor.run()
