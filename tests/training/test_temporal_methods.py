import json
import math

import numpy as np
import pytest
from tiny_model import save_tiny_model, tiny_spec

from fer_core.errors import DataError
from fer_core.interpreter import ChainSettings, Interpreter
from fer_core.outputs import Calibration, DistributionSpec, softmax
from fer_core.recognition import OnnxRecogniser
from training import cli
from training.judge.temporal_methods import (
    CNN_SHOWN,
    EXPONENTIAL,
    FRAME,
    SHOWN,
    SLIDING,
    JudgedFilm,
    Trace,
    averaged,
    compare_methods,
    equally_calm,
    exponential,
    first_held,
    load_models,
    make_judged,
    methods,
    most_probable,
    read_film,
    read_series,
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
    return p.argmax(axis=1)


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


def faces(count, classes=3):
    """Probabilities of faces that wander between classes, for a second at a time unsure."""
    rng = np.random.default_rng(count)
    logits = 2 * rng.normal(size=(count // 20 + 1, classes)).repeat(20, axis=0)[:count]
    return softmax((logits + rng.normal(size=(count, classes))).astype(np.float32))


def test_labels_and_averages_are_those_that_the_app_says():
    t = np.arange(400) / FPS
    t = t[np.random.default_rng(0).random(400) > 0.3]
    p = faces(len(t))
    spec = DistributionSpec(tuple("abc"), Calibration(5.0, 0.4))
    app = Interpreter({"m.x": spec}, ChainSettings("m.x"))
    said = [app.interpret(float(at), np.log(news)) for at, news in zip(t, p, strict=True)]
    np.testing.assert_allclose(averaged(t, p), [expression.probabilities for expression in said], atol=1e-6)
    assert ["abc"[label] for label in shown(t, p)] == [expression.label for expression in said]
    # Labels are held: where two classes are close, the average's most probable one is not yet shown.
    assert 0 < (shown(t, p) != averaged(t, p).argmax(axis=1)).sum() < len(t) / 4
    assert (np.diff(shown(t, p)) != 0).sum() < (np.diff(averaged(t, p).argmax(axis=1)) != 0).sum()


def test_a_rival_that_leads_by_little_is_shown_after_a_second():
    t = np.arange(80) / FPS
    p = np.where(t[:, None] < 1.0, [[0.6, 0.4]], [[0.4, 0.6]]).astype(np.float32)
    # By how much the old class leads the trend, of 0.08 s, and the average that follows the trend with 0.2 s.
    trend, average, leads = 0.2, 0.2, 20
    while True:
        trend += (-0.2 - trend) * (1 - math.exp(-1 / FPS / 0.08))
        average += (trend - average) * (1 - math.exp(-1 / FPS / 0.2))
        if average < 0:
            break
        leads += 1
    assert averaged(t, p).argmax(axis=1).tolist() == [0] * leads + [1] * (80 - leads)
    assert shown(t, p).tolist() == [0] * (leads + 20) + [1] * (60 - leads)


def test_of_two_that_alternate_the_first_one_stays():
    t, p = np.arange(30) / FPS, sure([0, 1] * 15)
    assert (shown(t, p) == 0).all()
    # The sliding mean of one frame shows each of them.
    assert (most_probable(sliding)(t, p, 0.0) == [0, 1] * 15).all()


def test_frames_are_labelled_with_the_most_probable_class_after_smoothing():
    t, p = np.arange(12) / FPS, faces(12)
    for smooth in (exponential, sliding):
        labels = most_probable(smooth)(t, p, 0.2)
        np.testing.assert_array_equal(labels, smooth(t, p, 0.2).argmax(axis=1))
        assert (labels != p.argmax(axis=1)).any()


class Spoken:
    """A recogniser that gives the embeddings of the newest frame as logits, and turned about by another output."""

    spec = tiny_spec(
        labels=tuple("abcd"),
        outputs={
            "other": DistributionSpec(tuple("abcd")),
            "spoken": DistributionSpec(tuple("abcd"), Calibration(9.0), Calibration(2.5)),
        },
        default="spoken",
    )

    def read(self, windows, valid):
        newest = windows[np.arange(len(valid)), valid - 1]
        return {"other": newest[:, ::-1], "spoken": newest}


def test_series_are_of_the_output_that_speaks_calibrated_for_films():
    embeddings = np.random.default_rng(0).normal(size=(70, 4)).astype(np.float32)
    found = read_series({"a": Spoken()}, np.arange(70) / FPS, embeddings)
    expected = np.exp(embeddings / 2.5) / np.exp(embeddings / 2.5).sum(axis=1, keepdims=True)
    assert list(found) == [FRAME, "a"]
    # Of seventy windows, more than a batch, each one ends with its frame.
    np.testing.assert_allclose(found[FRAME], expected, atol=1e-6)
    np.testing.assert_allclose(found["a"], expected, atol=1e-6)


def calm(*changes):
    return [Trace(knob / 10, 0.5, value, 0.1, 0.0) for knob, value in enumerate(changes)]


def test_the_cnn_is_smoothed_until_it_is_as_calm_as_the_calmest_lstm():
    curves = {EXPONENTIAL: calm(90, 40, 25, 10), SLIDING: calm(90, 60, 50, 40), "a": calm(30, 1), "b": calm(35, 1)}
    assert equally_calm(curves, ["a", "b"]) == pytest.approx({EXPONENTIAL: 0.2, SLIDING: 0.3})
    assert equally_calm(curves, ["b"])[EXPONENTIAL] == pytest.approx(0.2)


def test_each_method_once():
    t = np.arange(12) / FPS
    reading = {FRAME: faces(12), "CNN-LSTM": faces(12)[::-1]}
    found = methods(t, reading, {EXPONENTIAL: 0.1, SLIDING: 0.25})
    names = [FRAME, f"{EXPONENTIAL} (0.1 s)", f"{SLIDING} (0.25 s)", CNN_SHOWN, "CNN-LSTM", "CNN-LSTM" + SHOWN]
    assert list(found) == names
    np.testing.assert_array_equal(found[FRAME], reading[FRAME].argmax(axis=1))
    np.testing.assert_array_equal(found[names[1]], exponential(t, reading[FRAME], 0.1).argmax(axis=1))
    np.testing.assert_array_equal(found[names[2]], sliding(t, reading[FRAME], 0.25).argmax(axis=1))
    np.testing.assert_array_equal(found[names[3]], shown(t, reading[FRAME]))
    np.testing.assert_array_equal(found[names[4]], reading["CNN-LSTM"].argmax(axis=1))
    np.testing.assert_array_equal(found[names[5]], shown(t, reading["CNN-LSTM"]))
    assert all(labels.dtype == np.int64 for labels in found.values())


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
            np.testing.assert_array_equal(changed, film.t > film.change_t)


def test_films_of_chosen_labels_show_those_and_by_default_what_people_agree_on(stills):
    stills = stills.split("public_test")
    assert {int(x) for film in make_judged(stills, 20, seed=1) for x in film.truth} == set(range(7))
    labels = np.where(stills.labels < 2, stills.labels + 3, -1)
    labels[labels == 3] = np.where(np.arange((labels == 3).sum()) == 0, 3, -1)
    films = make_judged(stills, 40, seed=1, labels=labels)
    assert {int(x) for film in films for x in film.truth} == {3, 4}
    # Of five pictures one is of class 3: every second film begins with it, or every fifth.
    begun = [np.mean([film.truth[0] == 3 for film in films])]
    films = make_judged(stills, 40, seed=1, labels=labels, by_frequency=True)
    begun.append(np.mean([film.truth[0] == 3 for film in films]))
    assert begun[0] > 0.35 > begun[1]


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
