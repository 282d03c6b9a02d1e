"""Where pictures come from: cameras, files, network streams, and none of them.

Each source turns its pictures into RGB once; everything after it sees ``Frame``.
"""

from pathlib import Path

from fer_core.sources.base import Source, SourceInfo
from fer_core.sources.camera import Camera, CameraInfo, list_cameras
from fer_core.sources.files import check_file, is_image
from fer_core.sources.image import ImageFile, read_image
from fer_core.sources.kinds import DEMO_CLIP, DEMO_NAME, KINDS, SourceKind, SourceRequest
from fer_core.sources.paced import Paced
from fer_core.sources.stream import Stream, is_stream
from fer_core.sources.synthetic import Synthetic
from fer_core.sources.video import VideoFile

__all__ = [
    "DEMO_CLIP",
    "DEMO_NAME",
    "KINDS",
    "Camera",
    "CameraInfo",
    "ImageFile",
    "Paced",
    "Source",
    "SourceInfo",
    "SourceKind",
    "SourceRequest",
    "Stream",
    "Synthetic",
    "VideoFile",
    "is_stream",
    "list_cameras",
    "open_path",
    "read_image",
]

#: A film of JPEG pictures in a row begins as a JPEG picture does.
_MOTION_JPEG = (".mjpg", ".mjpeg")


def open_path(path: Path | str) -> VideoFile | ImageFile:
    """Choose the source for a file by its content; the suffix decides only where the content cannot.

    Parameters
    ----------
    path
        A picture or a video; a GIF that moves is a video.

    Returns
    -------
    A source that is not open yet.

    Raises
    ------
    SourceError
        If the file is not there, may not be read, is empty, or is a text.
    """
    path = Path(path)
    head = check_file(path)
    if not is_image(head) or path.suffix.lower() in _MOTION_JPEG:
        return VideoFile(path)
    if head.startswith(b"GIF8"):
        video = VideoFile(path)
        frames = video.open().frame_count
        video.close()
        return ImageFile(path) if frames == 1 else video
    return ImageFile(path)
