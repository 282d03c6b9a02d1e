"""What a label hangs on, measured on networks of which that is known."""

from dataclasses import replace

import numpy as np
import pytest
from fake_faces import SPEC, FakeRecogniser, face, frame, pipeline_of

from fer_core.errors import ModelError
from fer_core.explain import Stopped, explain, left_out, occlusion, strongest
from fer_core.outputs import Calibration, DistributionSpec, Moment, softmax
from fer_core.types import Expression

HAPPY, SAD = SPEC.labels.index("happy"), SPEC.labels.index("sad")
#: The corner that the made-up encoder looks at: rows and columns.
CORNER = (slice(0, 8), slice(16, 24))
CALIBRATED = replace(SPEC, outputs={"logits": DistributionSpec(SPEC.labels, Calibration(3.0), Calibration(2.0))})


class CornerRecogniser(FakeRecogniser):
    """Happy, the brighter one corner of the crop is, and sad otherwise: nothing else matters."""

    def embed(self, crops):
        self.batches.append(len(crops))
        bright = crops[:, *CORNER].reshape(len(crops), -1).mean(axis=1, dtype=np.float32) / 255
        return np.repeat(bright[:, None], self.spec.embedding_size, axis=1)

    def read(self, windows, valid):
        """Read the mean of the window."""
        self.valid.append(valid.tolist())
        mean = np.array([series[:count, 0].mean() for series, count in zip(windows, valid, strict=True)])
        logits = np.zeros((len(windows), len(SPEC.labels)), np.float32)
        logits[:, HAPPY], logits[:, SAD] = 4.0 * mean, 4.0 * (1 - mean)
        return {"logits": logits}


def bright_corner():
    crop = np.full(SPEC.input_size, 40, np.uint8)
    crop[CORNER] = 250
    return crop


def said(logits=None, **changes):
    logits = np.zeros(7, np.float32) if logits is None else np.array(logits, np.float32)
    nothing, probabilities = np.zeros_like(logits), softmax(logits)
    plain = Expression(
        "fake.logits", SPEC.labels, logits, nothing, probabilities, probabilities, "happy", False, (), ready=True
    )
    return replace(plain, **changes)


def window(*bright, crop=None):
    """Return moments, a picture every eighth of a second, that were read as so bright; the newest one has a crop."""
    crop = bright_corner() if crop is None else crop
    embeddings = [np.full(SPEC.embedding_size, value, np.float32) for value in bright]
    return tuple(Moment(number / 8, embedding, crop) for number, embedding in enumerate(embeddings))


def in_the_corner(row, column):
    return row < 0.4 and column > 0.6


def test_the_map_is_hot_where_the_network_looks_and_cold_elsewhere():
    found = explain(CornerRecogniser(), said(), window(1.0)).occlusion
    assert found.falls.shape == SPEC.input_size
    assert found.falls.dtype == np.float32
    assert np.isfinite(found.falls).all()
    assert found.falls[CORNER].min() > 0.005
    assert found.falls[CORNER].mean() > 0.02
    # What shares no patch with the corner changes nothing.
    assert abs(found.falls[14:]).max() < 1e-6
    assert abs(found.falls[:, :10]).max() < 1e-6
    assert found.lowest < found.plain - 0.05
    assert found.highest == pytest.approx(found.plain, abs=1e-6)
    assert in_the_corner(*found.lowest_at)


def test_what_speaks_against_a_label_is_cold_with_the_other_sign():
    found = explain(CornerRecogniser(), said(label="sad"), window(1.0)).occlusion
    assert found.falls[CORNER].max() < -0.005
    assert found.falls[CORNER].mean() < -0.015
    assert abs(found.falls[14:]).max() < 1e-6
    assert found.highest > found.plain + 0.03
    assert in_the_corner(*found.highest_at)


def test_a_patch_covers_every_pixel_and_no_crop_is_changed():
    crop = np.zeros((9, 31), np.uint8)
    batches = []

    def score(crops):
        batches.append(crops.copy())
        return crops.reshape(len(crops), -1).max(axis=1).astype(np.float32)

    found = occlusion(crop, score, 128)
    assert not crop.any()
    covered = np.concatenate(batches[1:])
    assert covered.any(axis=0).all()
    assert (covered.astype(bool).sum(axis=(1, 2)) == 2 * 8).all()
    assert max(len(batch) for batch in batches) <= 4
    np.testing.assert_array_equal(found.falls, np.full((9, 31), -128.0))


@pytest.mark.parametrize("side", [1, 2, 3, 5])
def test_crops_as_small_as_a_patch_are_measured(side):
    found = occlusion(np.zeros((side, side), np.uint8), lambda crops: crops.mean(axis=(1, 2), dtype=np.float32), 255)
    assert found.falls.shape == (side, side)
    assert (found.falls < 0).all()


def test_the_calibration_and_the_baseline_count():
    baseline = np.zeros(7, np.float32)
    baseline[HAPPY] = 2.0
    values = {}
    for name, still, taken_off in (
        ("film", False, 0 * baseline),
        ("still", True, 0 * baseline),
        ("off", False, baseline),
    ):
        recogniser = CornerRecogniser(CALIBRATED)
        crop = np.full(SPEC.input_size, 255, np.uint8)
        found = explain(recogniser, said(baseline=taken_off), window(1.0, crop=crop), still=still)
        values[name] = found.occlusion.plain
        logits = np.zeros(7, np.float32)
        logits[HAPPY] = 4.0
        expected = softmax((logits - taken_off) / np.float32(3.0 if still else 2.0))[HAPPY]
        assert values[name] == pytest.approx(expected, abs=1e-6)
    assert values["film"] > values["still"] > values["off"]


