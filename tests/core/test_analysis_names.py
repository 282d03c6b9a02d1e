"""What an analysis is called when its name is taken: nothing is written over that is not an earlier result of it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from analysing import always_a_face, names_in, scripted
from fake_faces import SPEC
from session_fakes import HEADER_1, ROWS_1, table

from fer_core._cv2 import cv2
from fer_core.analysis import Wanted, analyse
from fer_core.errors import SinkError
from fer_core.files import lock
from fer_core.session import results as results_module
from fer_core.session.reader import open_session
from fer_core.sinks.csv import CsvSink

links = pytest.mark.skipif(sys.platform == "win32", reason="links need a permission there")


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "shot.png"
    cv2.imwrite(str(path), np.full((240, 320, 3), 90, np.uint8))
    return path


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def run(picture, out, *, film=None, overwrite=False, session=None):
    """Return the table, and what was told."""
    notes = []
    wanted = Wanted(film=film, overwrite=overwrite)
    path = analyse(picture, out, session=session, wanted=wanted, make=always_a_face, on_note=notes.append)
    assert open_session(path).status == "whole"
    assert not [name for name in names_in(out) if ".partial" in name and not (out / name).is_symlink()]
    return path, notes


# An earlier result of the same name is replaced


def test_an_earlier_result_is_replaced_with_its_description_and_its_film(picture, out):
    before, _ = run(picture, out, film="clean")
    kept = before.stat().st_ino, before.read_bytes()
    after, notes = run(picture, out, film="clean")
    assert (after, [note for note in notes if "are called" in note]) == (before, [])
    assert after.stat().st_ino != kept[0]
    assert after.read_bytes() == kept[1]
    assert names_in(out) == ["shot.clean.mp4", "shot.csv", "shot.session.json"]


def test_a_table_of_version_1_is_a_result_too(picture, out):
    (out / "shot.csv").write_text(HEADER_1 + ROWS_1, "utf-8")
    path, notes = run(picture, out)
    assert (path.name, notes) == ("shot.csv", [])
    assert "held" in table(path)[0]


def test_a_table_that_a_spreadsheet_has_saved_with_a_mark_in_front_is_a_result_too(picture, out):
    (out / "shot.csv").write_text(HEADER_1 + ROWS_1, "utf-8-sig")
    assert run(picture, out)[0].name == "shot.csv"


# What is not a result is left alone, and a free name taken


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("shot.csv", b"name,age\nx,3\n"),
        ("shot.csv", b""),
        ("shot.csv", b"\xff\xfe"),
        ("shot.csv", b"\x00" * 100_000),
        ("shot.session.json", b"{}"),
        ("shot.session.json", b""),
        ("shot.clean.mp4", b"my film"),
        ("shot.partial.csv", b"name,age\nx,3\n"),
    ],
)
def test_a_foreign_file_is_left_alone(picture, out, name, content):
    (out / name).write_bytes(content)
    notes = []
    path = analyse(picture, out, wanted=Wanted(film="clean"), make=always_a_face, on_note=notes.append)
    assert path == out / "shot-2.csv"
    assert (out / name).read_bytes() == content
    (note,) = [note for note in notes if "are called" in note]
    assert note.startswith(f"{name} is not a ")
    assert note.endswith(": the results of shot.png are called shot-2.")
    assert open_session(path).description.session == "shot-2"
    assert {row["session"] for row in table(path)} == {"shot-2"}


def test_a_film_that_no_result_describes_is_left_alone(picture, out):
    run(picture, out)
    (out / "shot.faces.mp4").write_bytes(b"my film")
    path, notes = run(picture, out, film="overlay")
    assert path.name == "shot-2.csv"
    assert notes[0].startswith("shot.faces.mp4 is not a result of fer-live's")
    assert (out / "shot.faces.mp4").read_bytes() == b"my film"


def test_what_is_read_is_never_written_over_even_if_all_else_may_be(picture):
    folder = picture.parent
    film = folder / "shot.clean.mp4"
    picture.rename(film)
    before = film.read_bytes()
    path, notes = run(film, folder, film="clean", overwrite=True, session="shot")
    assert path.name == "shot-2.csv"
    assert notes[0] == "shot.clean.mp4 is the file that is read: the results of shot.clean.mp4 are called shot-2."
    assert film.read_bytes() == before


def test_nor_is_it_taken_for_the_leftover_of_a_run_that_was_stopped(picture):
    # Somebody analyses what is left of a film of a run that was stopped.
    folder = picture.parent
    film = folder / "shot.partial.clean.mp4"
    picture.rename(film)
    before = film.read_bytes()
    notes = []
    path = analyse(film, folder, session="shot", wanted=Wanted(film="clean"), make=always_a_face, on_note=notes.append)
    assert path.name == "shot-2.csv"
    assert film.read_bytes() == before
    assert notes[0].startswith("shot.partial.clean.mp4 is the file that is read")


@links
@pytest.mark.parametrize("name", ["shot.csv", "shot.session.json"])
@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_is_not_followed_and_not_replaced(picture, out, name, dangling):
    target = out.parent / "precious"
    if not dangling:
        target.write_text("precious")
    (out / name).symlink_to(target)
    path, notes = run(picture, out)
    assert path.name == "shot-2.csv"
    assert notes == [f"{name} is a link: the results of shot.png are called shot-2."]
    assert (out / name).is_symlink()
    assert target.exists() != dangling
    assert dangling or target.read_text() == "precious"


@links
@pytest.mark.parametrize("dangling", [False, True])
def test_a_link_in_place_of_a_partial_table_is_not_followed(picture, out, dangling):
    target = out.parent / "precious"
    if not dangling:
        target.write_text("precious")
    (out / "shot.partial.csv").symlink_to(target)
    path, _ = run(picture, out)
    assert path.name == "shot-2.csv"
    assert (out / "shot.partial.csv").is_symlink()
    assert target.exists() != dangling
    assert dangling or target.read_text() == "precious"


@pytest.mark.parametrize(
    "name", ["shot.csv", "shot.session.json", "shot.clean.mp4", "shot.partial.csv", "shot.partial.clean.mp4"]
)
@pytest.mark.parametrize("overwrite", [False, True])
def test_a_folder_in_the_way_stays(picture, out, name, overwrite):
    (out / name).mkdir()
    notes = []
    wanted = Wanted(film="clean", overwrite=overwrite)
    path = analyse(picture, out, wanted=wanted, make=always_a_face, on_note=notes.append)
    assert path.name == "shot-2.csv"
    assert notes[0] == f"{name} is a folder: the results of shot.png are called shot-2."
    assert (out / name).is_dir()


def test_names_go_on_counting(picture, out):
    for name in ("shot.csv", "shot-2.csv", "shot-3.csv"):
        (out / name).write_text("mine")
    path, (note,) = run(picture, out)
    assert path.name == "shot-4.csv"
    assert note == "shot.csv is not a result of fer-live's: the results of shot.png are called shot-4."


# Overwriting is asked for


@pytest.mark.parametrize("name", ["shot.csv", "shot.session.json", "shot.clean.mp4"])
def test_who_asks_for_it_gets_foreign_files_replaced(picture, out, name):
    (out / name).write_text("mine")
    path, notes = run(picture, out, film="clean", overwrite=True)
    assert (path.name, [note for note in notes if "are called" in note]) == ("shot.csv", [])


@links
def test_of_a_link_it_is_the_link_that_is_replaced(picture, out):
    target = out.parent / "precious"
    target.write_text("precious")
    (out / "shot.csv").symlink_to(target)
    path, _ = run(picture, out, overwrite=True)
    assert path.name == "shot.csv"
    assert not path.is_symlink()
    assert target.read_text() == "precious"


# Runs that are at work, or were stopped


def test_what_a_run_that_was_stopped_has_left_is_replaced(picture, out):
    sink = CsvSink(out / "shot.partial.csv")
    (out / "shot.partial.csv").write_text(HEADER_1 + ROWS_1, "utf-8")
    (out / "shot.partial.session.json").write_text("{}")
    (out / "shot.partial.clean.mp4").write_text("half a film")
    assert sink.written == 0
    path, notes = run(picture, out, film="clean")
    assert (path.name, [note for note in notes if "are called" in note]) == ("shot.csv", [])
    assert names_in(out) == ["shot.clean.mp4", "shot.csv", "shot.session.json"]


def test_an_empty_table_that_a_full_disk_has_left_is_replaced(picture, out):
    (out / "shot.partial.csv").touch()
    assert run(picture, out)[0].name == "shot.csv"


def test_a_table_that_another_run_writes_is_left_to_it(picture, out):
    with (out / "shot.partial.csv").open("xb", buffering=0) as file:
        lock(file)
        file.write((HEADER_1 + ROWS_1).encode())
        path = analyse(picture, out, make=always_a_face, on_note=(notes := []).append)
        assert path.name == "shot-2.csv"
        assert notes == ["shot.partial.csv is being written by another run: the results of shot.png are called shot-2."]
        file.write(b"more")
    assert (out / "shot.partial.csv").read_bytes().endswith(b"more")


def test_two_programs_at_once_get_a_name_each(picture, out):
    code = """
