"""A sink at work: its thread, its queue, and what became of it."""

import itertools
import threading

import pytest
from live_fakes import PATIENCE_S, wait_until
from session_fakes import FakeSink, begun, happy, table

from fer_core.errors import SinkError
from fer_core.sinks import attached
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.base import Policy
from fer_core.sinks.csv import CsvSink
from fer_core.sinks.function import FunctionSink


@pytest.fixture
def attach():
    """Attach sinks, which all end with the test; no thread may be left."""
    at_work = []

    def start(sink, *, live=True, session=None, **told):
        at_work.append(AttachedSink(sink, session or begun(), live=live, **told))
        return at_work[-1]

    yield start
    for working in at_work:
        gate = getattr(working.sink, "gate", None)
        if gate is not None:
            gate.release(1000)
        working.finish()
        assert working.wait(PATIENCE_S) is not None
    wait_until(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("fer-sink")])


class FakeTime:
    """A steady clock that only moves when a test says so."""

    def __init__(self, now=1000.0):
        self.now = now

    def monotonic(self):
        return self.now


def ended(working):
    working.finish()
    outcome = working.wait(PATIENCE_S)
    assert outcome is not None
    assert working.outcome is outcome
    assert not working.active
    return outcome


def test_it_is_opened_with_its_session_written_and_closed_in_a_thread_of_its_own(attach):
    threads = set()

    class Watched(FakeSink):
        def _call(self, name):
            threads.add(threading.current_thread().name)
            super()._call(name)

    sink, session = Watched(), begun()
    working = attach(sink, session=session)
    for index in range(3):
        working.put(happy(index))
    assert working.active
    outcome = ended(working)
    assert sink.session is session
    assert [call for call in sink.calls if call != "flush"] == ["open", "write", "write", "write", "close"]
    assert threads == {"fer-sink-fake"} == {working.name}
    assert (outcome.complete, outcome.written, outcome.dropped) == (True, 3, 0)


# Who gets what


@pytest.mark.parametrize("live", [True, False])
def test_who_gets_every_result_loses_none_and_carries_no_picture(attach, live):
    sink = FakeSink(Policy.EVERY, gated=True)
    working = attach(sink, live=live)
    for index in range(500):
        working.put(happy(index))
    assert working.waiting >= 498
    sink.gate.release(500)
    assert ended(working).dropped == 0
    assert sink.indices == list(range(500))
    assert {result.frame.image.shape for result in sink.got} == {(0, 0, 3)}
    assert {result.faces[0].expression.label for result in sink.got} == {"happy"}


def test_who_gets_the_newest_of_a_live_source_misses_some_which_are_counted(attach):
    sink = FakeSink(Policy.NEWEST, gated=True)
    working = attach(sink)
    working.put(happy(0))
    assert sink.entered.acquire(timeout=PATIENCE_S)
    for index in range(1, 11):
        working.put(happy(index))
    sink.gate.release(2)
    wait_until(lambda: sink.written == 2)
    assert ended(working).dropped == 9
    assert sink.indices == [0, 10]
    assert sink.got[0].frame.image.shape == (48, 64, 3)


def test_who_gets_the_newest_holds_up_a_file_and_misses_nothing(attach):
    sink = FakeSink(Policy.NEWEST, gated=True)
    working = attach(sink, live=False)
    put = []

    def feed():
        for index in range(20):
            working.put(happy(index))
            put.append(index)

    thread = threading.Thread(target=feed, daemon=True)
    thread.start()
    assert sink.entered.acquire(timeout=PATIENCE_S)
    wait_until(lambda: len(put) == 5)
    thread.join(0.05)
    # One is being written and four wait: the sixth one finds no room.
    assert len(put) == 5
    sink.gate.release(20)
    thread.join(PATIENCE_S)
    assert ended(working).dropped == 0
    assert sink.indices == list(range(20))


def test_time_begins_with_the_first_result_that_is_handed_over(attach, tmp_path):
    # Not with the first one that is written: the rows of a slow disk come later.
    session = begun()
    first, second = FakeSink(gated=True), CsvSink(tmp_path / "talk.csv")
    one = attach(first, session=session)
    one.put(happy(10))
    other = attach(second, session=session)
    other.put(happy(13))
    assert ended(other).complete
    assert [row["t_s"] for row in table(second.path)] == ["0.3000"]


