"""Faces of another world: reading them, and judging a model on them."""

import json

import cv2
import numpy as np
import pytest
from drawn import pictures
from written import write_npz

from fer_core.detection import ScriptedDetector
from fer_core.errors import DataError
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import CLASSES
from fer_core.types import Detection
from training.cli import main
from training.data.encoded import EncodedFaces, read_encoded
from training.files import METRICS
from training.judge.strangers import find_faces, judge_strangers

LABELS = np.arange(7)
#: Where the landmarks of a picture of 48 px stand.
POINTS = np.array([(15, 20), (33, 20), (24, 29), (24, 37), (5, 22), (43, 22)], np.float32)


def encoded(labels=LABELS, damaged=()):
    """Return the arrays of a data set, some of whose pictures cannot be decoded."""
    files = [cv2.imencode(".jpg", image)[1].ravel() for image in pictures(labels)]
    files = [np.zeros(20, np.uint8) if row in damaged else file for row, file in enumerate(files)]
    return {
        "jpeg": np.concatenate(files),
        "offset": np.cumsum([0, *map(len, files)]),
        "label": np.asarray(labels, np.int8),
    }


def write(path, **changes):
    np.savez(path, **{name: value for name, value in (encoded() | changes).items() if value is not None})
    return path


def faces_of(labels=LABELS, damaged=()):
    arrays = encoded(labels, damaged)
    return EncodedFaces(arrays["jpeg"], arrays["offset"], np.asarray(labels, np.int64))


def face(score=0.9, points=POINTS):
    return Detection((0, 0, 48, 48), score, points)


@pytest.fixture
def use(monkeypatch):
    """Let a script say what is found in the pictures, one after the other."""

    def script(faces):
        detectors = {"thorough": lambda still: ScriptedDetector(faces if still else [])}
        monkeypatch.setattr("training.data.framing.DETECTORS", detectors)

    return script


@pytest.fixture(scope="module")
def recogniser(tiny_model):
    return OnnxRecogniser.load(tiny_model)


def test_pictures_come_back_in_their_order_and_in_rgb(tmp_path):
    colours = [np.full((8, 6, 3), bgr, np.uint8) for bgr in ((250, 10, 10), (10, 10, 250))]
    files = [cv2.imencode(".jpg", image)[1].ravel() for image in colours]
    arrays = {"jpeg": np.concatenate(files), "offset": np.cumsum([0, *map(len, files)]), "label": np.array([3, 4])}
    found = read_encoded(write(tmp_path / "a.npz", **arrays))
    assert len(found) == 2
    assert found.labels.tolist() == [3, 4]
    assert found.picture(0).shape == (8, 6, 3)
    assert found.picture(0)[0, 0].argmax() == 2
    assert found.picture(1)[0, 0].argmax() == 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"offset": None}, "should hold jpeg, offset and label", id="an array is missing"),
        pytest.param({"offset": np.arange(7)}, "do not fit together", id="an offset too few"),
        pytest.param({"label": np.array([], np.int8)}, "do not fit together", id="no pictures"),
        pytest.param({"label": np.full(7, 0.5)}, "do not fit together", id="labels that are no numbers of classes"),
        pytest.param({"jpeg": np.zeros((2, 9), np.uint8)}, "do not fit together", id="bytes in rows"),
        pytest.param({"offset": np.array([0, 9, 5, 20, 25, 30, 35, 40])}, "in order", id="offsets out of order"),
        pytest.param({"offset": np.arange(8) * 10**6}, "in order", id="offsets behind the end"),
        pytest.param({"label": np.arange(7) + 1}, "not one of 7 classes", id="a label too many"),
        pytest.param({"label": np.arange(7) - 1}, "not one of 7 classes", id="a label below"),
    ],
)
def test_what_is_no_such_data_set_is_refused(tmp_path, changes, words):
    with pytest.raises(DataError, match=words):
        read_encoded(write(tmp_path / "a.npz", **changes))


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 and no more"])
def test_a_file_that_cannot_be_read_is_refused(tmp_path, content):
    path = tmp_path / "a.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"a\.npz cannot be read"):
        read_encoded(path)


def test_every_output_is_judged_on_the_faces_that_are_found(recogniser, use):
    notes = []
    script = [[face()], [], [face(0.7, POINTS * 0), face()], [face()], [], [face()], [face()]]
    use(script)
    metrics = judge_strangers(recogniser, find_faces(recogniser.spec, faces_of(), "strangers", notes))
    assert metrics.keys() == {f"strangers_{name}" for name in recogniser.spec.distributions}
    for found in metrics.values():
        assert (found["pictures"], found["faces"], found["found"]) == (5, 7, 5 / 7)
        assert found["recall"].keys() == set(CLASSES) - {CLASSES[1], CLASSES[4]}
        assert np.sum(found["confusion"]) == 5
    assert notes == []


def test_pictures_that_cannot_be_read_are_counted_and_named(recogniser, use):
    notes = []
    labels, damaged = np.tile(LABELS, 2), (1, 2, 5, 9)
    script = [[face()]] * (len(labels) - len(damaged))
    use(script)
    faces = find_faces(recogniser.spec, faces_of(labels, damaged), "strangers", notes)
    metrics = judge_strangers(recogniser, faces)
    assert notes == ["strangers: 4 of 14 pictures cannot be read and are left out: 1, 2, 5, ..."]
    assert all((found["pictures"], found["found"]) == (10, 1.0) for found in metrics.values())


def test_where_no_face_is_found_there_is_nothing_to_judge(recogniser, use):
    use([])
    with pytest.raises(DataError, match="No face was found in any picture of strangers"):
        find_faces(recogniser.spec, faces_of(), "strangers", [])


def test_evaluate_prints_strangers_and_keeps_them(tiny_model, tmp_path, monkeypatch, use, capsys):
    monkeypatch.setattr("training.judge.evaluate._draw", lambda *_args: None)
    use([[face()]] * 7)
    data, strangers = write_npz(tmp_path / "fer2013.npz"), write(tmp_path / "strangers.npz", **encoded(damaged=(3,)))
    args = ["--model", tiny_model, "--data", data, "--out", tmp_path / "out", "--strangers", strangers]
    assert main(["evaluate", *map(str, args)]) == 0
    said = capsys.readouterr().out
    assert "strangers_" in said
    assert "faces found in 1.0000 of 6 pictures" in said
    assert "strangers.npz: 1 of 7 pictures cannot be read and are left out: 3" in said
    metrics = json.loads((tmp_path / "out" / METRICS).read_text())
    assert {name for name in metrics if name.startswith("strangers_")} == {
        f"strangers_{name}" for name in OnnxRecogniser.load(tiny_model).spec.distributions
    }


def test_strangers_that_cannot_be_read_are_said_before_anything_is_written(tiny_model, tmp_path, capsys):
    data, out = write_npz(tmp_path / "fer2013.npz"), tmp_path / "out"
    args = ["--model", tiny_model, "--data", data, "--out", out, "--strangers", tmp_path / "none.npz"]
    assert main(["evaluate", *map(str, args)]) == 2
    assert "none.npz cannot be read" in capsys.readouterr().err
    assert not out.exists()