import sys
from pathlib import Path
from analysing import always_a_face
from fer_core.analysis import analyse
def wait(_done, _total):
    print("started", flush=True)
    sys.stdin.readline()
print(analyse(sys.argv[1], Path(sys.argv[2]), make=always_a_face, on_progress=wait).name)
"""
    folder = Path(__file__).parent
    environment = dict(os.environ, PYTHONPATH=os.pathsep.join([str(folder.parents[1]), str(folder)]))
    command = [sys.executable, "-c", code, str(picture), str(out)]
    with subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "started\n"
        assert analyse(picture, out, make=always_a_face).name == "shot-2.csv"
        printed, _ = other.communicate("\n")
    assert printed == "shot.csv\n"
    assert names_in(out) == ["shot-2.csv", "shot-2.session.json", "shot.csv", "shot.session.json"]


def test_a_name_that_is_taken_in_the_very_moment_is_left_to_the_other(picture, out, monkeypatch):
    """The other run makes its film after this one has looked, and after this one's table is made."""
    make, made = results_module.claim, []

    def looked(*args, **options):
        found = make(*args, **options)
        if not made:
            made.append(found)
            (out / "shot.partial.clean.mp4").write_bytes(b"the other's")
            (out / "shot.partial.session.json").write_bytes(b"{}")
        return found

    monkeypatch.setattr(results_module, "claim", looked)
    # Nobody writes the table that this run has made and left: it may be taken again.
    path = analyse(picture, out, wanted=Wanted(film="clean"), make=always_a_face)
    assert path.name == "shot.csv"
    assert names_in(out) == ["shot.clean.mp4", "shot.csv", "shot.session.json"]


