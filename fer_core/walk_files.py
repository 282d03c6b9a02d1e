"""Write down what a walk has found: the numbers, their picture, and crops of the face if somebody wants them."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.files import new_file, new_folder, replace_file
from fer_core.walk import CAUTION, Confusion

#: Of the JSON file.
WALK_VERSION = 1


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What is to be written.

    Attributes
    ----------
    confusion
        What was asked for, and what was read.
    output
        The output that read it, as ``ESTIMATOR.OUTPUT``.
    png
        The picture of the numbers, as a PNG file.
    crops
        (class that was asked for, (48, 48) uint8 grey): empty unless somebody wants them kept.
    """

    confusion: Confusion
    output: str
    png: bytes
    crops: Sequence[tuple[str, NDArray[np.uint8]]] = ()


def save_walk(path: Path, found: Found) -> tuple[Path, ...]:
    """Write the numbers to ``path``, as CSV if it is called so and else as JSON, and the rest beside it.

    Returns
    -------
    The file of the numbers, that of the picture, and, if there are crops, their folder: one PNG each, in a folder for
    each class, as ``fer-train`` reads them.

    Raises
    ------
    SinkError
        If something cannot be written.
    """
    try:
        numbers = _csv(found.confusion) if path.suffix.lower() == ".csv" else _json(found)
        replace_file(path, numbers.encode())
        written = [path, new_file(path.with_suffix(".png"), found.png)]
        if found.crops:
            written.append(_write_crops(new_folder(path.with_name(f"{path.stem} faces")), found.crops))
    except OSError as error:
        msg = f"The test cannot be saved in {path.parent} ({error.strerror or error}). Choose another folder."
        raise SinkError(msg) from error
    return tuple(written)


def _json(found: Found) -> str:
    confusion = found.confusion
    facts = {
        "version": WALK_VERSION,
        "what": "a test of a camera by fer-live: pictures by the class that was asked for and the one that was read",
        "caution": CAUTION,
        "output": found.output,
        "asked": confusion.asked,
        "read": confusion.labels,
        "pictures": confusion.pictures.tolist(),
        "shares": confusion.shares.round(4).tolist(),
    }
    return json.dumps(facts, indent=2) + "\n"


def _csv(confusion: Confusion) -> str:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("asked", "read", "pictures", "share"))
    for row, asked in enumerate(confusion.asked):
        for column, read in enumerate(confusion.labels):
            share = f"{confusion.shares[row, column]:.4f}"
            rows.writerow((asked, read, int(confusion.pictures[row, column]), share))
    return text.getvalue()


def _write_crops(folder: Path, crops: Sequence[tuple[str, NDArray[np.uint8]]]) -> Path:
    for number, (label, crop) in enumerate(crops, 1):
        (folder / label).mkdir(exist_ok=True)
        png = cv2.imencode(".png", crop)[1]
        (folder / label / f"{number:04d}.png").write_bytes(np.asarray(png, np.uint8).tobytes())
    return folder
