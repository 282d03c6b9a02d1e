"""Fixtures for the tests of the library."""

import threading

import pytest
from live_fakes import PATIENCE_S

from fer_core._cv2 import cv2
from fer_core.engine import Engine
from fer_core.sources import DEMO_CLIP, VideoFile


@pytest.fixture(scope="session")
def clip(tmp_path_factory):
    """Twelve frames of the demo clip at 10 frames per second."""
    path = tmp_path_factory.mktemp("clip") / "short.avi"
    source = VideoFile(DEMO_CLIP)
    source.open()
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (640, 360))
    for _ in range(12):
        writer.write(cv2.cvtColor(source.read().image, cv2.COLOR_RGB2BGR))
    writer.release()
    source.close()
    return path


@pytest.fixture
def run():
    """Start engines, and stop them after the test; no thread may be left."""
    engines = []

    def start(source, pipeline, **options):
        engine = Engine(lambda: source, lambda: pipeline, **options)
        engines.append(engine)
        engine.start()
        return engine

    yield start
    for engine in engines:
        assert engine.stop(PATIENCE_S) == ()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("fer-")]
