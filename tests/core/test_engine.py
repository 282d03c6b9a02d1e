import subprocess
import sys
import threading
from pathlib import Path

import pytest
from live_fakes import PATIENCE_S, DeafSource, FakePipeline, FedSource, wait_for_end, wait_until

from fer_core.engine import Engine, EngineState
from fer_core.errors import DetectorError, ModelError, SourceError
from fer_core.mailbox import Closed


def kinds(events):
    return [event.kind for event in events]


def states(events):
    return [event.state for event in events if event.kind == "state"]


def test_of_a_file_every_frame_is_analysed_in_order(run):
    source = FedSource([*range(60), None], live=False)
    pipeline, got = FakePipeline(), []
    engine = run(source, pipeline, on_result=got.append)
    wait_for_end(engine)
    assert pipeline.seen == list(range(60))
    assert [result.frame.index for result in got] == list(range(60))
    assert (engine.counters.captured, engine.counters.analysed, engine.counters.dropped) == (60, 60, 0)
    events = engine.poll_events()
    assert states(events) == [EngineState.STARTING, EngineState.RUNNING, EngineState.STOPPED]
    assert kinds(events)[-1] == "ended"
    assert (source.closed, pipeline.closed) == (1, 1)


def test_a_live_reader_that_is_late_goes_on_with_the_newest(run):
    source, pipeline = FedSource(), FakePipeline(gated=True)
    engine = run(source, pipeline)
    source.items.put(0)
    assert pipeline.entered.acquire(timeout=PATIENCE_S)
    for index in range(1, 10):
        source.items.put(index)
    wait_until(lambda: engine._frames.overwritten == 8)
    pipeline.gate.release(2)
    results = [engine.results.get(PATIENCE_S)]
    while results[-1].frame.index != 9:
        results.append(engine.results.get(PATIENCE_S))
    assert pipeline.seen == [0, 9]
    assert results[-1].dropped == 8
    assert engine.counters.dropped == 8


@pytest.mark.parametrize("live", [True, False])
def test_a_slow_pipeline_piles_up_no_pictures(run, live):
    source, pipeline = FedSource(range(100), live=live), FakePipeline(gated=True)
    run(source, pipeline)
    assert pipeline.entered.acquire(timeout=PATIENCE_S)
    if live:
        wait_until(source.items.empty)
    else:
        wait_until(lambda: source.items.qsize() <= 94)
    assert source.alive_images <= 7
    pipeline.gate.release(100)


def test_what_a_source_skips_counts_as_dropped(run):
    source = FedSource([5, 6, 9, None])
    pipeline = FakePipeline(gated=True)
    engine = run(source, pipeline)
    for _ in range(3):
        pipeline.gate.release()
    wait_for_end(engine)
    # Counting starts with the first frame that was analysed, whichever that was.
    first = pipeline.seen[0]
    assert engine.counters.captured == 9 - first + 1
    assert engine.counters.dropped == engine.counters.captured - len(pipeline.seen)


def test_a_camera_that_blocks_holds_up_nobody():
    source, pipeline = DeafSource([0]), FakePipeline()
    engine = Engine(lambda: source, lambda: pipeline)
    engine.start()
    engine.results.get(PATIENCE_S)
    assert engine.stop(0.2) == ("fer-capture",)
    assert engine.state is EngineState.STOPPED
    assert pipeline.closed == 1
    source.items.put(None)
    assert engine.stop(PATIENCE_S) == ()
    assert source.closed == 1


