import itertools

import numpy as np
import pytest

from fer_core.tracking import Tracker, iou
from fer_core.types import Detection

RATE_HZ = 30.0


def face(x, y, size=100.0, score=0.9):
    return Detection((x, y, x + size, y + size), score, np.zeros((6, 2), np.float32))


def follow(tracker, frames, rate_hz=RATE_HZ, start_s=0.0):
    """Feed lists of detections; return the confirmed tracks of each frame."""
    seen = []
    for number, detections in enumerate(frames):
        tracks = tracker.update(detections, start_s + number / rate_hz)
        seen.append([track for track in tracks if track.confirmed])
    return seen


def ids(seen):
    return [[track.id for track in tracks] for tracks in seen]


def test_a_sure_face_is_confirmed_in_its_first_frame():
    assert ids(follow(Tracker(), [[face(10, 10)]])) == [[1]]


def test_a_doubtful_face_is_confirmed_after_several_frames():
    seen = ids(follow(Tracker(), [[face(10, 10, score=0.65)]] * 30))
    first = seen.index([1])
    assert 0.3 <= first / RATE_HZ <= 0.5
    assert all(found == [1] for found in seen[first:])


def test_a_candidate_has_no_id_yet():
    (track,) = Tracker().update([face(10, 10, score=0.65)], 0.0)
    assert (track.id, track.confirmed) == (0, False)


def test_a_candidate_has_the_key_that_it_keeps_when_it_is_confirmed():
    tracker = Tracker()
    found = [tracker.update([face(10, 10, score=0.65)], number / 30) for number in range(30)]
    assert {track.key for (track,) in found} == {1}
    assert {track.id for (track,) in found} == {0, 1}


def test_candidates_are_pending_until_they_are_confirmed_or_given_up():
    tracker = Tracker()
    tracker.update([face(10, 10, score=0.65), face(200, 10)], 0.0)
    (candidate,) = tracker.pending
    assert tracker.alive_keys > tracker.pending
    tracker.update([face(200, 10)], 0.05)
    assert tracker.pending == {candidate}
    tracker.update([face(200, 10)], 0.2)
    assert tracker.pending == frozenset()
    assert candidate not in tracker.alive_keys


def test_after_a_cut_whoever_stands_there_is_somebody_else():
    tracker = Tracker()
    tracker.update([face(10, 10)], 0.0)
    tracker.cut()
    assert (tracker.lost, tracker.alive_keys) == ((), frozenset())
    assert tracker.update([face(10, 10)], 0.033)[0].id == 2


def test_the_key_of_a_face_is_known_while_it_is_followed():
    tracker = Tracker()
    tracker.update([face(200, 10, score=0.65)], 0.0)
    (_, track) = sorted(tracker.update([face(10, 10), face(200, 10, score=0.65)], 0.1), key=lambda track: track.id)
    assert (track.id, tracker.key_of(1), tracker.key_of(0), tracker.key_of(7)) == (1, track.key, -1, -1)
    tracker.forget(1)
    assert tracker.key_of(1) == -1


def test_a_flicker_of_the_detector_is_never_confirmed():
    # As a title card does it: four frames in a row, and again a moment later.
    flicker = [[face(10, 10, score=0.68)]] * 4 + [[]] * 5
    assert not any(ids(follow(Tracker(), flicker * 10)))


def test_a_weak_detection_starts_no_face_and_confirms_no_candidate():
    assert not any(ids(follow(Tracker(), [[face(10, 10, score=0.55)]] * 60)))
    alternating = [[face(10, 10, score=0.65)]] + [[face(10, 10, score=0.55)]] * 4
    assert not any(ids(follow(Tracker(), alternating * 12)))


def test_a_flicker_takes_no_id():
    seen = follow(Tracker(), [[face(400, 10, score=0.65)], [], [face(10, 10)]])
    assert ids(seen)[-1] == [1]


def test_a_weak_detection_carries_on_a_face_that_is_known():
    frames = [[face(10, 10)]] + [[face(12, 11, score=0.45)]] * 20
    assert all(found == [1] for found in ids(follow(Tracker(), frames)))


def test_a_weak_detection_elsewhere_does_not_carry_on_a_face():
    seen = ids(follow(Tracker(), [[face(10, 10)], [face(70, 10, score=0.45)]]))
    assert seen == [[1], []]


