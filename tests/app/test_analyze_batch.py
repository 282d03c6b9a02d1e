"""fer-live analyze over folders and patterns."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from command_line import assert_one_sentence, run

from app.commands import analyze
from fer_core.batch import engines
from fer_core.errors import FerError

PATIENCE_S = 40.0


@pytest.fixture
def pictures(picture, tmp_path):
    """A folder with two pictures of one face, one of them in a folder of its own."""
    folder = tmp_path / "pictures"
    (folder / "more").mkdir(parents=True)
    for place in (folder / "a.png", folder / "more" / "b.png"):
        shutil.copy2(picture, place)
    return folder


def names(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


RESULTS = ["a.csv", "a.session.json", "more/b.csv", "more/b.session.json", "summary.csv"]


def test_a_folder_is_analysed_once_with_a_summary_and_a_short_table(capsys, pictures, tiny_model, tmp_path):
    out = tmp_path / "out"
    command = ("analyze", pictures, "--recursive", "--out", out, "--model", tiny_model)
    code, printed, err = run(capsys, *command)
    assert (code, printed) == (0, f"{out / 'a.csv'}\n{out / 'more' / 'b.csv'}\n")
    assert [line.split()[:4] for line in err.splitlines()[:3]] == [
        ["file", "status", "frames", "faces"],
        ["a.png", "whole", "1", "1"],
        ["more/b.png", "whole", "1", "1"],
    ]
    assert err.splitlines()[3:] == [f"2 files: 2 whole. More is in {out / 'summary.csv'}."]
    assert names(out) == RESULTS
    before = {name: (out / name).read_bytes() for name in RESULTS}
    code, again, err = run(capsys, *command)
    assert (code, again) == (0, printed)
    assert "2 files: 2 whole (2 of them before)." in err
    assert {name: (out / name).read_bytes() for name in RESULTS} == before
    assert "(" not in run(capsys, *command, "--again")[2]


def test_a_file_that_is_named_alone_is_read_whenever_it_is_asked_for(capsys, pictures, tiny_model, tmp_path):
    command = ("analyze", pictures / "a.png", "--out", tmp_path / "out", "--model", tiny_model)
    made = []
    for _ in range(2):
        assert run(capsys, *command)[0] == 0
        made.append((tmp_path / "out" / "a.session.json").read_bytes())
    assert made[0] != made[1]


def test_a_quoted_pattern_and_an_output_folder_inside(capsys, pictures, tiny_model):
    out = pictures / "results"
    for _ in range(2):
        code, printed, _ = run(
            capsys, "analyze", pictures / "**" / "*.png", "--out", out, "--model", tiny_model
        )  # fmt: skip
        assert (code, len(printed.splitlines()), names(out)) == (0, 2, RESULTS)


def test_what_cannot_be_found_is_told_and_the_rest_is_analysed(capsys, pictures, tiny_model, tmp_path):
    (tmp_path / "nothing").mkdir()
    asked = (tmp_path / "nothing", tmp_path / "*.none", pictures)
    code, printed, err = run(capsys, "analyze", *asked, "--out", tmp_path / "out", "--model", tiny_model)
    assert (code, printed) == (2, f"{tmp_path / 'out' / 'a.csv'}\n")
    assert "nothing holds no films or pictures." in err.splitlines()[0]
    assert "*.none matches no film or picture." in err.splitlines()[1]
    assert "1 file: 1 whole." in err


@pytest.mark.parametrize("asked", ["nothing", "*.none"])
def test_nothing_to_analyse_is_one_sentence(capsys, tmp_path, asked):
    (tmp_path / "nothing").mkdir()
    code, printed, err = run(capsys, "analyze", tmp_path / asked, "--out", tmp_path / "out")
    assert (code, printed) == (2, "")
    assert_one_sentence(err)
    assert names(tmp_path) == []


@pytest.mark.parametrize("jobs", ["0", "-1", "many", "1.5"])
def test_no_number_of_processes_is_refused(capsys, pictures, jobs):
    code, printed, err = run(capsys, "analyze", pictures, "--jobs", jobs)
    assert (code, printed) == (2, "")
    assert f"'{jobs}' is no number of processes. Say 1 or more" in err


@pytest.mark.parametrize(
    ("asked", "files", "expected"),
    [((), 1, 1), ((), 3, 1), ((), 4, 4), ((), 40, 6), (("--jobs", "2"), 40, 2), (("--jobs", "1000"), 3, 3),
     (("--jobs", "1"), 40, 1), (("--jobs", "1000"), 40, 6)],
)  # fmt: skip
def test_so_many_processes_are_started(monkeypatch, tmp_path, asked, files, expected):
    for number in range(files):
        (tmp_path / f"{number:02d}.png").touch()
    started, said = [], []

    def processes(tasks, _recipe, watcher, jobs):
        started.append(jobs)
        yield from ()

    def alone(tasks, _recipe, watcher):
        started.append(1)
        yield from ()

    monkeypatch.setattr(engines, "processes", processes)
    monkeypatch.setattr(engines, "alone", alone)
    monkeypatch.setattr(engines, "most_processes", lambda: 6)
    monkeypatch.setattr(analyze, "complain", said.append)
    analyze.run([str(tmp_path), *asked, "--out", str(tmp_path / "out")])
    assert started == [expected]


def test_a_cluster_that_is_not_there_is_one_sentence(capsys, pictures, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "dask", None)
    code, printed, err = run(capsys, "analyze", pictures, "--out", tmp_path / "out", "--dask", "127.0.0.1:8786")
    assert (code, printed) == (2, "")
    assert_one_sentence(err.replace("cluster]'\n", "cluster]'.\n"))
    assert names(tmp_path / "out") == []


def test_jobs_and_dask_do_not_go_together(capsys, pictures):
    code, _, err = run(capsys, "analyze", pictures, "--jobs", "2", "--dask", "127.0.0.1:8786")
    assert code == 2
    assert "not allowed with" in err


def test_a_disk_that_is_full_is_told_of_each_file(capsys, pictures, tiny_model, tmp_path, monkeypatch):
    from fer_core.sinks import csv

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(csv.RowFile, "append", full)
    out = tmp_path / "out"
    code, printed, err = run(capsys, "analyze", pictures, "--recursive", "--out", out, "--model", tiny_model)
    assert (code, printed) == (2, "")
    assert err.count("No space left on device") == 2
    assert "2 files: 0 whole, 2 failed." in err


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_leaves_whole_files_and_says_what_is_not(film, tiny_model, tmp_path, jobs):
    films = tmp_path / "films"
    films.mkdir()
    for number in range(60):
        shutil.copy2(film, films / f"film{number:02d}.avi")
    command = [sys.executable, "-m", "app.start", "analyze", str(films), "--out", str(tmp_path / "out")]
    command += ["--model", str(tiny_model), "--jobs", str(jobs)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as batch:
        first = batch.stdout.readline()
        # As a terminal does: to all of them.
        os.killpg(batch.pid, signal.SIGINT)
        end = time.monotonic() + PATIENCE_S
        out, err = batch.communicate(timeout=end - time.monotonic())
    assert batch.returncode == 130
    assert "Traceback" not in err
    whole = [line for line in (first + out).splitlines() if line]
    assert whole
    assert f"60 files: {len(whole)} whole, {60 - len(whole)} not finished." in err
    assert "The same command goes on from here." in err
    assert err.splitlines()[-1] == "fer-live: stopped."
    described = {path.name.removesuffix(".session.json") for path in (tmp_path / "out").glob("*.session.json")}
    halves = {name.removesuffix(".partial") for name in described if name.endswith(".partial")}
    assert (len(described) - len(halves), len(halves) <= jobs) == (len(whole), True)
    (unfinished,) = [line for line in err.splitlines() if "goes on from here" in line]
    assert all(f"{name}.avi" in unfinished for name in halves)


def test_an_error_of_the_model_stops_the_batch(capsys, pictures, tmp_path):
    code, printed, err = run(
        capsys, "analyze", pictures, "--recursive", "--out", tmp_path / "out", "--model", tmp_path
    )  # fmt: skip
    assert (code, printed) == (2, "")
    assert_one_sentence(err)
    assert issubclass(analyze.ModelError, FerError)
