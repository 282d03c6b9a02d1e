"""``fer-train card``: the model card."""

import argparse
from pathlib import Path

from training.commands.common import say

HELP = """\
Write a model's card: MODEL_CARD.md, and pictures/ with its curves, confusion matrices, calibration and robustness.

Every figure comes from JSON that other commands wrote: training.json beside the model, and in records/ metrics.json (of
fer-train evaluate), temporal.json and temporal_private.json (of fer-train temporal), framing.json, ckplus.json, and
paper.json and paper_training.json (metrics.json and training.json of a model of the recipe paper). The card says which
of them are missing.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, help="folder of an exported model (default: the one that ships)")
    parser.add_argument("--out", type=Path, help="folder for the card (default: that of the model)")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from fer_core.places import MODELS
    from training.report.card import CARD, write_card

    model = args.model or MODELS
    out = args.out or model
    for name in write_card(model, out):
        say(f"Not in the card: {name} is missing.")
    say(f"Written: {out / CARD}")
