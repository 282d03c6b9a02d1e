"""Sessions that were damaged, edited or taken apart: what can be read is read, and the rest is told."""

import json
import re
import shutil

import numpy as np
import pytest
from session_fakes import HEADER_1, ROWS_1, begun, happy

from fer_core.errors import DataError
from fer_core.session import tables
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.reader import open_session

CHANGED = "talk.csv is not the file that its description was written for: it has been changed."
MARKS = (
    "t_s,time_utc,kind,face_id,text\n"
    "1.5,2026-03-01T12:00:01.500Z,stimulus,,\"film 1, start\"\n"
    "2.25,2026-03-01T12:00:02.250Z,'=kind,2,'-5 degrees\n"
)  # fmt: skip


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    """A recording of two faces in three frames."""
    folder = new_session_folder(tmp_path_factory.mktemp("original"), "talk")
    session = begun("talk")
    record, (table,) = begin_session(folder, session, ["csv"])
    table.open(session)
    for index in range(3):
        table.write(happy(index, faces=2))
    record.ended(table.close())
    return folder


@pytest.fixture
def folder(original, tmp_path):
    """A copy to be damaged."""
    return shutil.copytree(original, tmp_path / "talk")


def changed(folder, change):
    table = folder / "talk.csv"
    before = table.read_bytes()
    table.write_bytes(change(before))
    assert table.read_bytes() != before
    return open_session(folder)


def replaced(old, new, count=1):
    return lambda data: data.replace(old, new, count)


def described(folder, **fields):
    path = folder / "session.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | fields), "utf-8")


def is_like(session, folder, original):
    """Whether all rows are there as they were written."""
    whole = open_session(original).rows
    assert list(whole) == [name for name in session.rows if name in whole]
    for name, values in whole.items():
        np.testing.assert_array_equal(session.rows[name], values, name)
        assert session.rows[name].dtype == values.dtype
    return True


# Cells and rows


