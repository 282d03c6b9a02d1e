import errno
import os
import re
import signal
import subprocess
import sys
import threading
import time
import types
from dataclasses import replace

import pytest
from command_line import assert_one_sentence, run
from fakes import Faces, FakeCamera, Pictures

from app.commands.common import Bar
from fer_core import KINDS, CsvSink, Engine, FilmSink, build, open_session, sources
from fer_core.errors import SourceError
from fer_core.session import record as session_record
from fer_core.sinks.csv_table import RowFile

PATIENCE_S = 30.0


@pytest.fixture
def camera(monkeypatch):
    """Two cameras that see one face. The list can be changed, and what they deliver; ``asked`` is what was opened."""
    plugged = types.SimpleNamespace(
        cameras=(FakeCamera(), FakeCamera("Microscope", 2, "")), frames=None, refuse=None, asked=[]
    )

    def opened(request):
        plugged.asked.append((request.value, request.name))
        return Pictures("camera", request.name, frames=plugged.frames, refuse=plugged.refuse)

    monkeypatch.setattr(sources, "list_cameras", lambda: plugged.cameras)
    monkeypatch.setitem(KINDS, "camera", replace(KINDS["camera"], open=opened))
    monkeypatch.setitem(build.DETECTORS, "live", lambda still: Faces(1))
    return plugged


def wait_for(condition):
    end = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def rows_on_disk(folder):
    return sum(path.read_bytes().count(b"\n") - 1 for path in folder.glob("*/*.csv"))


@pytest.fixture
def ctrl_c():
    """Interrupt the command as soon as something is so."""
    threads = []

    def interrupt_when(condition):
        def watch():
            wait_for(condition)
            os.kill(os.getpid(), signal.SIGINT)

        threads.append(threading.Thread(target=watch))
        threads[-1].start()

    yield interrupt_when
    for thread in threads:
        thread.join(PATIENCE_S)


def test_a_second_of_the_demo(capsys, monkeypatch, tiny_model, tmp_path):
    monkeypatch.setitem(build.DETECTORS, "live", lambda still: Faces(1))
    code, out, err = run(capsys, "record", "--demo", "--seconds", 1, "--out", tmp_path, "--model", tiny_model)
    (folder,) = tmp_path.iterdir()
    session = open_session(folder)
    assert (code, err) == (0, "")
    assert re.fullmatch(r"demo-\d{8}-\d{6}", folder.name)
    assert out == f"{folder / folder.name}.csv: {session.row_count} rows\n"
    assert (session.status, session.description.source.kind) == ("whole", "demo")
    assert session.row_count > 0
    assert sorted(path.name for path in folder.iterdir()) == [f"{folder.name}.csv", "session.json"]


def test_a_film_is_recorded_to_its_end_at_its_own_pace(capsys, film, two_outputs, tmp_path):
    options = ("--name", "mine", "--out", tmp_path, "--model", two_outputs)
    extras = ("--raw", "--estimators", "fer2013", "--output", "ferplus", "--video", "clean")
    code, out, err = run(capsys, "record", film, *options, *extras)
    session = open_session(tmp_path / "mine")
    written = session.description.file("film")
    missed = f", {written.dropped} left out" if written.dropped else ""
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        f"{tmp_path / 'mine' / 'mine.csv'}: {session.row_count} rows",
        f"{tmp_path / 'mine' / 'mine.mp4'}: {written.written} frames{missed}",
    ]
    assert (session.status, session.rows["frame"][-1], session.description.source.kind) == ("whole", 11, "film")
    assert {"raw_happy", "tiny.fer2013.happy"} <= set(session.rows)
    assert written.facts["overlay"] is False


def test_where_the_name_is_taken_a_number_is_added(capsys, film, tiny_model, tmp_path):
    command = ("record", film, "--name", "mine", "--out", tmp_path, "--model", tiny_model)
    assert [run(capsys, *command)[0] for _ in range(2)] == [0, 0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "mine-2"]
    assert open_session(tmp_path / "mine-2").path.name == "mine-2.csv"
    assert [open_session(tmp_path / name).status for name in ("mine", "mine-2")] == ["whole", "whole"]


@pytest.mark.parametrize(
    ("named", "asked"),
    [
        ([], ("/dev/video0", "Webcam")),
        (["0"], ("/dev/video0", "Webcam")),
        (["Webcam"], ("/dev/video0", "Webcam")),
        (["/dev/video0"], ("/dev/video0", "Webcam")),
        (["2"], (2, "Microscope")),
        (["Microscope"], (2, "Microscope")),
    ],
)
def test_a_camera_is_named_by_its_number_its_name_or_its_path(capsys, camera, tiny_model, tmp_path, *, named, asked):
    camera.frames = 5
    assert run(capsys, "record", *named, "--out", tmp_path, "--model", tiny_model)[0] == 0
    assert camera.asked == [asked]
    (folder,) = tmp_path.iterdir()
    assert folder.name.startswith("camera-")
    assert open_session(folder).description.source.name == asked[1]


