"""The encoder of the paper, as far as the paper describes it."""

from torch import Tensor, nn
from torch.nn import functional as F

from training.config import EncoderConfig
from training.networks.attention import Cbam


class PaperEncoder(nn.Module):
    """Three modules of two 3x3 convolutions, batch norm, ReLU, 2x2 pooling and dropout, then a dense layer.

    With attention, which the paper leaves to future work, each module looks for channels and places before it pools.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.embedding_size = config.embedding_size
        layers: list[nn.Module] = []
        inputs = 1
        for width, depth in zip(config.widths, config.depths, strict=True):
            for _ in range(depth):
                layers += [nn.Conv2d(inputs, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
                inputs = width
            layers += [Cbam(width)] if config.cbam else []
            layers += [nn.MaxPool2d(2), nn.Dropout(config.dropout)]
        self.layers = nn.Sequential(*layers)
        side = 48 // 2 ** len(config.widths)
        self.dense = nn.Linear(inputs * side * side, config.embedding_size)

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, 48, 48), normalised; return (N, D)."""
        return F.relu(self.dense(self.layers(x).flatten(1)))
