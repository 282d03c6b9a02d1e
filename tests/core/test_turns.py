"""Faces that are read in turns: who waits longest comes first, and in between the last reading stands."""

import numpy as np
import pytest
from fake_faces import face

from fer_core.estimators.base import IN_TURNS, EstimatorDescription, PipelineDescription, Readings
from fer_core.estimators.turns import InTurns
from fer_core.outputs import Distribution, DistributionSpec, Reading
from fer_core.session.clock import SessionClock
from fer_core.session.columns import Row, table_of
from fer_core.types import Face, Frame, FrameResult, Track


class Counting:
    """Reads a face as how many frames it has read so far; faces in ``hidden`` cannot be read."""

    name, default = "counting", "mood"

    def __init__(self):
        self.sha256, self.outputs = {"file": "0"}, {"mood": DistributionSpec(("bad", "good"))}
        self.read, self.hidden, self.forgotten = [], set(), []

    def estimate(self, _frame, faces):
        self.read.append([track.key for track in faces])
        outputs = {"mood": Distribution(np.float32([len(self.read), 0]))}
        return Readings({t.key: Reading(outputs) for t in faces if t.key not in self.hidden}, {"encoder": 1.0})

    def forget(self, key):
        self.forgotten.append(key)


def tracks(*keys):
    return [Track(key, face(100 * key, 50), 0.0, 0.0, confirmed=True, key=key) for key in keys]


def frame(t):
    return Frame(0, t, np.zeros((4, 4, 3), np.uint8), 0.0)


def read_at(fps, seconds, count=1, **options):
    """Return the times at which the first of some faces is read, and who is read in each frame."""
    inner = Counting()
    turns = InTurns(inner, 20.0, **options)
    when = []
    for number in range(round(fps * seconds)):
        t = number / fps
        before = len(inner.read)
        found = turns.estimate(frame(t), tracks(*range(1, count + 1)))
        assert set(found.by_face) == set(range(1, count + 1)) or number < count
        if len(inner.read) > before and 1 in inner.read[-1]:
            when.append(t)
    return when, inner.read


@pytest.mark.parametrize(("fps", "expected_hz"), [(60, 20), (30, 20), (24, 20), (25, 20), (20, 20), (15, 15), (5, 5)])
def test_a_face_is_read_as_often_as_the_window_needs_it_and_never_more_often_than_there_are_frames(fps, expected_hz):
    when, _ = read_at(fps, 10)
    assert len(when) == pytest.approx(10 * expected_hz, abs=1)
    assert np.diff(when).max() <= 2 / min(fps, 20) + 1e-9


def test_of_many_faces_those_are_read_who_have_waited_longest():
    _, read = read_at(30, 2, count=10, most=4)
    assert max(len(keys) for keys in read) == 4
    last = dict.fromkeys(range(1, 11), -1)
    longest = 0
    for number, keys in enumerate(read):
        for key in keys:
            longest = max(longest, number - last[key])
            last[key] = number
    # Ten faces, four at a time: each in every third frame at least.
    assert longest == 3


def test_in_between_the_last_reading_stands_and_tells_its_time():
    inner = Counting()
    turns = InTurns(inner, 20.0)
    said = []
    for t in (0.0, 0.02, 0.04, 0.06):
        found = turns.estimate(frame(t), tracks(7))
        reading = found.by_face[7]
        said.append((reading.t, float(reading.outputs["mood"].logits[0]), found.timings_ms))
    assert said == [(0.0, 1, {"encoder": 1.0}), (0.0, 1, {}), (0.0, 1, {}), (0.06, 2, {"encoder": 1.0})]


def test_who_is_new_is_read_at_once_and_who_cannot_be_read_says_nothing():
    inner = Counting()
    turns = InTurns(inner, 20.0, most=2)
    turns.estimate(frame(0.0), tracks(1, 2))
    assert set(turns.estimate(frame(0.01), tracks(1, 2, 3)).by_face) == {1, 2, 3}
    inner.hidden.add(2)
    assert set(turns.estimate(frame(0.06), tracks(1, 2, 3)).by_face) == {1, 3}
    # It is tried again in the next frame.
    inner.hidden.clear()
    assert set(turns.estimate(frame(0.07), tracks(1, 2, 3)).by_face) == {1, 2, 3}


def test_those_who_cannot_be_read_leave_turns_to_the_others():
    inner = Counting()
    inner.hidden = {1, 2, 3, 4}
    turns = InTurns(inner, 20.0, most=4)
    for number in range(4):
        found = turns.estimate(frame(number / 30), tracks(1, 2, 3, 4, 5, 6))
    assert set(found.by_face) == {5, 6}


def test_a_clock_that_goes_back_makes_nobody_wait():
    inner = Counting()
    turns = InTurns(inner, 20.0)
    turns.estimate(frame(100.0), tracks(1))
    assert turns.estimate(frame(3.0), tracks(1)).by_face[1].t == 3.0


def test_who_is_forgotten_is_read_as_new():
    inner = Counting()
    turns = InTurns(inner, 20.0)
    turns.estimate(frame(0.0), tracks(1))
    turns.forget(1)
    assert inner.forgotten == [1]
    assert turns.estimate(frame(0.01), tracks(1)).by_face[1].t == 0.01


def test_it_is_described_as_what_it_lets_read():
    inner = Counting()
    turns = InTurns(inner, 20.0)
    assert (turns.name, turns.default, turns.sha256, turns.outputs) == (
        "counting",
        "mood",
        {"file": "0"},
        inner.outputs,
    )


@pytest.mark.parametrize("in_turns", [True, False])
def test_a_table_says_when_each_face_was_read_where_they_are_read_in_turns(in_turns):
    part = EstimatorDescription("counting", Counting().outputs, {})
    table = table_of(PipelineDescription((part,), "counting.mood", {IN_TURNS: in_turns}))
    found = [cells for cells in table if cells.column.name == "read_t_s"]
    assert len(found) == in_turns
    if in_turns:
        clock, faces = SessionClock(), (Face(tracks(1)[0], read_t=4.75), Face(tracks(2)[0]))
        clock.begin(frame(3.0))
        result = FrameResult(frame(5.0), faces)
        assert [found[0].value(Row("session", clock, result, one)) for one in faces] == [1.75, None]
