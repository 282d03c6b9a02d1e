"""The columns of a session's table, and what stands in them."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from fake_faces import SPEC, FakeRecogniser, face
from live_fakes import happy_face, happy_result, pipeline_description
from session_fakes import begun, happy, table

from fer_core.commands import SetBaseline
from fer_core.detection import ScriptedDetector
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.estimators.scripted import ScriptedEstimator
from fer_core.outputs import (
    Calibration,
    Distribution,
    DistributionSpec,
    Points,
    PointsSpec,
    Scalars,
    ScalarsSpec,
    softmax,
)
from fer_core.pipeline import Pipeline
from fer_core.session.columns import Row, table_of
from fer_core.sinks.csv import CsvSink
from fer_core.sinks.csv_table import row_cells
from fer_core.spec import CLASSES
from fer_core.types import Frame, FrameResult

COLUMNS = (
    "session,frame,t_s,time_utc,source_t_s,face_id,x0,y0,x1,y1,detection_score,label,confidence,held,uncertain,"
    "label_set,p_angry,p_disgust,p_fear,p_happy,p_sad,p_surprise,p_neutral,ready,quality,output,latency_ms"
)


def rows(session, result):
    """Return the cells of a result's rows, by column."""
    names = [cells.column.name for cells in session.table]
    session.clock.begin(result.frame)
    found = [Row(session.description.session, session.clock, result, seen) for seen in result.seen]
    return [dict(zip(names, row_cells(row, session.table), strict=True)) for row in found]


def heading(session):
    return [column.name for column in session.description.columns]


def test_the_columns_are_those_that_are_promised():
    assert ",".join(heading(begun())) == COLUMNS
    assert heading(begun(labels=("yes", "no")))[16:18] == ["p_yes", "p_no"]


def test_every_column_says_what_it_holds():
    columns = {column.name: column for column in begun(raw=True, outputs=["fake.logits"]).description.columns}
    assert all(column.meaning for column in columns.values())
    kinds = {name: column.kind for name, column in columns.items()}
    assert {name for name, kind in kinds.items() if kind == "integer"} == {"frame", "face_id"}
    assert {name for name, kind in kinds.items() if kind == "boolean"} == {"held", "uncertain", "ready"}
    assert {name for name, kind in kinds.items() if kind == "time"} == {"time_utc"}
    texts = {"session", "label", "label_set", "quality", "output"}
    assert {name for name, kind in kinds.items() if kind == "text"} == texts
    units = {name: column.unit for name, column in columns.items() if column.kind == "number"}
    assert {name for name, unit in units.items() if unit == "px"} == {"x0", "y0", "x1", "y1"}
    assert {name for name, unit in units.items() if unit == "s"} == {"t_s", "source_t_s"}
    assert units["latency_ms"] == "ms"
    assert {units[name] for name in ("p_sad", "raw_sad", "confidence", "detection_score")} == {"1"}


def test_a_row_for_each_face():
    session = begun()
    session.clock.begin(Frame(0, 10.0, np.zeros((2, 2, 3), np.uint8), 0.0))
    result = happy_result(Frame(7, 12.5, np.zeros((48, 64, 3), np.uint8), 0.0, 3.25), faces=2)
    first, second = rows(session, result)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", first.pop("time_utc"))
    assert first == {
        **{"session": "talk", "frame": "7", "t_s": "2.5000", "source_t_s": "3.2500", "face_id": "1"},
        **{"x0": "1.0", "y0": "2.0", "x1": "30.2", "y1": "40.5", "detection_score": "0.8750"},
        **{"label": "happy", "confidence": "0.7600", "held": "false", "uncertain": "false", "label_set": ""},
        **{f"p_{label}": "0.7600" if label == "happy" else "0.0400" for label in CLASSES},
        **{"ready": "true", "quality": "small|dark", "output": "fake.logits", "latency_ms": "12.3"},
    }
    assert second["face_id"] == "2"


def test_a_face_that_cannot_be_read_has_empty_cells():
    whole = happy(0)
    bare = replace(whole.faces[0], outputs={}, expression=None)
    (row,) = rows(begun(raw=True, outputs=["fake.logits"]), replace(whole, faces=(bare,)))
    assert (row["face_id"], row["quality"], row["x1"]) == ("1", "small|dark", "30.2")
    empty = ("label", "confidence", "held", "uncertain", "label_set", "p_happy", "ready", "output", "raw_happy")
    assert {row[name] for name in (*empty, "fake.logits.happy")} == {""}


