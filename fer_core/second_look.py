"""A face that fills its picture: a detector that looks again, with room around it, where the first finds nothing."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from fer_core.detection import Detector
from fer_core.types import Detection

#: Room on each side for the second look, as a share of the picture's longer side, and its grey, which shows nothing.
_ROOM, _GREY = 0.25, 128
#: Least width of a face that the second look adds, as a share of the picture's shorter side: it is for faces too close
#: to be found, and what is small and was not found the first time is often no face.
_LEAST_SHARE = 0.35


class SecondLook:
    """Looks at a picture once more, framed in grey, if no face is found in it.

    BlazeFace has learned from faces with their surroundings. Of portraits cut tightly, 100 px a side, the full range
    network finds one in twenty; framed in grey, the short range network finds 98 of 100.

    Parameters
    ----------
    first
        Finds the faces of most pictures.
    make_second
        Makes a detector for near faces, in pictures that have nothing to do with each other; called when first needed.
    """

    def __init__(self, first: Detector, make_second: Callable[[], Detector]) -> None:
        self._first, self._make_second = first, make_second
        self._second: Detector | None = None

    def detect(self, image: NDArray[np.uint8], t: float) -> tuple[Detection, ...]:
        """Find the faces of one picture, as :meth:`MediaPipeDetector.detect` does."""
        found = self._first.detect(image, t)
        if found or image.size == 0:
            return found
        if self._second is None:
            self._second = self._make_second()
        height, width = image.shape[:2]
        room = max(round(_ROOM * max(height, width)), 1)
        framed = np.full((height + 2 * room, width + 2 * room, 3), _GREY, np.uint8)
        framed[room : room + height, room : room + width] = image
        faces = (_moved(face, -room) for face in self._second.detect(framed, t))
        return tuple(face for face in faces if _fills(face, width, height))

    def close(self) -> None:
        """Close the detectors; a second call does nothing."""
        self._first.close()
        if self._second is not None:
            self._second.close()


def _moved(face: Detection, by: int) -> Detection:
    left, top, right, bottom = face.box_px
    return Detection((left + by, top + by, right + by, bottom + by), face.score, face.landmarks_px + np.float32(by))


def _fills(face: Detection, width: int, height: int) -> bool:
    left, top, right, bottom = face.box_px
    within = 0 <= (left + right) / 2 <= width and 0 <= (top + bottom) / 2 <= height
    return within and right - left >= _LEAST_SHARE * min(width, height)
