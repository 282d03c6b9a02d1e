import json
import shutil
from dataclasses import replace

import numpy as np
import onnx
import pytest
import torch
from drawn import pictures, stills_of, tiny
from torch import nn

from fer_core.errors import DataError, ModelError
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import CLASSES
from training.data.stills import Stills
from training.export.rebuild import wake_norms
from training.export.to_onnx import deployable, norm_pairs
from training.files import TRAINING
from training.fit.start import SHIPPED, fit_linear, load_start
from training.judge.evaluate import still_logits
from training.networks import checkpoint

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


def test_a_run_is_taken_as_it_is(run_of):
    start = load_start(run_of("residual"), IMAGES)
    trained, state = checkpoint.load_classifier(run_of("residual") / checkpoint.ENCODER)
    assert start.classes == tuple(state["classes"])
    for name, value in trained.state_dict().items():
        assert torch.equal(start.classifier.state_dict()[name], value)


def test_a_run_goes_before_a_model_in_the_same_folder(run_of, model_of, tmp_path):
    for file in (model_of() / ENCODER_FILE, model_of() / HEAD_FILE, run_of("paper") / checkpoint.ENCODER):
        shutil.copy(file, tmp_path)
    assert load_start(tmp_path, IMAGES).config.encoder.kind == "paper"


def test_the_shipped_model_is_a_word():
    images = pictures(np.arange(7))
    start = load_start(SHIPPED, images)
    spec = OnnxRecogniser.load().spec
    assert start.classes == spec.labels == CLASSES
    with torch.inference_mode():
        found = start.classifier(torch.from_numpy(normalise(images, spec)))
    for name, values in still_logits(OnnxRecogniser.load(), images).items():
        np.testing.assert_allclose(found[name].numpy(), values, atol=1e-3)


def named(start, *classes):
    """A classifier for pictures of these classes."""
    return start.speaking(stills_of({"train": 4}, votes=False, classes=classes))


def test_classes_are_known_by_their_names(run_of):
    start = load_start(run_of("residual"), IMAGES)
    other = named(start, "neutral", "happy", "angry")
    for name, head in start.classifier.linear.items():
        assert torch.equal(other.linear[name].weight, head.weight[[6, 3, 0]])
        assert torch.equal(other.linear[name].bias, head.bias[[6, 3, 0]])
    x = torch.zeros(2, 1, 48, 48)
    with torch.inference_mode():
        assert torch.equal(other.encoder(x), start.classifier.encoder(x))
        assert torch.equal(named(start, *CLASSES)(x)["fer2013"], start.classifier(x)["fer2013"])


def test_new_classes_are_learned_before_the_encoder_is_touched(run_of):
    start = load_start(run_of("residual"), IMAGES)
    # The stripes of these pictures were happy and surprised when the encoder learned.
    labels = np.tile([0, 1], 20)
    stills = Stills(pictures(np.where(labels, 5, 3)), labels, None, np.full(40, "train"), ("grin", "gasp"))
    stills.labels[7] = -1
    stills.images[7] = 255
    model = start.speaking(stills)
    assert not model.training
    for name, value in start.classifier.encoder.state_dict().items():
        assert torch.equal(model.encoder.state_dict()[name], value)
    others = pictures(np.tile([3, 5], 10), seed=3)
    with torch.inference_mode():
        found = model((torch.from_numpy(others).unsqueeze(1) / 255 - start.config.mean) / start.config.std)
    probabilities = found["fer2013"].softmax(1).numpy()[np.arange(20), np.tile([0, 1], 10)]
    assert probabilities.mean() > 0.9
    assert (probabilities > 0.5).all()


def test_a_classifier_is_held_to_what_it_begins_with():
    torch.manual_seed(0)
    truth, x = torch.randn(3, 4), torch.randn(60, 4)
    labels = (x @ truth.T).argmax(1)
    found = []
    for sign in (1, -1):
        head = nn.Linear(4, 3)
        with torch.no_grad():
            head.weight.copy_(sign * truth)
        fit_linear(head, x, labels)
        assert (head(x).argmax(1) == labels).float().mean() > 0.9
        found.append((head.weight - truth).norm())
    assert found[0] < 0.9 * found[1]
    # However large the embeddings are, as many of them count as much.
    small, large = nn.Linear(4, 3), nn.Linear(4, 3)
    for head, factor in ((small, 0.1), (large, 10.0)):
        nn.init.zeros_(head.weight)
        nn.init.zeros_(head.bias)
        fit_linear(head, x * factor, labels)
    torch.testing.assert_close(small(x * 0.1), large(x * 10.0), rtol=0.05, atol=0.05)


def test_what_is_no_start_is_refused(tmp_path):
    with pytest.raises(
        DataError, match=r"neither encoder\.pt nor encoder\.onnx in .*nothing\. Give the folder of a fin"
    ):
        load_start(tmp_path / "nothing", IMAGES)


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
