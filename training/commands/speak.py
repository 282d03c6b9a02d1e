"""``fer-train speak``: choose what the app says of an exported model's outputs."""

import argparse
from pathlib import Path

from training.commands.common import DATA_HELP, say

HELP = """\
Give an exported model an output 'spoken', with which the app speaks: a blend of its outputs 'ferplus' and 'fer2013'
that leans less on how common each class is. The networks and the other outputs stay as they are.

Share and strength are chosen on PublicTest and on strangers' faces together, and the new output is calibrated on both.
With --faces, everyday faces are not read as negative more often than 'ferplus' reads them so, in all and in any group
by age, sex or race, but for chance.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--model", type=Path, required=True, metavar="DIR", help="folder of the exported model")
    parser.add_argument("--data", type=Path, required=True, help=DATA_HELP)
    parser.add_argument("--strangers", type=Path, required=True, metavar="FILE",
                        help="faces of another world, as for 'evaluate'")  # fmt: skip
    parser.add_argument("--faces", type=Path, metavar="FILE", help="everyday faces, as for 'fairness'")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument("--name", default="spoken", help="of the new model, for people (default: spoken)")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from fer_core.recognition import OnnxRecogniser
    from training.data.encoded import read_encoded, read_people
    from training.data.several import Source, read_data
    from training.data.stills import with_selection
    from training.export.speak import add_spoken
    from training.judge.fairness import find_everyday
    from training.judge.strangers import find_faces

    stills, selection = with_selection(read_data([Source(args.data)]))
    faces, notes = read_encoded(args.strangers), list[str]()
    found = find_faces(OnnxRecogniser.load(args.model).spec, faces, args.strangers.name, notes)
    everyday = None
    if args.faces is not None:
        spec, people = OnnxRecogniser.load(args.model).spec, read_people(args.faces)
        everyday = find_everyday(spec, people, args.faces.name, notes)
    blend = add_spoken(args.model, stills.split(selection), found, args.out, args.name, everyday=everyday)
    told = f"{blend.share:g} of ferplus and {1 - blend.share:g} of {blend.other}, less {blend.strength:g} of the prior"
    say(*notes, f"spoken: {told}.", f"The model is in {args.out}.")
