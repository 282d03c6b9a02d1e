import numpy as np
import onnx
import pytest
import torch
from drawn import data_of_runs, pictures, tiny

from fer_core.errors import DataError, ModelError
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, OnnxRecogniser
from training.config import EncoderConfig
from training.export.from_run import export_run
from training.export.quantise import quantise
from training.export.to_onnx import export_networks, make_spec
from training.fit.start import load_start
from training.networks.classifier import Classifier
from training.networks.temporal_head import TemporalHead
from training.report.card import write_card

CROPS = pictures(np.arange(32) % 7)
LITE = EncoderConfig(kind="lite", embedding_size=24, size=32)


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Folders of the same model, with its encoder in single precision and in eight bits."""
    torch.manual_seed(0)
    classifier = Classifier(LITE, ("ferplus", "fer2013"), 7).eval()
    head = TemporalHead(tiny().temporal, classifier).eval()
    spec = make_spec(tiny(), "test", tuple("abcdefg"), classifier, ["ferplus", "fer2013"])
    folders = [tmp_path_factory.mktemp(name) for name in ("plain", "int8")]
    for folder, int8 in zip(folders, (False, True), strict=True):
        export_networks(classifier, head, spec, CROPS, folder, int8=int8)
    return folders


def test_it_says_nearly_the_same(models):
    plain, small = (OnnxRecogniser.load(folder) for folder in models)
    assert small.spec == plain.spec
    expected, found = plain.embed(CROPS), small.embed(CROPS)
    assert np.abs(found - expected).max() > 0
    assert np.corrcoef(expected.ravel(), found.ravel())[0, 1] > 0.99


def test_only_pointwise_convolutions_are_in_eight_bits(models):
    plain, small = (onnx.load(folder / ENCODER_FILE) for folder in models)
    of_type = {tensor.name: tensor for tensor in small.graph.initializer}
    weights = [tensor for tensor in of_type.values() if tensor.data_type == onnx.TensorProto.INT8 and tensor.dims]
    kernels = [tensor for tensor in weights if len(tensor.dims) == 4]
    assert len(kernels) == 16 + 15 + 1
    assert all(list(tensor.dims[2:]) == [1, 1] for tensor in kernels)
    # One bit stays unused.
    assert max(np.abs(onnx.numpy_helper.to_array(tensor).astype(int)).max() for tensor in kernels) <= 64
    assert small.ByteSize() < 0.75 * plain.ByteSize()


def test_an_encoder_without_such_convolutions_is_refused(run_of, tmp_path):
    with pytest.raises(ModelError, match="no 1x1 convolutions"):
        export_run(run_of("paper"), data_of_runs(), "public_test", tmp_path, int8=True)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_printed(models, capsys, tmp_path):
    spec = OnnxRecogniser.load(models[0]).spec
    copy = tmp_path / ENCODER_FILE
    copy.write_bytes((models[0] / ENCODER_FILE).read_bytes())
    quantise(copy, normalise(CROPS, spec))
    assert capsys.readouterr() == ("", "")


def test_it_is_no_start_and_the_card_tells_it(models, tmp_path):
    (models[1] / "training.json").write_text('{"config": {}, "int8": true}')
    with pytest.raises(DataError, match="computes in eight bits"):
        load_start(models[1], CROPS)
    (models[1] / "training.json").unlink()
    write_card(models[1], tmp_path, tmp_path)
    assert "weights stored in eight bits" in (tmp_path / "MODEL_CARD.md").read_text(encoding="utf-8")
