"""``fer-train release``: make an exported model the one that ships."""

import argparse
from pathlib import Path

from training.commands.common import say

HELP = """\
Make an exported model the one that fer-live ships: its files, their checksums and its record are written to the folder
of models, and its figures beside them. A model that learned from data whose terms forbid it, itself or through a
teacher or the weights that it began with, is refused, and so is one of whose data nobody gave the licence.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="folder of the exported model")
    parser.add_argument("--records", type=Path, required=True, metavar="DIR",
                        help="folder with its metrics.json, as 'evaluate' writes it, and what else is known of it:"
                             " temporal.json, fairness.json, ...")  # fmt: skip
    parser.add_argument("--to", type=Path, metavar="DIR", help="folder of models, instead of fer-live's own")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from fer_core.places import MODELS
    from training.export.release import release

    to = args.to or MODELS
    names = release(args.model, args.records, to)
    say(f"Released to {to}: {', '.join(names)}.", "Write its card: fer-train card")
