"""The one place where concrete parts are chosen."""

from collections.abc import Callable, Mapping
from pathlib import Path

from fer_core.detection import Detector, MediaPipeDetector
from fer_core.pipeline import Pipeline
from fer_core.recognition import OnnxRecogniser

# In a video doubtful detections are wanted too: they carry on a face that is known (see Tracker). In a still picture
# nothing else speaks for them.
_MIN_SCORE_VIDEO = 0.4
_MIN_SCORE_STILL = 0.6

#: Detectors by name; each factory is told whether it will see still pictures.
DETECTORS: Mapping[str, Callable[[bool], Detector]] = {
    "full": lambda still: MediaPipeDetector("full", _min_score(still), video=not still),
    "short": lambda still: MediaPipeDetector("short", _min_score(still), video=not still),
}


def make_pipeline(model: Path | None = None, *, still: bool = False, detector: str = "full") -> Pipeline:
    """Build the pipeline of the app.

    Parameters
    ----------
    model
        Folder of an exported model; None for the one that fer-live ships.
    still
        For pictures that have nothing to do with each other.
    detector
        A key of ``DETECTORS``.

    Raises
    ------
    ModelError
        If the networks are missing, damaged, or contradict their description.
    DetectorError
        If the face detector cannot be loaded.
    """
    recogniser = OnnxRecogniser.load(model)
    return Pipeline(DETECTORS[detector](still), recogniser, still=still)


def _min_score(still: bool) -> float:
    return _MIN_SCORE_STILL if still else _MIN_SCORE_VIDEO
