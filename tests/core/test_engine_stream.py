"""The engine on a live source for real: a loopback MJPEG server that plays, dies, comes back and falls silent."""

import itertools
import time

import numpy as np
import pytest
from live_fakes import PATIENCE_S, FakePipeline, happy_result, wait_until
from mjpeg_server import MjpegServer, read_stamp

from fer_core._cv2 import cv2
from fer_core.engine import Engine, EngineState
from fer_core.sources import Stream


@pytest.fixture(scope="module")
def pictures():
    """Return pictures as large as a camera's, so that keeping them would be noticed."""
    noise = np.random.default_rng(0).integers(0, 255, (36, 64, 3), np.uint8)
    picture = np.asarray(cv2.resize(noise, (640, 360)), np.uint8)
    return [np.roll(picture, 8 * step, axis=1) for step in range(8)]


@pytest.fixture
def camera(pictures):
    with MjpegServer(pictures, 30.0) as server:
        yield server


class StampPipeline(FakePipeline):
    """Reads the number in each picture."""

    def __init__(self, **options):
        super().__init__(**options)
        self.stamps = []

    def process(self, frame):
        self.stamps.append(read_stamp(frame.image))
        super().process(frame)
        return happy_result(frame)


@pytest.fixture
def play(camera):
    engines = []

    def start(pipeline, timeout_s=PATIENCE_S):
        engine = Engine(lambda: Stream(camera.url(), timeout_s), lambda: pipeline)
        engines.append(engine)
        engine.start()
        return engine

    yield start
    for engine in engines:
        assert engine.stop(PATIENCE_S) == ()


def test_pictures_arrive_in_order_each_once(play):
    pipeline = StampPipeline()
    engine = play(pipeline)
    wait_until(lambda: len(pipeline.stamps) >= 25)
    engine.stop(PATIENCE_S)
    assert all(a < b for a, b in itertools.pairwise(pipeline.stamps))
    # What is missing was dropped, and is counted.
    missing = pipeline.stamps[-1] - pipeline.stamps[0] + 1 - len(pipeline.stamps)
    assert engine.counters.dropped == missing


def test_a_slow_pipeline_goes_on_with_the_newest_and_counts_the_rest(play, camera):
    pipeline = StampPipeline(gated=True)
    engine = play(pipeline)
    assert pipeline.entered.acquire(timeout=PATIENCE_S)
    first = pipeline.stamps[0]
    camera.wait_for(first + 15)
    wait_until(lambda: engine._frames.overwritten >= 10)
    pipeline.gate.release()
    assert pipeline.entered.acquire(timeout=PATIENCE_S)
    # Not the oldest that waited, but one from the end of them.
    assert pipeline.stamps[1] >= first + 11
    pipeline.gate.release(1000)
    wait_until(lambda: engine.counters.dropped >= 10)


def test_times_are_of_the_monotonic_clock_and_increase(play):
    before = time.monotonic()
    engine = play(StampPipeline())
    frames = [engine.results.get(PATIENCE_S).frame for _ in range(10)]
    after = time.monotonic()
    assert all(a.t < b.t for a, b in itertools.pairwise(frames))
    assert before < frames[0].t
    assert frames[-1].t < after
    assert all(frame.source_t_s is None for frame in frames)


def test_a_server_that_dies_and_comes_back(play, camera):
    pipeline = StampPipeline()
    engine = play(pipeline)
    before = engine.results.get(PATIENCE_S).frame
    camera.stop()
    wait_until(lambda: engine.state is EngineState.WAITING)
    camera.start()
    wait_until(lambda: engine.state is EngineState.RUNNING)
    engine.results.poll()
    after = engine.results.get(PATIENCE_S).frame
    assert after.index > before.index
    assert after.t > before.t
    assert all(a < b for a, b in itertools.pairwise(pipeline.stamps))
    messages = [event.message for event in engine.poll_events() if event.kind == "state"]
    assert messages[2].endswith("has stopped sending pictures. Check the device and the network. "
                                "Waiting for it to come back.")  # fmt: skip
    assert messages[3].endswith("is back.")


def test_a_server_that_falls_silent_and_speaks_again(play, camera):
    engine = play(StampPipeline(), timeout_s=0.5)
    engine.results.get(PATIENCE_S)
    camera.fall_silent()
    wait_until(lambda: engine.state is EngineState.WAITING)
    camera.speak()
    wait_until(lambda: engine.state is EngineState.RUNNING)
    engine.results.poll()
    assert engine.results.get(PATIENCE_S).frame.index > 0


def test_a_silent_server_does_not_hold_up_the_stop(play, camera):
    engine = play(StampPipeline(), timeout_s=PATIENCE_S)
    engine.results.get(PATIENCE_S)
    camera.fall_silent()
    # The engine is at rest; the thread that OpenCV keeps is named.
    assert engine.stop(PATIENCE_S / 2) == ("fer-grab",)
    assert engine.state is EngineState.STOPPED
    camera.stop()
    wait_until(lambda: engine.stop(PATIENCE_S) == ())
