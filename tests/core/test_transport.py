"""A film that is held, stepped through, moved and played at another speed."""

import itertools
import threading
from dataclasses import replace

import numpy as np
import pytest

from fer_core.sources import DEMO_CLIP, KINDS, Paced, SourceRequest, Synthetic, VideoFile
from fer_core.sources.transport import Transport


@pytest.fixture
def now(monkeypatch):
    """A clock that stands still but for what is waited for."""
    found = [1000.0]
    monkeypatch.setattr("fer_core.sources.paced.monotonic", lambda: found[0])
    return found


class Scripted(Transport):
    """Where a film that is held would be waited for, the next of some wishes is told."""

    def __init__(self, now, wishes=(), **options):
        super().__init__(**options)
        self.now, self.wishes = now, list(wishes)

    def wait(self, until_s, changes):
        if self.changes != changes:
            return False
        if until_s is None:
            self.wishes.pop(0)(self)
            return False
        self.now[0] = max(self.now[0], until_s)
        return True


def positions(frames):
    return [round(frame.source_t_s, 3) for frame in frames]


def test_a_film_that_is_held_shows_nothing_until_it_goes_on(now):
    seen = []

    def go_on(transport):
        seen.append("held")
        now[0] += 60
        transport.go_on()

    transport = Scripted(now, [go_on])
    paced = Paced(Synthetic(16, 16, 10.0, 6), transport)
    paced.open()
    first = [paced.read() for _ in range(3)]
    transport.pause()
    rest = list(iter(paced.read, None))
    assert seen == ["held"]
    assert positions(first + rest) == [0, 0.1, 0.2, 0.3, 0.4, 0.5]
    # Where it stood still is no time in the film, and it does not hurry afterwards.
    assert rest[0].t - first[-1].t == pytest.approx(0.1)
    assert rest[1].grabbed_t - rest[0].grabbed_t == pytest.approx(0.1)


def test_steps_show_one_picture_each(now):
    transport = Scripted(now, [Transport.step, Transport.step, Transport.go_on])
    paced = Paced(Synthetic(16, 16, 10.0, 5), transport)
    paced.open()
    assert positions([paced.read()]) == [0]
    transport.step()
    assert positions([paced.read()]) == [0.1]
    assert transport.paused
    assert positions([paced.read(), paced.read()]) == [0.2, 0.3]
    assert transport.paused
    assert positions([paced.read()]) == [0.4]
    assert not transport.paused


def test_a_film_goes_to_a_place_and_its_time_goes_on(now):
    transport = Scripted(now)
    paced = Paced(Synthetic(16, 16, 10.0, 50), transport)
    paced.open()
    before = [paced.read() for _ in range(10)]
    transport.seek(3.02)
    after = [paced.read() for _ in range(3)]
    assert positions(after) == [3.0, 3.1, 3.2]
    transport.seek(0.5)
    back = [paced.read() for _ in range(2)]
    assert positions(back) == [0.5, 0.6]
    every = [*before, *after, *back]
    assert all(b.t > a.t for a, b in itertools.pairwise(every))
    assert [frame.index for frame in every] == list(range(15))
    # A jump takes no time, and nobody is followed over it.
    assert after[0].t - before[-1].t == pytest.approx(0.1)
    assert [frame.scene for frame in every] == [0] * 10 + [1] * 3 + [2] * 2
    assert after[1].t - after[0].t == pytest.approx(0.1)
    assert after[1].grabbed_t - after[0].grabbed_t == pytest.approx(0.1)


def test_a_film_that_is_held_shows_the_place_that_it_goes_to(now):
    transport = Scripted(now, [lambda t: t.seek(2.0), Transport.go_on])
    paced = Paced(Synthetic(16, 16, 10.0, 50), transport)
    paced.open()
    transport.pause()
    assert positions([paced.read()]) == [2.0]
    assert transport.paused
    assert positions([paced.read(), paced.read()]) == [2.1, 2.2]


def test_steps_back_show_the_picture_before_whatever_the_pace(now):
    class Uneven(Synthetic):
        def read(self):
            frame = super().read()
            t = None if frame is None else (0.0, 0.2, 1.2, 1.3, 4.0)[frame.index]
            return None if frame is None else replace(frame, t=t, source_t_s=t)

    transport = Scripted(now)
    paced = Paced(Uneven(16, 16, 25.0, 5), transport)
    paced.open()
    assert positions([paced.read() for _ in range(4)]) == [0, 0.2, 1.2, 1.3]
    for _ in range(3):
        transport.step_back()
    assert positions([paced.read() for _ in range(3)]) == [1.2, 0.2, 0]
    transport.step_back()
    assert positions([paced.read()]) == [0]
    transport.step()
    assert positions([paced.read()]) == [0.2]


