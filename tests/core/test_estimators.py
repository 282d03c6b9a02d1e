from dataclasses import replace

import numpy as np
import pytest
from fake_faces import SPEC, FakeRecogniser, face, frame

from fer_core.errors import ModelError
from fer_core.estimators.base import EstimatorDescription, PipelineDescription
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.estimators.scripted import ScriptedEstimator
from fer_core.outputs import Calibration, Distribution, DistributionSpec, Points, PointsSpec, Scalars, ScalarsSpec
from fer_core.types import Frame, Track

TWO_OUTPUTS = replace(
    SPEC,
    outputs={
        "open": ScalarsSpec(("eyes", "mouth"), ("1", "1")),
        "logits": DistributionSpec(SPEC.labels, Calibration(3.0), Calibration(5.0)),
    },
)


def track(face_id, x=10.0, y=10.0):
    return Track(face_id, face(x, y), 0.0, 0.0, confirmed=True)


def two_sides():
    """Return a frame that is black on the left and bright on the right."""
    image = np.zeros((240, 320, 3), np.uint8)
    image[:, 160:] = 200
    return Frame(0, 0.0, image, grabbed_t=0.0)


def test_every_face_gets_all_outputs_raw():
    readings = CnnLstm(FakeRecogniser(TWO_OUTPUTS), "fake").estimate(two_sides(), [track(7, 200, 50), track(3, 20, 50)])
    assert set(readings.by_face) == {3, 7}
    for face_id, brightness in ((3, 0), (7, 200)):
        outputs = readings.by_face[face_id].outputs
        assert list(outputs) == ["open", "logits"]
        assert isinstance(outputs["open"], Scalars)
        assert isinstance(outputs["logits"], Distribution)
        np.testing.assert_allclose(outputs["open"].values, [brightness / 255] * 2, atol=1e-3)
        # Neither calibrated nor averaged.
        np.testing.assert_array_equal(outputs["logits"].logits, 4.0 * np.eye(7)[brightness // 32])


def test_what_it_says_of_itself_is_what_the_model_says():
    recogniser = FakeRecogniser(TWO_OUTPUTS)
    estimator = CnnLstm(recogniser, "second")
    assert estimator.name == "second"
    assert estimator.outputs == TWO_OUTPUTS.outputs
    assert estimator.default == "logits"
    assert estimator.sha256 == recogniser.sha256


def test_every_face_has_a_window_of_its_own():
    recogniser = FakeRecogniser()
    estimator = CnnLstm(recogniser, "fake")
    for number in range(4):
        estimator.estimate(frame(number, number / 8), [track(1)] if number < 2 else [track(1), track(2, 150)])
    assert recogniser.valid == [[1], [2], [3, 1], [4, 2]]
    assert recogniser.batches == [1, 1, 2, 2]


def test_a_face_that_is_forgotten_is_read_as_if_it_were_new():
    recogniser = FakeRecogniser()
    estimator = CnnLstm(recogniser, "fake")
    for number in range(3):
        estimator.estimate(frame(number, number / 8), [track(1), track(2, 150)])
    estimator.forget(1)
    estimator.forget(99)
    estimator.estimate(frame(3, 3 / 8), [track(1), track(2, 150)])
    assert recogniser.valid[-1] == [1, 4]


def test_a_face_is_ready_once_its_own_window_is_full():
    estimator = CnnLstm(FakeRecogniser(), "fake")
    for number in range(20):
        faces = [track(1)] if number < 4 else [track(1), track(2, 150)]
        readings = estimator.estimate(frame(number, number / 8), faces)
        assert readings.by_face[1].ready == (number >= 12)
        if number >= 4:
            assert readings.by_face[2].ready == (number >= 16)


def test_stills_are_read_by_themselves_and_are_ready():
    recogniser = FakeRecogniser()
    estimator = CnnLstm(recogniser, "fake", still=True)
    for face_id in (1, 2):
        assert estimator.estimate(frame(0, 0.0), [track(face_id)]).by_face[face_id].ready
    assert recogniser.valid == [[1], [1]]


def test_a_face_outside_the_picture_is_missing():
    recogniser = FakeRecogniser()
    readings = CnnLstm(recogniser, "fake").estimate(frame(0, 0.0), [track(1, 400), track(2)])
    assert set(readings.by_face) == {2}
    assert recogniser.batches == [1]


def test_without_a_face_that_can_be_read_no_network_runs():
    recogniser = FakeRecogniser()
    readings = CnnLstm(recogniser, "fake").estimate(frame(0, 0.0), [track(1, 400)])
    assert readings.by_face == {}
    assert list(readings.timings_ms) == ["crop"]
    assert recogniser.batches == []


def test_its_time_is_told_by_stage():
    readings = CnnLstm(FakeRecogniser(), "fake").estimate(frame(0, 0.0), [track(1)])
    assert list(readings.timings_ms) == ["crop", "encoder", "head"]
    assert min(readings.timings_ms.values()) >= 0.0


# The one that says what it is told


def test_a_script_reads_every_face_by_frame_and_face():
    outputs = {"place": PointsSpec(("nose",)), "mood": DistributionSpec(("up", "down"))}

    def script(picture, seen):
        if seen.id == 2:
            return None
        points = np.array([[picture.index, seen.id]], np.float32)
        return {"place": Points(points), "mood": Distribution(np.zeros(2, np.float32))}

    estimator = ScriptedEstimator("script", outputs, script)
    readings = estimator.estimate(frame(5, 0.0), [track(1), track(2)])
    assert set(readings.by_face) == {1}
    assert readings.by_face[1].ready
    np.testing.assert_array_equal(readings.by_face[1].outputs["place"].points_px, [[5, 1]])
    assert estimator.default == "mood"
    assert estimator.sha256 == {}


def test_a_script_without_a_distribution_has_no_default_and_notes_whom_it_is_to_forget():
    estimator = ScriptedEstimator("pose", {"yaw": ScalarsSpec(("yaw",), ("deg",))}, lambda _frame, _track: None)
    assert estimator.default is None
    estimator.forget(3)
    assert estimator.forgotten == [3]


# What is written down of a pipeline


def described():
    mood, pose = DistributionSpec(("up", "down")), ScalarsSpec(("yaw",), ("deg",))
    parts = (
        EstimatorDescription("one", {"mood": mood, "v1.5": mood}, {}),
        EstimatorDescription("two", {"mood": mood, "pose": pose}, {}),
    )
    return PipelineDescription(parts, "one.mood", {})


def test_outputs_are_named_after_their_estimators():
    description = described()
    assert list(description.outputs) == ["one.mood", "one.v1.5", "two.mood", "two.pose"]
    assert description.model_name == "one"
    assert description.labels == ("up", "down")


@pytest.mark.parametrize(
    ("asked", "found"),
    [("one.mood", "one.mood"), ("two.mood", "two.mood"), ("pose", "two.pose"), ("v1.5", "one.v1.5")],
)
def test_an_output_is_found_by_its_full_name_or_by_its_last_part(asked, found):
    assert described().resolve(asked) == found


def test_a_name_of_several_outputs_or_of_none_is_refused_with_the_choices():
    with pytest.raises(ModelError) as caught:
        described().resolve("mood")
    assert str(caught.value) == "'mood' is the name of several outputs. Choose one of: one.mood, two.mood."
    with pytest.raises(ModelError) as caught:
        described().resolve("age")
    assert str(caught.value) == (
        "'age' is no output of the model. Choose one of: one.mood, one.v1.5, two.mood, two.pose."
    )


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ((), ()),
        (("pose", "one.mood"), ("two.pose", "one.mood")),
        (("one",), ("one.mood", "one.v1.5")),
        (("two.mood", "two", "pose"), ("two.mood", "two.pose")),
        (("all",), ("one.mood", "one.v1.5", "two.mood", "two.pose")),
    ],
)
def test_outputs_are_selected_by_name_by_estimator_or_all_each_once(names, found):
    assert described().select(names) == found


def test_what_cannot_be_selected_is_refused():
    with pytest.raises(ModelError, match="'age' is no output of the model"):
        described().select(("pose", "age"))