def test_ctrl_c_finishes_and_says_what_there_is(capsys, camera, tiny_model, tmp_path, *, ctrl_c):
    ctrl_c(lambda: rows_on_disk(tmp_path) >= 5)
    before = signal.getsignal(signal.SIGINT)
    code, out, err = run(capsys, "record", "--name", "mine", "--out", tmp_path, "--model", tiny_model)
    session = open_session(tmp_path / "mine")
    assert (code, err) == (0, "")
    assert out == f"{tmp_path / 'mine' / 'mine.csv'}: {session.row_count} rows\n"
    assert session.status == "whole"
    assert session.row_count >= 5
    assert signal.getsignal(signal.SIGINT) == before


def test_ctrl_c_before_the_first_picture_leaves_nothing(capsys, camera, monkeypatch, tiny_model, tmp_path, *, ctrl_c):
    opened, gate = threading.Event(), threading.Event()

    class Stuck(Pictures):
        def open(self):
            opened.set()
            gate.wait()
            return super().open()

        def interrupt(self):
            super().interrupt()
            gate.set()

    stuck = replace(KINDS["camera"], open=lambda request: Stuck("camera", request.name))
    monkeypatch.setitem(KINDS, "camera", stuck)
    ctrl_c(opened.is_set)
    assert run(capsys, "record", "--out", tmp_path, "--model", tiny_model) == (130, "", "fer-live: stopped.\n")
    assert list(tmp_path.iterdir()) == []


def test_whoever_does_not_wait_for_a_slow_disk_is_told_what_waits(
    capsys, camera, monkeypatch, tiny_model, tmp_path, *, ctrl_c
):
    sync, stop, note, moves = RowFile.sync, Engine.stop, Bar.note, threading.Event()

    def stuck(file):
        if rows_on_disk(tmp_path):
            moves.wait()
        sync(file)

    def noted(bar, text, **options):
        note(bar, text, **options)
        # Somebody has read it.
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr(RowFile, "sync", stuck)
    monkeypatch.setattr(Engine, "stop", lambda engine: stop(engine, 0.05))
    monkeypatch.setattr(Bar, "note", noted)
    ctrl_c(lambda: rows_on_disk(tmp_path) >= 5)
    code, out, err = run(capsys, "record", "--name", "mine", "--out", tmp_path, "--model", tiny_model)
    assert (code, out) == (130, "")
    waits, stopped = err.splitlines()
    assert waits == "fer-live: note: still writing: the disk has not kept all of it yet. Ctrl-C does not wait for it."
    assert stopped == "fer-live: stopped."
    assert open_session(tmp_path / "mine").status == "interrupted"
    moves.set()
    wait_for(lambda: not any(thread.name == "fer-sink-csv" for thread in threading.enumerate()))


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["7"], "There is no camera 7. 'fer-live cameras' lists them; or name a film or a stream address."),
        (["{picture}"], "one face.png is a picture. Read it with: fer-live analyze FILE"),
        (
            ["Webcm"],
            "There is no camera 'Webcm', and no film of that name. 'fer-live cameras' lists the cameras; or name a "
            "film or a stream address.",
        ),
        (["{missing}"], "{missing} does not exist. Check the name, or choose another file."),
    ],
)
def test_what_cannot_be_recorded_is_one_sentence(capsys, camera, tiny_model, tmp_path, picture, *, argv, sentence):
    places = {"picture": picture, "missing": tmp_path / "missing.mp4"}
    argv = [text.format(**places) for text in argv]
    code, out, err = run(capsys, "record", *argv, "--out", tmp_path / "out", "--model", tiny_model)
    assert (code, out) == (2, "")
    assert err == f"fer-live: {sentence.format(**places)}\n"
    assert not (tmp_path / "out").exists()


def test_without_a_camera_it_says_what_else_can_be_recorded(capsys, camera, tiny_model, tmp_path):
    camera.cameras = ()
    code, out, err = run(capsys, "record", "--out", tmp_path, "--model", tiny_model)
    assert (code, out) == (2, "")
    assert err == (
        "fer-live: No camera was found. 'fer-live cameras' lists them; or name a film or a stream address.\n"
    )  # fmt: skip


def test_a_camera_that_cannot_be_opened_is_one_sentence(capsys, camera, tiny_model, tmp_path):
    camera.refuse = SourceError("Webcam is busy. Close the other program.")
    command = ("record", "--out", tmp_path, "--model", tiny_model)
    assert run(capsys, *command) == (2, "", "fer-live: Webcam is busy. Close the other program.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf"])
def test_seconds_are_a_number_above_zero(capsys, tmp_path, seconds):
    code, out, err = run(capsys, "record", "--demo", f"--seconds={seconds}", "--out", tmp_path)
    assert (code, out) == (2, "")
    assert f"argument --seconds: '{seconds}' is no number of seconds" in err
    assert list(tmp_path.iterdir()) == []


def test_the_demo_and_a_source_exclude_each_other(capsys, tmp_path):
    code, _, err = run(capsys, "record", "--demo", "clip.mp4", "--out", tmp_path)
    assert code == 2
    assert "not allowed with" in err


