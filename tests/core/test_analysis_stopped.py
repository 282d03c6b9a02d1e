"""An analysis that does not come to its end: what is kept, and what is left as it was."""

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from analysing import FRAMES, HEADER, always_a_face, names_in
from fake_faces import face, pipeline_of
from session_fakes import table

from fer_core.analysis import Wanted, analyse
from fer_core.detection import ScriptedDetector
from fer_core.errors import DetectorError, SinkError, SourceError
from fer_core.session import record as record_module
from fer_core.session import results
from fer_core.session.reader import open_session
from fer_core.session.results import check_folder
from fer_core.sinks.csv_table import RowFile


class Failing(ScriptedDetector):
    """Fails after five frames."""

    def detect(self, image, t):
        if t > 0.45:
            raise DetectorError("The detector is broken.")
        return super().detect(image, t)


def breaking(model=None, *, still=False):
    return pipeline_of(Failing([[face(200, 100)]] * FRAMES), still=still)


def interrupt(done, _total):
    if done == 5:
        raise KeyboardInterrupt


@pytest.fixture
def former(clip, tmp_path):
    """An earlier result, as (name, bytes) of its files."""
    analyse(clip, tmp_path, make=always_a_face, wanted=Wanted(film="clean"))
    return {path.name: path.read_bytes() for path in tmp_path.iterdir()}


def described(path):
    return json.loads(path.read_text("utf-8"))


def test_while_it_lasts_its_files_have_partial_names(clip, tmp_path):
    seen = []

    def look(done, _total):
        if done == 3:
            seen.append(names_in(tmp_path))
            seen.append(len(table(tmp_path / "short.partial.csv")))
            seen.append(described(tmp_path / "short.partial.session.json"))

    analyse(clip, tmp_path, make=always_a_face, wanted=Wanted(film="clean"), on_progress=look)
    names, rows, description = seen
    assert names == ["short.partial.clean.mp4", "short.partial.csv", "short.partial.session.json"]
    assert rows == 3
    assert (description["session"], description["complete"], description["end_utc"]) == ("short", False, None)
    assert [(file["name"], file["written"]) for file in description["files"]] == [
        ("short.partial.csv", None),
        ("short.partial.clean.mp4", None),
    ]
    assert names_in(tmp_path) == ["short.clean.mp4", "short.csv", "short.session.json"]


@pytest.mark.parametrize(
    "stopped",
    [
        ({"make": breaking}, DetectorError, "The detector is broken."),
        ({"make": always_a_face, "on_progress": interrupt}, KeyboardInterrupt, "The run was stopped."),
    ],
    ids=["failure", "interrupt"],
)
def test_a_run_that_is_stopped_keeps_its_rows_and_leaves_the_former_result(clip, tmp_path, former, stopped):
    options, error, message = stopped
    with pytest.raises(error):
        analyse(clip, tmp_path, wanted=Wanted(film="clean"), **options)
    # Byte for byte.
    assert {name: (tmp_path / name).read_bytes() for name in former} == former
    partial = tmp_path / "short.partial.csv"
    assert len(table(partial)) == 5
    description = described(tmp_path / "short.partial.session.json")
    assert description["complete"] is False
    files = {file["name"]: file for file in description["files"]}
    assert set(files) == {"short.partial.csv", "short.partial.clean.mp4"}
    for file in files.values():
        assert (file["complete"], file["written"], file["sha256"], file["message"]) == (False, 5, None, message)
    session = open_session(partial)
    assert (session.status, session.row_count) == ("interrupted", 5)
    assert open_session(tmp_path / "short.csv").status == "whole"


def test_the_next_run_puts_it_right(clip, tmp_path, former):
    with pytest.raises(DetectorError):
        analyse(clip, tmp_path, make=breaking, wanted=Wanted(film="clean"))
    notes = []
    path = analyse(clip, tmp_path, make=always_a_face, wanted=Wanted(film="clean"), on_note=notes.append)
    assert names_in(tmp_path) == sorted(former)
    assert open_session(path).status == "whole"
    assert not [note for note in notes if "are called" in note]


@pytest.mark.skipif(sys.platform == "win32", reason="ends a program by a signal")
def test_a_program_that_is_killed_leaves_whole_rows_which_can_be_opened(clip, tmp_path):
    code = """
import sys
from pathlib import Path
from analysing import always_a_face
from fer_core.analysis import analyse
def wait(done, _total):
    if done == 4:
        print("four", flush=True)
        sys.stdin.readline()
analyse(sys.argv[1], Path(sys.argv[2]), make=always_a_face, on_progress=wait)
"""
    folder = Path(__file__).parent
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(folder.parents[1]), str(folder)]))
    command = [sys.executable, "-c", code, str(clip), str(tmp_path)]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "four\n"
        other.send_signal(signal.SIGKILL)
        other.wait()
    session = open_session(tmp_path / "short.partial.csv")
    assert (session.status, session.row_count, session.problems) == ("interrupted", 4, ())
    assert analyse(clip, tmp_path, make=always_a_face).name == "short.csv"
    assert names_in(tmp_path) == ["short.csv", "short.session.json"]


def test_a_file_that_cannot_be_read_leaves_an_earlier_result_alone(tmp_path):
    bad = tmp_path / "short.mp4"
    bad.write_text("Not a video.", "utf-8")
    earlier = tmp_path / "short.csv"
    earlier.write_text("precious", "utf-8")
    with pytest.raises(SourceError, match="is a text"):
        analyse(bad, tmp_path, make=always_a_face)
    assert earlier.read_text("utf-8") == "precious"
    assert names_in(tmp_path) == ["short.csv", "short.mp4"]


