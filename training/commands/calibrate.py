"""``fer-train calibrate``: fit again how an exported model's probabilities over time are meant."""

import argparse
from pathlib import Path

from training.commands.common import add_data, read_data_of, say

HELP = """\
Fit the calibration for films of an exported model: the temperature and the threshold of the label sets with which the
averages over time, as the app shows them, are honest. The networks stay as they are.

'fer-train export' does that for a new model; this is for one that was exported before, or for other data.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="folder of the exported model")
    add_data(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.data.stills import with_selection
    from training.export.recalibrate import recalibrate

    stills, selection = with_selection(read_data_of(args))
    for output, found in recalibrate(args.model, stills.split(selection), args.out).items():
        say(f"{output}: temperature {found.temperature:.3f}, threshold of label sets {found.threshold:.3f}")
    say(f"The model is in {args.out}.")
