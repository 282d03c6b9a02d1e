"""Marks, from whoever sets them to events.csv and the other sinks."""

import errno
import threading
import time

import pytest
from live_fakes import PATIENCE_S, FakePipeline, FedSource, wait_until
from session_fakes import FakeSink, begun, happy

from fer_core import CsvSink, DataError, Engine, EventsSink, Mark, SinkError, TakesMarks, begin_session, open_session
from fer_core.mailbox import Bounded, Closed, Latest, Unbounded
from fer_core.session import record as record_module
from fer_core.session.clock import utc_text
from fer_core.session.events import UnplacedMark, read_marks, unplaced_mark
from fer_core.session.folder import new_session_folder
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.base import Policy
from fer_core.sinks.csv_table import RowFile
from fer_core.types import Frame


class MarkedSink(FakeSink):
    """Takes marks between results, and notes both in their order."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order = []

    def write(self, result):
        super().write(result)
        self.order.append(result.frame.index)

    def mark(self, mark):
        self._call("mark")
        self.order.append(mark.text)


def unplaced(text, t=0.0, *, kind="key", face_id=None, monotonic_s=0.0):
    return UnplacedMark(kind, text, face_id, t, monotonic_s)


def ended(working):
    working.finish()
    return working.wait(PATIENCE_S)


# Mailboxes


def test_what_is_put_always_is_not_replaced_and_comes_in_its_place():
    box = Latest()
    box.put(1)
    box.put_always("a")
    box.put(2)
    box.put_always("b")
    box.put_always("c")
    assert (len(box), box.overwritten) == (1, 1)
    assert [box.get(1) for _ in range(4)] == ["a", 2, "b", "c"]
    box.put(3)
    assert (box.get(1), box.overwritten) == (3, 1)


def test_what_is_put_always_waits_for_no_room_and_takes_up_none():
    box = Bounded(1)
    box.put_always("a")
    box.put(1)
    box.put_always("b")
    assert len(box) == 1
    assert [box.get(1) for _ in range(3)] == ["a", 1, "b"]


@pytest.mark.parametrize("make", [Latest, lambda: Bounded(1), Unbounded])
def test_nothing_is_put_always_into_a_closed_mailbox_and_what_is_inside_can_be_taken(make):
    box = make()
    box.put_always("a")
    box.close()
    with pytest.raises(Closed):
        box.put_always("b")
    assert box.poll() == "a"
    with pytest.raises(Closed):
        box.get(1)


# Sinks at work


@pytest.mark.parametrize("policy", list(Policy))
def test_no_mark_is_dropped_however_slow_the_sink_is(policy):
    sink = MarkedSink(policy, gated=True)
    working = AttachedSink(sink, begun(), live=True)
    working.put(happy(0))
    assert sink.entered.acquire(timeout=PATIENCE_S)
    for index in range(1, 50):
        working.put(happy(index))
        working.mark(unplaced(f"after {index}"))
    sink.gate.release(100)
    outcome = ended(working)
    assert [text for text in sink.order if isinstance(text, str)] == [f"after {index}" for index in range(1, 50)]
    if policy is Policy.EVERY:
        assert sink.order == [0, *(thing for index in range(1, 50) for thing in (index, f"after {index}"))]
    else:
        assert sink.order[:2] == [0, "after 1"]
        assert sink.order[-2:] == [49, "after 49"]
        assert outcome.dropped == 48


def test_a_sink_of_a_file_that_is_full_holds_up_nobody_who_marks():
    sink = MarkedSink(Policy.NEWEST, gated=True)
    working = AttachedSink(sink, begun(), live=False)
    for index in range(5):
        working.put(happy(index))
        if index == 0:
            assert sink.entered.acquire(timeout=PATIENCE_S)
    working.mark(unplaced("now"))
    sink.gate.release(5)
    assert ended(working).dropped == 0
    assert sink.order == [0, 1, 2, 3, 4, "now"]


def test_a_sink_that_takes_no_marks_gets_none():
    sink = FakeSink()
    assert not isinstance(sink, TakesMarks)
    assert not isinstance(CsvSink("x.csv"), TakesMarks)
    working = AttachedSink(sink, begun(), live=True)
    working.mark(unplaced("1"))
    working.put(happy(0))
    assert ended(working).complete
    assert sink.calls.count("write") == 1


def test_a_mark_after_the_end_is_ignored_and_one_that_fails_ends_the_sink():
    sink = MarkedSink(mark=SinkError("No more room."))
    working = AttachedSink(sink, begun(), live=True)
    working.mark(unplaced("1"))
    outcome = working.wait(PATIENCE_S)
    working.mark(unplaced("2"))
    assert (outcome.complete, outcome.message) == (False, "No more room.")
    assert sink.order == []


# Times


def test_a_mark_has_the_times_of_the_session():
    session = begun()
    session.clock.begin(happy(20).frame)
    mark = unplaced("3", 3.25, face_id=2, monotonic_s=session.clock.start_monotonic_s + 60).placed(session.clock)
    assert (mark.t_s, mark.kind, mark.face_id, mark.text) == (1.25, "key", 2, "3")
    assert mark.time_utc == utc_text(session.clock.utc(session.clock.start_monotonic_s + 60))
    assert unplaced("3", 1.5).placed(session.clock).t_s == 0.0


def test_before_its_first_picture_a_session_has_only_its_beginning():
    assert unplaced("1", 12.0).placed(begun().clock).t_s == 0.0


def frame(t, grabbed_t, source_t_s=None):
    return Frame(0, t, happy(0).frame.image, grabbed_t, source_t_s)


def test_now_is_now_of_a_camera_and_the_position_of_a_file(monkeypatch):
    monkeypatch.setattr(time, "monotonic", lambda: 107.5)
    live = unplaced_mark(frame(7.0, 107.0), "key", "1", None, None)
    assert (live.t, live.monotonic_s) == (7.5, 107.5)
    film = unplaced_mark(frame(7.0, 107.0, source_t_s=7.0), "key", "1", None, None)
    assert (film.t, film.monotonic_s) == (7.0, 107.0)
    earlier = unplaced_mark(frame(7.0, 107.0), "note", "there", 3, 5.0)
    assert (earlier.t, earlier.monotonic_s, earlier.text, earlier.face_id) == (5.0, 105.0, "there", 3)


# The file


def test_a_file_is_made_with_the_first_mark_and_ends_with_a_whole_row(tmp_path):
    sink = EventsSink(tmp_path / "events.csv")
    sink.open(begun())
    sink.write(happy(0))
    sink.flush()
    assert (sink.path, list(tmp_path.iterdir())) == (None, [])
    sink.mark(Mark(1.25, "2026-01-02T03:04:05.678Z", "key", None, "3"))
    assert sink.path == tmp_path / "events.csv"
    sink.mark(Mark(2.0, "2026-01-02T03:04:06.428Z", "rule", 2, "startled, 83 %"))
    text = (
        "t_s,time_utc,kind,face_id,text\n"
        "1.2500,2026-01-02T03:04:05.678Z,key,,3\n"
        '2.0000,2026-01-02T03:04:06.428Z,rule,2,"startled, 83 %"\n'
    )
    assert sink.path.read_text() == text
    sink.flush()
    outcome = sink.close()
    assert (outcome.complete, outcome.written, outcome.unit, outcome.path) == (True, 2, "marks", sink.path)
    assert sink.close().complete


def test_a_session_without_a_mark_has_no_such_file(tmp_path):
    sink = EventsSink(tmp_path / "events.csv")
    sink.open(begun())
    outcome = sink.close()
    assert (outcome.complete, outcome.path, outcome.written) == (True, None, 0)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["=SUM(A1)", "+1", "-1", "@home", "'=x", "two\nlines", 'a, b "c"', "ä 😀", ""])
def test_what_somebody_writes_is_no_formula_and_comes_back(text, tmp_path):
    sink = EventsSink(tmp_path / "events.csv")
    sink.open(begun())
    sink.mark(Mark(0.0, "2026-01-02T03:04:05.678Z", "note", None, text))
    sink.close()
    (mark,) = read_marks(sink.path)
    assert mark.text == text.replace("\n", " ")
    cell = sink.path.read_text().splitlines()[1].split(",", 4)[4].strip('"')
    assert not cell or cell[0] not in "=+-@"


def test_half_a_mark_is_never_left(tmp_path, monkeypatch):
    sink = EventsSink(tmp_path / "events.csv")
    sink.open(begun())
    sink.mark(Mark(0.0, "2026-01-02T03:04:05.678Z", "note", None, "one"))
    kept = sink.path.read_text()

    monkeypatch.setattr(RowFile, "append", full)
    with pytest.raises(
        SinkError, match=r"The disk is full, and the recording has stopped\. The 1 mark until now is in"
    ):
        sink.mark(Mark(1.0, "2026-01-02T03:04:06.678Z", "note", None, "two"))
    outcome = sink.close()
    assert not outcome.complete
    assert outcome.path.read_text() == kept


def test_a_file_that_is_taken_away_is_told(tmp_path):
    sink = EventsSink(tmp_path / "events.csv")
    sink.open(begun())
    sink.mark(Mark(0.0, "2026-01-02T03:04:05.678Z", "note", None, "one"))
    sink.path.unlink()
    with pytest.raises(SinkError, match=r"events\.csv has been moved or deleted"):
        sink.flush()
    assert not sink.close().complete


@pytest.mark.parametrize("t_s", ["nan", "inf", "soon", ""])
def test_a_mark_at_no_time_is_damage(t_s, tmp_path):
    path = tmp_path / "events.csv"
    path.write_text(f"t_s,time_utc,kind,face_id,text\n{t_s},,key,,1\n")
    with pytest.raises(DataError, match=r"events\.csv is damaged .* Take it out of the folder"):
        read_marks(path)


# The description


@pytest.fixture
def talk(tmp_path):
    """A session of a table and marks that is being written; nothing has been marked."""
    session = begun()
    record, sinks = begin_session(new_session_folder(tmp_path, "talk"), session, ["csv", "events"])
    for sink in sinks:
        sink.open(session)
    sinks[0].write(happy(0))
    return record, sinks


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


def test_who_had_nothing_to_write_and_ends_last_says_that_the_description_is_not_complete(talk, monkeypatch):
    record, (csv, events) = talk
    assert record.ended(csv.close()).complete
    monkeypatch.setattr(record_module, "replace_file", full)
    outcome = record.ended(events.close())
    assert not outcome.complete
    assert outcome.message.startswith("The description ")
    assert outcome.message.endswith("session.json could not be completed (No space left on device).")


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_fails_of_the_description_is_told_once(talk, monkeypatch, order):
    record, sinks = talk
    monkeypatch.setattr(record_module, "replace_file", full)
    outcomes = [record.ended(sinks[index].close()) for index in order]
    assert [outcome.sink for outcome in outcomes if not outcome.complete] == ["csv"]


# Through the engine


def test_marks_go_through_the_engine_into_the_session_and_the_description_says_so(tmp_path):
    source, pipeline = FedSource(), FakePipeline()
    engine = Engine(lambda: source, lambda: pipeline)
    assert not engine.mark("key", "1")
    engine.start()
    source.items.put(10)
    wait_until(lambda: engine.results.poll() is not None)
    session = begun()
    record, sinks = begin_session(new_session_folder(tmp_path, "talk"), session, ["csv", "events"])
    assert [file.name for file in record.description.files] == ["talk.csv"]
    working = [engine.attach(sink, session, on_end=record.ended) for sink in sinks]
    source.items.put(20)
    wait_until(lambda: engine.counters.analysed == 2)
    threads = [
        threading.Thread(target=engine.mark, args=("key", str(number)), kwargs={"t": 2.0 + number})
        for number in range(1, 10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert engine.mark("note", "here", 1)
    for one in working:
        one.finish()
    assert all(one.wait(PATIENCE_S).complete for one in working)
    assert engine.stop(PATIENCE_S) == ()
    found = open_session(tmp_path / "talk")
    assert found.status == "whole"
    assert {file.name: file.written for file in found.description.files} == {"talk.csv": 1, "events.csv": 10}
    keys = sorted((mark for mark in found.marks if mark.kind == "key"), key=lambda mark: mark.t_s)
    assert [(mark.t_s, mark.text) for mark in keys] == [(float(number), str(number)) for number in range(1, 10)]
    (note,) = (mark for mark in found.marks if mark.kind == "note")
    assert (note.face_id, note.text) == (1, "here")
