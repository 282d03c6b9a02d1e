"""From a container's time stamps to positions, link by link."""

import itertools

import pytest

from fer_core.sources.timeline import Timeline

NAN = float("nan")


def places(said, *, rate=10.0, lasts=None):
    """Return the positions of pictures with these time stamps, as a reader that looks ahead gets them."""
    timeline = Timeline(1 / rate)
    lasts = lasts or [None] * len(said)
    ahead = (said[number + 1 : number + 1 + Timeline.AHEAD] for number in range(len(said)))
    return [timeline.place(raw, after, last) for raw, after, last in zip(said, ahead, lasts, strict=True)]


def tenths(count, start=0.0):
    return [start + number / 10 for number in range(count)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # What is fine stays as it is, with its gaps, and may begin late.
        ([0.0, 0.1, 0.3, 0.35], [0.0, 0.1, 0.3, 0.35]),
        ([0.4, 0.5], [0.4, 0.5]),
        ([0.0, 0.3, 7200.0, 7200.3], [0.0, 0.3, 7200.0, 7200.3]),
        # One that jumps back.
        ([0.0, 0.1, 0.05, 0.3], [0.0, 0.1, 0.2, 0.3]),
        ([0.0, 0.1, -5.0, 0.3], [0.0, 0.1, 0.2, 0.3]),
        ([0.0, 0.1, 0.2, 0.15], [0.0, 0.1, 0.2, 0.3]),
        # One that jumps ahead, two in a row, the first one.
        ([0.0, 0.1, 1e9, 0.3, 0.4], [0.0, 0.1, 0.2, 0.3, 0.4]),
        ([0.0, 0.1, 1e9, 0.3], [0.0, 0.1, 0.2, 0.3]),
        ([0.0, 0.1, 1e9, 1e9 + 0.1, 0.4, 0.5], [0.0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        ([500.0, 0.1, 0.2, 0.3], [0.0, 0.1, 0.2, 0.3]),
        # Duplicates, one and two.
        ([0.0, 0.1, 0.1, 0.3], [0.0, 0.1, 0.2, 0.3]),
        ([0.0, 0.1, 0.1, 0.1, 0.4], [0.0, 0.1, 0.2, 0.3, 0.4]),
        # None at all, or none of some.
        ([0.0, 0.0, 0.0, 0.0], [0.0, 0.1, 0.2, 0.3]),
        ([NAN, NAN, 0.2], [0.0, 0.1, 0.2]),
        ([None, None, None], [0.0, 0.1, 0.2]),
        ([0.0, None, 0.2], [0.0, 0.1, 0.2]),
        ([-5.0, 0.1, 0.2], [0.0, 0.1, 0.2]),
        # They begin again: what follows goes on behind what there is.
        ([5.0, 5.1, 5.2, 0.0, 0.1, 0.2], [5.0, 5.1, 5.2, 5.3, 5.4, 5.5]),
    ],
)
def test_positions_increase_whatever_the_container_says(said, expected):
    assert places(said) == pytest.approx(expected)


def test_a_second_part_goes_on_at_its_own_rate():
    thirds = [number / 30 for number in range(30)]
    assert places(tenths(10) + thirds) == pytest.approx(tenths(10) + [1.0 + t for t in thirds])
    assert places(thirds + tenths(10)) == pytest.approx(thirds + [1.0 + t for t in tenths(10)], abs=0.001)


def test_a_third_part_goes_on_behind_the_second():
    assert places(tenths(10) * 3) == pytest.approx(tenths(30))


def test_a_part_ends_when_its_last_picture_does():
    # The last one is shown for a second.
    assert places([0.0, 0.1, 0.0, 0.1], lasts=[0.1, 1.0, 0.1, 0.1]) == pytest.approx([0.0, 0.1, 1.1, 1.2])


def test_the_end_of_a_timeline_is_that_of_its_last_picture():
    timeline = Timeline(0.1)
    assert timeline.end_s == 0.0
    timeline.place(0.0, [], 0.5)
    assert timeline.end_s == 0.5


@pytest.mark.parametrize("bad", [{20: 1000.0}, {20: -1000.0}, {20: 1000.0, 21: 1000.0}, {5: -0.1}, {5: -0.1, 6: -0.2}])
def test_bad_time_stamps_move_nothing_but_their_own_pictures(bad):
    said = [t + bad.get(number, 0.0) for number, t in enumerate(tenths(40))]
    found = places(said)
    assert [found[number] for number in range(40) if number not in bad] == pytest.approx(
        [number / 10 for number in range(40) if number not in bad]
    )
    assert all(earlier < later for earlier, later in itertools.pairwise(found))
