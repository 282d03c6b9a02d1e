"""Sources and pipelines that the tests drive step by step, and a way to wait for an engine."""

import queue
import threading
import time
import weakref

import numpy as np

from fer_core.engine import EngineState
from fer_core.sources import SourceInfo
from fer_core.spec import CLASSES
from fer_core.types import Detection, EmotionEstimate, Frame, FrameResult, Track

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
    """Finds one happy face in every frame; ``gate`` holds it up, ``error`` is raised."""

    labels = CLASSES

    def __init__(self, *, gated=False, error=None):
        self.gate = threading.Semaphore(0) if gated else None
        self.error = error
        self.entered = threading.Semaphore(0)
        self.seen = []
        self.closed = 0

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


def happy_result(frame, faces=1, labels=CLASSES):
    """Return a result with happy faces."""
    probabilities = np.full(len(labels), 0.04, np.float32)
    probabilities[3] = 0.76
    pairs = []
    for face_id in range(1, faces + 1):
        detection = Detection((1.0, 2.0, 30.25, 40.5), 0.875, np.zeros((6, 2), np.float32))
        track = Track(face_id, detection, frame.t, frame.t, True)
        estimate = EmotionEstimate(face_id, frame.t, probabilities, labels, labels[3], False, True, ("small", "dark"))
        pairs.append((track, estimate))
    return FrameResult(frame, tuple(pairs), published_t=frame.grabbed_t + 0.0123)


def wait_until(condition):
    """Wait until something is true; fail if it never is."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.002)


def wait_for_end(engine):
    """Wait until an engine has come to rest by itself."""
    wait_until(lambda: engine.state in (EngineState.STOPPED, EngineState.FAILED))
