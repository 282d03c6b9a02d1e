import time
from dataclasses import replace

import numpy as np
import pytest
from fake_faces import SPEC, SPOKEN, FakeRecogniser, face, frame, pipeline_of
from films import scene

from fer_core.detection import ScriptedDetector
from fer_core.errors import ModelError
from fer_core.estimators.scripted import ScriptedEstimator
from fer_core.outputs import Calibration, Distribution, DistributionSpec, Scalars, ScalarsSpec
from fer_core.pipeline import STAGES, Pipeline
from fer_core.tracking import Tracker
from fer_core.types import Frame


def run(script, rate_hz=30.0, brightness=lambda _index: 100, recogniser=None, **options):
    recogniser = recogniser or FakeRecogniser()
    pipeline = pipeline_of(script, recogniser, **options)
    results = [pipeline.process(frame(i, i / rate_hz, brightness(i))) for i in range(len(script))]
    return results, recogniser


def only(result):
    (seen,) = result.seen
    return seen


def said(result):
    return only(result).expression


def calibrated(temperature=1.0, threshold=None):
    """Return a recogniser whose output is calibrated so, for stills and films."""
    calibration = Calibration(temperature, threshold)
    return FakeRecogniser(replace(SPEC, outputs={"logits": DistributionSpec(SPEC.labels, calibration, calibration)}))


