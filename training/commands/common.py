"""What the commands share: kinds of arguments, and what they print."""

import argparse
import shlex
import sys
from typing import TYPE_CHECKING

from fer_core.errors import DataError

if TYPE_CHECKING:
    from training.data.stills import Stills

DATA_HELP = (
    "fer2013.csv (with fer2013new.csv beside it), fer2013.npz, or a folder with train/CLASS/, test/CLASS/, and perhaps "
    "val/CLASS/"
)
_SEVERAL_HELP = (
    f"{DATA_HELP}; RAF-DB's, AffectNet's, ExpW's or CK+'s own folder; or what 'collect' wrote. May be given several "
    "times: the first one's classes are those of all, and each has a classifier by its own convention of labels, whose "
    "name can be given: NAME=PATH"
)


def add_data(parser: argparse.ArgumentParser) -> None:
    """Add the arguments about one data set or several."""
    parser.add_argument("--data", action="append", required=True, metavar="[NAME=]PATH", help=_SEVERAL_HELP)
    parser.add_argument("--map", action="append", default=[], metavar="NAME:THEIRS=OURS",
                        help="which class of a data set is which of ours; nothing behind the equals sign leaves its"
                             " pictures out; may be given several times")  # fmt: skip
    parser.add_argument("--lacks", action="append", default=[], metavar="NAME:CLASS",
                        help="say that a data set has no pictures of a class; may be given several times")  # fmt: skip
    parser.add_argument("--licence", action="append", default=[], metavar="NAME=TEXT",
                        help="the licence under which weights that learned from a data set of your own may be given"
                             " away; may be given several times")  # fmt: skip


def read_data_of(args: argparse.Namespace) -> "Stills":
    """Read what the arguments of ``add_data`` tell of.

    Raises
    ------
    DataError
        As from :func:`training.data.several.read_data`, or if an argument is not of its form.
    """
    from training.data.several import Wishes, parse_source, read_data

    maps, lacks = dict[str, dict[str, str]](), dict[str, list[str]]()
    for text in args.map:
        name, theirs, ours = _parts(text, "--map", "NAME:THEIRS=OURS", ":=", empty=True)
        maps.setdefault(name, {})[theirs] = ours
    for text in args.lacks:
        name, label = _parts(text, "--lacks", "NAME:CLASS", ":")
        lacks.setdefault(name, []).append(label)
    licences = dict(_parts(text, "--licence", "NAME=TEXT", "=") for text in args.licence)
    return read_data([parse_source(text) for text in args.data], Wishes(maps, lacks, licences))


def data_words(args: argparse.Namespace) -> str:
    """Return the arguments of ``add_data`` as they were given, for a message about what to run next."""
    given = [("--data", text) for text in args.data]
    for name in ("map", "lacks", "licence"):
        given += [(f"--{name}", text) for text in getattr(args, name)]
    return " ".join(f"{option} {shlex.quote(str(text))}" for option, text in given)


def _parts(text: str, option: str, form: str, marks: str, *, empty: bool = False) -> list[str]:
    """Split a text at each of some characters; with ``empty``, nothing need stand behind the last one."""
    found, rest = list[str](), text
    for mark in marks:
        part, _, rest = rest.partition(mark)
        found.append(part.strip())
    if not all(found) or any(mark not in text for mark in marks) or not (empty or rest.strip()):
        msg = f"{option} {text}: it should be {form}."
        raise DataError(msg)
    return [*found, rest.strip()]


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


def say(*lines: str) -> None:
    """Print lines."""
    for line in lines:
        sys.stdout.write(line + "\n")
