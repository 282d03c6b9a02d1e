"""``fer-train fit``: train a recipe."""

import argparse
import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from fer_core.errors import DataError
from training.commands.common import DATA_HELP, count, rate, say, seed

if TYPE_CHECKING:
    from training.config import FitConfig
    from training.models import Classifier

HELP = """\
Train the CNN on still pictures, then the LSTM on short films made from them.

A run can be stopped at any time (Ctrl-C): the same command goes on where it was. Epochs are chosen on PublicTest, or on
a tenth of the training pictures where there is none.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--config", default="best", metavar="NAME", help="paper, best or teacher (default: best)")
    parser.add_argument("--data", type=Path, required=True, help=DATA_HELP)
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--seed", type=seed, default=0, help="of everything random (default: 0)")
    parser.add_argument("--epochs", type=count, help="of the CNN, instead of the recipe's")
    parser.add_argument("--lr", type=rate, help="learning rate of the CNN, instead of the recipe's")
    parser.add_argument("--films", type=count, help="films for the LSTM, instead of the recipe's")
    parser.add_argument("--start", type=Path, metavar="RUN", help="begin with the CNN of another run (fine-tuning)")
    parser.add_argument("--teacher", type=Path, action="append", default=[], metavar="RUN",
                     help="learn from the CNN of another run as well; may be given several times")  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training import checkpoint
    from training.data import read_stills, with_selection
    from training.fit import Trainer
    from training.temporal import fit_temporal

    config = _config(args)
    stills, selection = with_selection(read_stills(args.data))
    say(*stills.notes)
    teachers = [_teacher(run, config) for run in args.teacher]
    start = checkpoint.load_classifier(args.start / checkpoint.ENCODER)[0] if args.start else None
    trainer = Trainer(config, stills, selection, args.out, seed=args.seed, teachers=teachers, start=start)
    trainer.run()
    classifier, _ = checkpoint.load_classifier(args.out / checkpoint.ENCODER)
    fit_temporal(config, classifier.to(trainer.device), stills, selection, args.out, seed=args.seed)
    say(f"The run is finished. Export it: fer-train export --run {args.out} --data {args.data} --out MODEL")


def _teacher(run: Path, config: "FitConfig") -> "Classifier":
    from training import checkpoint
    from training.config import FitConfig

    teacher, state = checkpoint.load_classifier(run / checkpoint.ENCODER)
    own = FitConfig.from_dict(state["config"])
    if (own.mean, own.std) != (config.mean, config.std):
        msg = f"The teacher {run} reads pictures of another mean and deviation. Choose one of a recipe like this one."
        raise DataError(msg)
    return teacher


def _config(args: argparse.Namespace) -> "FitConfig":
    from training.config import CONFIGS

    if args.config not in CONFIGS:
        msg = f"There is no recipe '{args.config}'. Choose one of: {', '.join(CONFIGS)}."
        raise DataError(msg)
    config = CONFIGS[args.config]
    if args.films is not None:
        config = dataclasses.replace(config, temporal=dataclasses.replace(config.temporal, sequences=args.films))
    changes = {name: value for name in ("epochs", "lr") if (value := getattr(args, name)) is not None}
    return dataclasses.replace(config, **changes)
