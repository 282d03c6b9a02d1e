"""Cameras: found by their names, and what is said of one that cannot be used."""

import errno
import itertools
import os
import sys
import threading
from contextlib import suppress

import numpy as np
import pytest

from fer_core.errors import SourceError, SourceLost
from fer_core.sources import device
from fer_core.sources.camera import Camera, CameraInfo, cameras_stamp
from fer_core.sources.device import trouble_of
from fer_core.sources.plain import PlainWatch
from fer_core.types import Frame

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux names its cameras by files")
DESK, DOOR = CameraInfo("Desk", 0, "/dev/video0"), CameraInfo("Door", 2, "/dev/video2")


class Capture:
    """Delivers pictures of these kinds: a number is a grey one, a pair the size (width, height) of a striped one."""

    def __init__(self, script=(), *, hang=None):
        self.script, self.hang = iter(script), hang

    def isOpened(self):  # noqa: N802
        return True

    def read(self):
        what = next(self.script, None)
        if what is None:
            if self.hang is not None:
                self.hang.wait(30)
            return False, None
        if isinstance(what, tuple):
            image = np.zeros((what[1], what[0], 3), np.uint8)
            image[:, ::2] = 200
            return True, image
        return True, np.full((48, 64, 3), what, np.uint8)

    def get(self, propId):  # noqa: N803
        return 30.0

    def release(self):
        pass


def opened(target, name, cameras):
    """Return what is opened of a camera, given those that are plugged in."""
    asked = []

    def capture(found):
        asked.append(found)
        return Capture(itertools.repeat(7))

    camera = Camera(target, name, open_capture=capture, look=lambda: cameras)
    camera.open()
    camera.close()
    return asked


@linux
def test_a_camera_is_found_by_its_name_where_its_number_or_path_is_another_one():
    moved = CameraInfo("Desk", 4, "/dev/video4")
    assert opened("/dev/video0", "Desk", [moved]) == ["/dev/video4"]
    assert opened(0, "Desk", [moved]) == ["/dev/video4"]
    # Another camera has its place.
    assert opened("/dev/video2", "Desk", [DOOR, moved]) == ["/dev/video4"]
    # Two of one name: the place tells.
    assert opened("/dev/video4", "Desk", [DESK, moved]) == ["/dev/video4"]
    assert opened("/dev/video0", "Desk", [DESK, moved]) == ["/dev/video0"]


def test_without_a_name_the_number_counts():
    assert opened(3, "", []) == [3]


@linux
def test_another_camera_does_not_pass_for_the_one_that_was_opened():
    with pytest.raises(SourceError, match="Desk is not there"):
        opened("/dev/video2", "Desk", [DOOR])


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("busy", "Another program is using Desk. Close it there, then try again."),
        ("gone", "Desk is not there. Plug it in, or choose another camera."),
        ("denied", "You have no permission to use Desk. "),
        (None, "Desk opens but sends no pictures. "),
    ],
)
def test_what_keeps_a_camera_from_being_used_is_said(trouble, words):
    camera = Camera(0, "Desk", open_capture=lambda _: Capture(), look=lambda: [DESK], trouble=lambda _: trouble)
    with pytest.raises(SourceError) as caught:
        camera.open()
    assert str(caught.value).startswith(words)


def test_a_camera_that_this_process_cannot_let_go_of_is_not_said_to_be_anothers(monkeypatch):
    monkeypatch.setattr("fer_core.sources.camera._OPEN_TIMEOUT_S", 0.05)
    monkeypatch.setattr("fer_core.sources.grabber._JOIN_S", 0.05)
    hang = threading.Event()
    capture = Capture(hang=hang)
    camera = Camera(0, "Desk", open_capture=lambda _: capture, look=lambda: [DESK], trouble=lambda _: "busy")
    with pytest.raises(SourceError, match="Desk opens but sends no pictures"):
        camera.open()
    hang.set()


