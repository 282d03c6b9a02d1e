"""events.csv among the other files of a folder: what is whole, what was cut off, and whose it is."""

import json
import shutil

import pytest
from session_fakes import begun, happy

from fer_core.analysis import session_names
from fer_core.errors import SinkError
from fer_core.session.events import Mark, read_marks
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import open_session
from fer_core.session.recover import finish_session


def marked(parent, *, name="talk", finish=True):
    """Return the folder of a recording with three marks; of one that is not finished, as it is before its end."""
    folder = new_session_folder(parent, name)
    session = begun(folder.name)
    record, (table, events) = begin_session(folder, session, ["csv", "events"])
    for sink in (table, events):
        sink.open(session)
        for index in range(4):
            sink.write(happy(index))
    for number in (1, 2, 3):
        events.mark(Mark(number / 10, "2026-01-02T03:04:05.678Z", "key", None, str(number)))
    dead = None if finish else shutil.copytree(folder, parent / "dead")
    for sink in (table, events):
        record.ended(sink.close())
    return dead or folder


def test_marks_of_a_recording_that_was_cut_off_are_counted_and_end_with_a_whole_row(tmp_path):
    folder = marked(tmp_path, finish=False)
    events = folder / "events.csv"
    events.write_bytes(events.read_bytes()[:-5])
    # Somebody else's, whatever it is called.
    (folder / "events-2.csv").write_text("half a li")
    files = {file.name: file for file in finish_session(folder).files}
    assert set(files) == {"talk.csv", "events.csv"}
    assert (files["events.csv"].written, files["events.csv"].unit, files["events.csv"].sink) == (2, "marks", "events")
    assert (folder / "events-2.csv").read_text() == "half a li"
    session = open_session(folder)
    assert (session.status, session.problems, len(session.marks)) == ("interrupted", (), 2)


def test_a_session_whose_marks_could_not_be_written_is_not_whole_and_says_why(tmp_path):
    folder = new_session_folder(tmp_path, "talk")
    session = begun("talk")
    record, (table, events) = begin_session(folder, session, ["csv", "events"])
    (folder / "events.csv").mkdir()
    table.open(session)
    table.write(happy(0))
    with pytest.raises(SinkError, match="The 0 marks until now"):
        events.mark(Mark(0.0, "", "note", None, "one"))
    record.ended(events.close())
    record.ended(table.close())
    described = json.loads((folder / "session.json").read_text("utf-8"))
    assert not described["complete"]
    assert "events.csv cannot be written" in described["notes"][0]
    assert open_session(folder).status == "interrupted"


def test_a_table_that_lies_beside_a_recording_has_none_of_its_marks(tmp_path):
    folder = marked(tmp_path)
    shutil.copy(folder / "talk.csv", folder / "other.csv")
    assert open_session(folder / "other.csv").marks == ()
    assert len(open_session(folder / "talk.csv").marks) == 3
    analysed = json.loads((folder / "session.json").read_text("utf-8"))
    analysed["files"] = [{**analysed["files"][0], "name": "other.csv"}]
    (folder / "other.session.json").write_text(json.dumps(analysed), "utf-8")
    assert open_session(folder / "other.csv").marks == ()


def test_marks_are_found_beside_a_table_without_a_description(tmp_path):
    folder = marked(tmp_path)
    (folder / "session.json").unlink()
    assert len(open_session(folder).marks) == len(open_session(folder / "talk.csv").marks) == 3


def test_what_an_analysis_writes_is_not_called_as_marks_are_and_never_read_as_marks(tmp_path):
    assert session_names([tmp_path / "events.mp4", tmp_path / "a.mp4"]) == ("events-2", "a")
    table = shutil.copy(marked(tmp_path) / "talk.csv", tmp_path / "events.csv")
    assert open_session(table).marks == ()


def test_a_mark_of_a_face_with_a_number_of_thousands_of_digits_is_left_out_and_told(tmp_path):
    path, problems = tmp_path / "events.csv", []
    path.write_text(f"t_s,time_utc,kind,face_id,text\n1.0,,note,{'9' * 5000},one\n2.0,,note,2,two\n")
    assert [mark.text for mark in read_marks(path, problems)] == ["two"]
    assert problems == ["A mark in events.csv could not be read, and is left out."]
