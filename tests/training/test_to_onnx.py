from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
import torch
from drawn import pictures, tiny

from fer_core.detection import ScriptedDetector
from fer_core.errors import ModelError, SinkError
from fer_core.estimators.cnn_lstm import CnnLstm
from fer_core.outputs import Calibration, DistributionSpec
from fer_core.pipeline import Pipeline
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import METADATA_KEY
from fer_core.types import Detection, Frame
from training.config import FitConfig
from training.export.to_onnx import TOLERANCE, deployable, describe, export_networks, largest_differences, make_spec
from training.networks import checkpoint

FER2013 = Path(__file__).resolve().parents[3] / "shared" / "data" / "fer2013.npz"
KINDS = [("residual", True), ("residual", False), ("paper", True), ("paper", False)]


@pytest.fixture(scope="module")
def crops():
    """Real crops where there are any, else drawn ones."""
    if not FER2013.is_file():
        return pictures(np.arange(64) % 7)
    with np.load(FER2013) as data:
        return data["images"][:64].copy()


def networks(folder):
    classifier, state = checkpoint.load_classifier(folder / checkpoint.ENCODER)
    head = checkpoint.load_temporal(folder / checkpoint.HEAD, classifier)
    config, classes = FitConfig.from_dict(state["config"]), tuple(state["classes"])
    spec = make_spec(config, "test", classes, classifier, state["heads"])
    # Every figure is another one.
    outputs = {
        "ferplus": DistributionSpec(classes, Calibration(1.4, 0.2), Calibration(1.7, 0.1)),
        "fer2013": DistributionSpec(classes, Calibration(0.8), Calibration(1.1, 0.3)),
    }
    return classifier, head, replace(spec, outputs=outputs)


@pytest.fixture(scope="module")
def exported(run_of, crops, tmp_path_factory):
    made = {}

    def of(kind, attention):
        if (kind, attention) not in made:
            folder = tmp_path_factory.mktemp(f"model_{kind}")
            classifier, head, spec = networks(run_of(kind, attention=attention))
            differences = export_networks(classifier, head, spec, crops, folder)
            made[kind, attention] = (classifier, head, spec, folder, differences)
        return made[kind, attention]

    return of


@pytest.mark.parametrize(("kind", "attention"), KINDS)
def test_onnx_says_what_pytorch_says(exported, crops, kind, attention):
    classifier, head, spec, folder, differences = exported(kind, attention)
    assert set(differences) == {"encoder", "head", "chain"}
    assert max(differences.values()) <= TOLERANCE == 1e-4
    # The same once more, without the exporter's own comparison.
    recogniser = OnnxRecogniser.load(folder)
    lean, lean_head = deployable(classifier.encoder), deployable(head)
    with torch.inference_mode():
        expected = lean(torch.from_numpy(normalise(crops, spec)))
        windows = expected[:63].reshape(9, 7, -1)
        valid = torch.tensor([1, 2, 3, 4, 5, 6, 7, 1, 7])
        logits = lean_head(windows, valid)
    found = recogniser.embed(crops)
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-4)
    chained = recogniser.read(found[:63].reshape(9, 7, -1), valid.numpy())
    for name, values in logits.items():
        np.testing.assert_allclose(chained[name], values.numpy(), atol=1e-4)
    # Batches of one and of many are the same graph.
    np.testing.assert_allclose(recogniser.embed(crops[5:6]), found[5:6], atol=1e-5)


@pytest.mark.parametrize("kind", ["residual", "paper"])
def test_what_is_lost_by_half_precision_is_little(exported, crops, kind):
    classifier, _, spec, folder, _ = exported(kind, attention=True)
    with torch.inference_mode():
        trained = classifier.encoder(torch.from_numpy(normalise(crops, spec))).numpy()
    found = OnnxRecogniser.load(folder).embed(crops)
    assert np.abs(found - trained).max() < 0.02 * np.abs(trained).max()


