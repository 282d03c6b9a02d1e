"""When rules go off, by literal values; and that it is the same live and afterwards."""

import time
from dataclasses import replace

import numpy as np
import pytest
from live_fakes import PATIENCE_S, FakePipeline, FedSource, happy_face, wait_for_end
from session_fakes import begun, happy

from fer_core import CLASSES, Engine, begin_session, open_session
from fer_core.rules.evaluator import Evaluator, Sample
from fer_core.rules.language import Rule
from fer_core.rules.live import RulesSink
from fer_core.rules.recorded import duration_s, try_rules
from fer_core.session.folder import new_session_folder
from fer_core.types import Face, Frame, FrameResult

STARTLED = Rule("startled", "surprise", "above", 0.7, for_s=0.3)
NOBODY = Rule("nobody", "faces", "below", 1, for_s=5)
CROWD = Rule("crowd", "faces", "above", 2)
NEW_LABEL = Rule("new label", "label", "changes")


def evaluator(*rules):
    return Evaluator(rules, [cells.column for cells in begun().table])


def face(face_id=1, **values):
    return {"face_id": face_id, **values}


def went_off(rules, course):
    """Return (t_s, name, face, what) of what goes off; ``course`` has (t_s, face, ...), without a face time passes."""
    found = evaluator(*rules)
    firings = [
        firing for t_s, *faces in course for firing in (found.step(Sample(t_s, faces)) if faces else found.advance(t_s))
    ]
    return [(firing.t_s, firing.rule.name, firing.face_id, firing.what) for firing in firings], found.held_back


def at_30(values, *, start=0, face_id=1):
    """Return a course of 30 frames a second, a probability of surprise each."""
    return [(round((start + i) / 30, 4), face(face_id, p_surprise=value)) for i, value in enumerate(values)]


def test_a_class_has_to_be_above_for_as_long_as_is_asked():
    # Nine frames are 267 ms, ten are 300 ms.
    assert went_off([STARTLED], at_30([0.1, *[0.8] * 9, 0.1]))[0] == []
    assert went_off([STARTLED], at_30([0.1, *[0.8] * 10, 0.1]))[0] == [(0.3333, "startled", 1, "surprise 0.80")]


def test_the_limit_itself_is_neither_above_nor_below():
    below = Rule("calm", "surprise", "below", 0.7)
    assert went_off([replace(STARTLED, for_s=0), below], at_30([0.7] * 5))[0] == []
    assert went_off([below], at_30([0.6999]))[0] == [(0.0, "calm", 1, "surprise 0.70")]


def test_a_break_begins_anew():
    assert went_off([STARTLED], at_30([*[0.8] * 8, 0.7, *[0.8] * 8]))[0] == []


def test_it_goes_off_once_until_it_stops_and_is_there_again():
    course = at_30([*[0.8] * 60, 0.1, *[0.9] * 20])
    assert went_off([STARTLED], course)[0] == [
        (0.3, "startled", 1, "surprise 0.80"),
        (round(61 / 30 + 0.3, 4), "startled", 1, "surprise 0.90"),
    ]


def test_a_number_that_there_is_not_is_neither_above_nor_below():
    rules = [Rule("high", "surprise", "above", 0.0), Rule("low", "surprise", "below", 1.0)]
    for nothing in (None, float("nan")):
        assert went_off(rules, at_30([nothing] * 5))[0] == []


def test_each_face_is_watched_for_itself_or_one_alone():
    course = [(i / 10, face(1, p_surprise=0.9), face(2, p_surprise=0.9 if i >= 5 else 0.1)) for i in range(12)]
    assert [found[:3] for found in went_off([STARTLED], course)[0]] == [(0.3, "startled", 1), (0.8, "startled", 2)]
    assert [found[:3] for found in went_off([replace(STARTLED, face=2)], course)[0]] == [(0.8, "startled", 2)]


def test_a_face_that_is_not_seen_for_a_moment_goes_on_and_one_that_was_away_begins_anew():
    rule = [replace(STARTLED, for_s=1)]
    blinking = [(t, face(1, p_surprise=0.9)) for t in (0.0, 0.4, 0.8, 1.2)]
    assert went_off(rule, blinking)[0] == [(1.0, "startled", 1, "surprise 0.90")]
    away = [(t, face(1, p_surprise=0.9)) for t in (0.0, 0.4, 0.9, 1.2)]
    assert went_off(rule, away)[0] == []


def test_nobody_is_counted_from_the_last_face_on():
    course = [(0.5, face()), (5.4,), (5.49,), (5.5,), (5.6,), (20.0,), (20.5, face()), (21.0, face()), (25.9,), (27.0,)]
    assert went_off([NOBODY], course)[0] == [(5.5, "nobody", None, "0 faces"), (26.0, "nobody", None, "0 faces")]


