"""EmoNeXt: a ConvNeXt that first turns and cuts the face as suits it."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.config import EncoderConfig

_DEPTHS, _WIDTHS = (3, 3, 9, 3), (96, 192, 384, 768)
_PATCH, _KERNEL, _EPSILON = 4, 7, 1e-6
_DROP_PATH, _SCALE, _REDUCTION, _DEVIATION = 0.1, 1e-6, 16, 0.02
# Of the network that looks where the face is: channels and sides of the kernels, and units.
_LOOKS, _UNITS = ((8, 7), (10, 5)), 32
_SIDE = 48


class SpatialTransformer(nn.Module):
    """Look where the face is, and sample it from there: Jaderberg et al., NIPS 2015. It begins as the identity.

    Two convolutions with pooling and two dense layers, of EmoNeXt's sizes, find an affine map.
    """

    def __init__(self) -> None:
        super().__init__()
        layers, inputs, side = list[nn.Module](), 1, _SIDE
        for outputs, kernel in _LOOKS:
            layers += [nn.Conv2d(inputs, outputs, kernel), nn.BatchNorm2d(outputs), nn.MaxPool2d(2), nn.ReLU()]
            inputs, side = outputs, (side - kernel + 1) // 2
        self.look = nn.Sequential(*layers)
        self.dense = nn.Linear(inputs * side * side, _UNITS)
        self.turn = nn.Linear(_UNITS, 6)

    def forward(self, x: Tensor) -> Tensor:
        """Return crops (N, 1, 48, 48), resampled."""
        turn = self.turn(F.relu(self.dense(self.look(x).flatten(1)))).float().reshape(-1, 6, 1, 1)
        # Not ``affine_grid``, a matrix product, which half precision would move by a quarter of a pixel.
        places = torch.linspace(-1, 1, _SIDE, device=x.device)
        across, down = places.reshape(1, 1, -1), places.reshape(1, -1, 1)
        columns = (1 + turn[:, 0]) * across + turn[:, 1] * down + turn[:, 2]
        rows = turn[:, 3] * across + (1 + turn[:, 4]) * down + turn[:, 5]
        return F.grid_sample(x, torch.stack([columns, rows], 3).to(x.dtype), align_corners=True)


class ChannelNorm(nn.LayerNorm):
    """A layer norm over the channels of each place."""

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, C, H, W), normalised."""
        found: Tensor = super().forward(x.permute(0, 2, 3, 1))
        return found.permute(0, 3, 1, 2)


class Gate(nn.Module):
    """Squeeze-and-excitation with EmoNeXt's sixteenth of the channels and no biases: Hu, Shen and Sun, CVPR 2018."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.down = nn.Linear(channels, channels // _REDUCTION, bias=False)
        self.up = nn.Linear(channels // _REDUCTION, channels, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return x (N, C, H, W), each channel scaled by a gate in [0, 1]."""
        gate = torch.sigmoid(self.up(F.relu(self.down(x.mean((2, 3))))))
        return x * gate.unsqueeze(2).unsqueeze(3)


class Block(nn.Module):
    """Look around in each channel, widen, narrow, beside a short cut: ConvNeXt's block; some are skipped in training.

    Skipping is stochastic depth (Huang et al., ECCV 2016), by picture.
    """

    def __init__(self, channels: int, skip: float) -> None:
        super().__init__()
        self.skip = skip
        self.around = nn.Conv2d(channels, channels, _KERNEL, 1, _KERNEL // 2, groups=channels)
        self.norm = nn.LayerNorm(channels, eps=_EPSILON)
        self.widen, self.narrow = nn.Linear(channels, 4 * channels), nn.Linear(4 * channels, channels)
        self.scale = nn.Parameter(torch.full((channels,), _SCALE))

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, C, H, W)."""
        y: Tensor = self.norm(self.around(x).permute(0, 2, 3, 1))
        y = (self.scale * self.narrow(F.gelu(self.widen(y)))).permute(0, 3, 1, 2)
        if self.training and self.skip:
            kept = torch.rand(len(x), 1, 1, 1, device=x.device) >= self.skip
            y = y * kept / (1 - self.skip)
        return x + y


class EmoNext(nn.Module):
    """ConvNeXt-Tiny behind a spatial transformer, with a gate after each halving: El Boudouri and Bohi, MMSP 2023.

    Also arXiv 2501.08199; ConvNeXt is from Liu et al., CVPR 2022. The source begins with weights from ImageNet and
    enlarges faces to 224 pixels; here it begins with nothing and reads 48 pixels of grey. Its patches of 4x4 stay, so
    that an epoch stays affordable on a CPU: with patches of 2x2 all four stages would cost four times as much. The
    stages then see 12, 6, 3 and 2 pixels a side: before the last halving a row is added on each side, else a third of
    what the stage before has seen would be left out.

    Besides the loss, the source asks for even attention: its variance is added to the cross-entropy. The attention is
    that of the pictures of a batch to one another, as in the authors' own code, since each is one vector by then, and
    scores are divided by the fourth root of the length of the vectors, as there. Nothing else reads it.

    Parameters
    ----------
    config
        Its embedding has the 768 channels of the last stage, whatever this says.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        del config
        self.embedding_size = _WIDTHS[-1]
        skips = torch.linspace(0, _DROP_PATH, sum(_DEPTHS)).tolist()
        layers: list[nn.Module] = [nn.Conv2d(1, _WIDTHS[0], _PATCH, _PATCH), ChannelNorm(_WIDTHS[0], eps=_EPSILON)]
        inputs, side = _WIDTHS[0], _SIDE // _PATCH
        for depth, width in zip(_DEPTHS, _WIDTHS, strict=True):
            if width != inputs:
                halve = nn.Conv2d(inputs, width, 2, 2, side % 2)
                layers += [ChannelNorm(inputs, eps=_EPSILON), halve, Gate(width)]
                inputs, side = width, (side + 1) // 2
            layers += [Block(width, skips.pop(0)) for _ in range(depth)]
        self.layers = nn.Sequential(*layers)
        self.norm = nn.LayerNorm(inputs, eps=_EPSILON)
        self.attended = nn.LayerNorm(inputs)
        self.query, self.key = nn.Linear(inputs, inputs), nn.Linear(inputs, inputs)
        for part in self.modules():
            if isinstance(part, nn.Conv2d | nn.Linear):
                nn.init.trunc_normal_(part.weight, std=_DEVIATION)
                if part.bias is not None:
                    nn.init.zeros_(part.bias)
        self.transform = SpatialTransformer()
        nn.init.zeros_(self.transform.turn.weight)
        nn.init.zeros_(self.transform.turn.bias)
        self._penalty: Tensor | None = None

    @property
    def penalty(self) -> Tensor:
        """The variance of the attention in the last batch that it learned from, (): 0 before there was one."""
        return torch.zeros((), device=self.norm.weight.device) if self._penalty is None else self._penalty

    def __getstate__(self) -> dict[str, Any]:
        # A copy has learned from no batch; what hangs on a gradient cannot be copied.
        return {**self.__dict__, "_penalty": None}

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, 48, 48), normalised; return (N, 768)."""
        found: Tensor = self.norm(self.layers(self.transform(x)).mean((2, 3)))
        if self.training:
            seen = self.attended(found)
            scores = self.query(seen) @ self.key(seen).T
            attention = (scores.float() / self.embedding_size**0.25).softmax(1)
            self._penalty = (attention - attention.mean()).square().mean()
        return found
