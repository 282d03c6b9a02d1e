"""The table as a sink: what it writes, and what it says when it cannot."""

import errno
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from live_fakes import happy_face
from session_fakes import begun, happy, table

from fer_core.errors import SinkError
from fer_core.sinks.base import Policy
from fer_core.sinks.csv import CsvSink
from fer_core.sinks.csv_table import RowFile


def opened(path, session=None):
    sink = CsvSink(path)
    sink.open(session or begun())
    return sink


@pytest.fixture
def path(tmp_path):
    return tmp_path / "talk.csv"


def test_a_table_on_disk(path):
    sink = opened(path)
    for index in range(3):
        sink.write(happy(index, 5.0 + index / 10, faces=index))
    outcome = sink.close()
    data = pd.read_csv(path)
    # Time begins with the first result, though it shows no face.
    assert data["t_s"].tolist() == [0.1, 0.2, 0.2]
    assert data["face_id"].tolist() == [1, 1, 2]
    assert data["label"].tolist() == ["happy"] * 3
    assert data["ready"].dtype == bool
    assert data["source_t_s"].isna().all()
    assert (outcome.sink, outcome.complete, outcome.path) == ("csv", True, path)
    assert (outcome.written, outcome.unit, outcome.message, outcome.error) == (3, "rows", "", None)


def test_it_gets_every_result_and_says_how_far_it_is(path):
    sink = opened(path)
    assert (sink.name, sink.policy) == ("csv", Policy.EVERY)
    sink.write(happy(0, faces=2))
    assert sink.written == 2
    sink.close()


def test_rows_are_in_the_file_before_it_is_closed(path):
    sink = opened(path)
    assert path.read_text().count("\n") == 1
    sink.write(happy(0))
    assert path.read_text().count("\n") == 2
    sink.close()
    assert sink.close().complete


def test_a_face_that_is_lost_for_a_moment_has_no_row(path):
    sink = opened(path)
    sink.write(replace(happy(0), faces=(happy_face(1, seen=False), happy_face(2))))
    sink.write(replace(happy(1), faces=(happy_face(1, seen=False),)))
    assert sink.close().written == 1
    assert [row["face_id"] for row in table(path)] == ["2"]


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("two\rlines", "two lines"),
        ("two\u2028lines", "two lines"),
        ("\r=1+1", " =1+1"),
        ("Gespräch, 表情", "Gespräch, 表情"),
    ],
)
def test_a_session_s_name_stays_a_cell_on_one_line(path, name, cell):
    sink = opened(path, begun(name))
    sink.write(happy(0))
    sink.write(happy(1))
    sink.close()
    assert len(path.read_text("utf-8").splitlines()) == 3
    assert [row["session"] for row in table(path)] == [cell] * 2


def test_a_label_is_never_a_formula(path):
    labels = ("a", "b", "c", "=1+1")
    sink = opened(path, begun(labels=labels))
    sink.write(happy(0, labels=labels))
    sink.close()
    assert table(path)[0]["label"] == "'=1+1"


# What goes wrong


@pytest.mark.parametrize("occupied", [lambda path: path.touch(), lambda path: path.mkdir()])
def test_a_file_that_cannot_be_made(path, occupied):
    occupied(path)
    sink = CsvSink(path)
    with pytest.raises(SinkError, match=r"talk\.csv cannot be written \(.*\)\. Choose another folder\."):
        sink.open(begun())
    outcome = sink.close()
    assert not outcome.complete
    assert outcome.path is None
    assert "cannot be written" in outcome.message
    assert isinstance(outcome.error, SinkError)
    assert path.exists()


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(SinkError, match="cannot be written"):
        CsvSink(tmp_path / "nowhere" / "talk.csv").open(begun())


def test_a_file_that_finds_no_room_for_its_header_is_taken_away(path, monkeypatch):
    monkeypatch.setattr(RowFile, "append", lambda *_: raise_(OSError(errno.ENOSPC, "No space left on device")))
    sink = CsvSink(path)
    with pytest.raises(SinkError, match=r"cannot be written \(No space left on device\)"):
        sink.open(begun())
    assert not path.exists()


def raise_(error):
    raise error


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "The disk is full, and the recording has stopped. The 1 row until now is in {path}. Make room, then "
            "record again.",
        ),
        (
            OSError(errno.EIO, "Input/output error"),
            "The recording has stopped: {path} cannot be written (Input/output error). The 1 row until now is in "
            "{path}. Choose another folder, then record again.",
        ),
    ],
)
@pytest.mark.parametrize("step", ["append", "sync"])
def test_what_cannot_be_written_is_said_with_what_is_in_the_file(path, monkeypatch, error, says, step):
    sink = opened(path)
    sink.write(happy(0))
    monkeypatch.setattr(RowFile, step, lambda *_: raise_(error))
    with pytest.raises(SinkError) as caught:
        sink.write(happy(1)) if step == "append" else sink.flush()
    assert str(caught.value) == says.format(path=path)
    outcome = sink.close()
    assert (outcome.complete, outcome.written, outcome.message) == (False, 1, str(caught.value))
    assert outcome.error is caught.value
    assert len(table(path)) == 1


def test_what_fails_at_the_very_end_is_an_outcome_and_no_error(path, monkeypatch):
    sink = opened(path)
    sink.write(happy(0))
    monkeypatch.setattr(RowFile, "sync", lambda _: raise_(OSError(errno.EIO, "Input/output error")))
    outcome = sink.close()
    assert not outcome.complete
    assert "(Input/output error)" in outcome.message
    assert sink.close().complete is False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody delete a file that is open")
def test_a_folder_that_vanishes_is_noticed(path, tmp_path):
    sink = opened(path)
    sink.write(happy(0))
    shutil.rmtree(tmp_path)
    with pytest.raises(SinkError) as caught:
        sink.flush()
    assert str(caught.value) == (
        f"The recording has stopped: {path} has been moved or deleted. Record again, and leave the file where it is "
        "until the end."
    )
    assert not sink.close().complete
    tmp_path.mkdir()


def test_closing_what_was_never_opened_does_no_harm(path):
    outcome = CsvSink(path).close()
    assert (outcome.complete, outcome.path, outcome.written) == (False, None, 0)


def test_a_full_disk_keeps_whole_rows(tmp_path):
    pytest.importorskip("resource", reason="needs a limit on the size of files")
    code = f"""
import resource
from pathlib import Path
from session_fakes import begun, happy
from fer_core.errors import SinkError
from fer_core.sinks.csv import CsvSink
sink = CsvSink(Path({str(tmp_path)!r}, "talk.csv"))
sink.open(begun())
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))
try:
    for index in range(100):
        sink.write(happy(index))
except SinkError as error:
    print(error)
print(sink.close().written)
"""
    command = [sys.executable, "-c", code]
    folder = Path(__file__).parent
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(folder.parents[1]), str(folder)]))
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == 0, done.stderr
    message, count = done.stdout.splitlines()
    assert message.startswith("The disk is full, and the recording has stopped. The ")
    text = (tmp_path / "talk.csv").read_text()
    assert 2600 < len(text) <= 3000
    assert text.endswith("\n")
    assert len(pd.read_csv(tmp_path / "talk.csv")) == int(count) > 10


def test_what_is_noticed_at_the_end_tells_its_cause_as_well(path):
    sink = opened(path)
    sink.write(happy(0, 5.0))
    path.unlink()
    outcome = sink.close()
    assert "has been moved or deleted" in outcome.message
    assert isinstance(outcome.error.__cause__, FileNotFoundError)
