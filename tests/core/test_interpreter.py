"""The chain of one face: what each link of it says, with scripted logits."""

import numpy as np
import pytest
from series import CLASSES, change_at, logits_of, random_series, spread, sure

from fer_core.interpreter import Average, ChainSettings, Interpreter, is_uncertain
from fer_core.outputs import Calibration, DistributionSpec, softmax

LABELS = tuple("abcdefg")
OUTPUT = "fake.logits"
SETTINGS = ChainSettings(OUTPUT)


def interpreter(*, one_picture=False, smoothing=True, baseline=True, **calibrations):
    outputs = {OUTPUT: DistributionSpec(LABELS, **calibrations), "fake.other": DistributionSpec(("yes", "no"))}
    return Interpreter(outputs, ChainSettings(OUTPUT, smoothing, baseline), still=one_picture)


def run(chain, series):
    """Return what is said of each (t, probabilities)."""
    return [chain.interpret(t, logits_of(p)) for t, p in series]


def leader(said):
    return said.labels[int(said.probabilities.argmax())]


def one_hot(index, value=4.0):
    logits = np.zeros(CLASSES, np.float32)
    logits[index] = value
    return logits


# Links 1 to 3: of each frame alone


def test_raw_logits_come_out_as_they_went_in():
    chain = interpreter(film=Calibration(3.0))
    chain.set_baseline(OUTPUT, one_hot(3))
    for number in range(5):
        logits = np.random.default_rng(number).normal(0, 3, CLASSES).astype(np.float32)
        before = logits.copy()
        np.testing.assert_array_equal(chain.interpret(number / 30, logits).logits, before)
        np.testing.assert_array_equal(logits, before)


def test_without_a_baseline_it_is_zero():
    said = interpreter().interpret(0.0, one_hot(2))
    np.testing.assert_array_equal(said.baseline, np.zeros(CLASSES, np.float32))


def test_the_baseline_is_taken_off_the_logits():
    chain = interpreter()
    offset = np.array([0.5, -1.0, 0.0, 2.0, 0.0, 0.0, 0.25], np.float32)
    chain.set_baseline(OUTPUT, offset)
    said = chain.interpret(0.0, one_hot(3))
    np.testing.assert_array_equal(said.baseline, offset)
    np.testing.assert_allclose(said.frame_probabilities, softmax(one_hot(3) - offset), atol=1e-6)
    # A face that looks like that at rest says nothing at rest.
    np.testing.assert_allclose(chain.interpret(0.1, offset).frame_probabilities, np.full(7, 1 / 7), atol=1e-6)


def test_the_temperature_divides_what_the_baseline_left():
    chain = interpreter(film=Calibration(2.0))
    chain.set_baseline(OUTPUT, one_hot(1, 1.0))
    found = chain.interpret(0.0, one_hot(0, 3.0)).frame_probabilities
    # exp(1.5) to exp(-0.5) to five times exp(0).
    np.testing.assert_allclose(found, np.array([4.48168907, 0.60653066, 1, 1, 1, 1, 1]) / 10.08821973, atol=1e-6)


def test_a_film_has_the_calibration_of_films_and_a_still_that_of_stills():
    calibrations = {"still": Calibration(2.0, 0.05), "film": Calibration(0.5, 0.9)}
    still = interpreter(one_picture=True, **calibrations).interpret(0.0, one_hot(0, 3.0))
    film = interpreter(**calibrations).interpret(0.0, one_hot(0, 3.0))
    np.testing.assert_allclose(still.frame_probabilities, softmax(one_hot(0, 1.5)), atol=1e-6)
    np.testing.assert_allclose(film.frame_probabilities, softmax(one_hot(0, 6.0)), atol=1e-6)
    assert still.label_set == LABELS
    assert film.label_set == ("a",)


# Links 4 and 5: the average, and the label that never bends it


@pytest.mark.parametrize("seed", range(10))
def test_the_probabilities_are_those_of_the_average_whatever_the_label_does(seed):
    series = random_series(seed)
    average = Average()
    found = run(interpreter(), series)
    for said, (t, _) in zip(found, series, strict=True):
        np.testing.assert_array_equal(said.probabilities, average.update(t, said.frame_probabilities))
    assert any(said.held for said in found)


@pytest.mark.parametrize("seed", range(10))
def test_no_label_is_shown_that_has_not_led(seed):
    led = set()
    for said in run(interpreter(), random_series(seed)):
        led.add(leader(said))
        assert said.label in led


