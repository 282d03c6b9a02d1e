"""Descriptions whose values are of other types than they should be: damaged, and their table is read all the same."""

import json
from collections.abc import Mapping

import pytest
from session_fakes import begun, happy

from fer_core.errors import DataError
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.session.plain import fitting
from fer_core.session.reader import open_session
from fer_core.session.recover import finish_session


@pytest.fixture
def folder(tmp_path):
    folder = new_session_folder(tmp_path, "talk")
    session = begun("talk")
    record, (table,) = begin_session(folder, session, ["csv"])
    table.open(session)
    table.write(happy(0))
    record.ended(table.close())
    return folder


def change(folder, place, value):
    """Put a value into a description, and return what it was."""
    path = folder / "session.json"
    fields = at = json.loads(path.read_text("utf-8"))
    *way, last = place
    for step in way:
        at = at[step]
    before, at[last] = at[last], value
    path.write_text(json.dumps(fields), "utf-8")
    return before


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("start_utc",), None),
        (("time_base",), -1),
        (("notes",), "one"),
        (("versions",), {"fer-live": 1}),
        (("source", "kind"), {}),
        (("source", "fps"), "thirty"),
        (("source", "fps"), float("nan")),
        (("source", "width"), True),
        (("pipeline", "spoken"), 1.5),
        (("pipeline", "settings"), {"still": {}}),
        (("columns", 0, "name"), None),
        (("files", 0, "name"), None),
        (("files", 0, "written"), 10**30),
        (("files", 0, "facts"), None),
    ],
)
def test_a_description_with_a_value_of_another_type_is_damaged_and_its_table_is_read(folder, place, value):
    change(folder, place, value)
    session = open_session(folder)
    assert (session.description, session.row_count) == (None, 1)
    assert "session.json is damaged" in session.problems[0]
    assert session.problems[0].endswith("Its table is read by itself.")


@pytest.mark.parametrize("name", ["", "..", "../talk.csv", "/etc/passwd", "..\\talk.csv", "a\0b"])
def test_no_description_leads_to_files_elsewhere(folder, tmp_path, name):
    (tmp_path / "talk.csv").write_text("half a li")
    change(folder, ("files", 0, "name"), name)
    for place, value in ((("complete",), False), (("end_utc",), None), (("files", 0, "written"), None)):
        change(folder, place, value)
    with pytest.raises(DataError, match="is no name of a file"):
        finish_session(folder)
    assert (tmp_path / "talk.csv").read_text() == "half a li"


def test_what_a_newer_version_may_write_is_read(folder):
    change(folder, ("columns", 0, "kind"), "colour")
    change(folder, ("source",), {**change(folder, ("source",), None), "lens": "wide"})
    assert open_session(folder).description.source.name == "Desk"


def test_halves_of_characters_become_question_marks():
    assert fitting(str | None, "name", "a\ud800") == "a?"
    assert fitting(Mapping[str, str], "versions", {"\ud800": "1"}) == {"?": "1"}
