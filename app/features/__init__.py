"""What the window can do: a file for each feature, and a row in this table."""

from app.features.appearance import Appearance
from app.features.base import Feature, Shell
from app.features.camera_test import CameraTest
from app.features.capture import Capture
from app.features.consent import Consent
from app.features.exporting import Exporting
from app.features.faces import Faces
from app.features.finishing import Finishing
from app.features.help import Help
from app.features.hints import Hints
from app.features.keys import Keys
from app.features.log import Log
from app.features.marks import Marks
from app.features.models import Models
from app.features.picture import Picture
from app.features.preferences import Preferences
from app.features.privacy import Privacy
from app.features.reporting import Reporting
from app.features.rules import Rules
from app.features.sources import Sources
from app.features.streaming import Streaming
from app.features.viewing import Viewing
from app.features.whole_file import WholeFiles

#: In the order in which they are told what happens: first who says what has gone wrong with the others.
FEATURES: tuple[type[Feature], ...] = (
    Log,
    Sources,
    Capture,
    Finishing,
    WholeFiles,
    Viewing,
    Reporting,
    Exporting,
    Streaming,
    Models,
    Faces,
    Marks,
    Rules,
    Hints,
    CameraTest,
    Picture,
    Appearance,
    Preferences,
    Keys,
    Privacy,
    Consent,
    Help,
)

__all__ = [
    "FEATURES",
    "Appearance",
    "CameraTest",
    "Capture",
    "Consent",
    "Exporting",
    "Faces",
    "Feature",
    "Finishing",
    "Help",
    "Hints",
    "Keys",
    "Log",
    "Marks",
    "Models",
    "Picture",
    "Preferences",
    "Privacy",
    "Reporting",
    "Rules",
    "Shell",
    "Sources",
    "Streaming",
    "Viewing",
    "WholeFiles",
]
