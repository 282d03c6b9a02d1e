import numpy as np
import pytest

from fer_core.smoothing import Smoother, is_uncertain


def sure(index, confidence=0.88, classes=7):
    """Probabilities that favour one class; the rest is spread over the others."""
    p = np.full(classes, (1 - confidence) / (classes - 1), np.float32)
    p[index] = confidence
    return p


def labels_of(smoother, series):
    return [int(smoother.update(t, p).argmax()) for t, p in series]


def change_at(rate_hz, before, after, until=4.0, change=2.0):
    times = np.arange(0, until, 1 / rate_hz)
    return [(float(t), before if t < change else after) for t in times]


def flipped_after(series, new, change=2.0):
    """Return the seconds after which the label stays the new one."""
    labels = labels_of(Smoother(), series)
    last_other = max(i for i, label in enumerate(labels) if label != new)
    return series[last_other + 1][0] - change


def test_the_first_frame_speaks_for_itself():
    p = sure(3)
    np.testing.assert_array_equal(Smoother().update(7.0, p), p)


def test_what_stays_the_same_is_not_changed():
    smoother = Smoother()
    for i in range(100):
        found = smoother.update(i / 30, sure(4))
    np.testing.assert_allclose(found, sure(4), atol=1e-6)
    assert found.dtype == np.float32


@pytest.mark.parametrize("rate_hz", [2.0, 12.0, 30.0, 240.0])
def test_probabilities_stay_probabilities(rate_hz):
    rng = np.random.default_rng(0)
    smoother = Smoother()
    for i in range(300):
        found = smoother.update(i / rate_hz, rng.dirichlet(np.full(7, 0.3)).astype(np.float32))
        assert found.sum() == pytest.approx(1.0, abs=1e-5)
        assert (found >= 0).all()


@pytest.mark.parametrize("rate_hz", [15.0, 24.0, 30.0, 60.0])
@pytest.mark.parametrize("confidence", [0.6, 0.99])
def test_one_frame_does_not_flip_the_label(rate_hz, confidence):
    series = change_at(rate_hz, sure(6), sure(6))
    middle = len(series) // 2
    series[middle] = (series[middle][0], sure(3, confidence))
    assert set(labels_of(Smoother(), series)) == {6}


def test_a_face_that_flickers_around_a_tie_keeps_its_label():
    rng = np.random.default_rng(1)
    base = np.array([0.05, 0.02, 0.03, 0.42, 0.03, 0.05, 0.40])
    raw = [(i / 30, p / p.sum()) for i in range(600) for p in [np.abs(base + rng.normal(0, 0.04, 7))]]
    series = [(t, p.astype(np.float32)) for t, p in raw]
    changes = np.count_nonzero(np.diff(labels_of(Smoother(), series)))
    assert np.count_nonzero(np.diff([int(p.argmax()) for _, p in series])) > 100
    assert changes <= 20


def spread(**shares):
    """Probabilities over seven classes: c0 to c6 as given, the others share what is left."""
    p = np.zeros(7)
    for name, share in shares.items():
        p[int(name[1:])] = share
    p[p == 0] = (1 - p.sum()) / (7 - len(shares))
    return p.astype(np.float32)


def steady(first, then, change=1.0, until=5.0):
    return change_at(30.0, first, then, until=until, change=change)


@pytest.mark.parametrize(("lead", "expected"), [(0.05, 4), (0.25, 4), (0.40, 6), (0.60, 6)])
def test_a_label_gives_way_to_a_clear_lead_only(lead, expected):
    news = spread(c4=0.35 - lead / 2, c6=0.35 + lead / 2)
    assert labels_of(Smoother(), steady(sure(4), news))[-1] == expected


