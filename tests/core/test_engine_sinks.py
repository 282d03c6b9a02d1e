"""Sinks at a running engine: any number, attached and detached while it runs."""

import shutil
import sys
import threading

import pandas as pd
import pytest
from live_fakes import PATIENCE_S, FakePipeline, FedSource, wait_for_end, wait_until
from session_fakes import FakeSink, begun

from fer_core.engine import Engine, EngineState
from fer_core.errors import SinkError
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import open_session
from fer_core.sinks import attached
from fer_core.sinks.base import Policy
from fer_core.sinks.csv import CsvSink


@pytest.fixture
def running():
    """Return a running engine with its source, which has delivered frame 0."""
    source = FedSource([0])
    engine = Engine(lambda: source, FakePipeline)
    engine.start()
    assert engine.results.get(PATIENCE_S).frame.index == 0
    yield engine, source
    assert engine.stop(PATIENCE_S) == ()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("fer-")]


def feed(engine, source, indices):
    for index in indices:
        source.items.put(index)
        assert engine.results.get(PATIENCE_S).frame.index == index


def sinks_of(engine):
    return [event for event in engine.poll_events() if event.kind == "sink"]


def ended(working):
    working.finish()
    outcome = working.wait(PATIENCE_S)
    assert outcome is not None
    return outcome


def test_a_recording_holds_what_came_between_its_start_and_its_end(running, tmp_path):
    engine, source = running
    feed(engine, source, [1])
    working = engine.attach(CsvSink(tmp_path / "talk.csv"), begun())
    feed(engine, source, [2, 3, 4])
    outcome = ended(working)
    feed(engine, source, [5])
    table = pd.read_csv(outcome.path)
    assert table["frame"].tolist() == [2, 3, 4]
    assert table["t_s"].tolist() == [0.0, 0.1, 0.2]
    (event,) = sinks_of(engine)
    assert event.outcome is outcome
    assert (event.state, event.message, event.error) == (EngineState.RUNNING, "", None)
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("fer-sink")])


def test_another_recording_can_follow(running, tmp_path):
    engine, source = running
    for index in (1, 2):
        working = engine.attach(CsvSink(tmp_path / f"{index}.csv"), begun())
        feed(engine, source, [index])
        assert pd.read_csv(ended(working).path)["frame"].tolist() == [index]


def test_two_sinks_at_once_get_the_same(running):
    engine, source = running
    sinks = [FakeSink(), FakeSink()]
    session = begun()
    first = engine.attach(sinks[0], session)
    feed(engine, source, [1])
    second = engine.attach(sinks[1], session)
    feed(engine, source, [2, 3])
    ended(first)
    feed(engine, source, [4])
    ended(second)
    assert [sink.indices for sink in sinks] == [[1, 2, 3], [2, 3, 4]]


def test_a_session_of_two_files_is_whole_when_both_are(running, tmp_path):
    engine, source = running
    session = begun()
    record, sinks = begin_session(new_session_folder(tmp_path, "talk"), session, ["csv", "film"])
    at_work = [engine.attach(sink, session, on_end=record.ended) for sink in sinks]
    for index in (1, 2, 3):
        feed(engine, source, [index])
        wait_until(lambda index=index: [sink.written for sink in sinks] == [index, index])
    assert all(ended(working).complete for working in at_work)
    found = open_session(tmp_path / "talk")
    assert (found.status, found.row_count) == ("whole", 3)
    assert {file.name: file.written for file in found.description.files} == {"talk.csv": 3, "talk.mp4": 3}


def test_who_is_attached_when_all_is_ready_misses_nothing():
    sink, attached_to = FakeSink(), []
    source = FedSource([*range(30), None], live=False)
    engine = Engine(lambda: source, FakePipeline, on_ready=lambda: attached_to.append(engine.attach(sink, begun())))
    engine.start()
    wait_for_end(engine)
    assert attached_to[0].wait(PATIENCE_S).complete
    assert sink.indices == list(range(30))
    assert engine.stop(PATIENCE_S) == ()


def test_a_live_source_does_not_begin_before_all_is_ready():
    source, left = FedSource([0, 1, 2, None]), []

    def ready():
        # Whoever makes files takes a while.
        threading.Event().wait(0.1)
        left.append(source.items.qsize())

    engine = Engine(lambda: source, FakePipeline, on_ready=ready)
    engine.start()
    wait_for_end(engine)
    assert left == [4]
    assert engine.stop(PATIENCE_S) == ()