@pytest.mark.parametrize(
    ("change", "rows", "says"),
    [
        (replaced(b",0,0.0000,", b",first,0.0000,"), 5,
         "Column frame: a cell holds no whole number ('first' in row 2): the row is left out."),
        (replaced(b",0.0000,", b",,"), 5, "Column t_s: a cell holds no number ('' in row 2): the row is left out."),
        (replaced(b",0.0000,", b",inf,"), 5,
         "Column t_s: a cell holds no number ('inf' in row 2): the row is left out."),
        (replaced(b",0.0000,", b",-,"), 5, "Column t_s: a cell holds no number ('-' in row 2): the row is left out."),
        (replaced(b"talk,0,0.0000", b"talk,0"), 5,
         "A row is damaged, and left out: row 2 has 26 cells, and the header 27."),
        (replaced(b"talk,1,0.1000", b"talk,1,1,1,0.1000", 2), 4,
         "2 rows are damaged, and left out: row 4 has 29 cells, and the header 27."),
        (replaced(b",0.7600,false", b",much,false", 2), 6,
         "Column confidence: 2 cells hold no number (the first is 'much' in row 2): they are read as empty."),
        (replaced(b",0.7600,false", b",-inf,false"), 6,
         "Column confidence: a cell holds no number ('-inf' in row 2): it is read as empty."),
        (replaced(b",0.7600,false", b",7600,false"), 6,
         "Column confidence: 1 of its numbers are not between 0 and 1 (the first in row 2). A spreadsheet may have "
         "lost their decimal points: do not rely on them."),
        (replaced(b",false,false", b",no,false"), 6,
         "Column held: a cell holds no true or false ('no' in row 2): it is read as empty."),
        (replaced(b",happy,", b"," + b"x" * 300_000 + b","), 6, None),
        (replaced(b",0.8750,", b",\x00.87,"), 6, None),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(folder, change, rows, says):
    session = changed(folder, change)
    assert (session.status, session.row_count, len(session.rows["label"])) == ("unknown", rows, rows)
    assert session.problems[0] == CHANGED
    if says is not None:
        assert session.problems[1:] == (says,)


def test_a_number_that_cannot_be_read_is_empty_and_the_others_stay(folder):
    session = changed(folder, replaced(b",0.7600,false", b",much,false"))
    assert np.isnan(session.rows["confidence"][0])
    assert session.rows["confidence"][1:].tolist() == [0.76] * 5
    session = changed(folder, replaced(b",false,false", b",no,false"))
    assert session.rows["held"].tolist() == [None, *[False] * 5]


def test_a_quote_that_is_never_closed_costs_no_more_than_its_row(folder):
    session = changed(folder, replaced(b"talk,1,0.1000", b'talk,1,"0.1000'))
    assert session.row_count == 5
    assert "A row is damaged" in session.problems[1]


def test_blocks_that_the_disk_never_wrote_are_a_row_that_was_cut_off(folder):
    session = changed(folder, lambda data: data[:-40] + bytes(4000))
    assert (session.row_count, session.problems) == (5, (CHANGED, "The last row was cut off, and is left out."))


def test_only_a_header_is_a_table_without_rows(folder):
    session = changed(folder, lambda data: data[: data.index(b"\n") + 1])
    assert (session.row_count, session.problems) == (0, (CHANGED,))
    assert session.rows["frame"].dtype == np.int64


# As spreadsheets save it


def cells(data):
    return [line.split(",") for line in data.decode().splitlines()]


def lines(rows, separator=",", end="\n"):
    return "".join(separator.join(row) + end for row in rows).encode()


def german(data):
    header, *rows = cells(data)
    words = {"true": "WAHR", "false": "FALSCH"}
    rows = [[words.get(cell, re.sub(r"^(-?\d+)\.(\d+)$", r"\1,\2", cell)) for cell in row] for row in rows]
    return lines([header, *rows], ";", "\r\n")


@pytest.mark.parametrize(
    "change",
    [
        german,
        lambda data: b"\xef\xbb\xbf" + german(data),
        lambda data: b"sep=;\r\n" + german(data),
        lambda data: german(data).decode().replace(";", "\t").encode("utf-16"),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"\n", b"\r"),
        lambda data: data.replace(b"true", b"TRUE").replace(b"false", b"FALSE"),
        lambda data: lines([[f'"{cell}"' for cell in row] for row in cells(data)]),
        lambda data: lines([row[::-1] for row in cells(data)]),
        lambda data: data.partition(b"\n")[0].upper() + b"\n" + data.partition(b"\n")[2],
        lambda data: data.replace(b"\n", b"\n\n"),
        lambda data: data.replace(b".0,", b",").replace(b",0.0000,", b",0,"),
    ],
    ids=["german", "bom", "hint", "unicode text", "crlf", "cr", "TRUE", "quotes", "reordered", "HEADER", "blank lines",
         "noughts"],
)  # fmt: skip
def test_a_table_that_a_spreadsheet_has_saved_is_read_as_it_was(folder, original, change):
    session = changed(folder, change)
    assert (session.status, session.problems) == ("unknown", (CHANGED,))
    assert is_like(session, folder, original)


def test_names_that_a_spreadsheet_took_for_numbers_are_the_described_ones(folder, original):
    session = changed(folder, replaced(b"\ntalk,", b"\n7,", -1))
    assert is_like(session, folder, original)
    assert session.problems[1:] == ("Column session holds '7': 'talk' is taken, as it was described.",)


@pytest.mark.parametrize(
    ("time", "read"),
    [("2026-03-01 12:00:01,5", "2026-03-01T12:00:01.500Z"), ("2026-03-01 12:00:01", "2026-03-01T12:00:01.000Z")],
)
def test_times_in_another_form_are_read(folder, time, read):
    session = changed(folder, lambda data: lines([[*row[:3], time, *row[4:]] if i else row
                                                  for i, row in enumerate(cells(data))], ";"))  # fmt: skip
    assert session.rows["time_utc"].tolist() == [read] * 6
    assert session.problems == (CHANGED,)


def test_times_that_could_be_two_are_empty(folder):
    session = changed(folder, lambda data: lines([[*row[:3], "01/03/26 12:00", *row[4:]] if i else row
                                                  for i, row in enumerate(cells(data))]))  # fmt: skip
    assert session.rows["time_utc"].tolist() == [""] * 6
    assert "6 cells hold no time (the first is '01/03/26 12:00' in row 2)" in session.problems[1]


def with_column(name, values, place=2):
    def change(data):
        rows = cells(data)
        return lines([*row[:place], name if i == 0 else values[i - 1], *row[place:]] for i, row in enumerate(rows))

    return change


def test_columns_that_were_added_are_kept_as_what_they_hold(folder):
    session = changed(folder, with_column("note", ["a", "b", "", "d", "e", "'=f"]))
    assert session.rows["note"].tolist() == ["a", "b", "", "d", "e", "=f"]
    assert session.problems == (CHANGED, "Columns have been added: note.")
    session = changed(folder, with_column("score", ["1", "2", "", "4", "5", "6.5"]))
    assert session.rows["score"].tolist()[3:] == [4, 5, 6.5]
    assert {column.name: column.kind for column in session.columns}["score"] == "number"


def without_column(name):
    def change(data):
        rows = cells(data)
        place = rows[0].index(name)
        return lines([*row[:place], *row[place + 1 :]] for row in rows)

    return change


def test_columns_that_were_taken_out_are_empty(folder):
    session = changed(folder, without_column("confidence"))
    assert np.isnan(session.rows["confidence"]).all()
    assert session.problems == (CHANGED, "Columns are missing, and read as empty: confidence.")


def test_frames_are_counted_where_their_column_was_taken_out(folder):
    session = changed(folder, without_column("frame"))
    assert session.rows["frame"].tolist() == [0, 0, 1, 1, 2, 2]
    assert session.problems[1:] == ("Column frame is missing: rows of the same t_s are counted as one frame, from 0.",)


@pytest.mark.parametrize("name", ["t_s", "face_id"])
def test_without_times_or_faces_there_are_no_rows(folder, name):
    session = changed(folder, without_column(name))
    assert (session.status, session.row_count) == ("unknown", 0)
    assert "is no table of fer-live's, or its columns have been changed" in session.problems[0]
    (folder / "session.json").unlink()
    with pytest.raises(DataError, match="its columns have been changed"):
        open_session(folder)


def test_of_two_columns_of_one_name_the_first_is_read(folder):
    session = changed(folder, with_column("p_happy", ["9"] * 6, place=26))
    assert session.rows["p_happy"].tolist() == [0.76] * 6
    assert session.problems == (CHANGED, "Columns are left out, because there is another one of that name: p_happy.")


def test_letters_of_another_character_set_are_told(folder):
    (folder / "session.json").unlink()
    session = changed(folder, replaced(b"\ntalk,", b"\nT\xfcr,", -1))
    assert session.rows["session"].tolist() == ["Tür"] * 6
    assert session.problems == ("It is no text in UTF-8: letters beyond A to Z may be wrong.",)


# Files that have gone, or are not what they were


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b"\xff", b"[" * 100_000])
def test_a_description_that_cannot_be_read_leaves_the_table(folder, content):
    (folder / "session.json").write_bytes(content)
    session = open_session(folder)
    assert (session.description, session.status, session.row_count) == (None, "unknown", 6)
    assert session.problems[0].endswith("Its table is read by itself.")


