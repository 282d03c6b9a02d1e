"""``fer-train temporal``: compare the LSTM with what it replaces."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.commands.common import DATA_HELP, count, say

HELP = """\
Compare the LSTM with what it replaces: the CNN frame by frame, with exponential smoothing, with a sliding mean.

On short films made of test stills: accuracy over time, label changes per minute, and the time from a change of
expression to the new label, over each method's knob. Look at PrivateTest (--private) once per model that is released.
With --clips and --ckplus also on real faces; there the CNN is smoothed until it is as calm on the films as the LSTM.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, action="append", required=True, metavar="DIR",
                        help="folder of an exported model; more of the same encoder are compared with it")  # fmt: skip
    parser.add_argument("--data", type=Path, required=True, help=DATA_HELP)
    parser.add_argument("--out", type=Path, required=True, help="folder for temporal.json and temporal.png")
    parser.add_argument("--films", type=count, default=300, help="films to make (default: 300)")
    parser.add_argument("--private", action="store_true", help="make them of PrivateTest instead of PublicTest")
    parser.add_argument("--clips", type=Path, metavar="DIR",
                        help="also read WolfgangLanger_Pexels.mp4 and single_face.mp4 in this folder")  # fmt: skip
    parser.add_argument("--ckplus", type=Path, metavar="DIR",
                        help="also read whole sequences of CK+: CLASS/SUBJECT_SEQUENCE/*.jpg")  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.data.several import Source, read_data
    from training.files import write_json
    from training.judge.clips import judge_ckplus, judge_clips
    from training.judge.temporal_methods import as_json, compare_methods, equally_calm, load_models, make_judged
    from training.report.plots import draw_trade_off

    models = load_models(args.model)
    split = "private_test" if args.private else "public_test"
    films = make_judged(read_data([Source(args.data)]).split(split), args.films, seed=77)
    found = compare_methods(models, films)
    record: dict[str, Any] = {"split": split, "films": len(films), "curves": as_json(found)}
    knobs_s = equally_calm(found, list(models))
    if args.clips is not None:
        record["clips"] = judge_clips(args.clips, models, knobs_s)
    if args.ckplus is not None:
        record["ckplus_sequences"] = judge_ckplus(args.ckplus, models, knobs_s)
    args.out.mkdir(parents=True, exist_ok=True)
    write_json(args.out / "temporal.json", record)
    title = f"{len(films)} films of {split.replace('_', ' ')} stills"
    draw_trade_off(record["curves"], title, args.out / "temporal.png")
    _say_curves(record["curves"])
    _say_clips(record.get("clips", {}))
    _say_ckplus(record.get("ckplus_sequences", {}))


def _say_curves(curves: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    for name, traces in curves.items():
        say(name, "    knob s  accuracy  changes/min  delay s  missed")
        for x in traces:
            say(
                f"    {x['knob_s']:6.2f}  {x['accuracy']:8.3f}  {x['changes_per_minute']:11.1f}  "
                f"{_seconds(x['delay_s'])}  {x['missed']:6.2f}"
            )


def _say_clips(clips: Mapping[str, Mapping[str, Any]]) -> None:
    for file, judged in clips.items():
        spans = next(iter(judged.values()))["spans"]
        titles = "  ".join(f"{x['label']} {x['from_s']:g}-{x['to_s']:g} s" for x in spans)
        say("", f"{file:48s}  changes/min  shown at s  {titles}")
        for method, x in judged.items():
            shares = "  ".join("-" if y["share"] is None else f"{y['share']:.3f}" for y in x["spans"])
            say(f"    {method:44s}  {x['changes_per_minute']:11.1f}  {_seconds(x['first_shown_s']):>10s}  {shares}")


def _say_ckplus(judged: Mapping[str, Mapping[str, Any]]) -> None:
    if not judged:
        return
    x = next(iter(judged.values()))
    left_out = f"{x['without_class']} without a class of the model and {x['without_face']} without a face left out"
    say("", f"{x['sequences']} sequences of CK+; {left_out}; delay after the CNN frame by frame in {x['delays']}")
    say(f"    {'':44s}  accuracy  changes/min  delay s  missed")
    for method, x in judged.items():
        say(
            f"    {method:44s}  {x['accuracy']:8.3f}  {x['changes_per_minute']:11.1f}  {_seconds(x['delay_s'])}  "
            f"{x['missed']:6.2f}"
        )


def _seconds(value: float | None) -> str:
    return f"{'-' if value is None else f'{value:.3f}':>7s}"