def test_what_comes_after_the_end_is_ignored(attach):
    sink = FakeSink()
    working = attach(sink)
    working.put(happy(0))
    ended(working)
    working.put(happy(1))
    assert sink.indices == [0]


# When the disk is slow


def test_the_user_is_told_once_when_three_hundred_wait_and_none_is_lost(attach):
    notes, sink = [], FakeSink(gated=True)
    working = attach(sink, on_note=notes.append)
    working.put(happy(0))
    assert sink.entered.acquire(timeout=PATIENCE_S)
    for index in range(1, 301):
        working.put(happy(index))
    assert (working.waiting, notes) == (300, [])
    working.put(happy(301))
    assert len(notes) == 1
    for index in range(302, 401):
        working.put(happy(index))
    assert notes == ["The disk is slow: rows of the recording are waiting in memory, and none is lost."]
    sink.gate.release(401)
    ended(working)
    assert sink.indices == list(range(401))


def test_what_was_written_is_brought_to_the_disk_every_half_second(attach, monkeypatch):
    time = FakeTime()
    monkeypatch.setattr(attached, "time", time)

    class Ticking(FakeSink):
        def write(self, result):
            super().write(result)
            time.now += 0.125

    sink = Ticking()
    working = attach(sink)
    for index in range(12):
        working.put(happy(index))
    ended(working)
    writes = ["write"] * 4 + ["flush"]
    assert sink.calls == ["open", *writes, *writes, *writes, "close"]


def test_a_slow_flush_is_not_followed_by_the_next_one_at_once(attach, monkeypatch):
    # The half second is counted from the end of the last flush, not from its start.
    time = FakeTime()
    monkeypatch.setattr(attached, "time", time)

    class SlowDisk(FakeSink):
        def write(self, result):
            super().write(result)
            time.now += 0.01

        def flush(self):
            super().flush()
            time.now += 0.6

    sink = SlowDisk()
    working = attach(sink)
    for index in range(400):
        working.put(happy(index))
    ended(working)
    assert sink.written == 400
    # Four seconds of writing.
    assert 6 <= sink.calls.count("flush") <= 8
    between = [len(list(group)) for name, group in itertools.groupby(sink.calls) if name == "write"]
    assert min(between[:-1]) >= 49


def test_it_is_flushed_while_nothing_new_comes(attach, monkeypatch):
    monkeypatch.setattr(attached, "FLUSH_S", 0.01)
    sink = FakeSink()
    working = attach(sink)
    wait_until(lambda: sink.calls.count("flush") >= 3)
    ended(working)


def test_rows_reach_the_disk_twice_a_second():
    assert attached.FLUSH_S == 0.5


# What goes wrong


@pytest.mark.parametrize("step", ["open", "write", "flush", "close"])
@pytest.mark.parametrize(
    "failure",
    [
        (SinkError("The disk is full."), "The disk is full."),
        (
            ZeroDivisionError("boom"),
            "The recording has stopped after something unexpected (ZeroDivisionError). What was written until now is "
            "kept; the log file says more.",
        ),
    ],
)
def test_a_sink_that_fails_at_any_step_is_closed_and_has_one_outcome(attach, monkeypatch, caplog, step, failure):
    error, says = failure
    monkeypatch.setattr(attached, "FLUSH_S", 0.01)
    outcomes = []
    sink = FakeSink(**{step: error})
    working = attach(sink, on_end=lambda outcome: outcomes.append(outcome) or outcome)
    working.put(happy(0))
    if step == "close":
        working.finish()
    outcome = working.wait(PATIENCE_S)
    assert outcomes == [outcome]
    assert (outcome.complete, outcome.message, outcome.error) == (False, says, error)
    assert sink.calls.count("close") == 1
    # What is expected to go wrong is no matter for the log, unless it is in the way of the file's end.
    assert bool(caplog.records) == (not isinstance(error, SinkError) or step == "close")
    working.put(happy(1))
    assert not working.active


