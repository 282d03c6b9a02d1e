"""A moving picture that needs no camera and is the same every time."""

import math
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from fer_core.sources.base import SourceInfo
from fer_core.types import Frame


class Synthetic:
    """A picture that drifts over a grey gradient; as a file would, it delivers every frame.

    Parameters
    ----------
    width, height
        Pixels of a frame.
    fps
        Frames a second: the step of ``Frame.t``.
    frames
        How many there are.
    image
        (h, w, 3) uint8 RGB, not larger than a frame: what drifts, for instance a face. None: a bright square.
    """

    live = False
    kind = "synthetic"
    name = "Test picture"

    def __init__(
        self,
        width: int = 640,
        height: int = 480,
        fps: float = 30.0,
        frames: int = 300,
        *,
        image: NDArray[np.uint8] | None = None,
    ) -> None:
        if image is None:
            side = max(1, min(width, height) // 4)
            image = np.full((side, side, 3), (255, 200, 40), np.uint8)
        if image.shape[0] > height or image.shape[1] > width:
            msg = f"a picture of {image.shape[1]} x {image.shape[0]} does not fit into {width} x {height}"
            raise ValueError(msg)
        self._image = image
        self._fps = fps
        self._frames = frames
        gradient = np.linspace(60, 160, width, dtype=np.uint8)
        self._background = np.repeat(np.broadcast_to(gradient, (height, width))[..., None], 3, axis=2)
        self._index = 0

    def open(self) -> SourceInfo:
        """Start from the first frame."""
        self._index = 0
        height, width = self._background.shape[:2]
        return SourceInfo(self.name, width, height, self._fps, self._frames, self._frames / self._fps)

    def read(self) -> Frame | None:
        """Return the next frame, None at the end."""
        if self._index >= self._frames:
            return None
        t = self._index / self._fps
        frame = Frame(self._index, t, self._draw(t), monotonic(), t)
        self._index += 1
        return frame

    def notes(self) -> tuple[str, ...]:
        """Nothing is to be said of a test picture."""
        return ()

    def interrupt(self) -> None:
        """Do nothing: nobody waits here."""

    def close(self) -> None:
        """Do nothing: there is nothing to give back."""

    def _draw(self, t: float) -> NDArray[np.uint8]:
        picture = self._background.copy()
        h, w = self._image.shape[:2]
        # Once around in six seconds, slowly enough for any tracker.
        x = round((picture.shape[1] - w) * (0.5 + 0.5 * math.cos(t * math.tau / 6)))
        y = round((picture.shape[0] - h) * (0.5 + 0.5 * math.sin(t * math.tau / 6)))
        picture[y : y + h, x : x + w] = self._image
        return picture
