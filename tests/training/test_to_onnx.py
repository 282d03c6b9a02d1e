from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from drawn import pictures

from fer_core.errors import ModelError, SinkError
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from training.config import FitConfig
from training.export.to_onnx import TOLERANCE, deployable, export_networks, largest_differences, make_spec
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
    spec = make_spec(
        FitConfig.from_dict(state["config"]), "test", tuple(state["classes"]), classifier,
        {"ferplus": 1.4, "fer2013": 0.8},
    )  # fmt: skip
    return classifier, head, spec


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
    chained = recogniser.logits(found[:63].reshape(9, 7, -1), valid.numpy())
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
    found = recogniser.logits(windows, np.ones(len(crops), np.int64))
    for name, layer in classifier.linear.items():
        with torch.inference_mode():
            expected = deployable(layer)(torch.from_numpy(windows[:, 0].copy())).numpy()
        np.testing.assert_allclose(found[name], expected, atol=1e-5)


def test_both_files_carry_the_description(exported):
    _, _, spec, folder, _ = exported("residual", attention=True)
    recogniser = OnnxRecogniser.load(folder)
    assert recogniser.spec == spec
    assert recogniser.spec.speaks == "ferplus"
    assert list(recogniser.spec.temperatures) == ["ferplus", "fer2013"]
    assert spec.input_size == (48, 48)
    assert (spec.window, spec.rate_hz, spec.embedding_size) == (7, 6.0, 16)


def test_probabilities_are_those_of_the_output_that_speaks(exported, crops):
    _, _, spec, folder, _ = exported("residual", attention=True)
    recogniser = OnnxRecogniser.load(folder)
    windows = np.zeros((3, spec.window, spec.embedding_size), np.float32)
    windows[:, 0] = recogniser.embed(crops[:3])
    logits = recogniser.logits(windows, np.ones(3, np.int64))["ferplus"] / 1.4
    expected = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(recogniser.classify(windows, np.ones(3, np.int64)), expected, atol=1e-5)


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

    def logits(self, windows, valid):
        found = self.inner.logits(windows, valid)
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
