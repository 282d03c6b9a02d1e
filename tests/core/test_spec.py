import json
from dataclasses import replace

import pytest
from tiny_model import SPEC, tiny_spec, version_1_json

from fer_core.errors import ModelError
from fer_core.outputs import Calibration, DistributionSpec, PointsSpec, ScalarsSpec
from fer_core.spec import CLASSES, SPEC_VERSION, ModelSpec, output_from_json, output_to_json

STILL, FILM = Calibration(1.3, 0.25), Calibration(0.9, 1 / 3)
MANY = tiny_spec(
    outputs={
        "ferplus": DistributionSpec(CLASSES, STILL, FILM),
        "pose": ScalarsSpec(("yaw", "open"), ("deg", "1")),
        "fer2013": DistributionSpec(("yes", "no"), Calibration(0.7), Calibration(1.1)),
    },
    default="fer2013",
)


def changed(**fields):
    values = json.loads(SPEC.to_json()) | fields
    return json.dumps({name: value for name, value in values.items() if value != "absent"})


def with_output(**fields):
    """Return the description of a model whose only output has some fields changed."""
    (output,) = json.loads(SPEC.to_json())["outputs"]
    return changed(outputs=[{name: value for name, value in (output | fields).items() if value != "absent"}])


def calibrated(**fields):
    return {"temperature": 1.0, "threshold": None} | fields


def test_a_description_comes_back_as_it_was_written():
    assert ModelSpec.from_json(MANY.to_json(), "encoder.onnx") == MANY
    assert json.loads(MANY.to_json())["version"] == SPEC_VERSION == 2


def test_outputs_keep_their_order_and_the_default_is_not_the_first_one():
    read = ModelSpec.from_json(MANY.to_json(), "head.onnx")
    assert list(read.outputs) == ["ferplus", "pose", "fer2013"]
    assert list(read.distributions) == ["ferplus", "fer2013"]
    assert read.default == "fer2013"
    assert read.labels == ("yes", "no")


def test_stills_and_films_have_calibrations_of_their_own():
    output = ModelSpec.from_json(MANY.to_json(), "head.onnx").distributions["ferplus"]
    assert output.calibration(still=True) == STILL
    assert output.calibration(still=False) == FILM


def test_what_is_written_is_plain_and_says_of_each_output_what_it_is():
    assert json.loads(MANY.to_json())["outputs"] == [
        {
            **{"name": "ferplus", "type": "distribution", "labels": list(CLASSES)},
            "still": {"temperature": 1.3, "threshold": 0.25},
            "film": {"temperature": 0.9, "threshold": 1 / 3},
        },
        {"name": "pose", "type": "scalars", "names": ["yaw", "open"], "units": ["deg", "1"]},
        {
            **{"name": "fer2013", "type": "distribution", "labels": ["yes", "no"]},
            "still": {"temperature": 0.7, "threshold": None},
            "film": {"temperature": 1.1, "threshold": None},
        },
    ]


def test_points_are_described_as_well():
    spec = PointsSpec(("left_brow", "right_brow"))
    assert output_to_json(spec) == {"type": "points", "names": ("left_brow", "right_brow")}
    assert output_from_json(json.loads(json.dumps(output_to_json(spec)))) == spec


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


# Version 1, as it stands in files that were exported before.


VERSION_1 = {
    "version": 1,
    "name": "older",
    "labels": ["calm", "tense"],
    "input_size": [16, 16],
    "mean": 0.5,
    "std": 0.25,
    "template": [[5.0, 6.0], [11.0, 6.0], [8.0, 12.0]],
    "embedding_size": 4,
    "window": 13,
    "rate_hz": 8.0,
    "temperatures": {"ferplus": 1.3, "fer2013": 0.9},
    "thresholds": {"fer2013": 0.1},
}


def test_a_description_of_version_1_is_read_as_one_of_today():
    ferplus, fer2013 = Calibration(1.3), Calibration(0.9, 0.1)
    assert ModelSpec.from_json(json.dumps(VERSION_1), "head.onnx") == replace(
        SPEC,
        name="older",
        outputs={
            "ferplus": DistributionSpec(("calm", "tense"), ferplus, ferplus),
            "fer2013": DistributionSpec(("calm", "tense"), fer2013, fer2013),
        },
        default="ferplus",
    )


def test_the_first_temperature_of_version_1_is_the_default():
    turned = {"temperatures": {"fer2013": 0.9, "ferplus": 1.3}}
    assert ModelSpec.from_json(json.dumps(VERSION_1 | turned), "head.onnx").default == "fer2013"


