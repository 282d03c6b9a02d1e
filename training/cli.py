"""The command line ``fer-train``: fit, export, evaluate, temporal, framing."""

import argparse
import dataclasses
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fer_core.errors import DataError, FerError

if TYPE_CHECKING:
    from training.config import FitConfig
    from training.models import Classifier

_BAD_INPUT, _INTERRUPTED = 2, 130
_DATA_HELP = "fer2013.csv (with fer2013new.csv beside it), fer2013.npz, or a folder with train/CLASS/ and test/CLASS/"

_FIT_HELP = """\
Train the CNN on still pictures, then the LSTM on short films made from them.

A run can be stopped at any time (Ctrl-C): the same command goes on where it was. Epochs are chosen on PublicTest, or on
a tenth of the training pictures where there is none.
"""
_EXPORT_HELP = """\
Write a finished run as encoder.onnx and head.onnx, which 'fer-live --model DIR' opens.

The export fails unless PyTorch and ONNX Runtime agree within 1e-4 on real crops. The temperature that calibrates the
probabilities is fitted on PublicTest, or on the held-out tenth of the training pictures.
"""
_EVALUATE_HELP = """\
Judge an exported model on stills, as the app reads them: metrics.json and pictures.

PublicTest is for choosing. Look at PrivateTest (--private) once per model that is released.
"""
_TEMPORAL_HELP = """\
Compare the LSTM with what it replaces: the CNN frame by frame, with exponential smoothing, with a sliding mean.

On short films made of test stills: accuracy over time, label changes per minute, and the time from a change of
expression to the new label, over each method's knob. Look at PrivateTest (--private) once per model that is released.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fer-train``; return 0, or 2 with a sentence on stderr about what is wrong."""
    args = _parser().parse_args(argv)
    try:
        args.run_command(args)
    except FerError as error:
        sys.stderr.write(f"fer-train: {error}\n")
        return _BAD_INPUT
    except OSError as error:
        sys.stderr.write(f"fer-train: {error.filename or 'A file'} cannot be used: {error.strerror}.\n")
        return _BAD_INPUT
    except ModuleNotFoundError as error:
        advice = "Run pip install '.[train]' in the folder of fer-live's source."
        sys.stderr.write(f"fer-train: {error.name} is not installed. {advice}\n")
        return _BAD_INPUT
    except KeyboardInterrupt:
        sys.stderr.write("fer-train: stopped. The same command goes on where it was.\n")
        return _INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("fer-train", description="Train, export and judge the CNN-LSTM of fer-live.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, about: str, run: object) -> argparse.ArgumentParser:
        sub = commands.add_parser(
            name,
            help=about.partition("\n")[0],
            description=about,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        sub.set_defaults(run_command=run)
        return sub

    fit = command("fit", _FIT_HELP, _fit)
    fit.add_argument("--config", default="best", metavar="NAME", help="paper, best or teacher (default: best)")
    fit.add_argument("--data", type=Path, required=True, help=_DATA_HELP)
    fit.add_argument("--out", type=Path, required=True, help="folder of the run")
    fit.add_argument("--seed", type=seed, default=0, help="of everything random (default: 0)")
    fit.add_argument("--epochs", type=count, help="of the CNN, instead of the recipe's")
    fit.add_argument("--lr", type=rate, help="learning rate of the CNN, instead of the recipe's")
    fit.add_argument("--films", type=count, help="films for the LSTM, instead of the recipe's")
    fit.add_argument("--start", type=Path, metavar="RUN", help="begin with the CNN of another run (fine-tuning)")
    fit.add_argument("--teacher", type=Path, action="append", default=[], metavar="RUN",
                     help="learn from the CNN of another run as well; may be given several times")  # fmt: skip
    export = command("export", _EXPORT_HELP, _export)
    export.add_argument("--run", type=Path, required=True, help="folder of a finished run")
    export.add_argument("--data", type=Path, required=True, help=_DATA_HELP)
    export.add_argument("--out", type=Path, required=True, help="folder for the model")
    export.add_argument("--name", help="of the model, for people (default: the recipe's)")
    evaluate = command("evaluate", _EVALUATE_HELP, _evaluate)
    evaluate.add_argument("--model", type=Path, help="folder of an exported model (default: the one that ships)")
    evaluate.add_argument("--data", type=Path, required=True, help=_DATA_HELP)
    evaluate.add_argument("--out", type=Path, required=True, help="folder for metrics.json and pictures")
    evaluate.add_argument("--private", action="store_true", help="also look at PrivateTest")
    _add_temporal(command("temporal", _TEMPORAL_HELP, _temporal))
    framing = command("framing", "Measure how the training pictures frame a face.", _framing)
    framing.add_argument("--data", type=Path, required=True, help=_DATA_HELP)
    framing.add_argument("--count", type=count, default=1500, help="pictures to measure (default: 1500)")
    return parser


def _add_temporal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", type=Path, action="append", required=True, metavar="DIR",
                        help="folder of an exported model; more of the same encoder are compared with it")  # fmt: skip
    parser.add_argument("--data", type=Path, required=True, help=_DATA_HELP)
    parser.add_argument("--out", type=Path, required=True, help="folder for temporal.json and temporal.png")
    parser.add_argument("--films", type=count, default=300, help="films to make (default: 300)")
    parser.add_argument("--private", action="store_true", help="make them of PrivateTest instead of PublicTest")


def count(text: str) -> int:
    """Read a number of things, at least 1."""
    value = int(text)
    if value < 1:
        msg = f"{value} is less than 1"
        raise argparse.ArgumentTypeError(msg)
    return value


def seed(text: str) -> int:
    """Read a seed."""
    value = int(text)
    # The generators of numpy and torch are seeded with multiples of it.
    if not 0 <= value < 2**31:
        msg = f"{value} is not between 0 and {2**31 - 1}"
        raise argparse.ArgumentTypeError(msg)
    return value


def rate(text: str) -> float:
    """Read a learning rate."""
    value = float(text)
    if not 0 < value < float("inf"):
        msg = f"{value} is not a positive number"
        raise argparse.ArgumentTypeError(msg)
    return value


def _fit(args: argparse.Namespace) -> None:
    from training import checkpoint
    from training.data import read_stills, with_selection
    from training.fit import Trainer
    from training.temporal import fit_temporal

    config = _config(args)
    stills, selection = with_selection(read_stills(args.data))
    _say(*stills.notes)
    teachers = [_teacher(run, config) for run in args.teacher]
    start = checkpoint.load_classifier(args.start / checkpoint.ENCODER)[0] if args.start else None
    trainer = Trainer(config, stills, selection, args.out, seed=args.seed, teachers=teachers, start=start)
    trainer.run()
    classifier, _ = checkpoint.load_classifier(args.out / checkpoint.ENCODER)
    fit_temporal(config, classifier.to(trainer.device), stills, selection, args.out, seed=args.seed)
    _say(f"The run is finished. Export it: fer-train export --run {args.out} --data {args.data} --out MODEL")


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


def _export(args: argparse.Namespace) -> None:
    from training.data import read_stills, with_selection
    from training.release import release

    stills, selection = with_selection(read_stills(args.data))
    differences = release(args.run, stills.split(selection), args.out, args.name)
    parts = ", ".join(f"{part} {difference:.1e}" for part, difference in differences.items())
    _say(f"PyTorch and ONNX Runtime differ at most by: {parts}.", f"The model is in {args.out}.")


def _evaluate(args: argparse.Namespace) -> None:
    from training.evaluate import METRICS, evaluate

    metrics = evaluate(args.model, args.data, args.out, private=args.private)
    _say(f"{'':28s} {'pictures':>8s} accuracy  macro recall  macro F1    ECE")
    for name, values in metrics.items():
        if isinstance(values, dict) and "pictures" in values:
            _say(
                f"{name:28s} {values['pictures']:8d} {values['accuracy']:8.4f} {values['macro_recall']:13.4f} "
                f"{values['macro_f1']:9.4f} {values['ece']:6.4f}"
            )
            _say("    recall: " + json.dumps({k: round(v, 3) for k, v in values["recall"].items()}))
    if "corruption" in metrics:
        shares = (f"{output} {share:.3f}" for output, share in metrics["corruption"]["share"].items())
        _say(f"accuracy on corrupted pictures as a share of that on clean ones: {', '.join(shares)}")
    _say(f"Written: {args.out / METRICS}")


def _temporal(args: argparse.Namespace) -> None:
    from fer_core.recognition import OnnxRecogniser
    from training import checkpoint
    from training.compare import as_json, compare, make_judged
    from training.data import read_stills
    from training.plots import draw_trade_off

    models = [OnnxRecogniser.load(model) for model in args.model]
    split = "private_test" if args.private else "public_test"
    films = make_judged(read_stills(args.data).split(split), args.films, seed=77)
    curves = as_json(compare(models, films))
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint.write_json(args.out / "temporal.json", {"split": split, "films": len(films), "curves": curves})
    draw_trade_off(curves, f"{len(films)} films of {split.replace('_', ' ')} stills", args.out / "temporal.png")
    for name, traces in curves.items():
        _say(name, "    knob s  accuracy  changes/min  delay s  missed")
        for x in traces:
            delay = "-" if x["delay_s"] is None else f"{x['delay_s']:.3f}"
            _say(
                f"    {x['knob_s']:6.2f}  {x['accuracy']:8.3f}  {x['changes_per_minute']:11.1f}  "
                f"{delay:>7s}  {x['missed']:6.2f}"
            )


def _framing(args: argparse.Namespace) -> None:
    import numpy as np

    from training.data import read_stills
    from training.framing import measure

    images = read_stills(args.data).split("train").images
    chosen = np.random.default_rng(0).permutation(len(images))[: args.count]
    _say(str(measure(images[chosen])))


def _say(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main())