def test_what_comes_into_the_way_meanwhile_is_not_written_over(picture, out):
    def come(_done, _total):
        (out / "shot.csv").write_text("mine")

    with pytest.raises(SinkError) as caught:
        analyse(picture, out, make=always_a_face, on_progress=come)
    assert str(caught.value) == (
        f"{out / 'shot.csv'} is not a result of fer-live's, and has come meanwhile. The result is in "
        f"{out / 'shot.partial.csv'}."
    )
    assert (out / "shot.csv").read_text() == "mine"
    session = open_session(out / "shot.partial.csv")
    assert (session.status, session.row_count) == ("interrupted", 1)


def test_a_name_with_a_dot_is_not_taken_for_a_suffix(picture, out):
    (out / "v1.5.csv").write_text("mine")
    assert run(picture, out, session="v1.5")[0].name == "v1.5-2.csv"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not take such a name")
def test_a_name_that_is_a_formula_is_shown_and_not_computed(picture, out):
    named = picture.rename(picture.with_name("=cmd()+1.png"))
    path, _ = run(named, out)
    assert table(path)[0]["session"] == "'=cmd()+1"
    assert open_session(path).rows["session"].tolist() == ["=cmd()+1"]


def test_another_model_s_table_of_the_same_name_is_a_result_too(picture, out):
    analyse(picture, out, make=scripted([], SPEC))
    assert run(picture, out)[0].name == "shot.csv"
