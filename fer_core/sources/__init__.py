"""Where pictures come from: cameras, files, network streams, and none of them.

Each source turns its pictures into RGB once; everything after it sees ``Frame``.
"""

from fer_core.sources.base import Source, SourceInfo
from fer_core.sources.camera import Camera, CameraInfo, cameras_stamp, list_cameras
from fer_core.sources.choose import open_path
from fer_core.sources.image import ImageFile, read_image
from fer_core.sources.kinds import DEMO_CLIP, DEMO_NAME, KINDS, SourceKind, SourceRequest
from fer_core.sources.paced import Paced
from fer_core.sources.series import PictureSeries
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
    "PictureSeries",
    "Source",
    "SourceInfo",
    "SourceKind",
    "SourceRequest",
    "Stream",
    "Synthetic",
    "VideoFile",
    "cameras_stamp",
    "is_stream",
    "list_cameras",
    "open_path",
    "read_image",
]
