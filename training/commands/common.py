"""What the commands share: kinds of arguments, and what they print."""

import argparse
import sys

DATA_HELP = (
    "fer2013.csv (with fer2013new.csv beside it), fer2013.npz, or a folder with train/CLASS/, test/CLASS/, and perhaps "
    "val/CLASS/"
)


def count(text: str) -> int:
    """Read a number of things, at least 1."""
    value = int(text)
    if value < 1:
        msg = f"{value} is less than 1"
        raise argparse.ArgumentTypeError(msg)
    return value


def seed(text: str) -> int:
    """Read a seed."""
    value = int(text)
    # The generators of numpy and torch are seeded with multiples of it.
    if not 0 <= value < 2**31:
        msg = f"{value} is not between 0 and {2**31 - 1}"
        raise argparse.ArgumentTypeError(msg)
    return value


def rate(text: str) -> float:
    """Read a learning rate."""
    value = float(text)
    if not 0 < value < float("inf"):
        msg = f"{value} is not a positive number"
        raise argparse.ArgumentTypeError(msg)
    return value


def say(*lines: str) -> None:
    """Print lines."""
    for line in lines:
        sys.stdout.write(line + "\n")
