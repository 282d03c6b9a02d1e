"""What the window can do: a file for each feature, and a row in this table."""

from app.features.base import Feature, Shell
from app.features.camera_test import CameraTest
from app.features.capture import Capture
from app.features.faces import Faces
from app.features.help import Help
from app.features.hints import Hints
from app.features.models import Models
from app.features.picture import Picture
from app.features.sources import Sources

#: In the order in which they are told what happens.
FEATURES: tuple[type[Feature], ...] = (Sources, Capture, Models, Faces, Hints, CameraTest, Picture, Help)

__all__ = [
    "FEATURES",
    "CameraTest",
    "Capture",
    "Faces",
    "Feature",
    "Help",
    "Hints",
    "Models",
    "Picture",
    "Shell",
    "Sources",
]
