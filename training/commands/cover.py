"""``fer-train cover``: let an exported model tell hands and things before the face."""

import argparse
from pathlib import Path

from training.commands.common import DATA_HELP, say

HELP = """\
Give an exported model an output 'covered': whether a hand or a thing hides a part of the face.

It is read off the embedding, and learns from pictures of FER2013 that were looked at one by one; the networks and the
other outputs stay as they are. The app then says so at the face, and in the column 'quality'.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="folder of the exported model")
    parser.add_argument("--data", type=Path, required=True, help=f"FER2013: {DATA_HELP}")
    parser.add_argument("--faces", type=Path, metavar="FILE",
                        help="everyday faces, as for 'fairness', to count who is said to be covered")  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from fer_core.recognition import OnnxRecogniser
    from training.data.encoded import read_people
    from training.data.stills import read_stills
    from training.export.cover import add_covered
    from training.judge.fairness import find_everyday

    notes, everyday = list[str](), None
    if args.faces is not None:
        spec, people = OnnxRecogniser.load(args.model).spec, read_people(args.faces)
        everyday = find_everyday(spec, people, args.faces.name, notes)
    found = add_covered(args.model, read_stills(args.data), args.out, everyday)
    if found.everyday:
        told = ", ".join(f"{group} {n} of {total} ({n / total:.1%})" for group, (n, total) in found.everyday.items())
        notes.append(f"Everyday faces that are said to be covered: {told}.")
    say(
        *notes,
        f"covered: learned from {found.learned} pictures; of {found.judged} of PublicTest it finds {found.found:.0%} "
        f"of the covered faces, and says so of {found.false:.1%} of the others (area under the curve {found.auc:.3f}).",
        f"The model is in {args.out}.",
    )