def test_a_face_that_is_lost_for_a_moment_has_no_row():
    whole = happy(0)
    found = rows(begun(), replace(whole, faces=(happy_face(1, seen=False), happy_face(2))))
    assert [row["face_id"] for row in found] == ["2"]
    assert rows(begun(), FrameResult(whole.frame, ())) == []


def test_the_label_set_stands_beside_the_label():
    whole = happy(0)

    def cells(*label_set):
        said = replace(whole.faces[0].expression, label_set=label_set)
        (row,) = rows(begun(), replace(whole, faces=(replace(whole.faces[0], expression=said),)))
        return [row["label"], row["label_set"]]

    assert cells("happy") == ["happy", "happy"]
    assert cells("happy", "neutral", "sad") == ["happy", "happy|neutral|sad"]
    # A formula to a spreadsheet, were it not for the quote.
    assert cells("=happy", "sad")[1] == "'=happy|sad"


def test_a_label_that_is_held_says_so_with_its_own_confidence():
    whole = happy(0)
    said = replace(whole.faces[0].expression, label="sad", uncertain=True)
    (row,) = rows(begun(), replace(whole, faces=(replace(whole.faces[0], expression=said),)))
    assert (row["label"], row["confidence"], row["held"], row["uncertain"]) == ("sad", "0.0400", "true", "true")
    assert row["p_happy"] == "0.7600"


def test_the_time_of_day_is_that_of_the_grab_counted_from_the_start():
    session = begun()
    clock = session.clock
    clock.start_utc, clock.start_monotonic_s = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC), 100.0
    texts = [
        rows(session, happy_result(Frame(0, 0.0, np.zeros((2, 2, 3), np.uint8), grabbed_t)))[0]["time_utc"]
        for grabbed_t in (100.0, 160.0625, 99.0)
    ]
    assert texts == ["2026-03-01T12:00:00.000Z", "2026-03-01T12:01:00.062Z", "2026-03-01T11:59:59.000Z"]


def test_classes_of_an_output_that_is_spoken_later_leave_the_others_empty():
    # The columns are those of the start; another model may be spoken with in between.
    session = begun(raw=True)
    (row,) = rows(session, happy(0, labels=("calm", "sad", "tense", "happy")))
    assert (row["p_happy"], row["p_sad"], row["p_angry"]) == ("0.7600", "0.0800", "")
    assert (row["raw_happy"], row["raw_angry"]) == ("0.7600", "")


# Raw outputs

OUTPUTS = {
    "mood": DistributionSpec(("up", "down"), film=Calibration(2.0)),
    "pose": ScalarsSpec(("yaw", "open"), ("deg", "1")),
    "brows": PointsSpec(("left", "right")),
}


def scripted(*, silent=False):
    said = {
        "mood": Distribution(np.array([1.5, -0.25], np.float32)),
        "pose": Scalars(np.array([-12.34567, np.nan], np.float32)),
        "brows": Points(np.array([[10.5, 20.25], [30.0, 41.125]], np.float32)),
    }
    estimator = ScriptedEstimator("script", OUTPUTS, lambda _frame, _track: None if silent else said)
    return Pipeline(ScriptedDetector([[face(10, 10)]] * 10), [estimator])


def test_outputs_of_every_type_have_columns_with_units():
    names = ["script.pose", "script.mood", "script.brows"]
    found = [part.column for part in table_of(scripted().description, outputs=names)][-8:]
    assert [(column.name, column.unit) for column in found] == [
        *(("script.pose.yaw", "deg"), ("script.pose.open", "1")),
        *(("script.mood.up", "1"), ("script.mood.down", "1")),
        *(("script.brows.left_x", "px"), ("script.brows.left_y", "px")),
        *(("script.brows.right_x", "px"), ("script.brows.right_y", "px")),
    ]
    assert {column.kind for column in found} == {"number"}


