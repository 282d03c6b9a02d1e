import hashlib
import json
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pandas as pd
import pytest
from analysing import FRAMES, HEADER, always_a_face, names_in, scripted
from fake_faces import SPEC, face, pipeline_of
from session_fakes import table

from fer_core import analysis
from fer_core._cv2 import cv2
from fer_core.analysis import Wanted, analyse, session_names
from fer_core.detection import ScriptedDetector
from fer_core.errors import ModelError, SourceError
from fer_core.outputs import DistributionSpec, ScalarsSpec
from fer_core.session.reader import open_session
from fer_core.sources import VideoFile
from fer_core.veil import Veil

OUTPUTS = {"logits": DistributionSpec(SPEC.labels), "open": ScalarsSpec(("mouth",), ("1",))}


def test_a_row_for_each_face_and_frame(clip, tmp_path):
    path = analyse(clip, tmp_path, make=scripted([[face(20, 10), face(200, 100)], [], [face(20, 10)]]))
    assert path == tmp_path / "short.csv"
    found = table(path)
    assert [(row["frame"], row["face_id"]) for row in found] == [("0", "1"), ("0", "2"), ("2", "1")]
    assert list(found[0]) == HEADER
    assert {row["session"] for row in found} == {"short"}


def test_time_is_the_position_in_the_file(clip, tmp_path):
    found = table(analyse(clip, tmp_path, make=always_a_face))
    expected = [pytest.approx(index / 10, abs=2e-3) for index in range(FRAMES)]
    assert [float(row["source_t_s"]) for row in found] == expected
    assert [float(row["t_s"]) for row in found] == expected


class Later(VideoFile):
    """A film whose positions begin at five seconds."""

    def read(self):
        frame = super().read()
        return frame and replace(frame, t=frame.t + 5.0)


def test_the_session_starts_with_its_first_frame(clip, tmp_path, monkeypatch):
    monkeypatch.setattr(analysis, "open_path", Later)
    found = table(analyse(clip, tmp_path, make=always_a_face))
    assert (found[0]["t_s"], found[1]["t_s"]) == ("0.0000", "0.1000")


def test_two_runs_write_the_same_bytes(clip, tmp_path, tiny_model):
    first, second = (analyse(clip, tmp_path / name, model=tiny_model) for name in "ab")
    assert len(table(first)) == FRAMES
    assert first.read_bytes() == second.read_bytes()
    assert {row[name] for row in table(first) for name in ("time_utc", "latency_ms")} == {""}


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
    assert not data["held"].any()


def test_a_file_without_faces_gives_a_header_and_a_note(clip, tmp_path):
    notes = []
    path = analyse(clip, tmp_path, make=scripted([]), on_note=notes.append)
    assert path.read_text("utf-8") == ",".join(HEADER) + "\n"
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
    # The last one was cut through.
    claims, damaged = notes
    assert claims.startswith("cut.avi claims")
    assert damaged == "cut.avi is damaged: 1 of its frames are incomplete."


def test_time_begins_with_the_first_frame_though_it_shows_no_face(clip, tmp_path):
    script = [[]] * 4 + [[face(20, 10)]] * 8
    found = table(analyse(clip, tmp_path, make=scripted(script)))
    assert [float(row["t_s"]) for row in found] == [pytest.approx(index / 10, abs=2e-3) for index in range(4, 12)]


def test_a_face_that_is_lost_for_a_moment_has_no_row(clip, tmp_path):
    script = [[face(20, 10)], [], [], [face(22, 10)]]
    found = table(analyse(clip, tmp_path, make=scripted(script)))
    assert [(row["frame"], row["face_id"]) for row in found] == [("0", "1"), ("3", "1")]


def test_a_missing_model(clip, tmp_path):
    with pytest.raises(ModelError, match=r"no encoder.onnx"):
        analyse(clip, tmp_path, model=tmp_path)
    assert names_in(tmp_path) == []


def test_the_pipeline_is_closed_even_after_an_error(tmp_path):
    closed = []

    class Watched(ScriptedDetector):
        def close(self):
            closed.append(True)

    def make(model=None, *, still=False):
        return pipeline_of(Watched([]))

    bad = tmp_path / "noise.mp4"
    bad.write_bytes(bytes(range(256)) * 8)
    with pytest.raises(SourceError):
        analyse(bad, tmp_path, make=make)
    assert closed == [True]


# The description beside it


