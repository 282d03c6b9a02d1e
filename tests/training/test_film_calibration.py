import math

import numpy as np
import pytest
from drawn import stills_of
from tiny_model import tiny_spec

from fer_core.outputs import Calibration, DistributionSpec, softmax
from fer_core.preprocess import fit_still
from training.judge import film_calibration
from training.judge.film_calibration import calibrate_films, judge_films, make_films, read_films
from training.judge.metrics import COVERAGE
from training.judge.temporal_methods import JudgedFilm
from training.judge.truth import labels_for

FPS, FRAMES = 20.0, 100
#: Of the 100 frames of a film, those that are looked at are five or six apart.
LOOKED_AT = [0, 5, 10, 16, 21, 26, 31, 36, 42, 47, 52, 57, 63, 68, 73, 78, 83, 89, 94, 99]
# The grid has 37 temperatures, each 5.1 % above the one before.
GRID = 0.5 * 6 ** (np.arange(37) / 36)


def film_of(truth):
    """A film at 20 frames a second; the pictures do not matter where the logits are given."""
    truth = np.array(truth, np.int64)
    return JudgedFilm(np.arange(len(truth)) / FPS, np.zeros((len(truth), 48, 48), np.uint8), truth, None)


def steady(*films):
    """Films that show one class and say one thing throughout, from their truth and their logits."""
    made = [film_of([truth] * FRAMES) for truth, _ in films]
    return made, [np.tile(np.array(logits, np.float32), (FRAMES, 1)) for _, logits in films]


@pytest.mark.parametrize("temperature", [0.7, 1.5, 2.6])
def test_the_temperature_is_the_likeliest_of_the_grid(temperature):
    # The first class is right in three of four films: it should have the probability 3/4, a logit of log(3) more.
    lead = temperature * math.log(3)
    films, logits = steady(*[(truth, (lead, 0.0)) for truth in (0, 0, 0, 1)])
    found = calibrate_films(films, logits).temperature
    assert np.abs(GRID / found - 1).min() < 1e-6
    loss = [0.75 * math.log1p(math.exp(-lead / x)) + 0.25 * math.log1p(math.exp(lead / x)) for x in GRID]
    assert found == pytest.approx(GRID[np.argmin(loss)])
    assert found == pytest.approx(temperature, rel=0.03)


def test_the_temperature_stays_within_the_grid():
    films, logits = steady((0, (3.0, 0.0)), (1, (0.0, 3.0)))
    assert calibrate_films(films, logits).temperature == pytest.approx(0.5)
    films, logits = steady((1, (3.0, 0.0)), (0, (0.0, 3.0)))
    assert calibrate_films(films, logits).temperature == pytest.approx(3.0)


def test_the_averages_are_calibrated_and_not_the_frames():
    # One frame in four is sure of the wrong class. Frame by frame that asks for less certainty: log(3) = 6 / 5.5.
    # The average is near 3/4 at best, as far as the frames are sure: that asks for all certainty that there is.
    said = np.where(np.arange(FRAMES)[:, None] % 4 == 3, [[0.0, 6.0]], [[6.0, 0.0]]).astype(np.float32)
    assert calibrate_films([film_of([0] * FRAMES)], [said]).temperature == pytest.approx(0.5)


def test_the_threshold_lets_in_the_promised_share_of_frames():
    # Twenty films of twenty frames. Rank ceil(401 * 0.9) = 361 is the first frame of the nineteenth film.
    leads = np.linspace(6.0, -1.5, 20)
    films, logits = steady(*[(0, (lead, 0.0)) for lead in leads])
    found = calibrate_films(films, logits)
    assert found.threshold == pytest.approx(1 / (1 + math.exp(-leads[18] / found.temperature)), rel=1e-5)
    judged = judge_films(films, logits, found)
    assert judged["coverage"] == pytest.approx(19 / 20)


def wandering(seed, count=20):
    """Films that change once, read by someone who is too sure and often wrong."""
    rng = np.random.default_rng(seed)
    films, logits = [], []
    for _ in range(count):
        first, second = rng.integers(0, 5, 2)
        films.append(film_of([first] * 50 + [second] * 50))
        about = 3 * np.eye(5)[films[-1].truth] + 3 * rng.normal(size=5) + rng.normal(size=(FRAMES, 5))
        logits.append(about.astype(np.float32))
    return films, logits


@pytest.mark.parametrize("seed", [0, 1])
def test_on_the_fitted_films_the_calibration_holds(seed):
    films, logits = wandering(seed)
    found = calibrate_films(films, logits)
    judged = judge_films(films, logits, found)
    # At most a frame more, of 400.
    assert COVERAGE <= judged["coverage"] <= COVERAGE + 1 / 400
    raw = judge_films(films, logits, Calibration(1.0, found.threshold))
    assert found.temperature > 1.1
    assert judged["ece"] < raw["ece"]


def test_what_a_label_is_late_by_is_an_error():
    # At the first frame of a sure change the average still shows the former class; in the second one no more.
    for change, right in ((21, 19), (20, 20), (22, 20)):
        film = film_of([0] * change + [1] * (FRAMES - change))
        said = 20 * np.eye(2, dtype=np.float32)[film.truth]
        assert judge_films([film], [said], Calibration())["accuracy"] == pytest.approx(right / 20)


