import itertools
import threading

import numpy as np
import pytest
from mjpeg_server import MjpegServer, SilentServer, free_port, read_stamp

from fer_core._cv2 import cv2
from fer_core.errors import SourceError, SourceLost
from fer_core.sources import Camera, Paced, Stream, Synthetic, is_stream, list_cameras
from fer_core.sources.base import SourceInfo
from fer_core.sources.transport import Transport

PICTURES = [np.full((48, 160, 3), (200, 30, 90), np.uint8)]
HANG_S = 30.0


def server(**options):
    return MjpegServer(PICTURES, 60.0, **options)


def drain(source, frames):
    """Read until the source raises; every frame goes into the list."""
    while True:
        frames.append(source.read())


# Streams


@pytest.mark.parametrize("content_length", [True, False])
def test_a_stream_delivers_every_picture_in_order(content_length):
    with server(content_length=content_length) as camera:
        stream = Stream(camera.url())
        info = stream.open()
        frames = [stream.read() for _ in range(10)]
        stream.close()
    assert (info.width, info.height, info.frame_count) == (160, 48, None)
    assert (stream.live, stream.kind) == (True, "stream")
    numbers = [read_stamp(frame.image) for frame in frames]
    assert numbers == sorted(set(numbers))
    assert np.abs(frames[0].image[-10, -10].astype(int) - (200, 30, 90)).max() < 12
    assert all(a.index < b.index and a.t <= b.t for a, b in itertools.pairwise(frames))
    assert all(frame.t == frame.grabbed_t and frame.source_t_s is None for frame in frames)


def test_a_stream_that_is_read_late_gives_the_newest_picture_and_leaves_a_gap():
    with server() as camera:
        stream = Stream(camera.url())
        stream.open()
        first = stream.read()
        # Let ten more be sent before anybody reads again.
        camera.wait_for(read_stamp(first.image) + 11)
        late = stream.read()
        stream.close()
    assert late.index - first.index >= 5
    assert read_stamp(late.image) - read_stamp(first.image) >= 5


def test_a_stream_that_dies_is_lost_and_can_be_opened_again():
    with server() as camera:
        stream = Stream(camera.url())
        stream.open()
        before = [stream.read()]
        camera.stop()
        with pytest.raises(SourceLost, match="has stopped sending pictures"):
            drain(stream, before)
        with pytest.raises(SourceError):
            stream.open()
        camera.start()
        stream.open()
        after = stream.read()
        stream.close()
    assert after.index > before[-1].index
    assert after.t > before[-1].t


def test_a_stream_that_falls_silent_is_lost():
    with server() as camera:
        stream = Stream(camera.url(), timeout_s=0.3)
        stream.open()
        camera.fall_silent()
        with pytest.raises(SourceLost):
            drain(stream, [])
        stream.close()


def test_an_address_where_nobody_answers(capfd):
    url = f"http://127.0.0.1:{free_port()}/video"
    with pytest.raises(SourceError, match="cannot be read as a video stream") as caught:
        Stream(url).open()
    assert url in str(caught.value)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("scheme", ["http", "rtsp"])
def test_an_address_that_answers_nothing(scheme):
    with SilentServer() as silent, pytest.raises(SourceError, match=r"within 0.2 s"):
        Stream(silent.url().replace("http", scheme), timeout_s=0.2).open()


def test_a_file_on_a_server_is_no_live_stream(tmp_path):
    path = tmp_path / "clip.mp4"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 10, (64, 48))
    for _ in range(20):
        writer.write(np.zeros((48, 64, 3), np.uint8))
    writer.release()
    with server(file=path.read_bytes()) as web, pytest.raises(SourceError, match="not a live stream"):
        Stream(web.url()).open()


