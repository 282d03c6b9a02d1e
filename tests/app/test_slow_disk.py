"""A disk that keeps everybody waiting: nothing is lost, and the window says what it waits for."""

import numpy as np
import pytest
from fakes import FakeCamera, make_backend
from seen import plays
from takes import session_folders, session_in, start, texts

from app.choice import DEMO
from app.play import Phase
from fer_core import open_session
from fer_core.sinks import attached


def finish(window):
    window.actions_by_name["record"].trigger()


def stop(window):
    window.actions_by_name["start"].trigger()


def another_source(window):
    window.pick(DEMO)


def close(window):
    window.close()


@pytest.fixture
def recording(open_window, until, tmp_path, disk, monkeypatch):
    """A window that records a camera; its engine gives a slow disk up soon."""
    monkeypatch.setattr("app.session._STOP_TIMEOUT_S", 0.075)
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    start(window, until)
    return window


def stuck(window, until, disk, waiting=40):
    """Let the disk stand still, and wait until so many results wait for it."""
    disk.stand_still()
    until(lambda: window.recording.take.waiting >= waiting)
    return window.recording.take


@pytest.mark.parametrize(
    ("end", "phase"),
    [
        (finish, Phase.RUNNING),
        (stop, Phase.STOPPED),
        (another_source, Phase.RUNNING),
        (close, Phase.RUNNING),
    ],
)
def test_what_waits_for_the_disk_is_saved_however_the_recording_ends(
    recording, until, tmp_path, *, disk, notices, end, phase
):
    take = stuck(recording, until, disk)
    until(lambda: recording.sign.figures.text().endswith(" waiting"))
    end(recording)
    until(lambda: recording.sign.text.full_text == "Saving the recording…")
    until(lambda: recording.session.phase is phase)
    # What ends the picture does not wait for the disk for ever.
    assert (recording.session.engine is take.engine) == (end in (finish, close))
    until(lambda: recording.sign.figures.text() == f"{take.waiting} waiting")
    assert recording.isVisible()
    assert recording.sign.isVisible()
    assert texts(notices, of=("done", "error")) == []
    assert session_in(tmp_path).status == "interrupted"
    # One is just being written.
    everything = take.rows + 1 + take.waiting
    disk.go_on()
    until(lambda: not recording.recording.unfinished)
    session = session_in(tmp_path)
    assert (session.status, session.row_count) == ("whole", everything)
    assert np.all(np.diff(session.rows["frame"]) > 0)
    assert texts(notices, of=("done",)) == [f"Recording saved: {everything} rows in {session.path.name}."]
    until(lambda: recording.isVisible() == (end is not close))
    assert not recording.sign.isVisible()


# A twentieth of 0.6, 1 and 2 s, as are the pause between two flushes here and what the engine waits.
@pytest.mark.parametrize("slow_s", [0.03, 0.05, 0.1])
@pytest.mark.parametrize("end", [finish, stop, another_source, close])
def test_a_disk_that_is_always_slow_loses_nothing(
    recording, until, tmp_path, *, disk, notices, monkeypatch, end, slow_s
):
    monkeypatch.setattr(attached, "FLUSH_S", 0.025)
    disk.slow_s = slow_s
    take = recording.recording.take
    # They are written while the disk is busy.
    until(lambda: take.rows >= 20)
    handed_over = take.rows + take.waiting
    end(recording)
    until(lambda: not recording.recording.unfinished)
    session = session_in(tmp_path)
    assert session.status == "whole"
    assert session.row_count >= handed_over
    assert texts(notices, of=("done",)) == [f"Recording saved: {session.row_count} rows in {session.path.name}."]


def test_another_recording_can_begin_while_the_first_one_waits(recording, until, tmp_path, disk, notices):
    first = stuck(recording, until, disk)
    finish(recording)
    everything = [first.rows + 1 + first.waiting]
    finish(recording)
    until(lambda: recording.recording.active)
    second = recording.recording.take
    assert second is not first
    assert recording.recording.ending == (first,)
    until(lambda: second.waiting >= 10 and recording.sign.text.full_text == "Recording")
    finish(recording)
    everything.append(second.waiting)
    assert recording.recording.ending == (first, second)
    disk.go_on()
    until(lambda: not recording.recording.unfinished)
    sessions = [open_session(folder) for folder in session_folders(tmp_path)]
    assert [session.status for session in sessions] == ["whole", "whole"]
    assert [session.row_count for session in sessions] == everything
    assert sorted(texts(notices, of=("done",))) == sorted(
        f"Recording saved: {session.row_count} rows in {session.path.name}." for session in sessions
    )


def test_the_picture_goes_on_while_the_disk_stands_still(recording, until, disk):
    stuck(recording, until, disk)
    before = recording.view.result
    until(lambda: recording.view.result is not before)
    assert recording.session.phase is Phase.RUNNING


@pytest.mark.parametrize("end", [stop, another_source])
def test_while_the_engine_waits_for_the_disk_nothing_looks_recorded_any_more(recording, until, disk, monkeypatch, end):
    monkeypatch.setattr("app.session._STOP_TIMEOUT_S", 3600.0)
    take = stuck(recording, until, disk)
    end(recording)
    until(lambda: recording.sign.text.full_text == "Saving the recording…")
    assert recording.session.phase is Phase.STOPPING
    assert recording.session.engine is take.engine
    assert not recording.recording.active
