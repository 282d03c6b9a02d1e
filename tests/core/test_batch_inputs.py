"""Which files a batch reads, and where their results go."""

import os
from pathlib import Path

import pytest
from batches import a_small_face, read, write_tiny_films

from fer_core.analysis import Wanted
from fer_core.batch.analyst import Recipe
from fer_core.batch.inputs import find_batch


@pytest.fixture
def films(tmp_path):
    """A folder of files that are empty, for nobody opens them here."""
    folder = tmp_path / "films"
    for name in (
        "b.mp4",
        "a.MOV",
        "notes.txt",
        ".hidden.mp4",
        "deep/c.jpg",
        "deep/a.mp4",
        "deep/er/d.webm",
        ".git/e.mp4",
    ):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def found(films, batch):
    """Return the files of a batch, and where their results go."""
    out = films.parent / "out"
    return [
        (task.path.relative_to(films).as_posix(), (task.out / task.name).relative_to(out).as_posix())
        for task in batch.tasks
    ]


FLAT = [("a.MOV", "a"), ("b.mp4", "b")]
DEEP = [*FLAT, ("deep/a.mp4", "deep/a"), ("deep/c.jpg", "deep/c"), ("deep/er/d.webm", "deep/er/d")]


def test_a_folder_is_the_films_and_pictures_in_it_sorted(films, tmp_path):
    assert found(films, find_batch([films], tmp_path / "out")) == FLAT


def test_recursive_goes_into_folders_and_their_results_lie_in_the_same_ones(films, tmp_path):
    assert found(films, find_batch([films], tmp_path / "out", recursive=True)) == DEEP


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", FLAT),
        ("*.mp4", [("b.mp4", "b")]),
        ("**/*.mp4", [("b.mp4", "b"), ("deep/a.mp4", "deep/a")]),
        ("**/*", DEEP),
        ("d*/?.jpg", [("deep/c.jpg", "deep/c")]),
        ("*.txt", [("notes.txt", "notes")]),
    ],
)
def test_a_pattern_that_no_shell_has_seen_is_what_it_matches(films, tmp_path, pattern, expected):
    assert found(films, find_batch([films / pattern], tmp_path / "out")) == expected


def test_a_file_whose_name_looks_like_a_pattern_is_that_file(tmp_path):
    odd = tmp_path / "clip[1].mp4"
    odd.touch()
    assert [task.path for task in find_batch([odd], tmp_path).tasks] == [odd]


def test_a_file_is_read_once_however_often_it_is_named(films, tmp_path):
    (films / "link.mp4").symlink_to(films / "b.mp4")
    named = [films / "b.mp4", films, films / "*.mp4", films / "deep" / ".." / "b.mp4"]
    assert sorted(found(films, find_batch(named, tmp_path / "out"))) == FLAT


def test_files_of_one_name_keep_a_result_each(films, tmp_path):
    batch = find_batch([films / "a.MOV", films / "deep" / "a.mp4", films / "b.mp4"], tmp_path / "out")
    assert [name for _, name in found(films, batch)] == ["a.MOV", "a.mp4", "b"]
    assert not batch.single


def test_no_result_takes_the_name_of_the_summary(tmp_path):
    (tmp_path / "summary.mp4").touch()
    assert [task.name for task in find_batch([tmp_path], tmp_path / "out").tasks] == ["summary-2"]
    batch = find_batch([tmp_path / "summary.mp4"], tmp_path / "out")
    assert (batch.single, batch.tasks[0].name) == (True, "summary")


def test_links_that_lead_in_a_circle_end(films, tmp_path):
    (films / "deep" / "round").symlink_to(films)
    (films / "self.mp4").symlink_to(films / "self.mp4")
    for asked in (films, films / "**" / "*"):
        names = [name for name, _ in found(films, find_batch([asked], tmp_path / "out", recursive=True))]
        assert names == sorted([*(name for name, _ in DEEP), "self.mp4"], key=lambda name: Path(name).parts)


@pytest.mark.parametrize("recursive", [False, True])
def test_a_folder_without_films_is_told(tmp_path, recursive):
    (tmp_path / "deep").mkdir()
    (tmp_path / "notes.txt").touch()
    batch = find_batch([tmp_path], tmp_path / "out", recursive=recursive)
    assert batch.tasks == ()
    assert len(batch.problems) == 1
    assert f"{tmp_path} holds no films or pictures." in batch.problems[0]
    assert ("--recursive" in batch.problems[0]) != recursive


@pytest.mark.parametrize("pattern", ["*.nothing", "no/*/such.mp4", "**x/*.mp4"])
def test_a_pattern_that_matches_nothing_is_told(films, tmp_path, pattern):
    batch = find_batch([films / pattern, films], tmp_path / "out")
    assert found(films, batch) == FLAT
    assert [f"{films / pattern} matches no film or picture." in problem for problem in batch.problems] == [True]


def test_a_folder_that_may_not_be_looked_into_is_told_and_the_others_are_read(films, tmp_path, monkeypatch):
    scandir = os.scandir

    def guarded(path):
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    batch = find_batch([films], tmp_path / "out", recursive=True)
    assert found(films, batch) == FLAT
    assert batch.problems == (f"{films / 'deep'} cannot be looked into (Permission denied). Check its permissions.",)


@pytest.mark.parametrize("place", [".", "results", "deep/results"])
def test_own_results_are_not_analysed(tmp_path, place):
    films = write_tiny_films(tmp_path / "films", 1)
    out = films / place
    recipe = Recipe(make=a_small_face, wanted=Wanted(film="overlay"))
    assert read(films, out, recipe)["clip0.mp4"].status == "whole"
    assert (out / "clip0.faces.mp4").is_file()
    (out / "clip1.partial.faces.mp4").touch()
    for asked in (films, films / "**" / "*.mp4"):
        (task,) = find_batch([asked], out, recursive=True).tasks
        assert task.path == films / "clip0.mp4"
    # Also where the results of today go elsewhere.
    (task,) = find_batch([films], tmp_path / "out", recursive=True).tasks
    assert task.path == films / "clip0.mp4"
