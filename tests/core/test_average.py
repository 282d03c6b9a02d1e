"""Link 4 of the chain by itself: the average over time."""

import numpy as np
import pytest
from series import change_at, random_series, sure

from fer_core.interpreter import Average


def run(series):
    average = Average()
    return [average.update(t, p) for t, p in series]


def two(first):
    return np.array([first, 1 - first], np.float32)


def test_the_first_frame_speaks_for_itself():
    p = sure(3)
    np.testing.assert_array_equal(Average().update(7.0, p), p)


def test_what_stays_the_same_is_not_changed():
    found = run([(i / 30, sure(4)) for i in range(100)])[-1]
    np.testing.assert_allclose(found, sure(4), atol=1e-6)
    assert found.dtype == np.float32


# The numbers are computed by hand for a step of 0.1 s from (1, 0): exp(-0.1 / 0.08) = 0.28650480 of the trend is left,
# and of the average exp(-0.1 / 0.2) = 0.60653066 while it is slow, exp(-0.1 / 0.04) = 0.08208500 while it is quick.


def test_the_trend_is_short():
    average = Average()
    average.update(0.0, two(1.0))
    average.update(0.1, two(0.8))
    np.testing.assert_allclose(average.trend, [0.85730096, 0.14269904], atol=1e-6)


def test_the_average_follows_the_trend_slowly_while_its_class_leads():
    # 0.60653066 + 0.39346934 * 0.85730096
    np.testing.assert_allclose(run([(0.0, two(1.0)), (0.1, two(0.8))])[-1], [0.94385231, 0.05614769], atol=1e-6)


def test_the_average_follows_the_trend_quickly_while_another_class_is_clearly_ahead():
    # 0.08208500 + 0.91791500 * 0.28650480
    np.testing.assert_allclose(run([(0.0, two(1.0)), (0.1, two(0.0))])[-1], [0.34507206, 0.65492794], atol=1e-6)


def test_clearly_ahead_is_a_third():
    # The trend is 0.71349520 * q ahead of 1 - 0.71349520 * q: by 0.3271 for the first, by 0.3342 for the second.
    slow, fast = (run([(0.0, two(1.0)), (0.1, two(1 - q))])[-1] for q in (0.930, 0.935))
    np.testing.assert_allclose(slow[0], 0.60653066 + 0.39346934 * 0.33644946, atol=1e-6)
    np.testing.assert_allclose(fast[0], 0.08208500 + 0.91791500 * 0.33288199, atol=1e-6)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rate_hz", [2.0, 12.0, 30.0, 240.0])
def test_probabilities_stay_probabilities(rate_hz, seed):
    for found in run(random_series(seed, rate_hz)):
        assert found.sum() == pytest.approx(1.0, abs=1e-5)
        assert (found >= 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_no_class_leaves_the_range_of_what_was_said_of_it(seed):
    series = random_series(seed)
    for number, found in enumerate(run(series), start=1):
        said = np.stack([p for _, p in series[:number]])
        assert (found >= said.min(axis=0) - 1e-6).all()
        assert (found <= said.max(axis=0) + 1e-6).all()


def test_it_is_a_weighted_mean_of_the_frames_until_now():
    # Each frame has a class of its own, so that the average is the weights themselves.
    count = 30
    for number, weights in enumerate(run([(i / 30, np.eye(count, dtype=np.float32)[i]) for i in range(count)])):
        assert weights.sum() == pytest.approx(1.0, abs=1e-5)
        assert (weights[: number + 1] > 0).all()
        assert (weights[number + 1 :] == 0).all()


def test_every_class_is_averaged_alike():
    # Another order of the classes is another order of the result, and nothing else.
    order = np.array([3, 6, 0, 5, 1, 4, 2])
    series = random_series(3)
    for plain, turned in zip(run(series), run([(t, p[order]) for t, p in series]), strict=True):
        np.testing.assert_allclose(turned, plain[order], atol=1e-7)


@pytest.mark.parametrize("rate_hz", [12.0, 30.0, 60.0])
def test_a_real_change_leads_within_a_third_of_a_second(rate_hz):
    series = change_at(rate_hz, sure(6), sure(3))
    leaders = [int(found.argmax()) for found in run(series)]
    first = leaders.index(3)
    assert 0 <= series[first][0] - 2.0 <= 1 / 3
    assert set(leaders[first:]) == {3}


def test_a_change_comes_through_in_full():
    np.testing.assert_allclose(run(change_at(30.0, sure(6), sure(3)))[-1], sure(3), atol=0.02)


def test_the_answer_does_not_depend_on_the_frame_rate():
    ends = [run(change_at(rate_hz, sure(6, 0.7), sure(6, 0.5), until=2.5 + 1e-9))[-1] for rate_hz in (12, 30, 60, 120)]
    for found in ends:
        np.testing.assert_allclose(found, ends[-1], atol=0.02)
    # Not because everything has arrived already.
    assert 0.5 + 0.02 < ends[-1][6] < 0.7 - 0.02


@pytest.mark.parametrize("rate_hz", [15.0, 24.0, 30.0, 60.0])
@pytest.mark.parametrize("confidence", [0.6, 0.99])
def test_one_frame_is_a_dent_and_makes_no_new_leader(rate_hz, confidence):
    series = change_at(rate_hz, sure(6), sure(6))
    middle = len(series) // 2
    series[middle] = (series[middle][0], sure(3, confidence))
    found = run(series)
    assert {int(p.argmax()) for p in found} == {6}
    assert 0.6 < min(p[6] for p in found) < 0.87


def test_after_a_long_gap_only_the_news_counts():
    np.testing.assert_allclose(run([(0.0, sure(6)), (60.0, sure(3))])[-1], sure(3), atol=1e-3)


def test_time_that_stands_still_or_runs_back_changes_nothing():
    average = Average()
    average.update(1.0, sure(6))
    before = average.update(1.1, sure(6, 0.7))
    for t in (1.1, 0.5, 1.1):
        np.testing.assert_array_equal(average.update(t, sure(3)), before)


def test_faces_are_averaged_apart():
    one, other = Average(), Average()
    one.update(0.0, sure(6))
    np.testing.assert_array_equal(other.update(0.1, sure(3)), sure(3))


def test_what_was_given_is_not_changed():
    average, first, second = Average(), sure(6), sure(3)
    average.update(0.0, first)
    average.update(0.5, second)
    np.testing.assert_array_equal(first, sure(6))
    np.testing.assert_array_equal(second, sure(3))


def test_any_number_of_classes_from_two_on():
    assert run([(0.0, sure(0, classes=2)), (0.1, sure(0, classes=2))])[-1].shape == (2,)
