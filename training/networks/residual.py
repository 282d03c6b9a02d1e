"""A residual network for small crops, which begins with nothing."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.config import EncoderConfig


class SqueezeExcite(nn.Module):
    """Channel attention: Hu, Shen and Sun, "Squeeze-and-Excitation Networks", CVPR 2018."""

    def __init__(self, channels: int, reduction: int = 8) -> None:
        super().__init__()
        self.down = nn.Conv2d(channels, max(channels // reduction, 8), 1)
        self.up = nn.Conv2d(max(channels // reduction, 8), channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Return x (N, C, H, W), each channel scaled by a gate in [0, 1]."""
        gate = self.up(F.relu(self.down(x.mean((2, 3), keepdim=True))))
        return x * torch.sigmoid(gate)


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions around a short cut: He et al., CVPR 2016; the average-pooled short cut is ResNet-D's."""

    def __init__(self, inputs: int, outputs: int, stride: int, *, attention: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)
        self.attend: nn.Module = SqueezeExcite(outputs) if attention else nn.Identity()
        self.shortcut: nn.Module = nn.Identity()
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(
                nn.AvgPool2d(stride) if stride > 1 else nn.Identity(),
                nn.Conv2d(inputs, outputs, 1, bias=False),
                nn.BatchNorm2d(outputs),
            )
        nn.init.zeros_(self.norm2.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, outputs, H / stride, W / stride)."""
        y = F.relu(self.norm1(self.conv1(x)))
        y = self.attend(self.norm2(self.conv2(y)))
        return F.relu(self.shortcut(x) + y)


class ResidualEncoder(nn.Module):
    """A residual network for crops of 48x48; its embedding is the last stage, averaged over the picture.

    Each crop is brought to zero mean and unit variance first: light and contrast then cost no accuracy.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.embedding_size = config.widths[-1]
        layers: list[nn.Module] = [
            nn.Conv2d(1, config.stem, 3, 1, 1, bias=False),
            nn.BatchNorm2d(config.stem),
            nn.ReLU(),
        ]
        inputs = config.stem
        for stage, (width, depth) in enumerate(zip(config.widths, config.depths, strict=True)):
            for block in range(depth):
                # A stage that keeps the stem's width stays at full size: only the large teachers can afford it.
                stride = 2 if block == 0 and width != config.stem else 1
                layers.append(ResidualBlock(inputs, width, stride, attention=stage > 0))
                inputs = width
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, H, W), normalised; return (N, D)."""
        features: Tensor = self.layers(F.instance_norm(x))
        return features.mean((2, 3))
