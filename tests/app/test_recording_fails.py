"""What goes wrong while recording: what the window says, and what the files hold."""

import errno
import shutil
import sys

import pytest
from fakes import make_backend
from seen import plays
from takes import finish, session_folders, session_in, start, texts

from app.choice import DEMO, file_choice
from app.play import Phase
from fer_core import SINKS, CsvSink, FilmSink, open_session
from fer_core.session import record
from fer_core.sinks.table import SinkKind

BROKEN = OSError(errno.EIO, "Input/output error")


@pytest.fixture
def recording(open_window, until, tmp_path, request):
    """A window that records a film, with pictures or without."""

    def begun(*, film=False, rows=5):
        window = open_window(make_backend(tmp_path), file_choice(tmp_path / "clip.mp4"))
        until(lambda: plays(window, "film"))
        take = start(window, until, rows=rows, film=film)
        if film:
            until(lambda: take.sinks[1].sink.written >= 3)
        return window

    return begun


def ended(window):
    return not window.recording.unfinished


def assert_only_the_recording_ended(window, until):
    """The picture goes on, and another recording can begin."""
    assert not window.sign.isVisible()
    assert window.session.phase is Phase.RUNNING
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert window.actions_by_name["record"].isEnabled()
    assert window.actions_by_name["record"].text() == "Record"


def test_a_full_disk(recording, until, tmp_path, *, disk, notices, monkeypatch):
    window = recording()

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    (folder,) = session_folders(tmp_path)
    table = folder / f"{folder.name}.csv"
    with monkeypatch.context() as no_room:
        no_room.setattr(record, "replace_file", full)
        # Room for one more row and a half.
        disk.room = table.stat().st_size + 300
        until(lambda: ended(window))
    session = open_session(folder)
    assert texts(notices) == [
        f"The disk is full, and the recording has stopped. The {session.row_count} rows until now are in {table}. "
        "Make room, then record again."
    ]
    assert (notices[0].kind, notices[0].action) == ("error", "Open folder")
    assert (session.status, session.problems) == ("interrupted", ())
    assert session.row_count >= 5
    assert table.read_bytes().endswith(b"\n")
    assert_only_the_recording_ended(window, until)
    disk.room = None
    take = start(window, until)
    finish(window, until)
    assert texts(notices, of="done") == [f"Recording saved: {take.rows} rows in {take.sinks[0].sink.path.name}."]


@pytest.mark.parametrize("film", [False, True])
def test_a_disk_that_is_full_from_the_start(open_window, until, tmp_path, *, disk, notices, monkeypatch, film):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    disk.room = 0
    monkeypatch.setattr(FilmSink, "open", full)
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    window.actions_by_name["record_film" if film else "record"].trigger()
    until(lambda: texts(notices, of=("error",)) and not session_folders(tmp_path))
    assert texts(notices, of=("error",)) == [
        f"The disk is full: nothing was recorded. Make room where {tmp_path} is, or choose another folder."
    ]
    assert_only_the_recording_ended(window, until)


def test_a_disk_that_is_full_before_the_first_file(open_window, until, tmp_path, *, notices, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record, "replace_file", full)
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    window.actions_by_name["record"].trigger()
    until(lambda: texts(notices))
    assert texts(notices) == [
        f"The disk is full: nothing was recorded. Make room where {tmp_path} is, or choose another folder."
    ]
    assert session_folders(tmp_path) == []


def test_a_folder_that_is_taken_away(recording, until, tmp_path, disk, notices):
    window = recording()
    (folder,) = session_folders(tmp_path)
    shutil.rmtree(folder)
    until(lambda: ended(window))
    assert texts(notices) == [
        f"The recording has stopped: {folder / folder.name}.csv has been moved or deleted. Record again, and leave the "
        "file where it is until the end."
    ]
    assert session_folders(tmp_path) == []
    assert_only_the_recording_ended(window, until)


class Clumsy(CsvSink):
    """It makes a mistake in its eighth row."""

    def write(self, result):
        super().write(result)
        if self.written == 7:
            raise ZeroDivisionError


def test_something_unexpected(recording, until, tmp_path, notices, monkeypatch):
    monkeypatch.setitem(SINKS, "csv", SinkKind("csv", ".csv", lambda path, _options: Clumsy(path)))
    window = recording()
    until(lambda: ended(window))
    assert texts(notices) == [
        "The recording has stopped after something unexpected (ZeroDivisionError). What was written until now is kept; "
        "the log file says more."
    ]
    session = session_in(tmp_path)
    assert (session.status, session.row_count) == ("interrupted", 7)
    assert session.problems == (texts(notices)[0],)
    assert_only_the_recording_ended(window, until)


