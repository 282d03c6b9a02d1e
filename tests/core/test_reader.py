"""Sessions that were written, opened again."""

import json
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from session_fakes import HEADER_1, ROWS_1, begun, happy

from fer_core.errors import DataError
from fer_core.session.events import Mark
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import open_session
from fer_core.spec import CLASSES


def recorded(parent, frames=3, *, name="talk", finish=True, results=None, **options):
    """Return the folder of a recording."""
    folder = new_session_folder(parent, name)
    session = begun(folder.name, **options)
    record, (table,) = begin_session(folder, session, ["csv"])
    table.open(session)
    for result in results or [happy(index, faces=2) for index in range(frames)]:
        table.write(result)
    if finish:
        record.ended(table.close())
    else:
        # The program ends here: nobody completes anything.
        table._file.close()
    return folder


def test_a_recording_comes_back_with_typed_rows(tmp_path):
    folder = recorded(tmp_path)
    session = open_session(folder)
    assert (session.status, session.problems, session.marks) == ("whole", (), ())
    assert session.path == folder / "talk.csv"
    assert session.row_count == 6
    assert session.description.session == "talk"
    assert session.columns == session.description.columns
    rows = session.rows
    assert list(rows) == [column.name for column in session.columns]
    assert rows["frame"].dtype == rows["face_id"].dtype == np.int64
    assert rows["frame"].tolist() == [0, 0, 1, 1, 2, 2]
    assert rows["t_s"].dtype == np.float64
    assert rows["t_s"].tolist() == [0.0, 0.0, 0.1, 0.1, 0.2, 0.2]
    assert np.isnan(rows["source_t_s"]).all()
    assert rows["ready"].dtype == bool
    assert rows["held"].tolist() == [False] * 6
    assert rows["label"].tolist() == ["happy"] * 6
    assert rows["p_happy"].tolist() == [0.76] * 6
    assert rows["label_set"].tolist() == [""] * 6
    assert rows["time_utc"][0].endswith("Z")


def test_rows_are_taken_by_pandas(tmp_path):
    frame = pd.DataFrame(dict(open_session(recorded(tmp_path)).rows))
    assert frame.shape == (6, 27)
    assert frame.groupby("face_id")["p_happy"].max().tolist() == [0.76, 0.76]
    assert frame["ready"].all()


@pytest.mark.parametrize("which", ["", "talk.csv", "session.json"])
def test_folder_table_and_description_open_the_same_session(tmp_path, which):
    session = open_session(recorded(tmp_path) / which)
    assert (session.status, session.row_count, session.path.name) == ("whole", 6, "talk.csv")
    assert open_session(str(tmp_path / "talk")).row_count == 6


def test_cells_that_are_empty_are_nan_or_none(tmp_path):
    whole = happy(0)
    bare = replace(whole.faces[0], outputs={}, expression=None)
    session = open_session(recorded(tmp_path, results=[replace(whole, faces=(bare,)), happy(1)]))
    assert np.isnan(session.rows["confidence"][0])
    assert session.rows["confidence"][1] == 0.76
    assert session.rows["ready"].tolist() == [None, True]
    assert session.rows["ready"].dtype == object
    assert session.rows["label"].tolist() == ["", "happy"]
    assert pd.DataFrame(dict(session.rows)).shape == (2, 27)


def test_a_recording_without_rows_has_columns_all_the_same(tmp_path):
    session = open_session(recorded(tmp_path, results=[replace(happy(0), faces=())]))
    assert (session.status, session.row_count) == ("whole", 0)
    assert session.rows["frame"].dtype == np.int64
    assert pd.DataFrame(dict(session.rows)).shape == (0, 27)


def test_texts_come_back_as_they_were(tmp_path):
    labels = ("a", "b", "c", "=1+1")
    session = open_session(recorded(tmp_path, name="-5 °C", results=[happy(0, labels=labels)], labels=labels))
    assert session.rows["label"].tolist() == ["=1+1"]


def test_further_columns_come_back(tmp_path):
    session = open_session(recorded(tmp_path, raw=True, outputs=["fake.logits"]))
    assert session.rows["raw_happy"].tolist() == [0.76] * 6
    np.testing.assert_allclose(session.rows["fake.logits.happy"], np.log(0.76), atol=1e-4)


# Interrupted, changed, gone


def test_a_session_that_was_killed_is_interrupted_and_has_its_rows(tmp_path):
    session = open_session(recorded(tmp_path, finish=False))
    assert (session.status, session.row_count, session.problems) == ("interrupted", 6, ())
    assert session.description.end_utc is None