def test_on_ready_knows_source_and_pipeline():
    known = []
    engine = Engine(
        lambda: FedSource([0, None]), FakePipeline, on_ready=lambda: known.append((engine.info, engine.pipeline))
    )
    engine.start()
    wait_for_end(engine)
    ((info, pipeline),) = known
    assert (info.name, pipeline.model_name) == ("Fed", "fake")
    assert engine.stop(PATIENCE_S) == ()


def test_before_the_start_and_after_the_end_there_is_nothing_to_record():
    engine = Engine(lambda: FedSource([None]), FakePipeline)
    with pytest.raises(SinkError, match=r"There is nothing to record\. Start a camera or a file first\."):
        engine.attach(FakeSink(), begun())
    engine.start()
    wait_for_end(engine)
    with pytest.raises(SinkError, match="nothing to record"):
        engine.attach(FakeSink(), begun())
    assert engine.stop(PATIENCE_S) == ()
    with pytest.raises(SinkError, match="nothing to record"):
        engine.attach(FakeSink(), begun())


# Its end


def test_stopping_the_engine_finishes_the_sinks(running, tmp_path):
    engine, source = running
    folder = new_session_folder(tmp_path, "talk")
    session = begun()
    record, (table,) = begin_session(folder, session, ["csv"])
    working = engine.attach(table, session, on_end=record.ended)
    feed(engine, source, [1, 2])
    assert engine.stop(PATIENCE_S) == ()
    assert working.outcome.complete
    found = open_session(folder)
    assert (found.status, found.rows["frame"].tolist()) == ("whole", [1, 2])


@pytest.mark.parametrize("last", [None, ValueError("boom")])
@pytest.mark.parametrize("policy", list(Policy))
def test_a_source_that_ends_or_fails_finishes_the_sinks(last, policy):
    sink, attached_to = FakeSink(policy), []
    source = FedSource(live=False)
    engine = Engine(lambda: source, FakePipeline, on_ready=lambda: attached_to.append(engine.attach(sink, begun())))
    engine.start()
    for index in (0, 1, 2):
        source.items.put(index)
    wait_until(lambda: engine.counters.analysed == 3)
    source.items.put(last)
    wait_for_end(engine)
    # By itself: a window that is only looked at does not stop the engine.
    assert attached_to[0].wait(PATIENCE_S).complete
    assert sink.indices == [0, 1, 2]
    assert len(sinks_of(engine)) == 1
    assert engine.stop(PATIENCE_S) == ()


def test_a_pipeline_that_fails_keeps_what_was_analysed_until_then(tmp_path):
    class Failing(FakePipeline):
        def process(self, frame):
            if frame.index == 3:
                raise ZeroDivisionError
            return super().process(frame)

    source = FedSource(range(6), live=False)
    attached_to = []

    def attach():
        attached_to.append(engine.attach(CsvSink(tmp_path / "talk.csv"), begun()))

    engine = Engine(lambda: source, Failing, on_ready=attach)
    engine.start()
    wait_for_end(engine)
    assert engine.state is EngineState.FAILED
    outcome = attached_to[0].wait(PATIENCE_S)
    assert (outcome.complete, outcome.written) == (True, 3)
    assert engine.stop(PATIENCE_S) == ()


def test_a_slow_sink_holds_up_no_stop_and_everything_is_written_afterwards(running):
    engine, source = running
    sink = FakeSink(gated=True)
    working = engine.attach(sink, begun())
    feed(engine, source, range(1, 21))
    assert engine.stop(0.2) == ("fer-sink-fake",)
    assert engine.state is EngineState.STOPPED
    assert sinks_of(engine) == []
    sink.gate.release(20)
    outcome = working.wait(PATIENCE_S)
    assert (outcome.complete, outcome.dropped) == (True, 0)
    assert sink.indices == list(range(1, 21))
    assert [event.outcome for event in sinks_of(engine)] == [outcome]


def test_a_film_that_is_slow_does_not_keep_a_file_s_engine_from_stopping():
    sink = FakeSink(Policy.NEWEST, gated=True)
    source = FedSource(range(50), live=False)
    engine = Engine(lambda: source, FakePipeline, on_ready=lambda: engine.attach(sink, begun()))
    engine.start()
    # It holds up the inference.
    wait_until(lambda: engine.counters.analysed >= 5)
    assert engine.stop(0.2) == ("fer-sink-fake",)
    sink.gate.release(50)
    assert engine.stop(PATIENCE_S) == ()
    assert sink.indices == list(range(len(sink.indices)))


