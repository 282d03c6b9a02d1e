import csv
import os
import subprocess
import sys
from dataclasses import replace
from importlib import resources
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fake_faces import SPEC, FakeRecogniser, face

from fer_core import analysis
from fer_core._cv2 import cv2
from fer_core.analysis import analyse, check_folder, session_names
from fer_core.detection import ScriptedDetector
from fer_core.errors import DetectorError, ModelError, SinkError, SourceError
from fer_core.pipeline import Pipeline
from fer_core.rows import columns
from fer_core.sources import VideoFile

FRAMES = 12
CLOCK_COLUMNS = ("time_utc", "latency_ms")


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """Twelve frames of the demo clip at 10 frames per second."""
    path = tmp_path_factory.mktemp("clip") / "short.avi"
    source = VideoFile(str(resources.files("assets").joinpath("WolfgangLanger_Pexels.mp4")))
    source.open()
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10.0, (640, 360))
    for _ in range(FRAMES):
        writer.write(cv2.cvtColor(source.read().image, cv2.COLOR_RGB2BGR))
    writer.release()
    source.close()
    return path


def scripted(script):
    """Return a factory whose pipeline finds what the script says."""

    def make(model=None, *, still=False):
        return Pipeline(ScriptedDetector(script), FakeRecogniser(), still=still)

    return make


def always_a_face(model=None, *, still=False):
    return scripted([[face(200, 100)]] * 1000)(model, still=still)


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_row_for_each_face_and_frame(clip, tmp_path):
    path = analyse(clip, tmp_path, make=scripted([[face(20, 10), face(200, 100)], [], [face(20, 10)]]))
    assert path == tmp_path / "short.csv"
    found = table(path)
    assert [(row["frame"], row["face_id"]) for row in found] == [("0", "1"), ("0", "2"), ("2", "1")]
    assert list(found[0]) == list(columns(SPEC.labels))
    assert {row["session"] for row in found} == {"short"}


def test_time_is_the_position_in_the_file(clip, tmp_path):
    found = table(analyse(clip, tmp_path, make=always_a_face))
    expected = [pytest.approx(index / 10, abs=2e-3) for index in range(FRAMES)]
    assert [float(row["source_t_s"]) for row in found] == expected
    assert [float(row["t_s"]) for row in found] == expected


def test_the_session_starts_with_its_first_frame(clip, tmp_path, monkeypatch):
    class Later(VideoFile):
        def read(self):
            frame = super().read()
            return frame and replace(frame, t=frame.t + 5.0)

    monkeypatch.setattr(analysis, "open_path", Later)
    found = table(analyse(clip, tmp_path, make=always_a_face))
    assert (found[0]["t_s"], found[1]["t_s"]) == ("0.0000", "0.1000")


def test_two_runs_are_the_same_but_for_the_clock(clip, tmp_path, tiny_model):
    runs = []
    for number in range(2):
        found = table(analyse(clip, tmp_path / str(number), model=tiny_model))
        assert len(found) == FRAMES
        runs.append([{name: row[name] for name in row if name not in CLOCK_COLUMNS} for row in found])
    assert runs[0] == runs[1]


def test_a_picture_is_scored_for_itself(tmp_path, tiny_model, clip):
    source = VideoFile(clip)
    source.open()
    picture = tmp_path / "portrait.png"
    cv2.imwrite(str(picture), cv2.cvtColor(source.read().image, cv2.COLOR_RGB2BGR))
    source.close()
    (row,) = table(analyse(picture, tmp_path, model=tiny_model))
    assert (row["frame"], row["t_s"], row["face_id"], row["ready"]) == ("0", "0.0000", "1", "true")


def test_the_csv_opens_in_pandas(clip, tmp_path):
    data = pd.read_csv(analyse(clip, tmp_path, make=always_a_face))
    assert len(data) == FRAMES
    assert data["confidence"].between(0, 1).all()
    assert data["ready"].dtype == bool
    probabilities = data[[f"p_{label}" for label in SPEC.labels]]
    assert np.allclose(probabilities.sum(axis=1), 1, atol=1e-3)
    assert (probabilities.idxmax(axis=1) == "p_" + data["label"]).all()


def test_a_file_without_faces_gives_a_header_and_a_note(clip, tmp_path):
    notes = []
    path = analyse(clip, tmp_path, make=scripted([]), on_note=notes.append)
    assert path.read_text("utf-8") == ",".join(columns(SPEC.labels)) + "\n"
    assert notes == ["short.avi shows no face: its CSV has no rows."]


