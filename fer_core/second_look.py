"""A face that fills its picture: a detector that looks again, with room around it, where the first finds nothing."""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fer_core.detection import Detector, reduced
from fer_core.types import Detection

#: Room on each side for the second look, as a share of the picture's longer side, and its grey, which shows nothing.
_ROOM, _GREY = 0.25, 128
#: Least width of a face that the second look adds, as a share of the picture's shorter side: it is for faces too close
#: to be found, and what is small and was not found the first time is often no face.
_LEAST_SHARE = 0.35
#: A larger picture is reduced to so many pixels a side first: a frame around it would take its memory once more.
_MOST_SIDE_PX = 1280


class SecondLook:
    """Looks at a picture once more, framed in grey, if no face is found in it.

    BlazeFace has learned from faces with their surroundings. Of portraits cut tightly, 100 px a side, the full range
    network finds one in twenty; framed in grey, the short range network finds 94 of 100.

    Parameters
    ----------
    first
        Finds the faces of most pictures.
    make_second
        Makes a detector for near faces, in pictures that have nothing to do with each other; called when first needed.
    every_s
        Seconds between two looks that find nothing, where pictures have to be read in time. While a look finds a face,
        the next picture is looked at again.
    """

    def __init__(self, first: Detector, make_second: Callable[[], Detector], *, every_s: float = 0.0) -> None:
        self._first, self._make_second, self._every_s = first, make_second, every_s
        self._second: Detector | None = None
        self._in_vain_t = -math.inf
        self._everywhere = False

    def look_everywhere(self, on: bool) -> None:
        """Look again at every picture in which no face is found, or as often as usual."""
        self._everywhere = on

    def detect(self, image: NDArray[np.uint8], t: float) -> tuple[Detection, ...]:
        """Find the faces of one picture, as :meth:`MediaPipeDetector.detect` does."""
        found = self._first.detect(image, t)
        waits = 0 <= t - self._in_vain_t < self._every_s and not self._everywhere
        if found or image.size == 0 or waits:
            return found
        if self._second is None:
            self._second = self._make_second()
        scale = min(_MOST_SIDE_PX / max(image.shape[:2]), 1.0)
        if scale < 1.0:
            image = reduced(image, scale)
        height, width = image.shape[:2]
        room = max(round(_ROOM * max(height, width)), 1)
        framed = np.full((height + 2 * room, width + 2 * room, 3), _GREY, np.uint8)
        framed[room : room + height, room : room + width] = image
        faces = (_mapped(face, -room, 1.0) for face in self._second.detect(framed, t))
        near = tuple(_mapped(face, 0, 1 / scale) for face in faces if _fills(face, width, height))
        self._in_vain_t = -math.inf if near else t
        return near

    def close(self) -> None:
        """Close the detectors; a second call does nothing."""
        self._first.close()
        if self._second is not None:
            self._second.close()


def _mapped(face: Detection, by: int, factor: float) -> Detection:
    left, top, right, bottom = ((value + by) * factor for value in face.box_px)
    points = (face.landmarks_px + np.float32(by)) * np.float32(factor)
    return Detection((left, top, right, bottom), face.score, points)


def _fills(face: Detection, width: int, height: int) -> bool:
    left, top, right, bottom = face.box_px
    within = 0 <= (left + right) / 2 <= width and 0 <= (top + bottom) / 2 <= height
    return within and right - left >= _LEAST_SHARE * min(width, height)
