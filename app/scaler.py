"""Scales pictures to the size at which they are shown, in a thread: what is left to paint is a copy."""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from fer_core.mailbox import Closed, Latest
from fer_core.types import FrameResult
from fer_core.veil import NO_VEIL, Veil, veiled

#: Seconds to wait for a picture that is being scaled when nobody wants any more.
_END_S = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """A picture that is to be shown.

    Attributes
    ----------
    result
        Of which it is the picture.
    part
        (x0, y0, x1, y1) of the picture in its pixels: what is seen of it.
    size_px
        Width and height of that part in pixels of the screen.
    mirrored
        Left and right are swapped.
    series
        Number of what it belongs to: what is scaled too late is known by it.
    veil
        What of it is hidden.
    """

    result: FrameResult
    part: tuple[int, int, int, int]
    size_px: tuple[int, int]
    mirrored: bool
    series: int
    veil: Veil = NO_VEIL


@dataclass(frozen=True, slots=True, eq=False)
class Scaled:
    """A picture that can be shown.

    Attributes
    ----------
    wanted
        What was asked for.
    image
        As the screen holds it; it lives in ``pixels``.
    pixels
        (H, W, 4) uint8.
    """

    wanted: Wanted
    image: QImage
    pixels: NDArray[np.uint8]


class Scaler:
    """Scales the newest picture that is wanted; those that come faster than it scales are left out.

    Parameters
    ----------
    on_ready
        Called in the thread when :meth:`take` has something new.
    """

    def __init__(self, on_ready: Callable[[], object]) -> None:
        self._on_ready = on_ready
        self._wanted: Latest[Wanted] = Latest()
        self._scaled: Latest[Scaled] = Latest()
        self._thread: threading.Thread | None = None

    def want(self, wanted: Wanted) -> None:
        """Have a picture scaled, in place of one that waits."""
        with suppress(Closed):
            self._wanted.put(wanted)
            if self._thread is None or not self._thread.is_alive():
                # It begins with the first picture, and again where one could not be scaled.
                self._thread = threading.Thread(target=self._run, name="fer-app-scale", daemon=True)
                self._thread.start()

    def take(self) -> Scaled | None:
        """Return the newest picture that is ready, once."""
        return self._scaled.poll()

    def stop(self) -> None:
        """End the thread; nothing is scaled any more."""
        self._wanted.close()
        self._scaled.close()
        if self._thread is not None:
            self._thread.join(_END_S)

    def _run(self) -> None:
        with suppress(Closed):
            while True:
                wanted = self._wanted.get()
                self._scaled.put(_scale(wanted))
                self._on_ready()


def _scale(wanted: Wanted) -> Scaled:
    """Scale with OpenCV, many times faster than Qt's smooth transformation, and hide what is to be hidden."""
    from fer_core._cv2 import cv2

    (x0, y0, x1, y1), (width, height) = wanted.part, wanted.size_px
    image = wanted.result.frame.image
    whole = (x0, y0, x1, y1) == (0, 0, image.shape[1], image.shape[0])
    if not whole:
        # Blocks are those of the whole face, whichever part of it is looked at.
        image = veiled(image, wanted.result, wanted.veil)[y0:y1, x0:x1]
    # A picture of 400 megapixels would take a while: thin it out first, to twice what is needed.
    step = max(1, image.shape[1] // (2 * width))
    image = image[::step, ::step]
    method = cv2.INTER_AREA if image.shape[1] > 2.2 * width else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(image, wanted.size_px, interpolation=method), np.uint8)
    if whole:
        small = veiled(small, wanted.result, wanted.veil)
    if wanted.mirrored:
        small = np.asarray(cv2.flip(small, 1), np.uint8)
    pixels = np.ascontiguousarray(cv2.cvtColor(small, cv2.COLOR_RGB2BGRA), dtype=np.uint8)
    shown = QImage(pixels.data, width, height, pixels.strides[0], QImage.Format.Format_RGB32)
    return Scaled(wanted, shown, pixels)