def test_nobody_from_the_start_on():
    assert went_off([NOBODY], [(4.9,), (5.0,)])[0] == [(5.0, "nobody", None, "0 faces")]


def test_a_gap_between_two_frames_of_a_slow_computer_is_not_nobody():
    at_once = replace(NOBODY, for_s=0)
    assert went_off([at_once], [(0.0, face()), (0.9, face()), (1.8, face())])[0] == []
    assert went_off([at_once], [(0.0, face()), (1.0, face())])[0] == [(0.0, "nobody", None, "0 faces")]


def test_more_than_so_many_faces():
    course = [(0.0, *map(face, (1, 2))), (0.1, *map(face, (1, 2, 3))), (0.2, *map(face, (1, 2, 3, 4)))]
    assert went_off([CROWD], course)[0] == [(0.1, "crowd", None, "3 faces")]


def labels(*words, step_s=0.1):
    return [(round(i * step_s, 4), face(label=word)) for i, word in enumerate(words)]


def test_a_label_changes_but_the_first_one_is_no_change():
    assert went_off([NEW_LABEL], labels("happy", "happy", "sad", "sad"))[0] == [(0.2, "new label", 1, "happy to sad")]


def test_a_label_that_does_not_stay_is_no_change():
    slow = replace(NEW_LABEL, for_s=0.3)
    assert went_off([slow], labels(*["happy"] * 5, "sad", "sad", *["happy"] * 8))[0] == []
    found, _ = went_off([slow], labels(*["happy"] * 5, *["sad"] * 4))
    assert found == [(0.8, "new label", 1, "happy to sad")]


def test_a_face_that_cannot_be_read_has_no_label_and_keeps_the_one_it_had():
    course = labels("happy", None, "", "happy", "sad")
    assert went_off([NEW_LABEL], course)[0] == [(0.4, "new label", 1, "happy to sad")]


def test_a_label_and_a_flag_can_be_waited_for():
    rules = [Rule("smile", "label", "is", "happy", for_s=0.2), Rule("dark", "quality", "is", "dark")]
    course = [(i / 10, face(label="happy", quality="small|dark" if i > 1 else "darker")) for i in range(4)]
    assert went_off(rules, course)[0] == [(0.2, "smile", 1, "label happy"), (0.2, "dark", 1, "quality dark")]


def test_what_would_go_off_at_every_frame_is_held_back_and_counted():
    course = labels(*["happy", "sad"] * 15)
    found, held_back = went_off([NEW_LABEL], course)
    assert [t_s for t_s, *_ in found] == [0.1, 1.1, 2.1]
    assert held_back == {"new label": 26}


def test_refractory_time_is_counted_for_each_face():
    course = [(i / 10, *(face(n, label="happy" if i % 2 else "sad") for n in (1, 2))) for i in range(5)]
    found, held_back = went_off([replace(NEW_LABEL, refractory_s=10)], course)
    assert [(t_s, who) for t_s, _, who, _ in found] == [(0.1, 1), (0.1, 2)]
    assert held_back == {"new label": 6}


def test_a_rule_that_is_off_does_nothing_and_needs_nothing():
    off = replace(STARTLED, when="joy", on=False)
    assert went_off([off], at_30([0.9] * 30)) == ([], {})


# Live and recorded


