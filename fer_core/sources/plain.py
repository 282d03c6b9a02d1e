"""Pictures of one colour all over: what a camera sends whose cover is closed, or that somebody else holds."""

import numpy as np

from fer_core.types import Frame

#: How long, and how many pictures in a row at least, before anything is said: cameras begin with a black one.
_LASTS_S = 3.0
_AT_LEAST = 5
#: Pictures are looked at this often.
_EVERY_S = 0.25
#: Standard deviation of each channel, of 255: the noise of a dark sensor is less, any scene is more.
_MOST_DEVIATION = 5.0
_ROWS, _COLUMNS = 24, 32


class PlainWatch:
    """Watches the pictures of a camera until they have been of one colour for seconds.

    Attributes
    ----------
    seen
        They have been.
    """

    def __init__(self) -> None:
        self.seen = False
        self._since_s: float | None = None
        self._looked_s = -_EVERY_S
        self._count = 0

    def look(self, frame: Frame) -> None:
        """Look at the next picture."""
        if self.seen or frame.grabbed_t - self._looked_s < _EVERY_S:
            return
        self._looked_s = frame.grabbed_t
        height, width = frame.image.shape[:2]
        spots = frame.image[:: max(1, height // _ROWS), :: max(1, width // _COLUMNS)]
        if np.std(spots, axis=(0, 1)).max() > _MOST_DEVIATION:
            self._since_s, self._count = None, 0
            return
        self._since_s = frame.grabbed_t if self._since_s is None else self._since_s
        self._count += 1
        self.seen = self._count >= _AT_LEAST and frame.grabbed_t - self._since_s >= _LASTS_S
