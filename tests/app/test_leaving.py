"""Closing the window while a recording is not on the disk yet."""

import errno

import pytest
from fakes import make_backend
from PySide6.QtCore import QTimer
from seen import plays
from takes import session_in, start, texts

from app.choice import DEMO
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
    everything = take.rows + take.waiting
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
    disk.stand_still()
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