def test_behind_the_end_stands_the_last_picture(now):
    transport = Scripted(now)
    paced = Paced(Synthetic(16, 16, 10.0, 5), transport)
    paced.open()
    paced.read()
    transport.seek(99.0)
    assert positions([paced.read()]) == [0.4]
    assert paced.read() is None


@pytest.mark.parametrize("speed", [0.25, 2.0])
def test_a_film_plays_faster_or_slower_and_its_own_time_stays(now, speed):
    transport = Scripted(now)
    paced = Paced(Synthetic(16, 16, 10.0, 20), transport)
    paced.open()
    paced.read()
    transport.set_speed(speed)
    frames = [paced.read() for _ in range(5)]
    steps = [(b.grabbed_t - a.grabbed_t, b.t - a.t) for a, b in itertools.pairwise(frames)]
    assert steps == [pytest.approx((0.1 / speed, 0.1))] * 4
    with pytest.raises(ValueError, match="more than 0"):
        transport.set_speed(0.0)


def test_repeating_can_be_switched_while_it_plays(now):
    transport = Scripted(now)
    paced = Paced(Synthetic(16, 16, 10.0, 3), transport)
    paced.open()
    frames = [paced.read()]
    transport.set_loop(True)
    frames += [paced.read() for _ in range(4)]
    assert positions(frames) == [0, 0.1, 0.2, 0, 0.1]
    transport.set_loop(False)
    assert positions(iter(paced.read, None)) == [0.2]


def test_a_read_of_a_film_that_is_held_can_be_interrupted():
    transport = Transport()
    paced = Paced(Synthetic(16, 16, 10.0, 5), transport)
    paced.open()
    transport.pause()
    threading.Timer(0.05, paced.interrupt).start()
    assert paced.read() is None


def test_a_wish_wakes_a_read_that_waits_for_its_time():
    transport = Transport()
    paced = Paced(Synthetic(16, 16, 1 / 60, 5), transport)
    paced.open()
    paced.read()
    threading.Timer(0.05, lambda: transport.seek(180.0)).start()
    assert paced.read().source_t_s == 180.0


@pytest.mark.parametrize("position_s", [0.0, 0.02, 3.3, 7.77, 15.0])
def test_a_video_goes_to_the_picture_that_stands_there(position_s):
    whole = VideoFile(DEMO_CLIP)
    info = whole.open()
    wanted = next(frame for frame in iter(whole.read, None) if frame.t + 0.5 / info.fps >= position_s)
    following = whole.read()
    whole.close()
    transport = Transport()
    paced = Paced(VideoFile(DEMO_CLIP), transport)
    paced.open()
    transport.pause()
    transport.seek(position_s)
    found = paced.read()
    transport.step()
    after = paced.read()
    notes = paced.notes()
    paced.close()
    for one, other in ((found, wanted), (after, following)):
        assert one.source_t_s == pytest.approx(other.source_t_s)
        assert np.array_equal(one.image, other.image)
    assert notes == ()


def test_a_video_that_was_moved_tells_of_no_loss_and_knows_its_numbers():
    video = VideoFile(DEMO_CLIP)
    video.open()
    everything = [(frame.index, frame.t) for frame in iter(video.read, None)]
    video.seek(10.0)
    again = [(frame.index, frame.t) for frame in iter(video.read, None)]
    np.testing.assert_allclose(again, everything[-len(again) :])
    assert again[0][1] <= 10.0
    assert video.notes() == ()
    video.close()


def test_what_stands_in_no_container_is_read_from_its_start(tmp_path):
    import av

    path = tmp_path / "bare.mjpeg"
    with av.open(str(path), "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=10)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuvj420p"
        for grey in range(0, 200, 10):
            picture = np.full((64, 64, 3), grey, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    transport = Transport()
    paced = Paced(VideoFile(path), transport)
    fps = paced.open().fps or 25.0
    transport.pause()
    transport.seek(12 / fps)
    assert paced.read().image.mean() == pytest.approx(120, abs=3)
    paced.close()


def test_moving_webp_plays_in_the_window_too(tmp_path):
    from PIL import Image

    pictures = [Image.fromarray(np.full((32, 32, 3), 20 * i, np.uint8)) for i in range(5)]
    path = tmp_path / "moving.webp"
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=100, lossless=True)
    transport = Transport()
    source = KINDS["film"].open(SourceRequest(str(path), transport=transport))
    source.open()
    assert source.kind == "film"
    transport.pause()
    transport.seek(0.3)
    assert int(source.read().image[0, 0, 0]) == 60
    source.close()
