"""Sessions that were cut off: found, and finished without a row being altered."""

import errno
import hashlib
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import pytest
from session_fakes import HEADER_1, ROWS_1, begun, happy

from fer_core._cv2 import cv2
from fer_core.errors import DataError, SinkError
from fer_core.files import is_locked
from fer_core.session import recover
from fer_core.session.clock import utc_text
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import open_session
from fer_core.session.recover import find_interrupted, finish_session
from fer_core.sinks.table import SinkOptions


def cut_off(parent, kinds=("csv",), *, name="talk", frames=4, cut=0, part_bytes=None):
    """Return the folder of a recording whose program has ended at once, and what its first table holds."""
    folder = new_session_folder(parent / "living", name)
    session = begun(folder.name)
    _, sinks = begin_session(folder, session, kinds, SinkOptions(part_bytes=part_bytes))
    for sink in sinks:
        sink.open(session)
        for index in range(frames):
            sink.write(happy(index, faces=1))
    # What is on the disk at this moment, in another place: the writer goes on with its own files.
    dead = shutil.copytree(folder, parent / name)
    for sink in sinks:
        sink.close()
    table = dead / f"{name}.csv"
    if cut:
        table.write_bytes(table.read_bytes()[:-cut])
    return dead


def described(folder):
    return json.loads((folder / "session.json").read_text("utf-8"))


def test_what_is_finished_says_that_it_was_interrupted_and_what_is_there(tmp_path):
    folder = cut_off(tmp_path)
    rows = (folder / "talk.csv").read_bytes()
    last = open_session(folder).rows["time_utc"][-1]
    description = finish_session(folder)
    assert (description.complete, description.interrupted, description.end_utc) == (False, True, last)
    (file,) = description.files
    assert (file.written, file.unit, file.complete) == (4, "rows", True)
    assert file.sha256 == hashlib.sha256(rows).hexdigest()
    assert (folder / "talk.csv").read_bytes() == rows
    session = open_session(folder)
    assert (session.status, session.row_count, session.problems) == ("interrupted", 4, ())
    assert session.description == description
    assert "its end is the time of its last row" in description.notes[-1]


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_half_a_row_is_kept_beside_the_table(tmp_path, cut):
    folder = cut_off(tmp_path, cut=cut)
    before = (folder / "talk.csv").read_bytes()
    description = finish_session(folder)
    after = (folder / "talk.csv").read_bytes()
    half = (folder / "talk-cut-off.txt").read_bytes()
    assert after + half == before
    assert after.endswith(b"\n")
    assert description.file("csv").written == 3
    assert f"its last {len(half)} bytes are in talk-cut-off.txt" in description.notes[-1]
    session = open_session(folder)
    assert (session.status, session.row_count, session.problems) == ("interrupted", 3, ())


def test_zeros_that_a_power_cut_has_left_are_no_rows(tmp_path):
    folder = cut_off(tmp_path)
    whole = (folder / "talk.csv").read_bytes()
    (folder / "talk.csv").write_bytes(whole + b"talk,5" + bytes(4096))
    assert finish_session(folder).file("csv").written == 4
    assert (folder / "talk.csv").read_bytes() == whole


@pytest.mark.parametrize("left", [0, 40])
def test_a_table_that_was_cut_off_in_its_header_opens_without_rows(tmp_path, left):
    folder = cut_off(tmp_path)
    (folder / "talk.csv").write_bytes((folder / "talk.csv").read_bytes()[:left])
    assert finish_session(folder).file("csv").written == 0
    session = open_session(folder)
    assert (session.status, session.row_count) == ("interrupted", 0)


def test_a_film_and_all_parts_are_described(tmp_path):
    folder = cut_off(tmp_path, ("csv", "film"), frames=60, part_bytes=4000)
    before = open_session(folder)
    description = finish_session(folder)
    tables, films = description.parts("csv"), description.parts("film")
    assert len(tables) > 2
    assert [file.name for file in tables[:3]] == ["talk.csv", "talk-2.csv", "talk-3.csv"]
    assert sum(file.written for file in tables) == before.row_count == 60
    for file in (*tables, *films):
        assert file.sha256 == hashlib.sha256((folder / file.name).read_bytes()).hexdigest()
    for film in films:
        with av.open(str(folder / film.name)) as container:
            assert film.written == sum(1 for _ in container.decode(video=0)) > 0
    assert open_session(folder).rows["frame"].tolist() == list(range(60))


def test_half_a_part_of_a_film_is_not_counted(tmp_path):
    folder = cut_off(tmp_path, ("film",), frames=60)
    film = folder / "talk.mp4"
    film.write_bytes(film.read_bytes()[:-200])
    (file,) = finish_session(folder).files
    capture, count = cv2.VideoCapture(str(film)), 0
    while capture.read()[0]:
        count += 1
    assert 0 < count < 60
    assert file.written == count


def test_a_film_without_a_picture_is_taken_away_once_nobody_holds_it(tmp_path, monkeypatch):
    folder = cut_off(tmp_path, ("csv", "film"))
    (folder / "talk.mp4").write_bytes(b"")
    unlink = Path.unlink

    def on_windows(path, **options):
        if path.exists() and is_locked(path):
            raise PermissionError(errno.EACCES, "The process cannot access the file", str(path))
        unlink(path, **options)

    monkeypatch.setattr(Path, "unlink", on_windows)
    assert [file.name for file in finish_session(folder).files] == ["talk.csv"]
    assert not (folder / "talk.mp4").exists()


