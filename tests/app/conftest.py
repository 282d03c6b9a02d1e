"""A window for the tests, and a check that nothing of it stays behind."""

import gc
import os
import threading

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
    """The application, dressed as the real one."""
    from app import theme

    if not clean.styleSheet():
        theme.apply(clean)
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
def open_window(themed, qtbot, faults, answers, saved):
    """Open windows; they are closed and waited for at the end."""
    from app.settings import Settings
    from app.window import MainWindow

    windows = []

    def opened(backend, choice=None, *, settings=None, model=None, size=(1280, 800)):
        window = MainWindow(backend, settings or Settings(), saved.append, answers, faults, model=model)
        windows.append(window)
        if size:
            window.resize(*size)
        window.show()
        window.begin(choice)
        return window

    yield opened
    for window in windows:
        window.close()
        window.session.wait_closed(10.0)
        window.deleteLater()


@pytest.fixture
def until(qtbot):
    """Wait, with the event loop running, until something is true."""

    def waited(condition):
        qtbot.waitUntil(lambda: bool(condition()), timeout=PATIENCE_MS)

    return waited
