import hashlib
import json

import numpy as np
import onnx
import pytest
from onnx import helper
from tiny_model import SPEC, save_tiny_model, tiny_spec

import fer_core.manifest
from fer_core.errors import ModelError
from fer_core.outputs import DistributionSpec, ScalarsSpec, softmax
from fer_core.places import MODELS
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import METADATA_KEY, SPEC_VERSION

FILES = (ENCODER_FILE, HEAD_FILE)


def weights_of(path):
    return onnx.numpy_helper.to_array(onnx.load(path).graph.initializer[0])


def test_embed_is_the_encoder_of_the_normalised_crops(tiny_model):
    crops = np.random.default_rng(0).integers(0, 256, (3, 16, 16), dtype=np.uint8)
    found = OnnxRecogniser.load(tiny_model).embed(crops)
    assert found.shape == (3, 4)
    assert found.dtype == np.float32
    expected = normalise(crops, SPEC).reshape(3, -1) @ weights_of(tiny_model / ENCODER_FILE)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_read_is_the_head_of_the_windows_raw_whatever_the_temperature(tmp_path):
    recogniser = OnnxRecogniser.load(save_tiny_model(tmp_path, temperatures={"logits": 2.0}))
    windows = np.random.default_rng(0).normal(0, 1, (5, 13, 4)).astype(np.float32)
    found = recogniser.read(windows, np.full(5, 13, np.int64))
    assert list(found) == ["logits"]
    assert found["logits"].shape == (5, 7)
    assert found["logits"].dtype == np.float32
    np.testing.assert_allclose(found["logits"], windows.mean(axis=1) @ weights_of(tmp_path / HEAD_FILE), atol=1e-4)


def test_read_gives_every_output_under_its_own_name(tmp_path):
    outputs = {
        "ferplus": DistributionSpec(("on", "off", "between")),
        "pose": ScalarsSpec(("yaw", "pitch"), ("deg", "deg")),
        "fer2013": DistributionSpec(("yes", "no")),
    }
    recogniser = OnnxRecogniser.load(save_tiny_model(tmp_path, outputs=outputs, default="fer2013"))
    windows = np.random.default_rng(0).normal(0, 1, (2, 13, 4)).astype(np.float32)
    found = recogniser.read(windows, np.full(2, 13, np.int64))
    assert {name: values.shape for name, values in found.items()} == {
        "ferplus": (2, 3),
        "pose": (2, 2),
        "fer2013": (2, 2),
    }
    initialisers = {item.name: item for item in onnx.load(tmp_path / HEAD_FILE).graph.initializer}
    for name, values in found.items():
        weights = onnx.numpy_helper.to_array(initialisers[f"w_{name}"])
        np.testing.assert_allclose(values, windows.mean(axis=1) @ weights, atol=1e-4)


def test_the_checksums_are_those_of_the_files(tiny_model):
    found = OnnxRecogniser.load(tiny_model).sha256
    assert found == {name: hashlib.sha256((tiny_model / name).read_bytes()).hexdigest() for name in FILES}


def test_softmax_bears_large_logits():
    found = softmax(np.array([[1000.0, 0.0], [-1000.0, -1000.0]], np.float32))
    np.testing.assert_allclose(found, [[1, 0], [0.5, 0.5]])


def test_the_description_is_read(tiny_model):
    assert OnnxRecogniser.load(tiny_model).spec == SPEC


def test_a_model_of_version_1_is_loaded_and_read(tmp_path):
    changes = {"temperatures": {"ferplus": 1.5, "fer2013": 0.8}, "thresholds": {"ferplus": 0.2}}
    recogniser = OnnxRecogniser.load(save_tiny_model(tmp_path, version=1, **changes))
    assert recogniser.spec == tiny_spec(**changes)
    found = recogniser.read(np.zeros((1, 13, 4), np.float32), np.ones(1, np.int64))
    assert list(found) == ["ferplus", "fer2013"]