def test_every_frame_speaks_for_itself_without_smoothing():
    for said in run(interpreter(smoothing=False), random_series(0)):
        np.testing.assert_array_equal(said.probabilities, said.frame_probabilities)
        assert said.label == leader(said)
        assert not said.held


def test_stills_are_never_smoothed():
    first, second = run(interpreter(one_picture=True), [(0.0, sure(0)), (0.01, sure(6))])
    np.testing.assert_array_equal(second.probabilities, second.frame_probabilities)
    assert (first.label, second.label) == ("a", "g")


def test_a_label_that_does_not_lead_is_held_and_doubtful_and_says_its_own_confidence():
    found = run(interpreter(), change_at(30.0, sure(4), spread(c4=0.20, c6=0.45, c2=0.25), change=1.0, until=1.9))
    said = found[-1]
    assert (said.label, leader(said)) == ("e", "g")
    assert said.held
    assert not said.uncertain
    assert said.doubtful
    assert said.confidence == pytest.approx(said.probabilities[4])
    assert said.confidence < said.probabilities.max()
    assert not found[0].held
    assert not found[0].doubtful


def test_uncertain_while_two_classes_of_the_average_are_close():
    close = run(interpreter(), [(0.0, spread(c0=0.45, c1=0.40))])[0]
    assert close.uncertain
    assert close.doubtful
    chain = interpreter()
    found = run(chain, change_at(30.0, spread(c0=0.45, c1=0.40), spread(c0=0.8, c1=0.1), change=0.01))
    assert found[1].uncertain
    assert not found[-1].uncertain


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [([0.50, 0.40, 0.10], True), ([0.60, 0.40, 0.00], False), ([0.10, 0.45, 0.45], True), ([0.2, 0.7, 0.1], False)],
)
def test_uncertain_looks_at_the_two_most_probable(probabilities, expected):
    assert is_uncertain(np.array(probabilities)) is expected


def test_ready_is_passed_on():
    chain = interpreter()
    assert chain.interpret(0.0, one_hot(0)).ready
    assert not chain.interpret(0.1, one_hot(0), ready=False).ready


# Link 6: the label set


def test_without_a_threshold_there_is_no_label_set():
    said = interpreter().interpret(0.0, one_hot(0))
    assert said.label_set == ()
    assert not said.doubtful


def test_the_label_set_follows_the_average_and_passes_through_doubt():
    chain = interpreter(film=Calibration(1.0, 0.3))
    sizes = set()
    for said in run(chain, change_at(30.0, sure(0), sure(6), change=1.0, until=2.0)):
        likely = {LABELS[i] for i in np.flatnonzero(said.probabilities >= 0.3)}
        assert set(said.label_set) == likely | {leader(said)}
        assert said.label_set[0] == leader(said)
        assert said.doubtful == (len(said.label_set) > 1 or said.uncertain or said.held)
        sizes.add(len(said.label_set))
    assert sizes == {1, 2}


# What the docstring's table promises, at 30 frames a second and with logits that are sure of themselves


def test_of_a_step_the_average_leads_within_a_tenth_of_a_second_and_the_label_follows_at_once():
    found = run(interpreter(film=Calibration(1.0, 0.2)), change_at(30.0, sure(0), sure(1), change=1.0, until=3.0))
    assert [leader(said) for said in found] == ["a"] * 33 + ["b"] * 57
    assert [said.label for said in found] == [leader(said) for said in found]
    assert found[30].frame_probabilities.argmax() == 1
    both = [number for number, said in enumerate(found) if set(said.label_set) == {"a", "b"}]
    assert both == list(range(both[0], both[-1] + 1))
    assert both[0] >= 30
    assert both[-1] < 40


def test_of_a_flicker_the_frame_shows_it_and_the_average_is_dented():
    series = change_at(30.0, sure(0), sure(0))
    series[60] = (series[60][0], sure(1))
    found = run(interpreter(film=Calibration(1.0, 0.05)), series)
    assert [number for number, said in enumerate(found) if said.frame_probabilities.argmax() != 0] == [60]
    assert {leader(said) for said in found} == {said.label for said in found} == {"a"}
    assert 0.75 < min(said.probabilities[0] for said in found) < 0.85
    assert found[60].label_set == ("a", "b")
    assert found[59].label_set == found[-1].label_set == ("a",)


def test_of_rivals_that_alternate_from_frame_to_frame_the_first_one_stays_and_all_is_uncertain():
    found = run(interpreter(film=Calibration(1.0, 0.2)), [(i / 30, sure(i % 2)) for i in range(120)])
    assert [said.frame_probabilities.argmax() for said in found] == [0, 1] * 60
    assert {said.label for said in found} == {"a"}
    for said in found[30:]:
        assert said.probabilities[:2] == pytest.approx(0.45, abs=0.03)
        assert said.uncertain
        assert set(said.label_set) == {"a", "b"}


