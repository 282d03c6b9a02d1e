"""What of people may be seen in a picture that is shown or kept. What reads the faces always gets the real picture."""

import bisect
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.types import Face, FrameResult

#: Nothing is hidden; all faces; all faces but those that are selected; everything, so that only what is drawn is seen.
VeilKind = Literal["none", "faces", "others", "picture"]
VEILS: tuple[VeilKind, ...] = get_args(VeilKind)

#: So many blocks stand across a face. Networks name people in finer mosaics (McPherson, Shokri and Shmatikov,
#: "Defeating Image Obfuscation with Deep Learning", 2016); from these the eye reads no features.
_BLOCKS = 4
#: Beyond a detector's box, which reaches from the brows to the chin, as shares of its side: hair line, sides, chin.
_ABOVE, _BESIDE, _BELOW = 0.55, 0.3, 0.3
#: Who is lost may have moved on meanwhile: so many sides a second are added all around, and at most so many.
_SPREAD_PER_S, _MOST_SPREAD = 1.0, 0.5
#: As dark as what pictures stand on in the window.
_GROUND = (11, 13, 17)


@dataclass(frozen=True, slots=True)
class Veil:
    """What is hidden.

    Attributes
    ----------
    kind
        One of ``VEILS``.
    unveiled
        Ids of the faces that "others" leaves as they are.
    """

    kind: VeilKind = "none"
    unveiled: frozenset[int] = frozenset()

    @property
    def needs_all(self) -> bool:
        """Whether it hides only faces that have been found, so that none may be missed: see ``LookEverywhere``."""
        return self.kind in ("faces", "others")

    def hides(self, face: Face) -> bool:
        """Whether a face is made unrecognisable."""
        return self.kind != "none" and not (self.kind == "others" and face.id in self.unveiled)


#: Nothing is hidden.
NO_VEIL = Veil()
#: Tells what of a result's picture is hidden.
VeilOf = Callable[[FrameResult], Veil]


class VeilHistory:
    """What was hidden when: a film that lags behind hides what was hidden when its pictures were analysed.

    It is written by one thread, and read by others.
    """

    def __init__(self) -> None:
        self._changes: tuple[tuple[float, Veil], ...] = ((-math.inf, NO_VEIL),)

    @property
    def now(self) -> Veil:
        """What is hidden now."""
        return self._changes[-1][1]

    def set(self, veil: Veil) -> None:
        """Hide this from now on."""
        if veil != self.now:
            self._changes = (*self._changes, (time.monotonic(), veil))

    def of(self, result: FrameResult) -> Veil:
        """Return what was hidden when a result was ready, by its ``published_t``."""
        changes = self._changes
        return changes[bisect.bisect_right(changes, result.published_t, key=lambda change: change[0]) - 1][1]


def veiled(image: NDArray[np.uint8], result: FrameResult, veil: Veil) -> NDArray[np.uint8]:
    """Hide what a veil hides.

    Every face that the detector has seen is covered: those that are followed, those that are lost for a moment, where
    they were last, and those of which it is not known yet whether they are faces. Where a face that is hidden and one
    that is not overlap, the veil wins. What the detector does not see is not hidden, save by "picture".

    Parameters
    ----------
    image
        (H, W, 3) uint8 RGB: the picture of the result at any size, not mirrored. It is left as it is.
    result
        Of the picture.
    veil
        What is to be hidden.

    Returns
    -------
    (H, W, 3) uint8 RGB: a new picture, or ``image`` itself if nothing is hidden.
    """
    if veil.kind == "none":
        return image
    if veil.kind == "picture":
        return np.full_like(image, _GROUND)
    height, width = result.frame.image.shape[:2]
    scale = (image.shape[1] / width, image.shape[0] / height)
    canvas = image.copy()
    for face in (*result.faces, *result.candidates):
        if veil.hides(face):
            lost_s = 0.0 if face.track.seen else max(result.frame.t - face.track.last_t, 0.0)
            _cover(canvas, face.track.detection.box_px, scale, min(_SPREAD_PER_S * lost_s, _MOST_SPREAD))
    for detection in result.glimpses:
        _cover(canvas, detection.box_px, scale, 0.0)
    return canvas


def _cover(
    canvas: NDArray[np.uint8],
    box_px: tuple[float, float, float, float],
    scale: tuple[float, float],
    spread: float,
) -> None:
    """Make blocks of a face and its surroundings; each block has one colour, the mean of what was there."""
    x0, y0, x1, y1 = box_px
    side = max(x1 - x0, y1 - y0)
    left = max(int((x0 - (_BESIDE + spread) * side) * scale[0]), 0)
    top = max(int((y0 - (_ABOVE + spread) * side) * scale[1]), 0)
    right = min(int((x1 + (_BESIDE + spread) * side) * scale[0]) + 1, canvas.shape[1])
    bottom = min(int((y1 + (_BELOW + spread) * side) * scale[1]) + 1, canvas.shape[0])
    size = (right - left, bottom - top)
    if min(size) <= 0:
        return
    blocks = [max(int(length // max(side * by / _BLOCKS, 1.0)), 1) for length, by in zip(size, scale, strict=True)]
    part = canvas[top:bottom, left:right]
    few = cv2.resize(part, blocks, interpolation=cv2.INTER_AREA)
    canvas[top:bottom, left:right] = cv2.resize(few, size, interpolation=cv2.INTER_NEAREST)
