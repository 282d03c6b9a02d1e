"""Closing the window while a recording is not on the disk yet."""

import errno
from functools import partial
from pathlib import Path

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import QTimer
from seen import plays
from takes import session_in, start, texts

from app.choice import DEMO, file_choice
from app.leaving import Leaving
from app.models_dialog import ModelsDialog
from fer_core.errors import SinkError
from fer_core.sinks import attached


@pytest.fixture
def window(open_window, until, tmp_path, disk):
    """A window that plays a demo, above a disk that can fail."""
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    return window


def stuck(window, until, disk):
    """Let the disk stand still until many results wait for it."""
    disk.stand_still()
    until(lambda: window.recording.take.waiting >= 40)


def test_without_a_recording_the_window_closes_at_once(window, answers, saved):
    assert window.close()
    assert not window.isVisible()
    assert len(saved) == 1
    assert answers.would_lose == []
    assert not any(timer.isActive() for timer in window.findChildren(QTimer))


def test_closing_waits_until_the_recording_is_on_the_disk(window, until, tmp_path, *, disk, answers, saved):
    take = start(window, until)
    stuck(window, until, disk)
    assert not window.close()
    assert window.isVisible()
    until(lambda: window.sign.text.full_text == "Saving the recording…")
    assert saved == []
    # One is just being written.
    everything = take.rows + 1 + take.waiting
    disk.go_on()
    until(lambda: not window.isVisible())
    session = session_in(tmp_path)
    assert (session.status, session.row_count) == ("whole", everything)
    assert window.session.wait_closed(10.0) == ()
    assert len(saved) == 1
    assert answers.would_lose == []


def test_whoever_closes_twice_and_waits_loses_nothing(window, until, tmp_path, disk, answers):
    take = start(window, until)
    stuck(window, until, disk)
    assert not window.close()
    assert not window.close()
    assert answers.would_lose == [
        f"The recording is still being written: the rows of {take.waiting:,} pictures wait for the disk, and would be "
        "lost."
    ]
    assert window.isVisible()
    disk.go_on()
    until(lambda: not window.isVisible())
    assert session_in(tmp_path).status == "whole"


def test_whoever_closes_twice_and_says_so_leaves_at_once(window, until, tmp_path, *, disk, answers, saved):
    take = start(window, until)
    stuck(window, until, disk)
    answers.next_leave = True
    assert not window.close()
    assert window.close()
    assert not window.isVisible()
    assert len(saved) == 1
    assert len(answers.would_lose) == 1
    before_the_disk_moved = session_in(tmp_path)
    assert (before_the_disk_moved.status, before_the_disk_moved.row_count) == ("interrupted", take.rows)
    disk.go_on()
    assert all(sink.wait(10.0) is not None for sink in take.sinks)


def test_the_question_says_so_when_only_the_last_rows_wait(window, until, disk, answers, monkeypatch):
    # The disk is asked at the end only.
    monkeypatch.setattr(attached, "FLUSH_S", 3600.0)
    take = start(window, until)
    disk.stand_still(for_rows=False)
    assert not window.close()
    until(lambda: take.waiting == 0)
    assert not window.close()
    assert answers.would_lose == [
        "The recording is still being written: its last rows wait for the disk, and would be lost."
    ]


def test_a_recording_that_fails_while_closing_keeps_the_window(window, until, tmp_path, disk, notices):
    start(window, until)
    disk.table_error = OSError(errno.EIO, "Input/output error")
    assert not window.close()
    until(lambda: not window.recording.unfinished)
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert window.isVisible()
    assert "cannot be written (Input/output error)" in texts(notices, of=("error",))[0]
    assert session_in(tmp_path).status == "interrupted"
    assert window.close()


def test_a_snapshot_that_fails_while_closing_does_not_keep_the_window(open_window, until, tmp_path, *, disk, notices):
    def fail(*_):
        msg = "The snapshot cannot be saved."
        raise SinkError(msg)

    window = open_window(make_backend(tmp_path, snapshot=fail), DEMO)
    until(lambda: plays(window, "demo"))
    start(window, until)
    stuck(window, until, disk)
    assert not window.close()
    window.actions_by_name["snapshot"].trigger()
    until(lambda: texts(notices, of=("error",)) == ["The snapshot cannot be saved."])
    disk.go_on()
    until(lambda: not window.isVisible())
    assert session_in(tmp_path).status == "whole"


def test_a_recording_that_is_just_beginning_is_waited_for(window, until, tmp_path, disk):
    disk.stand_still(for_all=True)
    until(lambda: window.session.can_record)
    window.actions_by_name["record"].trigger()
    assert window.recording.starting
    assert not window.close()
    assert window.isVisible()
    disk.go_on()
    until(lambda: not window.isVisible())
    assert session_in(tmp_path).status == "whole"


def test_the_button_cannot_keep_the_window_from_closing(window, until, tmp_path, disk):
    """A recording that begins while the window waits to close is finished, too."""
    start(window, until)
    stuck(window, until, disk)
    assert not window.close()
    window.actions_by_name["record"].trigger()
    until(lambda: len(window.recording.ending) == 2)
    disk.go_on()
    until(lambda: not window.isVisible())
    assert not window.recording.unfinished


def source(window):
    window.pick(file_choice(Path("clip.mp4")))


def model(window):
    window.session.models.use(None)


