"""How a stored picture is meant to be seen: turned, mirrored, and with pixels that are not square."""

import struct
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2

_MATRIX = struct.Struct("=9i")
#: Pixels further from square than this are taken for an error.
_MOST_OBLONG = 8


def apply_matrix(image: NDArray[np.uint8], matrix: bytes) -> NDArray[np.uint8]:
    """Turn and mirror a picture as the display matrix of its film says; to quarter turns only.

    Parameters
    ----------
    image
        (H, W, C) uint8.
    matrix
        Nine 32-bit numbers in the machine's order, as FFmpeg's ``AV_PKT_DATA_DISPLAYMATRIX``: with its first two
        columns a, b and c, d a point (x, y) is seen at (a x + c y, b x + d y).
    """
    a, b, _, c, d, *_ = _MATRIX.unpack_from(matrix)
    if abs(b) + abs(c) > abs(a) + abs(d):
        # Swap the axes first; what is left is to mirror each.
        image, a, d = image.transpose(1, 0, 2), c, b
    if a < 0:
        image = image[:, ::-1]
    if d < 0:
        image = image[::-1]
    return np.ascontiguousarray(image)


def square_pixels(image: NDArray[np.uint8], aspect: Fraction | None) -> NDArray[np.uint8]:
    """Stretch a picture whose pixels are not square; no side gets shorter.

    Parameters
    ----------
    image
        (H, W, C) uint8.
    aspect
        Width of a pixel by its height; None or 0 if unknown.
    """
    stored = (image.shape[1], image.shape[0])
    size = stretched(*stored, aspect)
    if size == stored:
        return image
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def stretched(width: int, height: int, aspect: Fraction | None) -> tuple[int, int]:
    """Return the width and height of a picture when its pixels, ``aspect`` times as wide as high, are made square."""
    if not aspect or not Fraction(1, _MOST_OBLONG) <= aspect <= _MOST_OBLONG:
        return width, height
    return (round(width * aspect), height) if aspect > 1 else (width, round(height / aspect))