def test_the_shipped_model_loads_and_answers():
    recogniser = OnnxRecogniser.load()
    spec = recogniser.spec
    assert spec.labels == ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
    embeddings = recogniser.embed(np.full((2, *spec.input_size), 128, np.uint8))
    windows = np.zeros((2, spec.window, spec.embedding_size), np.float32)
    windows[:, 0] = embeddings
    found = recogniser.read(windows, np.ones(2, np.int64))
    assert list(found) == list(spec.outputs)
    for name, values in found.items():
        assert values.shape == (2, 7 if name in spec.distributions else 1)
        assert np.isfinite(values).all()
    # A grey square is no hand.
    assert (found["covered"] >= 0).all()
    assert (found["covered"] < 0.5).all()
    assert set(recogniser.sha256) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file(tmp_path, name):
    (save_tiny_model(tmp_path / "model") / name).unlink()
    with pytest.raises(ModelError, match=rf"There is no {name} in .*model\. Choose the folder of an exported model"):
        OnnxRecogniser.load(tmp_path / "model")


def test_a_missing_folder(tmp_path):
    with pytest.raises(ModelError, match=r"There is no encoder\.onnx in .*nowhere"):
        OnnxRecogniser.load(tmp_path / "nowhere")


def test_a_file_in_place_of_the_folder(tmp_path):
    path = save_tiny_model(tmp_path) / ENCODER_FILE
    with pytest.raises(ModelError, match=r"cannot be read \(.*\)\. Choose another model"):
        OnnxRecogniser.load(path)