def test_credentials_are_sent_and_never_shown(capfd, caplog):
    with server(login="me:se cret@1") as camera:
        stream = Stream(camera.url("me", "se cret@1"), timeout_s=2.0)
        stream.open()
        stream.close()
        with pytest.raises(SourceError) as caught:
            Stream(camera.url("me", "wrong-word"), timeout_s=2.0).open()
    told = f"{stream.name} {caught.value} {capfd.readouterr()} {caplog.text}"
    assert "127.0.0.1" in told
    for secret in ("cret", "wrong-word", "me:"):
        assert secret not in told


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://host/video", "http://host/video"),
        ("  RTSP://user:pass@Host:554/live  ", "rtsp://host:554/live"),
        ("https://host/cgi?user=admin&pwd=secret#x", "https://host/cgi?user=...&pwd=..."),
        ("http://user:p@ss@host/", "http://host/"),
        ("http://[::1]:81/a", "http://[::1]:81/a"),
        ("http://user:123/secret@host/a", "http://user:123"),
    ],
)
def test_a_streams_name_holds_no_secret(url, name):
    assert Stream(url).name == name


@pytest.mark.parametrize(
    "url", ["", "host/video", "ftp://host/a", "http://", "http://user:pa/ss@host/a", "file:///etc"]
)
def test_what_is_no_address_is_refused_without_repeating_it(url):
    with pytest.raises(SourceError, match="not a stream's address") as caught:
        Stream(url)
    assert "ss@host" not in str(caught.value)


def test_addresses_are_told_from_file_names():
    assert is_stream(" RTSP://host")
    assert not is_stream("http.mp4")
    assert not is_stream("C:\\clips\\a.mp4")


def test_a_stream_that_waits_can_be_interrupted():
    with SilentServer() as silent:
        stream = Stream(silent.url(), timeout_s=HANG_S)
        threading.Timer(0.05, stream.interrupt).start()
        with pytest.raises(SourceError):
            stream.open()
        # For good: the interruption may also come before the waiting.
        with pytest.raises(SourceError):
            stream.open()
        stream.close()


# Cameras, with a capture of our own in place of the device


class FakeCapture:
    """A capture that follows a script: a number is a picture of that brightness, None one that fails."""

    def __init__(self, script, *, opened=True, hang=None):
        self.script = iter(script)
        self.opened = opened
        self.hang = hang
        self.released = threading.Event()

    def isOpened(self):  # noqa: N802
        return self.opened

    def read(self):
        brightness = next(self.script, "end")
        if brightness == "end" and self.hang is not None:
            self.hang.wait(HANG_S)
        if brightness in (None, "end"):
            return False, None
        return True, np.full((48, 64, 3), brightness, np.uint8)

    def get(self, propId):  # noqa: N803
        return 30.0 if propId == cv2.CAP_PROP_FPS else 0.0

    def release(self):
        self.released.set()


def test_a_camera_delivers_pictures_and_gives_its_device_back():
    capture = FakeCapture(itertools.repeat(7))
    camera = Camera(0, "Desk", open_capture=lambda _: capture)
    assert camera.open() == SourceInfo("Desk", 64, 48, 30.0)
    assert (camera.live, camera.kind) == (True, "camera")
    assert camera.read().image[0, 0].tolist() == [7, 7, 7]
    camera.close()
    assert capture.released.is_set()


def test_the_first_picture_is_the_newest_however_late_it_is_read():
    opened, done, hang = threading.Event(), threading.Event(), threading.Event()

    def pictures():
        yield 1
        opened.wait(HANG_S)
        yield from (2, 3)
        done.set()

    camera = Camera(0, open_capture=lambda _: FakeCapture(pictures(), hang=hang))
    camera.open()
    opened.set()
    assert done.wait(HANG_S)
    assert camera.read().image[0, 0, 0] == 3
    hang.set()
    camera.close()


def test_a_damaged_picture_does_not_close_the_camera():
    hang = threading.Event()
    camera = Camera(0, open_capture=lambda _: FakeCapture([5, None, None, 6], hang=hang))
    camera.open()
    brightness = camera.read().image[0, 0, 0]
    while brightness != 6:
        brightness = camera.read().image[0, 0, 0]
    hang.set()
    camera.close()


def test_a_camera_that_is_unplugged_is_lost_and_goes_on_counting():
    captures = iter([FakeCapture([1, 2, 3]), FakeCapture(itertools.repeat(4))])
    camera = Camera(0, "Desk", open_capture=lambda _: next(captures))
    camera.open()
    before = []
    with pytest.raises(SourceLost, match="Desk has stopped sending pictures"):
        drain(camera, before)
    camera.open()
    assert camera.read().index > before[-1].index
    camera.close()


