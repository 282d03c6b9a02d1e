"""ResNet-50 for crops of 48x48."""

from torch import Tensor, nn
from torch.nn import functional as F

from training.config import EncoderConfig

# Blocks, inner channels and stride of each stage.
_STAGES = ((3, 64, 1), (4, 128, 2), (6, 256, 2), (3, 512, 2))
_WIDER = 4


class Bottleneck(nn.Module):
    """Narrow, look around, widen, beside a short cut: He et al., CVPR 2016; the stride is the 3x3 convolution's."""

    def __init__(self, inputs: int, inner: int, stride: int) -> None:
        super().__init__()
        outputs = _WIDER * inner
        self.narrow = _convolution(inputs, inner, 1, 1)
        self.look = _convolution(inner, inner, 3, stride)
        self.widen = _convolution(inner, outputs, 1, 1)
        self.shortcut: nn.Module = nn.Identity()
        if stride > 1 or inputs != outputs:
            self.shortcut = _convolution(inputs, outputs, 1, stride)
        nn.init.zeros_(self.widen[1].weight)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, 4 * inner, H / stride, W / stride)."""
        y = self.widen(F.relu(self.look(F.relu(self.narrow(x)))))
        return F.relu(self.shortcut(x) + y)


class ResNet50(nn.Module):
    """ResNet-50 whose first convolution is 3x3 with stride 2 and not followed by pooling, for pictures of 48 pixels.

    Parameters
    ----------
    config
        Its embedding has the 2,048 channels of the last stage, whatever this says.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        del config
        self.embedding_size = _WIDER * _STAGES[-1][1]
        inputs = _STAGES[0][1]
        layers: list[nn.Module] = [_convolution(1, inputs, 3, 2), nn.ReLU()]
        for blocks, inner, stride in _STAGES:
            for block in range(blocks):
                layers.append(Bottleneck(inputs, inner, stride if block == 0 else 1))
                inputs = _WIDER * inner
        self.layers = nn.Sequential(*layers)

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, H, W), normalised; return (N, 2048)."""
        features: Tensor = self.layers(x)
        return features.mean((2, 3))


def _convolution(inputs: int, outputs: int, side: int, stride: int) -> nn.Sequential:
    conv = nn.Conv2d(inputs, outputs, side, stride, side // 2, bias=False)
    return nn.Sequential(conv, nn.BatchNorm2d(outputs))
