"""``fer-train framing``: how the training pictures frame a face."""

import argparse
from pathlib import Path

from training.commands.common import DATA_HELP, count, say

HELP = "Measure how the training pictures frame a face."


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, required=True, help=DATA_HELP)
    parser.add_argument("--count", type=count, default=1500, help="pictures to measure (default: 1500)")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    import numpy as np

    from training.data import read_stills
    from training.framing import measure

    images = read_stills(args.data).split("train").images
    chosen = np.random.default_rng(0).permutation(len(images))[: args.count]
    say(str(measure(images[chosen])))