def test_rivals_that_alternate_more_slowly_are_steps():
    found = run(interpreter(), [(i / 30, sure(i // 10 % 2)) for i in range(120)])
    assert [said.label for said in found] == [leader(said) for said in found]
    assert np.count_nonzero(np.diff([said.label == "a" for said in found])) == 11


# Settings that change while it runs


def settled(chain, index=0, until=1.0):
    run(chain, [(i / 30, sure(index)) for i in range(int(until * 30))])
    return chain


def says_only_the_news(said):
    return bool((said.probabilities == said.frame_probabilities).all()) and not said.held


def test_a_fresh_start_forgets_the_average_and_the_label_and_keeps_the_baseline():
    chain = interpreter()
    chain.set_baseline(OUTPUT, one_hot(2, 1.0))
    settled(chain)
    assert not says_only_the_news(chain.interpret(1.0, logits_of(sure(6))))
    chain.start_afresh()
    # By so little ahead that a label that was held would stay.
    said = chain.interpret(1.1, logits_of(spread(c6=0.42, c0=0.40)))
    assert says_only_the_news(said)
    assert said.label == "g"
    np.testing.assert_array_equal(said.baseline, one_hot(2, 1.0))


def test_smoothing_that_is_switched_begins_afresh():
    chain = settled(interpreter())
    chain.configure(ChainSettings(OUTPUT, smoothing=False))
    assert chain.interpret(1.0, logits_of(sure(6))).label == "g"
    chain.configure(SETTINGS)
    assert says_only_the_news(chain.interpret(1.1, logits_of(sure(2))))
    assert not says_only_the_news(chain.interpret(1.2, logits_of(sure(6))))


def test_settings_that_stay_the_same_change_nothing():
    chain = settled(interpreter())
    chain.configure(SETTINGS)
    assert not says_only_the_news(chain.interpret(1.0, logits_of(sure(6))))


def test_another_output_is_spoken_with_its_own_classes_and_baseline():
    chain = settled(interpreter())
    chain.set_baseline(OUTPUT, one_hot(0))
    chain.set_baseline("fake.other", np.array([2.0, 0.0], np.float32))
    chain.configure(ChainSettings("fake.other"))
    assert chain.output == "fake.other"
    said = chain.interpret(1.0, np.array([1.0, 0.0], np.float32))
    assert (said.output, said.labels, said.label) == ("fake.other", ("yes", "no"), "no")
    np.testing.assert_allclose(said.probabilities, softmax(np.array([-1.0, 0.0], np.float32)), atol=1e-6)
    chain.configure(SETTINGS)
    np.testing.assert_array_equal(chain.interpret(1.1, one_hot(1)).baseline, one_hot(0))


def test_baselines_can_be_left_unused_and_used_again():
    chain = interpreter(baseline=False)
    chain.set_baseline(OUTPUT, one_hot(0))
    assert not chain.interpret(0.0, one_hot(0)).baseline.any()
    chain.configure(SETTINGS)
    np.testing.assert_array_equal(chain.interpret(0.1, one_hot(0)).baseline, one_hot(0))


def test_a_baseline_begins_afresh_and_none_takes_it_away():
    chain = settled(interpreter())
    chain.set_baseline(OUTPUT, one_hot(0, 1.0))
    assert says_only_the_news(chain.interpret(1.0, logits_of(sure(6))))
    chain.set_baseline(OUTPUT, None)
    said = chain.interpret(1.1, logits_of(sure(2)))
    assert says_only_the_news(said)
    assert not said.baseline.any()


@pytest.mark.parametrize(
    "baseline",
    [np.zeros(6, np.float32), np.zeros((1, 7), np.float32), np.full(7, np.nan, np.float32), np.full(7, np.inf)],
    ids=["too short", "two axes", "nan", "infinite"],
)
def test_a_baseline_that_does_not_fit_is_refused(baseline):
    chain = interpreter()
    with pytest.raises(ValueError, match="a baseline for a, b, c, d, e, f, g is 7 finite numbers, not"):
        chain.set_baseline(OUTPUT, baseline)
    assert not chain.interpret(0.0, one_hot(0)).baseline.any()


def test_faces_are_interpreted_apart():
    settled(interpreter())
    assert says_only_the_news(interpreter().interpret(1.0, logits_of(sure(6))))
