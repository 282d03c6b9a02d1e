"""``fer-train temporal``: compare the LSTM with what it replaces."""

import argparse
from pathlib import Path

from training.commands.common import DATA_HELP, count, say

HELP = """\
Compare the LSTM with what it replaces: the CNN frame by frame, with exponential smoothing, with a sliding mean.

On short films made of test stills: accuracy over time, label changes per minute, and the time from a change of
expression to the new label, over each method's knob. Look at PrivateTest (--private) once per model that is released.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, action="append", required=True, metavar="DIR",
                        help="folder of an exported model; more of the same encoder are compared with it")  # fmt: skip
    parser.add_argument("--data", type=Path, required=True, help=DATA_HELP)
    parser.add_argument("--out", type=Path, required=True, help="folder for temporal.json and temporal.png")
    parser.add_argument("--films", type=count, default=300, help="films to make (default: 300)")
    parser.add_argument("--private", action="store_true", help="make them of PrivateTest instead of PublicTest")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
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
        say(name, "    knob s  accuracy  changes/min  delay s  missed")
        for x in traces:
            delay = "-" if x["delay_s"] is None else f"{x['delay_s']:.3f}"
            say(
                f"    {x['knob_s']:6.2f}  {x['accuracy']:8.3f}  {x['changes_per_minute']:11.1f}  "
                f"{delay:>7s}  {x['missed']:6.2f}"
            )
