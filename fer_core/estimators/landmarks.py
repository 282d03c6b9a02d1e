"""The face detector's six key points as an output, for tables and whoever else wants them."""

from collections.abc import Mapping, Sequence

from fer_core.estimators.base import Readings
from fer_core.outputs import OutputSpec, Points, PointsSpec, Reading
from fer_core.types import LANDMARKS, Frame, Track


class Landmarks:
    """Says where eyes, nose, mouth and ears are, as the detector has found them."""

    name = "landmarks"
    outputs: Mapping[str, OutputSpec] = {"points": PointsSpec(LANDMARKS)}
    default = None
    sha256: Mapping[str, str] = {}

    def estimate(self, _frame: Frame, faces: Sequence[Track]) -> Readings:
        """Pass the key points on."""
        return Readings({track.key: Reading({"points": Points(track.detection.landmarks_px)}) for track in faces})

    def forget(self, _key: int) -> None:
        """Do nothing: nothing is kept."""