def test_one_embedding_is_read_as_the_classifier_reads_a_still(exported, crops):
    classifier, _, spec, folder, _ = exported("residual", attention=True)
    recogniser = OnnxRecogniser.load(folder)
    windows = np.full((len(crops), spec.window, spec.embedding_size), 9.0, np.float32)
    windows[:, 0] = recogniser.embed(crops)
    found = recogniser.read(windows, np.ones(len(crops), np.int64))
    for name, layer in classifier.linear.items():
        with torch.inference_mode():
            expected = deployable(layer)(torch.from_numpy(windows[:, 0].copy())).numpy()
        np.testing.assert_allclose(found[name], expected, atol=1e-5)


def test_both_files_carry_the_description(exported):
    _, _, spec, folder, _ = exported("residual", attention=True)
    recogniser = OnnxRecogniser.load(folder)
    assert recogniser.spec == spec
    assert recogniser.spec.default == "ferplus"
    assert list(recogniser.spec.outputs) == ["ferplus", "fer2013"]
    for name in (ENCODER_FILE, HEAD_FILE):
        (entry,) = onnx.load(folder / name).metadata_props
        assert (entry.key, entry.value) == (METADATA_KEY, spec.to_json())
    assert spec.input_size == (48, 48)
    assert (spec.window, spec.rate_hz, spec.embedding_size) == (7, 6.0, 16)


def test_a_description_begins_without_calibration_and_speaks_with_the_first_head(run_of):
    classifier, _, _ = networks(run_of("residual"))
    plain = DistributionSpec(("a", "b"), Calibration(1.0, None), Calibration(1.0, None))
    for heads in (["ferplus", "fer2013"], ["fer2013", "ferplus"]):
        spec = make_spec(tiny(), "test", ("a", "b"), classifier, heads)
        assert spec.default == heads[0]
        assert list(spec.outputs.items()) == [(name, plain) for name in heads]


@pytest.mark.parametrize(("still", "temperature"), [(True, 1.4), (False, 1.7)])
def test_probabilities_are_those_of_the_output_that_speaks(exported, crops, still, temperature):
    _, _, spec, folder, _ = exported("residual", attention=True)
    image = np.repeat(cv2.resize(crops[0], (192, 192))[:, :, None], 3, axis=2)
    landmarks = np.zeros((6, 2), np.float32)
    landmarks[[0, 1, 3]] = 4 * np.array(spec.template)
    script = [[Detection((0.0, 0.0, 192.0, 192.0), 0.9, landmarks)]] * 30
    pipeline = Pipeline(ScriptedDetector(script), [CnnLstm(OnnxRecogniser.load(folder), "m", still=still)], still=still)
    said = [face.expression for n in range(30) for face in pipeline.process(Frame(n, n / 30, image, n / 30)).seen]
    read = [expression for expression in said if expression is not None]
    assert read
    for expression in read:
        assert expression.output == "m.ferplus"
        expected = np.exp(expression.logits / temperature)
        np.testing.assert_allclose(expression.frame_probabilities, expected / expected.sum(), atol=1e-5)


@pytest.mark.parametrize("name", [ENCODER_FILE, HEAD_FILE])
def test_no_exported_file_tells_where_the_source_lies(exported, name):
    content = (exported("residual", attention=True)[3] / name).read_bytes()
    for told in (b".py", str(Path(__file__).parents[2]).encode(), str(Path.home()).encode(), b"site-packages"):
        assert told not in content


def test_a_description_takes_the_place_of_all_that_was_noted(exported):
    _, _, spec, folder, _ = exported("residual", attention=True)
    model = onnx.load(folder / HEAD_FILE)
    plain = [tensor.SerializeToString() for tensor in model.graph.initializer]
    onnx.helper.set_model_props(model, {METADATA_KEY: "old", "author": "me"})
    for node in model.graph.node:
        node.doc_string = 'File "/home/me/secret.py", line 3'
        onnx.helper.set_model_props(node, {"pkg.torch.onnx.stack_trace": 'File "/home/me/secret.py", line 3'})
    assert b"secret" in model.SerializeToString()
    describe(model, spec)
    assert b"secret" not in model.SerializeToString()
    assert [(entry.key, entry.value) for entry in model.metadata_props] == [(METADATA_KEY, spec.to_json())]
    assert [tensor.SerializeToString() for tensor in model.graph.initializer] == plain


