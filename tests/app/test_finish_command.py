"""``fer-live finish``: recordings that were cut off."""

import shutil

import pytest
from command_line import assert_one_sentence, run

from fer_core import CsvSink, SourceFacts, begin_session, new_session_folder, open_session, start_session
from fer_core.session import folder as folder_module
from fer_core.session.record import SessionRecord


@pytest.fixture
def cut_off(tmp_path, pipeline_of_a_fake):
    """Make recordings whose program has ended before them."""

    def made(name, parent="recordings", half="talk,1,0.1"):
        folder = new_session_folder(tmp_path / "living", name)
        session = start_session(folder.name, SourceFacts("camera", "Desk"), pipeline_of_a_fake)
        _, (table,) = begin_session(folder, session, ["csv"])
        table.open(session)
        dead = shutil.copytree(folder, tmp_path / parent / name)
        table.close()
        with (dead / f"{name}.csv").open("a") as file:
            file.write(half)
        return dead

    return made


@pytest.fixture
def pipeline_of_a_fake():
    from fakes import make_pipeline

    pipeline = make_pipeline()
    yield pipeline.description
    pipeline.close()


def test_one_recording_is_finished_by_its_folder(capsys, cut_off):
    folder = cut_off("talk")
    assert run(capsys, "finish", folder) == (0, f"{folder / 'talk.csv'}: 0 rows\n", "")
    session = open_session(folder)
    assert (session.status, session.problems) == ("interrupted", ())
    assert (folder / "talk-cut-off.txt").read_text() == "talk,1,0.1"


def test_of_a_folder_of_recordings_all_that_were_cut_off(capsys, cut_off):
    one, other = cut_off("a"), cut_off("b")
    code, out, err = run(capsys, "finish", one.parent)
    assert (code, out, err) == (0, f"{one / 'a.csv'}: 0 rows\n{other / 'b.csv'}: 0 rows\n", "")
    assert run(capsys, "finish", one.parent) == (
        0,
        "",
        f"fer-live: note: no recording in {one.parent} was cut off.\n",
    )


def test_before_the_first_recording_there_is_nothing_to_finish(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(folder_module, "default_folder", lambda: tmp_path / "fer-live")
    words = f"fer-live: note: no recording in {tmp_path / 'fer-live'} was cut off.\n"
    assert run(capsys, "finish") == (0, "", words)


def test_without_a_folder_the_recordings_among_the_documents(capsys, cut_off, monkeypatch):
    one = cut_off("a")
    monkeypatch.setattr(folder_module, "default_folder", lambda: one.parent)
    assert run(capsys, "finish")[:2] == (0, f"{one / 'a.csv'}: 0 rows\n")


def test_what_cannot_be_finished_is_a_sentence_and_the_others_are_finished(capsys, cut_off, tmp_path):
    whole, other = cut_off("a"), cut_off("b")
    run(capsys, "finish", whole)
    code, out, err = run(capsys, "finish", whole, tmp_path / "nowhere", other)
    assert (code, out) == (2, f"{other / 'b.csv'}: 0 rows\n")
    done, nowhere = err.splitlines()
    assert done == f"fer-live: {whole} is finished: there is nothing to do."
    assert nowhere.startswith(f"fer-live: {tmp_path / 'nowhere'} holds no recording.")


def test_one_that_is_being_recorded_is_left_alone(capsys, tmp_path, pipeline_of_a_fake):
    session = start_session("talk", SourceFacts("camera", "Desk"), pipeline_of_a_fake)
    table = CsvSink(tmp_path / "talk.csv")
    SessionRecord(tmp_path / "session.json", session, [table]).begin()
    table.open(session)
    code, out, err = run(capsys, "finish", tmp_path)
    assert (code, out) == (2, "")
    assert_one_sentence(err)
    assert "is still being recorded" in err
    assert table.close().complete
