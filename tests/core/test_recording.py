import csv
import json
import locale
import re
import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from live_fakes import PATIENCE_S, FakePipeline, FedSource, happy_result, wait_for_end, wait_until

from fer_core._cv2 import cv2
from fer_core.engine import Engine, EngineState
from fer_core.errors import SinkError
from fer_core.recording import Recorder, columns, csv_bytes, default_folder, rows, snapshot
from fer_core.spec import CLASSES
from fer_core.types import Frame, FrameResult

COLUMNS = (
    "session,frame,t_s,time_utc,source_t_s,face_id,x0,y0,x1,y1,detection_score,label,confidence,uncertain,label_set,"
    "p_angry,p_disgust,p_fear,p_happy,p_sad,p_surprise,p_neutral,ready,quality,latency_ms"
)


def result(index, t, *, faces=1, source_t_s=None, labels=CLASSES):
    return happy_result(Frame(index, t, np.zeros((48, 64, 3), np.uint8), 0.0, source_t_s), faces, labels)


def recorder(folder, session="talk", labels=CLASSES):
    return Recorder(folder, labels, session=session, source_kind="camera", source_name="Desk", model="test-model")


def description(path):
    return json.loads((path.parent / "session.json").read_text())


def test_the_columns_are_those_that_are_promised():
    assert ",".join(columns(CLASSES)) == COLUMNS
    assert columns(("yes", "no"))[15:17] == ("p_yes", "p_no")


def test_a_row_for_each_face():
    table = rows(result(7, 12.5, faces=2, source_t_s=3.25), "talk", 10.0, CLASSES)
    row = dict(zip(columns(CLASSES), table[0], strict=True))
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row.pop("time_utc"))
    assert row == {
        **{"session": "talk", "frame": "7", "t_s": "2.5000", "source_t_s": "3.2500", "face_id": "1"},
        **{"x0": "1.0", "y0": "2.0", "x1": "30.2", "y1": "40.5", "detection_score": "0.8750"},
        **{"label": "happy", "confidence": "0.7600", "uncertain": "false", "label_set": ""},
        **{f"p_{label}": "0.7600" if label == "happy" else "0.0400" for label in CLASSES},
        **{"ready": "true", "quality": "small|dark", "latency_ms": "12.3"},
    }
    assert [row[5] for row in table] == ["1", "2"]


def test_a_face_without_an_estimate_has_empty_cells():
    whole = result(0, 0.0)
    track, _ = whole.faces[0]
    bare = FrameResult(whole.frame, ((track, None),))
    row = dict(zip(columns(CLASSES), rows(bare, "talk", 0.0, CLASSES)[0], strict=True))
    assert row["face_id"] == "1"
    assert {row[name] for name in ("label", "confidence", "label_set", "p_happy", "ready", "quality")} == {""}
    assert row["uncertain"] == ""
    assert rows(FrameResult(whole.frame, ()), "talk", 0.0, CLASSES) == []


def test_the_label_set_stands_beside_the_label():
    whole = result(0, 0.0)
    ((track, estimate),) = whole.faces

    def cells(*label_set):
        faces = ((track, replace(estimate, label_set=label_set)),)
        row = rows(FrameResult(whole.frame, faces), "talk", 0.0, CLASSES)[0]
        return [dict(zip(columns(CLASSES), row, strict=True))[name] for name in ("label", "label_set")]

    assert cells("happy") == ["happy", "happy"]
    assert cells("happy", "neutral", "sad") == ["happy", "happy|neutral|sad"]
    # A formula to a spreadsheet, were it not for the quote.
    assert cells("=happy", "sad")[1] == "'=happy|sad"


def test_time_is_of_the_grab(monkeypatch):
    monkeypatch.setattr("fer_core.rows.time.monotonic", lambda: 100.0)
    texts = [
        rows(happy_result(Frame(0, 0.0, np.zeros((2, 2, 3), np.uint8), grabbed_t)), "s", 0.0, CLASSES)[0][3]
        for grabbed_t in (40.0, 100.0)
    ]
    earlier, later = (pd.Timestamp(text) for text in texts)
    assert 59.9 < (later - earlier).total_seconds() < 90


def test_a_session_on_disk(tmp_path):
    with recorder(tmp_path) as session:
        for index in range(3):
            session.write(result(index, 5.0 + index / 10, faces=index))
    table = pd.read_csv(tmp_path / "talk" / "talk.csv")
    assert list(table.columns) == COLUMNS.split(",")
    assert table["t_s"].tolist() == [0.1, 0.2, 0.2]
    assert table["face_id"].tolist() == [1, 1, 2]
    assert table["label"].tolist() == ["happy"] * 3
    assert table["ready"].dtype == bool
    assert table["source_t_s"].isna().all()
    about = description(session.path)
    assert about["source"] == {"kind": "camera", "name": "Desk"}
    assert (about["session"], about["model"], about["rows"], about["complete"]) == ("talk", "test-model", 3, True)
    assert about["labels"] == list(CLASSES)
    assert about["start_utc"] <= about["end_utc"]
    assert "numpy" in about["versions"]