def threads(window):
    window.actions_by_name["models"].trigger()
    dialog = window.findChild(ModelsDialog)
    box = dialog.compute.threads
    other = 1 - box.currentIndex()
    box.setCurrentIndex(other)
    box.activated.emit(other)
    dialog.reject()


def size(window):
    window.sources.picker.sizes.setCurrentText("1280 x 720")


def close(window):
    window.close()


@pytest.fixture
def camera(open_window, until, tmp_path):
    """A window that records a camera, read with a model that is not the shipped one."""
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), model=tmp_path / "model")
    until(lambda: plays(window, "camera"))
    start(window, until)
    return window


@pytest.mark.parametrize("end", [source, model, threads, size, close])
def test_whoever_would_rather_go_on_recording_does(camera, until, tmp_path, *, end, answers):
    answers.next_stop = False
    take, session = camera.recording.take, camera.session
    before = (session.engine, session.models.readers, session.mode, camera.store.settings)
    end(camera)
    assert answers.asked_to_stop == 1
    rows = take.rows
    until(lambda: take.rows > rows + 3)
    assert camera.recording.take is take
    assert camera.isVisible()
    assert (session.engine, session.models.readers, session.mode, camera.store.settings) == before
    assert camera.sources.picker.mode == session.mode


@pytest.mark.parametrize("end", [source, model, threads, size, close])
def test_whoever_stops_it_is_asked_once_and_has_it_saved(camera, until, tmp_path, *, end, answers):
    engine = camera.session.engine
    end(camera)
    until(lambda: not camera.recording.unfinished)
    assert session_in(tmp_path).status == "whole"
    until(lambda: not camera.isVisible() if end is close else camera.session.engine not in (engine, None))
    assert answers.asked_to_stop == 1


@pytest.mark.parametrize("end", [source, model, threads, size, close])
def test_where_nothing_is_recorded_nothing_is_asked(open_window, until, tmp_path, *, end, answers):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), model=tmp_path / "model")
    until(lambda: plays(window, "camera"))
    end(window)
    assert answers.asked_to_stop == 0


def test_what_stands_in_for_a_camera_is_recorded_on_by_whoever_says_so(open_window, until, tmp_path, answers):
    window = open_window(make_backend(tmp_path))
    until(lambda: plays(window, "demo"))
    take = start(window, until)
    answers.next_stop = False
    window.banner.buttons[1].click()
    assert answers.asked_to_stop == 1
    assert window.recording.take is take


def test_the_system_ends_a_recording_without_a_question(window, until, tmp_path, answers):
    start(window, until)
    answers.next_stop = False
    window.leave()
    until(lambda: not window.isVisible())
    assert answers.asked_to_stop == 0
    assert session_in(tmp_path).status == "whole"


def test_the_system_does_not_wait_for_an_answer(window, until, tmp_path, monkeypatch):
    """The question is open when the signal comes: it goes, and the window closes."""
    start(window, until)
    asked = []

    def ask(parent, ended):
        asked.append(parent)
        window.leave()
        return ended()

    monkeypatch.setattr(window._leaving, "_ask_stop", partial(ask, window))
    window.close()
    until(lambda: not window.isVisible())
    assert asked == [window]
    assert session_in(tmp_path).status == "whole"


# What else is being done


class Idle:
    """A recording that is on the disk, or still on its way there."""

    def __init__(self, unfinished=False):
        self.unfinished, self.active, self.starting, self.failures, self.waiting = unfinished, False, False, 0, 0

    def finish(self):
        pass


class Working:
    """Something that is being done, and what the user says of it."""

    def __init__(self, yes=True, meanwhile=lambda working, moot: None):
        self.words, self.yes, self.errors, self.asked, self.meanwhile = "A report.", yes, 0, 0, meanwhile

    def leaving(self, recording):
        never = lambda *_: pytest.fail("nothing is recorded")  # noqa: E731
        return Leaving(recording, lambda _ended: True, never, ask_break=self._ask, work=lambda: self.words,
                       errors=lambda: self.errors)  # fmt: skip

    def _ask(self, words, moot):
        self.asked += 1
        assert words == "A report."
        self.meanwhile(self, moot)
        return self.yes


def test_work_is_asked_about_once_though_a_recording_is_waited_for():
    working, recording = Working(), Idle(unfinished=True)
    leaving = working.leaving(recording)
    assert not leaving.may_close()
    assert not leaving.can_close_now()
    recording.unfinished = False
    assert leaving.can_close_now()
    assert leaving.may_close()
    assert working.asked == 1


def test_whoever_goes_on_working_is_asked_again_the_next_time():
    working = Working(yes=False)
    leaving = working.leaving(Idle())
    assert not leaving.may_close()
    working.yes = True
    assert leaving.may_close()
    assert working.asked == 2


def test_what_fails_during_the_question_keeps_the_window():
    def fail(working, moot):
        assert not moot()
        working.words, working.errors = "", 1
        assert moot()

    working = Working(meanwhile=fail)
    leaving = working.leaving(Idle())
    assert not leaving.may_close()
    assert leaving.may_close()


def test_the_system_answers_an_open_question():
    leaving = None

    def end(_working, moot):
        assert not moot()
        leaving.ask_nothing()
        assert moot()

    leaving = Working(meanwhile=end).leaving(Idle())
    assert leaving.may_close()
