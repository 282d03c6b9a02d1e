"""Cameras of this computer."""

import logging
import os
import sys
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path

from fer_core._cv2 import cv2
from fer_core.errors import SourceError, SourceLost
from fer_core.mailbox import Closed
from fer_core.sources.base import SourceInfo
from fer_core.sources.device import Trouble, device_of, trouble_of
from fer_core.sources.grabber import Capture, LiveReader
from fer_core.sources.plain import PlainWatch
from fer_core.types import Frame

_log = logging.getLogger(__name__)

#: One backend a system, so that an index means the same camera in the list and when it is opened.
_BACKENDS = {"linux": cv2.CAP_V4L2, "win32": cv2.CAP_DSHOW, "darwin": cv2.CAP_AVFOUNDATION}
#: Drivers that load a firmware or switch a lamp on take their time.
_OPEN_TIMEOUT_S = 20.0
_SILENCE_TIMEOUT_S = 5.0
#: A picture that arrives damaged over USB is no reason to close the camera.
_RETRIES = 10
#: USB 2 carries no more than this uncompressed; above it MJPG is asked for.
_RAW_PIXELS = 640 * 480
_RAW_FPS = 30.0


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """One camera of this computer.

    Attributes
    ----------
    name
        For people; two cameras of one make have the same.
    index
        Number by which it is opened; changes when cameras are plugged.
    path
        Of the device; keeps its meaning longer than the index. Empty if the system has none.
    """

    name: str
    index: int
    path: str


def list_cameras() -> tuple[CameraInfo, ...]:
    """Return the cameras of this computer, by index; without opening any."""
    # Imported here because it looks for the system's libraries when it loads.
    from cv2_enumerate_cameras import enumerate_cameras

    try:
        found = enumerate_cameras(_backend())
    except Exception:
        _log.exception("the cameras cannot be listed")
        return ()
    cameras = (CameraInfo(str(c.name or f"Camera {c.index}"), int(c.index), str(c.path or "")) for c in found)
    return tuple(sorted(cameras, key=lambda camera: camera.index))


def cameras_stamp(folder: Path = Path("/dev")) -> Hashable | None:
    """Return a value that changes when a camera comes, goes, or may be used; cheap to ask.

    None where the system has nothing of the kind: whoever wants to know lists the cameras then.
    """
    if not sys.platform.startswith("linux"):
        return None
    try:
        devices = [path for path in folder.iterdir() if path.name.startswith("video")]
    except OSError:
        return None
    return frozenset((path.name, os.access(path, os.R_OK | os.W_OK)) for path in devices)


