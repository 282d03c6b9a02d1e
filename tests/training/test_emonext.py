"""EmoNeXt: its transformer, what it asks for besides, and that it can be copied and exported while it learns."""

import copy

import pytest
import torch
from torch import nn
from torch.nn.functional import affine_grid, grid_sample

from training.config import EncoderConfig
from training.networks.emonext import Block, EmoNext, Gate, SpatialTransformer


def crops(n=3, seed=0):
    return torch.randn(n, 1, 48, 48, generator=torch.Generator().manual_seed(seed))


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    return EmoNext(EncoderConfig(kind="emonext"))


@pytest.mark.parametrize("half", [False, True])
def test_the_transformer_begins_as_the_identity(net, half):
    # Half precision is what it trains in.
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16, enabled=half):
        torch.testing.assert_close(net.eval().transform(crops()), crops(), atol=1e-4, rtol=0)


def test_the_transformer_samples_as_affine_grid_says():
    torch.manual_seed(0)
    part = SpatialTransformer().eval()
    turn = torch.tensor([0.1, -0.2, 0.05, 0.15, -0.1, -0.3])
    with torch.no_grad():
        part.turn.weight.zero_()
        part.turn.bias.copy_(turn)
        found = part(crops())
    theta = (turn.reshape(2, 3) + torch.eye(2, 3)).expand(3, 2, 3)
    grid = affine_grid(theta, [3, 1, 48, 48], align_corners=True)
    torch.testing.assert_close(found, grid_sample(crops(), grid, align_corners=True), atol=1e-4, rtol=0)
    assert (found - crops()).abs().max() > 1


def test_the_transformer_learns_where_to_look():
    torch.manual_seed(0)
    net = EmoNext(EncoderConfig(kind="emonext")).train()
    net(crops()).square().sum().backward()
    assert net.transform.turn.bias.grad.abs().max() > 0


def test_its_stages_are_those_of_convnext_tiny(net):
    widths = [block.scale.numel() for block in net.layers if isinstance(block, Block)]
    assert widths == [96] * 3 + [192] * 3 + [384] * 9 + [768] * 3
    assert sum(isinstance(part, Gate) for part in net.layers) == 3
    skips = [block.skip for block in net.layers if isinstance(block, Block)]
    assert (skips[0], skips[-1]) == (0, pytest.approx(0.1))
    with torch.no_grad():
        assert net.eval().layers(crops()).shape == (3, 768, 2, 2)


def test_a_block_is_skipped_by_picture_and_keeps_its_mean():
    torch.manual_seed(0)
    block = Block(4, 0.5).train()
    nn.init.ones_(block.scale)
    x = torch.randn(1, 4, 6, 6).expand(400, 4, 6, 6)
    with torch.no_grad():
        change = (block(x) - x).flatten(1)
        whole = (block.eval()(x) - x).flatten(1)[0]
    sizes = change.norm(dim=1) / whole.norm()
    assert set(sizes.round(decimals=3).tolist()) == {0, 2}
    assert sizes.mean() == pytest.approx(1, abs=0.15)


def test_the_penalty_is_the_variance_of_attention_and_has_a_gradient():
    torch.manual_seed(0)
    net = EmoNext(EncoderConfig(kind="emonext"))
    assert net.penalty == 0
    found = net.train()(crops(5))
    seen = net.attended(found)
    attention = (net.query(seen) @ net.key(seen).T / 768**0.25).softmax(1)
    torch.testing.assert_close(net.penalty, attention.var(unbiased=False))
    # Rows sum to one: the mean is a fifth, whatever the weights.
    assert attention.mean().item() == pytest.approx(0.2)
    net.penalty.backward()
    for part in (net.query, net.key, net.transform.turn, net.layers[0]):
        assert part.weight.grad.abs().max() > 0
    before = net.penalty
    net.eval()(crops(2))
    assert net.penalty is before


def test_a_network_that_learns_can_be_copied_and_exported(net):
    net.train()(crops())
    assert net.penalty.requires_grad
    copied = copy.deepcopy(net)
    assert copied.penalty == 0
    assert torch.equal(copied.query.weight, net.query.weight)
    with torch.inference_mode():
        expected = copied.eval()(crops())
        found = torch.export.export(copied, (crops(),)).module()(crops())
    torch.testing.assert_close(found, expected)