def test_nobody_is_reported_in_a_frame_without_a_detection():
    assert ids(follow(Tracker(), [[face(10, 10)], [], [face(10, 10)]])) == [[1], [], [1]]


@pytest.mark.parametrize(("gap_s", "expected"), [(0.5, 1), (1.4, 1), (1.6, 2), (60.0, 2)])
def test_a_face_that_comes_back_keeps_its_id_for_a_while(gap_s, expected):
    tracker = Tracker()
    for t in (-0.1, 0.0):
        tracker.update([face(10, 10)], t)
    assert tracker.update([face(14, 12)], gap_s)[0].id == expected


@pytest.mark.parametrize("step_s", [2.0, 7200.0])
def test_the_pause_between_two_pictures_of_a_slow_film_is_no_absence(step_s):
    times = [step_s * number for number in range(8)]
    tracker = Tracker()
    assert [tracker.update([face(10 + number, 10)], t)[0].id for number, t in enumerate(times)] == [1] * 8
    # One picture without it is none, two are.
    tracker.update([], times[-1] + step_s)
    assert tracker.update([face(14, 10)], times[-1] + 2 * step_s)[0].id == 1
    assert tracker.update([], times[-1] + 3 * step_s) == tracker.update([], times[-1] + 4 * step_s) == ()
    assert tracker.update([face(14, 10)], times[-1] + 5 * step_s)[0].id == 2


def test_after_a_gap_of_hours_in_a_film_of_the_usual_rate_everybody_is_new():
    tracker = Tracker()
    times = [number / 10 for number in range(10)] + [7200 + number / 10 for number in range(10)]
    assert [tracker.update([face(10, 10)], t)[0].id for t in times] == [1] * 10 + [2] * 10


def test_the_gap_is_measured_in_seconds_not_in_frames():
    for rate_hz in (5.0, 60.0):
        frames = [[face(10, 10)]] + [[]] * round(rate_hz) + [[face(10, 10)]]
        assert ids(follow(Tracker(), frames, rate_hz))[-1] == [1]


def test_ids_are_never_used_again_and_old_ones_are_reported_dead():
    tracker = Tracker()
    for number in range(5):
        for t in (number * 10.0, number * 10.0 + 0.1):
            (track,) = tracker.update([face(10, 10)], t)
        assert track.id == track.key == number + 1
        assert tracker.alive_keys == {number + 1}


def test_a_lost_face_stays_alive_as_long_as_it_may_come_back():
    tracker = Tracker(lost_s=1.0)
    tracker.update([face(10, 10)], 0.0)
    for t in (0.1, 0.5, 0.9):
        tracker.update([], t)
        assert tracker.alive_keys == {1}
    tracker.update([], 1.1)
    assert tracker.alive_keys == frozenset()


def test_the_faces_that_are_lost_are_told_by_id_where_they_were_last():
    tracker = Tracker()
    tracker.update([face(10, 10), face(200, 10), face(400, 10)], 0.0)
    assert tracker.lost == ()
    tracker.update([face(205, 10)], 0.1)
    assert [(track.id, track.seen, track.last_t) for track in tracker.lost] == [(1, False, 0.0), (3, False, 0.0)]
    assert [track.detection.box_px[0] for track in tracker.lost] == [10, 400]
    tracker.update([face(12, 10), face(205, 10)], 0.2)
    assert [track.id for track in tracker.lost] == [3]
    tracker.update([], 1.55)
    assert [track.id for track in tracker.lost] == [1, 2]


def test_a_candidate_is_never_lost():
    tracker = Tracker()
    tracker.update([face(10, 10, score=0.65)], 0.0)
    tracker.update([], 0.05)
    assert tracker.lost == ()


def test_a_face_that_is_forgotten_comes_back_as_a_new_one():
    tracker = Tracker()
    tracker.update([face(10, 10), face(200, 10)], 0.0)
    tracker.forget(1)
    assert tracker.alive_keys == {2}
    assert tracker.lost == ()
    assert ids([tracker.update([face(10, 10), face(200, 10)], 0.1)]) == [[2, 3]]


def test_a_lost_face_can_be_forgotten_and_one_that_there_is_not_does_no_harm():
    tracker = Tracker()
    tracker.update([face(10, 10)], 0.0)
    tracker.update([], 0.1)
    tracker.forget(1)
    tracker.forget(99)
    assert (tracker.lost, tracker.alive_keys) == ((), frozenset())


