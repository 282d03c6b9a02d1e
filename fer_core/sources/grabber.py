"""A thread that reads an OpenCV capture, so that nobody waits for a driver or a network longer than he wants to.

OpenCV cannot be told to give up a read that hangs in a driver, nor an address that hangs in name resolution. The thread
may hang; its owner waits for pictures with a time-out, can be woken at any time, and leaves a hanging thread behind.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.mailbox import Closed, Latest
from fer_core.types import Frame

_log = logging.getLogger(__name__)

#: Name of the threads that read captures.
GRAB_THREAD = "fer-grab"
#: Pause after a picture that could not be read, where another try is allowed.
_RETRY_S = 0.02
#: How long a healthy capture may take to give its device back.
_JOIN_S = 0.5


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used."""

    def isOpened(self) -> bool:  # noqa: N802
        """Whether there is anything to read from."""

    def read(self) -> tuple[bool, Any]:
        """Return whether there was a picture, and the picture as BGR."""

    def get(self, propId: int) -> float:  # noqa: N803
        """Return a property."""

    def release(self) -> None:
        """Give the device back."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What an open capture says of itself; 0 or less is "unknown"."""

    fps: float
    frame_count: float


class LiveReader:
    """Reads captures, one after the other, and numbers their pictures through.

    Parameters
    ----------
    open_capture
        Opens the device or the stream; called in a thread of its own.
    open_timeout_s, silence_timeout_s
        Seconds to wait for the first picture, and for any later one.
    retries
        How many pictures in a row may fail before the capture counts as lost.
    """

    def __init__(
        self,
        open_capture: Callable[[], Capture],
        *,
        open_timeout_s: float,
        silence_timeout_s: float,
        retries: int = 0,
    ) -> None:
        self._open_capture = open_capture
        self._open_timeout_s = open_timeout_s
        self._silence_timeout_s = silence_timeout_s
        self._retries = retries
        self._grabber: _Grabber | None = None
        self._first: Frame | None = None
        self._next_index = 0
        self._interrupted = False

    @property
    def opened(self) -> Opened | None:
        """What the capture says of itself, None until it is open."""
        return None if self._grabber is None else self._grabber.opened

    def open(self) -> Frame:
        """Open a capture and return its first picture, which ``read`` returns too if it is still the newest.

        Raises
        ------
        TimeoutError
            If none came in time.
        Closed
            If none will come.
        """
        self.close()
        grabber = _Grabber(self._open_capture, self._next_index, self._retries)
        self._grabber = grabber
        if self._interrupted:
            grabber.interrupt()
        grabber.start()
        self._first = grabber.frames.get(self._open_timeout_s)
        return self._first

    def read(self) -> Frame:
        """Return the newest picture that was not yet returned, waiting for it.

        Raises
        ------
        TimeoutError
            If none came in time.
        Closed
            If none will come any more.
        """
        if self._grabber is None:
            raise Closed
        first, self._first = self._first, None
        frame = self._grabber.frames.poll() or first or self._grabber.frames.get(self._silence_timeout_s)
        self._next_index = frame.index + 1
        return frame

    def interrupt(self) -> None:
        """Make ``open`` and ``read`` raise ``Closed``, now and from now on; from any thread."""
        self._interrupted = True
        if self._grabber is not None:
            self._grabber.interrupt()

    def close(self) -> bool:
        """Give the capture back, waiting for that half a second at most; False if its driver does not return."""
        grabber, self._grabber, self._first = self._grabber, None, None
        return grabber is None or grabber.close()


class _Grabber:
    """Reads one capture from a thread of its own; keeps the newest picture."""

    def __init__(self, open_capture: Callable[[], Capture], first_index: int, retries: int) -> None:
        self._open_capture = open_capture
        self._index = first_index
        self._retries = retries
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=GRAB_THREAD, daemon=True)
        self.frames: Latest[Frame] = Latest()
        self.opened: Opened | None = None

    def start(self) -> None:
        self._thread.start()

    def interrupt(self) -> None:
        self._stop.set()
        self.frames.close()
        self.frames.poll()

    def close(self) -> bool:
        self.interrupt()
        self._thread.join(_JOIN_S)
        alive = self._thread.is_alive()
        if alive:
            _log.warning("a capture does not return from its driver; its thread is left behind")
        return not alive

    def _run(self) -> None:
        try:
            capture = self._open_capture()
            try:
                if capture.isOpened() and not self._stop.is_set():
                    self.opened = Opened(capture.get(cv2.CAP_PROP_FPS), capture.get(cv2.CAP_PROP_FRAME_COUNT))
                    self._read_all(capture)
            finally:
                capture.release()
        except Closed:
            pass
        except Exception:
            _log.exception("a capture failed")
        finally:
            self.frames.close()

    def _read_all(self, capture: Capture) -> None:
        failures = 0
        while not self._stop.is_set() and failures <= self._retries:
            ok, bgr = capture.read()
            grabbed_t = time.monotonic()
            if not ok or bgr is None or bgr.size == 0:
                failures += 1
                self._stop.wait(_RETRY_S)
                continue
            failures = 0
            self.frames.put(Frame(self._index, grabbed_t, rgb_of(bgr), grabbed_t))
            self._index += 1


def rgb_of(bgr: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture of OpenCV's, grey or BGR, as (H, W, 3) uint8 RGB."""
    code = cv2.COLOR_GRAY2RGB if bgr.ndim == 2 or bgr.shape[2] == 1 else cv2.COLOR_BGR2RGB
    return np.asarray(cv2.cvtColor(bgr, code), dtype=np.uint8)
