import json
from dataclasses import replace

import pytest
from tiny_model import SPEC

from fer_core.errors import ModelError
from fer_core.spec import CLASSES, SPEC_VERSION, ModelSpec

TWO_OUTPUTS = replace(SPEC, temperatures={"ferplus": 1.3, "fer2013": 0.9})


def changed(**fields):
    values = json.loads(SPEC.to_json()) | fields
    return json.dumps({name: value for name, value in values.items() if value != "absent"})


def test_a_description_comes_back_as_it_was_written():
    assert ModelSpec.from_json(TWO_OUTPUTS.to_json(), "encoder.onnx") == TWO_OUTPUTS


def test_the_output_that_the_app_speaks_with_survives_the_file():
    read = ModelSpec.from_json(TWO_OUTPUTS.to_json(), "head.onnx")
    assert TWO_OUTPUTS.speaks == read.speaks == "ferplus"
    assert list(read.temperatures) == ["ferplus", "fer2013"]


def test_thresholds_come_back_in_their_order():
    spec = replace(TWO_OUTPUTS, thresholds={"fer2013": 0.1, "ferplus": 1 / 3})
    read = ModelSpec.from_json(spec.to_json(), "head.onnx")
    assert read == spec
    assert list(read.thresholds) == ["fer2013", "ferplus"]


def test_a_description_from_before_there_were_thresholds_has_none():
    assert ModelSpec.from_json(changed(thresholds="absent"), "encoder.onnx") == SPEC
    assert SPEC.thresholds == {}


def test_what_is_read_is_as_immutable_as_what_was_written():
    read = ModelSpec.from_json(SPEC.to_json(), "encoder.onnx")
    assert isinstance(read.labels, tuple)
    assert isinstance(read.input_size, tuple)
    assert all(isinstance(point, tuple) for point in read.template)


def test_the_window_spans_the_steps_between_its_embeddings():
    assert replace(SPEC, window=31, rate_hz=20.0).window_s == pytest.approx(1.5)
    assert replace(SPEC, window=1).window_s == 0.0


def test_the_seven_classes_keep_their_order():
    assert CLASSES == ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


@pytest.mark.parametrize("version", [0, SPEC_VERSION + 1, "1", None])
def test_another_version_is_refused_by_name(version):
    with pytest.raises(ModelError, match=rf"encoder\.onnx has model description version {version}.*reads version 1"):
        ModelSpec.from_json(changed(version=version), "encoder.onnx")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '"text"', "{}", '{"name": "no version"}'])
def test_what_is_no_description_is_called_damaged(text):
    with pytest.raises(ModelError, match=r"description in head\.onnx is damaged\. Export or install"):
        ModelSpec.from_json(text, "head.onnx")


@pytest.mark.parametrize(
    "fields",
    [
        {"labels": "absent"},
        {"labels": ["happy"]},
        {"labels": ["happy", "sad", "happy"]},
        {"labels": ["happy", ""]},
        {"labels": ["happy", " "]},
        {"labels": ["happy", "very\nsad"]},
        {"labels": 7},
        {"input_size": [48]},
        {"input_size": [48, 0]},
        {"input_size": ["wide", 48]},
        {"input_size": [float("inf"), 48]},
        {"embedding_size": 0},
        {"window": 0},
        {"window": None},
        {"rate_hz": 0},
        {"rate_hz": float("inf")},
        {"std": 0},
        {"std": float("nan")},
        {"mean": float("nan")},
        {"template": [[1, 2], [3, 4]]},
        {"template": [[1, 2], [3, 4], [5]]},
        {"template": [[1, 2], [3, 4], [5, float("nan")]]},
        {"template": [[5, 5], [5, 5], [5, 5]]},
        {"temperatures": {}},
        {"temperatures": {"logits": 0}},
        {"temperatures": {"logits": float("nan")}},
        {"temperatures": [1.0]},
        {"thresholds": {"logits": -0.1}},
        {"thresholds": {"logits": 1.1}},
        {"thresholds": {"logits": float("nan")}},
        {"thresholds": {"logits": "high"}},
        {"thresholds": {"another": 0.3}},
        {"thresholds": None},
        {"thresholds": [0.3]},
    ],
    ids=str,
)
def test_a_description_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ModelError, match=r"description in head\.onnx is not usable .*Export the model again"):
        ModelSpec.from_json(changed(**fields), "head.onnx")
