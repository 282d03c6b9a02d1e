"""Sources and pipelines that the tests drive step by step, and a way to wait for an engine."""

import queue
import threading
import time
import weakref

import numpy as np

from fer_core.engine import EngineState
from fer_core.estimators.base import EstimatorDescription, PipelineDescription
from fer_core.outputs import Distribution, DistributionSpec
from fer_core.sources import SourceInfo
from fer_core.spec import CLASSES
from fer_core.types import Detection, Expression, Face, Frame, FrameResult, Track

PATIENCE_S = 20.0


class FedSource:
    """Delivers what a test feeds it: numbers become frames, an exception is raised, None is the end."""

    kind = "camera"
    name = "Fed"

    def __init__(self, items=(), *, live=True):
        self.live = live
        self.items = queue.Queue()
        for item in items:
            self.items.put(item)
        self.open_errors = []
        self.opened = 0
        self.closed = 0
        self.images = []
        self.said = ()

    def open(self):
        if self.open_errors:
            raise self.open_errors.pop(0)
        self.opened += 1
        return SourceInfo(self.name, 4, 4)

    def read(self):
        item = self.items.get()
        if isinstance(item, Exception):
            raise item
        if item is None:
            return None
        image = np.zeros((4, 4, 3), np.uint8)
        self.images.append(weakref.ref(image))
        return Frame(item, item / 10, image, time.monotonic())

    @property
    def alive_images(self):
        return sum(image() is not None for image in self.images)

    def notes(self):
        return self.said

    def interrupt(self):
        self.items.put(None)

    def close(self):
        self.closed += 1


class DeafSource(FedSource):
    """A driver that hangs: nothing wakes it."""

    def interrupt(self):
        pass


class FakePipeline:
    """Finds one happy face in every frame; ``gate`` holds it up, ``error`` is raised, ``refusal`` meets commands."""

    def __init__(self, *, gated=False, error=None, refusal=None):
        self.gate = threading.Semaphore(0) if gated else None
        self.error = error
        self.refusal = refusal
        self.entered = threading.Semaphore(0)
        self.seen = []
        self.told = []
        self.closed = 0

    @property
    def description(self):
        return pipeline_description(settings={"told": len(self.told)})

    def send(self, command):
        if self.refusal is not None:
            raise self.refusal
        self.told.append(command)

    def process(self, frame):
        self.entered.release()
        if self.gate is not None:
            self.gate.acquire(timeout=PATIENCE_S)
        if self.error is not None:
            raise self.error
        self.seen.append(frame.index)
        return happy_result(frame)

    def close(self):
        self.closed += 1


def pipeline_description(labels=CLASSES, outputs=None, settings=None):
    """Return what is written down of a pipeline with one estimator, which is called "fake"."""
    outputs = outputs or {"logits": DistributionSpec(tuple(labels))}
    estimator = EstimatorDescription("fake", outputs, {"head.onnx": "ab" * 32})
    return PipelineDescription((estimator,), "fake.logits", settings or {"still": False, "smoothing": True})


def happy_face(face_id=1, t=0.0, labels=CLASSES, *, seen=True):
    """Return a face that is 76 % happy: its fourth class."""
    probabilities = np.full(len(labels), 0.24 / (len(labels) - 1), np.float32)
    probabilities[3] = 0.76
    logits = np.log(probabilities)
    detection = Detection((1.0, 2.0, 30.25, 40.5), 0.875, np.zeros((6, 2), np.float32))
    track = Track(face_id, detection, t, t, confirmed=True, seen=seen)
    if not seen:
        return Face(track)
    said = Expression(
        output="fake.logits",
        labels=labels,
        logits=logits,
        baseline=np.zeros_like(logits),
        frame_probabilities=probabilities,
        probabilities=probabilities,
        label=labels[3],
        uncertain=False,
        label_set=(),
        ready=True,
    )
    return Face(track, ("small", "dark"), {"fake.logits": Distribution(logits)}, said)


def happy_result(frame, faces=1, labels=CLASSES):
    """Return a result with happy faces."""
    found = tuple(happy_face(face_id, frame.t, labels) for face_id in range(1, faces + 1))
    return FrameResult(frame, found, published_t=frame.grabbed_t + 0.0123)


def picture_frame(index, t=None, *, size=(64, 48), value=0, source_t_s=None):
    """Return an evenly grey frame of (width, height) pixels, at ``index / 10`` seconds unless it is told otherwise."""
    image = np.full((size[1], size[0], 3), value, np.uint8)
    return Frame(index, index / 10 if t is None else t, image, time.monotonic(), source_t_s)


def wait_until(condition):
    """Wait until something is true; fail if it never is."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.002)


def wait_for_end(engine):
    """Wait until an engine has come to rest by itself."""
    wait_until(lambda: engine.state in (EngineState.STOPPED, EngineState.FAILED))
