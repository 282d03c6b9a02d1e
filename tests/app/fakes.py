"""Stand-ins for what costs time or is not there: cameras without drivers, a recogniser without networks."""

import threading
import time
from dataclasses import dataclass, replace

import numpy as np

from app.backend import real_backend
from fer_core.errors import SourceError
from fer_core.pipeline import Pipeline
from fer_core.sources import SourceInfo
from fer_core.spec import CLASSES, ModelSpec
from fer_core.types import Detection, EmotionEstimate, Frame, FrameResult, Track

WIDTH, HEIGHT = 640, 360
HAPPY = (0.02, 0.01, 0.03, 0.80, 0.04, 0.05, 0.05)
SPEC = ModelSpec(
    name="fake",
    labels=CLASSES,
    input_size=(16, 16),
    mean=0.5,
    std=0.25,
    template=((5.0, 6.0), (11.0, 6.0), (8.0, 12.0)),
    embedding_size=4,
    window=4,
    rate_hz=10.0,
    temperatures={"logits": 1.0},
)


def face(number=0, side=70.0):
    """Return a detection; up to eight of them stand in two rows without touching."""
    x, y = 20.0 + 150.0 * (number % 4), 40.0 + 160.0 * (number // 4)
    spots = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.5, 0.75), (0.05, 0.45), (0.95, 0.45))
    landmarks = np.array([(x + side * a, y + side * b) for a, b in spots], np.float32)
    return Detection((x, y, x + side, y + side), 0.9, landmarks)


def estimate(track_id=1, probabilities=HAPPY, *, uncertain=False, ready=True, quality=(), label_set=()):
    values = np.array(probabilities, np.float32)
    label = CLASSES[int(values.argmax())]
    return EmotionEstimate(track_id, 0.0, values, CLASSES, label, uncertain, ready, quality, label_set)


def faces(count, **details):
    """Return what ``FrameResult.faces`` holds for so many people."""
    return tuple((Track(i + 1, face(i), 0.0, 0.0, True), estimate(i + 1, **details)) for i in range(count))


def result(count=1, image=None, **details):
    if image is None:
        image = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    return FrameResult(Frame(0, 0.0, image, time.monotonic()), faces(count, **details))


class Faces:
    """A detector that always sees the same faces."""

    def __init__(self, count=1):
        self._faces = tuple(face(number) for number in range(count))

    def detect(self, image, t):
        return self._faces

    def close(self):
        pass


class HappyRecogniser:
    """Says "happy" to everybody."""

    spec = SPEC

    def embed(self, crops):
        return np.zeros((len(crops), SPEC.embedding_size), np.float32)

    def classify(self, windows, valid):
        return np.tile(np.array(HAPPY, np.float32), (len(windows), 1))


class Pictures:
    """A live source of grey pictures, brighter on the left; it ends after ``frames`` if that is given.

    ``refuse`` is raised by ``open``. With ``deaf`` set, ``read`` hangs after the first pictures until the test sets
    ``deaf``, whatever interrupts it.
    """

    live = True

    def __init__(self, kind, name, *, frames=None, refuse=None, deaf=None, then=None):
        self.kind, self.name = kind, name
        self._frames, self._refuse, self._deaf, self._then = frames, refuse, deaf, then
        self._interrupted = threading.Event()
        self._index = 0

    def open(self):
        if self._refuse is not None:
            raise self._refuse
        return SourceInfo(self.name, WIDTH, HEIGHT, 100.0)

    def read(self):
        if self._index == self._frames:
            if self._then is not None:
                raise self._then
            return None
        if self._deaf is not None and self._index > 5:
            self._deaf.wait()
        if self._interrupted.wait(0.01):
            return None
        image = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
        image[:, : WIDTH // 2] = 160
        frame = Frame(self._index, self._index / 10, image, time.monotonic())
        self._index += 1
        return frame

    def notes(self):
        return ()

    def interrupt(self):
        self._interrupted.set()

    def close(self):
        pass


@dataclass(frozen=True)
class FakeCamera:
    """A camera in the list."""

    name: str = "Webcam"
    index: int = 0
    path: str = "/dev/video0"


def make_backend(folder, *, cameras=(), people=1, **changes):
    """Return a backend that plays fakes and records for real, under ``folder``."""

    def open_file(path):
        if path.suffix == ".bad":
            msg = f"{path.name} is a text, not a video or a picture. Choose another file."
            raise SourceError(msg)
        return Pictures("file", path.name)

    def is_still(path):
        return open_file(path).kind == "image"

    backend = replace(
        real_backend(),
        make_pipeline=lambda model, still: Pipeline(Faces(people), HappyRecogniser(), still=still),
        open_camera=lambda camera, mode: Pictures("camera", camera.name),
        open_stream=lambda address: Pictures("stream", "stream"),
        open_file=open_file,
        open_demo=lambda: Pictures("demo", "Demo clip"),
        is_still=is_still,
        list_cameras=lambda: tuple(cameras),
        default_folder=lambda: folder,
    )
    return replace(backend, **changes)


class Answers:
    """Dialogs that answer at once what the test has put here."""

    def __init__(self):
        self.next_file = self.next_folder = self.next_model = self.next_address = None

    def file(self, parent, start):
        return self.next_file

    def folder(self, parent, start):
        return self.next_folder

    def model(self, parent, start):
        return self.next_model

    def address(self, parent):
        return self.next_address
