"""What the user wants to look at: values that the picker makes, the settings keep and the session opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

from fer_core.sources import DEMO_NAME

Kind = Literal["camera", "file", "stream", "demo"]
KINDS: tuple[Kind, ...] = ("camera", "file", "stream", "demo")
#: What ``Stream`` can open.
STREAM_SCHEMES = ("http", "https", "rtsp", "rtsps")


class CameraLike(Protocol):
    """What the app reads of a ``fer_core.sources.CameraInfo``."""

    @property
    def name(self) -> str:
        """For people."""

    @property
    def index(self) -> int:
        """For OpenCV; it changes from start to start."""

    @property
    def path(self) -> str:
        """Of the device, for telling two cameras of one name apart; may be empty."""


C = TypeVar("C", bound=CameraLike)


@dataclass(frozen=True, slots=True)
class Choice:
    """A source that the user picked.

    Attributes
    ----------
    kind
        Sort of source.
    value
        The device's path (camera), the path (file) or the address (stream). An empty camera means the first one.
    name
        For people; without a password in it.
    """

    kind: Kind
    value: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class CameraMode:
    """Picture size in pixels and frames per second that a camera is asked for; None leaves it to the camera."""

    width: int | None = None
    height: int | None = None
    fps: int | None = None


AUTOMATIC = CameraMode()
FIRST_CAMERA = Choice("camera", "", "Camera")
DEMO = Choice("demo", "", DEMO_NAME)


def camera_choice(camera: CameraLike) -> Choice:
    """Return the choice of one listed camera."""
    return Choice("camera", str(camera.path or ""), camera.name)


def file_choice(path: Path) -> Choice:
    """Return the choice of a video or a picture."""
    return Choice("file", str(path), path.name)


def stream_choice(address: str) -> Choice:
    """Return the choice of a network stream."""
    return Choice("stream", address, without_password(address))


def parse_source(text: str) -> Choice:
    """Read what stands behind ``fer-live`` on the command line: an address or a file."""
    # A mistyped address is none of a file either, and may hold a password.
    if is_address(text) or "://" in text:
        return stream_choice(text)
    return file_choice(Path(text).expanduser().absolute())


def is_address(text: str) -> bool:
    """Tell whether ``text`` is an address that can be opened as a stream."""
    try:
        parts = urlsplit(text.strip())
        return parts.scheme.lower() in STREAM_SCHEMES and bool(parts.hostname)
    except ValueError:
        return False


def without_password(address: str) -> str:
    """Return an address without the user name, password and query that it may carry, for showing and keeping."""
    try:
        parts = urlsplit(address.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "stream"
    return urlunsplit((parts.scheme, f"[{host}]{port}" if ":" in host else host + port, parts.path, "", ""))


def find_camera(cameras: Sequence[C], choice: Choice) -> C | None:
    """Find the chosen camera among those that are plugged in now.

    The path and the name together win, then the name, then the path; an empty choice takes the first camera.
    """
    if not choice.value and choice.name in ("", FIRST_CAMERA.name):
        return cameras[0] if cameras else None
    same_name = [camera for camera in cameras if camera.name == choice.name]
    for camera in same_name or cameras:
        if str(camera.path or "") == choice.value:
            return camera
    return same_name[0] if same_name else None
