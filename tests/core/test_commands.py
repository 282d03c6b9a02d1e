"""What a running pipeline can be told: obeyed before its next frame."""

from dataclasses import replace

import numpy as np
import pytest
from fake_faces import SPEC, SPOKEN, FakeRecogniser, face, frame

from fer_core.commands import ForgetFace, SetBaseline, Smooth, SpeakWith, StartAfresh, UseBaselines
from fer_core.detection import ScriptedDetector
from fer_core.errors import ModelError
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.estimators.scripted import ScriptedEstimator
from fer_core.outputs import DistributionSpec, ScalarsSpec
from fer_core.pipeline import Pipeline

OUTPUTS = {
    "logits": DistributionSpec(SPEC.labels),
    "other": DistributionSpec(("yes", "no")),
    "open": ScalarsSpec(("mouth",), ("1",)),
}
OFFSET = np.array([1.0, 0.0, 0.0, 2.0, 0.0, 0.0, 0.0], np.float32)


class Show:
    """A pipeline that sees one or two faces, bright or dark, frame after frame."""

    def __init__(self, faces=1, *, seen=lambda _index: True):
        self.recogniser = FakeRecogniser(replace(SPEC, outputs=OUTPUTS))
        places = [face(10, 10), face(160, 10)][:faces]
        script = [places if seen(index) else [] for index in range(200)]
        self.pipeline = Pipeline(ScriptedDetector(script), [CnnLstm(self.recogniser, "fake")])
        self.index = 0

    def frames(self, count=1, brightness=20):
        """Return the faces of the last one of so many frames."""
        for _ in range(count):
            result = self.pipeline.process(frame(self.index, self.index / 30, brightness))
            self.index += 1
        return result.faces

    def said(self, count=1, brightness=20):
        return [seen.expression for seen in self.frames(count, brightness)]


def is_fresh(said):
    return bool((said.probabilities == said.frame_probabilities).all())


def test_a_face_that_is_forgotten_comes_back_as_a_new_one():
    show = Show(2)
    show.frames(10)
    show.pipeline.send(ForgetFace(1))
    first, second = show.frames(brightness=220)
    assert (first.id, second.id) == (2, 3)
    # Nothing is left of its average, and of its window.
    assert is_fresh(second.expression)
    assert not is_fresh(first.expression)
    assert show.recogniser.valid[-1] == [3, 1]


def test_every_estimator_forgets_the_face_too():
    estimator = ScriptedEstimator("script", {"mood": DistributionSpec(("up", "down"))}, lambda _frame, _track: None)
    pipeline = Pipeline(ScriptedDetector([[face(10, 10), face(160, 10)]] * 2), [estimator])
    pipeline.process(frame(0, 0.0))
    pipeline.send(ForgetFace(2))
    pipeline.process(frame(1, 0.1))
    assert estimator.forgotten == [2]


def test_a_lost_face_is_gone_once_it_is_forgotten():
    show = Show(seen=lambda index: index < 5)
    assert [seen.track.seen for seen in show.frames(6)] == [False]
    show.pipeline.send(ForgetFace(1))
    assert show.frames() == ()


def test_nothing_happens_before_the_next_frame():
    show = Show()
    before = show.frames(10)
    show.pipeline.send(ForgetFace(1))
    show.pipeline.send(SpeakWith("other"))
    assert before[0].id == 1
    assert show.pipeline.description.spoken == SPOKEN
    (seen,) = show.frames()
    assert seen.id == 2
    assert seen.expression.output == "fake.other"
    assert show.pipeline.description.spoken == "fake.other"


def test_one_face_starts_afresh_and_the_other_does_not():
    show = Show(2)
    show.frames(10)
    show.pipeline.send(StartAfresh(2))
    first, second = show.said(brightness=220)
    assert not is_fresh(first)
    assert is_fresh(second)
    assert second.label == SPEC.labels[6]
    # The window is the estimator's, and stays.
    assert show.recogniser.valid[-1][0] == show.recogniser.valid[-1][1] > 1


def test_all_faces_start_afresh():
    show = Show(2)
    show.frames(10)
    show.pipeline.send(StartAfresh())
    assert all(is_fresh(said) for said in show.said(brightness=220))


