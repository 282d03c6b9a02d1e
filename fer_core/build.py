"""The one place where concrete parts are chosen."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from fer_core.detection import Detector, MediaPipeDetector
from fer_core.estimators.base import Estimator
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.estimators.landmarks import Landmarks
from fer_core.pipeline import Pipeline
from fer_core.recognition import OnnxRecogniser
from fer_core.second_look import SecondLook
from fer_core.tiles import TiledDetector
from fer_core.trial import try_model

# In a video doubtful detections are wanted too: they carry on a face that is known (see Tracker). In a still picture
# nothing else speaks for them.
_MIN_SCORE_VIDEO = 0.4
_MIN_SCORE_STILL = 0.6
# Framed in grey, one picture of coloured noise in eight scores 0.6 as a near face, and one in three hundred 0.7, which
# 94 of 100 tight portraits reach.
_MIN_SCORE_NEAR = 0.7

#: Detectors by name; each factory is told whether it will see still pictures.
DETECTORS: Mapping[str, Callable[[bool], Detector]] = {
    "full": lambda still: MediaPipeDetector("full", _min_score(still), video=not still),
    "thorough": lambda still: SecondLook(
        TiledDetector(
            MediaPipeDetector("full", _min_score(still), video=not still),
            lambda: MediaPipeDetector("full", _MIN_SCORE_STILL, video=False),
            still=still,
        ),
        lambda: MediaPipeDetector("short", _MIN_SCORE_NEAR, video=False),
    ),
    # What the window watches: a look that finds nothing costs a fifth of a frame's time, four times a second.
    "live": lambda still: SecondLook(
        MediaPipeDetector("full", _min_score(still), video=not still),
        lambda: MediaPipeDetector("short", _MIN_SCORE_NEAR, video=False),
        every_s=0.25,
    ),
    "short": lambda still: MediaPipeDetector("short", _min_score(still), video=not still),
}


#: Estimators by name. Each factory is told the folder of an exported model (None: what fer-live ships), the name that
#: its outputs begin with (None: its own), and whether it will see still pictures.
ESTIMATORS: Mapping[str, Callable[[Path | None, str | None, bool], Estimator]] = {
    "cnn-lstm": lambda folder, name, still: _cnn_lstm(folder, name, still=still),
    "landmarks": lambda _folder, _name, _still: Landmarks(),
}
#: The one that is always there, and of which there may be several.
_MODEL = "cnn-lstm"


def make_pipeline(
    model: Path | None = None,
    *,
    also: Sequence[Path] = (),
    extra: Sequence[str] = (),
    output: str | None = None,
    still: bool = False,
    smoothing: bool = True,
    detector: str = "full",
) -> Pipeline:
    """Build the pipeline of the app.

    Parameters
    ----------
    model
        Folder of an exported model; None for the one that fer-live ships.
    also
        Folders of further models that read each face, too.
    extra
        Further keys of ``ESTIMATORS``: what else is read from each face.
    output
        What is spoken, see :meth:`PipelineDescription.resolve`; None for the model's default.
    still
        For pictures that have nothing to do with each other.
    smoothing
        Average over time and hold labels.
    detector
        A key of ``DETECTORS``.

    Raises
    ------
    ModelError
        If the networks are missing, damaged, or contradict their description, or there is no such output.
    DetectorError
        If the face detector cannot be loaded.
    """
    estimators: list[Estimator] = []
    for folder in (model, *also):
        estimator = ESTIMATORS[_MODEL](folder, None, still)
        taken = [other.name for other in estimators]
        if estimator.name in taken:
            estimator = ESTIMATORS[_MODEL](folder, f"{estimator.name}-{len(taken) + 1}", still)
        estimators.append(estimator)
    estimators += [ESTIMATORS[name](None, None, still) for name in extra if name != _MODEL]
    return Pipeline(DETECTORS[detector](still), estimators, output=output, still=still, smoothing=smoothing)


def _cnn_lstm(folder: Path | None, name: str | None, *, still: bool) -> CnnLstm:
    if folder is not None:
        try_model(folder)
    recogniser = OnnxRecogniser.load(folder)
    # A dot stands between the names of an estimator and of its output.
    return CnnLstm(recogniser, name or recogniser.spec.name.replace(".", "_"), still=still)


def _min_score(still: bool) -> float:
    return _MIN_SCORE_STILL if still else _MIN_SCORE_VIDEO