def test_progress_and_notes(clip, tmp_path):
    cut = tmp_path / "cut.avi"
    cut.write_bytes(clip.read_bytes()[: clip.stat().st_size * 2 // 3])
    steps, notes = [], []
    analyse(
        cut,
        tmp_path,
        make=always_a_face,
        on_progress=lambda done, total: steps.append((done, total)),
        on_note=notes.append,
    )
    assert [done for done, _ in steps] == list(range(1, len(steps) + 1))
    assert 0 < len(steps) < FRAMES
    (note,) = notes
    assert note.startswith("cut.avi claims")


def test_a_file_that_cannot_be_read_leaves_an_earlier_result_alone(tmp_path):
    bad = tmp_path / "short.mp4"
    bad.write_text("Not a video.", "utf-8")
    earlier = tmp_path / "short.csv"
    earlier.write_text("precious", "utf-8")
    with pytest.raises(SourceError, match="is a text"):
        analyse(bad, tmp_path, make=always_a_face)
    assert earlier.read_text("utf-8") == "precious"


def test_a_missing_model(clip, tmp_path):
    with pytest.raises(ModelError, match=r"no encoder.onnx"):
        analyse(clip, tmp_path, model=tmp_path)
    assert not (tmp_path / "short.csv").exists()


def test_rows_until_a_failure_are_kept(clip, tmp_path):
    class Failing(ScriptedDetector):
        def detect(self, image, t):
            if t > 0.45:
                raise DetectorError("The detector is broken.")
            return super().detect(image, t)

    def make(model=None, *, still=False):
        return Pipeline(Failing([[face(200, 100)]] * FRAMES), FakeRecogniser(), still=still)

    with pytest.raises(DetectorError):
        analyse(clip, tmp_path, make=make)
    assert len(table(tmp_path / "short.csv")) == 5


def test_the_pipeline_is_closed_even_after_an_error(tmp_path):
    closed = []

    class Watched(ScriptedDetector):
        def close(self):
            closed.append(True)

    def make(model=None, *, still=False):
        return Pipeline(Watched([]), FakeRecogniser())

    bad = tmp_path / "noise.mp4"
    bad.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(SourceError):
        analyse(bad, tmp_path, make=make)
    assert closed == [True]


def test_an_output_folder_that_is_a_file(clip, tmp_path):
    taken = tmp_path / "taken"
    taken.touch()
    for out in (taken, taken / "below"):
        with pytest.raises(SinkError, match="cannot be written"):
            check_folder(out)
        with pytest.raises(SinkError, match="cannot be written"):
            analyse(clip, out, make=always_a_face)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk(clip, tmp_path):
    (tmp_path / "short.csv").symlink_to("/dev/full")
    with pytest.raises(SinkError, match="Make room"):
        analyse(clip, tmp_path, make=always_a_face)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
def test_a_disk_that_fills_up_leaves_whole_rows(clip, tmp_path):
    limit = 1500
    code = (
        "import resource, signal, sys\n"
        "from test_analysis import SinkError, always_a_face, analyse\n"
        "from pathlib import Path\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "try:\n"
        "    analyse(sys.argv[1], Path(sys.argv[2]), make=always_a_face)\n"
        "except SinkError as error:\n"
        "    print(error)\n"
    )
    environment = dict(os.environ, PYTHONPATH=str(Path(__file__).parent))
    command = [sys.executable, "-B", "-c", code, str(clip), str(tmp_path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert "the rows until now are in it" in done.stdout, done.stderr
    content = (tmp_path / "short.csv").read_text("utf-8")
    assert 0 < len(content) < limit
    assert content.endswith("\n")
    assert {line.count(",") for line in content.splitlines()} == {len(columns(SPEC.labels)) - 1}
    assert 2 <= len(table(tmp_path / "short.csv")) < FRAMES


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is forbidden to root")
def test_an_output_folder_without_permission(clip, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    with pytest.raises(SinkError, match="no permission"):
        check_folder(closed)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not take such a name")
def test_a_name_that_is_a_formula_is_shown_and_not_computed(clip, tmp_path):
    named = tmp_path / "=cmd()+1.avi"
    named.write_bytes(clip.read_bytes())
    row = table(analyse(named, tmp_path, make=always_a_face))[0]
    assert row["session"] == "'=cmd()+1"


def test_every_file_gets_a_name_of_its_own():
    paths = [Path(name) for name in ("a/clip.mp4", "b/clip.mov", "c/clip.mp4", "Other.mp4", "other.MP4", "one.jpg")]
    assert session_names(paths) == ("clip.mp4", "clip.mov", "clip.mp4-2", "Other.mp4", "other.MP4-2", "one")
