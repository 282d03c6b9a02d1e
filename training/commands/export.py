"""``fer-train export``: from a run to a model."""

import argparse
from pathlib import Path

from training.commands.common import add_data, read_data_of, say

HELP = """\
Write a finished run as encoder.onnx and head.onnx, which 'fer-live --model DIR' opens.

Give the data that the run was made with: other data is refused. The export fails, too, unless PyTorch and ONNX Runtime
agree within 1e-4 on real crops. The temperature that calibrates the probabilities, and the threshold of the label sets,
are fitted on PublicTest, on val/, or on the held-out tenth of the training pictures: for stills on the pictures
themselves, for films on films made of them.

With --int8 most of the encoder computes in eight bits: a little faster on new processors, perhaps slower on old ones.
'fer-train evaluate' says what it costs. Such a model is no start for a fine-tuning.
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--run", type=Path, required=True, help="folder of a finished run")
    add_data(parser)
    parser.add_argument("--out", type=Path, required=True, help="folder for the model")
    parser.add_argument("--name", help="of the model, for people (default: the recipe's)")
    parser.add_argument("--int8", action="store_true", help="let most of the encoder compute in eight bits")

    parser.add_argument("--strangers", type=Path, metavar="FILE",
                        help="faces of another world, as for 'evaluate', on which the output spoken is calibrated,"
                             " too")  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from training.data.stills import with_selection
    from training.export.from_run import export_run

    stills, selection = with_selection(read_data_of(args))
    notes = list[str]()
    differences = export_run(
        args.run, stills, selection, args.out, args.name, int8=args.int8, strangers=args.strangers, notes=notes
    )
    say(*notes)
    parts = ", ".join(f"{part} {difference:.1e}" for part, difference in differences.items())
    say(f"PyTorch and ONNX Runtime differ at most by: {parts}.", f"The model is in {args.out}.")