def test_another_output_is_spoken_of_faces_that_are_there_and_of_new_ones():
    show = Show(seen=lambda index: index < 10 or index > 70)
    assert show.said(10)[0].labels == SPEC.labels
    show.pipeline.send(SpeakWith("other"))
    assert show.frames(61)[-1:] == ()
    (said,) = show.said(brightness=40)
    assert (said.output, said.labels, said.label) == ("fake.other", ("yes", "no"), "no")
    assert show.pipeline.labels == ("yes", "no")
    assert show.pipeline.description.labels == ("yes", "no")


def test_smoothing_is_switched_off_and_on():
    show = Show()
    show.frames(10)
    show.pipeline.send(Smooth(on=False))
    assert all(is_fresh(show.said(brightness=brightness)[0]) for brightness in (220, 20, 220))
    assert show.pipeline.description.settings["smoothing"] is False
    show.pipeline.send(Smooth(on=True))
    show.frames()
    assert not is_fresh(show.said(brightness=220)[0])
    assert show.pipeline.description.settings["smoothing"] is True


def test_a_baseline_is_of_one_face_and_of_one_output():
    show = Show(2)
    show.frames(10)
    show.pipeline.send(SetBaseline(2, "logits", OFFSET))
    first, second = show.said()
    assert not first.baseline.any()
    np.testing.assert_array_equal(second.baseline, OFFSET)
    np.testing.assert_array_equal(second.logits, first.logits)
    assert is_fresh(second)
    show.pipeline.send(SpeakWith("other"))
    assert not any(said.baseline.any() for said in show.said())


def test_a_baseline_is_taken_away_again():
    show = Show()
    show.frames()
    show.pipeline.send(SetBaseline(1, SPOKEN, OFFSET))
    assert show.said()[0].baseline.any()
    show.pipeline.send(SetBaseline(1, SPOKEN, None))
    assert not show.said()[0].baseline.any()


def test_baselines_are_left_unused_and_used_again():
    show = Show()
    show.frames()
    show.pipeline.send(SetBaseline(1, SPOKEN, OFFSET))
    show.pipeline.send(UseBaselines(on=False))
    assert not show.said()[0].baseline.any()
    assert show.pipeline.description.settings["baseline"] is False
    show.pipeline.send(UseBaselines(on=True))
    np.testing.assert_array_equal(show.said()[0].baseline, OFFSET)
    assert show.pipeline.description.settings["baseline"] is True


def test_a_baseline_goes_with_its_face():
    show = Show()
    show.frames()
    show.pipeline.send(SetBaseline(1, SPOKEN, OFFSET))
    show.frames()
    show.pipeline.send(ForgetFace(1))
    assert not show.said()[0].baseline.any()


def test_commands_to_a_face_that_there_is_not_do_no_harm():
    show = Show()
    show.frames()
    for command in (ForgetFace(9), StartAfresh(9), SetBaseline(9, SPOKEN, OFFSET)):
        show.pipeline.send(command)
    (said,) = show.said()
    assert not said.baseline.any()


def test_commands_are_obeyed_in_their_order():
    show = Show()
    show.frames()
    for output in ("logits", "other"):
        show.pipeline.send(SpeakWith(output))
    assert show.said()[0].output == "fake.other"


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (SpeakWith("age"), "'age' is no output of the model. Choose one of: fake.logits, fake.other, fake.open."),
        (SpeakWith("open"), "'open' is no distribution over classes. Choose one of: fake.logits, fake.other."),
        (SetBaseline(1, "age", OFFSET), "'age' is no output of the model. Choose one of: "),
        (SetBaseline(1, "open", np.zeros(1, np.float32)), "'open' is no distribution over classes. Choose one of: "),
        (SetBaseline(1, "age", None), "'age' is no output of the model. Choose one of: "),
    ],
    ids=["unknown", "scalars", "baseline of unknown", "baseline of scalars", "no baseline of unknown"],
)
def test_what_there_is_not_is_refused_at_once_with_the_choices(command, says):
    show = Show()
    with pytest.raises(ModelError) as caught:
        show.pipeline.send(command)
    assert str(caught.value).startswith(says)
    assert show.said()[0].output == SPOKEN


@pytest.mark.parametrize("baseline", [np.zeros(2, np.float32), np.full(7, np.nan, np.float32)], ids=["shape", "nan"])
def test_a_baseline_that_does_not_fit_is_refused_at_once(baseline):
    show = Show()
    show.frames()
    with pytest.raises(ValueError, match=r"a baseline for angry, .* is 7 finite numbers, not"):
        show.pipeline.send(SetBaseline(1, "logits", baseline))
    assert not show.said()[0].baseline.any()
