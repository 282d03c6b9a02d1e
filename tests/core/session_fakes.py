"""Sessions that are being written, and sinks that a test drives."""

import csv
import threading
from pathlib import Path

from live_fakes import PATIENCE_S, happy_result, picture_frame, pipeline_description

from fer_core.session.description import SourceFacts, start_session
from fer_core.sinks.base import Outcome, Policy
from fer_core.spec import CLASSES

DESK = SourceFacts("camera", "Desk", 64, 48, 30.0)

# The table of a recording as fer-live 0.1 wrote it.
HEADER_1 = (
    "session,frame,t_s,time_utc,source_t_s,face_id,x0,y0,x1,y1,detection_score,label,confidence,uncertain,label_set,"
    + ",".join(f"p_{label}" for label in CLASSES)
    + ",ready,quality,latency_ms\n"
)
ROWS_1 = (
    "'=talk,7,0.0000,2025-11-02T09:30:00.100Z,,1,1.0,2.0,30.2,40.5,0.8750,happy,0.7600,false,happy|sad,"
    "0.0400,0.0400,0.0400,0.7600,0.0400,0.0400,0.0400,true,small|dark,12.3\n"
    "'=talk,8,0.0333,2025-11-02T09:30:00.133Z,,1,1.0,2.0,30.2,40.5,0.8750,,,,,,,,,,,,,,12.3\n"
)


def begun(name="talk", *, labels=CLASSES, source=DESK, pipeline=None, **options):
    """Return a session that begins now."""
    return start_session(name, source, pipeline or pipeline_description(labels), **options)


def happy(index, t=None, *, faces=1, labels=CLASSES, **picture):
    """Return a result with happy faces at ``index / 10`` seconds."""
    return happy_result(picture_frame(index, t, **picture), faces, labels)


def table(path):
    """Return the rows of a CSV as they stand there."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class FakeSink:
    """Notes what it is given; ``fails`` says where it raises what, ``gate`` holds up every write."""

    name = "fake"
    path = Path("fake.csv")

    def __init__(self, policy=Policy.EVERY, *, gated=False, **fails):
        self.policy = policy
        self.fails = fails
        self.gate = threading.Semaphore(0) if gated else None
        self.entered = threading.Semaphore(0)
        self.got = []
        self.calls = []

    @property
    def written(self):
        return len(self.got)

    @property
    def indices(self):
        return [result.frame.index for result in self.got]

    def _call(self, name):
        self.calls.append(name)
        if name in self.fails:
            raise self.fails[name]

    def open(self, session):
        self.session = session
        self._call("open")

    def write(self, result):
        self.entered.release()
        if self.gate is not None:
            assert self.gate.acquire(timeout=PATIENCE_S)
        self._call("write")
        self.got.append(result)

    def flush(self):
        self._call("flush")

    def close(self):
        self._call("close")
        return Outcome(self.name, complete=True, written=self.written, unit="results")
