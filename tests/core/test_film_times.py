"""Where the frames of a film stand, as its container says, and what is said where it does not."""

import itertools

import numpy as np
import pytest
from films import (
    blank,
    jpeg,
    pillow_bytes,
    places,
    quarters,
    read_all,
    restamp,
    scene,
    times_of,
    write_film,
    write_late,
    write_video,
)

from fer_core.sources import VideoFile, open_path


def tenths(count, start=0.0):
    return [start + number / 10 for number in range(count)]


def stream_of(tmp_path, name, times_s, pictures=None, rate=10):
    return write_film(tmp_path / name, times_s, pictures, muxer="mpegts", rate=rate)


def joined(tmp_path, *parts):
    """Put transport streams one after the other."""
    path = tmp_path / "joined.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def test_a_video_gives_every_frame_in_rgb_with_its_position(tmp_path):
    info, frames = read_all(VideoFile(write_video(tmp_path / "clip.avi")))
    assert (info.width, info.height, info.fps, info.frame_count, info.duration_s) == (64, 48, 10.0, 30, 3.0)
    assert [frame.index for frame in frames] == list(range(30))
    assert [frame.t for frame in frames] == pytest.approx(tenths(30))
    assert all(frame.t == frame.source_t_s for frame in frames)
    assert not frames[0].image.flags.writeable


def test_times_may_be_uneven(tmp_path):
    times_s = [0.0, 0.033, 0.4, 0.41, 1.7, 1.8]
    found, notes = times_of(write_film(tmp_path / "a.mp4", times_s))
    assert found == pytest.approx(times_s, abs=1e-3)
    assert notes == ()


def test_time_stamps_that_begin_again_go_on_at_their_own_rate(tmp_path):
    slow, fast = tenths(12), [number / 30 for number in range(30)]
    parts = stream_of(tmp_path, "slow.ts", slow), stream_of(tmp_path, "fast.ts", fast, rate=30)
    found, _ = times_of(joined(tmp_path, *parts))
    assert found == pytest.approx(slow + [1.2 + t for t in fast], abs=1e-3)
    found, _ = times_of(joined(tmp_path, *parts[::-1]))
    assert found == pytest.approx(fast + [1.0 + t for t in slow], abs=1e-3)


@pytest.mark.parametrize(
    "bad",
    [
        {20: 1000.0},
        {20: 1000.0, 21: 1000.0},
        {20: -1.0},
        {20: -0.1},
        {20: -0.1, 21: -0.2},
    ],
    ids=["ahead", "two ahead", "behind", "duplicate", "two duplicates"],
)
def test_a_bad_time_stamp_moves_nothing_but_its_own_frame(tmp_path, bad):
    path = restamp(stream_of(tmp_path, "a.ts", tenths(40)), bad)
    found, _ = times_of(path)
    assert len(found) == 40
    assert [found[n] for n in range(40) if n not in bad] == pytest.approx([n / 10 for n in range(40) if n not in bad])
    assert all(earlier < later for earlier, later in itertools.pairwise(found))


def test_a_gap_of_hours_is_one(tmp_path):
    times_s = [*tenths(10), *tenths(10, 7206.0)]
    found, notes = times_of(write_film(tmp_path / "gap.mkv", times_s, ticks=1000))
    assert found == pytest.approx(times_s)
    assert notes == ()


def test_a_time_lapse_has_a_frame_every_two_hours(tmp_path):
    times_s = [7200.0 * number for number in range(10)]
    found, notes = times_of(write_film(tmp_path / "lapse.mp4", times_s, ticks=1000))
    assert found == pytest.approx(times_s)
    assert notes == ()


@pytest.mark.parametrize("name", ["late.mp4", "late.mkv"])
def test_pictures_that_begin_after_the_sound_begin_late(tmp_path, name):
    found, notes = times_of(write_late(tmp_path / name, 1.5, 12, 4.0))
    assert found == pytest.approx(tenths(12, 1.5), abs=0.07)
    # And a sound that lasts longer is no reason to miss frames.
    assert notes == ()


def test_a_bare_stream_that_says_its_rate_has_it(tmp_path):
    path = write_film(tmp_path / "bare.h264", tenths(20), muxer="h264")
    found, notes = times_of(path)
    assert found == pytest.approx(tenths(20))
    assert notes == ()


def test_a_bare_stream_that_does_not_say_its_rate_is_said_to_be_a_guess(tmp_path):
    path = tmp_path / "camera.mjpg"
    path.write_bytes(b"".join(jpeg(quarters()) for _ in range(10)))
    found, notes = times_of(path)
    assert found == pytest.approx([number / 25 for number in range(10)])
    assert notes == ("camera.mjpg does not say how fast it is: 25 frames a second are assumed.",)


def test_a_gif_keeps_its_own_pace(tmp_path):
    path = tmp_path / "moving.gif"
    pictures = [np.full((32, 32, 3), 40 * index, np.uint8) for index in range(5)]
    path.write_bytes(pillow_bytes(pictures, "GIF", duration=[100, 300, 50, 200, 100]))
    found, _ = times_of(path)
    assert found == pytest.approx([0.0, 0.1, 0.4, 0.45, 0.65])


# Frames that are lost


@pytest.mark.parametrize("name", ["a.avi", "a.mp4", "a.mkv"])
def test_lost_frames_leave_gaps_in_numbers_and_times(tmp_path, name):
    # Each a key frame: the others do not suffer.
    codec = "mjpeg" if name == "a.avi" else "mpeg4"
    path = write_film(tmp_path / name, tenths(20), [scene(7, 64, 48)] * 20, codec=codec, gop=1, ticks=10)
    path = blank(path, (8, 9))
    source = open_path(path)
    _, frames = read_all(source)
    kept = [number for number in range(20) if number not in (8, 9)]
    assert [frame.index for frame in frames] == kept
    assert [frame.t for frame in frames] == pytest.approx([number / 10 for number in kept], abs=2e-3)
    assert source.notes() == (f"{name} is damaged: 2 of its frames could not be read.",)


def test_a_stream_that_begins_inside_a_group_of_pictures_begins_with_a_whole_picture(tmp_path):
    pictures = [scene(number // 12, 64, 48) for number in range(36)]
    path = stream_of(tmp_path, "whole.ts", tenths(36), pictures)
    cut = tmp_path / "cut.ts"
    # Behind the first key frame.
    at = places(path)[3][0] // 188 * 188
    cut.write_bytes(path.read_bytes()[at:])
    source = open_path(cut)
    _, frames = read_all(source)
    assert 24 <= len(frames) <= 33
    whole = [frame for frame in frames if near_scene(frame.image, 1) or near_scene(frame.image, 2)]
    assert len(whole) >= 24
    assert all(earlier.t < later.t for earlier, later in itertools.pairwise(frames))
    assert frames[-1].t - whole[0].t == pytest.approx(2.3, abs=0.01)


def near_scene(image, seed):
    return np.abs(image.astype(int) - scene(seed, 64, 48)).mean() < 12