def test_candidates_cannot_be_forgotten():
    tracker = Tracker()
    for number in range(12):
        tracker.forget(0)
        found = tracker.update([face(10, 10, score=0.65)], number / 30)
    assert ids([found]) == [[1]]


def test_first_and_last_time_and_the_newest_detection():
    tracker = Tracker()
    tracker.update([face(10, 10)], 2.0)
    newest = face(15, 10)
    (track,) = tracker.update([newest], 2.5)
    assert (track.first_t, track.last_t) == (2.0, 2.5)
    assert track.detection is newest


def test_a_track_is_a_snapshot():
    tracker = Tracker()
    (before,) = tracker.update([face(10, 10)], 0.0)
    tracker.update([face(50, 10)], 0.1)
    assert before.detection.box_px[0] == 10


@pytest.mark.parametrize("rate_hz", [8.0, 15.0, 30.0])
def test_two_people_who_pass_each_other_keep_their_ids(rate_hz):
    # 400 px in two seconds, one above the other by half a face.
    steps = np.linspace(0, 400, round(2 * rate_hz))
    frames = [[face(step, 0), face(400 - step, 50)] for step in steps]
    seen = follow(Tracker(), frames, rate_hz)
    assert set(map(tuple, ids(seen))) == {(1, 2)}
    assert [track.detection.box_px[1] for track in seen[-1]] == [0, 50]


@pytest.mark.parametrize("rate_hz", [8.0, 30.0])
def test_two_people_who_walk_through_each_other_go_on_as_they_went(rate_hz):
    # In the middle each one stands nearer to where the other was than to where it was itself.
    steps = np.linspace(0, 400, round(2 * rate_hz))
    seen = follow(Tracker(), [[face(step, 0), face(400 - step, 4)] for step in steps], rate_hz)
    assert [(track.id, track.detection.box_px[1]) for track in seen[-1]] == [(1, 0), (2, 4)]


def test_two_people_who_cross_while_one_hides_the_other():
    steps = np.linspace(0, 400, 60)
    frames = [[face(step, 0)] + ([face(400 - step, 10)] if abs(400 - 2 * step) > 70 else []) for step in steps]
    seen = follow(Tracker(), frames)
    assert [track.id for track in sorted(seen[-1], key=lambda track: track.detection.box_px[0])] == [2, 1]


def test_the_order_of_the_detections_does_not_matter():
    people = [face(0, 0), face(50, 0), face(100, 0)]
    for order in itertools.permutations(people):
        tracker = Tracker()
        first = {track.detection.box_px: track.id for track in tracker.update(people, 0.0)}
        again = {track.detection.box_px: track.id for track in tracker.update(order, 0.1)}
        assert first == again


def test_many_faces_in_a_grid_keep_their_ids_while_all_move():
    rng = np.random.default_rng(0)
    grid = [(120.0 * column, 120.0 * row) for row in range(4) for column in range(5)]
    tracker = Tracker()
    order = None
    for number in range(40):
        shifts = rng.normal(0, 6, (20, 2))
        detections = [face(x + 3 * number + dx, y + dy) for (x, y), (dx, dy) in zip(grid, shifts, strict=True)]
        found = {track.id: detections.index(track.detection) for track in tracker.update(detections, number / 30)}
        order = order or found
        assert found == order
    assert sorted(order) == list(range(1, 21))


class Named:
    """Looks like all of the same name."""

    def __init__(self, name):
        self.name = name

    def resembles(self, other):
        return self.name == other.name


def left_and(back, name, gap_s=0.8, rate_hz=30.0):
    """Follow somebody called Ann for a second; return the id of who stands there after a gap."""
    tracker = Tracker()
    for number in range(round(rate_hz)):
        tracker.update([face(100, 10)], number / rate_hz, [Named("Ann")])
    last_s = (round(rate_hz) - 1) / rate_hz
    for t in np.arange(last_s + 1 / rate_hz, last_s + gap_s - 1e-9, 1 / rate_hz):
        tracker.update([], float(t), [])
    (track,) = tracker.update([back], last_s + gap_s, [Named(name)])
    return track.id


@pytest.mark.parametrize("gap_s", [0.3, 0.8, 1.4])
def test_a_neighbour_does_not_inherit_an_id(gap_s):
    assert left_and(face(110, 12), "Ann", gap_s) == 1
    assert left_and(face(110, 12), "Bob", gap_s) == 2


