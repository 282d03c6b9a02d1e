"""Sessions in the formats of other programs, read back by their own readers."""

import io
import json
import re
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow
import pytest
from pyarrow import parquet
from pympi import Elan
from session_fakes import begun, happy

from fer_core import EXPORTS, export, open_session
from fer_core.errors import DataError, SinkError
from fer_core.session.edits import Edits, Exclude, edits_path, write_edits
from fer_core.session.events import Mark
from fer_core.session.exports import table
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.spec import CLASSES

MARKS = (
    Mark(0.25, "2026-03-01T12:00:00.250Z", "stimulus", None, 'film 1, "Jürgens" Start\nzweite Zeile'),
    Mark(0.25, "2026-03-01T12:00:00.250Z", "note", 2, "=SUM(A1)"),
    Mark(0.9, "2026-03-01T12:00:00.900Z", "note", None, ""),
)
NAMES = {1: 'Jörg, "der" Ältere\nvon Süd', 2: "=cmd()"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A recording of two faces in ten frames, a tenth of a second apart, with key points."""
    folder = new_session_folder(tmp_path_factory.mktemp("recordings"), "Grüße, “A”")
    session = begun(folder.name, outputs=["fake.logits"])
    record, (sink,) = begin_session(folder, session, ["csv"])
    sink.open(session)
    for index in range(10):
        sink.write(happy(index, faces=2))
    record.ended(sink.close())
    return folder


@pytest.fixture(scope="module")
def session(folder):
    """The recording, with other labels, empty cells and marks."""
    opened = open_session(folder)
    rows = dict(opened.rows)
    rows["label"] = np.array(["happy", "sad"] * 4 + ["", "sad"] + ["angry", "sad"] * 5, object)
    for name in ("confidence", "p_happy"):
        rows[name] = rows[name].copy()
        rows[name][[3, 8]] = np.nan
    rows["p_happy"][0] = 1 / 3
    rows["ready"] = np.array([None, True] * 10, object)
    return replace(opened, rows=rows, marks=MARKS)


@pytest.fixture
def named(folder, session):
    """The recording in the eyes of somebody who has given names, and taken out the last frame."""
    write_edits(edits_path(session), Edits(NAMES, (Exclude(0.85, 9.0, None),)).of(open_session(folder)))
    yield folder
    edits_path(session).unlink()


def tidy_frame(path):
    return pd.read_csv(path, keep_default_na=False, na_values=[""])


# CSV


def test_tidy_has_a_line_for_each_number(session, tmp_path):
    frame = tidy_frame(export(session, "tidy", tmp_path / "a.csv"))
    assert list(frame.columns) == ["session", "face_id", "face_name", "t_s", "label", "measure", "value", "unit"]
    assert set(frame["session"]) == {"Grüße, “A”"}
    wide = frame.pivot(index=["t_s", "face_id"], columns="measure", values="value")
    for name in ("p_happy", "confidence", "x0", "frame", "fake.logits.sad"):
        np.testing.assert_array_equal(wide[name].to_numpy(), session.rows[name])
    assert wide["ready"].isna().sum() == 10
    assert wide["ready"].max() == 1
    assert "source_t_s" not in wide
    units = frame.drop_duplicates("measure").set_index("measure")["unit"]
    assert (units["x0"], units["p_happy"], units["latency_ms"]) == ("px", "1", "ms")
    assert frame[frame["measure"] == "x0"]["label"].fillna("").tolist() == session.rows["label"].tolist()


def test_openface_has_its_names_and_ours_behind_them(session, tmp_path):
    path = export(session, "openface", tmp_path / "a.csv")
    frame = pd.read_csv(path)
    assert list(frame.columns)[:5] == ["frame", "face_id", "timestamp", "confidence", "success"]
    assert frame["frame"].tolist() == (session.rows["frame"] + 1).tolist()
    assert frame["timestamp"].tolist() == session.rows["t_s"].tolist()
    assert frame["confidence"].tolist() == session.rows["detection_score"].tolist()
    assert set(frame["success"]) == {1}
    np.testing.assert_array_equal(frame["label_confidence"], session.rows["confidence"])
    np.testing.assert_array_equal(frame["p_happy"], session.rows["p_happy"])
    assert frame["label"].fillna("").tolist() == session.rows["label"].tolist()
    assert frame["box_x0"].tolist() == session.rows["x0"].tolist()
    assert frame.columns.is_unique
    assert not [name for name in frame.columns if re.match(r"AU\d|gaze_|pose_|[xyXYZ]_\d", name)]
    assert "action units AU*_r, AU*_c" in EXPORTS["openface"].lacks(session)


def test_openface_gets_the_point_that_both_have_and_the_position_in_the_film(session, tmp_path):
    rows = dict(session.rows) | {"source_t_s": session.rows["t_s"] + 60}
    rows |= {f"landmarks.points.nose_tip_{axis}": np.arange(20.0) + i for i, axis in enumerate("xy")}
    frame = pd.read_csv(export(replace(session, rows=rows), "openface", tmp_path / "a.csv"))
    assert (frame["x_30"].tolist(), frame["y_30"][0]) == (list(range(20)), 1)
    assert frame["timestamp"][0] == 60


def test_names_and_texts_are_harmless_in_spreadsheets(named, tmp_path):
    for name in ("tidy", "openface"):
        path = export(named, name, tmp_path / name)
        faces = set(pd.read_csv(path)["face_name"])
        assert faces == {'Jörg, "der" Ältere von Süd', "'=cmd()"}
        assert not re.search(r'(^|,)"?[=+@]', path.read_text("utf-8"), re.MULTILINE)


# Parquet


def test_parquet_has_types_units_and_description(session, tmp_path):
    path = export(session, "parquet", tmp_path / "a.parquet")
    read = parquet.read_table(path)
    assert read.column_names == [column.name for column in session.columns]
    frame = pd.read_parquet(path)
    for column in session.columns:
        values = session.rows[column.name]
        assert read.schema.field(column.name).metadata[b"unit"].decode() == column.unit
        if column.kind in ("number", "integer"):
            np.testing.assert_array_equal(frame[column.name].to_numpy(), values)
        elif column.kind == "text":
            assert frame[column.name].tolist() == values.tolist()
    assert pyarrow.types.is_dictionary(read.schema.field("label").type)
    assert read["ready"].to_pylist() == [None, True] * 10
    assert read["p_happy"].null_count == 2
    assert str(frame["time_utc"].dt.tz) == "UTC"
    assert frame["time_utc"][3].isoformat(timespec="milliseconds")[:23] == session.rows["time_utc"][3][:23]
    about = json.loads(read.schema.metadata[b"fer_live"])
    assert about["session"]["pipeline"]["spoken"] == "fake.logits"
    assert [Mark(**mark) for mark in about["marks"]] == list(MARKS)


def test_parquet_of_a_session_without_rows(session, tmp_path):
    rows = {name: values[:0] for name, values in session.rows.items()}
    read = parquet.read_table(export(replace(session, rows=rows), "parquet", tmp_path / "a.parquet"))
    assert (read.num_rows, str(read.schema.field("p_happy").type)) == (0, "double")


# ELAN


def test_elan_has_a_tier_for_each_face_and_one_for_marks(session, tmp_path):
    document = Elan.Eaf(str(export(session, "elan", tmp_path / "a.eaf")))
    assert list(document.get_tier_names()) == ["face 1", "face 2", "marks", "marks 2"]
    spans = [(0, 400, "happy"), (500, 1000, "angry")]
    assert sorted(document.get_annotation_data_for_tier("face 1")) == spans
    assert sorted(document.get_annotation_data_for_tier("face 2")) == [(0, 1000, "sad")]
    first = (250, 450, 'stimulus: film 1, "Jürgens" Start zweite Zeile')
    assert sorted(document.get_annotation_data_for_tier("marks")) == [first, (900, 1100, "note")]
    assert document.get_annotation_data_for_tier("marks 2") == [(250, 450, "note: =SUM(A1) (face 2)")]
    assert document.get_linked_files() == []


def test_elan_and_boris_call_faces_by_their_names(named, tmp_path):
    document = Elan.Eaf(str(export(named, "elan", tmp_path / "a.eaf")))
    assert list(document.get_tier_names()) == ['Jörg, "der" Ältere von Süd', "=cmd()"]
    assert document.get_annotation_data_for_tier("=cmd()") == [(0, 900, "happy")]
    project = json.loads(export(named, "boris", tmp_path / "a.boris").read_text("utf-8"))
    assert [subject["name"] for subject in project["subjects_conf"].values()] == list(document.get_tier_names())


def test_two_faces_of_one_name_keep_their_own_tiers(folder, session, tmp_path):
    write_edits(edits_path(session), Edits({1: "Anna", 2: "Anna"}).of(open_session(folder)))
    document = Elan.Eaf(str(export(folder, "elan", tmp_path / "a.eaf")))
    edits_path(session).unlink()
    assert list(document.get_tier_names()) == ["Anna", "Anna (2)"]


def with_film(session, **changes):
    film = replace(session.description.files[0], name="talk.mp4", sink="film")
    description = replace(session.description, files=(*session.description.files, film), **changes)
    (session.path.parent / "talk.mp4").write_bytes(b"film")
    return replace(session, description=description)


def test_a_film_that_lies_beside_is_linked(session, tmp_path):
    filmed = with_film(session)
    (film,) = Elan.Eaf(str(export(filmed, "elan", session.path.parent / "a.eaf"))).get_linked_files()
    assert film["RELATIVE_MEDIA_URL"] == "./talk.mp4"
    assert film["MEDIA_URL"].startswith("file:///")
    assert film["MIME_TYPE"] == "video/mp4"
    project = json.loads(export(filmed, "boris", session.path.parent / "a.boris").read_text("utf-8"))
    (observation,) = project["observations"].values()
    assert (observation["type"], observation["file"]["1"]) == ("MEDIA", ["talk.mp4"])
    assert observation["media_info"]["fps"] == {"talk.mp4": 30.0}
    assert all(len(event) == 6 for event in observation["events"])
    far = export(filmed, "boris", tmp_path / "a.boris")
    assert json.loads(far.read_text("utf-8"))["observations"][session.description.session]["file"]["1"][0][:3] == "../"


def test_times_are_those_of_the_film_that_was_analysed(session, tmp_path):
    rows = dict(session.rows) | {"source_t_s": session.rows["t_s"] + 2}
    filmed = with_film(replace(session, rows=rows), time_base="t_s counts seconds of the film from the first frame")
    document = Elan.Eaf(str(export(filmed, "elan", tmp_path / "a.eaf")))
    assert document.get_annotation_data_for_tier("face 2") == [(2000, 3000, "sad")]


# BORIS


def test_boris_has_states_of_subjects_and_points(session, tmp_path):
    project = json.loads(export(session, "boris", tmp_path / "a.boris").read_text("ascii"))
    behaviours = {entry["code"]: entry["type"] for entry in project["behaviors_conf"].values()}
    assert behaviours == dict.fromkeys(CLASSES, "State event") | {
        "mark stimulus": "Point event",
        "mark note": "Point event",
    }
    (observation,) = project["observations"].values()
    assert observation["type"] == "LIVE"
    events = [tuple(event) for event in observation["events"]]
    assert [event[0] for event in events] == sorted(event[0] for event in events)
    assert events[:2] == [(0.0, "face 1", "happy", "", ""), (0.0, "face 2", "sad", "", "")]
    assert [event[0] for event in events if event[1:3] == ("face 1", "angry")] == [0.5, pytest.approx(1.0)]
    assert (0.25, "face 2", "mark note", "", "=SUM(A1)") in events
    for subject in ("face 1", "face 2"):
        for label in CLASSES:
            assert len([event for event in events if event[1:3] == (subject, label)]) % 2 == 0


def test_what_ends_comes_before_what_begins_at_the_same_moment(session, tmp_path):
    rows = dict(session.rows) | {"label": np.array(["happy", "sad"] * 5 + ["sad", "happy"] * 5, object)}
    project = json.loads(export(replace(session, rows=rows), "boris", tmp_path / "a.boris").read_text("ascii"))
    (observation,) = project["observations"].values()
    at = [event[1:3] for event in observation["events"] if event[0] == 0.5]
    assert at == [["face 1", "happy"], ["face 2", "sad"], ["face 1", "sad"], ["face 2", "happy"]]


# What goes wrong


def test_an_unknown_format_lists_those_that_there_are(session, tmp_path):
    says = r"There is no format 'xlsx'\. Choose one of: tidy, openface, parquet, elan, boris\."
    with pytest.raises(DataError, match=says):
        export(session, "xlsx", tmp_path / "a")


@pytest.mark.parametrize("name", EXPORTS)
def test_what_is_there_is_kept_unless_asked(session, tmp_path, name):
    path = tmp_path / "there"
    path.write_bytes(b"mine")
    with pytest.raises(SinkError, match="exists already"):
        export(session, name, path)
    assert path.read_bytes() == b"mine"
    assert export(session, name, path, overwrite=True) == path
    assert path.stat().st_size > 100
    assert [file.name for file in tmp_path.iterdir()] == ["there"]


@pytest.mark.parametrize("name", EXPORTS)
def test_files_of_the_session_are_never_written_over(session, name):
    with pytest.raises(SinkError, match="is a file of the session itself"):
        export(session, name, session.path, overwrite=True)


def test_a_disk_that_is_full_leaves_what_was_there(session, tmp_path, monkeypatch):
    def full(_session, path, _final):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(table, "EXPORTS", {"full": table.Export("full", ".full", "", full)})
    (tmp_path / "a").write_bytes(b"mine")
    with pytest.raises(SinkError, match=r"cannot be written \(No space left on device\)"):
        export(session, "full", tmp_path / "a", overwrite=True)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a", b"mine")]


@pytest.mark.parametrize(("name", "module"), [("parquet", "pyarrow"), ("elan", "pympi")])
def test_an_extra_that_is_missing_is_named(session, tmp_path, monkeypatch, name, module):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(DataError, match=r"pip install 'fer-live\[(parquet|annotation)\]'"):
        export(session, name, tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_and_one_in_place_of_a_file(session, tmp_path):
    with pytest.raises(SinkError, match="does not exist"):
        export(session, "tidy", tmp_path / "no" / "a.csv")
    with pytest.raises(SinkError, match="is a folder"):
        export(session, "tidy", tmp_path)


def test_without_a_name_it_is_called_as_the_session(session, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert export(session, "tidy").name == "Grüße, “A”.tidy.csv"


def test_changes_of_another_table_are_not_applied(folder, session, tmp_path):
    write_edits(edits_path(session), Edits({1: "A"}, sha256="0" * 64, table="other.csv"))
    with pytest.raises(DataError, match="holds changes of another table"):
        export(folder, "tidy", tmp_path / "a.csv")
    edits_path(session).unlink()


@pytest.mark.parametrize("name", ["session.json", "events.csv", "edits.json"])
def test_what_belongs_to_a_session_is_never_written_over_whether_it_is_there_or_not(folder, name):
    before = (folder / "session.json").read_bytes()
    with pytest.raises(SinkError, match="is a file of the session itself"):
        export(folder, "tidy", folder / name, overwrite=True)
    assert (folder / "session.json").read_bytes() == before
    assert not (folder / "edits.json").exists()


# Frames


def test_a_frame_has_types_and_units(session):
    frame = session.frame()
    assert list(frame.columns) == [column.name for column in session.columns]
    assert list(frame["label"].cat.categories) == list(CLASSES)
    assert frame["label"].isna().tolist() == [not label for label in session.rows["label"]]
    assert frame["ready"].dtype == "boolean"
    assert frame["held"].dtype == bool
    assert str(frame["time_utc"].dtype) == "datetime64[ms, UTC]"
    assert frame["time_utc"].is_monotonic_increasing
    assert frame.attrs["units"]["latency_ms"] == "ms"
    assert frame.attrs["status"] == "whole"
    np.testing.assert_array_equal(frame["p_happy"], session.rows["p_happy"])
    assert frame.groupby("label", observed=True)["p_happy"].count().to_dict() == {"angry": 5, "happy": 4, "sad": 9}


def test_a_frame_of_no_rows_and_one_without_pandas(session, monkeypatch):
    rows = {name: values[:0] for name, values in session.rows.items()}
    assert replace(session, rows=rows).frame().shape == (0, len(session.columns))
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(DataError, match=r"pip install 'fer-live\[analysis\]'"):
        session.frame()


def test_a_frame_is_written_and_read_by_pandas(session):
    text = session.frame().to_csv(index=False)
    assert pd.read_csv(io.StringIO(text))["p_happy"].isna().sum() == 2
