"""A recogniser without networks, and faces, frames and pipelines for it."""

import numpy as np

from fer_core.detection import ScriptedDetector
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.outputs import DistributionSpec
from fer_core.pipeline import Pipeline
from fer_core.spec import CLASSES, ModelSpec
from fer_core.types import Detection, Frame

SPEC = ModelSpec(
    name="fake",
    outputs={"logits": DistributionSpec(CLASSES)},
    default="logits",
    input_size=(24, 24),
    mean=0.5,
    std=0.25,
    template=((8.0, 10.0), (16.0, 10.0), (12.0, 18.0)),
    embedding_size=4,
    window=13,
    rate_hz=8.0,
)
#: The full name of its only output.
SPOKEN = "fake.logits"


class FakeRecogniser:
    """Embeds the mean brightness of a crop; reads class ``brightness // 32`` off the newest embedding.

    Scalars are that brightness as a share of 1, all of them.
    """

    sha256 = {"encoder.onnx": "e" * 64, "head.onnx": "h" * 64}  # noqa: RUF012

    def __init__(self, spec=SPEC):
        self.spec = spec
        self.batches = []
        self.valid = []

    def embed(self, crops):
        assert crops.dtype == np.uint8
        assert crops.shape[1:] == self.spec.input_size
        self.batches.append(len(crops))
        brightness = crops.reshape(len(crops), -1).mean(axis=1, dtype=np.float32)
        return np.repeat(brightness[:, None], self.spec.embedding_size, axis=1)

    def read(self, windows, valid):
        assert windows.shape[1:] == (self.spec.window, self.spec.embedding_size)
        self.valid.append(valid.tolist())
        newest = windows[np.arange(len(windows)), valid - 1, 0]
        return {name: self._said(output, newest) for name, output in self.spec.outputs.items()}

    @staticmethod
    def _said(output, newest):
        if not isinstance(output, DistributionSpec):
            return np.repeat(newest[:, None] / 255, len(output.names), axis=1).astype(np.float32)
        logits = np.zeros((len(newest), len(output.labels)), np.float32)
        logits[np.arange(len(newest)), np.clip(newest // 32, 0, len(output.labels) - 1).astype(int)] = 4.0
        return logits


def pipeline_of(script, recogniser=None, *, still=False, **options):
    """Return a pipeline that finds what the script or a detector says, and reads it with the fake recogniser."""
    detector = script if hasattr(script, "detect") else ScriptedDetector(script)
    estimator = CnnLstm(recogniser or FakeRecogniser(), "fake", still=still)
    return Pipeline(detector, [estimator], still=still, **options)


def face(x, y, size=80.0, score=0.9):
    """Return a frontal face whose box has its corner at (x, y)."""
    places = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.5, 0.75), (0.1, 0.4), (0.9, 0.4))
    landmarks = np.array([(x + size * a, y + size * b) for a, b in places], np.float32)
    return Detection((x, y, x + size, y + size), score, landmarks)


def frame(index, t, brightness=100, width=320, height=240):
    """Return an evenly grey frame."""
    return Frame(index, t, np.full((height, width, 3), brightness, np.uint8), grabbed_t=0.0, source_t_s=t)
