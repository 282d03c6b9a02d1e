"""The kinds of sources: one row says of each how it opens, paces and mirrors, and what the window calls it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fer_core.places import ASSETS
from fer_core.sources.base import Source
from fer_core.sources.camera import Camera
from fer_core.sources.choose import open_path
from fer_core.sources.image import ImageFile
from fer_core.sources.paced import Paced
from fer_core.sources.stream import Stream
from fer_core.sources.transport import Transport
from fer_core.sources.video import VideoFile

#: The clip that comes with fer-live.
DEMO_CLIP = ASSETS / "WolfgangLanger_Pexels.mp4"
DEMO_NAME = "Demo clip"


@dataclass(frozen=True, slots=True)
class SourceRequest:
    """What is to be opened.

    Attributes
    ----------
    value
        The device's path or number (camera), the path (film, picture), or the address (stream).
    name
        For people, "" for the source's own.
    width, height, fps
        What a camera is asked for, None leaves it to the camera.
    transport
        Holds and moves a film while it plays.
    """

    value: str | int = ""
    name: str = ""
    width: int | None = None
    height: int | None = None
    fps: int | None = None
    transport: Transport | None = None


@dataclass(frozen=True, slots=True)
class SourceKind:
    """A kind of source.

    Attributes
    ----------
    name
        As in ``Source.kind``; it is written down with a session.
    title
        What it is called in the window.
    state
        What the window says while it runs.
    open
        Make the source, at its own pace; it is not open yet.
    mirrored
        The window shows it mirrored unless it is told not to.
    still
        It is one picture, which stands for itself.
    asks
        It can be asked for a size and a rate.
    plays
        It is a film that can be held and moved.
    loops
        It starts again at its end unless it is told not to.
    """

    name: str
    title: str
    state: str
    open: Callable[[SourceRequest], Source]
    mirrored: bool = False
    still: bool = False
    asks: bool = False
    plays: bool = False
    loops: bool = False


def _camera(request: SourceRequest) -> Source:
    return Camera(request.value, request.name, request.width, request.height, request.fps)


def _film(request: SourceRequest) -> Source:
    path = Path(str(request.value))
    # What is not there is told when it is opened.
    return Paced(open_path(path) if path.is_file() else VideoFile(path), request.transport)


def _demo(request: SourceRequest) -> Source:
    return Paced(VideoFile(DEMO_CLIP), request.transport or Transport(loop=True), kind="demo", name=DEMO_NAME)


#: By name.
KINDS: Mapping[str, SourceKind] = {
    kind.name: kind
    for kind in (
        SourceKind("camera", "Camera", "Live", _camera, mirrored=True, asks=True),
        SourceKind("film", "Film", "Playing", _film, plays=True),
        SourceKind("picture", "Picture", "Picture", lambda request: ImageFile(Path(str(request.value))), still=True),
        SourceKind("stream", "Stream", "Live", lambda request: Stream(str(request.value))),
        SourceKind("demo", "Demo clip", "Playing", _demo, plays=True, loops=True),
    )
}
