"""Rows of a face from its first frame on, although it is known only later that it is one."""

import pandas as pd
import pytest
from fake_faces import face, frame, pipeline_of
from live_fakes import PATIENCE_S, FedSource
from session_fakes import begun

from fer_core.engine import Engine
from fer_core.session.held_back import HeldBack
from fer_core.sinks.csv import CsvSink

SURE, DOUBTFUL = face(150, 10), face(10, 10, score=0.65)


def results(script, rate_hz=30.0):
    pipeline = pipeline_of(script)
    return [pipeline.process(frame(index, index / rate_hz)) for index in range(len(script))]


def through(found):
    """Return what comes out, as (number of the input at which it did, number of the frame, ids of its faces)."""
    held = HeldBack()
    out = [(at, known) for at, result in enumerate(found) for known in held.put(result)]
    out += [(len(found), known) for known in held.rest()]
    return [(at, known.frame.index, [seen.id for seen in known.seen]) for at, known in out]


def test_results_without_doubt_come_out_at_once():
    assert through(results([[SURE], [], [SURE]])) == [(0, 0, [1]), (1, 1, []), (2, 2, [1])]


def test_a_face_that_is_confirmed_has_been_there_from_its_first_frame_on():
    found = results([[]] + [[DOUBTFUL]] * 20)
    confirmed = next(index for index, result in enumerate(found) if result.faces)
    assert confirmed > 5
    out = through(found)
    assert [index for _, index, _ in out] == list(range(21))
    assert [ids for _, _, ids in out] == [[], *[[1]] * 20]
    assert [at for at, _, _ in out] == [0, *[confirmed] * confirmed, *range(confirmed + 1, 21)]


def test_what_was_read_of_it_before_comes_along():
    found = results([[DOUBTFUL]] * 20)
    held = HeldBack()
    out = [known for result in found for known in held.put(result)]
    first = out[0].seen[0]
    assert first.track.confirmed
    assert first.expression is found[0].candidates[0].expression
    assert (out[0].candidates, out[0].pending) == ((), frozenset())


def test_a_flicker_has_no_rows_and_holds_nobody_up_for_long():
    found = results([[SURE, DOUBTFUL]] * 4 + [[SURE]] * 10)
    out = through(found)
    assert [(index, ids) for _, index, ids in out] == [(index, [1]) for index in range(14)]
    # A tenth of a second after it was seen last.
    assert max(at - index for at, index, _ in out) <= 7


def test_others_wait_with_it_and_stand_by_id():
    found = results([[SURE, DOUBTFUL]] * 20)
    out = through(found)
    assert [ids for _, _, ids in out] == [[1, 2]] * 20


def test_at_the_end_who_is_not_known_yet_is_left_out():
    assert through(results([[SURE, DOUBTFUL]] * 3)) == [(3, 0, [1]), (3, 1, [1]), (3, 2, [1])]


def test_two_doubtful_faces_one_after_the_other():
    script = [[DOUBTFUL]] * 6 + [[DOUBTFUL, face(200, 100, score=0.65)]] * 14
    assert [ids for _, _, ids in through(results(script))] == [[1]] * 6 + [[1, 2]] * 14


@pytest.mark.parametrize(("frames", "ids"), [(12, [1, 2]), (3, [1])])
def test_in_a_live_recording_the_rows_come_later_and_in_order(tmp_path, frames, ids):
    pipeline, source, recordings = pipeline_of([[SURE, DOUBTFUL]] * frames), FedSource(), []

    def attach():
        recordings.append(engine.attach(CsvSink(tmp_path / "talk.csv"), begun(pipeline=pipeline.description)))

    engine = Engine(lambda: source, lambda: pipeline, on_ready=attach)
    engine.start()
    for index in range(frames):
        source.items.put(index)
        assert engine.results.get(PATIENCE_S).frame.index == index
    (recording,) = recordings
    recording.finish()
    outcome = recording.wait(PATIENCE_S)
    assert engine.stop(PATIENCE_S) == ()
    assert outcome.complete
    table = pd.read_csv(outcome.path)
    # Both from the first frame on, though one of them was doubtful at first; who is never confirmed has no row.
    assert table["frame"].tolist() == sorted(list(range(frames)) * len(ids))
    assert table["face_id"].tolist() == ids * frames
    assert table["t_s"].tolist() == pytest.approx([frame / 10 for frame in table["frame"]])