def test_rivals_that_take_turns_do_not_show_one_after_the_other():
    rivals = [spread(c4=0.25, c6=0.36, c2=0.24), spread(c4=0.22, c6=0.20, c2=0.40), spread(c4=0.20, c5=0.42, c2=0.20)]
    series = [(i / 30, sure(4) if i < 30 else rivals[i // 20 % 3]) for i in range(300)]
    assert set(labels_of(Smoother(), series)) == {4}


def test_a_label_that_is_held_is_level_with_its_rivals_and_uncertain():
    smoother = Smoother()
    for t, p in steady(sure(4), spread(c4=0.20, c6=0.35, c2=0.29)):
        found = smoother.update(t, p)
    np.testing.assert_allclose(found[[2, 4, 6]], 0.28, atol=2e-3)
    assert found.argmax() == 4
    assert smoother.uncertain
    assert found.sum() == pytest.approx(1.0, abs=1e-5)


def test_a_class_that_is_no_rival_loses_nothing_to_the_label_that_is_held():
    smoother = Smoother()
    for t, p in steady(sure(4), spread(c4=0.30, c6=0.45, c2=0.20)):
        found = smoother.update(t, p)
    assert found[2] == pytest.approx(0.20, abs=1e-3)


def test_a_label_is_held_for_as_long_as_it_takes():
    # Seen in single precision: an average that only approaches the tie would end in it, and the first class would show.
    assert labels_of(Smoother(), steady(sure(4), spread(c4=0.30, c1=0.45), until=60.0))[-1] == 4


@pytest.mark.parametrize("rate_hz", [12.0, 30.0, 60.0])
def test_a_real_change_arrives_within_a_third_of_a_second(rate_hz):
    delay = flipped_after(change_at(rate_hz, sure(6), sure(3)), new=3)
    assert 0 < delay <= 1 / 3 + 1e-6


def test_a_change_comes_through_in_full():
    smoother = Smoother()
    for t, p in change_at(30.0, sure(6), sure(3)):
        found = smoother.update(t, p)
    np.testing.assert_allclose(found, sure(3), atol=0.02)


def test_the_answer_does_not_depend_on_the_frame_rate():
    ends = {}
    for rate_hz in (12.0, 30.0, 60.0, 120.0):
        smoother = Smoother()
        for t, p in change_at(rate_hz, sure(6, 0.7), sure(6, 0.5), until=2.5 + 1e-9):
            ends[rate_hz] = smoother.update(t, p)
    for found in ends.values():
        np.testing.assert_allclose(found, ends[120.0], atol=0.02)


def test_the_moment_of_a_change_does_not_depend_on_the_frame_rate():
    delays = [flipped_after(change_at(rate_hz, sure(6), sure(3)), new=3) for rate_hz in (20.0, 30.0, 60.0, 120.0)]
    # A frame counts for the time since the one before it: a slow camera may be early by a frame, or late by one.
    assert max(delays) - min(delays) <= 2 / 20 + 1e-6


def test_frames_that_were_dropped_do_not_hold_a_change_back():
    series = change_at(30.0, sure(6), sure(3))
    kept = [item for i, item in enumerate(series) if i % 7 in (0, 3, 4)]
    assert flipped_after(kept, new=3) <= 0.5


def test_after_a_long_gap_only_the_news_counts():
    smoother = Smoother()
    smoother.update(0.0, sure(6))
    np.testing.assert_allclose(smoother.update(60.0, sure(3)), sure(3), atol=1e-3)


def test_time_that_stands_still_or_runs_back_changes_nothing():
    smoother = Smoother()
    smoother.update(1.0, sure(6))
    before = smoother.update(1.1, sure(6))
    for t in (1.1, 0.5):
        np.testing.assert_array_equal(smoother.update(t, sure(3)), before)


def test_faces_are_smoothed_apart():
    one, other = Smoother(), Smoother()
    one.update(0.0, sure(6))
    np.testing.assert_array_equal(other.update(0.1, sure(3)), sure(3))


def test_what_was_given_is_not_changed():
    smoother, first, second = Smoother(), sure(6), sure(3)
    smoother.update(0.0, first)
    smoother.update(0.5, second)
    np.testing.assert_array_equal(first, sure(6))
    np.testing.assert_array_equal(second, sure(3))


def test_uncertain_while_two_classes_are_close():
    smoother = Smoother()
    assert not smoother.uncertain
    smoother.update(0.0, np.array([0.45, 0.40, 0.15], np.float32))
    assert smoother.uncertain
    for i in range(1, 120):
        smoother.update(i / 30, np.array([0.8, 0.1, 0.1], np.float32))
    assert not smoother.uncertain


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [([0.50, 0.40, 0.10], True), ([0.60, 0.40, 0.00], False), ([0.10, 0.45, 0.45], True), ([0.2, 0.7, 0.1], False)],
)
def test_uncertain_looks_at_the_two_most_probable(probabilities, expected):
    assert is_uncertain(np.array(probabilities)) is expected


def test_any_number_of_classes_from_two_on():
    smoother = Smoother()
    smoother.update(0.0, sure(0, classes=2))
    assert smoother.update(0.1, sure(0, classes=2)).shape == (2,)
    assert not smoother.uncertain
