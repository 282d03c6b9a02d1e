"""What is known of a model: what it says of itself, and the records beside it, which may hold anything."""

import json

import pytest
from tiny_model import save_tiny_model

from fer_core import trial
from fer_core.errors import ModelError
from fer_core.manifest import checksums
from fer_core.model_card import Figure, fairness_words, read_card
from fer_core.places import MODELS
from fer_core.recognition import OnnxRecogniser

METRICS = {
    "model": "tiny",
    "test": {"output": "logits", "pictures": 70, "accuracy": 0.5, "recall": {"fear": 0.1, "happy": 0.9, "sad": 0.5}},
    "private_test": {"output": "fer2013", "pictures": 3589, "accuracy": 0.7},
    "strangers_logits": {"output": "logits", "pictures": 10, "accuracy": 0.25, "recall": {}},
}
TRAINING = {
    "selection": "val",
    "epochs": [{"val_logits": 0.1}, {"val_logits": 0.75}],
    "learned_from": [{"data": "my own pictures"}, {"no": "data"}, 7],
}


@pytest.fixture(autouse=True)
def nothing_tried_yet(monkeypatch):
    monkeypatch.setattr(trial, "_passed", {})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return save_tiny_model(tmp_path_factory.mktemp("cards") / "model")


@pytest.fixture
def written(folder):
    """Write a record beside the model; they are gone afterwards."""
    paths = []

    def write(name, value):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
        paths.append(path)

    yield write
    for path in paths:
        path.unlink(missing_ok=True)


def test_the_shipped_model_tells_its_own_figures():
    spec, metrics = OnnxRecogniser.load().spec, json.loads((MODELS / "records" / "metrics.json").read_text("utf-8"))
    card = read_card(None)
    assert (card.name, card.folder, card.spec) == (spec.name, None, spec)
    shown = (f"strangers_{spec.default}", f"{spec.default}_test", "private_test")
    assert [figure.accuracy for figure in card.figures[:3]] == [metrics[name]["accuracy"] for name in shown]
    assert card.figures[2].of.endswith("(output fer2013)")
    assert {name: checksums()[name] for name in card.sha256} == card.sha256
    assert card.size_bytes == sum((MODELS / name).stat().st_size for name in ("encoder.onnx", "head.onnx"))
    assert any("less than half of some expressions" in sentence for sentence in card.limits)
    assert any("everyday pictures" in sentence for sentence in card.limits)


def test_a_model_without_records_says_that_nothing_is_known(folder):
    card = read_card(folder)
    assert (card.name, card.figures, card.learned_from) == ("tiny", (), ())
    assert set(card.sha256) == {"encoder.onnx", "head.onnx"}
    assert card.size_bytes == sum((folder / name).stat().st_size for name in card.sha256)
    assert any("Nothing beside it tells how often it errs" in sentence for sentence in card.limits)


@pytest.mark.parametrize("name", ["metrics.json", "records/metrics.json"])
def test_figures_are_read_from_the_records(folder, written, name):
    written(name, METRICS)
    written("training.json", TRAINING)
    card = read_card(folder)
    assert card.figures == (
        Figure("Strangers' faces, of another collection", 10, 0.25, {}),
        Figure("Test pictures of FER2013 (output fer2013)", 3589, 0.7, {}),
        Figure("Test pictures", 70, 0.5, {"fear": 0.1, "happy": 0.9, "sad": 0.5}),
        Figure("Pictures on which it was chosen while it learned, which flatters", 0, 0.75, {}),
    )
    assert card.learned_from == ("my own pictures",)
    assert "It finds less than half of some expressions: fear 10 % (test pictures)." in card.limits


def test_figures_of_another_model_are_none_of_its_own(folder, written):
    written("metrics.json", METRICS | {"model": "another"})
    assert read_card(folder).figures == ()


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        "[" * 100_000,
        '{"model": "tiny", "test": 7}',
        '{"model": "tiny", "test": {"accuracy": NaN}}',
        '{"model": "tiny", "test": {"accuracy": 1e400}}',
        '{"model": "tiny", "test": {"accuracy": 70}}',
        '{"model": "tiny", "test": {"accuracy": true, "recall": []}}',
        '{"epochs": 7, "learned_from": {}, "selection": []}',
        '{"epochs": [], "learned_from": [[]]}',
        '{"epochs": [{"val_logits": "much"}], "selection": "val"}',
    ],
)
def test_records_that_are_damaged_are_no_records(folder, written, text):
    written("metrics.json", text)
    written("training.json", text)
    card = read_card(folder)
    assert (card.figures, card.learned_from) == ((), ())


def test_a_record_beyond_all_measure_is_not_read(folder, written):
    written("metrics.json", METRICS | {"notes": ["x" * 5_000_000]})
    assert read_card(folder).figures == ()


def test_a_name_beyond_all_measure_is_cut(tmp_path):
    name = read_card(save_tiny_model(tmp_path, name="long " * 1000)).name
    assert len(name) == 400
    assert name.endswith("…")


def test_a_folder_without_a_model_has_no_card(tmp_path):
    with pytest.raises(ModelError, match=r"no encoder\.onnx"):
        read_card(tmp_path)


def test_what_was_found_of_groups_is_told_of_the_model_that_it_is_about(tmp_path):
    (tmp_path / "records").mkdir()
    record = {"model": "tiny", "pictures": 1200, "summary": ["By age, this.", "By sex, that."]}
    (tmp_path / "records" / "fairness.json").write_text(json.dumps(record))
    assert fairness_words(tmp_path, "tiny").endswith("By age, this. By sex, that.")
    assert fairness_words(tmp_path, "other") is None
