"""What is whole already is not read again, and what is not is."""

import os
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from batches import FRAMES, Watch, a_small_face, read, tables, write_tiny_films

from fer_core._cv2 import cv2
from fer_core.analysis import Wanted
from fer_core.batch.analyst import Recipe
from fer_core.build import make_pipeline
from fer_core.errors import ModelError
from fer_core.estimators.base import EstimatorDescription
from fer_core.veil import Veil


@pytest.fixture
def films(tmp_path):
    return write_tiny_films(tmp_path / "films", 2)


@pytest.fixture
def out(tmp_path):
    return tmp_path / "out"


def earlier(reports):
    assert {report.status for report in reports.values()} == {"whole"}
    return [report.earlier for report in reports.values()]


def test_what_is_whole_is_taken_as_it_is_and_reported_alike(films, out):
    first = read(films, out)
    before = tables(out)
    watch = Watch()
    again = read(films, out, watch=watch)
    assert (earlier(first), earlier(again)) == ([False] * 2, [True] * 2)
    assert watch.shown == []
    assert {name: replace(report, earlier=False) for name, report in again.items()} == first
    assert tables(out) == before
    assert (first["clip0.mp4"].frames, first["clip0.mp4"].faces, first["clip0.mp4"].seconds) == (FRAMES, 1, 0.7)


def test_again_reads_everything(films, out):
    read(films, out)
    assert earlier(read(films, out, Recipe(make=a_small_face, again=True))) == [False] * 2


def another_date(films, _out):
    stat = (films / "clip1.mp4").stat()
    os.utime(films / "clip1.mp4", ns=(stat.st_atime_ns, stat.st_mtime_ns + 1_000_000_000))


def another_size(films, _out):
    stat = (films / "clip1.mp4").stat()
    with (films / "clip1.mp4").open("ab") as file:
        file.write(bytes(8))
    os.utime(films / "clip1.mp4", ns=(stat.st_atime_ns, stat.st_mtime_ns))


def another_row(_films, out):
    text = (out / "clip1.csv").read_text("utf-8")
    (out / "clip1.csv").write_text(text.replace("0.9000", "0.8000", 1), "utf-8")


def no_table(_films, out):
    (out / "clip1.csv").unlink()


def half_a_table(_films, out):
    (out / "clip1.csv").write_bytes((out / "clip1.csv").read_bytes()[:-50])


def no_description(_films, out):
    (out / "clip1.session.json").unlink()


def half_a_description(_films, out):
    text = (out / "clip1.session.json").read_text("utf-8")
    (out / "clip1.session.json").write_text(text[: len(text) // 2], "utf-8")


def not_complete(_films, out):
    text = (out / "clip1.session.json").read_text("utf-8")
    (out / "clip1.session.json").write_text(text.replace('"complete": true', '"complete": false'), "utf-8")


@pytest.mark.parametrize(
    "change",
    [another_date, another_size, another_row, no_table, half_a_table, no_description, not_complete],
)
def test_a_file_or_a_result_that_has_changed_is_read_anew(films, out, change):
    read(films, out)
    before = tables(out)
    change(films, out)
    assert earlier(read(films, out)) == [True, False]
    assert tables(out) == before


def test_a_damaged_description_is_no_result_and_stays(films, out):
    # Whose it is cannot be told: a free name is taken, and found when the batch begins again.
    read(films, out)
    half_a_description(films, out)
    for expected in ([True, False], [True, True]):
        again = read(films, out)
        assert earlier(again) == expected
        assert again["clip1.mp4"].table == out / "clip1-2.csv"


def another_model(model=None, *, still=False):
    """Make a pipeline whose model has another checksum."""
    pipeline = a_small_face(model, still=still)
    made = pipeline._description
    part = made.estimators[0]
    other = EstimatorDescription(part.name, part.outputs, {**part.sha256, "head.onnx": "0" * 64})
    pipeline._description = replace(made, estimators=(other, *made.estimators[1:]))
    return pipeline


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe(make=another_model),
        Recipe(make=a_small_face, wanted=Wanted(raw=True)),
        Recipe(make=a_small_face, wanted=Wanted(outputs=("logits",))),
        Recipe(make=a_small_face, wanted=Wanted(film="clean")),
    ],
    ids=["model", "raw", "outputs", "film"],
)
def test_another_model_or_setting_reads_everything_anew_and_then_holds(films, out, recipe):
    read(films, out)
    assert earlier(read(films, out, recipe)) == [False] * 2
    assert earlier(read(films, out, recipe)) == [True] * 2
    assert earlier(read(films, out)) == [False] * 2


def test_films_are_told_apart_by_what_is_in_them(films, out):
    looks = [Wanted(film="overlay"), Wanted(film="clean"), Wanted(film="overlay", veil=Veil("faces"))]
    for wanted in looks:
        recipe = Recipe(make=a_small_face, wanted=wanted)
        assert earlier(read(films, out, recipe)) == [False] * 2
        assert earlier(read(films, out, recipe)) == [True] * 2
    # The film of another look is not in the way: what was written with it is named anew.
    (film,) = out.glob("clip0-2.faces.mp4")
    film.write_bytes(b"something else")
    assert earlier(read(films, out, recipe)) == [False, True]


def test_a_real_model_is_known_again_for_films_and_pictures(films, out, tiny_model):
    cv2.imwrite(str(films / "picture.png"), np.full((48, 64, 3), 90, np.uint8))
    recipe = Recipe(tiny_model, make=partial(make_pipeline, detector="short"))
    assert earlier(read(films, out, recipe)) == [False] * 3
    assert earlier(read(films, out, recipe)) == [True] * 3


def test_a_file_that_fails_does_not_stop_the_others(films, out):
    (films / "bad.mp4").write_bytes(b"This is a text.\n" * 20)
    (films / "gone.mp4").symlink_to(films / "nowhere.mp4")
    reports = read(films, out)
    assert {name: report.status for name, report in reports.items()} == {
        **{"bad.mp4": "failed", "clip0.mp4": "whole", "clip1.mp4": "whole", "gone.mp4": "failed"}
    }
    assert "bad.mp4 is a text" in reports["bad.mp4"].error
    assert "does not exist" in reports["gone.mp4"].error
    assert not any(report.of_all or report.trace for report in reports.values())


def broken(model=None, *, still=False):
    raise ModelError("The model is damaged.")


def wrong(model=None, *, still=False):
    raise ZeroDivisionError("no")


def test_what_would_fail_with_every_file_says_so(films, out):
    reports = read(films, out, Recipe(make=broken))
    assert all(report.of_all and report.error == "The model is damaged." for report in reports.values())


def test_what_nobody_expected_is_a_sentence_and_a_traceback(films, out):
    report = read(films, out, Recipe(make=wrong))["clip0.mp4"]
    assert report.error == "clip0.mp4: something went wrong inside fer-live (ZeroDivisionError: no)."
    assert "in wrong" in report.trace
    assert not report.of_all


def test_who_stops_leaves_whole_files_and_a_half_one_that_says_so(films, out):
    watch = Watch()
    watch.stops = lambda: ("clip1.mp4", 3, FRAMES) in watch.shown
    with pytest.raises(KeyboardInterrupt):
        read(films, out, watch=watch)
    assert sorted(tables(out)) == ["clip0.csv", "clip1.partial.csv"]
    assert earlier(read(films, out)) == [True, False]
    assert sorted(tables(out)) == ["clip0.csv", "clip1.csv"]
