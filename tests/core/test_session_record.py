"""A session's folder, and session.json in it: begun before the first row, completed when every file is closed."""

import errno
import hashlib
import json
import threading

import pytest
from live_fakes import PATIENCE_S
from session_fakes import FakeSink, begun, happy

from fer_core.errors import SinkError
from fer_core.session import record as record_module
from fer_core.session.folder import begin_session, default_folder, new_session_folder
from fer_core.session.record import SessionRecord
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.base import Outcome
from fer_core.sinks.csv import CsvSink
from fer_core.sinks.film import FilmSink
from fer_core.sinks.table import SINKS, SinkOptions


def described(folder):
    return json.loads((folder / "session.json").read_text("utf-8"))


def files_of(folder):
    return {file["sink"]: file for file in described(folder)["files"]}


# The folder


def test_nothing_is_overwritten(tmp_path):
    folders = [new_session_folder(tmp_path / "new", "talk") for _ in range(3)]
    assert [folder.name for folder in folders] == ["talk", "talk-2", "talk-3"]


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("=HYPERLINK(1)", "HYPERLINK(1)"),
        ("a/b\\c:d", "a-b-c-d"),
        ("../..", "-"),
        ("", "session"),
        ("..", "session"),
        ("Gespräch 表情", "Gespräch 表情"),
        ("@x\n", "x-"),
        ("v1.5", "v1.5"),
        ("x" * 300, "x" * 80),
        # What a spreadsheet would take for a number or for nothing, and what Windows takes for a device.
        ("007", "session-007"),
        ("1e5", "session-1e5"),
        ("NA", "session-NA"),
        ("CON", "session-CON"),
        ("nul.txt", "session-nul.txt"),
        ("console", "console"),
        # The table would be called as the marks are.
        ("Events", "session-Events"),
        ("events-2", "events-2"),
        ("a\u2028b", "a-b"),
        ("\ud83d", "-"),
        # File systems count bytes.
        ("\U0001f642" * 80, "\U0001f642" * 50),
    ],
)
def test_names_that_a_system_or_a_spreadsheet_would_misread(tmp_path, wanted, got):
    folder = new_session_folder(tmp_path, wanted)
    assert folder.parent == tmp_path
    if got != "-":
        assert folder.name == got


def test_the_longest_name_holds_files(tmp_path):
    folder = new_session_folder(tmp_path, "\U0001f642" * 80)
    record, (table,) = begin_session(folder, begun(folder.name), ["csv"])
    table.open(record.session)
    assert record.ended(table.close()).complete


def test_who_takes_part_is_described(tmp_path):
    begin_session(tmp_path, begun(participant="P07", condition="calm"), ["csv"])
    fields = described(tmp_path)
    assert (fields["participant"], fields["condition"], fields["interrupted"]) == ("P07", "calm", False)


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match=r"cannot be written \(.*\)\. Choose another folder for recordings\.") as caught:
        new_session_folder(tmp_path / "file", "talk")
    assert str(tmp_path / "file") in str(caught.value)


def test_recordings_go_into_the_documents():
    assert default_folder().name == "fer-live"


# Its beginning


def test_a_session_begins_with_its_description_before_any_file(tmp_path):
    folder = new_session_folder(tmp_path, "talk")
    record, sinks = begin_session(folder, begun(), ["csv", "film"])
    assert [type(sink) for sink in sinks] == [CsvSink, FilmSink]
    assert [sink.path for sink in sinks] == [folder / "talk.csv", folder / "talk.mp4"]
    assert sorted(path.name for path in folder.iterdir()) == ["session.json"]
    fields = described(folder)
    assert (fields["session"], fields["complete"], fields["end_utc"]) == ("talk", False, None)
    assert [(file["name"], file["sink"], file["complete"], file["written"]) for file in fields["files"]] == [
        ("talk.csv", "csv", False, None),
        ("talk.mp4", "film", False, None),
    ]
    assert record.session.description.session == "talk"


def test_options_reach_the_sinks(tmp_path):
    _, (film,) = begin_session(tmp_path, begun(), ["film"], SinkOptions(overlay=False))
    film.open(begun())
    assert film.close().facts["overlay"] is False


def test_the_kinds_of_files_are_those_of_the_sinks(tmp_path):
    assert {name: kind.suffix for name, kind in SINKS.items()} == {"csv": ".csv", "film": ".mp4", "events": ".csv"}
    for name, kind in SINKS.items():
        assert kind.name == name == kind.make(tmp_path / "x", SinkOptions()).name


def test_a_folder_that_takes_no_description_is_taken_away(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record_module, "replace_file", full)
    folder = new_session_folder(tmp_path, "talk")
    with pytest.raises(SinkError, match=r"talk cannot be written \(No space left on device\)\. Choose another folder"):
        begin_session(folder, begun(), ["csv"])
    assert not folder.exists()


# Its end


