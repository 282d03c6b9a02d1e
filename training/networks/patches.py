"""A network that sees a few patches of a face and nothing else."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fer_core.errors import DataError
from training.config import EncoderConfig

#: Pixels a side of a crop, and of the sides that patches may have; pixels that each one is brought to.
SIDE, SIDES, SEEN = 48, (8, 24), 16


class PatchNet(nn.Module):
    """A small CNN for each of a few square patches, and one dense layer over all of them.

    After Dufourq and Bassett, "Deep Evolution for Facial Emotion Recognition", arXiv 2009.14194, where evolution
    chooses patches relative to the nose, and a network that sees these alone gets by with a twentieth of the weights.
    Here crops are framed alike, so that a place in the crop is a place on the face. How many patches and what layers
    are open in what could be read of the source: there are three convolutions for each patch, its own ones, all
    enlarged or reduced to 16 pixels first, and about a twentieth of the weights of ``PaperEncoder``.

    Parameters
    ----------
    config
        Gives the patches, the channels of the convolutions, which are each followed by pooling, and the length of the
        embedding.

    Raises
    ------
    DataError
        If there is no patch, or one that is not inside of the crop.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.embedding_size = config.embedding_size
        self.patches = patches_of(config.patches)
        count, inputs, layers = len(self.patches), 1, list[nn.Module]()
        for width in config.widths:
            conv = nn.Conv2d(count * inputs, count * width, 3, 1, 1, groups=count, bias=False)
            layers += [conv, nn.BatchNorm2d(count * width), nn.ReLU(), nn.MaxPool2d(2)]
            inputs = width
        self.layers = nn.Sequential(*layers)
        side = SEEN // 2 ** len(config.widths)
        self.dense = nn.Linear(count * inputs * side * side, config.embedding_size)

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, 48, 48), normalised; return (N, D)."""
        parts = [x[:, :, top : top + side, left : left + side] for top, left, side in self.patches]
        seen = [p if p.shape[2] == SEEN else F.interpolate(p, (SEEN, SEEN), mode="bilinear") for p in parts]
        return F.relu(self.dense(self.layers(torch.cat(seen, 1)).flatten(1)))


def patches_of(flat: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the top, left and side of each patch; a :class:`DataError` if one is not inside of a crop."""
    found = [(flat[i], flat[i + 1], flat[i + 2]) for i in range(0, len(flat) - 2, 3)]
    right = all(min(top, left) >= 0 and side > 0 and max(top, left) + side <= SIDE for top, left, side in found)
    if not found or len(flat) % 3 or not right:
        msg = f"{tuple(flat)} are no patches of a crop. Give top, left and side of each in pixels, within {SIDE}."
        raise DataError(msg)
    return found
