"""Cameras that are plugged in and out while the window is open."""

import itertools
import queue
import threading

import numpy as np
import pytest
from fakes import FakeCamera, Pictures, make_backend
from seen import plays, said
from takes import finish, session_in, start, texts

from app import camera_watch
from app.choice import DEMO, FIRST_CAMERA, camera_choice
from app.play import Phase
from fer_core.errors import SourceError, SourceLost
from fer_core.sources.camera import Camera, CameraInfo

DESK, DOOR = FakeCamera("Desk", 0, "/dev/video0"), FakeCamera("Door", 2, "/dev/video2")


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    monkeypatch.setattr(camera_watch, "_STAMP_EVERY_S", 0.0)
    monkeypatch.setattr(camera_watch, "_LIST_EVERY_S", 0.0)


@pytest.fixture(params=["stamp", "list"])
def backend(request, tmp_path):
    """A backend, and the list of what is plugged in: both where the system tells of changes and where it does not."""

    def made(cameras, **changes):
        stamp = (lambda: tuple(cameras)) if request.param == "stamp" else (lambda: None)
        return make_backend(tmp_path, list_cameras=lambda: tuple(cameras), cameras_stamp=stamp, **changes)

    return made


def listed(window):
    """Names in the menu of sources, which nobody has opened."""
    names = [action.text().strip() for action in window.sources.picker.menu.actions()]
    return names[1 : names.index("Open a file…") - 1]


def test_the_first_camera_that_is_plugged_in_plays_by_itself(open_window, until, backend):
    cameras = []
    window = open_window(backend(cameras), FIRST_CAMERA)
    until(lambda: plays(window, "demo"))
    assert listed(window) == ["No camera found"]
    cameras.append(DESK)
    until(lambda: plays(window, "camera"))
    assert listed(window) == ["Desk"]
    assert not window.banner.isVisible()
    assert not said(window)


def test_another_camera_than_the_wanted_one_is_listed_and_does_not_play(open_window, until, backend):
    cameras = []
    window = open_window(backend(cameras), camera_choice(DESK))
    until(lambda: plays(window, "demo") and window.banner.isVisible())
    # Where the wanted one was plugged in before, too.
    cameras.append(FakeCamera("Door", 0, DESK.path))
    until(lambda: listed(window) == ["Door"])
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert window.session.playing.choice == DEMO
    assert window.session.wanted == camera_choice(DESK)
    cameras.append(FakeCamera("Desk", 6, "/dev/video6"))
    until(lambda: plays(window, "camera"))
    assert window.session.playing.request.value == "/dev/video6"


def test_while_a_film_plays_only_the_list_follows(open_window, until, tmp_path):
    cameras = [DESK]
    backend = make_backend(tmp_path, list_cameras=lambda: tuple(cameras), cameras_stamp=lambda: tuple(cameras))
    window = open_window(backend, DEMO)
    until(lambda: plays(window, "demo") and listed(window) == ["Desk"])
    engine = window.session.engine
    cameras.append(DOOR)
    until(lambda: listed(window) == ["Desk", "Door"])
    cameras.clear()
    until(lambda: listed(window) == ["No camera found"])
    assert window.session.engine is engine
    assert not window.banner.isVisible()


def test_a_camera_that_is_there_and_cannot_be_used_is_tried_once_something_changes(open_window, until, tmp_path):
    """As when the system grants the permission a moment after the camera has appeared."""
    stamp, opened = ["denied"], []

    def camera(request):
        opened.append(stamp[0])
        refuse = SourceError("You have no permission to use Desk.") if stamp == ["denied"] else None
        return Pictures("camera", request.name, refuse=refuse)

    backend = make_backend(tmp_path, cameras=[DESK], sources={"camera": camera}, cameras_stamp=lambda: stamp[0])
    window = open_window(backend, FIRST_CAMERA)
    until(lambda: plays(window, "demo"))
    assert "no permission" in window.banner.text.text()
    window.sources.picker.menu.aboutToShow.emit()
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert opened == ["denied"]
    stamp[0] = "granted"
    until(lambda: plays(window, "camera"))
    assert opened == ["denied", "granted"]


def test_a_list_that_hangs_is_asked_for_once(open_window, until, tmp_path, request):
    gate, asked = queue.SimpleQueue(), []
    request.addfinalizer(lambda: gate.put(None))
    stamps = itertools.count()

    def hang():
        asked.append(1)
        gate.get()
        return ()

    window = open_window(make_backend(tmp_path, list_cameras=hang, cameras_stamp=lambda: next(stamps)), DEMO)
    until(lambda: plays(window, "demo") and next(stamps) > 5)
    assert asked == [1]
    gate.put(None)
    until(lambda: len(asked) == 2)
    gate.put(None)