@pytest.mark.parametrize("cut", [1, 5, 60])
def test_a_last_row_that_was_cut_off_is_left_out(tmp_path, cut):
    folder = recorded(tmp_path, finish=False)
    table = folder / "talk.csv"
    table.write_bytes(table.read_bytes()[:-cut])
    session = open_session(folder)
    assert (session.status, session.row_count) == ("interrupted", 5)
    assert session.problems == ("The last row was cut off, and is left out.",)
    assert session.rows["frame"].tolist() == [0, 0, 1, 1, 2]


def test_what_failed_is_told(tmp_path):
    folder = recorded(tmp_path)
    fields = json.loads((folder / "session.json").read_text("utf-8"))
    fields["complete"] = fields["files"][0]["complete"] = False
    fields["files"][0]["message"] = "The disk is full."
    (folder / "session.json").write_text(json.dumps(fields), "utf-8")
    session = open_session(folder)
    assert (session.status, session.problems) == ("interrupted", ("The disk is full.",))


def test_a_whole_session_of_which_a_film_failed_is_interrupted(tmp_path):
    folder = recorded(tmp_path)
    fields = json.loads((folder / "session.json").read_text("utf-8"))
    film = fields["files"][0] | {"name": "talk.mp4", "sink": "film", "complete": False, "message": "No room."}
    (folder / "session.json").write_text(json.dumps(fields | {"files": [*fields["files"], film]}), "utf-8")
    assert open_session(folder).status == "interrupted"


@pytest.mark.parametrize(
    "change",
    [lambda data: data.replace(b",happy,0.76", b",angry,0.76", 1), lambda data: data[: data.rindex(b"talk,")]],
    ids=["a cell", "a row less"],
)
def test_a_table_that_has_been_changed_is_unknown(tmp_path, change):
    folder = recorded(tmp_path)
    table = folder / "talk.csv"
    table.write_bytes(change(table.read_bytes()))
    session = open_session(folder)
    assert session.status == "unknown"
    assert session.problems == ("talk.csv is not the file that its description was written for: it has been changed.",)


def test_a_table_whose_description_has_gone_is_read_by_its_header(tmp_path):
    folder = recorded(tmp_path, raw=True, outputs=["fake.logits"])
    (folder / "session.json").unlink()
    for path in (folder, folder / "talk.csv"):
        session = open_session(path)
        assert (session.description, session.status, session.problems) == (None, "unknown", ())
        assert session.rows["held"].dtype == bool
        assert session.rows["output"].tolist() == ["fake.logits"] * 6
        assert session.rows["frame"].dtype == np.int64
        assert session.rows["raw_happy"].tolist() == [0.76] * 6
        assert session.rows["fake.logits.happy"].dtype == np.float64


def test_every_column_of_the_window_is_read_by_its_header(tmp_path):
    path = tmp_path / "talk.csv"
    names = ("session", "frame", "t_s", "time_utc", "source_t_s", "face_id", "label", "p_happy")
    more = ("baseline", "plain_happy", "beside_label", "beside_confidence", "beside_output")
    cells = (
        "talk",
        "0",
        "0.0",
        "2026-11-26T12:00:00.000Z",
        "",
        "1",
        "happy",
        "0.8",
        "true",
        "0.7",
        "sad",
        "0.6",
        "b.fer",
    )
    path.write_text(",".join((*names, *more)) + "\n" + ",".join(cells) + "\n", "utf-8")
    rows = open_session(path).rows
    assert rows["baseline"].tolist() == [True]
    assert (rows["beside_label"].tolist(), rows["beside_output"].tolist()) == (["sad"], ["b.fer"])
    assert (rows["plain_happy"].tolist(), rows["beside_confidence"].tolist()) == ([0.7], [0.6])


def test_a_table_whose_description_has_gone_and_whose_end_is_missing_is_interrupted(tmp_path):
    folder = recorded(tmp_path)
    (folder / "session.json").unlink()
    table = folder / "talk.csv"
    table.write_bytes(table.read_bytes()[:-9])
    assert (open_session(table).status, open_session(table).row_count) == ("interrupted", 5)
    shutil.copy(recorded(tmp_path, name="other") / "other.csv", folder / "run.partial.csv")
    assert open_session(folder / "run.partial.csv").status == "interrupted"


def test_a_table_that_was_moved_out_of_its_folder_is_read_by_itself(tmp_path):
    table = shutil.copy(recorded(tmp_path) / "talk.csv", tmp_path / "moved.csv")
    session = open_session(table)
    assert (session.description, session.status, session.row_count) == (None, "unknown", 6)


def test_another_table_in_the_folder_is_read_without_the_description(tmp_path):
    folder = recorded(tmp_path)
    shutil.copy(folder / "talk.csv", folder / "copy.csv")
    assert open_session(folder).path.name == "talk.csv"
    assert open_session(folder / "copy.csv").description is None