@pytest.mark.parametrize(("trouble", "words"), [("gone", "Desk was unplugged."), (None, "Desk has stopped sending")])
def test_a_camera_that_is_unplugged_is_told_from_one_that_falls_silent(trouble, words):
    camera = Camera(0, "Desk", open_capture=lambda _: Capture([1]), look=lambda: [DESK], trouble=lambda _: trouble)
    camera.open()
    # The first picture, perhaps, and then no other one.
    with suppress(SourceLost):
        camera.read()
    with pytest.raises(SourceLost, match=words):
        camera.read()
    camera.close()


@linux
@pytest.mark.parametrize(
    ("number", "trouble"),
    [(errno.EBUSY, "busy"), (errno.ENODEV, "gone"), (errno.EPERM, "denied"), (errno.ENOTTY, None), (None, None)],
)
def test_the_system_tells_why_a_device_cannot_be_used(tmp_path, monkeypatch, *, number, trouble):
    import fcntl

    path, asked = tmp_path / "video0", []
    path.touch()

    def answer(handle, request, buffers):
        asked.append((request, len(buffers)))
        if number is not None:
            raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "ioctl", answer)
    assert trouble_of(str(path)) == trouble
    # The size of the argument is part of the request.
    assert asked == [(device._REQUEST_BUFFERS, device._REQUEST_BUFFERS >> 16 & 0x3FFF)]


@linux
def test_a_device_that_is_not_there_or_may_not_be_opened(tmp_path):
    assert trouble_of(str(tmp_path / "video0")) == "gone"
    locked = tmp_path / "video1"
    locked.touch(mode=0o000)
    if not os.access(locked, os.R_OK):
        assert trouble_of(str(locked)) == "denied"


@linux
def test_the_stamp_changes_when_a_camera_comes_or_may_be_used(tmp_path):
    stamps = [cameras_stamp(tmp_path)]
    (tmp_path / "video0").touch(mode=0o000)
    (tmp_path / "null").touch()
    stamps.append(cameras_stamp(tmp_path))
    assert cameras_stamp(tmp_path) == stamps[1]
    if not os.access(tmp_path / "video0", os.R_OK):
        (tmp_path / "video0").chmod(0o600)
        stamps.append(cameras_stamp(tmp_path))
    assert len(set(stamps)) == len(stamps)
    (tmp_path / "video0").unlink()
    assert cameras_stamp(tmp_path) == stamps[0]
    assert cameras_stamp(tmp_path / "none") is None


def picture(second, image):
    return Frame(0, second, image, second)


def watch(images, *, step_s=0.5):
    watched = PlainWatch()
    for number, image in enumerate(images):
        watched.look(picture(number * step_s, image))
    return watched.seen


GREEN = np.full((480, 640, 3), (0, 135, 0), np.uint8)
NOISE = np.random.default_rng(0).normal(12, 3, (480, 640, 3)).clip(0, 255).astype(np.uint8)
SCENE = np.tile(np.linspace(60, 120, 640, dtype=np.uint8)[None, :, None], (480, 1, 3))


def test_one_colour_for_seconds_is_noticed():
    assert watch([GREEN] * 10)
    assert watch([NOISE] * 10)
    assert watch([SCENE, *[GREEN] * 10, SCENE])


def test_a_scene_a_short_black_and_two_pictures_a_minute_are_not():
    assert not watch([SCENE] * 20)
    assert not watch([GREEN] * 5)
    assert not watch([GREEN, GREEN, SCENE] * 6)
    assert not watch([GREEN] * 3, step_s=60.0)


def test_a_camera_says_that_it_gives_one_colour():
    camera = Camera(0, "Desk", open_capture=lambda _: Capture(itertools.repeat(7)), look=lambda: [DESK])
    camera.open()
    assert camera.notes() == ()
    camera._plain.seen = True
    assert camera.notes() == ("Desk gives one plain colour: its cover may be closed, or another program may hold it.",)
    camera.close()


def test_pictures_of_changing_size_come_as_they_are():
    sizes = [(64, 48), (32, 24), (128, 96), (1, 1)]
    hang = threading.Event()
    camera = Camera(0, "Desk", open_capture=lambda _: Capture(sizes, hang=hang), look=lambda: [DESK])
    camera.open()
    seen = set()
    while (1, 1) not in seen:
        image = camera.read().image
        seen.add((image.shape[1], image.shape[0]))
    assert seen <= set(sizes)
    hang.set()
    camera.close()
