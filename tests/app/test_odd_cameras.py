"""Cameras that send what no camera should: the window stays up, and says what there is to say."""

import itertools
import threading
from dataclasses import replace

import numpy as np
import pytest
from fakes import FakeCamera, make_backend
from seen import plays
from takes import finish, session_in, start, texts

from app.backend import real_backend
from app.choice import FIRST_CAMERA
from app.play import Phase
from fer_core.sources import plain
from fer_core.sources.camera import Camera

DESK = FakeCamera("Desk", 0, "/dev/video0")


class Capture:
    def __init__(self, images, hang=None):
        self._images, self._hang = iter(images), hang

    def isOpened(self):  # noqa: N802
        return True

    def read(self):
        image = next(self._images, None)
        if image is None and self._hang is not None:
            self._hang.wait(60)
        threading.Event().wait(0.005)
        return image is not None, image

    def get(self, propId):  # noqa: N803
        return 30.0

    def release(self):
        pass


def striped(width, height):
    image = np.full((height, width, 3), 90, np.uint8)
    image[:, : width // 2] = 160
    return image


@pytest.fixture
def opened(open_window, until, tmp_path):
    """Open a window on a camera that sends these pictures."""

    def open_it(images, *, hang=None, real=False, model=None):
        def source(request):
            return Camera(
                request.value, request.name, open_capture=lambda _: Capture(images, hang), look=lambda: [DESK]
            )

        backend = make_backend(tmp_path, cameras=[DESK], sources={"camera": source})
        if real:
            backend = replace(backend, make_pipeline=real_backend().make_pipeline)
        return open_window(backend, FIRST_CAMERA, model=model)

    return open_it


@pytest.mark.parametrize("with_film", [False, True])
def test_pictures_of_changing_size_are_shown_and_recorded(opened, until, tmp_path, *, notices, with_film):
    sizes = itertools.cycle([(640, 360)] * 4 + [(320, 240), (1280, 720), (641, 361), (16, 16)])
    window = opened(striped(*size) for size in sizes)
    until(lambda: plays(window, "camera"))
    start(window, until, rows=20, film=with_film)
    finish(window, until)
    assert session_in(tmp_path).row_count >= 20
    shown = set()
    until(lambda: shown.add(window.view.result.frame.image.shape) or len(shown) > 2)
    assert window.session.phase is Phase.RUNNING


def test_pictures_of_changing_size_pass_the_real_detector(opened, until, tiny_model, first_frame):
    from fer_core._cv2 import cv2

    bgr = cv2.cvtColor(first_frame, cv2.COLOR_RGB2BGR)
    small = [cv2.resize(bgr, size) for size in ((640, 360), (320, 180), (33, 77), (2, 2))]
    window = opened(itertools.cycle(small), real=True, model=tiny_model)
    shown = set()

    def all_sizes():
        result = window.view.result
        if result is not None:
            shown.add(result.frame.image.shape)
        return len(shown) == len(small)

    until(all_sizes)
    assert window.session.phase is Phase.RUNNING


def test_one_picture_and_then_nothing_for_a_minute(opened, until, request):
    hang = threading.Event()
    request.addfinalizer(hang.set)
    window = opened([striped(640, 360)], hang=hang)
    until(lambda: window.session.phase is Phase.RUNNING and window.view.result is not None)
    assert window.actions_by_name["snapshot"].isEnabled()
    hang.set()


def test_a_camera_of_one_colour_is_told_once(opened, until, monkeypatch, notices):
    monkeypatch.setattr(plain, "_LASTS_S", 0.1)
    monkeypatch.setattr(plain, "_EVERY_S", 0.0)
    green = np.full((360, 640, 3), (0, 135, 0), np.uint8)
    window = opened(itertools.repeat(green))
    until(lambda: texts(notices))
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert texts(notices) == ["Desk gives one plain colour: its cover may be closed, or another program may hold it."]
