"""Live facial expression recognition: the library under fer-live, without a window and without torch.

Importing it is cheap: each name is loaded when it is first used.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer_core.analysis import analyse
    from fer_core.build import make_pipeline
    from fer_core.detection import Detector, MediaPipeDetector, ScriptedDetector
    from fer_core.engine import Engine, EngineEvent, EngineState
    from fer_core.errors import DataError, DetectorError, FerError, ModelError, SinkError, SourceError, SourceLost
    from fer_core.overlay import draw
    from fer_core.palette import PALETTE, colour_of
    from fer_core.pipeline import Pipeline
    from fer_core.recognition import OnnxRecogniser, Recogniser
    from fer_core.recording import Recorder, snapshot
    from fer_core.smoothing import Smoother
    from fer_core.sources import (
        Camera,
        CameraInfo,
        ImageFile,
        Paced,
        Source,
        SourceInfo,
        Stream,
        Synthetic,
        VideoFile,
        list_cameras,
        open_path,
    )
    from fer_core.spec import CLASSES, ModelSpec
    from fer_core.tracking import Tracker
    from fer_core.types import Detection, EmotionEstimate, Frame, FrameResult, Track
    from fer_core.window import EmbeddingWindow

__all__ = [
    "CLASSES",
    "PALETTE",
    "Camera",
    "CameraInfo",
    "DataError",
    "Detection",
    "Detector",
    "DetectorError",
    "EmbeddingWindow",
    "EmotionEstimate",
    "Engine",
    "EngineEvent",
    "EngineState",
    "FerError",
    "Frame",
    "FrameResult",
    "ImageFile",
    "MediaPipeDetector",
    "ModelError",
    "ModelSpec",
    "OnnxRecogniser",
    "Paced",
    "Pipeline",
    "Recogniser",
    "Recorder",
    "ScriptedDetector",
    "SinkError",
    "Smoother",
    "Source",
    "SourceError",
    "SourceInfo",
    "SourceLost",
    "Stream",
    "Synthetic",
    "Track",
    "Tracker",
    "VideoFile",
    "analyse",
    "colour_of",
    "draw",
    "list_cameras",
    "make_pipeline",
    "open_path",
    "snapshot",
]

_HOMES = {
    "analysis": "analyse",
    "build": "make_pipeline",
    "detection": "Detector MediaPipeDetector ScriptedDetector",
    "engine": "Engine EngineEvent EngineState",
    "errors": "DataError DetectorError FerError ModelError SinkError SourceError SourceLost",
    "overlay": "draw",
    "palette": "PALETTE colour_of",
    "pipeline": "Pipeline",
    "recognition": "OnnxRecogniser Recogniser",
    "recording": "Recorder snapshot",
    "smoothing": "Smoother",
    "sources": "Camera CameraInfo ImageFile Paced Source SourceInfo Stream Synthetic VideoFile list_cameras open_path",
    "spec": "CLASSES ModelSpec",
    "tracking": "Tracker",
    "types": "Detection EmotionEstimate Frame FrameResult Track",
    "window": "EmbeddingWindow",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _HOME_OF:
        msg = f"module 'fer_core' has no attribute '{name}'"
        raise AttributeError(msg)
    value: object = getattr(import_module(f"fer_core.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