# Marks


def marked(folder, text):
    (folder / "events.csv").write_text(text, "utf-8")
    return folder


MARKS = (
    "t_s,time_utc,kind,face_id,text\n"
    "1.5,2026-03-01T12:00:01.500Z,stimulus,,\"film 1, start\"\n"
    "2.25,2026-03-01T12:00:02.250Z,'=kind,2,'-5 degrees\n"
)  # fmt: skip


def test_marks_come_in_the_order_in_which_they_were_set(tmp_path):
    session = open_session(marked(recorded(tmp_path), MARKS))
    assert session.marks == (
        Mark(1.5, "2026-03-01T12:00:01.500Z", "stimulus", None, "film 1, start"),
        Mark(2.25, "2026-03-01T12:00:02.250Z", "=kind", 2, "-5 degrees"),
    )
    assert session.status == "whole"


def test_marks_are_no_table(tmp_path):
    folder = marked(recorded(tmp_path), MARKS)
    (folder / "session.json").unlink()
    session = open_session(folder)
    assert (session.path.name, len(session.marks)) == ("talk.csv", 2)


# What is no session


@pytest.mark.parametrize(
    ("files", "says"),
    [
        ((), r"holds no session\. Choose the folder of a recording, or a CSV file\."),
        (("a.csv", "b.csv"), r"holds 2 sessions\. Open one of its CSV files\."),
        (("a.session.json", "b.session.json"), r"holds 2 sessions\. Open one of its CSV files\."),
    ],
)
def test_a_folder_that_is_not_one_session(tmp_path, files, says):
    for name in files:
        (tmp_path / name).touch()
    with pytest.raises(DataError, match=says):
        open_session(tmp_path)


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(DataError, match=r"nowhere does not exist\. Choose the folder of a recording, or a CSV file\."):
        open_session(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"name,age\nx,3\n", "is no table of fer-live's, or its columns have been changed"),
        (b"\xff\xfe\x00", "is empty"),
        (bytes(range(256)) * 9, "is no table of fer-live's"),
        (b"session,frame,t_s,time_utc,source_t_s,face_id\n", "is no table of fer-live's"),
    ],
)
def test_a_foreign_csv_is_refused(tmp_path, content, says):
    (tmp_path / "other.csv").write_bytes(content)
    with pytest.raises(DataError, match=says):
        open_session(tmp_path / "other.csv")


# Version 1, as fer-live 0.1 wrote it

DESCRIPTION_1 = {
    "session": "talk",
    "source": {"kind": "file", "name": "clip.mp4"},
    "model": "effnet",
    "labels": list(CLASSES),
    "versions": {"fer-live": "0.1.0"},
    "start_utc": "2025-11-02T09:30:00.000Z",
    "end_utc": "2025-11-02T09:31:00.000Z",
    "rows": 2,
    "complete": True,
}


def former(parent, table=ROWS_1, **changes):
    folder = parent / "talk"
    folder.mkdir()
    (folder / "talk.csv").write_text(HEADER_1 + table, "utf-8")
    (folder / "session.json").write_text(json.dumps(DESCRIPTION_1 | changes, indent=2), "utf-8")
    return folder


def test_a_recording_of_version_1_is_opened_as_one_of_today(tmp_path):
    session = open_session(former(tmp_path))
    assert (session.status, session.problems, session.row_count) == ("whole", (), 2)
    assert (session.description.version, session.description.source.kind) == (1, "film")
    rows = session.rows
    assert rows["session"].tolist() == ["=talk"] * 2
    assert rows["frame"].tolist() == [7, 8]
    assert rows["t_s"].tolist() == [0.0, 0.0333]
    assert rows["p_happy"][0] == 0.76
    assert np.isnan(rows["p_happy"][1])
    assert rows["ready"].tolist() == [True, None]
    assert rows["label_set"].tolist() == ["happy|sad", ""]
    assert "held" not in rows


def test_a_recording_of_version_1_that_was_interrupted(tmp_path):
    session = open_session(former(tmp_path, complete=False, end_utc=None, rows=0))
    assert (session.status, session.row_count) == ("interrupted", 2)


def test_a_table_of_version_1_by_itself(tmp_path):
    folder = former(tmp_path)
    (folder / "session.json").unlink()
    session = open_session(folder)
    assert (session.status, session.description, session.row_count) == ("unknown", None, 2)
    assert session.rows["face_id"].tolist() == [1, 1]
    assert session.rows["ready"].tolist() == [True, None]


def test_a_recording_of_version_1_with_a_row_less_is_unknown(tmp_path):
    assert open_session(former(tmp_path, ROWS_1.splitlines(keepends=True)[0])).status == "unknown"
