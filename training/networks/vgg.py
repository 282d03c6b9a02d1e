"""The network in the manner of VGG that was tuned for FER2013."""

import torch
from torch import Tensor, nn

from training.config import EncoderConfig

#: Pixels a side of what it sees: a random part of the crop while it learns, the middle afterwards.
SIDE = 40
_WIDTHS = (64, 128, 256, 512)


class VggNet(nn.Module):
    """Four stages of two 3x3 convolutions and two dense layers: Khaireddin and Chen, arXiv 2105.03588.

    Of the ten cuts that the source averages for a picture, one is read here, the middle one: one network, one pass.

    Parameters
    ----------
    config
        Gives the length of the embedding, which the last dense layer has (4,096 in the source), and the dropout.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.embedding_size = config.embedding_size
        layers, inputs = list[nn.Module](), 1
        for width in _WIDTHS:
            for _ in range(2):
                layers += [nn.Conv2d(inputs, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
                inputs = width
            layers.append(nn.MaxPool2d(2))
        self.layers = nn.Sequential(*layers)
        side, hidden = SIDE // 2 ** len(_WIDTHS), 4 * config.embedding_size
        self.dense = nn.Sequential(
            nn.Linear(inputs * side * side, hidden), nn.ReLU(), nn.Dropout(config.dropout),
            nn.Linear(hidden, config.embedding_size), nn.ReLU(),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, H, W), normalised, of 40 pixels a side or more; return (N, D)."""
        room = x.shape[2] - SIDE, x.shape[3] - SIDE
        top, left = (int(torch.randint(r + 1, ())) if self.training else r // 2 for r in room)
        found: Tensor = self.dense(self.layers(x[:, :, top : top + SIDE, left : left + SIDE]).flatten(1))
        return found
