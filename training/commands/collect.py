"""``fer-train collect``: several data sets, framed, in one file."""

import argparse
from pathlib import Path

import numpy as np

from training.commands.common import add_data, read_data_of, say

HELP = """\
Read one data set or several, find and frame the faces as the app does, and write them to one file, which --data of the
other commands reads in a second. It holds pictures: treat it as the data sets' terms ask.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_data(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.npz", help="file to write")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from fer_core.errors import DataError
    from training.data.several import write_data

    if args.out.suffix.lower() != ".npz":
        msg = f"{args.out}: the file is an npz. Give it a name that ends so."
        raise DataError(msg)
    stills = read_data_of(args)
    write_data(stills, args.out)
    say(*stills.notes)
    for name, labels in ((stills.name, stills.labels), *stills.others.items()):
        parts = []
        for split in np.unique(stills.splits):
            counts = np.bincount(labels[(stills.splits == split) & (labels >= 0)], minlength=len(stills.classes))
            if counts.any():
                told = ", ".join(f"{c} {n}" for c, n in zip(stills.classes, counts, strict=True))
                parts.append(f"{split} {counts.sum()} ({told})")
        say(f"{name}: {'; '.join(parts)}")
    say(f"{len(stills.images)} pictures are in {args.out}.")
