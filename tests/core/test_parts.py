"""A recording whose files are too large goes on in further ones, and is read as one."""

import errno
import hashlib
import json
import threading
from contextlib import suppress

import av
import pandas as pd
import pytest
from live_fakes import PATIENCE_S, wait_until
from session_fakes import begun, happy

from fer_core.errors import SinkError
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import open_session
from fer_core.sinks.csv import CsvSink
from fer_core.sinks.csv_table import RowFile
from fer_core.sinks.keeping import Keeper
from fer_core.sinks.table import SinkOptions


def recorded(parent, frames=40, kinds=("csv",), *, part_bytes=3000, finish=True):
    """Return the folder of a recording with parts."""
    folder = new_session_folder(parent, "talk")
    session = begun(folder.name)
    record, sinks = begin_session(folder, session, kinds, SinkOptions(part_bytes=part_bytes))
    for sink in sinks:
        sink.open(session)
        for index in range(frames):
            sink.write(happy(index, size=(64, 48), value=index % 200))
        outcome = sink.close()
        if finish:
            record.ended(outcome)
    return folder


def described(folder):
    return json.loads((folder / "session.json").read_text("utf-8"))


def test_each_part_of_a_table_opens_by_itself_and_all_together_are_the_session(tmp_path):
    folder = recorded(tmp_path)
    tables = sorted(folder.glob("*.csv"), key=lambda path: (len(path.name), path.name))
    assert [path.name for path in tables[:3]] == ["talk.csv", "talk-2.csv", "talk-3.csv"]
    frames = [pd.read_csv(path) for path in tables]
    assert pd.concat(frames)["frame"].tolist() == list(range(40))
    assert all(3000 <= path.stat().st_size < 3400 for path in tables[:-1])
    session = open_session(folder)
    assert (session.status, session.problems, session.row_count) == ("whole", (), 40)
    assert session.path == folder / "talk.csv"
    assert session.rows["frame"].tolist() == list(range(40))
    files = session.description.parts("csv")
    assert [file.name for file in files] == [path.name for path in tables]
    assert [file.written for file in files] == [len(frame) for frame in frames]
    for file, path in zip(files, tables, strict=True):
        assert file.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_session_in_parts_may_not_be_opened_by_who_knows_none(tmp_path):
    assert described(recorded(tmp_path))["oldest_reader"] == 3
    assert described(recorded(tmp_path, part_bytes=None))["oldest_reader"] == 2


def test_a_film_goes_on_at_its_true_times(tmp_path):
    folder = recorded(tmp_path, 60, ("csv", "film"), part_bytes=6000)
    films = open_session(folder).description.parts("film")
    assert len(films) > 1
    times = []
    for film in films:
        with av.open(str(folder / film.name)) as container:
            part = [frame.time for frame in container.decode(video=0)]
        assert len(part) == film.written
        times += part
    assert times == pytest.approx([index / 10 for index in range(60)], abs=1e-3)


def test_a_part_that_is_missing_or_changed_is_told(tmp_path):
    folder = recorded(tmp_path)
    changed = (folder / "talk-2.csv").read_text().replace(",happy,", ",sad,", 1)
    (folder / "talk-2.csv").write_text(changed)
    session = open_session(folder)
    assert session.status == "unknown"
    assert "talk-2.csv is not the file that its description was written for" in session.problems[0]
    (folder / "talk-2.csv").unlink()
    session = open_session(folder)
    assert session.status == "unknown"
    assert "talk-2.csv cannot be read" in session.problems[0]
    assert session.problems[0].endswith("Its rows are missing.")


def test_a_part_of_something_else_is_left_out_and_told(tmp_path):
    folder = recorded(tmp_path)
    rows = open_session(folder).row_count
    (folder / "talk-2.csv").write_text("a,b\n1,2\n")
    session = open_session(folder)
    assert session.status == "unknown"
    assert 0 < session.row_count < rows
    assert "talk-2.csv is no table of fer-live's" in session.problems[0]
    assert session.problems[0].endswith("Its rows are missing.")


