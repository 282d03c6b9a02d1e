import json
from dataclasses import replace

import numpy as np
import onnx
import pytest
import torch
from drawn import pictures, tiny
from torch import nn

from fer_core.errors import DataError, ModelError
from fer_core.preprocess import normalise
from fer_core.recognition import HEAD_FILE, OnnxRecogniser
from fer_core.spec import CLASSES
from training.export.rebuild import wake_norms
from training.export.to_onnx import deployable, norm_pairs
from training.files import TRAINING
from training.fit.start import SHIPPED, load_start
from training.judge.reading import still_logits

IMAGES = pictures(np.arange(70) % 7)


def batch_of(model):
    return torch.from_numpy(normalise(IMAGES, OnnxRecogniser.load(model).spec))


@pytest.mark.parametrize("kind", ["residual", "paper"])
def test_what_is_rebuilt_from_a_model_says_what_the_model_says(model_of, kind):
    model = model_of(kind)
    start = load_start(model, IMAGES)
    assert start.classes == CLASSES
    assert start.config == tiny(kind)
    assert not start.classifier.training
    # Other pictures than those that the batch norms were measured on.
    others = pictures(np.arange(30) % 7, seed=5)
    expected = still_logits(OnnxRecogniser.load(model), others)
    assert list(expected) == ["ferplus", "fer2013"]
    with torch.inference_mode():
        found = start.classifier(torch.from_numpy(normalise(others, OnnxRecogniser.load(model).spec)))
    for name, values in expected.items():
        np.testing.assert_allclose(found[name].numpy(), values, atol=1e-3)


@pytest.mark.parametrize("kind", ["residual", "paper"])
def test_in_train_mode_it_says_nearly_the_same(model_of, kind):
    classifier = load_start(model_of(kind), IMAGES).classifier
    x = batch_of(model_of(kind))
    with torch.no_grad():
        expected = classifier(x)
        for module in classifier.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.train()
        found = classifier(x)
    for name, values in expected.items():
        # The very pictures that were measured: only the variance's N - 1 and rounding differ.
        assert (found[name] - values).abs().max() < 0.01 * values.std()


def test_the_norms_normalise(model_of):
    encoder = load_start(model_of(), IMAGES).classifier.encoder
    norm = encoder.get_submodule("layers.1")
    with torch.no_grad():
        x = encoder.get_submodule("layers.0")(nn.functional.instance_norm(batch_of(model_of())))
    torch.testing.assert_close(norm.running_mean, x.mean((0, 2, 3)), rtol=1e-3, atol=1e-5)
    torch.testing.assert_close(norm.running_var, x.var((0, 2, 3), unbiased=False), rtol=1e-3, atol=1e-6)


def test_norms_in_sequences_and_by_name_are_found():
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.expand = nn.Sequential(nn.Conv2d(3, 6, 1, bias=False), nn.BatchNorm2d(6), nn.ReLU())
            self.conv1, self.norm1 = nn.Conv2d(6, 6, 3, groups=6), nn.BatchNorm2d(6)
            self.conv2, self.norm2 = nn.Conv2d(6, 3, 1), nn.Identity()
            self.other = nn.Sequential(nn.ReLU(), nn.BatchNorm2d(3))

        def forward(self, x):
            return self.other(self.conv2(self.norm1(self.conv1(self.expand(x)))))

    model = nn.Sequential(nn.Conv2d(1, 3, 1), nn.BatchNorm2d(3), Block())
    assert norm_pairs(model) == [("0", "1"), ("2.conv1", "2.norm1"), ("2.expand.0", "2.expand.1")]
    x = torch.randn(8, 1, 9, 9)
    with torch.no_grad():
        model.train()(x)
        expected = model.eval()(x)
        torch.testing.assert_close(deployable(model)(x), expected, rtol=1e-4, atol=1e-5)
        # Measured anew on other inputs, the norms have other statistics and the network says the same.
        before = model[1].running_mean.clone()
        wake_norms(model, [torch.randn(6, 1, 9, 9) + 3, torch.randn(2, 1, 9, 9)])
        assert (model[1].running_mean - before).abs().max() > 0.1
        torch.testing.assert_close(model(x), expected, rtol=1e-4, atol=1e-5)


def test_the_shipped_model_is_a_word():
    images = pictures(np.arange(7))
    start = load_start(SHIPPED, images)
    spec = OnnxRecogniser.load().spec
    assert start.classes == spec.labels == CLASSES
    with torch.inference_mode():
        found = start.classifier(torch.from_numpy(normalise(images, spec)))
    for name, values in still_logits(OnnxRecogniser.load(), images).items():
        np.testing.assert_allclose(found[name].numpy(), values, atol=1e-3)


def test_a_model_without_its_recipe_is_refused(own_model):
    for content in ("{", "[]", "{}"):
        (own_model / TRAINING).write_text(content)
        with pytest.raises(DataError, match=r"own_model has no usable training\.json"):
            load_start(own_model, IMAGES)
    (own_model / TRAINING).write_text('{"config": {"name": "old"}}')
    with pytest.raises(DataError, match="another version of fer-live"):
        load_start(own_model, IMAGES)
    (own_model / TRAINING).unlink()
    with pytest.raises(DataError, match=r"own_model has no usable training\.json"):
        load_start(own_model, IMAGES)


def test_a_damaged_model_is_refused(own_model):
    (own_model / HEAD_FILE).unlink()
    with pytest.raises(ModelError, match=r"There is no head\.onnx"):
        load_start(own_model, IMAGES)


@pytest.mark.parametrize("changes", [{"kind": "paper"}, {"depths": (1, 1, 2)}, {"widths": (8, 12, 20)}])
def test_a_model_of_another_architecture_than_it_says_is_refused(own_model, changes):
    record = json.loads((own_model / TRAINING).read_text())
    record["config"] = replace(tiny(), encoder=replace(tiny().encoder, **changes)).as_dict()
    (own_model / TRAINING).write_text(json.dumps(record))
    with pytest.raises(DataError, match=r"own_model is not of the architecture that its training\.json tells \(.*\)\."):
        load_start(own_model, IMAGES)


def test_what_cannot_be_rebuilt_is_noticed(own_model):
    # A network that computes something else with the same weights.
    model = onnx.load(own_model / HEAD_FILE)
    heads = [node for node in model.graph.node if node.op_type == "Gemm"]
    assert heads
    for node in heads:
        alpha = [attribute for attribute in node.attribute if attribute.name == "alpha"]
        for attribute in alpha:
            node.attribute.remove(attribute)
        node.attribute.append(onnx.helper.make_attribute("alpha", 2.0))
    onnx.save(model, own_model / HEAD_FILE)
    with pytest.raises(DataError, match="cannot be rebuilt: its logits would differ by"):
        load_start(own_model, IMAGES)
