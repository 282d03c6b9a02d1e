"""Live facial expression recognition: the library under fer-live, without a window and without torch.

Importing it is cheap: each name is loaded when it is first used.
"""

from importlib import import_module, metadata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fer_core.analysis import Wanted, analyse
    from fer_core.build import make_pipeline
    from fer_core.commands import (
        Command,
        ForgetFace,
        LookEverywhere,
        SetBaseline,
        Smooth,
        SpeakWith,
        StartAfresh,
        UseBaselines,
    )
    from fer_core.compute import Compute
    from fer_core.detection import Detector, MediaPipeDetector, ScriptedDetector
    from fer_core.embedding_window import EmbeddingWindow
    from fer_core.engine import Engine, EngineEvent, EngineState
    from fer_core.errors import DataError, DetectorError, FerError, ModelError, SinkError, SourceError, SourceLost
    from fer_core.estimators.base import Estimator, EstimatorDescription, PipelineDescription, Readings
    from fer_core.estimators.cnn_lstm import CnnLstm
    from fer_core.estimators.scripted import ScriptedEstimator
    from fer_core.interpreter import ChainSettings, Interpreter
    from fer_core.outputs import (
        Calibration,
        Distribution,
        DistributionSpec,
        Output,
        OutputSpec,
        Points,
        PointsSpec,
        Reading,
        Scalars,
        ScalarsSpec,
    )
    from fer_core.overlay import draw
    from fer_core.palette import PALETTE, colour_of
    from fer_core.pipeline import Pipeline
    from fer_core.recognition import OnnxRecogniser, Recogniser
    from fer_core.session.description import OpenSession, SessionDescription, SourceFacts, start_session
    from fer_core.session.events import Mark
    from fer_core.session.exports.table import EXPORTS, export
    from fer_core.session.folder import begin_session, default_folder, new_session_folder
    from fer_core.session.reader import Session, open_session
    from fer_core.session.record import SessionRecord
    from fer_core.session.recover import find_interrupted, finish_session
    from fer_core.sinks.attached import AttachedSink
    from fer_core.sinks.base import Outcome, Policy, Sink, TakesMarks
    from fer_core.sinks.csv import CsvSink
    from fer_core.sinks.events import EventsSink
    from fer_core.sinks.film import FilmSink
    from fer_core.sinks.function import FunctionSink
    from fer_core.sinks.table import SINKS, SinkOptions
    from fer_core.snapshots import snapshot
    from fer_core.sources import (
        KINDS,
        Camera,
        CameraInfo,
        ImageFile,
        Paced,
        Source,
        SourceInfo,
        SourceKind,
        SourceRequest,
        Stream,
        Synthetic,
        VideoFile,
        list_cameras,
        open_path,
    )
    from fer_core.spec import CLASSES, ModelSpec
    from fer_core.tracking import Tracker
    from fer_core.types import Detection, Expression, Face, Frame, FrameResult, Track
    from fer_core.veil import Veil, veiled

__all__ = [
    "CLASSES",
    "EXPORTS",
    "KINDS",
    "PALETTE",
    "SINKS",
    "AttachedSink",
    "Calibration",
    "Camera",
    "CameraInfo",
    "ChainSettings",
    "CnnLstm",
    "Command",
    "Compute",
    "CsvSink",
    "DataError",
    "Detection",
    "Detector",
    "DetectorError",
    "Distribution",
    "DistributionSpec",
    "EmbeddingWindow",
    "Engine",
    "EngineEvent",
    "EngineState",
    "Estimator",
    "EstimatorDescription",
    "EventsSink",
    "Expression",
    "Face",
    "FerError",
    "FilmSink",
    "ForgetFace",
    "Frame",
    "FrameResult",
    "FunctionSink",
    "ImageFile",
    "Interpreter",
    "LookEverywhere",
    "Mark",
    "MediaPipeDetector",
    "ModelError",
    "ModelSpec",
    "OnnxRecogniser",
    "OpenSession",
    "Outcome",
    "Output",
    "OutputSpec",
    "Paced",
    "Pipeline",
    "PipelineDescription",
    "Points",
    "PointsSpec",
    "Policy",
    "Reading",
    "Readings",
    "Recogniser",
    "Scalars",
    "ScalarsSpec",
    "ScriptedDetector",
    "ScriptedEstimator",
    "Session",
    "SessionDescription",
    "SessionRecord",
    "SetBaseline",
    "Sink",
    "SinkError",
    "SinkOptions",
    "Smooth",
    "Source",
    "SourceError",
    "SourceFacts",
    "SourceInfo",
    "SourceKind",
    "SourceLost",
    "SourceRequest",
    "SpeakWith",
    "StartAfresh",
    "Stream",
    "Synthetic",
    "TakesMarks",
    "Track",
    "Tracker",
    "UseBaselines",
    "Veil",
    "VideoFile",
    "Wanted",
    "analyse",
    "begin_session",
    "colour_of",
    "default_folder",
    "draw",
    "export",
    "find_interrupted",
    "finish_session",
    "list_cameras",
    "make_pipeline",
    "new_session_folder",
    "open_path",
    "open_session",
    "snapshot",
    "start_session",
    "veiled",
]

_HOMES = {
    "analysis": "Wanted analyse",
    "build": "make_pipeline",
    "commands": "Command ForgetFace LookEverywhere SetBaseline Smooth SpeakWith StartAfresh UseBaselines",
    "compute": "Compute",
    "detection": "Detector MediaPipeDetector ScriptedDetector",
    "embedding_window": "EmbeddingWindow",
    "engine": "Engine EngineEvent EngineState",
    "errors": "DataError DetectorError FerError ModelError SinkError SourceError SourceLost",
    "estimators.base": "Estimator EstimatorDescription PipelineDescription Readings",
    "estimators.cnn_lstm": "CnnLstm",
    "estimators.scripted": "ScriptedEstimator",
    "interpreter": "ChainSettings Interpreter",
    "outputs": "Calibration Distribution DistributionSpec Output OutputSpec "
    "Points PointsSpec Reading Scalars ScalarsSpec",
    "overlay": "draw",
    "palette": "PALETTE colour_of",
    "pipeline": "Pipeline",
    "recognition": "OnnxRecogniser Recogniser",
    "session.description": "OpenSession SessionDescription SourceFacts start_session",
    "session.exports.table": "EXPORTS export",
    "session.folder": "begin_session default_folder new_session_folder",
    "session.events": "Mark",
    "session.reader": "Session open_session",
    "session.record": "SessionRecord",
    "session.recover": "find_interrupted finish_session",
    "sinks.attached": "AttachedSink",
    "sinks.base": "Outcome Policy Sink TakesMarks",
    "sinks.csv": "CsvSink",
    "sinks.events": "EventsSink",
    "sinks.film": "FilmSink",
    "sinks.function": "FunctionSink",
    "sinks.table": "SINKS SinkOptions",
    "snapshots": "snapshot",
    "sources": "KINDS Camera CameraInfo ImageFile Paced Source SourceInfo SourceKind SourceRequest "
    "Stream Synthetic VideoFile list_cameras open_path",
    "spec": "CLASSES ModelSpec",
    "tracking": "Tracker",
    "types": "Detection Expression Face Frame FrameResult Track",
    "veil": "Veil veiled",
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name == "__version__":
        value: object = metadata.version("fer-live")
    elif name in _HOME_OF:
        value = getattr(import_module(f"fer_core.{_HOME_OF[name]}"), name)
    else:
        msg = f"module 'fer_core' has no attribute '{name}'"
        raise AttributeError(msg)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, "__version__"})
