"""A window for the tests, and a check that nothing of it stays behind."""

import gc
import os
import threading
import time

import pytest

# Before Qt is loaded: no test opens a window on somebody's screen.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

PATIENCE_MS = 20_000


def _threads():
    return {thread for thread in threading.enumerate() if thread.name.startswith("fer-") and thread.is_alive()}


def _timers():
    import shiboken6
    from PySide6.QtCore import QTimer

    # By type alone: isinstance asks the objects of other libraries for attributes, and some answer with warnings.
    timers = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer)]
    return [timer for timer in timers if shiboken6.isValid(timer) and timer.isActive()]


@pytest.fixture(autouse=True)
def screen():
    """Commands without a window take the screen away from their process, which here is that of all tests."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "MESA_SHADER_CACHE_DISABLE")
    before = {name: os.environ.get(name) for name in names}
    yield
    for name, value in before.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture
def clean(qapp):
    """Whatever a test opens must be gone when it ends: threads, timers, top-level widgets."""
    from PySide6.QtCore import QCoreApplication, QEvent

    widgets, threads = set(qapp.topLevelWidgets()), _threads()
    yield qapp
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    assert set(qapp.topLevelWidgets()) <= widgets
    assert _threads() <= threads
    assert not _timers()


@pytest.fixture
def themed(clean):
    """The application, dressed as the real one; it speaks English, whatever the system does."""
    from app import language, theme

    if not clean.styleSheet():
        theme.apply(clean)
        language.speak(clean, "en")
    return clean


@pytest.fixture
def faults(tmp_path):
    from app.faults import Faults

    return Faults(tmp_path / "fer-live.log")


@pytest.fixture
def answers():
    from fakes import Answers

    return Answers()


@pytest.fixture
def saved():
    """Settings that windows have saved, oldest first."""
    return []


@pytest.fixture
def notices():
    """Everything that windows have told, oldest first, also what has gone from the screen."""
    return []


@pytest.fixture
def open_window(themed, qtbot, faults, *, answers, saved, notices):
    """Open windows; they are closed and waited for at the end."""
    from app.settings import Settings
    from app.window import MainWindow

    windows = []

    def opened(backend, choice=None, *, settings=None, model=None, size=(1280, 800)):
        window = MainWindow(backend, settings or Settings(agreed=True), saved.append, answers, faults, model=model)
        window.session.noticed.connect(notices.append)
        windows.append(window)
        if size:
            window.resize(*size)
        window.show()
        window.begin(choice)
        return window

    yield opened
    for window in windows:
        if window.isVisible():
            window.recording.finish()
            # Also where a test has held the window still.
            qtbot.waitUntil(lambda r=window.recording: r.poll() or not r.unfinished, timeout=PATIENCE_MS)
        window.close()
        window.session.wait_closed(10.0)
        window.deleteLater()


@pytest.fixture
def disk(open_window, monkeypatch, tmp_path):
    """The disk that windows record to. It goes on before they are closed."""
    import os

    from failing_disk import Disk

    from fer_core.sinks import csv

    disk = Disk(tmp_path)
    monkeypatch.setattr(os, "fsync", disk.fsync)
    monkeypatch.setattr(csv, "RowFile", disk.row_file)
    yield disk
    disk.go_on()


@pytest.fixture(scope="session")
def first_frame():
    """The first picture of the demo clip, (H, W, 3) RGB: it shows one face."""
    from fer_core.sources import DEMO_CLIP, VideoFile

    source = VideoFile(DEMO_CLIP)
    source.open()
    image = source.read().image
    source.close()
    return image


@pytest.fixture(scope="session")
def picture(first_frame, tmp_path_factory):
    """A picture of one face."""
    from fer_core._cv2 import cv2

    path = tmp_path_factory.mktemp("picture") / "one face.png"
    cv2.imwrite(str(path), cv2.cvtColor(first_frame, cv2.COLOR_RGB2BGR))
    return path


@pytest.fixture(scope="session")
def film(first_frame, tmp_path_factory):
    """A film of one face: twelve pictures, 0.4 s."""
    from fer_core._cv2 import cv2

    path = tmp_path_factory.mktemp("film") / "film.avi"
    small = cv2.cvtColor(cv2.resize(first_frame, (640, 360), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2BGR)
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30.0, (640, 360))
    for _ in range(12):
        writer.write(small)
    writer.release()
    return path


@pytest.fixture(scope="session")
def two_outputs(tmp_path_factory):
    """Folder of an exported model that says two things of a face, as the shipped one does."""
    from tiny_model import save_tiny_model

    from fer_core.outputs import DistributionSpec
    from fer_core.spec import CLASSES

    outputs = {"ferplus": DistributionSpec(CLASSES), "fer2013": DistributionSpec(CLASSES)}
    return save_tiny_model(tmp_path_factory.mktemp("two_outputs"), outputs=outputs)


@pytest.fixture
def until(qtbot):
    """Wait, with the event loop running, until something is true."""

    def waited(condition):
        qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    return waited


@pytest.fixture
def told():
    from fakes import Told

    return Told()


@pytest.fixture
def view(themed, until, told):
    """Open viewers; they are closed at the end."""
    from shiboken6 import isValid

    from app.viewer.window import ViewerWindow

    windows = []

    def opened(path, size=(1280, 800)):
        window = ViewerWindow(told.asking())
        windows.append(window)
        window.resize(*size)
        window.show()
        window.open(path)
        window.activateWindow()
        until(window.isActiveWindow)
        until(lambda: window.desk is not None or window.message.text().endswith("."))
        return window

    yield opened
    told.lose = True
    for window in windows:
        if isValid(window):
            window.close()
        window.jobs.join(time.monotonic() + 10.0)