def test_a_face_has_a_label_in_its_first_frame():
    results, _ = run([[face(10, 10)]])
    assert said(results[0]).label == SPEC.labels[100 // 32]
    assert said(results[0]).output == SPOKEN
    assert only(results[0]).track.last_t == 0.0
    assert not said(results[0]).ready


def test_the_raw_outputs_come_with_what_is_said():
    results, _ = run([[face(10, 10)]] * 10, brightness=lambda i: 20 + 20 * i, recogniser=calibrated(3.0))
    for index, result in enumerate(results):
        raw = only(result).outputs[SPOKEN].logits
        np.testing.assert_array_equal(raw, 4.0 * np.eye(7)[(20 + 20 * index) // 32])
        np.testing.assert_array_equal(said(result).logits, raw)


@pytest.mark.parametrize("rate_hz", [5.0, 12.0, 30.0])
def test_ready_when_the_window_is_full_in_seconds_whatever_the_frame_rate(rate_hz):
    results, _ = run([[face(10, 10)]] * round(3 * rate_hz), rate_hz)
    for result in results:
        assert said(result).ready == (result.frame.t >= SPEC.window_s - 1e-6)


def test_dropped_frames_do_not_change_the_length_of_the_window():
    recogniser = FakeRecogniser()
    times = [0.0, 0.033, 0.3, 0.33, 0.9, 1.0]
    pipeline = pipeline_of([[face(10, 10)]] * len(times), recogniser)
    for index, t in enumerate(times):
        pipeline.process(frame(index, t))
    assert [valid for (valid,) in recogniser.valid] == [int(t * SPEC.rate_hz + 1e-6) + 1 for t in times]


def test_all_faces_of_a_frame_go_through_the_encoder_in_one_batch():
    results, recogniser = run([[face(10, 10), face(110, 10), face(210, 10)]] * 3)
    assert recogniser.batches == [3, 3, 3]
    assert [seen.id for seen in results[-1].faces] == [1, 2, 3]


def test_each_face_is_read_for_itself():
    image = np.zeros((240, 320, 3), np.uint8)
    image[:, 160:] = 200
    pipeline = pipeline_of([[face(200, 50), face(20, 50)]], still=True)
    result = pipeline.process(Frame(0, 0.0, image, grabbed_t=0.0))
    by_side = {seen.track.detection.box_px[0]: seen.expression.label for seen in result.faces}
    assert by_side == {20.0: SPEC.labels[0], 200.0: SPEC.labels[200 // 32]}


def test_no_face_no_batch():
    results, recogniser = run([[], []])
    assert all(result.faces == () for result in results)
    assert recogniser.batches == []


def test_a_face_that_is_lost_for_a_moment_is_followed_and_not_read():
    results, recogniser = run([[face(10, 10)], [], [face(14, 12)]])
    assert [len(result.seen) for result in results] == [1, 0, 1]
    assert [[seen.id for seen in result.faces] for result in results] == [[1], [1], [1]]
    (lost,) = results[1].faces
    assert not lost.track.seen
    # Where it was last.
    assert lost.track.detection.box_px == (10, 10, 90, 90)
    assert (lost.quality, dict(lost.outputs), lost.expression) == ((), {}, None)
    assert recogniser.batches == [1, 1]


def test_faces_come_by_id_whether_they_are_seen_or_lost():
    script = [[face(10, 10), face(110, 10), face(210, 10)], [face(210, 10), face(10, 10)]]
    results, _ = run(script)
    assert [(seen.id, seen.track.seen) for seen in results[1].faces] == [(1, True), (2, False), (3, True)]
    assert [seen.id for seen in results[1].seen] == [1, 3]


def test_a_face_that_stays_away_is_given_up():
    results, _ = run([[face(10, 10)]] + [[]] * 20, rate_hz=10.0)
    assert [len(result.faces) for result in results] == [1] * 16 + [0] * 5


def test_an_unconfirmed_face_is_read_and_reported_apart():
    results, recogniser = run([[face(10, 10, score=0.65)]] * 3 + [[]] * 10)
    assert all(result.faces == () for result in results)
    # Its window fills from its first frame on.
    assert recogniser.batches == [1] * 3
    for result in results[:3]:
        (candidate,) = result.candidates
        assert (candidate.id, candidate.track.confirmed, candidate.track.key) == (0, False, 1)
        assert candidate.expression.label == SPEC.labels[3]
        assert result.pending == {1}
    assert results[-1].candidates == ()
    assert results[-1].pending == frozenset()


def test_a_face_that_is_confirmed_late_keeps_what_was_read_of_it_before():
    results, recogniser = run([[face(10, 10, score=0.65)]] * 30)
    first = next(index for index, result in enumerate(results) if result.faces)
    assert first > 0
    assert only(results[first]).id == 1
    assert only(results[first]).track.key == results[0].candidates[0].track.key
    assert recogniser.valid[first] == [int(first / 30 * SPEC.rate_hz + 1e-6) + 1]


def test_a_face_outside_the_picture_is_seen_and_not_read_and_does_not_disturb_the_others():
    results, recogniser = run([[face(400, 10), face(10, 10)]], tracker=Tracker(confirm_s=0))
    by_side = {seen.track.detection.box_px[0]: seen for seen in results[0].seen}
    assert by_side[400].expression is None
    assert dict(by_side[400].outputs) == {}
    assert by_side[10].expression.label == SPEC.labels[3]
    assert recogniser.batches == [1]


def test_the_label_follows_a_change_and_the_probabilities_add_up():
    results, _ = run([[face(10, 10)]] * 40, brightness=lambda i: 20 if i < 20 else 220)
    for result in results:
        assert said(result).probabilities.sum() == pytest.approx(1.0, abs=1e-5)
        assert said(result).frame_probabilities.sum() == pytest.approx(1.0, abs=1e-5)
    assert said(results[0]).label == SPEC.labels[0]
    assert said(results[-1]).label == SPEC.labels[6]


def test_one_odd_frame_is_smoothed_away_in_a_video():
    results, _ = run([[face(10, 10)]] * 30, brightness=lambda i: 220 if i == 20 else 20)
    assert {said(result).label for result in results} == {SPEC.labels[0]}


def test_the_state_of_a_face_is_dropped_with_its_track():
    script = [[face(10, 10)]] * 30 + [[]] * 90 + [[face(10, 10)]]
    results, recogniser = run(script)
    assert only(results[29]).id == 1
    assert (only(results[-1]).id, recogniser.valid[-1]) == (2, [1])


def test_a_short_gap_keeps_the_window():
    script = [[face(10, 10)]] * 30 + [[]] * 10 + [[face(10, 10)]]
    results, recogniser = run(script)
    assert only(results[-1]).id == 1
    assert recogniser.valid[-1][0] > recogniser.valid[28][0]


def scenes(script, cut_at):
    """Process frames of which those from ``cut_at`` on show another scene; return the results and the recogniser."""
    recogniser = FakeRecogniser()
    pipeline = pipeline_of(script, recogniser)
    pictures = [scene(1), scene(2)]
    return [
        pipeline.process(Frame(i, i / 30, pictures[i >= cut_at].copy(), grabbed_t=0.0)) for i in range(len(script))
    ], recogniser


def test_after_a_cut_who_stands_at_the_same_place_is_somebody_else_with_a_fresh_window():
    results, recogniser = scenes([[face(100, 80)]] * 80, 40)
    assert [only(result).id for result in results] == [1] * 40 + [2] * 40
    assert recogniser.valid[39][0] > 8
    assert recogniser.valid[40] == [1]
    assert said(results[39]).ready == (SPEC.window_s <= 39 / 30)
    assert not said(results[40]).ready


def test_who_is_seen_after_a_film_was_moved_is_somebody_else_each_time():
    pipeline, room = pipeline_of([[face(100, 80)]] * 30), scene(1)
    frames = [Frame(i, i / 30, room.copy(), grabbed_t=0.0, scene=(i >= 10) + (i >= 11) + (i >= 20)) for i in range(30)]
    # A place that was only passed by has nobody who could be confirmed.
    ids = [only(result).id for result in map(pipeline.process, frames) if result.faces]
    assert ids[:10] == [1] * 10
    assert len(set(ids[10:])) > 1
    assert 1 not in ids[10:]
    assert ids[-1] not in ids[:20]


def test_a_neighbour_who_takes_the_place_of_who_has_left_is_somebody_else():
    room, ann, bob = scene(1), scene(7, 80, 80), scene(8, 80, 80)

    def follow(second):
        pipeline = pipeline_of([[face(100, 80)]] * 30 + [[]] * 20 + [[face(110, 80)]] * 10)
        found = []
        for index in range(60):
            image = room.copy()
            if index < 30:
                image[80:160, 100:180] = ann
            elif index >= 50:
                image[80:160, 110:190] = second
            found.append(pipeline.process(Frame(index, index / 30, image, grabbed_t=0.0)))
        return {seen.id for result in found for seen in result.seen}

    assert follow(ann) == {1}
    assert follow(bob) == {1, 2}


def test_nobody_is_lost_over_a_cut():
    results, _ = scenes([[face(100, 80)]] * 20 + [[]] * 20, 20)
    assert [len(result.faces) for result in results] == [1] * 20 + [0] * 20


def test_without_a_cut_nobody_changes():
    results, _ = scenes([[face(100, 80)]] * 60, 99)
    assert {only(result).id for result in results} == {1}


@pytest.mark.parametrize("rate_hz", [0.5, 1.0, 2.0])
def test_at_a_low_frame_rate_a_face_keeps_its_id(rate_hz):
    results, _ = run([[face(100 + index, 80)] for index in range(8)], rate_hz)
    assert [only(result).id for result in results] == [1] * 8


def test_a_thousand_passers_by_leave_nothing_behind():
    estimator = ScriptedEstimator("script", {"mood": DistributionSpec(("up", "down"))}, lambda _frame, _track: None)
    pipeline = Pipeline(ScriptedDetector([[face(10, 10)]] * 2000), [estimator])
    for index in range(2000):
        pipeline.process(frame(index, index // 2 * 10.0 + index % 2 * 0.1))
    assert estimator.forgotten == list(range(1, 1000))
    assert len(pipeline._interpreters) == 1


def test_stills_are_scored_for_themselves():
    script = [[face(10, 10, score=0.62)], [face(10, 10, score=0.62)]]
    results, recogniser = run(script, rate_hz=1.0, brightness=lambda i: 20 + 200 * i, still=True)
    assert recogniser.valid == [[1], [1]]
    assert [said(result).label for result in results] == [SPEC.labels[0], SPEC.labels[6]]
    assert [only(result).id for result in results] == [1, 2]
    assert all(said(result).ready for result in results)
    # Not smoothed: the second picture's probabilities are as sharp as the first one's.
    assert said(results[1]).confidence == pytest.approx(said(results[0]).confidence)


def test_a_still_has_nobody_who_was_lost():
    results, _ = run([[face(10, 10)], [face(150, 10)], []], still=True)
    assert [[seen.id for seen in result.faces] for result in results] == [[1], [2], []]


def test_an_undecided_still_is_uncertain():
    class Undecided(FakeRecogniser):
        def read(self, windows, valid):
            return {"logits": np.zeros((len(windows), len(SPEC.labels)), np.float32)}

    results, _ = run([[face(10, 10)]], recogniser=Undecided(), still=True)
    assert said(results[0]).uncertain
    results, _ = run([[face(10, 10)]], still=True)
    assert not said(results[0]).uncertain


def test_without_smoothing_every_frame_speaks_for_itself():
    results, _ = run([[face(10, 10)]] * 30, brightness=lambda i: 220 if i == 20 else 20, smoothing=False)
    assert [said(result).label for result in results].count(SPEC.labels[6]) == 1


def test_the_calibration_is_that_of_stills_or_of_films():
    output = DistributionSpec(SPEC.labels, still=Calibration(2.0, 0.05), film=Calibration(0.5, 0.9))
    spec = replace(SPEC, outputs={"logits": output})
    still, film = (said(run([[face(10, 10)]], recogniser=FakeRecogniser(spec), still=still)[0][0]) for still in (1, 0))
    assert still.frame_probabilities[3] == pytest.approx(np.exp(2) / (np.exp(2) + 6), abs=1e-5)
    assert film.frame_probabilities[3] == pytest.approx(np.exp(8) / (np.exp(8) + 6), abs=1e-5)
    assert (len(still.label_set), len(film.label_set)) == (7, 1)


def test_without_a_threshold_there_is_no_label_set():
    results, _ = run([[face(10, 10)]])
    assert said(results[0]).label_set == ()
    assert not said(results[0]).doubtful


def test_the_label_set_is_of_the_output_that_speaks():
    def spoken(logits, other):
        outputs = {
            "logits": DistributionSpec(SPEC.labels, film=Calibration(1.0, logits)),
            "other": DistributionSpec(SPEC.labels, film=Calibration(1.0, other)),
        }
        return said(run([[face(10, 10)]], recogniser=FakeRecogniser(replace(SPEC, outputs=outputs)))[0][0])

    everything = spoken(0.001, 0.9)
    assert set(everything.label_set) == set(SPEC.labels)
    assert everything.label_set[0] == everything.label
    assert everything.doubtful
    assert spoken(0.9, 0.001).label_set == (SPEC.labels[3],)
    assert spoken(None, 0.001).label_set == ()


def test_quality_comes_with_every_face_that_is_seen():
    results, _ = run([[face(10, 10)]], brightness=lambda _index: 10)
    assert "dark" in only(results[0]).quality
    results, _ = run([[face(-20, 10)]])
    assert "edge" in only(results[0]).quality
    results, _ = run([[face(10, 10)]])
    assert only(results[0]).quality == ()


# Several estimators


def scripted(name="pose", outputs=None, script=lambda _frame, _track: {"yaw": Scalars(np.array([12.0], np.float32))}):
    return ScriptedEstimator(name, outputs or {"yaw": ScalarsSpec(("yaw",), ("deg",))}, script)


def test_every_estimator_says_its_own_and_the_first_that_can_speak_speaks():
    mood = {"mood": DistributionSpec(("up", "down"))}
    script = scripted("mood", mood, lambda _frame, _track: {"mood": Distribution(np.array([0.0, 1.0], np.float32))})
    pipeline = Pipeline(ScriptedDetector([[face(10, 10)]]), [scripted(), script])
    seen = only(pipeline.process(frame(0, 0.0)))
    assert list(seen.outputs) == ["pose.yaw", "mood.mood"]
    assert seen.outputs["pose.yaw"].values.tolist() == [12.0]
    assert (seen.expression.output, seen.expression.label) == ("mood.mood", "down")
    assert pipeline.labels == ("up", "down")


def test_a_face_that_one_estimator_cannot_read_keeps_what_the_others_say():
    mood = {"mood": DistributionSpec(("up", "down"))}
    silent = scripted("mood", mood, lambda _frame, _track: None)
    seen = only(Pipeline(ScriptedDetector([[face(10, 10)]]), [scripted(), silent]).process(frame(0, 0.0)))
    assert list(seen.outputs) == ["pose.yaw"]
    assert seen.expression is None


def test_an_output_that_cannot_be_spoken_is_refused_with_the_choices():
    mood = scripted("mood", {"mood": DistributionSpec(("up", "down"))})
    for output, why in (("yaw", "is no distribution over classes"), ("age", "is no output of the model")):
        with pytest.raises(ModelError, match=rf"'{output}' {why}\. Choose one of: .*mood\.mood\."):
            Pipeline(ScriptedDetector([]), [scripted(), mood], output=output)
    with pytest.raises(ModelError):
        Pipeline(ScriptedDetector([]), [scripted()])


def test_what_is_written_down_of_it():
    pipeline = pipeline_of([])
    description = pipeline.description
    (part,) = description.estimators
    assert (part.name, part.outputs, part.sha256) == ("fake", SPEC.outputs, FakeRecogniser.sha256)
    assert description.spoken == SPOKEN
    assert description.settings == {"still": False, "smoothing": True, "baseline": True}
    assert pipeline.labels == description.labels == SPEC.labels


def test_timings_and_the_time_of_publishing():
    before = time.monotonic()
    results, _ = run([[face(10, 10)], []])
    for result in results:
        assert tuple(result.timings_ms) == STAGES
        assert sum(result.timings_ms[stage] for stage in STAGES[:-1]) <= result.timings_ms["total"]
        assert before <= result.published_t <= time.monotonic()
    assert results[1].timings_ms["encoder"] == 0.0


def test_stages_of_an_estimator_s_own_are_told_as_well():
    class Slow(ScriptedEstimator):
        def estimate(self, picture, faces):
            return replace(super().estimate(picture, faces), timings_ms={"mesh": 2.0, "crop": 1.5})

    slow = Slow("pose", {"yaw": ScalarsSpec(("yaw",), ("deg",))}, lambda _frame, _track: None)
    mood = scripted("mood", {"mood": DistributionSpec(("up", "down"))}, lambda _frame, _track: None)
    result = Pipeline(ScriptedDetector([[face(10, 10)]]), [mood, slow]).process(frame(0, 0.0))
    assert (result.timings_ms["mesh"], result.timings_ms["crop"]) == (2.0, 1.5)


def test_closing_gives_everything_back():
    class Counting(ScriptedDetector):
        closed = 0

        def close(self):
            self.closed += 1

    detector, estimator = Counting([[face(10, 10)]]), scripted("mood", {"mood": DistributionSpec(("up", "down"))})
    pipeline = Pipeline(detector, [estimator])
    pipeline.process(frame(0, 0.0))
    pipeline.close()
    assert detector.closed == 1
    assert estimator.forgotten == [1]
