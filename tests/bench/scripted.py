"""A pipeline without networks, for measurements of what comes behind it."""

import numpy as np
from numpy.typing import NDArray

from fer_core.estimators.scripted import ScriptedEstimator
from fer_core.outputs import Distribution, DistributionSpec
from fer_core.pipeline import Pipeline
from fer_core.spec import CLASSES
from fer_core.types import Detection, Frame, Track

_SPEC = DistributionSpec(CLASSES)
_HAPPY = Distribution(np.log(np.array((0.02, 0.01, 0.03, 0.80, 0.04, 0.05, 0.05), np.float32)))


class _OneFace:
    """Sees the same face in every picture, in its middle."""

    def detect(self, image: NDArray[np.uint8], _t: float) -> tuple[Detection, ...]:
        height, width = image.shape[:2]
        side = min(height, width) / 2
        x, y = (width - side) / 2, (height - side) / 2
        spots = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.5, 0.75), (0.05, 0.45), (0.95, 0.45))
        landmarks = np.array([(x + side * a, y + side * b) for a, b in spots], np.float32)
        return (Detection((x, y, x + side, y + side), 0.9, landmarks),)

    def close(self) -> None:
        pass


def happy_pipeline() -> Pipeline:
    """Return a pipeline that finds one happy face in every picture."""

    def said(_frame: Frame, _track: Track) -> dict[str, Distribution]:
        return {"mood": _HAPPY}

    return Pipeline(_OneFace(), [ScriptedEstimator("scripted", {"mood": _SPEC}, said)])
