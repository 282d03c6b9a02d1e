import weakref
from dataclasses import replace

import numpy as np
import pytest
from tiny_model import SPEC as TINY

from fer_core.embedding_window import EmbeddingWindow, resample

SPEC = replace(TINY, embedding_size=3, window=31, rate_hz=20.0)


def signal(t):
    """A smooth series of three numbers over time."""
    t = np.asarray(t, np.float64)
    return np.stack([np.sin(2 * t), 0.5 * t, np.cos(1.3 * t)], axis=-1).astype(np.float32)


def window_of(times, spec=SPEC):
    window = EmbeddingWindow(spec)
    for t in times:
        window.add(float(t), signal(t))
    return window


def times_at(rate_hz, until=4.0):
    return until - np.arange(int(until * rate_hz), -1, -1) / rate_hz


def with_drops(times, share, seed=0):
    keep = np.random.default_rng(seed).random(len(times)) >= share
    keep[0] = keep[-1] = True
    return times[keep]


@pytest.mark.parametrize("rate_hz", [12.0, 15.0, 20.0, 30.0, 60.0])
def test_the_frame_rate_does_not_change_the_window(rate_hz):
    found, valid = window_of(times_at(rate_hz)).resampled()
    assert valid == 31
    np.testing.assert_allclose(found, signal(4.0 - np.arange(30, -1, -1) / 20), atol=0.005)


@pytest.mark.parametrize("rate_hz", [12.0, 30.0])
def test_dropped_frames_do_not_change_the_window(rate_hz):
    found, valid = window_of(with_drops(times_at(rate_hz), 0.4)).resampled()
    assert valid == 31
    np.testing.assert_allclose(found, signal(4.0 - np.arange(30, -1, -1) / 20), atol=0.03)


def test_the_newest_embedding_is_exact():
    rng = np.random.default_rng(1)
    window = EmbeddingWindow(SPEC)
    for t in np.cumsum(rng.uniform(0.01, 0.1, 60)):
        newest = rng.normal(0, 100, 3).astype(np.float32)
        window.add(float(t), newest)
        found, valid = window.resampled()
        np.testing.assert_array_equal(found[valid - 1], newest)


def test_at_the_window_s_own_rate_nothing_is_interpolated():
    times = np.arange(100) / 20
    found, _ = window_of(times).resampled()
    np.testing.assert_allclose(found, signal(times[-31:]), atol=1e-6)


def test_between_two_embeddings_the_way_is_straight():
    found = resample(np.array([0.0, 1.0]), np.array([[0.0], [10.0]], np.float32), rate_hz=4.0, length=9)
    np.testing.assert_allclose(found[:, 0], [0.0, 2.5, 5.0, 7.5, 10.0])


def test_the_grid_runs_backwards_from_the_newest():
    found = resample(np.array([0.0, 1.1]), np.array([[0.0], [11.0]], np.float32), rate_hz=4.0, length=9)
    np.testing.assert_allclose(found[:, 0], [1.0, 3.5, 6.0, 8.5, 11.0], rtol=1e-6)


def test_one_embedding_is_a_window_of_one():
    found, valid = window_of([3.0]).resampled()
    assert valid == 1
    np.testing.assert_array_equal(found[0], signal(3.0))
    assert not found[1:].any()


def test_a_short_series_is_padded_at_its_end():
    found, valid = window_of(times_at(30.0, until=0.5)).resampled()
    assert found.shape == (31, 3)
    assert found.dtype == np.float32
    assert valid == 11
    np.testing.assert_allclose(found[:11], signal(np.arange(11) / 20), atol=0.005)
    assert not found[11:].any()


def test_an_empty_window_cannot_be_read():
    window = EmbeddingWindow(SPEC)
    assert not window.full
    with pytest.raises(ValueError, match="empty window"):
        window.resampled()


@pytest.mark.parametrize("rate_hz", [7.0, 12.0, 29.97, 30.0, 60.0])
def test_full_once_the_embeddings_span_the_window(rate_hz):
    window = EmbeddingWindow(SPEC)
    for i in range(200):
        window.add(i / rate_hz, signal(i / rate_hz))
        assert window.full == (i / rate_hz >= 1.5 - 1e-6)
        assert window.full == (window.resampled()[1] == 31)


def test_full_survives_the_rounding_of_time_stamps():
    window = window_of([7.0, 7.7, 8.5 - 1e-9])
    assert window.full
    assert window.resampled()[1] == 31


def test_an_embedding_of_the_same_moment_replaces_the_newest():
    window = window_of([0.0, 0.1])
    again = np.array([7.0, 8.0, 9.0], np.float32)
    window.add(0.1, again)
    found, valid = window.resampled()
    assert valid == 3
    np.testing.assert_array_equal(found[2], again)
    np.testing.assert_array_equal(found[0], signal(0.0))


def test_time_that_runs_backwards_moves_nothing():
    window = window_of([0.0, 0.1])
    late = np.array([7.0, 8.0, 9.0], np.float32)
    window.add(0.04, late)
    window.add(0.2, signal(0.2))
    found, valid = window.resampled()
    assert valid == 5
    np.testing.assert_allclose(found[2], late)
    np.testing.assert_array_equal(found[4], signal(0.2))


def test_a_long_gap_is_bridged_and_nothing_older_counts():
    window = window_of([0.0, 0.5, 1.0, 31.0])
    found, valid = window.resampled()
    assert valid == 31
    assert window.full
    share = ((31.0 - np.arange(30, -1, -1) / 20) - 1.0) / 30.0
    np.testing.assert_allclose(found, signal(1.0) * (1 - share[:, None]) + signal(31.0) * share[:, None], rtol=1e-4)


def test_what_left_the_window_no_longer_counts():
    spoiled = EmbeddingWindow(SPEC)
    for t in times_at(30.0):
        spoiled.add(float(t), signal(t) if t > 2.4 else np.full(3, 1e6, np.float32))
    np.testing.assert_array_equal(spoiled.resampled()[0], window_of(times_at(30.0)).resampled()[0])


def test_a_window_of_one_step_reads_the_newest_alone():
    found, valid = window_of([0.0, 1.0, 2.0], replace(SPEC, window=1)).resampled()
    assert valid == 1
    np.testing.assert_array_equal(found, signal([2.0]))


def test_old_embeddings_are_let_go():
    window = EmbeddingWindow(SPEC)
    seen = []
    for t in np.arange(0, 20, 1 / 30):
        embedding = signal(t)
        seen.append(weakref.ref(embedding))
        window.add(float(t), embedding)
    del embedding
    assert sum(ref() is not None for ref in seen) <= 1.5 * 30 + 3