def test_it_is_complete_when_the_last_file_is_closed(tmp_path):
    session = begun()
    record, (table, film) = begin_session(tmp_path, session, ["csv", "film"])
    for sink in (table, film):
        sink.open(session)
        sink.write(happy(0, faces=2))
    outcome = record.ended(table.close())
    assert outcome.complete
    assert (described(tmp_path)["complete"], described(tmp_path)["end_utc"]) == (False, None)
    assert files_of(tmp_path)["csv"]["complete"] is True
    record.ended(film.close())
    fields = described(tmp_path)
    assert fields["complete"] is True
    assert fields["start_utc"] <= fields["end_utc"]
    found = files_of(tmp_path)
    assert (found["csv"]["written"], found["csv"]["unit"]) == (2, "rows")
    assert (found["film"]["written"], found["film"]["unit"]) == (1, "frames")
    assert found["film"]["facts"]["overlay"] is True
    for sink, file in ((table, "csv"), (film, "film")):
        assert found[file]["sha256"] == hashlib.sha256(sink.path.read_bytes()).hexdigest()
    assert record.description.complete


def test_a_file_that_is_not_whole_makes_the_session_incomplete(tmp_path):
    record, (table, film) = begin_session(tmp_path, begun(), ["csv", "film"])
    (tmp_path / "talk.csv").touch()
    failed = Outcome("csv", False, table.path, 7, dropped=3, message="The disk is full.")
    assert record.ended(failed) is failed
    record.ended(Outcome("film", True, film.path, 1, "frames"))
    fields = described(tmp_path)
    assert (fields["complete"], fields["end_utc"] is None) == (False, False)
    file = files_of(tmp_path)["csv"]
    assert (file["complete"], file["written"], file["dropped"]) == (False, 7, 3)
    assert (file["message"], file["sha256"]) == ("The disk is full.", None)


def test_a_film_without_a_picture_is_no_file_of_the_session(tmp_path):
    session = begun()
    record, (table, film) = begin_session(tmp_path, session, ["csv", "film"])
    for sink in (table, film):
        sink.open(session)
    for sink in (table, film):
        record.ended(sink.close())
    assert list(files_of(tmp_path)) == ["csv"]
    assert described(tmp_path)["complete"] is True


def test_a_file_that_could_not_be_made_makes_the_session_incomplete(tmp_path):
    record, (table, _) = begin_session(tmp_path, begun(), ["csv", "film"])
    record.ended(Outcome("csv", True, table.path, 1))
    record.ended(Outcome("film", complete=False, message="It cannot be written."))
    assert described(tmp_path)["complete"] is False


def test_notes_are_written_with_the_end(tmp_path):
    session = begun()
    record, (table,) = begin_session(tmp_path, session, ["csv"])
    session.notes.append("The disk was slow.")
    record.ended(Outcome("csv", True, table.path))
    assert described(tmp_path)["notes"] == ["The disk was slow."]


def test_a_file_that_got_another_name_is_described_by_that(tmp_path):
    record, (table,) = begin_session(tmp_path, begun(), ["csv"])
    (tmp_path / "final.csv").write_text("rows")
    record.ended(Outcome("csv", True, table.path, 1), renamed=tmp_path / "final.csv")
    (file,) = described(tmp_path)["files"]
    assert (file["name"], file["sha256"]) == ("final.csv", hashlib.sha256(b"rows").hexdigest())


def test_a_description_that_cannot_be_completed_makes_the_outcome_no_success(tmp_path, monkeypatch):
    record, (table,) = begin_session(tmp_path, begun(), ["csv"])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record_module, "replace_file", full)
    outcome = record.ended(Outcome("csv", True, table.path, 4))
    assert not outcome.complete
    assert outcome.message == (
        f"{table.path} is whole, with 4 rows, and its description session.json could not be completed "
        "(No space left on device)."
    )
    assert described(tmp_path)["complete"] is False


def test_the_failure_of_a_sink_is_told_rather_than_that_of_its_description(tmp_path, monkeypatch):
    record, (table,) = begin_session(tmp_path, begun(), ["csv"])

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(record_module, "replace_file", full)
    failed = Outcome("csv", False, table.path, message="The folder is gone.")
    assert record.ended(failed) is failed


def test_sinks_that_end_in_threads_of_their_own_leave_one_whole_description(tmp_path):
    session = begun()
    sinks = [FakeSink() for _ in range(8)]
    for number, sink in enumerate(sinks):
        sink.name, sink.path = f"sink {number}", tmp_path / f"{number}.txt"
        sink.path.write_text(str(number))
        sink.close = lambda sink=sink: Outcome(sink.name, True, sink.path, 1)
    record = SessionRecord(tmp_path / "session.json", session, sinks)
    record.begin()
    gate = threading.Barrier(len(sinks))

    def ended(outcome):
        gate.wait(PATIENCE_S)
        return record.ended(outcome)

    at_work = [AttachedSink(sink, session, live=True, on_end=ended) for sink in sinks]
    for working in at_work:
        working.finish()
    assert all(working.wait(PATIENCE_S).complete for working in at_work)
    fields = described(tmp_path)
    assert fields["complete"] is True
    assert {file["name"]: file["complete"] for file in fields["files"]} == {f"{n}.txt": True for n in range(8)}
