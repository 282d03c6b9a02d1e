"""Which of FER2013's pictures show a face that a hand or a thing hides in part: looked at one by one."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError
from training.files import read_json

_FILE = Path(__file__).with_suffix(".json")
_DIGITS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Covered:
    """Pictures of faces, some of them hidden in part.

    Attributes
    ----------
    images
        (N, 48, 48) uint8 grey.
    covered
        (N,) bool.
    """

    images: NDArray[np.uint8]
    covered: NDArray[np.bool_]


def find_covered(images: NDArray[np.uint8], part: Literal["learned", "judged"]) -> Covered:
    """Return those of FER2013's pictures of which it is known whether the face is hidden in part.

    Parameters
    ----------
    images
        (N, 48, 48) uint8 grey.
    part
        "learned" is of the training pictures, two thirds of them picked for being hard; "judged" is a sample of
        PublicTest.

    Raises
    ------
    DataError
        If they are not FER2013's: fewer than nine tenths of the pictures that were looked at are among them.
    """
    told = read_json(_FILE)[part]
    known = {name: kind == "covered" for kind in ("covered", "bare") for name in told[kind]}
    names = [hashlib.sha256(np.ascontiguousarray(image).tobytes()).hexdigest()[:_DIGITS] for image in images]
    # Copies of a picture count once.
    rows = list({name: row for row, name in enumerate(names) if name in known}.values())
    if len(rows) < 0.9 * len(known):
        msg = f"{len(rows)} of the {len(known)} pictures that were looked at are in the data. Give FER2013's pictures."
        raise DataError(msg)
    return Covered(images[rows], np.array([known[names[row]] for row in rows], bool))