def test_a_camera_whose_driver_hangs_can_be_interrupted():
    hang = threading.Event()
    camera = Camera(0, open_capture=lambda _: FakeCapture([1], hang=hang))
    camera.open()
    camera.read()
    threading.Timer(0.05, camera.interrupt).start()
    with pytest.raises(SourceLost):
        camera.read()
    hang.set()
    camera.close()


def test_a_camera_that_does_not_offer_a_size_says_so():
    camera = Camera(0, "Desk", 1920, 1080, open_capture=lambda _: FakeCapture(itertools.repeat(1)))
    camera.open()
    camera.close()
    assert camera.notes() == ("Desk sends 64 x 48 pixels; it does not offer 1920 x 1080.",)
    asked = Camera(0, "Desk", 64, 48, open_capture=lambda _: FakeCapture(itertools.repeat(1)))
    asked.open()
    asked.close()
    assert asked.notes() == ()


@pytest.mark.parametrize("target", [63, "/dev/video63"])
def test_a_camera_that_is_not_there(target, capfd):
    with pytest.raises(SourceError, match=r"Desk (is not there|cannot be opened)"):
        Camera(target, "Desk").open()
    assert capfd.readouterr() == ("", "")


def test_a_camera_that_opens_and_sends_nothing():
    with pytest.raises(SourceError, match="Desk"):
        Camera(0, "Desk", open_capture=lambda _: FakeCapture([])).open()
    with pytest.raises(SourceError, match="Desk"):
        Camera(0, "Desk", open_capture=lambda _: FakeCapture([1], opened=False)).open()


def test_cameras_are_listed_by_index():
    cameras = list_cameras()
    assert [camera.index for camera in cameras] == sorted(camera.index for camera in cameras)
    assert all(camera.name for camera in cameras)


# Files at their own pace


def test_a_loop_goes_on_counting_and_keeps_the_position_in_the_file():
    paced = Paced(Synthetic(16, 16, 200.0, 3), Transport(loop=True), kind="demo", name="Demo")
    assert (paced.live, paced.kind, paced.open().name) == (True, "demo", "Demo")
    frames = [paced.read() for _ in range(8)]
    paced.close()
    assert [frame.index for frame in frames] == list(range(8))
    assert [frame.t for frame in frames] == pytest.approx([index / 200 for index in range(8)])
    assert [frame.source_t_s for frame in frames] == pytest.approx([0, 0.005, 0.01, 0, 0.005, 0.01, 0, 0.005])


def test_frames_come_no_earlier_than_they_are_due():
    paced = Paced(Synthetic(16, 16, 100.0, 5))
    paced.open()
    frames = list(iter(paced.read, None))
    paced.close()
    steps = [b.grabbed_t - a.grabbed_t for a, b in itertools.pairwise(frames)]
    # Due times, not the times of reading: they are exact, however late this test runs.
    assert steps == pytest.approx([0.01] * 4)
    assert paced.kind == "synthetic"


def test_a_clip_that_stood_still_goes_on_instead_of_hurrying(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("fer_core.sources.paced.monotonic", lambda: now[0])
    transport = Transport()
    monkeypatch.setattr(transport, "wait", lambda until_s, _: now.__setitem__(0, max(now[0], until_s)) or True)
    paced = Paced(Synthetic(16, 16, 30.0, 100), transport)
    paced.open()
    before = [paced.read() for _ in range(3)][-1]
    now[0] += 3600
    after = [paced.read() for _ in range(3)]
    assert after[0].grabbed_t - before.grabbed_t == pytest.approx(3600)
    assert after[0].t - before.t == pytest.approx(1 / 30)
    assert [b.grabbed_t - a.grabbed_t for a, b in itertools.pairwise(after)] == pytest.approx([1 / 30] * 2)


def test_a_paced_read_can_be_interrupted():
    paced = Paced(Synthetic(16, 16, 1 / HANG_S, 5))
    paced.open()
    assert paced.read().index == 0
    threading.Timer(0.05, paced.interrupt).start()
    assert paced.read() is None


def test_an_empty_clip_ends_even_in_a_loop():
    paced = Paced(Synthetic(16, 16, 30.0, 0), Transport(loop=True))
    paced.open()
    assert paced.read() is None
