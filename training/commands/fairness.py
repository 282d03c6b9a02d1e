"""``fer-train fairness``: whether it reads some people's faces worse than others'."""

import argparse
from pathlib import Path

from training.commands.common import say

HELP = """\
Count, by age, sex and race, whose faces are not found, and whose everyday faces are read as negative: fairness.json
and a picture.

The data are pictures of faces with what their data set says of the people, in one npz: jpeg (the files of all
pictures), offset (where each begins), age, sex (0 male, 1 female) and race (0 White, 1 Black, 2 Asian, 3 Indian, 4
others), as in UTKFace. What the faces express is not known; see the model card for what the figures can say.
"""

FAIRNESS = "fairness.json"


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, help="folder of an exported model (default: the one that ships)")
    parser.add_argument("--faces", type=Path, required=True, metavar="FILE", help="the pictures")
    parser.add_argument("--out", type=Path, required=True, help=f"folder for {FAIRNESS} and fairness.png")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from fer_core.recognition import OnnxRecogniser
    from training.data.encoded import read_people
    from training.files import write_json
    from training.judge.fairness import judge_fairness
    from training.report.plots import draw_fairness

    recogniser, people, notes = OnnxRecogniser.load(args.model), read_people(args.faces), list[str]()
    found = judge_fairness(recogniser, people, args.faces.name, notes)
    args.out.mkdir(parents=True, exist_ok=True)
    write_json(args.out / FAIRNESS, found)
    draw_fairness(found, args.out / "fairness.png")
    say(f"{'':16s} {'pictures':>8s}  not found (95 %)       read as negative (95 %)")
    rows = [("all", found["all"]), *((f"{k} {g}", x) for k, of in found["groups"].items() for g, x in of.items())]
    for name, x in rows:
        cells = (
            "-" if not c else f"{100 * c['share']:5.2f} ({100 * c['low']:5.2f} - {100 * c['high']:5.2f})"
            for c in (x["not_found"], x["negative"])
        )
        say(f"{name:16s} {x['pictures']:8d}  {'  '.join(cells)}")
    say(*found["summary"], *notes, f"Written: {args.out / FAIRNESS}")