def test_frames_between_those_that_are_looked_at_say_nothing_of_themselves():
    films, logits = steady((0, (2.0, 0.0)))
    for row in set(range(FRAMES)) - set(LOOKED_AT):
        films[0].truth[row] = 1
    assert judge_films(films, logits, Calibration())["accuracy"] == 1.0
    films[0].truth[LOOKED_AT] = 1
    assert judge_films(films, logits, Calibration())["accuracy"] == 0.0


def test_films_are_judged_by_hand():
    films, logits = steady(*[(truth, (2 * math.log(3), 0.0, -9.0)) for truth in (0, 0, 0, 1)])
    judged = judge_films(films, logits, Calibration(2.0))
    assert judged == {"films": 4, "accuracy": 0.75, "ece": pytest.approx(0.75 - softmax(logits[0][0] / 2)[0], abs=1e-5)}
    # 3/4, 1/4 and next to nothing: at 0.3 the sets are {0}, at 0.2 {0, 1}, of which either is right.
    for threshold, coverage, size in ((0.3, 0.75, 1.0), (0.2, 1.0, 2.0)):
        judged = judge_films(films, logits, Calibration(2.0, threshold))
        assert (judged["coverage"], judged["set_size"]) == (coverage, size)
        assert judged["set_shares"] == {"one": float(size == 1), "two": float(size == 2), "more": 0.0}


class Counting:
    """A recogniser whose outputs tell what it was given: the newest brightness and how long the window is."""

    spec = tiny_spec(outputs={name: DistributionSpec(("a", "b")) for name in ("newest", "length")}, embedding_size=2)

    def embed(self, crops):
        return np.repeat(crops.mean(axis=(1, 2), dtype=np.float32)[:, None], 2, axis=1)

    def read(self, windows, valid):
        newest = windows[np.arange(len(valid)), valid - 1]
        assert windows.shape[1:] == (self.spec.window, 2)
        return {"newest": newest, "length": np.stack([valid, valid], axis=1).astype(np.float32)}


def test_each_frame_is_read_with_the_window_before_it():
    recogniser = Counting()
    crops = np.random.default_rng(0).integers(0, 256, (FRAMES, 48, 48), np.uint8)
    fitted = np.stack([fit_still(crop, recogniser.spec) for crop in crops])
    film = JudgedFilm(np.arange(FRAMES) / FPS, crops, np.zeros(FRAMES, np.int64), None)
    first, second = (read_films(recogniser, [film, film], name) for name in ("newest", "length"))
    assert len(first) == len(second) == 2
    np.testing.assert_allclose(first[1], np.repeat(fitted.mean(axis=(1, 2))[:, None], 2, axis=1), rtol=1e-6)
    # Eight embeddings a second, thirteen at most.
    held = np.minimum(np.arange(FRAMES) * 8 // 20 + 1, 13)
    np.testing.assert_array_equal(second[1], np.stack([held, held], axis=1))


def test_films_are_of_the_pictures_that_an_output_is_judged_on(monkeypatch):
    monkeypatch.setattr(film_calibration, "FILMS", 30)
    stills = stills_of({"public_test": 6})
    # By label there are the classes 0 to 6; by votes 2 and 4, and a tie.
    stills.votes[:] = 0
    stills.votes[:20, 2], stills.votes[20:30, 4], stills.votes[30:, 4:6] = 9, 9, 5
    assert {int(x) for film in make_films(stills, "ferplus") for x in film.truth} == {2, 4}
    films = make_films(stills, "fer2013")
    assert len(films) == 30
    assert {int(x) for film in films for x in film.truth} == set(range(7))
    again, other = make_films(stills, "fer2013"), make_films(stills, "fer2013", seed=78)
    for one, two in zip(films, again, strict=True):
        np.testing.assert_array_equal(one.crops, two.crops)
        np.testing.assert_array_equal(one.truth, two.truth)
    assert any(one.crops.shape != two.crops.shape for one, two in zip(films, other, strict=True))


def test_films_show_classes_as_often_as_the_stills_do(monkeypatch):
    monkeypatch.setattr(film_calibration, "FILMS", 60)
    stills = stills_of({"public_test": 6})
    stills.labels[:] = np.where(np.arange(42) < 38, 3, 0)
    begun = np.array([film.truth[0] for film in make_films(stills, "fer2013")])
    assert (begun == 3).mean() > 0.75


def test_what_an_output_is_judged_by():
    stills = stills_of({"public_test": 2})
    stills.votes[0] = (5, 5, 0, 0, 0, 0, 0, 0, 0, 0)
    stills.votes[1] = (0, 0, 0, 9, 0, 0, 0, 0, 0, 0)
    for output in ("fer2013", "mine"):
        np.testing.assert_array_equal(labels_for(output, stills), stills.labels)
    assert labels_for("ferplus", stills)[:3].tolist() == [-1, 3, 2]
    bare = stills_of({"public_test": 2}, votes=False)
    assert (labels_for("ferplus", bare) == -1).all()
    np.testing.assert_array_equal(labels_for("fer2013", bare), bare.labels)