class Camera:
    """A camera of this computer, live.

    Parameters
    ----------
    index_or_path
        ``CameraInfo.index`` or ``CameraInfo.path``.
    name
        For people. With it, a camera that was plugged into another socket is found again.
    width, height
        Pixels to ask for; None leaves the choice to the driver. ``open`` says what was obtained.
    fps
        Pictures a second to ask for.
    open_capture
        What opens the device, for those who test without one.
    look
        Which cameras there are.
    trouble
        What the system says of a camera that cannot be used; where ``open_capture`` is given, nothing unless this is.
    """

    live = True
    kind = "camera"

    def __init__(
        self,
        index_or_path: int | str,
        name: str = "",
        width: int | None = None,
        height: int | None = None,
        fps: float | None = None,
        *,
        open_capture: Callable[[int | str], Capture] | None = None,
        look: Callable[[], Sequence[CameraInfo]] = list_cameras,
        trouble: Callable[[int | str], Trouble | None] | None = None,
    ) -> None:
        self._target = index_or_path
        self.name = name or (f"Camera {index_or_path}" if isinstance(index_or_path, int) else index_or_path)
        self._lookup_name = name
        self._asked = (width, height, fps)
        self._open_capture = open_capture or self._open_device
        self._look = look
        self._trouble = trouble or (trouble_of if open_capture is None else lambda _target: None)
        self._reader = LiveReader(
            lambda: self._open_capture(self._resolved),
            open_timeout_s=_OPEN_TIMEOUT_S,
            silence_timeout_s=_SILENCE_TIMEOUT_S,
            retries=_RETRIES,
        )
        self._resolved = index_or_path
        self._notes: tuple[str, ...] = ()
        self._plain = PlainWatch()

    def open(self) -> SourceInfo:
        """Open the camera and wait for its first picture.

        Raises
        ------
        SourceError
            If it is not there, is used by another program, may not be used, or delivers nothing.
        """
        self.close()
        self._resolved = self._resolve()
        try:
            first = self._reader.open()
        except (Closed, TimeoutError) as error:
            opened = self._reader.opened is not None
            # Before the system is asked who uses it.
            given_back = self._reader.close()
            raise SourceError(self._why(opened=opened, given_back=given_back)) from error
        height, width = first.image.shape[:2]
        self._notes = self._differences(width, height)
        fps = self._reader.opened.fps if self._reader.opened else 0.0
        return SourceInfo(self.name, width, height, fps if 0 < fps < 1000 else None)

    def read(self) -> Frame:
        """Wait for the next picture.

        Raises
        ------
        SourceLost
            If the camera has stopped delivering.
        """
        try:
            frame = self._reader.read()
        except (Closed, TimeoutError) as error:
            gone = self._trouble(self._resolved) == "gone"
            why = "was unplugged." if gone else "has stopped sending pictures. Check that it is still plugged in."
            msg = f"{self.name} {why}"
            raise SourceLost(msg) from error
        self._plain.look(frame)
        return frame

    def notes(self) -> tuple[str, ...]:
        """Say where the camera does not do what was asked for, and that it shows nothing."""
        plain = (
            f"{self.name} gives one plain colour: its cover may be closed, or another program may hold it."
            if self._plain.seen
            else ""
        )
        return (*self._notes, plain) if plain else self._notes

    def interrupt(self) -> None:
        """Wake a read that waits."""
        self._reader.interrupt()

    def close(self) -> None:
        """Give the camera back."""
        self._reader.close()

    def _resolve(self) -> int | str:
        """Return what OpenCV opens, found by its name where it has one: a path only where it takes one."""
        target, name = self._target, self._lookup_name
        cameras = self._look()
        here = [camera for camera in cameras if target in (camera.path, camera.index)]
        found = next((camera for camera in here if name in ("", camera.name)), None)
        if found is None and name:
            found = next((camera for camera in cameras if camera.name == name), None)
        if found is not None:
            return found.path if sys.platform == "linux" and found.path else found.index
        # One that is not in the list may still be there: a link, a number that somebody knows.
        if isinstance(target, int) or (sys.platform == "linux" and not here and device_of(target).exists()):
            return target
        raise SourceError(self._absent)

    @property
    def _absent(self) -> str:
        return f"{self.name} is not there. Plug it in, or choose another camera."

    def _open_device(self, target: int | str) -> Capture:
        capture = cv2.VideoCapture(target, _backend())
        width, height, fps = self._asked
        if (width or 0) * (height or 0) > _RAW_PIXELS or (fps or 0.0) > _RAW_FPS:
            capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        for property_id, value in (
            (cv2.CAP_PROP_FRAME_WIDTH, width),
            (cv2.CAP_PROP_FRAME_HEIGHT, height),
            (cv2.CAP_PROP_FPS, fps),
        ):
            if value:
                capture.set(property_id, value)
        return capture

    def _differences(self, width: int, height: int) -> tuple[str, ...]:
        asked_width, asked_height, _ = self._asked
        if (asked_width or width, asked_height or height) == (width, height):
            return ()
        return (
            f"{self.name} sends {width} x {height} pixels; "
            f"it does not offer {asked_width or width} x {asked_height or height}.",
        )

    def _why(self, *, opened: bool, given_back: bool) -> str:
        """Say why the camera does not work, as far as the system lets us know."""
        trouble = self._trouble(self._resolved)
        if trouble == "gone":
            return self._absent
        if trouble == "denied":
            return (
                f"You have no permission to use {self.name}. "
                "Add yourself to the group of its device (usually `video`) and log in again."
            )
        # A driver that hangs holds the device for us.
        if trouble == "busy" and given_back:
            return f"Another program is using {self.name}. Close it there, then try again."
        if opened:
            return (
                f"{self.name} opens but sends no pictures. Close other programs that use it, or unplug it and plug "
                "it in again."
            )
        permission = {
            "darwin": " Or allow it under System Settings, Privacy & Security, Camera.",
            "win32": " Or allow it under Settings, Privacy & security, Camera.",
        }.get(sys.platform, "")
        return f"{self.name} cannot be opened. Close other programs that use it, or choose another camera.{permission}"


def _backend() -> int:
    return _BACKENDS.get(sys.platform, cv2.CAP_ANY)
