import time
from dataclasses import replace

import numpy as np
import pytest
from fake_faces import SPEC, FakeRecogniser, face, frame

from fer_core.detection import ScriptedDetector
from fer_core.pipeline import STAGES, Pipeline
from fer_core.tracking import Tracker
from fer_core.types import Frame


def run(script, rate_hz=30.0, brightness=lambda _index: 100, **options):
    recogniser = FakeRecogniser()
    pipeline = Pipeline(ScriptedDetector(script), recogniser, **options)
    results = [pipeline.process(frame(i, i / rate_hz, brightness(i))) for i in range(len(script))]
    return results, recogniser


def only_estimate(result):
    ((_, estimate),) = result.faces
    return estimate


def test_a_face_has_a_label_in_its_first_frame():
    results, _ = run([[face(10, 10)]])
    estimate = only_estimate(results[0])
    assert estimate.label == SPEC.labels[100 // 32]
    assert estimate.t == 0.0
    assert not estimate.ready


@pytest.mark.parametrize("rate_hz", [5.0, 12.0, 30.0])
def test_ready_when_the_window_is_full_in_seconds_whatever_the_frame_rate(rate_hz):
    results, _ = run([[face(10, 10)]] * round(3 * rate_hz), rate_hz)
    for result in results:
        assert only_estimate(result).ready == (result.frame.t >= SPEC.window_s - 1e-6)


def test_dropped_frames_do_not_change_the_length_of_the_window():
    recogniser = FakeRecogniser()
    times = [0.0, 0.033, 0.3, 0.33, 0.9, 1.0]
    pipeline = Pipeline(ScriptedDetector([[face(10, 10)]] * len(times)), recogniser)
    for index, t in enumerate(times):
        pipeline.process(frame(index, t))
    assert [valid for (valid,) in recogniser.valid] == [int(t * SPEC.rate_hz + 1e-6) + 1 for t in times]


def test_all_faces_of_a_frame_go_through_the_encoder_in_one_batch():
    results, recogniser = run([[face(10, 10), face(110, 10), face(210, 10)]] * 3)
    assert recogniser.batches == [3, 3, 3]
    assert [track.id for track, _ in results[-1].faces] == [1, 2, 3]
    assert [estimate.track_id for _, estimate in results[-1].faces] == [1, 2, 3]


def test_each_face_gets_its_own_estimate():
    image = np.zeros((240, 320, 3), np.uint8)
    image[:, 160:] = 200
    pipeline = Pipeline(ScriptedDetector([[face(200, 50), face(20, 50)]]), FakeRecogniser(), still=True)
    result = pipeline.process(Frame(0, 0.0, image, grabbed_t=0.0))
    by_side = {track.detection.box_px[0]: estimate.label for track, estimate in result.faces}
    assert by_side == {20.0: SPEC.labels[0], 200.0: SPEC.labels[200 // 32]}


def test_no_face_no_batch():
    results, recogniser = run([[], []])
    assert all(result.faces == () for result in results)
    assert recogniser.batches == []


def test_a_face_is_not_reported_in_a_frame_where_it_was_not_detected():
    results, _ = run([[face(10, 10)], [], [face(10, 10)]])
    assert [len(result.faces) for result in results] == [1, 0, 1]


def test_an_unconfirmed_face_is_neither_reported_nor_encoded():
    results, recogniser = run([[face(10, 10, score=0.65)]] * 3)
    assert all(result.faces == () for result in results)
    assert recogniser.batches == []


def test_a_face_outside_the_picture_has_no_estimate_and_does_not_disturb_the_others():
    results, recogniser = run([[face(400, 10), face(10, 10)]], tracker=Tracker(confirm_s=0))
    by_id = {track.detection.box_px[0]: estimate for track, estimate in results[0].faces}
    assert by_id[400] is None
    assert by_id[10].label == SPEC.labels[3]
    assert recogniser.batches == [1]


def test_the_label_is_the_most_probable_class_and_the_probabilities_add_up():
    results, _ = run([[face(10, 10)]] * 40, brightness=lambda i: 20 if i < 20 else 220)
    for result in results:
        estimate = only_estimate(result)
        assert estimate.label == estimate.labels[int(estimate.probabilities.argmax())]
        assert estimate.probabilities.sum() == pytest.approx(1.0, abs=1e-5)
        assert estimate.confidence == pytest.approx(estimate.probabilities.max())
    assert only_estimate(results[0]).label == SPEC.labels[0]
    assert only_estimate(results[-1]).label == SPEC.labels[6]


def test_one_odd_frame_is_smoothed_away_in_a_video():
    results, _ = run([[face(10, 10)]] * 30, brightness=lambda i: 220 if i == 20 else 20)
    assert {only_estimate(result).label for result in results} == {SPEC.labels[0]}


def test_the_state_of_a_face_is_dropped_with_its_track():
    script = [[face(10, 10)]] * 30 + [[]] * 90 + [[face(10, 10)]]
    results, recogniser = run(script)
    assert only_estimate(results[29]).track_id == 1
    back = only_estimate(results[-1])
    assert (back.track_id, recogniser.valid[-1]) == (2, [1])


def test_a_short_gap_keeps_the_window():
    script = [[face(10, 10)]] * 30 + [[]] * 10 + [[face(10, 10)]]
    results, recogniser = run(script)
    assert only_estimate(results[-1]).track_id == 1
    assert recogniser.valid[-1][0] > recogniser.valid[28][0]


def test_a_thousand_passers_by_leave_nothing_behind():
    pipeline = Pipeline(ScriptedDetector([[face(10, 10)]] * 1000), FakeRecogniser())
    for index in range(1000):
        pipeline.process(frame(index, index * 10.0))
    assert len(pipeline._faces) == 1


def test_stills_are_scored_for_themselves():
    script = [[face(10, 10, score=0.62)], [face(10, 10, score=0.62)]]
    results, recogniser = run(script, rate_hz=1.0, brightness=lambda i: 20 + 200 * i, still=True)
    assert recogniser.valid == [[1], [1]]
    assert [only_estimate(result).label for result in results] == [SPEC.labels[0], SPEC.labels[6]]
    assert [only_estimate(result).track_id for result in results] == [1, 2]
    assert all(only_estimate(result).ready for result in results)
    # Not smoothed: the second picture's probabilities are as sharp as the first one's.
    assert only_estimate(results[1]).confidence == pytest.approx(only_estimate(results[0]).confidence)


def test_an_undecided_still_is_uncertain():
    class Undecided(FakeRecogniser):
        def classify(self, windows, valid):
            return np.full((len(windows), len(SPEC.labels)), 1 / len(SPEC.labels), np.float32)

    pipeline = Pipeline(ScriptedDetector([[face(10, 10)]]), Undecided(), still=True)
    assert only_estimate(pipeline.process(frame(0, 0.0))).uncertain
    results, _ = run([[face(10, 10)]], still=True)
    assert not only_estimate(results[0]).uncertain


def test_without_a_threshold_there_is_no_label_set():
    results, _ = run([[face(10, 10)]])
    assert only_estimate(results[0]).label_set == ()
    assert not only_estimate(results[0]).doubtful


def test_the_label_set_is_of_the_output_that_speaks():
    outputs = {"logits": 1.0, "other": 1.0}

    def estimate(thresholds):
        recogniser = FakeRecogniser(replace(SPEC, temperatures=outputs, thresholds=thresholds))
        return only_estimate(Pipeline(ScriptedDetector([[face(10, 10)]]), recogniser).process(frame(0, 0.0)))

    everything = estimate({"logits": 0.001, "other": 0.9})
    assert set(everything.label_set) == set(SPEC.labels)
    assert everything.label_set[0] == everything.label
    assert everything.doubtful
    assert estimate({"logits": 0.9}).label_set == (SPEC.labels[3],)
    assert estimate({"other": 0.001}).label_set == ()


def test_the_label_set_follows_the_probabilities_that_are_published():
    recogniser = FakeRecogniser(replace(SPEC, thresholds={"logits": 0.3}))
    pipeline = Pipeline(ScriptedDetector([[face(10, 10)]] * 60), recogniser)
    sizes = set()
    for index in range(60):
        estimate = only_estimate(pipeline.process(frame(index, index / 30, 20 if index < 30 else 220)))
        likely = {SPEC.labels[i] for i in np.flatnonzero(estimate.probabilities >= 0.3)}
        assert set(estimate.label_set) == likely | {estimate.label}
        sizes.add(len(estimate.label_set))
    # A change of expression, smoothed, passes through doubt.
    assert sizes == {1, 2}


def test_quality_comes_with_the_estimate():
    results, _ = run([[face(10, 10)]], brightness=lambda _index: 10)
    assert "dark" in only_estimate(results[0]).quality
    results, _ = run([[face(-20, 10)]])
    assert "edge" in only_estimate(results[0]).quality


def test_timings_and_the_time_of_publishing():
    before = time.monotonic()
    results, _ = run([[face(10, 10)], []])
    for result in results:
        assert tuple(result.timings_ms) == STAGES
        assert sum(result.timings_ms[stage] for stage in STAGES[:-1]) <= result.timings_ms["total"]
        assert before <= result.published_t <= time.monotonic()
    assert results[1].timings_ms["encoder"] == 0.0


def test_labels_model_name_and_closing():
    class Counting(ScriptedDetector):
        closed = 0

        def close(self):
            self.closed += 1

    detector = Counting([])
    pipeline = Pipeline(detector, FakeRecogniser())
    assert (pipeline.labels, pipeline.model_name) == (SPEC.labels, "fake")
    pipeline.close()
    assert detector.closed == 1
