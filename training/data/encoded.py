"""Read a data set of encoded pictures in one npz: faces of strangers, on which a recipe is judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.errors import DataError
from fer_core.spec import CLASSES
from training.data.stills import NPZ_ERRORS

#: What the numbers of people's sexes and races say, in the data set's own words.
SEXES, RACES = ("male", "female"), ("White", "Black", "Asian", "Indian", "others")
_OLDEST = 120


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPictures:
    """Pictures, still encoded.

    Attributes
    ----------
    jpeg
        (B,) uint8: the files of all pictures, one after the other.
    offset
        (N + 1,) int64: where each picture begins, and the last one ends.
    """

    jpeg: NDArray[np.uint8]
    offset: NDArray[np.int64]

    def __len__(self) -> int:
        """Return N."""
        return len(self.offset) - 1

    def picture(self, row: int) -> NDArray[np.uint8] | None:
        """Return a picture as (H, W, 3) uint8 RGB, or None if it cannot be decoded."""
        content = self.jpeg[self.offset[row] : self.offset[row + 1]]
        image = cv2.imdecode(content, cv2.IMREAD_COLOR) if len(content) else None
        return None if image is None else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class EncodedFaces(EncodedPictures):
    """Pictures of one face each, with their expressions.

    Attributes
    ----------
    labels
        (N,) int64 in the order of ``CLASSES``.
    """

    labels: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class EncodedPeople(EncodedPictures):
    """Pictures of one face each, with what the data set says of the people.

    Attributes
    ----------
    age
        (N,) int64 years.
    sex, race
        (N,) int64: the numbers of ``SEXES`` and ``RACES``.
    """

    age: NDArray[np.int64]
    sex: NDArray[np.int64]
    race: NDArray[np.int64]


def read_encoded(path: Path) -> EncodedFaces:
    """Read an npz with ``jpeg``, ``offset`` and ``label``.

    Raises
    ------
    DataError
        If it is missing, damaged or something else, or its offsets or labels do not fit.
    """
    pictures, columns = _read(path, {"label": len(CLASSES)})
    return EncodedFaces(pictures.jpeg, pictures.offset, columns["label"])


def read_people(path: Path) -> EncodedPeople:
    """Read an npz with ``jpeg``, ``offset``, ``age``, ``sex`` and ``race``: UTKFace (Zhang et al., CVPR 2017).

    Raises
    ------
    DataError
        As from :func:`read_encoded`.
    """
    pictures, columns = _read(path, {"age": _OLDEST + 1, "sex": len(SEXES), "race": len(RACES)})
    return EncodedPeople(pictures.jpeg, pictures.offset, **columns)


def _read(path: Path, limits: Mapping[str, int]) -> tuple[EncodedPictures, dict[str, NDArray[np.int64]]]:
    """Read pictures, and columns of numbers that are smaller than so much each."""
    names = ("jpeg", "offset", *limits)
    listed = f"{', '.join(names[:-1])} and {names[-1]}"
    try:
        with path.open("rb") as file, np.load(file) as data:
            jpeg, offset, *columns = (data[name] for name in names)
    except NPZ_ERRORS as error:
        msg = f"{path} cannot be read ({error}). It should hold {listed}."
        raise DataError(msg) from error
    count = len(columns[0]) if columns[0].ndim else 0
    flat = all(values.ndim == 1 and values.dtype.kind in "iu" for values in (jpeg, offset, *columns))
    fit = flat and jpeg.dtype == np.uint8 and count > 0 and all(len(values) == count for values in columns)
    if not fit or len(offset) != count + 1:
        msg = f"{path}: {listed} do not fit together: N pictures need N + 1 offsets into the bytes."
        raise DataError(msg)
    offset = offset.astype(np.int64)
    if offset[0] < 0 or offset[-1] > len(jpeg) or (np.diff(offset) < 0).any():
        msg = f"{path}: the offsets do not lie in order within the {len(jpeg)} bytes of pictures."
        raise DataError(msg)
    found = {name: values.astype(np.int64) for name, values in zip(limits, columns, strict=True)}
    for name, values in found.items():
        if ((values < 0) | (values >= limits[name])).any():
            classes = f" ({', '.join(CLASSES)})" if name == "label" else ""
            msg = f"{path}: a {name} is not one of {limits[name]} classes{classes}."
            raise DataError(msg)
    return EncodedPictures(jpeg, offset), found
