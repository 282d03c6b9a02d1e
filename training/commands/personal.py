"""``fer-train personal``: a model for one person, in seconds."""

import argparse
import math
import re
from pathlib import Path
from typing import TYPE_CHECKING

from fer_core.errors import DataError
from training.commands.common import say

if TYPE_CHECKING:
    from fer_core.recognition import OnnxRecogniser
    from training.export.personal import Span

HELP = """\
Let a model lean towards what one person's face means: a few labelled seconds of sessions become offsets of its
answers. The networks stay as they are.

Say what the person shows in each session, or in a part of one:
fer-train personal --session neutral=DIR --session sad=DIR --out MODEL
fer-train personal --session neutral:0-4=DIR --session sad:6-10=DIR --out MODEL
A session without a word before it is read by its marks: one that is called like a class holds until the next mark.

It is tested before it is written: fitted to the first half of each span, it has to read the second half better.
Then 'fer-live --model MODEL' opens it.
"""

_GIVEN = re.compile(r"(?P<label>[^=:/\\]+)(?::(?P<start>\d+(?:\.\d+)?)-(?P<end>\d+(?:\.\d+)?))?=(?P<path>.+)")


def add(parser: argparse.ArgumentParser) -> None:
    """Add the arguments."""
    parser.add_argument("--session", action="append", required=True, metavar="[CLASS[:FROM-TO]=]DIR",
                        help="a session of this person, and what it shows; seconds as in its column t_s")  # fmt: skip
    parser.add_argument("--model", type=Path, metavar="DIR", help="the model to change (default: the one that ships)")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for the new model")
    parser.add_argument("--name", default="personal", help="of the new model, for people (default: personal)")


def run(args: argparse.Namespace) -> None:
    """Run the command."""
    from fer_core.recognition import OnnxRecogniser
    from training.export.personal import make_personal

    recogniser = OnnxRecogniser.load(args.model)
    spans = [span for text in args.session for span in _spans(text, recogniser)]
    found = make_personal(args.model, spans, args.out, args.name)
    seconds = sum(float(span.t_s[-1] - span.t_s[0]) for span in spans)
    say(
        f"Learned from {seconds:.0f} s of {len({span.label for span in spans})} classes.",
        f"Tested on the second half of each span ({found.frames} frames) after learning from the first half only: "
        f"{100 * found.before:.0f} % of the frames were read rightly before, {100 * found.after:.0f} % after, every "
        "class counting alike. The same person, light and camera: it says nothing about others.",
        f"The model is in {args.out}. Open it: fer-live --model {args.out}",
    )


def _spans(text: str, recogniser: "OnnxRecogniser") -> "list[Span]":
    from fer_core import open_session
    from training.export.personal import marked_spans, span_of

    match = None if Path(text).exists() else _GIVEN.fullmatch(text)
    session = open_session(Path(match["path"] if match else text))
    if match:
        start, end = (float(match["start"]), float(match["end"])) if match["start"] else (0.0, math.inf)
        return [span_of(session, match["label"], start, end, recogniser)]
    spans = marked_spans(session, recogniser.spec.labels)
    if not spans:
        msg = f"No mark of {text} is called like a class. Say what it shows: CLASS={text}."
        raise DataError(msg)
    return [span_of(session, label, start, end, recogniser) for label, start, end in spans]