@pytest.mark.parametrize("option", ["--estimators", "--output"])
def test_an_output_that_there_is_not_leaves_nothing(capsys, camera, two_outputs, tmp_path, *, option):
    code, out, err = run(capsys, "record", "--out", tmp_path, "--model", two_outputs, option, "nonsense")
    assert (code, out) == (2, "")
    assert err == (
        "fer-live: 'nonsense' is no output of the model. Choose one of: tiny.ferplus, tiny.fer2013.\n"
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_sentence(capsys, camera, tiny_model, tmp_path):
    taken = tmp_path / "taken"
    taken.touch()
    code, out, err = run(capsys, "record", "--out", taken, "--model", tiny_model)
    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert f"{taken} cannot be written" in err


@pytest.fixture
def full_disk(monkeypatch):
    """A disk on which a table finds room for its header and four rows."""
    append, rows = RowFile.append, []

    def appended(file, lines):
        rows.append(lines)
        if len(rows) > 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        append(file, lines)

    monkeypatch.setattr(RowFile, "append", appended)


@pytest.mark.parametrize("options", [[], ["--video"]])
@pytest.mark.usefixtures("full_disk")
def test_a_full_disk_ends_it_and_says_what_is_kept(capsys, camera, tiny_model, tmp_path, *, options):
    command = ("record", "--name", "mine", "--out", tmp_path, "--model", tiny_model, *options)
    code, out, err = run(capsys, *command)
    table = tmp_path / "mine" / "mine.csv"
    assert code == 2
    assert (
        "fer-live: The disk is full, and the recording has stopped. The 4 rows until now are in "
        f"{table}. Make room, then record again.\n" in err
    )
    # What is whole is named, with a film.
    assert [line.split(":")[0] for line in out.splitlines()] == [f"{table.with_suffix('.mp4')}"] * len(options)
    session = open_session(tmp_path / "mine")
    assert (session.status, session.row_count) == ("interrupted", 4)


@pytest.mark.parametrize("options", [[], ["--video"]])
def test_a_disk_that_is_full_from_the_start_is_told_and_leaves_nothing(
    capsys, camera, monkeypatch, tiny_model, tmp_path, *, options
):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RowFile, "append", full)
    monkeypatch.setattr(FilmSink, "open", full)
    command = ("record", "--name", "mine", "--out", tmp_path, "--model", tiny_model, *options)
    expected = f"The disk is full: nothing was recorded. Make room where {tmp_path} is, or choose another folder."
    assert run(capsys, *command) == (2, "", f"fer-live: {expected}\n")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_before_the_first_file_is_told(capsys, camera, monkeypatch, tiny_model, tmp_path):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(session_record, "replace_file", full)
    code, out, err = run(capsys, "record", "--name", "mine", "--out", tmp_path, "--model", tiny_model)
    assert (code, out) == (2, "")
    assert err.startswith("fer-live: The disk is full: nothing was recorded.")
    assert list(tmp_path.iterdir()) == []


def test_one_row_is_one_row(capsys, camera, monkeypatch, tiny_model, tmp_path):
    monkeypatch.setattr(RowFile, "sync", lambda file: None)
    camera.frames = 40
    write, first = CsvSink.write, []

    def written(sink, result):
        if not first and result.seen:
            first.append(write(sink, result))

    monkeypatch.setattr(CsvSink, "write", written)
    code, out, _ = run(capsys, "record", "--name", "mine", "--out", tmp_path, "--model", tiny_model)
    assert (code, out) == (0, f"{tmp_path / 'mine' / 'mine.csv'}: 1 row\n")


@pytest.mark.parametrize("command", ["record", "analyze"])
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--video", "clip.mp4"],
            "argument --video: 'clip.mp4' is none of overlay, clean and blurred. Put what is to be read before "
            "--video, or write --video=overlay",
        ),
        (
            ["--estimators", "fer2013", "landmarks", "clip.mp4"],
            "argument --estimators: 'clip.mp4' is no output but what is to be read. Put it before --estimators",
        ),
        (
            ["--estimators", "fer2013", "rtsp://me:secret@host/live"],
            "argument --estimators: rtsp://host/live is no output but what is to be read. Put it before --estimators",
        ),
    ],
)
def test_a_file_behind_an_option_that_would_swallow_it(capsys, command, words, sentence):
    code, out, err = run(capsys, command, *words)
    assert (code, out) == (2, "")
    assert err.splitlines()[-1] == f"fer-live {command}: error: {sentence}"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_process_that_is_killed_leaves_whole_rows_and_says_that_it_was_interrupted(tiny_model, tmp_path):
    command = ("record", "--demo", "--name", "mine", "--out", tmp_path, "--model", tiny_model)
    with subprocess.Popen(
        [sys.executable, "-m", "app.cli", *map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            wait_for(lambda: rows_on_disk(tmp_path) >= 10 or process.poll() is not None)
        finally:
            process.kill()
        assert process.wait() == -signal.SIGKILL, process.stderr.read()
    session = open_session(tmp_path / "mine")
    assert session.status == "interrupted"
    assert session.row_count == rows_on_disk(tmp_path) >= 10
    assert session.path.read_bytes().endswith(b"\n")
    assert (session.description.complete, session.description.end_utc) == (False, None)
    assert session.description.file("csv").written is None
