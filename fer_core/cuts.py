"""Cuts of a film: where one picture has nothing to do with the one before."""

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2

#: (width, height) of what two pictures are compared by.
_SIZE = (32, 18)
#: Pictures that correlate less than this are of different scenes.
_LEAST_CORRELATION = 0.5
#: A picture that is all of one brightness, a fade or a covered lens, is compared with nothing: grey levels.
_FLAT = 4.0


class CutDetector:
    """Tells whether a picture begins another scene.

    Small grey versions of a picture and of the one before are correlated: brighter and darker do not matter, as when a
    lamp is switched on, and neither does what moves, as long as the rest stays.
    """

    def __init__(self) -> None:
        self._last: NDArray[np.float32] | None = None

    def is_cut(self, image: NDArray[np.uint8]) -> bool:
        """Take the next picture (H, W, 3) uint8 RGB, and return whether it has nothing to do with the last one."""
        if image.size == 0:
            return False
        small = _small(image)
        spread = float(small.std())
        if spread < _FLAT:
            return False
        now = np.asarray((small - small.mean()) / spread, np.float32)
        last, self._last = self._last, now
        return last is not None and float((last * now).mean()) < _LEAST_CORRELATION


def _small(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    # Thinned out first: averaging all pixels of a large picture takes as long as finding faces in it.
    size = (min(4 * _SIZE[0], image.shape[1]), min(4 * _SIZE[1], image.shape[0]))
    grey = cv2.cvtColor(cv2.resize(image, size, interpolation=cv2.INTER_NEAREST), cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, _SIZE, interpolation=cv2.INTER_AREA), np.float32)
