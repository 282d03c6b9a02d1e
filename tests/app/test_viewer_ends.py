"""What a viewer does with work that is still under way when its session, or its window, goes."""

import threading
import time

import pytest
from fakes import make_backend
from PySide6.QtCore import QCoreApplication, QEvent
from seen import plays
from sessions import write_session
from takes import finish, start

from app.choice import DEMO
from app.features import Viewing
from app.viewer import compare, desk, document
from app.viewer import window as window_module
from fer_core import open_session
from fer_core.report.page import page
from fer_core.report.sections import make_report
from fer_core.session.edits import read_edits


@pytest.fixture
def both(tmp_path):
    return tuple(write_session(tmp_path / name, seconds=4) for name in ("one", "two"))


class Slow:
    """Work that ends when the test says so."""

    def __init__(self, monkeypatch, module, name):
        self._work = getattr(module, name)
        self._ends = threading.Event()
        self.begun = 0
        monkeypatch.setattr(module, name, self)

    def __call__(self, *values):
        self.begun += 1
        self._ends.wait(20.0)
        return self._work(*values)

    def end(self):
        self._ends.set()


def at_rest(window, until):
    """Let everything that is at work there end, and what it says be heard."""
    until(lambda: not window.jobs.join(time.monotonic()))
    window.jobs.poll()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("work", [(desk, "summarise"), (window_module, "find_film")])
def test_what_is_found_of_a_session_that_is_left_is_not_shown(view, both, until, monkeypatch, work):
    work = Slow(monkeypatch, *work)
    window = view(both[0])
    until(lambda: work.begun)
    window.open(both[1])
    until(lambda: window.path == both[1])
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    work.end()
    at_rest(window, until)
    # Its buttons, too, are those of the second session alone.
    window.desk.line.choose((1.0, 2.0))
    assert window.actions_by_name["exclude"].isEnabled()


def test_a_change_that_is_being_worked_out_is_saved_before_another_session_comes(view, both, until, monkeypatch, told):
    window = view(both[0])
    work = Slow(monkeypatch, document, "facts_of")
    window.desk.editing.rename(1, "Ada")
    until(lambda: work.begun)
    threading.Timer(0.2, work.end).start()
    window.open(both[1])
    until(lambda: window.path == both[1])
    assert read_edits(both[0] / "edits.json").names == {1: "Ada"}
    assert told.asked == []


def test_a_window_that_is_closed_right_after_a_change_asks_nothing_and_keeps_it(view, both, told, monkeypatch):
    window = view(both[0])
    work = Slow(monkeypatch, document, "write_edits")
    threading.Timer(0.2, work.end).start()
    window.desk.editing.rename(1, "Ada")
    assert window.close()
    assert told.asked == []
    assert read_edits(both[0] / "edits.json").names == {1: "Ada"}


def test_comparisons_go_with_their_viewer_whatever_is_under_way(view, both, until, monkeypatch):
    work = Slow(monkeypatch, compare, "summarise")
    window = view(both[0])
    for _ in range(3):
        window.compare(both[1])
    until(lambda: len(window._others) == 3)
    others = list(window._others)
    others[0].close()
    window.close()
    assert not any(other.isVisible() for other in others)
    work.end()
    at_rest(window, until)


def test_closing_does_not_wait_for_a_report_which_is_finished_all_the_same(open_window, both, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    viewer = window.feature(Viewing).view(both[0])
    until(lambda: viewer.desk is not None)
    ends, made = threading.Event(), []
    viewer.jobs.submit("report", lambda: made.append(ends.wait(20.0)), lambda _none: None, lambda _error: None)
    viewer.close()
    assert made == []
    threading.Timer(0.2, ends.set).start()
    window.close()
    window.session.wait_closed(10.0)
    assert made == [True]


def test_one_session_is_shown_in_one_window_however_it_is_named(open_window, both, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    viewing, folder = window.feature(Viewing), both[0]
    first = viewing.view(folder)
    until(lambda: first.desk is not None)
    assert viewing.view(folder) is first
    for name in ("session.json", "talk.csv"):
        viewing.view(folder / name)
        until(lambda: viewing.windows == [first])
    second = viewing.view(both[1])
    until(lambda: second.desk is not None)
    second.open(folder / "talk.csv")
    until(lambda: second.wanted == both[1])
    assert second.path == both[1]
    assert second.windowTitle().startswith("talk")


def test_a_recording_is_remembered_once_and_by_its_name(open_window, both, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    viewing, folder = window.feature(Viewing), both[0]
    for path in (folder / "session.json", folder / "talk.csv", folder):
        viewer = viewing.view(path)
        until(lambda viewer=viewer: viewer.desk is not None)
        viewer.close()
    assert window.store.settings.sessions == (folder,)
    assert [action.text() for action in viewing.recent.actions()] == ["talk"]


def test_a_session_that_is_still_being_recorded_is_not_called_interrupted(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path / "out"), DEMO)
    until(lambda: plays(window, "demo"))
    folder = start(window, until).folder
    viewing = window.feature(Viewing)
    viewer = viewing.view(folder)
    until(lambda: viewer.desk is not None)
    assert viewer.desk.head.facts.full_text.endswith("still being recorded")
    assert "open it again once it is finished" in viewer.desk.note.text.text()
    assert "was still being recorded" in page(make_report(open_session(folder)))
    finish(window, until)
    viewer.close()
    viewer = viewing.view(folder)
    until(lambda: viewer.desk is not None)
    assert not viewer.desk.note.isVisible()
    assert "being recorded" not in viewer.desk.head.facts.full_text