def test_a_camera_that_blocks_does_not_keep_the_process():
    code = """
import time
from live_fakes import DeafSource, FakePipeline
from fer_core.engine import Engine
engine = Engine(lambda: DeafSource([0]), FakePipeline)
engine.start()
engine.results.get(20)
print(engine.stop(0.1))
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("('fer-capture',)\n", "", 0)


def test_stop_is_harmless_twice_and_before_the_start():
    engine = Engine(FedSource, FakePipeline)
    assert engine.stop() == ()
    assert engine.stop() == ()
    assert engine.state is EngineState.STOPPED
    with pytest.raises(RuntimeError, match="runs once"):
        engine.start()


def test_an_engine_runs_once(run):
    engine = run(FedSource([None]), FakePipeline())
    wait_for_end(engine)
    with pytest.raises(RuntimeError, match="runs once"):
        engine.start()


def test_stop_wakes_who_waits_for_results(run):
    engine = run(FedSource(), FakePipeline())
    threading.Timer(0.05, engine.stop).start()
    with pytest.raises(Closed):
        engine.results.get(PATIENCE_S)


def failing(error):
    def make():
        raise error

    return make


@pytest.mark.parametrize(
    ("make_source", "make_pipeline", "says"),
    [
        (failing(SourceError("No camera.")), FakePipeline, "No camera."),
        (lambda: FedSource([0, SourceError("Broken.")]), FakePipeline, "Broken."),
        (lambda: FedSource([0, ValueError("boom")]), FakePipeline, "unexpected went wrong (ValueError in fer-capture)"),
        (FedSource, failing(ModelError("No model.")), "No model."),
        (FedSource, failing(KeyError("boom")), "unexpected went wrong (KeyError in fer-inference)"),
        (lambda: FedSource([0]), lambda: FakePipeline(error=DetectorError("No faces.")), "No faces."),
        (
            lambda: FedSource([0]),
            lambda: FakePipeline(error=ZeroDivisionError()),
            "(ZeroDivisionError in fer-inference)",
        ),
    ],
)
@pytest.mark.parametrize("live", [True, False])
def test_a_failure_in_any_thread_stops_the_engine_with_one_event(make_source, make_pipeline, says, live):
    def make():
        source = make_source()
        source.live = live
        return source

    engine = Engine(make, make_pipeline)
    engine.start()
    wait_until(lambda: engine.state is EngineState.FAILED)
    assert engine.stop(PATIENCE_S) == ()
    failures = [event for event in engine.poll_events() if event.kind == "failure"]
    assert len(failures) == 1
    assert says in failures[0].message
    assert failures[0].error is not None
    assert engine.state is EngineState.FAILED
    engine.results.poll()
    with pytest.raises(Closed):
        engine.results.get(PATIENCE_S)


def test_a_source_that_cannot_be_opened_is_a_failure(run):
    source = FedSource()
    source.open_errors = [SourceError("The camera is busy.")]
    engine = run(source, FakePipeline())
    wait_for_end(engine)
    assert engine.state is EngineState.FAILED
    assert [event.message for event in engine.poll_events() if event.kind == "failure"] == ["The camera is busy."]
    assert source.closed == 1


def test_notes_of_a_source_are_told_once(run):
    source = FedSource([0, None], live=False)
    source.said = ("It claims more than it holds.",)
    engine = run(source, FakePipeline())
    wait_for_end(engine)
    notes = [event.message for event in engine.poll_events() if event.kind == "note"]
    assert notes == ["It claims more than it holds."]


def test_a_receiver_that_fails_is_told_once_and_called_no_more(run, caplog):
    calls = []

    def receive(result):
        calls.append(result.frame.index)
        raise ValueError("full")

    engine = run(FedSource([0, 1, 2, None], live=False), FakePipeline(), on_result=receive)
    wait_for_end(engine)
    assert engine.state is EngineState.STOPPED
    assert engine.counters.analysed == 3
    assert calls == [0]
    (event,) = [event for event in engine.poll_events() if event.kind == "sink"]
    assert (event.outcome.sink, event.outcome.complete, event.outcome.written) == ("function", False, 0)
    assert isinstance(event.error, ValueError)
    assert "(ValueError)" in event.message
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_receiver_of_a_file_gets_every_result_however_slow_it_is(run):
    got, gate = [], threading.Semaphore(0)

    def receive(result):
        gate.acquire(timeout=PATIENCE_S)
        got.append(result.frame.index)

    engine = run(FedSource([*range(20), None], live=False), FakePipeline(), on_result=receive)
    wait_until(lambda: engine.counters.analysed >= 5)
    assert engine.state is EngineState.RUNNING
    gate.release(20)
    wait_for_end(engine)
    assert got == list(range(20))
    (event,) = [event for event in engine.poll_events() if event.kind == "sink"]
    assert (event.outcome.complete, event.outcome.written, event.outcome.dropped) == (True, 20, 0)


def test_a_slow_receiver_of_a_live_source_misses_some_which_are_counted(run):
    entered, gate = threading.Semaphore(0), threading.Semaphore(0)

    def receive(_result):
        entered.release()
        gate.acquire(timeout=PATIENCE_S)

    source = FedSource()
    engine = run(source, FakePipeline(), on_result=receive)
    for index in range(10):
        source.items.put(index)
        assert engine.results.get(PATIENCE_S).frame.index == index
        if index == 0:
            assert entered.acquire(timeout=PATIENCE_S)
    gate.release(2)
    source.items.put(None)
    wait_for_end(engine)
    (event,) = [event for event in engine.poll_events() if event.kind == "sink"]
    assert (event.outcome.written, event.outcome.dropped) == (2, 8)


def test_a_receiver_that_hangs_holds_up_neither_the_engine_nor_its_stop():
    hang = threading.Event()
    source = FedSource()
    engine = Engine(lambda: source, FakePipeline, on_result=lambda _: hang.wait(PATIENCE_S))
    engine.start()
    for index in range(5):
        source.items.put(index)
        assert engine.results.get(PATIENCE_S).frame.index == index
    assert engine.stop(0.2) == ("fer-sink-function",)
    hang.set()
    assert engine.stop(PATIENCE_S) == ()


def test_a_receiver_may_stop_the_engine(run):
    source = FedSource([0])
    stopped = threading.Event()

    def receive(_):
        engine.stop(PATIENCE_S)
        stopped.set()

    engine = Engine(lambda: source, FakePipeline, on_result=receive)
    engine.start()
    assert stopped.wait(PATIENCE_S)
    assert engine.state is EngineState.STOPPED


def test_a_clip_starts_with_its_first_picture_however_long_the_networks_load(run):
    loaded = threading.Event()
    source, pipeline = FedSource([*range(20), None]), FakePipeline()

    def load():
        loaded.wait(PATIENCE_S)
        return pipeline

    engine = Engine(lambda: source, load)
    engine.start()
    wait_until(lambda: source.opened == 1)
    assert source.items.qsize() == 21
    loaded.set()
    wait_for_end(engine)
    assert engine.stop(PATIENCE_S) == ()
    assert pipeline.seen[-1] == 19


def test_what_runs_is_known_while_it_runs(run):
    source, loaded = FedSource([0]), threading.Event()

    def load():
        loaded.wait(PATIENCE_S)
        return FakePipeline()

    engine = Engine(lambda: source, load)
    assert (engine.info, engine.pipeline) == (None, None)
    engine.start()
    wait_until(lambda: engine.info is not None)
    assert (engine.info.name, engine.pipeline) == ("Fed", None)
    loaded.set()
    engine.results.get(PATIENCE_S)
    assert engine.pipeline.spoken == "fake.logits"
    assert engine.stop(PATIENCE_S) == ()