# Which ones are offered


def test_only_what_was_cut_off_is_found_the_newest_last(tmp_path):
    first, second = cut_off(tmp_path, name="b"), cut_off(tmp_path, name="a")
    fields = described(first) | {"start_utc": "2026-01-01T00:00:00.000Z"}
    (first / "session.json").write_text(json.dumps(fields), "utf-8")
    finish_session(cut_off(tmp_path, name="finished"))
    damaged = cut_off(tmp_path, name="damaged")
    (damaged / "session.json").write_text("{", "utf-8")
    newer = cut_off(tmp_path, name="newer")
    (newer / "session.json").write_text(json.dumps(described(newer) | {"oldest_reader": 99}), "utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").touch()
    assert find_interrupted(tmp_path) == (first, second)
    assert find_interrupted(tmp_path / "nowhere") == ()


def test_what_is_still_being_written_is_left_alone(tmp_path):
    folder = new_session_folder(tmp_path, "talk")
    session = begun(folder.name)
    record, (table,) = begin_session(folder, session, ["csv"])
    # Before its first file is there, too.
    assert find_interrupted(tmp_path) == ()
    table.open(session)
    table.write(happy(0))
    assert find_interrupted(tmp_path) == ()
    with pytest.raises(DataError, match="is still being recorded"):
        finish_session(folder)
    record.ended(table.close())
    assert find_interrupted(tmp_path) == ()
    with pytest.raises(DataError, match="is finished: there is nothing to do"):
        finish_session(folder)
    assert open_session(folder).status == "whole"


def test_one_that_ended_before_its_first_file_is_found_later(tmp_path):
    folder = new_session_folder(tmp_path, "talk")
    begin_session(folder, begun(folder.name), ["csv"])
    old = utc_text(datetime.now(UTC) - timedelta(minutes=5))
    (folder / "session.json").write_text(json.dumps(described(folder) | {"start_utc": old}), "utf-8")
    assert find_interrupted(tmp_path) == (folder,)
    description = finish_session(folder)
    assert (description.end_utc, description.file("csv").message) == (old, "talk.csv was never made.")
    assert find_interrupted(tmp_path) == ()


def test_a_session_of_the_version_before_is_finished(tmp_path):
    folder = cut_off(tmp_path)
    fields = {name: value for name, value in described(folder).items() if name not in ("participant", "interrupted")}
    (folder / "session.json").write_text(json.dumps(fields | {"version": 2}), "utf-8")
    assert find_interrupted(tmp_path) == (folder,)
    assert finish_session(folder).file("csv").written == 4


def test_one_of_the_first_version_stays_as_it_is(tmp_path):
    folder = tmp_path / "old"
    folder.mkdir()
    (folder / "old.csv").write_text(HEADER_1 + ROWS_1, "utf-8")
    first = {
        **{"session": "old", "labels": ["a", "b"], "model": "m", "source": {"kind": "file", "name": "x"}},
        **{"complete": False, "rows": None, "start_utc": "2025-11-02T09:30:00.000Z", "end_utc": None, "versions": {}},
    }
    (folder / "session.json").write_text(json.dumps(first), "utf-8")
    assert find_interrupted(tmp_path) == ()
    with pytest.raises(DataError, match=r"was written by fer-live 0\.1, and stays as it is"):
        finish_session(folder)


def test_what_is_no_recording_is_refused(tmp_path):
    with pytest.raises(DataError, match=r"holds no recording"):
        finish_session(tmp_path)


def test_a_session_that_cannot_be_written_says_so(tmp_path, monkeypatch):
    folder = cut_off(tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recover, "replace_file", full)
    with pytest.raises(SinkError, match=r"cannot be finished \(No space left on device\)"):
        finish_session(folder)
    assert find_interrupted(tmp_path) == (folder,)


def test_whoever_was_only_late_has_the_last_word(tmp_path, monkeypatch):
    folder = cut_off(tmp_path)
    mend = recover._mend

    def meanwhile(*args):
        whole = described(folder) | {"complete": True, "end_utc": "2030-01-01T00:00:00.000Z"}
        (folder / "session.json").write_text(json.dumps(whole), "utf-8")
        return mend(*args)

    monkeypatch.setattr(recover, "_mend", meanwhile)
    with pytest.raises(DataError, match="has been finished meanwhile"):
        finish_session(folder)
    assert described(folder)["complete"] is True


def test_a_finished_table_that_is_changed_later_is_told(tmp_path):
    folder = cut_off(tmp_path)
    finish_session(folder)
    with (folder / "talk.csv").open("a") as file:
        file.write((folder / "talk.csv").read_text().splitlines()[-1] + "\n")
    session = open_session(folder)
    assert session.status == "unknown"
    assert "it has been changed" in session.problems[0]


def test_what_a_killed_writer_has_left_of_its_description_goes(tmp_path):
    folder = cut_off(tmp_path)
    (folder / "session.json.123-0.partial").write_text("{")
    finish_session(folder)
    assert sorted(path.name for path in folder.iterdir()) == ["session.json", "talk.csv"]


def test_details_stay(tmp_path):
    folder = cut_off(tmp_path)
    fields = described(folder) | {"participant": "P07", "condition": "calm"}
    (folder / "session.json").write_text(json.dumps(fields), "utf-8")
    description = finish_session(folder)
    assert (description.participant, description.condition) == ("P07", "calm")
    assert replace(description, notes=()) == replace(open_session(folder).description, notes=())