def test_a_sink_that_stops_the_engine_is_not_waited_for_by_itself():
    alive = []

    class Stopping(FakeSink):
        def write(self, result):
            super().write(result)
            alive.append(engine.stop(PATIENCE_S))

    engine = Engine(lambda: FedSource([0]), FakePipeline, on_ready=lambda: engine.attach(Stopping(), begun()))
    engine.start()
    wait_until(lambda: alive == [()])
    assert engine.stop(PATIENCE_S) == ()


def test_after_the_last_frame_of_a_file_there_is_nothing_to_record_though_a_film_is_still_written():
    film = FakeSink(Policy.NEWEST, gated=True)
    engine = Engine(
        lambda: FedSource([0, None], live=False), FakePipeline, on_ready=lambda: engine.attach(film, begun())
    )
    engine.start()
    wait_until(lambda: not engine._takes_sinks)
    assert engine.state is EngineState.RUNNING
    with pytest.raises(SinkError, match="nothing to record"):
        engine.attach(FakeSink(), begun())
    film.gate.release()
    wait_for_end(engine)
    assert engine.stop(PATIENCE_S) == ()


# What goes wrong


@pytest.mark.parametrize("step", ["open", "write", "flush", "close"])
def test_a_sink_that_fails_tells_one_event_and_the_engine_goes_on(running, monkeypatch, step):
    monkeypatch.setattr(attached, "FLUSH_S", 0.01)
    engine, source = running
    error = SinkError("The disk is full.")
    other = engine.attach(FakeSink(), begun())
    working = engine.attach(FakeSink(**{step: error}), begun())
    feed(engine, source, [1])
    if step == "close":
        working.finish()
    assert not working.wait(PATIENCE_S).complete
    (event,) = sinks_of(engine)
    assert (event.message, event.error, event.outcome) == ("The disk is full.", error, working.outcome)
    feed(engine, source, [2, 3])
    assert engine.state is EngineState.RUNNING
    assert ended(other).written == 3


def test_whoever_fails_when_he_is_told_of_the_end_is_told_as_an_event_too(running, caplog):
    engine, source = running

    def fail(_outcome):
        raise KeyError("boom")

    working = engine.attach(FakeSink(), begun(), on_end=fail)
    feed(engine, source, [1])
    outcome = ended(working)
    assert not outcome.complete
    (event,) = sinks_of(engine)
    assert (event.outcome, event.message) == (outcome, outcome.message)
    assert "(KeyError)" in event.message
    assert len(caplog.records) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete a file that is open")
def test_a_folder_that_vanishes_ends_the_recording_and_not_the_engine(running, tmp_path):
    engine, source = running
    (tmp_path / "talk").mkdir()
    working = engine.attach(CsvSink(tmp_path / "talk" / "talk.csv"), begun())
    feed(engine, source, [1])
    wait_until(lambda: working.sink.written == 1)
    shutil.rmtree(tmp_path / "talk")
    wait_until(lambda: not working.active)
    (event,) = sinks_of(engine)
    assert "has been moved or deleted" in event.message
    assert isinstance(event.error, SinkError)
    assert engine.state is EngineState.RUNNING
    again = engine.attach(CsvSink(tmp_path / "again.csv"), begun())
    feed(engine, source, [2])
    assert pd.read_csv(ended(again).path)["frame"].tolist() == [2]


def test_a_slow_disk_loses_no_row_and_holds_up_no_picture(running, monkeypatch):
    monkeypatch.setattr(attached, "_BACKLOG", 5)
    engine, source = running
    sink = FakeSink(gated=True)
    working = engine.attach(sink, begun())
    feed(engine, source, range(1, 21))
    notes = [event.message for event in engine.poll_events() if event.kind == "note"]
    assert notes == ["The disk is slow: rows of the recording are waiting in memory, and none is lost."]
    # What waits are results without their pictures.
    wait_until(lambda: source.alive_images <= 2)
    sink.gate.release(20)
    ended(working)
    assert sink.indices == list(range(1, 21))


def test_rows_reach_the_disk_while_nothing_new_comes(running, tmp_path, monkeypatch):
    synced = threading.Event()
    monkeypatch.setattr("fer_core.sinks.csv_table.os.fsync", lambda _: synced.set())
    engine, source = running
    engine.attach(CsvSink(tmp_path / "talk.csv"), begun())
    feed(engine, source, [1])
    for _ in range(3):
        synced.clear()
        assert synced.wait(PATIENCE_S)
