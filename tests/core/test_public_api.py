import ast
from pathlib import Path

import pytest

import fer_core

# A name that is taken away or added is a decision: it goes into the change log.
PUBLIC = [
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
