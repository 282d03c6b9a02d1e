"""Read a data set of encoded pictures in one npz: faces of strangers, on which a recipe is judged."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.errors import DataError
from fer_core.spec import CLASSES
from training.data.stills import NPZ_ERRORS

#: Pictures that cannot be read whose numbers are told.
_TOLD = 3


@dataclass(frozen=True, slots=True, eq=False)
class EncodedFaces:
    """Labelled pictures of one face each, still encoded.

    Attributes
    ----------
    jpeg
        (B,) uint8: the files of all pictures, one after the other.
    offset
        (N + 1,) int64: where each picture begins, and the last one ends.
    labels
        (N,) int64 in the order of ``CLASSES``.
    """

    jpeg: NDArray[np.uint8]
    offset: NDArray[np.int64]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        """Return N."""
        return len(self.labels)

    def picture(self, row: int) -> NDArray[np.uint8] | None:
        """Return a picture as (H, W, 3) uint8 RGB, or None if it cannot be decoded."""
        content = self.jpeg[self.offset[row] : self.offset[row + 1]]
        image = cv2.imdecode(content, cv2.IMREAD_COLOR) if len(content) else None
        return None if image is None else np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), np.uint8)


def read_encoded(path: Path) -> EncodedFaces:
    """Read an npz with ``jpeg``, ``offset`` and ``label``.

    Raises
    ------
    DataError
        If it is missing, damaged or something else, or its offsets or labels do not fit.
    """
    try:
        with path.open("rb") as file, np.load(file) as data:
            jpeg, offset, labels = (data[name] for name in ("jpeg", "offset", "label"))
    except NPZ_ERRORS as error:
        msg = f"{path} cannot be read ({error}). It should hold jpeg, offset and label."
        raise DataError(msg) from error
    flat = all(values.ndim == 1 and values.dtype.kind in "iu" for values in (jpeg, offset, labels))
    if not flat or jpeg.dtype != np.uint8 or not len(labels) or len(offset) != len(labels) + 1:
        msg = f"{path}: jpeg, offset and label do not fit together: N labels need N + 1 offsets into the bytes."
        raise DataError(msg)
    offset, labels = offset.astype(np.int64), labels.astype(np.int64)
    if offset[0] < 0 or offset[-1] > len(jpeg) or (np.diff(offset) < 0).any():
        msg = f"{path}: the offsets do not lie in order within the {len(jpeg)} bytes of pictures."
        raise DataError(msg)
    if ((labels < 0) | (labels >= len(CLASSES))).any():
        msg = f"{path}: a label is not one of {len(CLASSES)} classes ({', '.join(CLASSES)})."
        raise DataError(msg)
    return EncodedFaces(jpeg, offset, labels)


def unreadable(rows: list[int], total: int, name: str) -> str:
    """Return a sentence about pictures that could not be decoded: how many, and the first of them."""
    first = ", ".join(str(row) for row in rows[:_TOLD]) + (", ..." if len(rows) > _TOLD else "")
    return f"{name}: {len(rows)} of {total} pictures cannot be read and are left out: {first}"
