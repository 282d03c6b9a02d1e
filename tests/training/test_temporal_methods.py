import json
import math

import numpy as np
import pytest
from tiny_model import save_tiny_model

from fer_core.errors import DataError
from fer_core.recognition import OnnxRecogniser
from fer_core.smoothing import Smoother
from training import cli
from training.judge.temporal_methods import (
    CNN_SHOWN,
    EXPONENTIAL,
    FRAME,
    SHOWN,
    SLIDING,
    JudgedFilm,
    Trace,
    compare_methods,
    equally_calm,
    exponential,
    first_held,
    load_models,
    make_judged,
    methods,
    read_film,
    shown,
    sliding,
    trade_off,
)

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


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        ([0, 0, 1, 1, 1, 1, 1, 0, 0, 0], 0.1),
        ([0, 0, 1, 1, 1, 1, 0, 0, 0, 0], None),
        ([0, 1, 0, 0, 0, 0, 0, 0, 1, 1], 0.4),
        ([1, 1, 1, 1, 1, 1, 1, 1, 1, 1], 0.05),
    ],
)
def test_a_label_counts_as_shown_once_it_lasts(labels, expected):
    found = first_held(np.arange(10) / FPS, np.array(labels), 1, 0.05)
    assert found == (expected if expected is None else pytest.approx(expected))


def test_what_the_app_shows_is_what_its_smoother_says():
    t, p = np.arange(30) / FPS, sure([0, 1] * 15)
    smoother = Smoother()
    np.testing.assert_array_equal(shown(t, p), [smoother.update(at, x) for at, x in zip(t, p, strict=True)])
    assert (shown(t, p).argmax(axis=1) == 0).all()


def calm(*changes):
    return [Trace(knob / 10, 0.5, value, 0.1, 0.0) for knob, value in enumerate(changes)]


def test_the_cnn_is_smoothed_until_it_is_as_calm_as_the_calmest_lstm():
    curves = {EXPONENTIAL: calm(90, 40, 25, 10), SLIDING: calm(90, 60, 50, 40), "a": calm(30, 1), "b": calm(35, 1)}
    assert equally_calm(curves, ["a", "b"]) == pytest.approx({EXPONENTIAL: 0.2, SLIDING: 0.3})
    assert equally_calm(curves, ["b"])[EXPONENTIAL] == pytest.approx(0.2)


def test_each_method_once():
    t = np.arange(12) / FPS
    reading = {FRAME: sure([0, 1] * 6), "CNN-LSTM": sure([0] * 12)}
    found = methods(t, reading, {EXPONENTIAL: 0.1, SLIDING: 0.25})
    names = [FRAME, f"{EXPONENTIAL} (0.1 s)", f"{SLIDING} (0.25 s)", CNN_SHOWN, "CNN-LSTM", "CNN-LSTM" + SHOWN]
    assert list(found) == names
    np.testing.assert_array_equal(found[names[1]], exponential(t, reading[FRAME], 0.1))
    np.testing.assert_array_equal(found[names[2]], sliding(t, reading[FRAME], 0.25))
    np.testing.assert_array_equal(found[names[3]], shown(t, reading[FRAME]))
    np.testing.assert_array_equal(found[names[5]], shown(t, reading["CNN-LSTM"]))


def record(folder, **values):
    (folder / "training.json").write_text(json.dumps(values), "utf-8")
    return folder


def test_models_are_named_after_what_their_head_is(tmp_path):
    folders = [save_tiny_model(tmp_path / name) for name in "abcd"]
    record(folders[0], config={"temporal": {"attention": True}})
    # A head that was trained again says so beside the recipe of the encoder.
    record(folders[1], config={"temporal": {"attention": True}}, temporal={"attention": False})
    record(folders[2], config="an older one")
    # The first one reads the frames alone: only with attention that is what the CNN says.
    assert list(load_models(folders[1::-1])) == ["CNN-LSTM with attention", "CNN-LSTM"]
    assert list(load_models(folders[2:3])) == ["CNN-LSTM tiny"]
    assert list(load_models(folders[2:])) == [f"CNN-LSTM tiny ({folder})" for folder in folders[2:]]


@pytest.mark.parametrize("changes", [{"input_size": (18, 18)}, {"embedding_size": 6}, {"mean": 0.3}])
def test_models_of_different_encoders_are_not_compared(tmp_path, changes):
    folders = [save_tiny_model(tmp_path / "a"), save_tiny_model(tmp_path / "b", **changes)]
    with pytest.raises(DataError, match=r"different encoders\. Compare only models of the same one"):
        load_models(folders)


def test_the_first_frame_of_a_film_reads_the_same_with_and_without_a_window(tmp_path, stills):
    save_tiny_model(tmp_path)
    (film,) = make_judged(stills.split("public_test"), 1, seed=3)
    found = read_film({"a": OnnxRecogniser.load(tmp_path)}, film)
    alone, windowed = found[FRAME], found["a"]
    assert alone.shape == windowed.shape == (len(film.t), 7)
    np.testing.assert_allclose(alone[0], windowed[0], atol=1e-6)
    assert np.abs(alone[-1] - windowed[-1]).max() > 1e-3


def test_every_method_has_a_curve(tmp_path, stills):
    model = OnnxRecogniser.load(save_tiny_model(tmp_path))
    curves = compare_methods({"a": model, "b": model}, make_judged(stills.split("public_test"), 2, seed=3))
    lengths = {name: len(traces) for name, traces in curves.items()}
    assert lengths == {
        FRAME: 1, EXPONENTIAL: 9, SLIDING: 9, CNN_SHOWN: 1, "a": 9, "a" + SHOWN: 1, "b": 9, "b" + SHOWN: 1,
    }  # fmt: skip
    assert curves[FRAME][0] == curves[EXPONENTIAL][0] == curves[SLIDING][0]
    assert curves["a"] == curves["b"]


def test_films_show_the_class_of_the_still_that_is_nearer(stills):
    for film in make_judged(stills.split("public_test"), 12, seed=5):
        changed = film.truth != film.truth[0]
        assert changed.any() == (film.change_t is not None)
        if film.change_t is not None:
            assert abs(film.t[changed][0] - film.change_t) < 0.6
            assert changed[film.t > film.change_t + 0.3].all()


def test_the_command_writes_figures_and_a_picture(tmp_path, stills, capsys):
    splits = {"train": 0, "public_test": 1, "private_test": 2}
    usage = np.array([splits[name] for name in stills.splits], np.uint8)
    data, model, out = tmp_path / "faces.npz", save_tiny_model(tmp_path / "model"), tmp_path / "out"
    np.savez(data, images=stills.images, label=stills.labels, usage=usage, ferplus_votes=stills.votes)
    args = ["--model", str(model), "--data", str(data), "--out", str(out), "--films", "3"]
    assert cli.main(["temporal", *args]) == 0
    written = json.loads((out / "temporal.json").read_text("utf-8"))
    assert set(written) == {"split", "films", "curves"}
    assert written["split"] == "public_test"
    assert len(written["curves"]) == 6
    assert "sliding mean" in capsys.readouterr().out
    assert (out / "temporal.png").stat().st_size > 5000