def test_rows_are_in_the_file_before_it_is_closed(tmp_path):
    session = recorder(tmp_path)
    assert session.path.read_text() == COLUMNS + "\n"
    assert description(session.path)["complete"] is False
    session.write(result(0, 0.0))
    assert session.path.read_text().count("\n") == 2
    session.close()
    session.close()


def test_rows_reach_the_disk_while_nothing_new_comes(tmp_path, monkeypatch):
    synced = threading.Event()
    monkeypatch.setattr("fer_core.rows.os.fsync", lambda _: synced.set())
    source = FedSource([0])
    engine = Engine(lambda: source, FakePipeline)
    engine.start()
    engine.results.get(PATIENCE_S)
    engine.record(recorder(tmp_path))
    source.items.put(1)
    engine.results.get(PATIENCE_S)
    for _ in range(3):
        synced.clear()
        assert synced.wait(PATIENCE_S)
    engine.stop(PATIENCE_S)


def test_nothing_is_overwritten(tmp_path):
    paths = []
    for _ in range(3):
        with recorder(tmp_path) as session:
            session.write(result(0, 0.0))
        paths.append(session.path)
    assert [path.name for path in paths] == ["talk.csv", "talk-2.csv", "talk-3.csv"]
    assert pd.read_csv(paths[2])["session"].tolist() == ["talk-3"]


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("=HYPERLINK(1)", "HYPERLINK(1)"),
        ("a/b\\c:d", "a-b-c-d"),
        ("../..", "-"),
        ("", "session"),
        ("..", "session"),
        ("Gespräch 表情", "Gespräch 表情"),
        ("@x\n", "x-"),
    ],
)
def test_names_that_a_system_or_a_spreadsheet_would_misread(tmp_path, wanted, got):
    with recorder(tmp_path, wanted) as session:
        pass
    assert session.folder.parent == tmp_path
    if got != "-":
        assert session.session == got


def test_a_label_is_never_a_formula(tmp_path):
    labels = ("a", "b", "c", "=1+1")
    with recorder(tmp_path, labels=labels) as session:
        session.write(result(0, 0.0, labels=labels))
    with session.path.open(encoding="utf-8", newline="") as file:
        row = next(csv.DictReader(file))
    assert row["label"] == "'=1+1"


def test_commas_and_quotes_survive():
    assert csv_bytes([['a,"b"', "ü"]]) == '"a,""b""",ü\n'.encode()


def test_numbers_have_a_point_whatever_the_locale(monkeypatch):
    names = [name for name in ("de_DE.UTF-8", "fr_FR.UTF-8", "German") if _locale_exists(name)]
    if not names:
        pytest.skip("needs a locale with a decimal comma")
    try:
        locale.setlocale(locale.LC_ALL, names[0])
        assert "2.5000" in rows(result(0, 2.5), "talk", 0.0, CLASSES)[0]
    finally:
        locale.setlocale(locale.LC_ALL, "C")


def _locale_exists(name):
    try:
        locale.setlocale(locale.LC_ALL, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_ALL, "C")
    return True


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match="cannot be written") as caught:
        recorder(tmp_path / "file")
    assert str(tmp_path / "file") in str(caught.value)