def test_a_picture_that_speaks_alone_for_the_label_carries_it():
    parts = explain(CornerRecogniser(), said(), window(0.4, 0.4, 1.0, 0.4)).parts
    assert [part.pictures for part in parts] == [1, 1, 1, 1]
    assert [part.age_s for part in parts] == [3 / 8, 2 / 8, 1 / 8, 0.0]
    falls = [part.fall for part in parts]
    assert max(falls) == falls[2] > 0.1
    assert min(falls) < 0


def test_pictures_that_say_the_same_add_nothing_one_by_one():
    parts = explain(CornerRecogniser(), said(), window(*[0.7] * 9)).parts
    assert len(parts) == 9
    assert max(abs(part.fall) for part in parts) < 1e-6


def test_a_long_window_is_left_out_in_parts_that_hold_every_picture_once():
    read = []

    def mean(windows):
        read.extend(windows)
        return np.array([np.mean([moment.embedding[0] for moment in moments]) for moments in windows], np.float32)

    whole = window(*np.linspace(0, 1, 43))
    parts = left_out(whole, mean)
    assert len(parts) == 10
    assert sum(part.pictures for part in parts) == 43
    assert [part.age_s for part in parts] == sorted((part.age_s for part in parts), reverse=True)
    assert all(part.crop is whole[0].crop for part in parts)
    left = [[moment for moment in whole if moment not in moments] for moments in read[1:]]
    assert [moment for part in left for moment in part] == list(whole)
    # The mean grows along this window: the first pictures keep it down.
    assert parts[0].fall < 0 < parts[-1].fall


def test_a_window_of_one_picture_has_no_parts():
    assert explain(CornerRecogniser(), said(), window(1.0)).parts == ()


def test_it_ends_as_soon_as_nobody_wants_to_know():
    recogniser = CornerRecogniser()
    asked = iter([False, False, True])
    with pytest.raises(Stopped):
        explain(recogniser, said(), window(1.0), stop=lambda: next(asked))
    assert recogniser.batches == [1, 4, 4]
    assert len(recogniser.valid) == 2


@pytest.mark.parametrize("other", [{"output": "fake.age"}, {"labels": ("happy", "sad")}])
def test_a_model_that_says_something_else_is_refused(other):
    with pytest.raises(ModelError, match="The model has changed"):
        explain(CornerRecogniser(), said(**other), window(1.0))


@pytest.mark.parametrize("moments", [(), (Moment(0.0, np.zeros(4, np.float32)),)])
def test_without_a_crop_there_is_nothing_to_cover(moments):
    with pytest.raises(ValueError, match="crop"):
        explain(CornerRecogniser(), said(), moments)


def test_the_three_strongest_classes_come_with_every_link_of_the_chain():
    logits = np.array([0, 1, 0, 6, 0, 2, 4], np.float32)
    averaged = np.array([0.0, 0.1, 0.0, 0.2, 0.0, 0.3, 0.4], np.float32)
    adjusted = np.array([0.1, 0.1, 0.1, 0.4, 0.1, 0.1, 0.1], np.float32)
    expression = said(logits, probabilities=averaged, frame_probabilities=adjusted)
    spec = CALIBRATED.distributions["logits"]
    first, second, third = strongest(expression, spec, still=False)
    assert [first.label, second.label, third.label] == ["neutral", "surprise", "happy"]
    assert [row.averaged for row in (first, second, third)] == pytest.approx([0.4, 0.3, 0.2])
    assert [row.adjusted for row in (first, second, third)] == pytest.approx([0.1, 0.1, 0.4])
    assert third.read == pytest.approx(softmax(logits / np.float32(2.0))[HAPPY])
    (only,) = strongest(expression, spec, still=True, count=1)
    assert only.read == pytest.approx(softmax(logits / np.float32(3.0))[SPEC.labels.index("neutral")])


def test_a_face_carries_what_it_was_read_from():
    recogniser = FakeRecogniser()
    pipeline = pipeline_of([[face(10, 10), face(160, 10)]] * 20, recogniser)
    results = [pipeline.process(frame(index, index / 8, brightness=20 + index)) for index in range(20)]
    for seen in results[-1].seen:
        # A window reaches over a second and a half.
        assert [moment.t for moment in seen.window] == [index / 8 for index in range(7, 20)]
        assert [int(moment.crop.mean()) for moment in seen.window] == [20 + index for index in range(7, 20)]
        assert seen.window[-1].crop.shape == SPEC.input_size
        np.testing.assert_array_equal(recogniser.embed(seen.window[-1].crop[None])[0], seen.window[-1].embedding)
        for part in (seen.window[-1].crop, seen.window[-1].embedding):
            with pytest.raises(ValueError, match="read-only"):
                part[0] = 0
    # What was told before stays as it was.
    assert len(results[5].seen[0].window) == 6


def test_the_whole_window_is_read_as_the_pipeline_has_read_it():
    class Noting(CornerRecogniser):
        def read(self, windows, valid):
            self.newest = super().read(windows, valid)
            return self.newest

    recogniser = Noting()
    pipeline = pipeline_of([[face(10, 10)]] * 15, recogniser)
    results = [pipeline.process(frame(index, index / 10, brightness=60 + 10 * index)) for index in range(15)]
    (seen,) = results[-1].seen
    explain(recogniser, seen.expression, seen.window)
    # The last batch holds the whole window first, and then what is left of it without each part.
    assert len(recogniser.newest["logits"]) == 11
    np.testing.assert_allclose(recogniser.newest["logits"][0], seen.expression.logits, atol=1e-6)
