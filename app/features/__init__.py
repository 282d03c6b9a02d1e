"""What the window can do: a file for each feature, and a row in this table."""

from app.features.base import Feature, Shell
from app.features.capture import Capture
from app.features.consent import Consent
from app.features.faces import Faces
from app.features.help import Help
from app.features.models import Models
from app.features.picture import Picture
from app.features.privacy import Privacy
from app.features.sources import Sources
from app.features.whole_file import WholeFiles

#: In the order in which they are told what happens.
FEATURES: tuple[type[Feature], ...] = (
    Sources,
    Capture,
    WholeFiles,
    Models,
    Faces,
    Picture,
    Privacy,
    Consent,
    Help,
)

__all__ = [
    "FEATURES",
    "Capture",
    "Consent",
    "Faces",
    "Feature",
    "Help",
    "Models",
    "Picture",
    "Privacy",
    "Shell",
    "Sources",
    "WholeFiles",
]
