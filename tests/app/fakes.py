"""Stand-ins for what costs time or is not there: cameras without drivers, a recogniser without networks."""

import threading
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from app.backend import real_backend
from app.dialogs import Typed
from fer_core.analysis import analyse
from fer_core.errors import SourceError
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.mailbox import Latest
from fer_core.outputs import DistributionSpec
from fer_core.pipeline import Pipeline
from fer_core.sources import SourceInfo
from fer_core.spec import CLASSES, ModelSpec
from fer_core.types import Detection, Expression, Face, Frame, FrameResult, Track

WIDTH, HEIGHT = 640, 360
HAPPY = (0.02, 0.01, 0.03, 0.80, 0.04, 0.05, 0.05)
SAD = (0.02, 0.01, 0.03, 0.04, 0.80, 0.05, 0.05)
SPEC = ModelSpec(
    name="fake",
    outputs={"ferplus": DistributionSpec(CLASSES), "fer2013": DistributionSpec(CLASSES)},
    default="ferplus",
    input_size=(16, 16),
    mean=0.5,
    std=0.25,
    template=((5.0, 6.0), (11.0, 6.0), (8.0, 12.0)),
    embedding_size=4,
    window=4,
    rate_hz=10.0,
)


def detection(number=0, side=70.0):
    """Return a detection; up to eight of them stand in two rows without touching."""
    x, y = 20.0 + 150.0 * (number % 4), 40.0 + 160.0 * (number // 4)
    spots = ((0.3, 0.35), (0.7, 0.35), (0.5, 0.55), (0.5, 0.75), (0.05, 0.45), (0.95, 0.45))
    landmarks = np.array([(x + side * a, y + side * b) for a, b in spots], np.float32)
    return Detection((x, y, x + side, y + side), 0.9, landmarks)


def expression(probabilities=HAPPY, labels=CLASSES, *, label=None, uncertain=False, ready=True, label_set=()):
    values = np.array(probabilities, np.float32)
    nothing = np.zeros_like(values)
    label = label or labels[int(values.argmax())]
    return Expression(
        "fake.ferplus", labels, np.log(values), nothing, values, values, label, uncertain, label_set, ready
    )


def face(number=0, *, quality=(), seen=True, readable=True, **said):
    """Return a face that is followed; one that is not readable stands outside the picture."""
    track = Track(number + 1, detection(number), 0.0, 0.0, confirmed=True, seen=seen)
    return Face(track, quality, {}, expression(**said) if readable else None)


def faces(count, **details):
    """Return what ``FrameResult.faces`` holds for so many people."""
    return tuple(face(number, **details) for number in range(count))


def result(count=1, image=None, **details):
    if image is None:
        image = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    return FrameResult(Frame(0, 0.0, image, time.monotonic()), faces(count, **details))


class Faces:
    """A detector that always sees the same faces."""

    def __init__(self, count=1):
        self._faces = tuple(detection(number) for number in range(count))

    def detect(self, image, t):
        return self._faces

    def close(self):
        pass


class MoodyRecogniser:
    """Says "happy" of everybody by one output, and "sad" by the other; ``said`` can be changed at any time."""

    spec = SPEC

    def __init__(self):
        self.sha256 = {"encoder.onnx": "0" * 64, "head.onnx": "1" * 64}
        self.said = {"ferplus": HAPPY, "fer2013": SAD}

    def embed(self, crops):
        return np.zeros((len(crops), SPEC.embedding_size), np.float32)

    def read(self, windows, valid):
        return {name: np.tile(np.log(np.array(p, np.float32)), (len(windows), 1)) for name, p in self.said.items()}


def make_pipeline(people=1, *, still=False, recogniser=None):
    return Pipeline(Faces(people), [CnnLstm(recogniser or MoodyRecogniser(), "fake", still=still)], still=still)


class Pictures:
    """A live source of grey pictures, brighter on the left; it ends after ``frames`` if that is given.

    ``refuse`` is raised by ``open``, and ``then`` at the end; ``step_s`` is from one picture to the next. With ``deaf``
    set, ``read`` hangs after the first pictures until the test sets ``deaf``, whatever interrupts it.
    """

    live = True

    def __init__(self, kind, name, *, frames=None, refuse=None, deaf=None, then=None, step_s=0.1):
        self.kind, self.name = kind, name
        self._frames, self._refuse, self._deaf, self._then = frames, refuse, deaf, then
        self._step_s = step_s
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
        frame = Frame(self._index, self._index * self._step_s, image, time.monotonic())
        self._index += 1
        return frame

    def notes(self):
        return ()

    def interrupt(self):
        self._interrupted.set()

    def close(self):
        pass


class ScriptedEngine:
    """An engine without threads: what the test puts into ``events`` and ``results`` has happened."""

    def __init__(self):
        self.results = Latest()
        self.events = []
        self.info = self.pipeline = None

    def poll_events(self):
        events, self.events = self.events, []
        return events

    def start(self):
        pass

    def stop(self, timeout_s=2.0):
        return ()


@dataclass(frozen=True)
class FakeCamera:
    """A camera in the list."""

    name: str = "Webcam"
    index: int = 0
    path: str = "/dev/video0"


def kind_of_file(path):
    """Tell the kind of a file by its suffix."""
    if path.suffix == ".bad":
        msg = f"{path.name} is a text, not a video or a picture. Choose another file."
        raise SourceError(msg)
    return "picture" if path.suffix == ".png" else "film"


def make_backend(folder, *, cameras=(), people=1, sources=None, **changes):
    """Return a backend that plays fakes and records for real, under ``folder``.

    Parameters
    ----------
    folder
        Of recordings.
    cameras
        What is plugged in.
    people
        Faces in every picture.
    sources
        By kind, what makes a source of a request, in place of ``Pictures`` that go on for ever.
    changes
        Other callables of the backend.
    """

    def opened(kind, request):
        if sources and kind in sources:
            return sources[kind](request)
        if kind == "picture":
            return Pictures(kind, Path(request.value).name, frames=1)
        return Pictures(kind, request.name or kind.capitalize())

    backend = replace(
        real_backend(),
        make_pipeline=lambda model, still: make_pipeline(people, still=still),
        open=opened,
        kind_of_file=kind_of_file,
        load_recogniser=lambda model: MoodyRecogniser(),
        list_cameras=lambda: tuple(cameras),
        cameras_stamp=lambda: tuple(cameras),
        default_folder=lambda: folder,
        analyse=partial(_analyse, people),
    )
    return replace(backend, **changes)


def _analyse(people, order, on_progress, on_note):
    """Analyse with the engine of the command, and faces that are always there."""
    make = lambda model=None, still=False: make_pipeline(people, still=still)  # noqa: E731
    return analyse(order.path, order.out, make=make, on_progress=on_progress, on_note=on_note)


class Answers:
    """Dialogs that answer at once what the test has put here, and keep what they were told."""

    def __init__(self):
        self.next_file = self.next_folder = self.next_model = self.next_address = None
        self.next_typed = ""
        self.next_test = self.next_session = self.next_export = None
        self.next_rules = self.next_saved_rules = None
        self.next_plan = self.last_plan = None
        self.next_leave = False
        self.known_addresses = ()
        self.next_stop = self.next_break = True
        self.would_break = []
        self.asked_to_stop = 0
        self.would_lose = []
        self.changed_addresses = []

    def file(self, parent, start):
        return self.next_file

    def folder(self, parent, start):
        return self.next_folder

    def model(self, parent, start):
        return self.next_model

    def address(self, parent, start, known):
        self.changed_addresses.append(start)
        self.known_addresses = tuple(known)
        return Typed(self.next_address or self.next_typed, self.next_address is not None)

    def open_rules(self, parent, start):
        return self.next_rules

    def save_rules(self, parent, start):
        return self.next_saved_rules

    def save_test(self, parent, start):
        return self.next_test

    def session(self, parent, start):
        return self.next_session

    def save_export(self, parent, start):
        return self.next_export

    def leave(self, parent, what, saved):
        self.would_lose.append(what)
        return self.next_leave

    def record(self, parent, plan, folder):
        self.last_plan = plan
        return self.next_plan

    def stop(self, parent, ended):
        self.asked_to_stop += 1
        return self.next_stop

    def break_off(self, parent, what, ended):
        self.would_break.append(what)
        return self.next_break


class Told:
    """What the user answers a viewer, and what was asked."""

    def __init__(self):
        self.path = None
        self.lose = self.break_off = False
        self.asked = []

    def asking(self):
        from app.viewer.asking import Asking

        def session(_parent, start):
            self.asked.append(("session", start))
            return self.path

        def lose(_parent, why):
            self.asked.append(("lose", why))
            return self.lose

        def break_off(_parent, what, _ended):
            self.asked.append(("break off", what))
            return self.break_off

        return Asking(session, session, lambda *_: self.path, lose, break_off)
