"""Several faces as one."""

import math

import numpy as np
import pytest
from summary_fakes import course_of, session_of

from fer_core.session.group import Synchrony, room, synchrony, windowed_correlation
from fer_core.spec import CLASSES

HAPPY, SAD = CLASSES.index("happy"), CLASSES.index("sad")
EDGES = np.arange(0.0, 5.0)


def test_the_room_is_the_mean_of_the_faces_that_are_there():
    # One is happy for four seconds, the other sad from the second one to the third one.
    session = session_of(*course_of(("happy", 4.0)), *course_of(("sad", 2.0), face=2, start_s=1.0))
    found = room(session, EDGES)
    assert found.labels == CLASSES
    np.testing.assert_allclose(found.faces, [1, 2, 2, 1], atol=1e-9)
    np.testing.assert_allclose(found.shares[:, HAPPY], [0.7, 0.375, 0.375, 0.7])
    np.testing.assert_allclose(found.shares[:, SAD], [0.05, 0.375, 0.375, 0.05])
    np.testing.assert_allclose(found.shares.sum(axis=1), 1.0)


def test_nobody_there_is_nothing_and_not_nobody_happy():
    session = session_of(*course_of(("happy", 1.0)), *course_of(("sad", 1.0), start_s=3.0))
    found = room(session, EDGES)
    assert found.faces.tolist() == pytest.approx([1, 0, 0, 1])
    assert np.isnan(found.shares[1:3]).all()


def test_a_face_that_is_not_read_does_not_count():
    session = session_of(*course_of(("happy", 1.0)), *course_of(("", 1.0), face=2))
    found = room(session, EDGES)
    assert found.faces[0] == pytest.approx(1.0)
    assert found.shares[0, HAPPY] == pytest.approx(0.7)


def test_frames_that_come_faster_do_not_make_a_face_more_important():
    session = session_of(*course_of(("happy", 4.0), fps=5), *course_of(("sad", 4.0), fps=30, face=2))
    np.testing.assert_allclose(room(session, EDGES).shares[:, HAPPY], 0.375)


def test_an_empty_session_has_an_empty_room():
    found = room(session_of(), EDGES)
    assert np.isnan(found.shares).all()
    assert not found.faces.any()


# Two faces


def waves(seconds, lag_s=0.0, seed=1, fps=10):
    """Return a smooth course in [0, 1] that never comes again."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * fps)) / fps - lag_s
    parts = [np.sin(2 * np.pi * (t / rng.uniform(4, 25) + rng.random())) for _ in range(9)]
    return 0.5 + sum(parts) / 20


def pair_of(one, other, fps=10):
    def rows(face, course):
        for i, value in enumerate(course):
            p = np.zeros(7)
            p[HAPPY], p[SAD] = value, 1 - value
            yield (i / fps, face, "happy", "", False, p)

    return session_of(*rows(1, one), *rows(2, other))


def test_a_face_that_follows_another_one_is_found_with_its_lag():
    found = synchrony(pair_of(waves(240), waves(240, lag_s=0.8)), (1, 2))
    assert found.faces == (1, 2)
    np.testing.assert_allclose(found.lag_s, 0.8)
    assert found.mean > 0.98
    assert found.mean > found.window_by_chance > found.chance
    assert found.p_value == 0.01
    turned = synchrony(pair_of(waves(240), waves(240, lag_s=0.8)), (2, 1), surrogates=0)
    np.testing.assert_allclose(turned.lag_s, -0.8)


def test_two_faces_that_do_not_know_of_each_other_are_as_chance_has_it():
    found = synchrony(pair_of(waves(240, seed=1), waves(240, seed=2)), (1, 2))
    # Chance itself is far from 0: that is what the comparison is for.
    assert found.chance > 0.2
    assert abs(found.mean - found.chance) < 0.15
    assert found.p_value > 0.05


def test_classes_can_be_chosen():
    found = synchrony(pair_of(waves(60), waves(60)), (1, 2), labels=["happy"])
    assert found.mean == pytest.approx(1.0)


def test_windows_stand_where_they_are():
    found = synchrony(pair_of(waves(30), waves(30)), (1, 2))
    # The first one from the furthest lag on, the last one until the furthest lag before the end.
    assert found.t_s[0] == pytest.approx(7.0)
    assert found.t_s[-1] == pytest.approx(23.0)
    assert np.diff(found.t_s) == pytest.approx(1.0)


def test_too_short_to_compare_with_chance():
    found = synchrony(pair_of(waves(30), waves(30)), (1, 2))
    assert found.mean == pytest.approx(1.0)
    assert math.isnan(found.chance)
    assert math.isnan(found.p_value)


@pytest.mark.parametrize("other", [np.full(600, 0.5), np.full(600, np.nan), waves(5)])
def test_a_face_that_does_not_move_or_is_not_there_goes_with_nobody(other):
    found = synchrony(pair_of(waves(60), other), (1, 2))
    assert isinstance(found, Synchrony)
    assert np.isnan(found.correlation).all()
    assert math.isnan(found.mean)


def test_faces_that_never_met():
    session = session_of(*course_of(("happy", 20.0)), *course_of(("sad", 20.0), face=2, start_s=100.0))
    assert math.isnan(synchrony(session, (1, 2)).mean)


def test_a_correlation_is_that_of_the_textbook():
    rng = np.random.default_rng(0)
    one, other = rng.random((2, 40, 1))
    other[25] = np.nan
    found = windowed_correlation(one, other, 8, 3, 4)
    assert found.shape == (7, 7)
    for row, begin in enumerate(range(3, 30, 4)):
        for column, lag in enumerate(range(-3, 4)):
            part = other[begin + lag : begin + lag + 8, 0]
            wanted = np.nan if np.isnan(part).any() else np.corrcoef(one[begin : begin + 8, 0], part)[0, 1]
            np.testing.assert_allclose(found[row, column], wanted)