def test_large_weights_are_stored_in_half_precision(exported):
    folder = exported("paper", attention=True)[3]
    for name in (ENCODER_FILE, HEAD_FILE):
        tensors = [onnx.numpy_helper.to_array(t) for t in onnx.load(folder / name).graph.initializer]
        large = [t.dtype for t in tensors if t.size >= 1024 and t.dtype.kind == "f"]
        assert set(large) <= {np.dtype(np.float16)}


def test_another_network_is_not_taken_for_this_one(exported, crops):
    classifier, head, _, folder, _ = exported("residual", attention=True)
    encoder, temporal = deployable(classifier.encoder), deployable(head)
    recogniser = OnnxRecogniser.load(folder)
    assert max(largest_differences(encoder, temporal, recogniser, crops).values()) <= TOLERANCE
    with torch.no_grad():
        encoder.layers[0].weight += 0.01
    found = largest_differences(encoder, temporal, recogniser, crops)
    assert found["encoder"] > TOLERANCE
    assert found["head"] <= TOLERANCE
    assert found["chain"] > TOLERANCE
    with torch.no_grad():
        temporal.heads["fer2013"].bias += 0.01
    assert largest_differences(encoder, temporal, recogniser, crops)["head"] == pytest.approx(0.01, abs=1e-3)


class Spoilt:
    """A recogniser one of whose answers is off."""

    def __init__(self, inner, *, embed=0.0, **logits):
        self.inner, self.spec, self._embed, self._logits = inner, inner.spec, embed, logits

    def embed(self, crops):
        return self.inner.embed(crops) + np.float32(self._embed)

    def read(self, windows, valid):
        found = self.inner.read(windows, valid)
        return {name: values + np.float32(self._logits.get(name, 0)) for name, values in found.items()}


@pytest.mark.parametrize(
    ("fault", "part"),
    [
        ({"embed": 0.001}, "encoder|chain"),
        ({"embed": np.nan}, "encoder"),
        ({"fer2013": 0.001}, "head|chain"),
        ({"ferplus": np.nan}, "head|chain"),
        ({"fer2013": np.nan}, "head|chain"),
        ({"fer2013": np.inf}, "head|chain"),
    ],
)
def test_an_export_that_differs_is_refused_and_writes_nothing(exported, crops, tmp_path, monkeypatch, fault, part):  # noqa: PLR0917
    classifier, head, spec, folder, _ = exported("residual", attention=True)
    right = OnnxRecogniser.load(folder)
    monkeypatch.setattr("training.export.to_onnx._write", lambda *_: None)
    monkeypatch.setattr(OnnxRecogniser, "load", lambda _folder=None: Spoilt(right, **fault))
    with pytest.raises(ModelError, match=rf"exported ({part}) differs .* Nothing was written"):
        export_networks(classifier, head, spec, crops, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written(exported, crops, tmp_path):
    classifier, head, spec, _, _ = exported("residual", attention=True)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SinkError, match=r"The model cannot be written to .*file \(.*\)\. Choose another folder"):
        export_networks(classifier, head, spec, crops, tmp_path / "file")


def test_the_copy_for_export_leaves_the_trained_network_alone(run_of):
    classifier, _, _ = networks(run_of("paper"))
    before = {name: value.clone() for name, value in classifier.state_dict().items()}
    lean = deployable(classifier.encoder)
    assert not any(isinstance(module, torch.nn.BatchNorm2d) for module in lean.modules())
    for name, value in classifier.state_dict().items():
        assert torch.equal(value, before[name])


def test_norms_behind_dense_layers_are_folded_before_weights_are_rounded():
    torch.manual_seed(0)
    dense = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.BatchNorm1d(32), torch.nn.ReLU())
    x = torch.randn(200, 64)
    dense.train()(x * 3 + 1)
    with torch.inference_mode():
        lean = deployable(dense)
        torch.testing.assert_close(lean(x), dense.eval()(x), atol=5e-3, rtol=0)
        assert [type(part).__name__ for part in lean] == ["Linear", "Identity", "ReLU"]
        # What the exporter finds is what is stored.
        assert torch.equal(lean[0].weight, lean[0].weight.half().float())
    assert isinstance(dense[1], torch.nn.BatchNorm1d)