@pytest.mark.parametrize("left", [0, 20])
def test_a_recording_that_was_cut_off_has_the_rows_of_all_parts(tmp_path, left):
    folder = recorded(tmp_path, finish=False)
    last = max(folder.glob("*.csv"), key=lambda path: (len(path.name), path.name))
    rows = last.read_bytes().count(b"\n") - 1
    # In the midst of its header: nothing of it is a row.
    last.write_bytes(last.read_bytes()[:left])
    session = open_session(folder)
    assert (session.status, session.row_count, session.problems) == ("interrupted", 40 - rows, ())


def test_where_no_further_file_can_be_made_the_one_that_is_there_goes_on(tmp_path):
    (tmp_path / "talk-2.csv").write_text("precious")
    session = begun()
    sink = CsvSink(tmp_path / "talk.csv", part_bytes=1000)
    sink.open(session)
    for index in range(20):
        sink.write(happy(index))
    outcome = sink.close()
    assert (outcome.complete, outcome.written, outcome.parts) == (True, 20, ())
    assert session.notes == ["talk-2.csv could not be made (File exists): talk.csv goes on instead."]
    assert (tmp_path / "talk-2.csv").read_text() == "precious"


def test_a_disk_that_is_full_in_a_later_part_keeps_them_all(tmp_path, monkeypatch):
    sink = CsvSink(tmp_path / "talk.csv", part_bytes=3000)
    sink.open(begun())
    append, rows = RowFile.append, []

    def full(file, lines):
        rows.append(lines)
        if len(rows) > 25:
            raise OSError(errno.ENOSPC, "No space left on device")
        append(file, lines)

    monkeypatch.setattr(RowFile, "append", full)
    with suppress(SinkError):
        for index in range(40):
            sink.write(happy(index))
    outcome = sink.close()
    assert not outcome.complete
    assert outcome.message.startswith("The disk is full, and the recording has stopped. The ")
    assert outcome.message.endswith("talk.csv and its parts. Make room, then record again.")
    assert len(outcome.parts) > 1
    assert sum(part.written for part in outcome.parts) == outcome.written > 20
    assert sum(path.read_bytes().count(b"\n") - 1 for path in tmp_path.glob("*.csv")) == outcome.written


# The disk takes its time


class SlowFile:
    """A file whose syncs a test lets go."""

    def __init__(self, error=None):
        self.gate, self.begun, self.synced, self.closed = threading.Semaphore(0), threading.Semaphore(0), 0, False
        self.error = error

    def sync(self):
        self.begun.release()
        assert self.gate.acquire(timeout=PATIENCE_S)
        if self.error is not None:
            raise self.error
        self.synced += 1

    def close(self):
        assert not self.closed
        self.closed = True


def test_rows_are_written_while_the_disk_keeps_those_before(tmp_path, monkeypatch):
    path, moves = tmp_path / "talk.csv", threading.Event()
    sync = RowFile.sync
    sink = CsvSink(path)
    sink.open(begun())
    monkeypatch.setattr(RowFile, "sync", lambda file: (moves.wait(PATIENCE_S), sync(file)))
    sink.flush()
    for index in range(3):
        sink.write(happy(index))
        sink.flush()
        assert path.read_bytes().count(b"\n") == index + 2
    moves.set()
    assert sink.close().complete


def test_what_is_asked_for_meanwhile_is_done_once_afterwards():
    file = SlowFile()
    keeper = Keeper(file)
    keeper.ask(0.0)
    assert file.begun.acquire(timeout=PATIENCE_S)
    for _ in range(3):
        keeper.ask(0.0)
    file.gate.release(10)
    keeper.finish()
    assert file.synced == 2


def test_what_fails_is_told_at_the_next_call_and_at_the_end():
    file = SlowFile(OSError(errno.EIO, "Input/output error"))
    keeper = Keeper(file)
    keeper.ask(0.0)
    file.gate.release()
    wait_until(lambda: not keeper._thread.is_alive())
    for call in (lambda: keeper.ask(0.0), keeper.finish):
        with pytest.raises(OSError, match="Input/output error"):
            call()


def test_who_retires_is_synced_after_its_last_row_and_closed():
    file = SlowFile()
    keeper = Keeper(file)
    keeper.ask(0.0)
    keeper.retire()
    assert not file.closed
    file.gate.release(2)
    keeper.finish()
    assert (file.synced, file.closed) == (2, True)
