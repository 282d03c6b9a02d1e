"""The one place where concrete parts are chosen."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from fer_core.compute import SPARING, Compute
from fer_core.detection import Detector, MediaPipeDetector
from fer_core.estimators.base import IN_TURNS, Estimator
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.estimators.landmarks import Landmarks
from fer_core.estimators.turns import InTurns
from fer_core.following import FollowingDetector
from fer_core.pipeline import Pipeline
from fer_core.quality import TALKING_S
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


def _every(still: bool) -> Detector:
    # A second look that finds nothing costs a fifth of a frame's time, four times a second.
    return SecondLook(
        MediaPipeDetector("full", _min_score(still), video=not still),
        lambda: MediaPipeDetector("short", _MIN_SCORE_NEAR, video=False),
        every_s=0.25,
    )


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
    "every": _every,
    # What the window watches.
    "live": lambda still: _every(still) if still else FollowingDetector(_every(still)),
    "short": lambda still: MediaPipeDetector("short", _min_score(still), video=not still),
}


#: What else is read from a face, by name; each factory is told whether it will see still pictures.
ESTIMATORS: Mapping[str, Callable[[bool], Estimator]] = {
    "landmarks": lambda _still: Landmarks(),
}


def make_pipeline(
    model: Path | None = None,
    *,
    also: Sequence[Path | None] = (),
    extra: Sequence[str] = (),
    output: str | None = None,
    still: bool = False,
    smoothing: bool = True,
    live: bool = False,
    detector: str | None = None,
    compute: Compute = SPARING,
) -> Pipeline:
    """Build the pipeline of the app.

    Parameters
    ----------
    model
        Folder of an exported model; None for the one that fer-live ships.
    also
        Folders of further models that read each face, too; None for the one that fer-live ships.
    extra
        Further keys of ``ESTIMATORS``: what else is read from each face.
    output
        What is spoken, see :meth:`PipelineDescription.resolve`; None for the model's default.
    still
        For pictures that have nothing to do with each other.
    smoothing
        Average over time and hold labels.
    live
        For pictures that have to be read in time: the whole picture is looked at twice a second, and faces are followed
        in between, see :class:`fer_core.following.FollowingDetector`; they are read as often as the model's window
        needs, see :class:`fer_core.estimators.turns.InTurns`.
    detector
        A key of ``DETECTORS``; None for "live" or "full", by ``live``.
    compute
        What the models run on; the description's settings say what became of that.

    Raises
    ------
    ModelError
        If the networks are missing, damaged, or contradict their description, or there is no such output.
    DetectorError
        If the face detector cannot be loaded.
    """
    estimators: list[Estimator] = []
    recognisers = [_load(folder, compute) for folder in (model, *also)]
    looker = detector or ("live" if live else "full")
    in_turns = looker == "live" and not still
    for recogniser in recognisers:
        name = _free(recogniser.spec.name, [other.name for other in estimators])
        reader = CnnLstm(recogniser, name, still=still)
        estimators.append(InTurns(reader, recogniser.spec.rate_hz) if in_turns else reader)
    estimators += [ESTIMATORS[name](still) for name in extra]
    found = recognisers[0].compute
    settings: dict[str, str | float | bool] = {
        "threads": found.threads,
        "provider": found.provider,
        "detector": looker,
        IN_TURNS: in_turns,
    }
    return Pipeline(
        DETECTORS[looker](still),
        estimators,
        output=output,
        still=still,
        smoothing=smoothing,
        quality_every_s=TALKING_S if in_turns else 0.0,
        settings=settings,
    )


def _load(folder: Path | None, compute: Compute) -> OnnxRecogniser:
    if folder is not None:
        try_model(folder)
    return OnnxRecogniser.load(folder, compute)


def _free(name: str, taken: Sequence[str]) -> str:
    """Return the name of a model as that of an estimator: with a number, where it is taken."""
    # A dot stands between the names of an estimator and of its output.
    name = name.replace(".", "_")
    return f"{name}-{len(taken) + 1}" if name in taken else name


def _min_score(still: bool) -> float:
    return _MIN_SCORE_STILL if still else _MIN_SCORE_VIDEO