def test_a_folder_in_place_of_a_file(tmp_path):
    path = save_tiny_model(tmp_path) / HEAD_FILE
    path.unlink()
    path.mkdir()
    with pytest.raises(ModelError, match=r"head\.onnx cannot be read \(.*\)"):
        OnnxRecogniser.load(tmp_path)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("spoil", [lambda _: b"", lambda _: b"not a network", lambda b: b[: len(b) // 2]])
def test_a_damaged_file(tmp_path, name, spoil):
    path = save_tiny_model(tmp_path) / name
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ModelError, match=name) as caught:
        OnnxRecogniser.load(tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_a_network_without_a_description(tmp_path, name):
    path = save_tiny_model(tmp_path) / name
    model = onnx.load(path)
    del model.metadata_props[:]
    onnx.save(model, path)
    with pytest.raises(ModelError, match=rf"{name} carries no fer-live model description\. Export it with"):
        OnnxRecogniser.load(tmp_path)


def test_a_description_that_is_damaged(tmp_path):
    path = save_tiny_model(tmp_path) / ENCODER_FILE
    model = onnx.load(path)
    helper.set_model_props(model, {METADATA_KEY: "{"})
    onnx.save(model, path)
    with pytest.raises(ModelError, match=r"description in .*encoder\.onnx is damaged"):
        OnnxRecogniser.load(tmp_path)


def test_a_description_of_the_future(tmp_path):
    save_tiny_model(tmp_path, version=SPEC_VERSION + 1)
    with pytest.raises(
        ModelError, match=rf"version {SPEC_VERSION + 1}, and this fer-live reads versions 1 to {SPEC_VERSION}"
    ):
        OnnxRecogniser.load(tmp_path)


def test_two_networks_that_are_not_of_one_model(tmp_path):
    save_tiny_model(tmp_path)
    save_tiny_model(tmp_path / "other", name="other")
    (tmp_path / "other" / HEAD_FILE).replace(tmp_path / HEAD_FILE)
    with pytest.raises(ModelError, match=r"are not of one model\. Export both again, together"):
        OnnxRecogniser.load(tmp_path)


@pytest.mark.parametrize("outputs", [6, 8])
def test_more_or_fewer_outputs_than_class_names(tmp_path, outputs):
    save_tiny_model(tmp_path, outputs=outputs)
    with pytest.raises(ModelError, match=rf"has {outputs} values in its output 'logits' and 7 names for them"):
        OnnxRecogniser.load(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda spec: {"window": spec["window"] + 1},
        lambda spec: {"input_size": [8, 8]},
        lambda spec: {"outputs": [spec["outputs"][0] | {"name": "ferplus"}], "default": "ferplus"},
    ],
    ids=["window", "input_size", "output name"],
)
def test_networks_that_contradict_their_description(tmp_path, change):
    save_tiny_model(tmp_path)
    for name in FILES:
        model = onnx.load(tmp_path / name)
        spec = json.loads(SPEC.to_json())
        helper.set_model_props(model, {METADATA_KEY: json.dumps(spec | change(spec))})
        onnx.save(model, tmp_path / name)
    with pytest.raises(ModelError, match="do not fit their description") as caught:
        OnnxRecogniser.load(tmp_path)
    assert "\n" not in str(caught.value)


def test_an_embedding_of_another_size_than_described(tmp_path):
    save_tiny_model(tmp_path, embedding_size=5)
    save_tiny_model(tmp_path / "other")
    encoder = onnx.load(tmp_path / "other" / ENCODER_FILE)
    helper.set_model_props(encoder, {METADATA_KEY: onnx.load(tmp_path / HEAD_FILE).metadata_props[0].value})
    onnx.save(encoder, tmp_path / ENCODER_FILE)
    with pytest.raises(ModelError, match=r"gives 4 numbers a face, and its description says 5"):
        OnnxRecogniser.load(tmp_path)


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A copy of the shipped model files in place of the installed ones."""
    for name in (*FILES, "manifest.json"):
        (tmp_path / name).write_bytes((MODELS / name).read_bytes())
    monkeypatch.setattr(fer_core.manifest, "MODELS", tmp_path)
    return tmp_path


def test_the_copy_of_the_shipped_model_loads(installed):
    assert OnnxRecogniser.load().spec.window > 1
    assert hashlib.sha256((installed / HEAD_FILE).read_bytes()).hexdigest() in (installed / "manifest.json").read_text()


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_in_the_shipped_model(installed, name):
    content = bytearray((installed / name).read_bytes())
    content[len(content) // 2] ^= 1
    (installed / name).write_bytes(content)
    with pytest.raises(ModelError, match=rf"model file {name} is damaged: .*Install fer-live again"):
        OnnxRecogniser.load()


@pytest.mark.parametrize("name", FILES)
def test_a_missing_shipped_model(installed, name):
    (installed / name).unlink()
    with pytest.raises(ModelError, match=rf"model file {name} is missing or cannot be read\. Install fer-live again"):
        OnnxRecogniser.load()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": {"encoder.onnx": {}}}', '{"files": []}', "[" * 100_000])
def test_a_damaged_manifest(installed, text):
    (installed / "manifest.json").write_text(text)
    with pytest.raises(ModelError, match=r"\(manifest\.json\) is missing or damaged\. Install fer-live again"):
        OnnxRecogniser.load()


def test_a_description_that_is_no_text_is_called_damaged(tmp_path):
    folder = save_tiny_model(tmp_path / "model")
    content = (folder / "head.onnx").read_bytes()
    at = content.index(b'"rate_hz"')
    (folder / "head.onnx").write_bytes(content[: at + 2] + b"\xff\x80" + content[at + 4 :])
    with pytest.raises(ModelError, match=r"head\.onnx is damaged"):
        OnnxRecogniser.load(folder)


def test_a_network_that_is_damaged_prints_nothing(tmp_path, capfd):
    folder = save_tiny_model(tmp_path / "model")
    content = (folder / "head.onnx").read_bytes()
    assert b"axis" in content
    (folder / "head.onnx").write_bytes(content.replace(b"axis", b"axi\xd2", 1))
    with pytest.raises(ModelError, match=r"head\.onnx is damaged"):
        OnnxRecogniser.load(folder)
    # ONNX Runtime would, on standard output, where the names of results go.
    assert capfd.readouterr() == ("", "")


def test_a_file_that_the_manifest_does_not_list_is_not_trusted(installed):
    (installed / "manifest.json").write_text('{"files": {}}')
    with pytest.raises(ModelError, match=r"encoder\.onnx is damaged"):
        OnnxRecogniser.load()
