"""A virtual camera: other programs see the picture, with boxes and labels, as if it came from a webcam."""

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.overlay import draw
from fer_core.session.description import OpenSession
from fer_core.sinks.base import Outcome, Policy
from fer_core.streams.base import StreamOptions, not_installed
from fer_core.types import FrameResult
from fer_core.veil import veiled

_TITLE = "Virtual camera"
#: Frames a second of a source that does not say.
_DEFAULT_FPS = 30.0
#: What makes a virtual camera, by system.
_WHAT_TO_DO = {
    "linux": (
        "Install v4l2loopback (Debian and Ubuntu: sudo apt install v4l2loopback-dkms), then: sudo modprobe v4l2loopback"
        ' exclusive_caps=1 card_label="fer-live"'
    ),
    "darwin": "Install OBS Studio, start its virtual camera there once, and stop it again.",
    "win32": "Install OBS Studio, which brings one along, and stop its own virtual camera.",
}


class VirtualCameraStream:
    """Shows pictures to whatever uses a webcam. Their size is that of the first one.

    Parameters
    ----------
    options
        ``device``, ``overlay``, and ``veil``: what is hidden here, too.
    """

    name = "virtualcam"
    path = None
    policy = Policy.NEWEST

    def __init__(self, options: StreamOptions) -> None:
        self._device, self._overlay, self._veil = options.device, options.overlay, options.veil
        self.address = options.device or "virtual camera"
        self.written = 0
        #: Nobody can know who looks at a camera.
        self.listeners: int | None = None
        self._fps = _DEFAULT_FPS
        self._pyvirtualcam: Any = None
        self._camera: Any = None

    def open(self, session: OpenSession) -> None:
        """Load what is needed; the camera is opened with the first picture, which says how large it is.

        Raises
        ------
        SinkError
            If pyvirtualcam is missing.
        """
        try:
            import pyvirtualcam
        except ImportError as error:
            raise not_installed(_TITLE, "virtualcam", error) from error
        self._pyvirtualcam = pyvirtualcam
        self._fps = session.description.source.fps or _DEFAULT_FPS

    def write(self, result: FrameResult) -> None:
        """Show a picture.

        Raises
        ------
        SinkError
            If there is no virtual camera, or it has gone.
        """
        image = veiled(result.frame.image, result, self._veil(result))
        if self._overlay:
            image = draw(image, result.faces)
        if self._camera is None:
            self._camera = self._opened(image)
            self.address = self._camera.device
        try:
            self._camera.send(_fitting(image, (self._camera.width, self._camera.height)))
        except (RuntimeError, OSError, ValueError) as error:
            msg = f"The virtual camera {self.address} takes no more pictures ({error}). Switch it off and on again."
            raise SinkError(msg) from error
        self.written += 1

    def flush(self) -> None:
        """Do nothing: a picture is shown at once."""

    def close(self) -> Outcome:
        """Take the pictures away."""
        camera, self._camera = self._camera, None
        if camera is not None:
            camera.close()
        return Outcome(self.name, complete=True, written=self.written, unit="frames")

    def _opened(self, image: NDArray[np.uint8]) -> Any:
        # Drivers take even sides only.
        width, height = image.shape[1] // 2 * 2, image.shape[0] // 2 * 2
        try:
            return self._pyvirtualcam.Camera(width, height, self._fps, device=self._device or None)
        except (RuntimeError, OSError, ValueError) as error:
            what = _WHAT_TO_DO.get(sys.platform, "Install one first.")
            which = (
                f"The virtual camera {self._device} cannot be used" if self._device else "There is no virtual camera"
            )
            msg = f"{which}. {what}"
            raise SinkError(msg) from error


def _fitting(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """Return a picture at the camera's size, (width, height) in pixels: whole, on black where its shape is another."""
    width, height = size
    if (image.shape[1] // 2 * 2, image.shape[0] // 2 * 2) == size:
        return np.ascontiguousarray(image[:height, :width])
    scale = min(width / image.shape[1], height / image.shape[0])
    inner = (max(round(image.shape[1] * scale), 1), max(round(image.shape[0] * scale), 1))
    canvas = np.zeros((height, width, 3), np.uint8)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    canvas[top : top + inner[1], left : left + inner[0]] = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    return canvas