def test_a_description_of_the_future_leaves_the_table(folder):
    described(folder, oldest_reader=99)
    session = open_session(folder)
    assert (session.description, session.row_count) == (None, 6)
    assert "was written by a newer fer-live" in session.problems[0]


def test_columns_of_a_kind_that_is_not_known_yet_are_texts(folder):
    columns = json.loads((folder / "session.json").read_text("utf-8"))["columns"]
    for column in columns:
        column["kind"] = "decimal" if column["name"] in ("p_happy", "t_s") else column["kind"]
    described(folder, columns=columns)
    session = open_session(folder)
    assert (session.rows["p_happy"][0], session.rows["t_s"].dtype) == ("0.7600", np.float64)


def test_a_table_whose_name_no_file_can_have_is_missing(folder):
    files = json.loads((folder / "session.json").read_text("utf-8"))["files"]
    described(folder, files=[files[0] | {"name": "a\0b.csv"}, files[0] | {"name": "talk.csv"}])
    assert open_session(folder).row_count == 6


def test_a_description_that_names_no_table_is_read_with_the_one_beside_it(folder):
    described(folder, files=[])
    session = open_session(folder)
    assert (session.description.session, session.row_count) == ("talk", 6)
    assert session.problems == ("session.json names no table: talk.csv is read.",)
    (folder / "talk.csv").unlink()
    with pytest.raises(DataError, match=r"names no table\. Open a CSV file\."):
        open_session(folder)


@pytest.mark.parametrize("is_folder", [False, True])
def test_a_table_that_has_gone_leaves_the_description_and_the_marks(folder, is_folder):
    (folder / "talk.csv").unlink()
    if is_folder:
        (folder / "talk.csv").mkdir()
    (folder / "events.csv").write_text(MARKS, "utf-8")
    session = open_session(folder)
    assert (session.status, session.row_count, len(session.marks)) == ("unknown", 0, 2)
    assert "talk.csv cannot be read" in session.problems[0]
    assert session.rows["p_happy"].dtype == np.float64