def eventful(seed=3):
    """Return results in which a lot happens: faces come, go, flicker and change, and nobody is there for a while."""
    random = np.random.default_rng(seed)
    results, t = [], 100.0
    for index in range(900):
        t += float(random.choice([0.033, 0.034, 0.07]))
        empty = 200 <= index < 330 or index >= 850
        faces = () if empty else tuple(_face(random, number, index, t) for number in range(1, 2 + index // 250))
        frame = Frame(index, t, np.zeros((4, 4, 3), np.uint8), t)
        coming = index % 250 > 230 and not empty
        newcomer = (_candidate(random, 2 + index // 250, index, t),) if coming else ()
        results.append(
            FrameResult(frame, faces, candidates=newcomer, pending=frozenset(one.track.key for one in newcomer))
        )
    return results


def _face(random, number, index, t):
    strength = np.full(7, 0.3)
    strength[(index // 40 + number) % 7] = 6.0
    probabilities = random.dirichlet(strength).astype(np.float32)
    found = happy_face(number, t, CLASSES, seen=bool(random.random() > 0.1))
    if found.expression is None:
        return found
    said = replace(found.expression, probabilities=probabilities, label=CLASSES[int(probabilities.argmax())])
    return replace(found, expression=said, quality=("dark",) if index % 100 < 40 else ())


def _candidate(random, number, index, t):
    found = _face(random, number, index, t)
    track = replace(found.track, id=0, key=number, confirmed=False, seen=True)
    return Face(track, found.quality, found.outputs, found.expression)


RULES = (
    Rule("startled", "surprise", "above", 0.4, for_s=0.1),
    Rule("high", "happy", "above", 0.6543),
    replace(NOBODY, for_s=3),
    CROWD,
    replace(CROWD, name="few", test="below", value=3, for_s=1),
    replace(NEW_LABEL, for_s=0.2, refractory_s=2),
    Rule("dark", "quality", "is", "dark", for_s=1),
    Rule("unsure", "confidence", "below", 0.5, face=1),
)


def test_what_goes_off_live_goes_off_in_the_recorded_session(tmp_path):
    session, firings = begun(), []
    record, sinks = begin_session(new_session_folder(tmp_path, "talk"), session, ["csv"])
    live = RulesSink(RULES, lambda firing, t: firings.append((firing, t)))
    everyone = (*sinks, live)
    for sink in everyone:
        sink.open(session)
    results = eventful()
    for result in results:
        for sink in everyone:
            sink.write(result)
    live.close()
    record.ended(sinks[0].close())
    tried = try_rules(RULES, open_session(tmp_path / "talk"))
    assert sorted((one.t_s, one.rule.name, one.face_id or 0, one.what) for one, _ in firings) == sorted(
        (one.t_s, one.rule.name, one.face_id or 0, one.what) for one in tried.firings
    )
    assert live.held_back == tried.held_back
    assert {one.rule.name for one in tried.firings} == {rule.name for rule in RULES}
    assert len(tried.firings) > 40
    zero = results[0].frame.t
    assert all(t == pytest.approx(zero + one.t_s, abs=1e-3) for one, t in firings)


def test_nobody_at_the_end_is_known_from_the_description(tmp_path):
    session = begun()
    record, (sink,) = begin_session(new_session_folder(tmp_path, "talk"), session, ["csv"])
    sink.open(session)
    for index in range(100):
        sink.write(happy(index) if index < 40 else happy(index, faces=0))
    record.ended(sink.close())
    found = open_session(tmp_path / "talk")
    assert duration_s(found) == pytest.approx(9.9)
    assert [firing.t_s for firing in try_rules([NOBODY], found).firings] == [8.9]
    (tmp_path / "talk" / "session.json").unlink()
    assert try_rules([NOBODY], open_session(tmp_path / "talk" / "talk.csv")).firings == ()


def test_a_table_that_was_sorted_by_face_gives_the_same(tmp_path):
    lines = [f"{i},{i / 10},{face},{'happy' if i < 5 else 'sad'}\n" for face in (1, 2) for i in range(10)]
    path = tmp_path / "sorted.csv"
    path.write_text("".join(["frame,t_s,face_id,label\n", *lines, lines.pop(0)]))
    rules = [Rule("two", "faces", "above", 1, for_s=0.5), replace(NEW_LABEL, for_s=0.2)]
    found = open_session(path)
    firings = [(one.rule.name, one.t_s, one.face_id) for one in try_rules(rules, found).firings]
    assert firings == [("two", 0.5, None), (NEW_LABEL.name, 0.7, 1), (NEW_LABEL.name, 0.7, 2)]
    assert duration_s(found) == 0.9


def test_a_session_without_a_row_can_be_tried():
    session = begun()
    assert Evaluator([NOBODY], [cells.column for cells in session.table]).advance(6.0)[0].t_s == 5.0


# Through the engine


def test_the_last_marks_of_a_rule_reach_the_file_although_everything_ends(tmp_path):
    source = FedSource([*range(40), None], live=False)
    at_work, session = [], begun()

    class Slow(RulesSink):
        def _evaluate(self, result):
            time.sleep(0.005)
            super()._evaluate(result)

    def begin():
        record, sinks = begin_session(new_session_folder(tmp_path, "talk"), session, ["csv", "events"])
        rules = Slow(
            [Rule("late", "happy", "above", 0.5, for_s=3.85)],
            lambda firing, t: engine.mark("rule", firing.text, firing.face_id, t),
        )
        at_work.extend(engine.attach(sink, session, on_end=record.ended) for sink in sinks)
        at_work.append(engine.attach(rules, session))

    engine = Engine(lambda: source, FakePipeline, on_ready=begin)
    engine.start()
    wait_for_end(engine)
    assert all(working.wait(PATIENCE_S).complete for working in at_work)
    assert engine.stop(PATIENCE_S) == ()
    (mark,) = open_session(tmp_path / "talk").marks
    assert (mark.t_s, mark.kind, mark.face_id, mark.text) == (3.85, "rule", 1, "late: happy 0.76")
