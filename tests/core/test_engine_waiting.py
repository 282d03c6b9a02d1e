"""A source that is lost is waited for."""

import threading

from live_fakes import PATIENCE_S, FakePipeline, FedSource, wait_until

from fer_core.engine import Engine, EngineState
from fer_core.errors import SourceError, SourceLost

LIVE_BACK_OFF = "fer_core.reading._BACK_OFF_S"


def kinds(events):
    return [event.kind for event in events]


def states(events):
    return [event.state for event in events if event.kind == "state"]


def test_a_lost_source_is_waited_for_and_goes_on(run, monkeypatch):
    monkeypatch.setattr(LIVE_BACK_OFF, (0.0,))
    source, pipeline = FedSource(), FakePipeline()
    engine = run(source, pipeline)
    source.items.put(0)
    assert engine.results.get(PATIENCE_S).frame.index == 0
    source.open_errors = [SourceError("Not yet."), SourceError("Not yet.")]
    source.items.put(SourceLost("Fed has stopped."))
    wait_until(lambda: source.opened == 2)
    assert engine.state is EngineState.WAITING
    source.items.put(7)
    assert engine.results.get(PATIENCE_S).frame.index == 7
    wait_until(lambda: engine.state is EngineState.RUNNING)
    events = engine.poll_events()
    assert states(events) == [
        EngineState.STARTING,
        EngineState.RUNNING,
        EngineState.WAITING,
        EngineState.RUNNING,
    ]
    assert [event.message for event in events[2:]] == [
        "Fed has stopped. Waiting for it to come back.",
        "Fed is back.",
    ]


def test_waiting_for_a_source_can_be_stopped(run, monkeypatch):
    monkeypatch.setattr(LIVE_BACK_OFF, (3600.0,))
    source = FedSource([0, SourceLost("Fed has stopped.")])
    engine = run(source, FakePipeline())
    wait_until(lambda: engine.state is EngineState.WAITING)
    assert engine.stop(PATIENCE_S) == ()
    assert engine.state is EngineState.STOPPED
    assert source.opened == 1


def test_a_frame_that_is_analysed_while_a_lost_source_is_waited_for_does_not_end_the_waiting(run, monkeypatch):
    monkeypatch.setattr(LIVE_BACK_OFF, (3600.0,))
    lost = threading.Event()
    source, pipeline = FedSource([0, SourceLost("Fed has stopped.")]), FakePipeline()
    analyse_all = Engine._analyse_all

    def late(engine, *what):
        # The first frame is only looked at once the source has been lost.
        lost.wait(PATIENCE_S)
        analyse_all(engine, *what)

    monkeypatch.setattr(Engine, "_analyse_all", late)
    engine = run(source, pipeline)
    wait_until(lambda: engine.state is EngineState.WAITING)
    lost.set()
    assert engine.results.get(PATIENCE_S).frame.index == 0
    wait_until(lambda: engine.counters.analysed == 1)
    assert engine.state is EngineState.WAITING
    assert states(engine.poll_events()) == [EngineState.STARTING, EngineState.WAITING]


def test_a_frame_that_comes_late_does_not_end_the_waiting_either(run, monkeypatch):
    monkeypatch.setattr(LIVE_BACK_OFF, (3600.0,))
    source, pipeline = FedSource([0]), FakePipeline(gated=True)
    engine = run(source, pipeline)
    assert pipeline.entered.acquire(timeout=PATIENCE_S)
    source.items.put(1)
    source.items.put(SourceLost("Fed has stopped."))
    wait_until(lambda: engine.state is EngineState.WAITING)
    pipeline.gate.release(2)
    wait_until(lambda: engine.counters.analysed == 2)
    assert engine.state is EngineState.WAITING