def test_a_description_from_before_there_were_thresholds_has_none():
    older = {name: value for name, value in VERSION_1.items() if name != "thresholds"}
    outputs = ModelSpec.from_json(json.dumps(older), "head.onnx").distributions
    assert [output.film.threshold for output in outputs.values()] == [None, None]


def test_the_helper_of_the_tests_writes_version_1_as_it_was():
    spec = ModelSpec.from_json(json.dumps(VERSION_1), "head.onnx")
    assert json.loads(version_1_json(spec)) == VERSION_1


@pytest.mark.parametrize(
    "fields",
    [
        {"labels": None},
        {"labels": ["happy"]},
        {"labels": ["happy", "sad", "happy"]},
        {"temperatures": {}},
        {"temperatures": [1.0]},
        {"temperatures": {"ferplus": 0}},
        {"temperatures": {"ferplus": float("nan")}},
        {"thresholds": {"ferplus": -0.1}},
        {"thresholds": {"ferplus": 1.1}},
        {"thresholds": {"ferplus": "high"}},
        {"thresholds": {"another": 0.3}},
        {"thresholds": None},
        {"thresholds": [0.3]},
    ],
    ids=str,
)
def test_a_description_of_version_1_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ModelError, match=r"description in head\.onnx is not usable .*Export the model again"):
        ModelSpec.from_json(json.dumps(VERSION_1 | fields), "head.onnx")


@pytest.mark.parametrize("version", [0, SPEC_VERSION + 1, "1", None])
def test_another_version_is_refused_by_name(version):
    with pytest.raises(ModelError, match=rf"encoder\.onnx has model description version {version}.*versions 1 to 2\."):
        ModelSpec.from_json(changed(version=version), "encoder.onnx")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '"text"', "{}", '{"name": "no version"}', "[" * 100_000])
def test_what_is_no_description_is_called_damaged(text):
    with pytest.raises(ModelError, match=r"description in head\.onnx is damaged\. Export or install"):
        ModelSpec.from_json(text, "head.onnx")


@pytest.mark.parametrize(
    "fields",
    [
        {"outputs": "absent"},
        {"outputs": []},
        {"outputs": [{"name": "pose", "type": "scalars", "names": ["yaw"], "units": ["deg"]}]},
        {"default": "absent"},
        {"default": "another"},
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
    ],
    ids=str,
)
def test_a_description_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ModelError, match=r"description in head\.onnx is not usable .*Export the model again"):
        ModelSpec.from_json(changed(**fields), "head.onnx")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "absent"},
        {"name": " "},
        {"type": "absent"},
        {"type": "picture"},
        {"labels": "absent"},
        {"labels": ["happy"]},
        {"labels": ["happy", "sad", "happy"]},
        {"labels": ["happy", ""]},
        {"labels": ["happy", " "]},
        {"labels": ["happy", "very\nsad"]},
        {"labels": 7},
        {"still": "absent"},
        {"film": "absent"},
        {"still": 1.0},
        {"still": calibrated(temperature=0)},
        {"film": calibrated(temperature=float("nan"))},
        {"film": calibrated(temperature=float("inf"))},
        {"film": {"temperature": 1.0}},
        {"still": calibrated(threshold=-0.1)},
        {"still": calibrated(threshold=1.1)},
        {"film": calibrated(threshold=float("nan"))},
        {"film": calibrated(threshold="high")},
    ],
    ids=str,
)
def test_an_output_that_contradicts_itself_is_refused(fields):
    with pytest.raises(ModelError, match=r"description in head\.onnx is not usable .*Export the model again"):
        ModelSpec.from_json(with_output(**fields), "head.onnx")


@pytest.mark.parametrize(
    "output",
    [
        {"name": "more", "type": "scalars", "names": [], "units": []},
        {"name": "more", "type": "scalars", "names": ["yaw", "pitch"], "units": ["deg"]},
        {"name": "more", "type": "scalars", "names": ["yaw", "yaw"], "units": ["deg", "deg"]},
        {"name": "more", "type": "points", "names": ["brow"]},
    ],
    ids=str,
)
def test_a_further_output_that_contradicts_itself_is_refused(output):
    first = json.loads(SPEC.to_json())["outputs"]
    with pytest.raises(ModelError, match=r"not usable .*Export the model again"):
        ModelSpec.from_json(changed(outputs=[*first, output]), "head.onnx")


def test_two_outputs_of_one_name_are_refused():
    (output,) = json.loads(SPEC.to_json())["outputs"]
    with pytest.raises(ModelError, match=r"not usable .*Export the model again"):
        ModelSpec.from_json(changed(outputs=[output, output]), "head.onnx")