def test_a_full_disk_keeps_whole_rows(tmp_path):
    pytest.importorskip("resource", reason="needs a limit on the size of files")
    code = f"""
import resource, sys
from pathlib import Path
from test_recording import recorder, result
from fer_core.errors import SinkError
session = recorder(Path({str(tmp_path)!r}))
resource.setrlimit(resource.RLIMIT_FSIZE, (3000, resource.RLIM_INFINITY))
try:
    for index in range(100):
        session.write(result(index, index / 10))
except SinkError as error:
    print(error)
session.close()
print(session.rows_written)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    message, count = done.stdout.splitlines()
    assert message.startswith("The disk is full, and the recording has stopped. The ")
    text = (tmp_path / "talk" / "talk.csv").read_text()
    assert 2600 < len(text) <= 3000
    assert text.endswith("\n")
    assert len(pd.read_csv(tmp_path / "talk" / "talk.csv")) == int(count) > 10
    assert description(tmp_path / "talk" / "talk.csv")["complete"] is False


# Through the engine


@pytest.fixture
def session(tmp_path):
    """Return a running engine with its source, which has delivered frame 0."""
    source = FedSource([0])
    engine = Engine(lambda: source, FakePipeline)
    engine.start()
    assert engine.results.get(PATIENCE_S).frame.index == 0
    yield engine, source
    assert engine.stop(PATIENCE_S) == ()


def feed(engine, source, indices):
    for index in indices:
        source.items.put(index)
        assert engine.results.get(PATIENCE_S).frame.index == index


def test_a_recording_holds_what_came_between_its_start_and_its_end(session, tmp_path):
    engine, source = session
    assert engine.stop_recording() is None
    feed(engine, source, [1])
    engine.record(recorder(tmp_path))
    assert engine.recording
    feed(engine, source, [2, 3, 4])
    path = engine.stop_recording()
    assert not engine.recording
    feed(engine, source, [5])
    table = pd.read_csv(path)
    assert table["frame"].tolist() == [2, 3, 4]
    assert table["t_s"].tolist() == [0.0, 0.1, 0.2]
    assert description(path)["complete"] is True
    assert not [thread for thread in threading.enumerate() if thread.name == "fer-recorder"]


def test_another_recording_can_follow(session, tmp_path):
    engine, source = session
    for index in (1, 2):
        engine.record(recorder(tmp_path))
        feed(engine, source, [index])
        assert pd.read_csv(engine.stop_recording())["frame"].tolist() == [index]


def test_one_recording_at_a_time(session, tmp_path):
    engine, source = session
    engine.record(recorder(tmp_path, "first"))
    with pytest.raises(SinkError, match="A recording is running"):
        engine.record(recorder(tmp_path, "second"))
    feed(engine, source, [1])
    assert pd.read_csv(engine.stop_recording())["frame"].tolist() == [1]


def test_stopping_the_engine_finishes_the_recording(session, tmp_path):
    engine, source = session
    engine.record(recorder(tmp_path))
    feed(engine, source, [1, 2])
    assert engine.stop(PATIENCE_S) == ()
    path = tmp_path / "talk" / "talk.csv"
    assert pd.read_csv(path)["frame"].tolist() == [1, 2]
    assert description(path)["complete"] is True
    assert engine.stop_recording() == path


@pytest.mark.parametrize("last", [None, ValueError("boom")])
def test_a_source_that_ends_or_fails_finishes_the_recording(tmp_path, last):
    source = FedSource(live=False)
    engine = Engine(lambda: source, FakePipeline)
    engine.start()
    engine.record(recorder(tmp_path))
    for index in (0, 1, 2):
        source.items.put(index)
    wait_until(lambda: engine.counters.analysed == 3)
    source.items.put(last)
    wait_for_end(engine)
    # By itself: a window that is only looked at does not call stop_recording.
    wait_until(lambda: not engine.recording)
    path = engine.stop_recording()
    assert pd.read_csv(path)["frame"].tolist() == [0, 1, 2]
    assert description(path)["complete"] is True
    with pytest.raises(SinkError, match="nothing to record"):
        engine.record(recorder(tmp_path))
    assert engine.stop(PATIENCE_S) == ()


def test_a_folder_that_vanishes_stops_the_recording_and_not_the_engine(session, tmp_path):
    engine, source = session
    engine.record(recorder(tmp_path))
    feed(engine, source, [1])
    shutil.rmtree(tmp_path / "talk")
    wait_until(lambda: not engine.recording)
    events = [event for event in engine.poll_events() if event.kind == "recording"]
    assert len(events) == 1
    assert "has been moved or deleted" in events[0].message
    assert isinstance(events[0].error, SinkError)
    assert engine.state is EngineState.RUNNING
    feed(engine, source, [2])
    assert engine.stop_recording() is None
    engine.record(recorder(tmp_path))
    feed(engine, source, [3])
    assert pd.read_csv(engine.stop_recording())["frame"].tolist() == [3]


def test_a_slow_disk_loses_no_row_and_holds_up_no_picture(session, tmp_path, monkeypatch):
    engine, source = session
    monkeypatch.setattr("fer_core.session_writer._BACKLOG", 5)
    ready = threading.Event()
    slow = recorder(tmp_path)
    append = slow.append
    slow.append = lambda table: (ready.wait(PATIENCE_S), append(table))
    engine.record(slow)
    feed(engine, source, range(1, 21))
    notes = [event.message for event in engine.poll_events() if event.kind == "note"]
    assert notes == ["The disk is slow: rows of the recording are waiting in memory, and none is lost."]
    # The queue holds rows, not pictures.
    wait_until(lambda: source.alive_images <= 2)
    ready.set()
    assert pd.read_csv(engine.stop_recording(PATIENCE_S))["frame"].tolist() == list(range(1, 21))


# Snapshots


def test_a_snapshot_shows_the_picture_and_its_faces(tmp_path):
    taken = result(0, 0.0)
    path = snapshot(taken, tmp_path / "new" / "shot.png")
    again = snapshot(taken, tmp_path / "new" / "shot.png")
    mirrored = snapshot(taken, tmp_path / "new" / "mirrored.png", mirrored=True)
    assert [p.name for p in (path, again, mirrored)] == ["shot.png", "shot-2.png", "mirrored.png"]
    picture = cv2.imread(str(path))
    assert picture.shape == (48, 64, 3)
    assert picture.any()
    assert not np.array_equal(picture, cv2.imread(str(mirrored)))


def test_a_snapshot_that_cannot_be_saved(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(SinkError, match="cannot be saved"):
        snapshot(result(0, 0.0), tmp_path / "file" / "shot.png")


def test_recordings_go_into_the_documents():
    assert default_folder().name == "fer-live"
