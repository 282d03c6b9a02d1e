"""From a face in a frame to the input of the encoder: align, crop, grey, normalise; training uses them too."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.spec import ModelSpec

_TEMPLATE_LANDMARKS = (0, 1, 3)
_MAX_SUPERSAMPLING = 8
#: Where a crop is looked at to see how much of it lies in the picture: (3, 64), x and y as shares of it, and 1.
_GRID = np.stack([*(axis.ravel() / 8 for axis in np.mgrid[0.5:8, 0.5:8][::-1]), np.ones(64)])
_MIN_VISIBLE = 0.25


class Framing(Protocol):
    """How crops of faces are framed: a :class:`fer_core.spec.ModelSpec` says it, among other things."""

    @property
    def input_size(self) -> tuple[int, int]:
        """Height and width of a crop, in pixels."""

    @property
    def template(self) -> Sequence[tuple[float, float]]:
        """Where a crop shows the right eye, the left eye and the centre of the mouth, (x, y) in pixels."""


#: Where FER2013's pictures show the right eye, the left eye and the mouth centre, in pixels: medians that
#: ``fer-train framing`` measures on its training pictures.
TEMPLATE = ((15.3, 19.6), (32.9, 19.5), (24.2, 36.9))


@dataclass(frozen=True, slots=True)
class Framed:
    """How crops of faces are framed, without a model: as FER2013's pictures are, unless it is said otherwise."""

    input_size: tuple[int, int] = (48, 48)
    template: tuple[tuple[float, float], ...] = TEMPLATE


def similarity(source: NDArray[np.floating], target: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the least-squares similarity transform (rotation, scale, shift) between two sets of points.

    Parameters
    ----------
    source, target
        (P, 2) points (x, y), P >= 2, the source points not all in one place.

    Returns
    -------
    (2, 3) float64 matrix M with ``target ~ M @ (x, y, 1)``.

    Notes
    -----
    With points as complex numbers z -> a z + b, the closed form of Umeyama, "Least-squares estimation of
    transformation parameters between two point patterns", PAMI 1991, in two dimensions.
    """
    z = source[:, 0] + 1j * source[:, 1]
    w = target[:, 0] + 1j * target[:, 1]
    centred = z - z.mean()
    a = np.vdot(centred, w - w.mean()) / np.vdot(centred, centred)
    b = w.mean() - a * z.mean()
    return np.array([[a.real, -a.imag, b.real], [a.imag, a.real, b.imag]], np.float64)


def align(image: NDArray[np.uint8], landmarks_px: NDArray[np.float32], spec: Framing) -> NDArray[np.uint8] | None:
    """Warp a face onto the model's template, as the training pictures are framed.

    Parameters
    ----------
    image
        (H, W, 3) uint8 RGB.
    landmarks_px
        (6, 2), in the order of ``types.LANDMARKS``; eyes and mouth are used.
    spec
        Gives the size of the crop and the template.

    Returns
    -------
    (h, w) uint8 grey, or None if less than a quarter of the crop lies inside the picture.
    """
    height, width = spec.input_size
    # Landmarks count from the corner of the first pixel, OpenCV's warp from its centre.
    points = landmarks_px[list(_TEMPLATE_LANDMARKS)].astype(np.float64) - 0.5
    if not np.isfinite(points).all() or np.ptp(points, axis=0).max() < 1.0:
        return None
    matrix = similarity(points, np.asarray(spec.template, np.float64) - 0.5)
    if _visible_share(matrix, (height, width), (image.shape[0], image.shape[1])) < _MIN_VISIBLE:
        return None
    # A large face is warped at a multiple of the crop's size and averaged down: sampling it directly would alias.
    scale = math.hypot(matrix[0, 0], matrix[1, 0])
    # Rounding alone must not make a face of the crop's own size blurred.
    factor = min(max(math.ceil(1.0 / scale - 1e-3), 1), _MAX_SUPERSAMPLING)
    # One channel of the part that is needed is warped three times as quickly as all of the picture.
    left, top, right, bottom = _source_box(matrix, (height, width), (image.shape[0], image.shape[1]))
    matrix[:, 2] += matrix[:, :2] @ (left, top)
    grey = cv2.warpAffine(
        cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_RGB2GRAY),
        _enlarge(matrix, factor),
        (width * factor, height * factor),
        flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )
    if factor > 1:
        grey = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8)


def fit_still(image: NDArray[np.uint8], spec: ModelSpec) -> NDArray[np.uint8]:
    """Return a picture that is framed like the training pictures already, at the size of a crop.

    Parameters
    ----------
    image
        (H, W) uint8 grey.

    Returns
    -------
    (h, w) uint8 grey; the picture itself if its size is right.
    """
    height, width = spec.input_size
    if image.shape == (height, width):
        return image
    shrinks = image.shape[0] > height or image.shape[1] > width
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(image, (width, height), interpolation=method), np.uint8)


def normalise(crops: NDArray[np.uint8], spec: ModelSpec) -> NDArray[np.float32]:
    """Return crops (N, h, w) uint8 as the encoder's input (N, 1, h, w) float32: ``(grey / 255 - mean) / std``."""
    scaled = crops.astype(np.float32)[:, None]
    scaled *= np.float32(1.0 / (255.0 * spec.std))
    scaled -= np.float32(spec.mean / spec.std)
    return scaled


def _enlarge(matrix: NDArray[np.float64], factor: int) -> NDArray[np.float64]:
    # Pixel centres stand at +0.5: scaling the picture moves them by (factor - 1) / 2.
    larger = matrix * factor
    larger[:, 2] += (factor - 1) / 2
    return larger


def _source_box(
    matrix: NDArray[np.float64], crop: tuple[int, int], frame: tuple[int, int]
) -> tuple[int, int, int, int]:
    """Return the part of the frame (left, top, right, bottom) that the crop is taken from, two pixels to spare."""
    corners = np.array([[0, 0], [crop[1], 0], [0, crop[0]], [crop[1], crop[0]]], np.float64) - 0.5
    back = cv2.invertAffineTransform(matrix)
    points = corners @ back[:, :2].T + back[:, 2]
    left, top = np.maximum(np.floor(points.min(axis=0)).astype(int) - 2, 0)
    right, bottom = np.minimum(np.ceil(points.max(axis=0)).astype(int) + 3, (frame[1], frame[0]))
    return int(left), int(top), int(right), int(bottom)


def _visible_share(matrix: NDArray[np.float64], crop: tuple[int, int], frame: tuple[int, int]) -> float:
    back = cv2.invertAffineTransform(matrix)
    points = back @ (_GRID * np.array([[crop[1]], [crop[0]], [1.0]]))
    inside = (points >= 0).all(axis=0) & (points[0] < frame[1]) & (points[1] < frame[0])
    return float(inside.mean())
