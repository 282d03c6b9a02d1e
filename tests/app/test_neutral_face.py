"""Taking somebody's neutral face in the window."""

import numpy as np
import pytest
from fakes import SAD, face, make_backend
from PySide6.QtWidgets import QMenu
from seen import plays

from app.baseline import Baselines
from app.choice import DEMO
from app.faces_menu import fill_face_menu
from app.features import Faces
from fer_core.commands import SetBaseline, UseBaselines
from fer_core.estimators.base import EstimatorDescription, PipelineDescription
from fer_core.outputs import DistributionSpec
from fer_core.spec import CLASSES

NEUTRAL, SAD_NUMBER = CLASSES.index("neutral"), CLASSES.index("sad")


def described(classes):
    estimator = EstimatorDescription("fake", {"ferplus": DistributionSpec(classes)}, {})
    return PipelineDescription((estimator,), "fake.ferplus", {})


@pytest.fixture
def made():
    sent, told = [], []
    baselines = Baselines(sent.append, told.append, lambda: described(CLASSES))
    baselines.sent, baselines.told = sent, told
    return baselines


def look(baselines, *, seconds=3.5, start=10.0, scores=SAD, seen=True, rate=20):
    for i in range(round(seconds * rate)):
        baselines.show_faces([face(0, probabilities=scores, seen=seen)], start + i / rate)


def test_after_three_seconds_the_face_reads_as_neutral(made):
    made.take(1)
    assert made.words(1) == "look neutral: 3 s"
    look(made, seconds=1.5)
    assert made.words(1) == "look neutral: 2 s"
    look(made, start=11.5)
    command = made.sent[-1]
    assert (command.face_id, command.output) == (1, "fake.ferplus")
    after = np.log(np.array(SAD)) - command.baseline
    assert after.argmax() == NEUTRAL
    assert made.words(1) == "adjusted"
    assert made.told[0].text.startswith("Face 1: its everyday face now reads as neutral")
    assert "sad" in made.told[0].text
    assert made.told[0].kind == "done"


def test_a_face_that_was_named_is_told_of_by_its_name():
    told = []
    baselines = Baselines(lambda _command: None, told.append, lambda: described(CLASSES), {1: "Anna"}.__getitem__)
    baselines.take(1)
    look(baselines)
    assert told[0].text.startswith("Anna: its everyday face now reads as neutral")


def test_who_laughs_is_asked_to_try_again(made):
    made.take(1)
    sure = tuple(0.95 if name == "happy" else 0.05 / 6 for name in CLASSES)
    look(made, scores=sure)
    assert made.told[0].text == "Face 1 looks happy. Look as you usually do, and try again."
    assert made.words(1) == ""
    assert all(command.baseline is None for command in made.sent)


def test_who_leaves_meanwhile_is_told(made):
    made.take(1)
    look(made, seconds=1)
    look(made, start=11.0, seconds=3, seen=False)
    assert "has left before its neutral face was known" in made.told[0].text
    assert made.left_s(1) is None


def test_it_can_be_forgotten_and_switched_off(made):
    made.take(1)
    look(made)
    made.use(False)
    assert made.sent[-1] == UseBaselines(False)
    assert made.words(1) == ""
    made.forget(1)
    assert isinstance(made.sent[-1], SetBaseline)
    assert made.sent[-1].baseline is None
    made.clear()
    assert made.used
    assert not made.any_known


def test_a_model_without_neutral_is_told(made):
    made._pipeline = lambda: described(("a",))
    made.take(1)
    look(made)
    assert "no neutral class" in made.told[0].text


def test_in_the_window_a_biased_face_becomes_neutral(open_window, until, tmp_path, qtbot):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    card = window.panels["faces"].cards[0]
    menu = QMenu(window)
    fill_face_menu(menu, card.face_id, window.feature(Faces).tools)
    actions = {action.text(): action for action in menu.actions()}
    assert not actions["Forget its neutral face"].isEnabled()
    actions["Take its neutral face (3 s)"].trigger()
    until(lambda: "look neutral" in card.remarks.full_text)
    until(lambda: window.feature(Faces).baselines.left_s(card.face_id) is None)
    assert window.panels["faces"].cards


def test_each_output_has_a_neutral_face_of_its_own(made):
    made.take(1)
    look(made)
    assert made.words(1) == "adjusted"
    other = {"ferplus": DistributionSpec(CLASSES), "fer2013": DistributionSpec(CLASSES)}
    two = PipelineDescription((EstimatorDescription("fake", other, {}),), "fake.fer2013", {})
    made._pipeline = lambda: two
    # What is said now is another output, of which nothing is taken off.
    assert made.words(1) == ""
    assert not made.knows(1)
    made.forget(1)
    assert (made.sent[-1].output, made.sent[-1].baseline) == ("fake.ferplus", None)
    assert not made.any_known


def test_who_never_comes_back_and_a_film_that_ends_are_told(made):
    made.take(1)
    for t in (0.0, 1.0, 2.5):
        made.show_faces((), t)
    assert "has left before its neutral face was known" in made.told[0].text
    made.take(1)
    look(made, seconds=1)
    made.give_up()
    assert "Face 1: the film ended before its neutral face was known" in made.told[1].text
    assert made.left_s(1) is None


def test_a_film_that_is_held_is_no_time(made):
    made.take(1)
    look(made, seconds=0.5)
    # Held for a minute, and going on: by the clock of the film a twentieth of a second has passed.
    look(made, seconds=0.5, start=10.5)
    assert made.left_s(1) > 1.5
