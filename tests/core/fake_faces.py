"""A recogniser without networks, and faces and frames for it."""

import numpy as np

from fer_core.recognition import softmax
from fer_core.spec import CLASSES, ModelSpec
from fer_core.types import Detection, Frame

SPEC = ModelSpec(
    name="fake",
    labels=CLASSES,
    input_size=(24, 24),
    mean=0.5,
    std=0.25,
    template=((8.0, 10.0), (16.0, 10.0), (12.0, 18.0)),
    embedding_size=4,
    window=13,
    rate_hz=8.0,
    temperatures={"logits": 1.0},
)


class FakeRecogniser:
    """Embeds the mean brightness of a crop; reads class ``brightness // 32`` off the newest embedding."""

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

    def classify(self, windows, valid):
        assert windows.shape[1:] == (self.spec.window, self.spec.embedding_size)
        self.valid.append(valid.tolist())
        newest = windows[np.arange(len(windows)), valid - 1, 0]
        logits = np.zeros((len(windows), len(self.spec.labels)), np.float32)
        logits[np.arange(len(windows)), np.clip(newest // 32, 0, len(self.spec.labels) - 1).astype(int)] = 4.0
        return softmax(logits)


def face(x, y, size=80.0, score=0.9):
    """Return a frontal face whose box has its corner at (x, y)."""
    places = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.5, 0.75), (0.1, 0.4), (0.9, 0.4))
    landmarks = np.array([(x + size * a, y + size * b) for a, b in places], np.float32)
    return Detection((x, y, x + size, y + size), score, landmarks)


def frame(index, t, brightness=100, width=320, height=240):
    """Return an evenly grey frame."""
    return Frame(index, t, np.full((height, width, 3), brightness, np.uint8), grabbed_t=0.0, source_t_s=t)