def test_a_face_that_the_detector_misses_for_a_moment_is_not_compared():
    assert left_and(face(104, 10), "Bob", 0.1) == 1
    # Unless it stands somewhere else.
    assert left_and(face(160, 10), "Bob", 0.1) == 2


def test_who_comes_back_much_larger_is_somebody_else():
    assert left_and(face(90, 0, 120), "Ann") == 1
    assert left_and(face(60, -20, 170), "Ann") == 2


def test_who_stays_in_sight_may_look_as_he_likes():
    tracker = Tracker()
    for number in range(10):
        (track,) = tracker.update([face(10, 10)], number / 30, [Named(str(number))])
        assert track.id == 1


@pytest.mark.parametrize("looks", [None, [None]])
def test_without_looks_place_and_size_decide(looks):
    tracker = Tracker()
    for t in (0.0, 0.1):
        tracker.update([face(10, 10)], t, [Named("Ann")])
    tracker.update([], 0.2)
    assert tracker.update([face(10, 10)], 0.8, looks)[0].id == 1


def test_who_was_rejected_is_still_waited_for():
    tracker = Tracker()
    for t in (0.0, 0.1):
        tracker.update([face(100, 10)], t, [Named("Ann")])
    tracker.update([], 0.2)
    assert ids([tracker.update([face(100, 10)], 0.6, [Named("Bob")])]) == [[2]]
    assert [track.id for track in tracker.lost] == [1]
    both = tracker.update([face(110, 10), face(0, 10)], 0.7, [Named("Bob"), Named("Ann")])
    assert ids([both]) == [[1, 2]]


def test_there_are_as_many_looks_as_detections():
    with pytest.raises(ValueError, match="shorter"):
        Tracker().update([face(10, 10), face(200, 10)], 0.0, [None])


def test_a_much_larger_face_in_the_same_place_is_another_person():
    seen = ids(follow(Tracker(), [[face(100, 100, 40)], [face(60, 60, 120)]]))
    assert seen == [[1], [2]]


def test_a_still_picture_confirms_at_once_and_knows_nothing_of_the_one_before():
    tracker = Tracker(still=True)
    faces = [face(10, 10, score=0.61), face(200, 10, score=0.65)]
    assert [track.id for track in tracker.update(faces, 0.0)] == [1, 2]
    assert [track.id for track in tracker.update(faces, 0.0)] == [3, 4]
    assert tracker.alive_keys == {3, 4}


def test_confirm_s_of_zero_confirms_at_once():
    assert ids(follow(Tracker(confirm_s=0), [[face(10, 10, score=0.6)]])) == [[1]]


def test_a_low_frame_rate_still_confirms():
    # After three frames: two could be chance.
    assert ids(follow(Tracker(), [[face(10, 10, score=0.65)]] * 5, rate_hz=2.0)) == [[], [], [1], [1], [1]]


def test_a_face_may_have_moved_further_after_a_longer_time():
    for gap_s, expected in ((1 / RATE_HZ, 2), (1.0, 1)):
        tracker = Tracker()
        tracker.update([face(10, 10)], 0.0)
        assert tracker.update([face(130, 10)], gap_s)[0].id == expected


def test_a_known_face_comes_before_a_candidate_beside_it():
    frames = [[face(0, 0)], [face(0, 0), face(60, 0, score=0.65)], [face(40, 0)]]
    assert ids(follow(Tracker(), frames)) == [[1], [1], [1]]


def test_time_that_stands_still_does_no_harm():
    tracker = Tracker()
    for _ in range(3):
        (track,) = tracker.update([face(10, 10)], 1.0)
        assert (track.id, track.last_t) == (1, 1.0)


def test_an_empty_box_matches_nothing():
    tracker = Tracker(confirm_s=0)
    empty = Detection((5.0, 5.0, 5.0, 5.0), 0.9, np.zeros((6, 2), np.float32))
    assert [track.id for track in tracker.update([empty], 0.0)] == [1]
    assert [track.id for track in tracker.update([empty], 0.1)] == [2]


def test_iou():
    assert iou((0, 0, 2, 2), (0, 0, 2, 2)) == 1.0
    assert iou((0, 0, 2, 2), (1, 0, 3, 2)) == pytest.approx(1 / 3)
    assert iou((0, 0, 2, 2), (2, 0, 4, 2)) == 0.0
