"""Find and frame faces in pictures as the app does, so that training pictures look like what it will see."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.build import DETECTORS
from fer_core.errors import DataError
from fer_core.preprocess import Framing, align
from training.data.stills import unreadable


class Pictures(Protocol):
    """Pictures that are opened one by one."""

    def __len__(self) -> int:
        """Return N."""

    def picture(self, row: int) -> NDArray[np.uint8] | None:
        """Return one as (H, W, 3) uint8 RGB, or None if it cannot be read."""


@dataclass(frozen=True, slots=True, eq=False)
class Crops:
    """The faces of pictures.

    Attributes
    ----------
    images
        (M, h, w) uint8 grey, M >= 1.
    rows
        The numbers of the M pictures that they were found in, in their order.
    readable
        The numbers of all pictures that could be read.
    """

    images: NDArray[np.uint8]
    rows: list[int]
    readable: list[int]


def find_crops(
    framing: Framing, pictures: Pictures, name: str, notes: list[str], named: Callable[[int], str] = str
) -> Crops:
    """Find and frame the faces of pictures as ``analyze`` does; of several in one, that of the highest score.

    Parameters
    ----------
    framing
        Size and template of a crop.
    pictures, name
        The pictures, and what they are called in messages.
    notes
        Gets a sentence about pictures that cannot be read.
    named
        What a picture is called in it; by default its number.

    Raises
    ------
    DataError
        If no face is found in any picture.
    """
    images, rows, readable = [], [], []
    with closing(DETECTORS["thorough"](True)) as detector:
        for row in tqdm(range(len(pictures)), desc="looking for faces", unit="picture", leave=False):
            image = pictures.picture(row)
            if image is None:
                continue
            readable.append(row)
            found = detector.detect(image, float(row))
            crop = align(image, max(found, key=lambda face: face.score).landmarks_px, framing) if found else None
            if crop is not None:
                images.append(crop)
                rows.append(row)
    if len(readable) < len(pictures):
        damaged = sorted(set(range(len(pictures))) - set(readable))
        notes.append(unreadable([named(row) for row in damaged], len(pictures), name))
    if not images:
        msg = f"No face was found in any picture of {name}. Give pictures that show one face each."
        raise DataError(msg)
    return Crops(np.stack(images), rows, readable)
