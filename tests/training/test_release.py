"""What may ship, and what must not."""

import json
import shutil

import pytest
from drawn import data_of_runs

from fer_core.errors import DataError
from fer_core.places import MODELS
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from training.cli import main
from training.data.terms import FACES, IMAGENET, KNOWN, Terms, forbidding, joined, recorded
from training.export.release import release
from training.export.to_onnx import install

FER = KNOWN["fer2013"].as_dict()


@pytest.fixture
def model(model_of, tmp_path):
    folder = shutil.copytree(model_of(), tmp_path / "model")
    (folder / "manifest.json").unlink(missing_ok=True)
    learned_from(folder, [FER])
    return folder


@pytest.fixture
def records(model, tmp_path):
    folder = tmp_path / "judged"
    folder.mkdir()
    name = OnnxRecogniser.load(model).spec.name
    for file in ("metrics.json", "fairness.json"):
        (folder / file).write_text(json.dumps({"model": name}))
    return folder


@pytest.fixture
def ours(tmp_path):
    folder = tmp_path / "models"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"files": {"other": {"sha256": "0", "origin": "kept"}}}')
    return folder


def learned_from(folder, terms):
    path = folder / "training.json"
    told = json.loads(path.read_text()) | {"learned_from": terms}
    path.write_text(json.dumps(told))


def test_a_model_and_its_figures_are_put_where_they_ship(model, records, ours):
    (ours / "pictures").mkdir()
    for name in ("curves.png", "fairness.png"):
        (ours / "pictures" / name).write_bytes(b"old")
    for name in ("fairness.png", "mistakes.png"):
        (records / name).write_bytes(b"new")
    names = release(model, records, ours)
    assert names == ["training.json", "records/metrics.json", "records/fairness.json", "pictures/fairness.png"]
    # What it has no picture of yet may show people.
    assert {path.name: path.read_bytes() for path in (ours / "pictures").iterdir()} == {
        "curves.png": b"old", "fairness.png": b"new"
    }  # fmt: skip
    for name in (ENCODER_FILE, HEAD_FILE, "training.json"):
        assert (ours / name).read_bytes() == (model / name).read_bytes()
    assert set(json.loads((ours / "manifest.json").read_text())["files"]) == {"other", ENCODER_FILE, HEAD_FILE}
    assert (ours / "records" / "fairness.json").is_file()


@pytest.mark.parametrize("name", ["rafdb", "affectnet", "expw", "ckplus"])
def test_what_learned_from_research_data_is_refused(model, records, ours, capsys, name):
    learned_from(model, [FER, KNOWN[name].as_dict()])
    command = ("release", "--model", str(model), "--records", str(records), "--to", str(ours))
    assert main(command) == 2
    said = capsys.readouterr().err
    assert "must not be released" in said
    assert KNOWN[name].data in said
    assert FER["data"] not in said
    assert [path.name for path in ours.iterdir()] == ["manifest.json"]


def test_a_licence_that_nobody_gave_is_no_licence(model, records, ours):
    learned_from(model, [Terms("my folder", "not known", None).as_dict()])
    with pytest.raises(DataError, match="learned from my folder, whose licence nobody gave"):
        release(model, records, ours)


def test_figures_of_another_model_are_refused(model, records, ours):
    (records / "fairness.json").write_text('{"model": "another"}')
    with pytest.raises(DataError, match=r"fairness\.json is about 'another'"):
        release(model, records, ours)
    assert not (ours / ENCODER_FILE).exists()


def test_without_figures_it_is_refused(model, tmp_path, ours):
    with pytest.raises(DataError, match="Judge the model first"):
        release(model, tmp_path, ours)


def test_no_folder_of_models_is_refused(model, records, tmp_path):
    with pytest.raises(DataError, match=r"has no manifest\.json"):
        release(model, records, tmp_path)


def test_nothing_else_writes_to_the_model_that_ships(model):
    with pytest.raises(DataError, match="holds the model that ships"):
        install(model, MODELS)


def test_what_the_shipped_model_learned_from_allows_it():
    told = json.loads((MODELS / "training.json").read_text())
    assert forbidding(recorded(told)) == []


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ({"selection": "public_test", "config": {"encoder": {"kind": "lite"}}}, [KNOWN["fer2013"], IMAGENET]),
        ({"selection": "public_test", "config": {"encoder": {"kind": "paper"}}}, [KNOWN["fer2013"]]),
        ({"selection": "validation"}, [None]),
        ({}, [None]),
        ({"learned_from": [FACES.as_dict()]}, [FACES]),
    ],
)
def test_runs_of_earlier_versions_are_known_by_their_splits(history, expected):
    found = recorded(history)
    if expected == [None]:
        assert [entry["release"] for entry in found] == [None]
    else:
        assert found == [terms.as_dict() for terms in expected]


def test_each_data_set_is_told_once():
    assert joined([FER], [IMAGENET.as_dict()], [FER]) == [FER, IMAGENET.as_dict()]


def test_a_run_tells_what_its_teachers_and_its_start_learned_from(run_of, tmp_path, monkeypatch):
    run = shutil.copytree(run_of(), tmp_path / "teacher")
    told = json.loads((run / "history.json").read_text()) | {"learned_from": [KNOWN["rafdb"].as_dict()]}
    (run / "history.json").write_text(json.dumps(told))
    monkeypatch.setattr("training.data.several.read_data", lambda *_: data_of_runs())
    arguments = ("--data", "x", "--out", str(tmp_path / "run"), "--epochs", "1", "--films", "4")
    for more in (("--start", str(run)), ("--start", str(run_of()), "--teacher", str(run))):
        assert main(("fit", "--config", "finetune", *arguments, *more)) == 0
        history = json.loads((tmp_path / "run" / "history.json").read_text())
        assert "RAF-DB (Li, Deng and Du, CVPR 2017)" in {entry["data"] for entry in history["learned_from"]}
        shutil.rmtree(tmp_path / "run")
