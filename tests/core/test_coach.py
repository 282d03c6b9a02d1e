"""When advice comes and goes, by literal times."""

import numpy as np

from fer_core.coach import ADVICE, Coach
from fer_core.quality import QUALITY_FLAGS
from fer_core.types import Detection, Face, Track


def face(*quality, face_id=1, seen=True):
    detection = Detection((0.0, 0.0, 10.0, 10.0), 0.9, np.zeros((6, 2), np.float32))
    return Face(Track(face_id, detection, 0.0, 0.0, confirmed=True, seen=seen), quality)


def told(coach, flags_by_time):
    """Return what is told of one face at each time."""
    return [coach.update(t, [face(*flags)]).get(1) for t, flags in flags_by_time]


def series(from_s, to_s, *flags, rate_hz=10):
    return [(n / rate_hz, flags) for n in range(round(from_s * rate_hz), round(to_s * rate_hz))]


def test_a_reason_is_told_after_a_second_and_goes_a_second_after_its_end():
    coach = Coach()
    said = told(coach, [*series(0, 2, "dark"), *series(2, 4)])
    assert said[:9] == [None] * 9
    assert said[11:28] == ["dark"] * 17
    assert said[31:] == [None] * 9


def test_what_flickers_neither_comes_nor_goes():
    coach = Coach()
    flickers = [(n / 10, ("blurred",) * (n % 2)) for n in range(60)]
    assert told(coach, flickers) == [None] * 60
    assert told(coach, series(6, 8, "blurred"))[-1] == "blurred"
    assert told(coach, [(8 + t, flags) for t, flags in flickers]) == ["blurred"] * 60


def test_only_the_most_important_reason_is_told():
    coach = Coach()
    assert told(coach, series(0, 2, "turned", "small"))[-1] == "small"
    assert told(coach, series(2, 4, "turned", "small", "dark"))[-1] == "dark"
    assert told(coach, series(4, 6, "turned"))[-1] == "turned"


def test_a_pause_does_not_count_as_time_in_which_it_held():
    coach = Coach()
    assert told(coach, [(0.0, ("dark",)), (0.1, ("dark",)), (9.0, ("dark",)), (9.1, ("dark",))])[-1] is None


def test_a_film_that_is_moved_back_goes_on():
    coach = Coach()
    assert told(coach, [*series(5, 6.5, "small"), *series(0, 1, "small")])[-1] == "small"


def test_each_face_has_its_own_advice_and_takes_it_along_when_it_leaves():
    coach = Coach()
    for t, _ in series(0, 2):
        said = coach.update(t, [face("dark"), face("small", face_id=2), face(face_id=3)])
    assert said == {1: "dark", 2: "small"}
    # Lost for a moment: nothing to point at, and nothing is forgotten.
    assert coach.update(2.0, [face(seen=False), face("small", face_id=2)]) == {2: "small"}
    assert coach.update(2.1, [face("dark"), face("small", face_id=2)]) == {1: "dark", 2: "small"}
    assert coach.update(2.2, [face("dark")]) == {1: "dark"}
    assert coach.update(2.3, [face("dark"), face("small", face_id=2)]) == {1: "dark"}


def test_every_flag_but_talking_has_its_advice():
    assert set(QUALITY_FLAGS) - set(ADVICE) == {"talking"}
