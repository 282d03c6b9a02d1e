"""Several processes beside each other, also when some of them end in the midst of a film."""

import os
import subprocess
import sys
from contextlib import closing

import pytest
from batches import (
    CHARGES,
    FUSE,
    Recipe,
    Watch,
    a_small_face,
    fused,
    read,
    tables,
    tasks_in,
    without_library,
    write_tiny_films,
)

from fer_core.batch import engines
from fer_core.batch.engines import alone, most_processes, processes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills with a signal")


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    return write_tiny_films(tmp_path_factory.mktemp("batch") / "films")


@pytest.fixture(scope="module")
def expected(films, tmp_path_factory):
    """The tables of a batch that nobody disturbed."""
    out = tmp_path_factory.mktemp("expected")
    assert {report.status for report in read(films, out).values()} == {"whole"}
    return tables(out)


@pytest.fixture
def fuse(tmp_path, monkeypatch):
    """How often a process ends in the midst of a film."""

    def burns(times):
        monkeypatch.setenv(FUSE, str(tmp_path / "fuse"))
        monkeypatch.setenv(CHARGES, str(times))

    return burns


def test_two_processes_write_what_one_does(films, expected, tmp_path):
    watch = Watch()
    before = {name: os.environ.get(name) for name in engines.ONE_THREAD}
    reports = read(films, tmp_path, engine=processes, watch=watch, jobs=2)
    assert {report.status for report in reports.values()} == {"whole"}
    assert tables(tmp_path) == expected
    assert {name for name, _, _ in watch.shown} == {f"clip{number}.mp4" for number in range(4)}
    assert {name: os.environ.get(name) for name in engines.ONE_THREAD} == before


def test_a_film_whose_process_is_killed_is_read_once_more(films, expected, tmp_path, fuse):
    fuse(1)
    watch = Watch()
    reports = read(films, tmp_path / "out", Recipe(make=fused), processes, watch, jobs=2)
    assert {report.status for report in reports.values()} == {"whole"}
    assert tables(tmp_path / "out") == expected
    assert watch.said == ["The process that read clip2.mp4 has ended (by signal 9): it is read once more."]


def test_a_film_whose_process_is_killed_twice_is_given_up_and_the_others_go_on(films, expected, tmp_path, fuse):
    fuse(9)
    reports = read(films, tmp_path / "out", Recipe(make=fused), processes, jobs=2)
    assert {name: report.status for name, report in reports.items()} == {
        **{"clip0.mp4": "whole", "clip1.mp4": "whole", "clip2.mp4": "failed", "clip3.mp4": "whole"}
    }
    assert "The process that read clip2.mp4 has ended (by signal 9), for the second time." in reports["clip2.mp4"].error
    found = tables(tmp_path / "out")
    assert {name: table for name, table in found.items() if "clip2" not in name} == {
        name: table for name, table in expected.items() if "clip2" not in name
    }
    assert [name for name in found if "clip2" in name] == ["clip2.partial.csv"]


ALONE = """
import sys
sys.path[:0] = {path!r}
from pathlib import Path
from batches import Recipe, fused, read
read(Path(sys.argv[1]), Path(sys.argv[2]), Recipe(make=fused))
"""


def test_a_batch_that_was_killed_goes_on_and_writes_the_same_bytes(films, expected, tmp_path, fuse):
    fuse(1)
    out = tmp_path / "out"
    command = [sys.executable, "-c", ALONE.format(path=sys.path), str(films), str(out)]
    assert subprocess.run(command, check=False).returncode == -9
    assert sorted(tables(out)) == ["clip0.csv", "clip1.csv", "clip2.partial.csv"]
    reports = read(films, out)
    assert [report.earlier for report in reports.values()] == [True, True, False, False]
    assert tables(out) == expected


def test_who_stops_is_not_kept_waiting_and_nothing_half_is_whole(films, expected, tmp_path):
    watch = Watch()
    run = processes(tasks_in(films, tmp_path), Recipe(make=a_small_face), watch, jobs=2)
    with closing(run):
        first = next(run)
        watch.stops = lambda: True
        with pytest.raises(KeyboardInterrupt):
            list(run)
    assert first.status == "whole"
    whole = {name: table for name, table in tables(tmp_path).items() if ".partial" not in name}
    assert first.table.name in whole
    assert all(expected[name] == table for name, table in whole.items())
    assert [report.status for report in read(films, tmp_path).values()] == ["whole"] * 4
    assert tables(tmp_path) == expected


def test_a_library_that_is_missing_stops_the_batch_as_in_one_process(films, tmp_path):
    for engine, options in ((alone, {}), (processes, {"jobs": 2})):
        with pytest.raises(ImportError, match=r"libnothere\.so"):
            read(films, tmp_path, Recipe(make=without_library), engine, **options)


@pytest.mark.parametrize(
    ("cores", "free", "most"),
    [(4, None, 4), (4, 64_000_000_000, 4), (16, 2_100_000_000, 4), (4, 100_000_000, 1), (1, None, 1)],
)
def test_there_are_as_many_processes_as_there_is_room_for(monkeypatch, cores, free, most):
    monkeypatch.setattr(engines, "cores", lambda: cores)
    monkeypatch.setattr(engines, "_free_bytes", lambda: free)
    assert most_processes() == most