def test_the_first_failure_is_the_one_that_counts(attach, caplog):
    first, second = SinkError("The disk is full."), SinkError("It cannot be closed either.")
    outcome = attach(FakeSink(open=first, close=second)).wait(PATIENCE_S)
    assert outcome.error is first
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_a_sink_that_fails_holds_up_no_file(attach):
    sink = FakeSink(Policy.NEWEST, gated=True, write=SinkError("The disk is full."))
    working = attach(sink, live=False)
    done = threading.Event()

    def feed():
        for index in range(50):
            working.put(happy(index))
        done.set()

    threading.Thread(target=feed, daemon=True).start()
    sink.gate.release()
    assert done.wait(PATIENCE_S)
    assert not working.wait(PATIENCE_S).complete


def test_results_that_wait_when_it_fails_count_as_missed(attach):
    sink = FakeSink(gated=True, write=SinkError("The disk is full."))
    working = attach(sink)
    for index in range(5):
        working.put(happy(index))
    sink.gate.release()
    assert working.wait(PATIENCE_S).dropped == 4


def test_what_is_told_at_the_end_can_be_put_right_by_who_is_told(attach):
    working = attach(FakeSink(), on_end=lambda outcome: outcome.__class__("fake", complete=False, message="Not so."))
    assert ended(working).message == "Not so."


def test_whoever_fails_when_he_is_told_of_the_end_makes_it_no_success(attach, caplog):
    error = KeyError("boom")

    def fail(_outcome):
        raise error

    outcome = ended(attach(FakeSink(), on_end=fail))
    assert (outcome.complete, outcome.error) == (False, error)
    assert "something unexpected (KeyError)" in outcome.message
    assert [record.levelname for record in caplog.records] == ["ERROR"]


def test_waiting_gives_up_after_its_time_and_goes_on_later(attach):
    sink = FakeSink(gated=True)
    working = attach(sink)
    working.put(happy(0))
    working.finish()
    assert working.wait(0.01) is None
    assert working.outcome is None
    sink.gate.release()
    assert working.wait(PATIENCE_S).written == 1


def test_a_sink_does_not_wait_for_itself(attach):
    found = []

    def receive(_result):
        working.finish()
        found.append((working.in_own_thread, working.wait(PATIENCE_S)))

    ready = threading.Event()
    working = attach(FunctionSink(lambda result: ready.wait(PATIENCE_S) and receive(result)))
    working.put(happy(0))
    ready.set()
    assert working.wait(PATIENCE_S).complete
    assert found == [(True, None)]
    assert not working.in_own_thread


def test_a_clock_that_is_set_meanwhile_is_told_once(attach, monkeypatch):
    monkeypatch.setattr(attached, "FLUSH_S", 0.01)
    notes, session = [], begun()
    jumps = iter([None, 7.4])
    session.clock.new_jump_s = lambda: next(jumps, None)
    sink = FakeSink()
    working = attach(sink, session=session, on_note=notes.append)
    wait_until(lambda: sink.calls.count("flush") >= 5)
    ended(working)
    assert notes == ["The computer's clock was set by +7 s meanwhile; time_utc goes on from the start's clock."]
    assert session.notes == notes


# A function as a sink


def test_a_function_gets_each_result():
    got = []
    sink = FunctionSink(got.append)
    assert (sink.name, sink.policy, sink.path) == ("function", Policy.NEWEST, None)
    assert FunctionSink(got.append, Policy.EVERY).policy is Policy.EVERY
    sink.open(begun())
    result = happy(0)
    sink.write(result)
    sink.flush()
    assert got == [result]
    outcome = sink.close()
    assert (outcome.complete, outcome.written, outcome.unit, outcome.path) == (True, 1, "results", None)


def test_a_function_that_raises_has_failed_and_is_called_no_more(attach, caplog):
    calls = []

    def receive(result):
        calls.append(result.frame.index)
        raise ValueError("full")

    working = attach(FunctionSink(receive, Policy.EVERY))
    for index in range(3):
        working.put(happy(index))
    outcome = ended(working)
    assert calls == [0]
    assert (outcome.complete, outcome.written) == (False, 0)
    assert outcome.message == "What the results were given to has failed (ValueError); the log file says more."
    assert [record.levelname for record in caplog.records] == ["ERROR"]
