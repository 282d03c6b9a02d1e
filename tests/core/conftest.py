"""Fixtures for the tests of the library."""

import pytest

from fer_core._cv2 import cv2
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
