"""The one description of a session."""

import json
import re
from dataclasses import replace
from importlib.metadata import PackageNotFoundError

import pytest
from live_fakes import pipeline_description
from session_fakes import DESK, begun

from fer_core import packages
from fer_core.errors import DataError
from fer_core.estimators.base import EstimatorDescription, PipelineDescription
from fer_core.outputs import Calibration, DistributionSpec, PointsSpec, ScalarsSpec
from fer_core.packages import OPENCV
from fer_core.session.columns import Column
from fer_core.session.description import (
    OLDEST_READER,
    SESSION_VERSION,
    FileFacts,
    SessionDescription,
    SourceFacts,
    start_session,
)
from fer_core.spec import CLASSES

PIPELINE = PipelineDescription(
    (
        EstimatorDescription(
            "one",
            {"mood": DistributionSpec(("up", "down"), Calibration(1.5, 0.2), Calibration(0.9))},
            {"head.onnx": "ab" * 32},
        ),
        EstimatorDescription("two", {"pose": ScalarsSpec(("yaw",), ("deg",)), "brows": PointsSpec(("left",))}, {}),
    ),
    "one.mood",
    {"still": False, "smoothing": True, "baseline": False},
)


def whole():
    description = start_session(
        "talk", SourceFacts("film", "clip.mp4", 640, 360, 25.0), PIPELINE, live=False
    ).description
    return replace(
        description,
        start_utc="2026-03-01T12:00:00.000Z",
        start_monotonic_s=100.5,
        end_utc="2026-03-01T12:00:10.000Z",
        files=(
            FileFacts("talk.csv", "csv", complete=True, written=12, sha256="cd" * 32),
            FileFacts(
                "talk.mp4", "film", written=3, unit="frames", dropped=2, message="Full.", facts={"overlay": True}
            ),
        ),
        complete=True,
        notes=("The disk was slow.",),
    )


def read(fields):
    return SessionDescription.from_json(json.loads(json.dumps(fields)), "talk/session.json")


def test_a_description_comes_back_as_it_was_written():
    assert read(whole().to_json()) == whole()


def test_a_session_that_begins_is_not_complete():
    session = begun("talk", source=DESK)
    description = session.description
    assert (description.session, description.source, description.pipeline) == ("talk", DESK, pipeline_description())
    assert (description.complete, description.end_utc, description.files, description.notes) == (False, None, (), ())
    assert description.start_utc.endswith("Z")
    assert description.start_monotonic_s == session.clock.start_monotonic_s
    assert description.columns == tuple(cells.column for cells in session.table)
    assert "numpy" in description.versions
    assert "steady clock" in description.time_base
    assert read(description.to_json()) == description


@pytest.mark.parametrize("opencv", OPENCV)
def test_whichever_opencv_is_installed_is_written_down(monkeypatch, opencv):
    monkeypatch.setattr(packages.metadata, "version", lambda name: "5.0" if name == opencv else missing(name))
    assert begun("talk", source=DESK).description.versions == {opencv: "5.0"}


def missing(name):
    raise PackageNotFoundError(name)


def test_times_of_a_file_are_those_of_the_film():
    assert "seconds of the film" in begun(live=False).description.time_base


def test_further_columns_are_described_as_well():
    names = [column.name for column in begun(raw=True, outputs=["fake.logits"]).description.columns]
    assert names[-14:] == [*(f"raw_{label}" for label in CLASSES), *(f"fake.logits.{label}" for label in CLASSES)]


def test_what_is_written_says_who_may_read_it():
    fields = begun().description.to_json()
    assert (fields["version"], fields["oldest_reader"]) == (SESSION_VERSION, OLDEST_READER) == (3, 2)
    assert fields["columns"][2] == {
        **{"name": "t_s", "kind": "number", "unit": "s"},
        "meaning": "time since the first analysed frame",
    }


def test_a_file_takes_the_place_of_the_one_of_its_name():
    description = whole().with_file(FileFacts("talk.csv", "csv", written=99))
    assert [(file.name, file.written) for file in description.files] == [("talk.mp4", 3), ("talk.csv", 99)]
    assert description.file("csv").written == 99
    assert description.file("osc") is None


def test_a_description_of_the_version_before_is_read():
    fields = {
        name: value
        for name, value in whole().to_json().items()
        if name not in ("participant", "condition", "interrupted")
    }
    assert read(fields | {"version": 2}) == replace(whole(), version=2)


def test_a_description_of_the_future_that_may_be_read_is_read():
    fields = whole().to_json() | {"version": 7, "oldest_reader": 2, "weather": "rain"}
    # Also where it says more of a part.
    for part in (fields["source"], *fields["files"], *fields["columns"], fields["pipeline"]):
        part["colour"] = "red"
    assert read(fields) == replace(whole(), version=7)


