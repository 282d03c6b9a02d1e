import json
import math

import numpy as np
import pytest
from tiny_model import save_tiny_model

from fer_core.recognition import OnnxRecogniser
from training import cli
from training.compare import JudgedFilm, exponential, make_judged, read_film, sliding, trade_off

FPS = 20.0


def film_of(truth, change_t=None):
    truth = np.array(truth, np.int64)
    return JudgedFilm(np.arange(len(truth)) / FPS, np.zeros((len(truth), 48, 48), np.uint8), truth, change_t)


def sure(labels, classes=3):
    return np.eye(classes, dtype=np.float32)[labels]


def untouched(_, p, __):
    return p


def test_exponential_smoothing_follows_a_step_with_its_time_constant():
    t = np.arange(0, 2, 0.1)
    p = np.where(t[:, None] < 1, [[1.0, 0.0]], [[0.0, 1.0]]).astype(np.float32)
    found = exponential(t, p, 0.3)
    assert found[13, 1] == pytest.approx(1 - math.exp(-4 * 0.1 / 0.3), abs=1e-6)
    np.testing.assert_array_equal(exponential(t, p, 0.0), p)


def test_the_sliding_mean_reads_its_width_and_no_more():
    t, p = np.arange(5) / 10, np.array([[0.0], [1.0], [2.0], [3.0], [4.0]], np.float32)
    np.testing.assert_allclose(sliding(t, p, 0.2)[:, 0], [0.0, 0.5, 1.0, 2.0, 3.0])
    np.testing.assert_array_equal(sliding(t, p, 0.0), p)


def test_a_perfect_reader_has_only_the_true_changes_and_no_delay():
    film = film_of([0] * 40 + [1] * 40, change_t=2.0)
    (trace,) = trade_off([film], [sure(film.truth)], untouched, [0.0])
    assert trace.accuracy == 1.0
    assert trace.changes_per_minute == pytest.approx(60 / film.t[-1])
    assert trace.delay_s == pytest.approx(0.0, abs=1e-9)
    assert trace.missed == 0.0


def test_a_late_reader_is_late_by_as_much_and_a_flicker_counts_twice():
    film = film_of([0] * 40 + [1] * 40, change_t=2.0)
    labels = np.array([0] * 46 + [1] * 34)
    labels[10] = 2
    (trace,) = trade_off([film], [sure(labels)], untouched, [0.0])
    assert trace.delay_s == pytest.approx(6 / FPS)
    assert trace.accuracy == pytest.approx(73 / 80)
    assert trace.changes_per_minute == pytest.approx(3 * 60 / film.t[-1])


def test_a_change_that_never_shows_is_missed():
    film = film_of([0] * 40 + [1] * 40, change_t=2.0)
    (trace,) = trade_off([film], [sure(np.zeros(80, int))], untouched, [0.0])
    assert trace.missed == 1.0
    assert trace.delay_s is None


def test_the_first_frame_of_a_film_reads_the_same_with_and_without_a_window(tmp_path, stills):
    save_tiny_model(tmp_path)
    (film,) = make_judged(stills.split("public_test"), 1, seed=3)
    alone, windowed = read_film(OnnxRecogniser.load(tmp_path), film)
    assert alone.shape == windowed.shape == (len(film.t), 7)
    np.testing.assert_allclose(alone[0], windowed[0], atol=1e-6)


def test_films_show_the_class_of_the_still_that_is_nearer(stills):
    for film in make_judged(stills.split("public_test"), 12, seed=5):
        changed = film.truth != film.truth[0]
        assert changed.any() == (film.change_t is not None)
        if film.change_t is not None:
            assert abs(film.t[changed][0] - film.change_t) < 0.6
            assert changed[film.t > film.change_t + 0.3].all()


def test_the_command_writes_figures_and_a_picture(tmp_path, stills, capsys):
    data_file = tmp_path / "faces.npz"
    splits = {"train": 0, "public_test": 1, "private_test": 2}
    usage = np.array([splits[name] for name in stills.splits], np.uint8)
    np.savez(data_file, images=stills.images, label=stills.labels, usage=usage, ferplus_votes=stills.votes)
    save_tiny_model(tmp_path / "model")
    args = [
        "--model",
        str(tmp_path / "model"),
        "--data",
        str(data_file),
        "--out",
        str(tmp_path / "out"),
        "--films",
        "3",
    ]
    assert cli.main(["temporal", *args]) == 0
    written = json.loads((tmp_path / "out" / "temporal.json").read_text("utf-8"))
    assert written["split"] == "public_test"
    assert len(written["curves"]) == 3
    assert "sliding mean" in capsys.readouterr().out
    assert (tmp_path / "out" / "temporal.png").stat().st_size > 5000
