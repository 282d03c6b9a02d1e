"""``fer-train evaluate``: judge a model on stills."""

import argparse
import json
from pathlib import Path

from training.commands.common import DATA_HELP, say

HELP = """\
Judge an exported model on stills, as the app reads them: metrics.json and pictures.

PublicTest is for choosing. Look at PrivateTest (--private) once per model that is released.

Sets named ferplus_... are of pictures with a plurality: one class alone has the most of FER+'s ten votes, be it three.
Those named ferplus_majority_... are of pictures with a majority: it has more than half of them.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, help="folder of an exported model (default: the one that ships)")
    parser.add_argument("--data", type=Path, required=True, help=DATA_HELP)
    parser.add_argument("--out", type=Path, required=True, help="folder for metrics.json and pictures")
    parser.add_argument("--private", action="store_true", help="also look at PrivateTest")
    parser.add_argument("--strangers", type=Path, metavar="FILE",
                        help="also judge it on faces of another world, on the app's own path: an npz with jpeg (the"
                             " files of all pictures), offset (where each begins) and label")  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.files import METRICS
    from training.judge.evaluate import evaluate

    metrics = evaluate(args.model, args.data, args.out, private=args.private, strangers=args.strangers)
    say(f"{'':28s} {'pictures':>8s} accuracy  macro recall  macro F1    ECE")
    for name, values in metrics.items():
        if isinstance(values, dict) and "pictures" in values:
            say(
                f"{name:28s} {values['pictures']:8d} {values['accuracy']:8.4f} {values['macro_recall']:13.4f} "
                f"{values['macro_f1']:9.4f} {values['ece']:6.4f}"
            )
            say("    recall: " + json.dumps({k: round(v, 3) for k, v in values["recall"].items()}))
            if "found" in values:
                say(f"    faces found in {values['found']:.4f} of {values['faces']} pictures, on which it is judged")
            if "coverage" in values:
                sizes = ", ".join(f"{size} {share:.3f}" for size, share in values["set_shares"].items())
                say(
                    f"    label sets: {values['coverage']:.4f} hold the true class, mean size {values['set_size']:.3f} "
                    f"({sizes})"
                )
    if any(name.startswith("ferplus") for name in metrics):
        say(
            "ferplus_...: pictures with a plurality of FER+'s votes (one class alone has the most), of which "
            "ferplus_majority_...: those with more than half of them"
        )
    for name, values in metrics.items():
        if name.startswith("films_"):
            line = f"{name:28s} {values['films']:8d} films: accuracy {values['accuracy']:.4f}, ECE {values['ece']:.4f}"
            if "coverage" in values:
                line += f", label sets {values['coverage']:.4f} of mean size {values['set_size']:.3f}"
            say(line)
    if "corruption" in metrics:
        shares = (f"{output} {share:.3f}" for output, share in metrics["corruption"]["share"].items())
        say(f"accuracy on corrupted pictures as a share of that on clean ones: {', '.join(shares)}")
    say(*metrics["notes"])
    say(f"Written: {args.out / METRICS}")
