"""``fer-live export``: a recording for other programs."""

import json

import pytest
from command_line import assert_one_sentence, run
from fakes import make_pipeline

from fer_core import EXPORTS, SourceFacts, begin_session, new_session_folder, start_session


@pytest.fixture
def recording(tmp_path):
    """The folder of a recording in which nobody was seen."""
    folder = new_session_folder(tmp_path, "talk")
    pipeline = make_pipeline()
    session = start_session(folder.name, SourceFacts("camera", "Desk"), pipeline.description)
    pipeline.close()
    record, (table,) = begin_session(folder, session, ["csv"])
    table.open(session)
    record.ended(table.close())
    return folder


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_is_written_also_without_a_row(capsys, recording, tmp_path, name):
    out = tmp_path / f"a{EXPORTS[name].suffix}"
    code, printed, err = run(capsys, "export", recording, "--to", name, "--out", out)
    assert (code, printed) == (0, f"{out}\n")
    assert out.stat().st_size > 0
    assert err == "" or (name == "openface" and "measures no action units" in err)


def test_the_default_is_the_sessions_name_in_the_current_folder(capsys, recording, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "export", recording, "--to", "boris")[:2] == (0, "talk.boris\n")
    assert list(json.loads((tmp_path / "talk.boris").read_text("ascii"))["observations"]) == ["talk"]


def test_a_file_that_is_there_is_kept_unless_asked(capsys, recording, tmp_path):
    out = tmp_path / "a.csv"
    out.write_text("mine")
    code, printed, err = run(capsys, "export", recording, "--to", "tidy", "--out", out)
    assert (code, printed, out.read_text()) == (2, "", "mine")
    assert_one_sentence(err)
    for option in ("--overwrite", "--force"):
        assert run(capsys, "export", recording, "--to", "tidy", "--out", out, option)[0] == 0


def test_a_format_that_there_is_not_lists_the_others(capsys, recording):
    code, printed, err = run(capsys, "export", recording, "--to", "spss")
    assert (code, printed) == (2, "")
    assert_one_sentence(err)
    assert all(name in err for name in EXPORTS)


@pytest.mark.parametrize("made", [None, "", "name,age\nx,3\n"])
def test_what_is_no_session_is_refused(capsys, tmp_path, made):
    path = tmp_path / "other.csv"
    if made is not None:
        path.write_text(made)
    code, printed, err = run(capsys, "export", path, "--to", "tidy")
    assert (code, printed) == (2, "")
    assert_one_sentence(err)


def test_problems_of_the_session_are_told(capsys, recording, tmp_path):
    with (recording / "talk.csv").open("a") as file:
        file.write("talk,0,")
    code, _, err = run(capsys, "export", recording, "--to", "tidy", "--out", tmp_path / "a.csv")
    assert code == 0
    assert "note: The last row was cut off, and is left out." in err


def test_help_lists_the_formats(capsys):
    code, printed, _ = run(capsys, "export", "--help")
    assert code == 0
    assert all(f"  {row.name}" in printed and row.meaning in printed for row in EXPORTS.values())
