import ast
from pathlib import Path

import pytest

import fer_core

# A name that is taken away or added is a decision: it goes into the change log.
PUBLIC = [
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


def test_the_public_names_are_these():
    assert fer_core.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_is_there_and_documented(name):
    value = getattr(fer_core, name)
    assert name in dir(fer_core)
    assert name.isupper() or value.__doc__


def test_type_checkers_see_the_same_names():
    tree = ast.parse(Path(fer_core.__file__).read_text("utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    names = {alias.name for node in block.body for alias in node.names}
    assert names == set(PUBLIC)
    homes = {alias.name: node.module for node in block.body for alias in node.names}
    for name, home in homes.items():
        assert f"fer_core.{fer_core._HOME_OF[name]}" == home


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        _ = fer_core.nonsense


def test_all_errors_are_of_one_tree():
    for name in PUBLIC:
        value = getattr(fer_core, name)
        if isinstance(value, type) and issubclass(value, Exception):
            assert issubclass(value, fer_core.FerError)
