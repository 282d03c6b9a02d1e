"""Whether two checkpoints hold the same."""

from pathlib import Path

import torch

from training.networks import checkpoint


def assert_same(one, other):
    """Two checkpoints, or parts of them, hold the same bits."""
    if isinstance(one, Path):
        assert_same(checkpoint.load(one), checkpoint.load(other))
    elif isinstance(one, dict):
        assert list(one) == list(other)
        for name, value in one.items():
            assert_same(value, other[name])
    elif isinstance(one, torch.Tensor):
        assert torch.equal(one, other)
    else:
        assert one == other