def test_a_disk_that_keeps_nothing_at_the_very_end(recording, until, tmp_path, disk, notices):
    window = recording()
    disk.table_error = BROKEN
    finish(window, until)
    session = session_in(tmp_path)
    assert texts(notices) == [
        f"The recording has stopped: {session.path} cannot be written (Input/output error). The {session.row_count} "
        f"rows until now are in {session.path}. Choose another folder, then record again."
    ]
    assert session.status == "interrupted"
    assert session.description.file("csv").written == session.row_count >= 5
    assert session.problems == (texts(notices)[0],)
    assert_only_the_recording_ended(window, until)


def test_a_recording_that_fails_as_it_is_finished_is_told_once(recording, until, tmp_path, disk, notices):
    window = recording()
    take = window.recording.take
    disk.table_error = BROKEN
    # It has failed, and nobody has seen it yet, when Finish is pressed.
    assert take.sinks[0].wait(10.0) is not None
    assert window.recording.active
    window.actions_by_name["record"].trigger()
    until(lambda: ended(window))
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert texts(notices) == [take.sinks[0].outcome.message]
    assert "cannot be written" in texts(notices)[0]
    assert session_in(tmp_path).status == "interrupted"


def test_a_table_that_fails_ends_its_film_too_and_both_are_told(recording, until, tmp_path, disk, notices):
    window = recording(film=True)
    disk.table_error = BROKEN
    until(lambda: ended(window))
    session = session_in(tmp_path)
    film = session.description.file("film")
    missed = f" ({film.dropped} left out)" if film.dropped else ""
    assert texts(notices) == [
        f"The recording has stopped: {session.path} cannot be written (Input/output error). The {session.row_count} "
        f"rows until now are in {session.path}. Choose another folder, then record again. "
        f"Whole: {film.written} frames{missed} in {film.name}."
    ]
    assert (session.status, film.complete) == ("interrupted", True)
    assert_only_the_recording_ended(window, until)


def test_a_film_that_is_taken_away_ends_its_table_too_and_both_are_told(recording, until, tmp_path, notices):
    window = recording(film=True)
    (film,) = tmp_path.glob("*/*.mp4")
    film.unlink()
    until(lambda: ended(window))
    session = session_in(tmp_path)
    assert texts(notices) == [
        f"The recording has stopped: {film} has been moved or deleted. Record again, and leave the file where it is "
        f"until the end. Whole: {session.row_count} rows in {session.path.name}."
    ]
    table = session.description.file("csv")
    assert (session.status, table.complete, table.written) == ("interrupted", True, session.row_count)
    assert_only_the_recording_ended(window, until)


def test_a_description_that_cannot_be_completed_is_not_called_saved(recording, until, tmp_path, notices, monkeypatch):
    window = recording()

    def broken(*_):
        raise BROKEN

    monkeypatch.setattr(record, "replace_file", broken)
    finish(window, until)
    session = session_in(tmp_path)
    assert texts(notices) == [
        f"{session.path} is whole, with {session.row_count} rows, and its description session.json could not be "
        "completed (Input/output error)."
    ]
    assert session.status == "interrupted"


def test_a_recording_that_fails_at_once_does_not_look_alive(open_window, until, tmp_path, disk, notices):
    window = open_window(make_backend(tmp_path), DEMO)
    record_action = window.actions_by_name["record"]
    until(lambda: plays(window, "demo") and record_action.isEnabled())
    disk.room = 0
    record_action.trigger()
    assert window.recording.starting
    until(lambda: ended(window) and not window.sign.isVisible())
    (failed,) = texts(notices, of=("error",))
    assert failed.startswith("The disk is full: nothing was recorded.")
    assert texts(notices, of=("done",)) == []
    until(lambda: session_folders(tmp_path) == [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take away a folder of open files")
def test_a_folder_that_is_taken_away_with_table_and_film_is_told_once(recording, until, tmp_path, notices):
    window = recording(film=True)
    folder = window.recording.take.folder
    folder.rename(tmp_path / "elsewhere")
    until(lambda: ended(window))
    assert texts(notices) == [
        f"The recording has stopped: {folder} has been moved or deleted. Record again, and leave the folder where it "
        "is until the end."
    ]
    assert_only_the_recording_ended(window, until)
