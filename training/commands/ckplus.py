"""``fer-train ckplus``: the study on CK+ sequences."""

import argparse
import dataclasses
from pathlib import Path

from training.commands.common import count, say, seed

HELP = """\
Cross-validate the CNN-LSTM on CK+ sequences, over people: a study whose weights are not kept.

Nobody is in two folds. Each fold trains one network for a number of epochs that is set beforehand, and its last epoch
is judged: the test fold chooses nothing. Finished folds are kept in --out and not computed again.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, required=True,
                        help="ckplus48.npz, or a folder with CLASS/SUBJECT_SEQUENCE/*.jpg")  # fmt: skip
    parser.add_argument("--start", type=Path, required=True, metavar="RUN", help="begin with the CNN of a finished run")
    parser.add_argument("--out", type=Path, required=True, help="folder for ckplus.json and the confusion matrix")
    parser.add_argument("--folds", type=count, default=10, help="folds (default: 10)")
    parser.add_argument("--seed", type=seed, default=0, help="of the folds and of everything random (default: 0)")
    parser.add_argument("--epochs", type=count, help="of each fold, instead of the recipe's")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.studies.ckfit import StudyConfig
    from training.studies.ckstudy import STUDY, study

    config = StudyConfig()
    if args.epochs is not None:
        config = dataclasses.replace(config, epochs=args.epochs)
    found = study(args.data, args.start, args.out, folds=args.folds, seed=args.seed, config=config)
    say(
        f"{found['sequences']} sequences, {found['folds']} folds over people: accuracy {found['accuracy']:.4f} "
        f"(folds: mean {found['accuracy_mean']:.4f}, standard deviation {found['accuracy_spread']:.4f})"
    )
    say(f"{'label':10s} recall  " + " ".join(f"{name:>9s}" for name in found["classes"]))
    for name, row in zip(found["classes"], found["confusion"], strict=True):
        say(f"{name:10s} {found['recall'][name]:6.3f}  " + " ".join(f"{n:9d}" for n in row))
    say(f"Written: {args.out / STUDY}")