# Folders and disks


def test_an_output_folder_that_is_a_file(clip, tmp_path):
    taken = tmp_path / "taken"
    taken.touch()
    for out in (taken, taken / "below"):
        with pytest.raises(SinkError, match=r"cannot be written \(.*\)\. Choose another folder\."):
            check_folder(out)
        with pytest.raises(SinkError, match="cannot be written"):
            analyse(clip, out, make=always_a_face)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_output_folder_without_permission(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(SinkError, match="no permission"):
        check_folder(closed)


@pytest.mark.parametrize("film", [None, "clean"])
def test_a_full_disk_says_how_many_rows_there_are(clip, tmp_path, monkeypatch, former, film):
    append, calls = RowFile.append, []

    def full(file, lines):
        calls.append(len(calls))
        if len(calls) > 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        append(file, lines)

    monkeypatch.setattr(RowFile, "append", full)
    with pytest.raises(SinkError) as caught:
        analyse(clip, tmp_path, make=always_a_face, wanted=Wanted(film=film))
    partial = tmp_path / "short.partial.csv"
    assert str(caught.value) == (
        f"{partial} cannot be written further (No space left on device); the 3 rows until now are in it. Make room on "
        "the disk or choose another folder, then analyse the file again."
    )
    assert len(table(partial)) == 3
    assert {name: (tmp_path / name).read_bytes() for name in former} == former
    assert described(tmp_path / "short.partial.session.json")["complete"] is False


def test_what_fails_while_the_files_are_closed_is_no_success(clip, tmp_path, monkeypatch, former):
    sync, calls = RowFile.sync, []

    def fail(file):
        calls.append(len(calls))
        if len(calls) > 1:
            raise OSError(errno.EIO, "Input/output error")
        sync(file)

    monkeypatch.setattr(RowFile, "sync", fail)
    with pytest.raises(SinkError, match=r"short\.partial\.csv cannot be written \(Input/output error\)"):
        analyse(clip, tmp_path, make=always_a_face)
    assert {name: (tmp_path / name).read_bytes() for name in former} == former
    (file,) = described(tmp_path / "short.partial.session.json")["files"]
    assert (file["complete"], file["written"]) == (False, FRAMES)
    assert "Input/output error" in file["message"]


def test_a_description_that_cannot_be_written_leaves_no_table_behind_under_a_final_name(clip, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record_module, "replace_file", full)
    with pytest.raises(SinkError, match=r"cannot be written \(No space left on device\)"):
        analyse(clip, tmp_path, make=always_a_face)
    assert "short.csv" not in names_in(tmp_path)


def test_a_description_that_cannot_be_completed_is_told(clip, tmp_path, monkeypatch):
    replace_file = record_module.replace_file

    def full(path, data):
        if path.name == "short.session.json":
            raise OSError(errno.ENOSPC, "No space left on device")
        replace_file(path, data)

    monkeypatch.setattr(record_module, "replace_file", full)
    with pytest.raises(SinkError, match=r"is whole, with 12 rows, and its description short\.session\.json could not"):
        analyse(clip, tmp_path, make=always_a_face)
    assert len(table(tmp_path / "short.csv")) == FRAMES


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_fills_up_leaves_whole_rows(clip, tmp_path):
    # More than the description takes, and less than the rows of twelve frames and five faces do.
    limit = 9000
    code = f"""
import resource, signal, sys
from pathlib import Path
from analysing import scripted
from fake_faces import face
from fer_core.analysis import analyse
from fer_core.errors import SinkError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))
five = [face(10 + 120 * number, 10) for number in range(5)]
try:
    analyse(sys.argv[1], Path(sys.argv[2]), make=scripted([five] * 12))
except SinkError as error:
    print(error)
"""
    folder = Path(__file__).parent
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(folder.parents[1]), str(folder)]))
    command = [sys.executable, "-B", "-c", code, str(clip), str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "rows until now are in it. Make room" in done.stdout, done.stderr
    partial = tmp_path / "short.partial.csv"
    content = partial.read_text("utf-8")
    assert 0 < len(content) < limit
    assert content.endswith("\n")
    assert {line.count(",") for line in content.splitlines()} == {len(HEADER) - 1}
    assert open_session(partial).status == "interrupted"
    assert 2 <= len(table(partial)) < 5 * FRAMES


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody take away a folder of open files")
@pytest.mark.parametrize("film", [None, "clean"])
def test_a_folder_that_goes_away_ends_the_analysis_at_the_next_look(clip, tmp_path, monkeypatch, film):
    monkeypatch.setattr(results, "_FLUSH_S", 0.0)
    out, done_then = tmp_path / "out", []

    def take_away(done, _total):
        done_then.append(done)
        if done == 5:
            out.rename(tmp_path / "elsewhere")

    with pytest.raises(SinkError) as caught:
        analyse(clip, out, make=always_a_face, wanted=Wanted(film=film), on_progress=take_away)
    assert str(caught.value) == (
        f"The analysis has stopped: {out / 'short.partial.csv'} has been moved or deleted. Analyse the file again, and "
        "leave the folder of its results where it is until the end."
    )
    assert done_then[-1] == 5
    assert not out.exists()


def test_the_disk_is_not_asked_after_each_frame(clip, tmp_path, monkeypatch):
    synced, sync = [], RowFile.sync

    def noted(file):
        synced.append(file)
        sync(file)

    monkeypatch.setattr(RowFile, "sync", noted)
    monkeypatch.setattr(results, "_FLUSH_S", 1000.0)
    analyse(clip, tmp_path, make=always_a_face)
    # With the header, and at the end.
    assert len(synced) == 2