def test_the_description_is_whole_and_can_be_opened(clip, tmp_path):
    path = analyse(clip, tmp_path, make=always_a_face)
    assert names_in(tmp_path) == ["short.csv", "short.session.json"]
    fields = json.loads((tmp_path / "short.session.json").read_text("utf-8"))
    assert fields["complete"] is True
    assert fields["source"] == {
        **{"kind": "film", "name": "short.avi", "width": 640, "height": 360, "fps": 10.0},
        **{"size_bytes": clip.stat().st_size, "modified_ns": clip.stat().st_mtime_ns},
    }
    (file,) = fields["files"]
    assert (file["name"], file["written"], file["complete"]) == ("short.csv", FRAMES, True)
    assert file["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    for opened in (path, tmp_path, tmp_path / "short.session.json"):
        session = open_session(opened)
        assert (session.status, session.problems, session.row_count) == ("whole", (), FRAMES)
    assert session.description.session == "short"
    assert "seconds of the film" in session.description.time_base


def test_notes_stand_in_the_description(clip, tmp_path):
    cut = tmp_path / "cut.avi"
    cut.write_bytes(clip.read_bytes()[: clip.stat().st_size * 2 // 3])
    notes = []
    path = analyse(cut, tmp_path / "out", make=scripted([]), on_note=notes.append)
    assert len(notes) == 3
    assert list(open_session(path).description.notes) == notes


# What else is wanted


def test_raw_probabilities_are_added(clip, tmp_path):
    found = table(analyse(clip, tmp_path, make=always_a_face, wanted=Wanted(raw=True)))
    assert list(found[0]) == [*HEADER, *(f"raw_{label}" for label in SPEC.labels)]


@pytest.mark.parametrize(
    ("outputs", "added"),
    [
        (("open",), ["fake.open.mouth"]),
        (("fake.open", "open"), ["fake.open.mouth"]),
        (("all",), [*(f"fake.logits.{label}" for label in SPEC.labels), "fake.open.mouth"]),
        (("fake",), [*(f"fake.logits.{label}" for label in SPEC.labels), "fake.open.mouth"]),
    ],
)
def test_outputs_are_added_by_their_names(clip, tmp_path, outputs, added):
    make = scripted([[face(200, 100)]] * FRAMES, replace(SPEC, outputs=OUTPUTS))
    path = analyse(clip, tmp_path, make=make, wanted=Wanted(outputs=outputs))
    assert list(table(path)[0]) == [*HEADER, *added]
    assert open_session(path).rows[added[-1]].dtype == np.float64


def test_an_output_that_there_is_not_is_refused_before_anything_is_written(clip, tmp_path):
    with pytest.raises(ModelError, match=r"'age' is no output of the model\. Choose one of: fake\.logits\."):
        analyse(clip, tmp_path, make=always_a_face, wanted=Wanted(outputs=("logits", "age"), film="clean"))
    assert names_in(tmp_path) == []


@pytest.mark.parametrize(("film", "name"), [("overlay", "short.faces.mp4"), ("clean", "short.clean.mp4")])
def test_a_film_lies_beside_the_table(clip, tmp_path, film, name):
    path = analyse(clip, tmp_path, make=always_a_face, wanted=Wanted(film=film))
    assert names_in(tmp_path) == sorted([name, "short.csv", "short.session.json"])
    session = open_session(path)
    assert session.status == "whole"
    facts = session.description.file("film")
    assert (facts.name, facts.written, facts.complete) == (name, FRAMES, True)
    assert facts.facts["overlay"] == (film == "overlay")
    assert facts.sha256 == hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()
    source = VideoFile(tmp_path / name)
    source.open()
    frames = [source.read() for _ in range(FRAMES)]
    assert source.read() is None
    source.close()
    assert [frame.t for frame in frames] == pytest.approx([i / 10 for i in range(FRAMES)], abs=2e-3)


def test_the_times_of_the_film_are_positions_in_the_file_that_was_read(clip, tmp_path, monkeypatch):
    monkeypatch.setattr(analysis, "open_path", Later)
    analyse(clip, tmp_path, make=always_a_face, wanted=Wanted(film="clean"))
    with av.open(str(tmp_path / "short.clean.mp4")) as film:
        times = [float(frame.pts * frame.time_base) for frame in film.decode(video=0)]
    assert times == pytest.approx([5.0 + i / 10 for i in range(FRAMES)], abs=2e-3)


def test_every_file_gets_a_name_of_its_own():
    paths = [Path(name) for name in ("a/clip.mp4", "b/clip.mov", "c/clip.mp4", "Other.mp4", "other.MP4", "one.jpg")]
    assert session_names(paths) == ("clip.mp4", "clip.mov", "clip.mp4-2", "Other.mp4", "other.MP4-2", "one")


@pytest.mark.parametrize("stem", ["007", "NA", "nan", "1e5", "-1.5", "None", "true", "inf"])
def test_a_name_that_would_be_read_as_a_number_or_as_nothing_keeps_its_suffix(clip, tmp_path, stem):
    (named,) = session_names([Path(f"a/{stem}.jpg")])
    assert named == f"{stem}.jpg"
    assert session_names([Path(f"a/{stem}")]) == (f"file-{stem}",)
    still = tmp_path / f"{stem}.png"
    cv2.imwrite(str(still), np.full((240, 320, 3), 90, np.uint8))
    read = pd.read_csv(analyse(still, tmp_path / "out", make=always_a_face))["session"]
    assert read.tolist()[0].endswith(f"{stem}.png")


def test_a_name_with_a_number_in_it_stays_as_it_is():
    assert session_names([Path("a/take 7.mp4"), Path("a/NA2.mp4")]) == ("take 7", "NA2")


def test_names_stay_on_one_line():
    assert session_names([Path("two\rlines.mp4"), Path("a\u2028b.mp4")]) == ("two-lines", "a-b")


@pytest.mark.parametrize(
    ("film", "veil", "told"),
    [
        ("clean", Veil("faces"), [True]),
        ("clean", Veil("picture"), []),
        ("overlay", Veil(), []),
        (None, Veil("faces"), []),
    ],
)
def test_where_a_film_hides_faces_all_of_every_picture_is_looked_at(clip, tmp_path, film, veil, told):
    heard = []

    def make(model=None, *, still=False):
        pipeline = always_a_face(model, still=still)
        pipeline.send = lambda command: heard.append(command.on)
        return pipeline

    analyse(clip, tmp_path, make=make, wanted=Wanted(film=film, veil=veil))
    assert heard == told
