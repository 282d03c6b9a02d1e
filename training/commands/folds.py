"""``fer-train folds``: how far the network gets when it learns from a data set, held out part by part."""

import argparse
from pathlib import Path

from training import config
from training.commands.common import add_data, count, data_words, rate, read_data_of, say, seed

HELP = """\
Cross-validate over the pictures of one of several data sets: a study whose weights are not kept.

Each fold trains the CNN on all data but its own part, and is judged on that: by the classifier of its convention, and
by the others. Finished folds are kept in --out and not computed again; an unfinished one goes on where it was.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    add_data(parser)
    parser.add_argument("--fold", required=True, metavar="NAME", help="the data set that is held out part by part")
    parser.add_argument("--start", type=Path, required=True, metavar="FROM", help="what to begin with, as for 'fit'")
    parser.add_argument("--out", type=Path, required=True, help="folder for folds.json and unfinished folds")
    parser.add_argument("--folds", type=count, default=5, help="folds (default: 5)")
    parser.add_argument("--config", default="finetune", metavar="NAME", help="recipe (default: finetune)")
    parser.add_argument("--epochs", type=count, help="of each fold, instead of the recipe's")
    parser.add_argument("--lr", type=rate, help="learning rate, instead of the recipe's")
    parser.add_argument("--batch", type=count, help="pictures a step, instead of the recipe's")
    parser.add_argument("--seed", type=seed, default=0, help="of the folds and of everything random (default: 0)")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    import dataclasses

    from training.studies.folds import FOLDS, cross_validate

    recipe = config.named(args.config)
    changes = {name: value for name in ("epochs", "lr", "batch") if (value := getattr(args, name)) is not None}
    stills = read_data_of(args)
    say(*stills.notes)
    found = cross_validate(
        stills, args.fold, args.start, args.out, folds=args.folds, config=dataclasses.replace(recipe, **changes),
        seed=args.seed, data=data_words(args),
    )  # fmt: skip
    for head, figures in found["heads"].items():
        say(
            f"{head:10s} accuracy {figures['accuracy']:.4f}, macro recall {figures['macro_recall']:.4f}; by class "
            + ", ".join(f"{name} {value:.3f}" for name, value in figures["recall"].items())
        )
    say(f"Written: {args.out / FOLDS}")
