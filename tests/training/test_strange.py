"""A calibration that holds on two worlds of faces."""

import numpy as np
import pytest

from fer_core.outputs import Calibration, softmax
from training.export.strange import hold_among_strangers
from training.judge.metrics import COVERAGE, calibration_error, coverage_of


def world(count, right, seed):
    """Return logits that are very sure, and labels that they are right about as often as said."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 7, count)
    answers = np.where(rng.random(count) < right, labels, (labels + rng.integers(1, 7, count)) % 7)
    logits = rng.normal(0, 0.5, (count, 7)).astype(np.float32)
    logits[np.arange(count), answers] += 5
    return logits, labels


STILL, FILM = Calibration(1.2, 0.1), Calibration(1.8, 0.08)


def test_label_sets_hold_in_both_worlds_and_neither_is_forgotten():
    ours, theirs = world(2000, 0.9, 0), world(6000, 0.6, 1)
    still, film = hold_among_strangers(ours, theirs, STILL, FILM)
    for logits, labels in (ours, theirs):
        p = softmax(logits / np.float32(still.temperature))
        assert coverage_of(p, labels, still.threshold)[0] >= COVERAGE - 0.002
    told = [calibration_error(softmax(x / np.float32(still.temperature)), y) for x, y in (ours, theirs)]
    sure = [calibration_error(softmax(x), y) for x, y in (ours, theirs)]
    assert max(told) < max(sure) - 0.1
    assert film.temperature == pytest.approx(FILM.temperature * still.temperature / STILL.temperature)
    assert film.threshold == pytest.approx(FILM.threshold * still.threshold / STILL.threshold)


def test_the_larger_world_counts_no_more():
    ours, theirs = world(1000, 0.95, 0), world(1000, 0.6, 1)
    many = tuple(np.concatenate([part] * 8) for part in theirs)
    one, eight = (hold_among_strangers(ours, other, STILL, FILM)[0].temperature for other in (theirs, many))
    assert one == pytest.approx(eight, rel=0.1)


def test_the_same_world_twice_asks_for_what_it_asks_alone():
    ours = world(3000, 0.8, 0)
    once, _ = hold_among_strangers(ours, ours, STILL, FILM)
    other, _ = hold_among_strangers(ours, world(3000, 0.5, 1), STILL, FILM)
    assert other.temperature > once.temperature
    assert coverage_of(softmax(ours[0] / np.float32(once.temperature)), ours[1], once.threshold)[0] == pytest.approx(
        COVERAGE, abs=0.01
    )


def test_pictures_without_a_label_say_nothing():
    logits, labels = world(500, 0.8, 0)
    blind = np.concatenate([labels, np.full(300, -1)])
    padded = np.concatenate([logits, np.full((300, 7), 9, np.float32)])
    theirs = world(400, 0.6, 1)
    assert hold_among_strangers((padded, blind), theirs, STILL, FILM)[0].threshold == pytest.approx(
        hold_among_strangers((logits, labels), theirs, STILL, FILM)[0].threshold, rel=0.2
    )


def test_films_without_label_sets_get_none():
    _, film = hold_among_strangers(world(100, 0.8, 0), world(100, 0.6, 1), STILL, Calibration(1.5))
    assert film.threshold is None
