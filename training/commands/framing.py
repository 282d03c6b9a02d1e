"""``fer-train framing``: how the training pictures frame a face, and whether the app's crops do the same."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from fer_core.errors import DataError
from training.commands.common import DATA_HELP, count, say

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from training.data.stills import Stills

HELP = """\
Measure how the training pictures frame a face.

With --out, also check that the app's crops are framed alike: test pictures are put into a larger scene, found and cut
out as the app does, and the accuracy on these crops is compared with that on the same pictures fed as they are
(framing.json). With --photos, a sheet shows crops of live faces beside training pictures (crops.png).
"""

FRAMING, SHEET = "framing.json", "crops.png"
_MEASURED = 1500


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--data", type=Path, required=True, help=DATA_HELP)
    parser.add_argument("--count", type=count,
                        help=f"pictures to look at (default: {_MEASURED} training and all test pictures)")  # fmt: skip
    parser.add_argument("--model", type=Path, metavar="DIR",
                        help="folder of an exported model (default: the one that ships)")  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="DIR", help=f"folder for {FRAMING} and {SHEET}")
    parser.add_argument("--photos", type=Path, nargs="+", default=[], metavar="DIR",
                        help="folders of films and photos, for the sheet")  # fmt: skip


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    import numpy as np

    from training.data.several import Source, read_data
    from training.studies.framing import measure

    if args.photos and args.out is None:
        msg = "--photos needs a folder for the sheet. Give it with --out."
        raise DataError(msg)
    stills = read_data([Source(args.data)])
    images = stills.split("train").images
    chosen = np.random.default_rng(0).permutation(len(images))
    say(str(measure(images[chosen[: args.count or _MEASURED]])))
    if args.out is not None:
        _check_crops(args, stills, images[chosen])


def _check_crops(args: argparse.Namespace, stills: "Stills", training: "NDArray[np.uint8]") -> None:
    """Compare the app's crops with pictures that are framed already; ``training`` is in random order."""
    import numpy as np

    from fer_core.recognition import OnnxRecogniser
    from training.files import write_json
    from training.studies.framing import judge_path
    from training.studies.sheet import SHOWN, draw_sheet, live_crops

    recogniser = OnnxRecogniser.load(args.model)
    split = "public_test" if (stills.splits == "public_test").any() else "test"
    judged = stills.split(split)
    order = np.random.default_rng(0).permutation(len(judged.images))
    kept = np.zeros(len(order), bool)
    kept[order[: args.count]] = True
    found = judge_path(recogniser, judged.subset(kept))
    args.out.mkdir(parents=True, exist_ok=True)
    write_json(args.out / FRAMING, {"model": recogniser.spec.name, "split": split, **found})
    say(f"faces found in scenes of {found['pictures']} pictures of {split}: {found['found']:.1%}; accuracy on these:")
    for name, direct in found["direct"].items():
        way = found["end_to_end"][name]
        say(f"  {name:10s} as they are {direct:.4f}, found and cut out {way:.4f} ({100 * (way - direct):+.2f} points)")
    if args.photos:
        draw_sheet(live_crops(args.photos, recogniser.spec), training[:SHOWN], args.out / SHEET)
    say(f"Written: {args.out / FRAMING}{f', {args.out / SHEET}' if args.photos else ''}")