def test_outputs_of_every_type_stand_there_raw():
    pipeline = scripted()
    session = begun(pipeline=pipeline.description, outputs=["script.pose", "script.mood", "script.brows"])
    result = pipeline.process(Frame(0, 0.0, np.zeros((240, 320, 3), np.uint8), 0.0))
    (row,) = rows(session, result)
    assert {name: cell for name, cell in row.items() if name.startswith("script.")} == {
        **{"script.pose.yaw": "-12.3457", "script.pose.open": "nan"},
        **{"script.mood.up": "1.5000", "script.mood.down": "-0.2500"},
        **{"script.brows.left_x": "10.5000", "script.brows.left_y": "20.2500"},
        **{"script.brows.right_x": "30.0000", "script.brows.right_y": "41.1250"},
    }
    assert row["p_up"] == f"{softmax(np.array([0.75, -0.125]))[0]:.4f}"


def test_what_an_estimator_does_not_say_is_empty():
    pipeline = scripted(silent=True)
    session = begun(pipeline=pipeline.description, outputs=list(pipeline.description.outputs))
    (row,) = rows(session, pipeline.process(Frame(0, 0.0, np.zeros((240, 320, 3), np.uint8), 0.0)))
    assert {cell for name, cell in row.items() if name.startswith("script.")} == {""}


@pytest.mark.parametrize("raw", [False, True])
def test_raw_probabilities_come_only_if_they_are_asked_for(raw):
    found = [name for name in heading(begun(raw=raw)) if name.startswith("raw_")]
    assert found == ([f"raw_{label}" for label in CLASSES] if raw else [])


def test_every_link_of_the_chain_is_in_the_table(tmp_path):
    """A film of 40 frames that turns from the first class to the last one, with a baseline and a temperature."""
    output = DistributionSpec(SPEC.labels, film=Calibration(2.0, 0.2))
    recogniser = FakeRecogniser(replace(SPEC, outputs={"logits": output}))
    pipeline = Pipeline(ScriptedDetector([[face(10, 10)]] * 40), [CnnLstm(recogniser, "fake")])
    session = begun(pipeline=pipeline.description, raw=True, outputs=["fake.logits"])
    sink = CsvSink(tmp_path / "talk.csv")
    sink.open(session)
    offset = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], np.float32)
    said = []
    for index in range(40):
        if index == 10:
            pipeline.send(SetBaseline(1, "logits", offset))
        picture = np.full((240, 320, 3), 20 if index < 20 else 220, np.uint8)
        result = pipeline.process(Frame(index, index / 30, picture, 0.0))
        sink.write(result)
        said.append(result.seen[0].expression)
    assert sink.close().complete
    data = pd.read_csv(sink.path)
    logits = data[[f"fake.logits.{label}" for label in SPEC.labels]].to_numpy()
    raw = data[[f"raw_{label}" for label in SPEC.labels]].to_numpy()
    averaged = data[[f"p_{label}" for label in SPEC.labels]].to_numpy()
    # Raw logits: the network's, whatever baseline and temperature are.
    np.testing.assert_array_equal(logits, [4.0 * np.eye(7)[0 if index < 20 else 6] for index in range(40)])
    # Of each frame alone: baseline and temperature, no average.
    expected = softmax((logits - np.where(np.arange(40) < 10, 0.0, 1.0)[:, None] * offset) / 2.0)
    np.testing.assert_allclose(raw, expected, atol=6e-5)
    # The average lags behind, and adds up to 1.
    np.testing.assert_allclose(averaged, [e.probabilities for e in said], atol=6e-5)
    assert (averaged[20:23, 6] < raw[20:23, 6] - 0.1).all()
    np.testing.assert_allclose(averaged.sum(axis=1), 1, atol=5e-4)
    # The label is the held one.
    assert data["label"].tolist() == [e.label for e in said]
    assert data["held"].tolist() == [e.held for e in said]
    assert (data["label"].iloc[0], data["label"].iloc[-1]) == ("angry", "neutral")
    assert {name.count("|") for name in data["label_set"]} == {0, 1}


def test_the_table_of_a_fake_pipeline_is_that_of_a_real_one():
    real = Pipeline(ScriptedDetector([]), [CnnLstm(FakeRecogniser(), "fake")])
    assert [cells.column for cells in table_of(real.description)] == [
        cells.column for cells in table_of(pipeline_description())
    ]


def test_the_rows_of_a_sink_are_these(tmp_path):
    session = begun()
    sink = CsvSink(tmp_path / "talk.csv")
    sink.open(session)
    result = happy(3)
    sink.write(result)
    sink.close()
    assert table(sink.path) == rows(session, result)
