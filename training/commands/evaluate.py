"""``fer-train evaluate``: judge a model on stills."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from training.commands.common import DATA_HELP, say
from training.files import METRICS, TALKING

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

    parser.add_argument("--talking", type=Path, metavar="DIR",
                        help="also judge it on clips of people who talk, SPEAKER-SENTENCE-EMOTION.mp4, where 01 is"
                             " neutral, 02 sad, 03 happy")  # fmt: skip
    parser.add_argument("--mistakes", type=Path, metavar="FILE.png",
                        help="also write a sheet of the 32 worst mistakes, of strangers where they are given; it shows"
                             " people")  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.judge.evaluate import evaluate

    metrics = evaluate(
        args.model, args.data, args.out, private=args.private, strangers=args.strangers, talking=args.talking,
        mistakes=args.mistakes,
    )  # fmt: skip
    say(*_of_pictures(metrics), *_of_films(metrics), *metrics["notes"])
    say(f"Written: {args.out / METRICS}")


def _of_pictures(metrics: Mapping[str, Any]) -> Iterator[str]:
    yield f"{'':28s} {'pictures':>8s} accuracy  macro recall  macro F1    ECE"
    for name, values in metrics.items():
        if isinstance(values, dict) and "pictures" in values:
            yield (
                f"{name:28s} {values['pictures']:8d} {values['accuracy']:8.4f} {values['macro_recall']:13.4f} "
                f"{values['macro_f1']:9.4f} {values['ece']:6.4f}"
            )
            yield "    recall: " + json.dumps({k: round(v, 3) for k, v in values["recall"].items()})
            if "found" in values:
                yield f"    faces found in {values['found']:.4f} of {values['faces']} pictures, on which it is judged"
            if "coverage" in values:
                sizes = ", ".join(f"{size} {share:.3f}" for size, share in values["set_shares"].items())
                yield (
                    f"    label sets: {values['coverage']:.4f} hold the true class, mean size {values['set_size']:.3f} "
                    f"({sizes})"
                )
    if any(name.startswith("ferplus") for name in metrics):
        yield (
            "ferplus_... and spoken_...: pictures with a plurality of FER+'s votes (one class alone has the most), of "
            "which ferplus_majority_...: those with more than half of them"
        )
    if "corruption" in metrics:
        shares = (f"{output} {share:.3f}" for output, share in metrics["corruption"]["share"].items())
        yield f"accuracy on corrupted pictures as a share of that on clean ones: {', '.join(shares)}"


def _of_films(metrics: Mapping[str, Any]) -> Iterator[str]:
    for name, values in metrics.items():
        if name.startswith("films_"):
            line = f"{name:28s} {values['films']:8d} films: accuracy {values['accuracy']:.4f}, ECE {values['ece']:.4f}"
            if "coverage" in values:
                line += f", label sets {values['coverage']:.4f} of mean size {values['set_size']:.3f}"
            yield line
        elif name.startswith(TALKING):
            for method, found in values["methods"].items():
                yield f"{name:28s} {found['clips']:8d} clips, {method}: {_told(found)}"


def _told(found: Mapping[str, Any]) -> str:
    """Return what was said of clips, as text."""
    recall = ", ".join(f"{label} {share:.3f}" for label, share in found["recall"].items())
    text = f"right {found['accuracy']:.4f} ({recall}), {found['changes_per_minute']:.1f} label changes a minute"
    for label, called in found["frames"].items():
        most = sorted(called.items(), key=lambda item: -item[1])[:3]
        text += f"; frames of {label} called " + ", ".join(f"{name} {share:.3f}" for name, share in most)
    return text