def test_a_hidden_window_asks_for_nothing_unless_a_camera_is_missing(open_window, until, tmp_path):
    asked = []
    backend = make_backend(tmp_path, cameras=[DESK], cameras_stamp=lambda: asked.append(1) or None)
    window = open_window(backend, DEMO)
    until(lambda: plays(window, "demo") and asked)
    window.showMinimized()
    asked.clear()
    history = window.panels["timeline"].history
    before = history.newest_t
    until(lambda: history.newest_t != before)
    window._show_figures(1e9)
    assert not asked
    window.showNormal()
    window._show_figures(2e9)
    assert asked


class Plug:
    """A camera in a socket: a capture that delivers until it is pulled, and the list that names it."""

    def __init__(self):
        self.cameras = [CameraInfo("Desk", 0, "/dev/video0")]
        self.opened = []

    def pull(self):
        self.cameras.clear()

    def put(self, path):
        self.cameras.append(CameraInfo("Desk", int(path[-1]), path))

    def capture(self, target):
        self.opened.append(target)
        return _Capture(self, target)

    def source(self, request):
        return Camera(
            request.value,
            request.name,
            open_capture=self.capture,
            look=lambda: self.cameras,
            trouble=lambda target: None if self.has(target) else "gone",
        )

    def has(self, target):
        return target in [value for camera in self.cameras for value in (camera.path, camera.index)]


class _Capture:
    def __init__(self, plug, target):
        self._plug, self._target = plug, target
        self._pictures = itertools.count()

    def isOpened(self):  # noqa: N802
        return self._plug.has(self._target)

    def read(self):
        if not self.isOpened():
            return False, None
        image = np.full((90, 160, 3), 90, np.uint8)
        image[:, : next(self._pictures) % 100 + 20] = 160
        return True, image

    def get(self, propId):  # noqa: N803
        return 30.0

    def release(self):
        pass


def test_a_camera_that_is_pulled_and_put_back_goes_on_and_so_does_its_recording(
    open_window, until, tmp_path, *, notices, monkeypatch
):
    monkeypatch.setattr("fer_core.reading._BACK_OFF_S", (0.02,))
    plug = Plug()
    backend = make_backend(
        tmp_path,
        sources={"camera": plug.source},
        list_cameras=lambda: tuple(plug.cameras),
        cameras_stamp=lambda: tuple(plug.cameras),
    )
    window = open_window(backend, FIRST_CAMERA)
    until(lambda: plays(window, "camera"))
    take = start(window, until)
    plug.pull()
    until(lambda: window.session.phase is Phase.WAITING and "unplugged" in window.banner.text.text())
    assert window.banner.title.text() == "Waiting for Desk"
    # The engine may have missed it before the list did.
    until(lambda: listed(window) == ["No camera found"])
    assert window.recording.take is take
    rows = take.rows
    plug.put("/dev/video4")
    until(lambda: plays(window, "camera") and take.rows > rows + 5)
    assert not window.banner.isVisible()
    assert (plug.opened[0], plug.opened[-1]) in [("/dev/video0", "/dev/video4"), (0, 4)]
    until(lambda: window.session.wanted.value == "/dev/video4")
    assert window.recording.take is take
    finish(window, until)
    assert session_in(tmp_path).status == "whole"
    assert len(texts(notices, of=("done",))) == 1
    assert not texts(notices, of=("error",))


def test_a_camera_whose_driver_still_hangs_is_said_to_be_gone(open_window, until, tmp_path, request):
    cameras, deaf = [DESK], threading.Event()
    request.addfinalizer(deaf.set)
    sources = {"camera": lambda request: Pictures("camera", request.name, deaf=deaf)}
    backend = make_backend(
        tmp_path, sources=sources, list_cameras=lambda: tuple(cameras), cameras_stamp=lambda: tuple(cameras)
    )
    window = open_window(backend, FIRST_CAMERA)
    until(lambda: plays(window, "camera"))
    cameras.clear()
    until(window.banner.isVisible)
    assert window.banner.text.text() == "Desk was unplugged. It goes on by itself when it is plugged in again."
    cameras.append(DESK)
    until(lambda: not window.banner.isVisible())
    deaf.set()


def test_a_lost_camera_that_is_still_plugged_in_is_not_said_to_be_unplugged(open_window, until, tmp_path):
    lost = SourceLost("Desk has stopped sending pictures. Check that it is still plugged in.")
    sources = {"camera": lambda request: Pictures("camera", request.name, frames=20, then=lost)}
    window = open_window(make_backend(tmp_path, cameras=[DESK], sources=sources), FIRST_CAMERA)
    until(lambda: window.session.phase is Phase.WAITING)
    assert "has stopped sending" in window.banner.text.text()
