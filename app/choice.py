"""What the user wants to look at: values that the picker makes, the settings keep and the session opens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from app.words import mark, tr
from fer_core.sources import DEMO_NAME
from fer_core.sources.addresses import is_meant_as_address, without_secrets

Kind = Literal["camera", "file", "stream", "demo"]
KINDS: tuple[Kind, ...] = ("camera", "file", "stream", "demo")


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
        For people; without secrets in it.
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


#: So many files and addresses are remembered.
MOST_RECENT = 10
AUTOMATIC = CameraMode()
FIRST_CAMERA = Choice("camera", "", "Camera")
DEMO = Choice("demo", "", DEMO_NAME)
#: What has no name of its own is called by its kind.
_UNNAMED: Mapping[Kind, str] = {
    "camera": mark("Camera"),
    "file": mark("File"),
    "stream": mark("Stream"),
    "demo": mark("Demo clip"),
}


def name_of(choice: Choice) -> str:
    """Return what a source is called in the window."""
    unnamed = not choice.name or choice in (FIRST_CAMERA, DEMO)
    return tr(_UNNAMED[choice.kind]) if unnamed else choice.name


def camera_choice(camera: CameraLike) -> Choice:
    """Return the choice of one listed camera."""
    return Choice("camera", str(camera.path or ""), camera.name)


def file_choice(path: Path) -> Choice:
    """Return the choice of a video or a picture."""
    return Choice("file", str(path), path.name)


def stream_choice(address: str) -> Choice:
    """Return the choice of a network stream."""
    return Choice("stream", address, without_secrets(address))


def parse_source(text: str) -> Choice:
    """Read what stands behind ``fer-live`` on the command line: an address or a file."""
    if is_meant_as_address(text) and not Path(text).exists():
        return stream_choice(text)
    return file_choice(Path(text).expanduser().absolute())


def find_camera(cameras: Sequence[C], choice: Choice) -> C | None:
    """Find the chosen camera among those that are plugged in now.

    The path and the name together win, then the name; an empty choice takes the first camera.
    """
    if not choice.value and choice.name in ("", FIRST_CAMERA.name):
        return cameras[0] if cameras else None
    alike = [camera for camera in cameras if choice.name in ("", camera.name)]
    for camera in alike:
        if str(camera.path or "") == choice.value:
            return camera
    return alike[0] if alike and choice.name else None
