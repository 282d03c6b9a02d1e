"""What somebody changes in a session: names, merged and split faces, spans that do not count."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from session_fakes import begun, happy

from fer_core.errors import DataError, SinkError
from fer_core.session import edits as module
from fer_core.session.edits import (
    Edits,
    Exclude,
    Merge,
    Split,
    apply_edits,
    edited_rows,
    edits_path,
    free_id,
    names_of,
    read_edits,
    set_aside,
    write_edits,
)
from fer_core.session.events import Mark
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import open_session
from fer_core.session.summary import summarise


def only(face_id, index):
    """Return a result at ``index / 10`` seconds in which one face alone is seen."""
    result = happy(index, faces=face_id)
    return replace(result, faces=result.faces[-1:])


@pytest.fixture
def folder(tmp_path):
    """A recording: face 1 for half a second, face 2 for the next half, then both."""
    folder = new_session_folder(tmp_path, "talk")
    record, (table,) = begin_session(folder, begun(folder.name), ["csv"])
    session = (
        [only(1, i) for i in range(5)] + [only(2, i) for i in range(5, 10)] + [happy(i, faces=2) for i in (10, 11)]
    )
    table.open(record.session)
    for result in session:
        table.write(result)
    record.ended(table.close())
    return folder


@pytest.fixture
def session(folder):
    return open_session(folder)


def test_nothing_changed_is_the_same_session(session):
    assert apply_edits(session, Edits()) is session
    assert not Edits()
    assert read_edits(edits_path(session)) == Edits()


def test_names_stand_in_a_column_behind_the_numbers(session):
    changed = apply_edits(session, Edits().with_name(2, "Ada"))
    assert list(changed.rows)[5:7] == ["face_id", "face_name"]
    assert [column.name for column in changed.columns] == list(changed.rows)
    assert changed.rows["face_name"].tolist() == [""] * 5 + ["Ada"] * 5 + ["", "Ada"] * 2
    assert names_of(changed) == {2: "Ada"}
    assert names_of(session) == {}
    assert changed.description.columns == changed.columns
    assert "1 faces named" in changed.description.notes[-1]
    assert pd.DataFrame(dict(changed.rows)).groupby("face_name").size()["Ada"] == 7


def test_faces_that_are_one_person_become_one(session):
    edits = Edits().with_change(Exclude(1.0, 1.1)).with_change(Merge(2, 1))
    changed = apply_edits(session, edits)
    assert changed.rows["face_id"].tolist() == [1] * 10
    (face,) = summarise(changed)
    assert (face.face_id, face.rows) == (1, 10)
    assert session.rows["face_id"].tolist() == [1] * 5 + [2] * 5 + [1, 2] * 2


def test_faces_that_are_seen_together_are_not_merged(session):
    with pytest.raises(DataError, match="seen together in 2 frames"):
        edited_rows(session, Edits().with_change(Merge(2, 1)))


def test_a_face_is_split_and_its_later_half_merged_with_another(session):
    new = free_id(session, Edits())
    assert new == 3
    edits = Edits().with_change(Split(2, 0.8, new)).with_change(Exclude(1.0, 9.0, 3)).with_change(Merge(3, 1))
    assert free_id(session, edits) == 4
    found = edited_rows(session, edits)
    assert found.face_ids.tolist() == [1] * 5 + [2] * 3 + [1] * 2 + [1, 1] * 2
    assert found.kept.tolist() == [True] * 11 + [False, True, False]


@pytest.mark.parametrize(
    "change",
    [Split(1, 0.0, 3), Split(1, 7.0, 3), Split(1, 0.3, 2), Split(9, 0.3, 3), Merge(9, 1), Merge(1, 9)],
)
def test_what_cannot_be_done_is_refused(session, change):
    with pytest.raises(DataError):
        apply_edits(session, Edits().with_change(change))


def test_spans_are_taken_out_of_everybody_or_of_one(session):
    everybody = apply_edits(session, Edits().with_change(Exclude(0.2, 1.0)))
    assert everybody.rows["t_s"].tolist() == [0.0, 0.1, 1.1, 1.1]
    assert "12 rows" not in everybody.description.notes[-1]
    assert "10 rows excluded" in everybody.description.notes[-1]
    one = apply_edits(session, Edits().with_change(Exclude(0.9, 1.1, 1)))
    assert one.rows["face_id"].tolist() == [1] * 5 + [2] * 7
    nobody = apply_edits(session, Edits().with_change(Exclude(-1.0, 99.0)).with_name(1, "Ada"))
    assert nobody.row_count == 0
    assert names_of(nobody) == {}


def test_rows_without_a_time_stay(session):
    t_s = session.rows["t_s"].copy()
    t_s[3] = np.nan
    broken = replace(session, rows={**session.rows, "t_s": t_s})
    assert edited_rows(broken, Edits().with_change(Exclude(0.0, 99.0))).kept.tolist() == [i == 3 for i in range(14)]


def test_marks_follow_their_faces_and_go_with_the_spans(session):
    marks = (Mark(0.1, "", "key", None, "a"), Mark(0.6, "", "key", 2, "b"), Mark(0.9, "", "key", 2, "c"))
    edits = Edits().with_change(Exclude(0.0, 0.2)).with_change(Split(2, 0.8, 3))
    found = apply_edits(replace(session, marks=marks), edits).marks
    assert [(mark.face_id, mark.text) for mark in found] == [(2, "b"), (3, "c")]


def test_a_face_that_is_merged_leaves_its_name_to_one_that_has_none():
    named = Edits().with_name(2, "Ada")
    assert named.with_change(Merge(2, 1)).names == {1: "Ada"}
    assert named.with_name(1, "Bo").with_change(Merge(2, 1)).names == {1: "Bo"}
    assert named.with_name(2, "").names == {}


def test_a_change_is_taken_back_by_its_place():
    edits = Edits().with_change(Exclude(0, 1)).with_change(Merge(2, 1))
    assert edits.without_change(0).changes == (Merge(2, 1),)
    assert edits.excluded == (Exclude(0, 1),)


# Beside the files


def all_kinds(session):
    changes = (Split(2, 0.8, 3), Exclude(0.1, 0.2), Exclude(1.0, 1.1, 1), Merge(3, 1))
    return Edits({1: "Ada", 2: "=1+1"}, changes).of(session)


def test_they_are_kept_beside_the_raw_files_which_stay_as_they_are(folder, session):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    edits = all_kinds(session)
    write_edits(edits_path(session), edits)
    assert edits_path(session) == folder / "edits.json"
    assert read_edits(folder / "edits.json") == edits
    assert edits.fits(session)
    assert edits.sha256 == session.description.file("csv").sha256
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "edits.json"} == before
    assert open_session(folder).row_count == session.row_count


def test_a_table_by_itself_has_edits_of_its_own(folder, tmp_path):
    other = tmp_path / "talk.csv"
    other.write_bytes((folder / "talk.csv").read_bytes())
    session = open_session(other)
    assert edits_path(session) == tmp_path / "talk.edits.json"
    edits = Edits().with_name(1, "Ada").of(session)
    assert (edits.table, edits.sha256) == ("talk.csv", None)
    assert edits.fits(session)
    assert edits.fits(open_session(folder))


def test_those_of_another_session_do_not_fit(session):
    assert not replace(all_kinds(session), sha256="0" * 64).fits(session)
    assert not replace(all_kinds(session), sha256=None, table="walk.csv").fits(session)


def test_what_a_newer_version_has_written_besides_is_kept(folder, session):
    path = edits_path(session)
    write_edits(path, all_kinds(session))
    fields = json.loads(path.read_text("utf-8")) | {"version": 2, "colours": {"1": "red"}}
    path.write_text(json.dumps(fields), "utf-8")
    write_edits(path, read_edits(path).with_name(1, ""))
    written = json.loads(path.read_text("utf-8"))
    assert written["colours"] == {"1": "red"}
    assert written["names"] == {"2": "=1+1"}


def test_a_newer_reader_is_asked_for(session):
    path = edits_path(session)
    path.write_text('{"version": 2, "oldest_reader": 2}', "utf-8")
    with pytest.raises(DataError, match="newer fer-live"):
        read_edits(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "{" * 100_000,
        '{"sha256": null, "table": "a", "names": {"x": "Ada"}, "changes": []}',
        '{"sha256": null, "table": "a", "names": {"1": 5}, "changes": []}',
        '{"sha256": null, "table": "a", "names": {}, "changes": [{"do": "burn"}]}',
        '{"sha256": null, "table": "a", "names": {}, "changes": [{"do": "merge", "face_id": 1.5, "into": 1}]}',
        '{"sha256": null, "table": "a", "names": {}, "changes": [{"do": "merge", "face_id": 1, "into": 9e15}]}'.replace(
            "9e15", str(9**30)
        ),
        '{"sha256": null, "table": "a", "names": {}, "changes": [{"do": "exclude", "start_s": NaN, "end_s": 1}]}',
    ],
)
def test_damaged_ones_are_told_and_set_aside(session, text):
    path = edits_path(session)
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"edits\.json"):
        read_edits(path)
    assert set_aside(path).name == "edits.aside.json"
    path.write_text("again", "utf-8")
    assert set_aside(path).name == "edits.aside-2.json"
    assert (path.parent / "edits.aside.json").read_text("utf-8") == text
    assert not path.exists()


def test_a_folder_that_cannot_be_written_is_told_and_the_former_ones_stay(session, monkeypatch):
    path = edits_path(session)
    write_edits(path, all_kinds(session))
    before = path.read_bytes()

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module, "replace_file", refuse)
    with pytest.raises(SinkError, match=r"edits\.json cannot be written \(Permission denied\)"):
        write_edits(path, Edits())
    assert path.read_bytes() == before