def test_a_table_of_no_bytes(folder):
    session = changed(folder, lambda _: b"")
    assert (session.row_count, session.status) == (0, "unknown")
    assert "talk.csv is empty" in session.problems[0]


def test_a_table_that_was_renamed_is_known_by_its_checksum(folder):
    (folder / "talk.csv").rename(folder / "renamed.csv")
    session = open_session(folder)
    assert (session.status, session.row_count, session.problems) == ("whole", 6, ())


def test_a_film_that_has_gone_is_told(folder):
    files = json.loads((folder / "session.json").read_text("utf-8"))["files"]
    described(folder, files=[*files, files[0] | {"name": "talk.mp4", "sink": "film"}])
    session = open_session(folder)
    assert (session.status, session.row_count, session.film) == ("unknown", 6, None)
    assert session.problems == ("talk.mp4 is not there: it has been moved or deleted.",)
    (folder / "talk.mp4").write_bytes(b"film")
    session = open_session(folder)
    assert (session.status, session.film) == ("whole", folder / "talk.mp4")


@pytest.mark.parametrize(
    ("text", "left", "says"),
    [
        (MARKS.replace("1.5,", "soon,"), 1, "A mark in events.csv could not be read, and is left out."),
        (MARKS.replace(",2,", ",two,"), 1, "A mark in events.csv could not be read, and is left out."),
        (MARKS[:-3], 1, "A mark in events.csv could not be read, and is left out."),
        ("kind,text\nx,y\n", 0, "events.csv holds no marks: it has no column t_s."),
        (MARKS.replace(',"film 1, start"', ",film").replace(",", ";").replace(".", ","), 2, None),
    ],
)
def test_marks_that_are_damaged_leave_the_others(folder, text, left, says):
    (folder / "events.csv").write_text(text, "utf-8")
    session = open_session(folder)
    assert len(session.marks) == left
    assert session.problems == (() if says is None else (says,))


# Several parts, and too much


def in_parts(folder):
    """Cut a recording into two tables, as if it had been written so."""
    header, *rows = (folder / "talk.csv").read_bytes().splitlines(keepends=True)
    facts = json.loads((folder / "session.json").read_text("utf-8"))["files"][0]
    files = []
    for name, part in (("talk.csv", rows[:2]), ("talk-2.csv", rows[2:])):
        (folder / name).write_bytes(header + b"".join(part))
        sha256 = tables.hashlib.sha256((folder / name).read_bytes()).hexdigest()
        files.append(facts | {"name": name, "written": len(part), "sha256": sha256})
    described(folder, files=files)


@pytest.mark.parametrize("which", ["", "talk.csv", "talk-2.csv", "session.json"])
def test_parts_are_read_as_one(folder, original, which):
    in_parts(folder)
    session = open_session(folder / which)
    assert (session.status, session.problems, session.path.name) == ("whole", (), "talk.csv")
    assert is_like(session, folder, original)


def test_parts_without_a_description_are_read_as_one(folder, original):
    in_parts(folder)
    (folder / "session.json").unlink()
    session = open_session(folder)
    assert is_like(session, folder, original)
    assert session.problems == ("session.json is missing: the 2 tables of the folder are read as one.",)
    (folder / "talk-2.csv").write_text(HEADER_1 + ROWS_1)
    with pytest.raises(DataError, match="holds 2 sessions"):
        open_session(folder)


def test_parts_that_a_recording_does_not_know_yet_are_read_when_it_was_cut_off(folder, original):
    in_parts(folder)
    files = json.loads((folder / "session.json").read_text("utf-8"))["files"]
    described(folder, files=[files[0] | {"complete": False, "written": None}], complete=False, end_utc=None)
    (folder / "talk-3.csv").write_bytes(b"session,fra")
    session = open_session(folder)
    assert (session.status, session.problems) == ("interrupted", ())
    assert is_like(session, folder, original)


def test_a_part_that_has_gone_leaves_the_others(folder):
    in_parts(folder)
    (folder / "talk.csv").unlink()
    session = open_session(folder)
    assert (session.status, session.rows["frame"].tolist()) == ("unknown", [1, 1, 2, 2])
    assert session.problems[0].endswith("Check that it is there. Its rows are missing.")


def test_a_table_that_is_too_large_is_opened_in_part_and_says_so(folder):
    size = (folder / "talk.csv").stat().st_size
    session = open_session(folder, most_bytes=size - 1)
    assert (session.status, session.row_count) == ("unknown", 5)
    assert session.problems == ("talk.csv is too large to be opened whole (0.0 GB): its first 5 rows are read.",)
