"""Intervals that know that a frame says nearly what the one before it said."""

import numpy as np
import pytest

from fer_core.session.bootstrap import block_length, correlation_time, share_intervals


def course(rng, seconds, stay_s, shares=(0.6, 0.3, 0.1), fps=30):
    """Return a course that stays at a class for so long on average, then draws the next one."""
    rows = int(seconds * fps)
    jumps = rng.random(rows) < 1 / (stay_s * fps)
    jumps[0] = True
    drawn = rng.choice(len(shares), rows, p=shares)
    return drawn[np.maximum.accumulate(np.where(jumps, np.arange(rows), 0))]


def even(numbers, fps=30):
    return np.full(len(numbers), 1 / fps)


def test_a_course_remembers_for_as_long_as_it_stays():
    numbers = course(np.random.default_rng(1), 3600, 2.0)
    assert correlation_time(even(numbers), numbers, 3) == pytest.approx(2.0, rel=0.2)


def test_more_frames_of_the_same_course_say_nothing_more():
    numbers = course(np.random.default_rng(2), 300, 2.0, fps=5)
    few = share_intervals(even(numbers, 5), numbers, 3, 800, np.random.default_rng(0))
    many = np.repeat(numbers, 20)
    more = share_intervals(even(many, 100), many, 3, 800, np.random.default_rng(0))
    np.testing.assert_allclose(few[0], more[0], atol=0.02)
    assert few[1] == pytest.approx(more[1], rel=0.1)


def test_intervals_hold_the_truth_where_those_of_single_frames_do_not():
    rng = np.random.default_rng(3)
    held = alone = 0
    for _ in range(60):
        numbers = course(rng, 200, 2.0)
        ends, _block_s = share_intervals(rng.uniform(0.5, 1.5, numbers.size) / 30, numbers, 3, 300, rng)
        share = np.mean(numbers == 0)
        held += ends[0, 0] <= 0.6 <= ends[0, 1]
        alone += abs(share - 0.6) <= 1.96 * np.sqrt(share * (1 - share) / numbers.size)
    assert held >= 50
    assert alone <= 20


def test_unequal_distances_of_the_frames_count():
    # Happy in few long rows, sad in many short ones, for the same time in turns of a second.
    seconds = np.concatenate([[0.5, 0.5, *[0.05] * 20] for _ in range(60)])
    numbers = np.concatenate([[0, 0, *[1] * 20] for _ in range(60)])
    ends, _block_s = share_intervals(seconds, numbers, 2, 500, np.random.default_rng(0))
    assert ends[0, 0] < 0.5 < ends[0, 1]
    assert ends[0, 0] > 0.4
    assert ends[0, 1] < 0.6


def test_a_class_that_never_came_may_come_yet():
    numbers = course(np.random.default_rng(4), 300, 2.0, shares=(0.5, 0.5))
    ends, _block_s = share_intervals(even(numbers), numbers, 3, 200, np.random.default_rng(0))
    low, high = ends[2]
    assert low == 0.0
    # 75 moments or so that know nothing of each other: 1 - 0.025^(1/75).
    assert 0.03 < high < 0.08


@pytest.mark.parametrize("numbers", [[0] * 900, [0] * 450 + [1] * 450, [0]])
def test_too_little_changes_to_tell(numbers):
    found = np.array(numbers)
    assert share_intervals(even(found), found, 2, 200, np.random.default_rng(0)) is None


def test_the_same_seed_gives_the_same_interval():
    numbers = course(np.random.default_rng(5), 60, 1.0)
    one, other = (share_intervals(even(numbers), numbers, 3, 100, np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(one[0], other[0])


def test_blocks_grow_with_memory_and_with_the_cube_root_of_time():
    assert block_length(2.0, 1000.0) == pytest.approx(4000 ** (1 / 3))
    assert block_length(2.0, 8000.0) == pytest.approx(2 * block_length(2.0, 1000.0))
    assert block_length(50.0, 60.0) == pytest.approx(20.0)
