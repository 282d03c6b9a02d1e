"""A session in a few numbers a face."""

import math

import numpy as np
import pytest
from session_fakes import HEADER_1, ROWS_1
from summary_fakes import course_of, session_of

from fer_core.session.reader import open_session
from fer_core.session.summary import Span, summarise
from fer_core.spec import CLASSES

HAPPY, SAD = CLASSES.index("happy"), CLASSES.index("sad")


def shares(face):
    return {share.label: share.share for share in face.shares if share.share > 0}


def test_a_row_stands_until_the_next_one():
    # Happy for a second in ten rows, then sad for three seconds in three.
    rows = [(i / 10, 1, "happy") for i in range(10)] + [(1.0 + i, 1, "sad") for i in range(3)]
    (face,) = summarise(session_of(*rows, (4.0, 1, "sad")))
    assert face.seen_s == pytest.approx(4.1)
    assert shares(face) == pytest.approx({"happy": 1 / 4.1, "sad": 3.1 / 4.1})
    assert face.labels == CLASSES
    assert face.shares[SAD].seconds == pytest.approx(3.1)
    assert face.probabilities[SAD] == pytest.approx((3.1 * 0.7 + 0.05) / 4.1)


def test_a_table_with_the_fewest_columns_is_summed_up(tmp_path):
    path = tmp_path / "few.csv"
    path.write_text("t_s,face_id,label\n0.0,1,happy\n0.1,1,sad\n0.2,1,sad\n")
    (face,) = summarise(open_session(path))
    assert (face.labels, face.uncertain) == (("happy", "sad"), 0.0)
    assert shares(face) == pytest.approx({"happy": 1 / 3, "sad": 2 / 3})


def test_a_gap_is_not_seen_and_ends_a_span():
    session = session_of(*course_of(("sad", 1.0)), *course_of(("happy", 2.0), start_s=60.0))
    (face,) = summarise(session)
    assert (face.rows, face.first_s, face.last_s) == (30, 0.0, pytest.approx(61.9))
    assert face.seen_s == pytest.approx(3.0)
    assert [(span.label, round(span.start_s, 6), round(span.end_s, 6)) for span in face.spans] == [
        ("happy", 60.0, 62.0),
        ("sad", 0.0, 1.0),
    ]
    assert face.transitions.sum() == 0


def test_one_label_after_the_other_is_counted_and_measured():
    (face,) = summarise(session_of(*course_of(("sad", 2.0), ("happy", 1.0), ("sad", 0.5), ("happy", 3.0))))
    assert face.transitions[SAD, HAPPY] == 2
    assert face.transitions[HAPPY, SAD] == 1
    assert face.transitions.sum() == 3
    assert face.spans[0] == Span("happy", pytest.approx(3.5), pytest.approx(6.5))
    assert [round(span.seconds, 6) for span in face.spans] == [3.0, 2.0, 1.0, 0.5]


def test_what_was_not_read_and_what_makes_reading_hard():
    rows = [
        (0.0, 1, "", "edge"),
        (1.0, 1, "happy", "dark|turned", True),
        (2.0, 1, "happy", "dark"),
        (3.0, 1, "sad"),
    ]
    (face,) = summarise(session_of(*rows))
    assert face.unread == pytest.approx(0.25)
    assert face.uncertain == pytest.approx(1 / 3)
    assert shares(face) == pytest.approx({"happy": 2 / 3, "sad": 1 / 3})
    assert {flag: share for flag, share in face.quality.items() if share} == pytest.approx(
        {"edge": 0.25, "dark": 0.5, "turned": 0.25}
    )


def test_faces_come_by_the_time_in_which_they_were_seen():
    rows = [*course_of(("happy", 1.0), face=1), *course_of(("sad", 5.0), face=7), *course_of(("sad", 3.0), face=2)]
    assert [face.face_id for face in summarise(session_of(*rows))] == [7, 2, 1]


def test_a_span_is_cut_out():
    session = session_of(*course_of(("sad", 2.0), ("happy", 2.0)), *course_of(("fear", 1.0), face=2))
    (face,) = summarise(session, (1.5, 2.5))
    assert face.seen_s == pytest.approx(1.0)
    assert shares(face) == pytest.approx({"sad": 0.5, "happy": 0.5})
    assert face.transitions[SAD, HAPPY] == 1
    assert summarise(session, (100.0, 200.0)) == ()


def test_no_rows():
    assert summarise(session_of()) == ()


def test_one_row_counts_though_nobody_knows_how_long_it_stood():
    (face,) = summarise(session_of((0.0, 1, "happy")), replicates=50)
    assert (face.rows, face.seen_s) == (1, 0.0)
    assert shares(face) == {"happy": 1.0}
    assert face.shares[HAPPY].low is None
    assert face.spans == ()


def test_a_face_that_was_never_read():
    (face,) = summarise(session_of((0.0, 1, ""), (1.0, 1, "")), replicates=50)
    assert face.unread == 1.0
    assert all(math.isnan(share.share) for share in face.shares)
    assert np.isnan(face.probabilities).all()


def test_rows_without_a_time_and_numbers_that_are_none_are_left_out():
    rows = [*course_of(("happy", 1.0)), (math.nan, 1, "sad"), (1.0, 1, "happy", "", False, [math.nan] * 7)]
    (face,) = summarise(session_of(*rows))
    assert face.rows == 11
    assert shares(face) == {"happy": 1.0}
    assert face.probabilities[HAPPY] == pytest.approx(0.7)


def test_a_label_that_has_no_probabilities_is_counted_too():
    session = session_of((0.0, 1, "happy"), (1.0, 1, "contempt"))
    (face,) = summarise(session)
    assert face.labels == (*CLASSES, "contempt")
    assert shares(face) == {"happy": 0.5, "contempt": 0.5}
    assert math.isnan(face.probabilities[-1])


def test_a_recording_of_the_first_version(tmp_path):
    (tmp_path / "old.csv").write_text(HEADER_1 + ROWS_1, encoding="utf-8")
    (face,) = summarise(open_session(tmp_path / "old.csv"))
    assert shares(face) == {"happy": 1.0}
    assert face.unread == 0.5
    assert face.quality["small"] == 0.5