@pytest.mark.parametrize("oldest", [4, 99, "2", None])
def test_a_description_of_the_future_that_may_not_be_read_is_refused(oldest):
    with pytest.raises(DataError) as caught:
        read(whole().to_json() | {"oldest_reader": oldest})
    assert str(caught.value) == (
        f"talk/session.json was written by a newer fer-live (version {oldest} of the description). Update fer-live."
    )


@pytest.mark.parametrize("fields", [[], "text", 7, None])
def test_what_is_no_description_is_refused(fields):
    with pytest.raises(DataError, match=r"is not the description of a session\. Choose the folder of a recording"):
        read(fields)


@pytest.mark.parametrize(
    "change",
    [
        {"session": "absent"},
        {"pipeline": None},
        {"pipeline": {"spoken": "one.mood", "settings": {}}},
        {"pipeline": {"spoken": "one.mood", "settings": {}, "estimators": [{"name": "one"}]}},
        {"columns": [{"name": "t_s"}]},
        {"columns": [1]},
        {"source": {"kind": "camera"}},
        {"source": {}},
        {"files": [{"name": "talk.csv"}]},
        {"files": None},
        {"versions": 3},
        {"notes": None},
        {"version": "new"},
    ],
    ids=str,
)
def test_a_description_that_is_damaged_is_refused(change):
    fields = {name: value for name, value in (whole().to_json() | change).items() if value != "absent"}
    with pytest.raises(DataError, match=r"talk/session\.json is damaged \(.*\)\. The table beside it can be opened by"):
        read(fields)


# Version 1, as it stands in folders of fer-live 0.1

VERSION_1 = {
    "session": "talk",
    "source": {"kind": "camera", "name": "Desk"},
    "model": "effnet.v3",
    "labels": ["angry", "disgust", "fear", "happy", "sad", "surprise", "neutral"],
    "versions": {"fer-live": "0.1.0", "numpy": "2.4.6"},
    "start_utc": "2025-11-02T09:30:00.000Z",
    "end_utc": "2025-11-02T09:31:00.000Z",
    "rows": 3,
    "complete": True,
}


def test_a_description_of_version_1_is_read_as_one_of_today():
    found = read(VERSION_1)
    assert (found.session, found.version, found.complete) == ("talk", 1, True)
    assert found.source == SourceFacts("camera", "Desk")
    assert found.pipeline.model_name == "effnet_v3"
    assert found.pipeline.labels == CLASSES
    assert (found.start_utc, found.end_utc) == ("2025-11-02T09:30:00.000Z", "2025-11-02T09:31:00.000Z")
    assert found.versions == VERSION_1["versions"]
    assert found.files == (FileFacts("talk.csv", "csv", complete=True, written=3),)
    assert found.start_monotonic_s is None
    assert found.notes == ("Written by fer-live 0.1: p_* were bent towards the label that was held.",)
    names = [column.name for column in found.columns]
    assert names == [
        *("session", "frame", "t_s", "time_utc", "source_t_s", "face_id", "x0", "y0", "x1", "y1"),
        *("detection_score", "label", "confidence", "uncertain", "label_set"),
        *(f"p_{label}" for label in CLASSES),
        *("ready", "quality", "latency_ms"),
    ]
    assert all(isinstance(column, Column) for column in found.columns)


@pytest.mark.parametrize(
    ("kind", "today"),
    [("file", "film"), ("image", "picture"), ("camera", "camera"), ("stream", "stream"), ("demo", "demo")],
)
def test_kinds_of_sources_of_version_1_have_the_names_of_today(kind, today):
    assert read(VERSION_1 | {"source": {"kind": kind, "name": "x"}}).source.kind == today


@pytest.mark.parametrize(("rows", "written"), [(0, None), (4, 4)])
def test_a_recording_of_version_1_that_was_interrupted_does_not_know_its_rows_for_sure(rows, written):
    found = read(VERSION_1 | {"complete": False, "rows": rows, "end_utc": None})
    assert not found.complete
    assert found.files == (FileFacts("talk.csv", "csv", complete=False, written=written),)


def test_a_number_beyond_all_bounds_is_damage():
    text = json.dumps(whole().to_json())
    (change,) = re.findall(r'"temperature": [0-9.]+', text)[:1]
    fields = json.loads(text.replace(change, '"temperature": 1' + "0" * 400))
    with pytest.raises(DataError, match=r"is damaged \(OverflowError"):
        read(fields)


@pytest.mark.parametrize("missing", ["labels", "session", "source", "rows", "complete"])
def test_a_description_of_version_1_that_is_damaged_is_refused(missing):
    fields = {name: value for name, value in VERSION_1.items() if name != missing}
    with pytest.raises(DataError, match="is damaged"):
        read(fields)
