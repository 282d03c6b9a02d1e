"""AlexNet for crops of 48x48."""

from torch import Tensor, nn

from training.config import EncoderConfig

# Channels and sides of the kernels; three of them are followed by pooling.
_LAYERS = ((96, 5), (256, 5), (384, 3), (384, 3), (256, 3))
_POOLED = {0, 1, 4}
_SIDE = 5


class AlexNet(nn.Module):
    """Five convolutions and two dense layers: Krizhevsky, Sutskever and Hinton, NIPS 2012, in one tower.

    The first convolution is 5x5 with stride 1 instead of 11x11 with stride 4, for pictures of 48 pixels; batch norms
    stand in for local response normalisation.

    Parameters
    ----------
    config
        Gives the length of the embedding, which the last dense layer has (4,096 in the source), and the dropout.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.embedding_size = config.embedding_size
        layers, inputs = list[nn.Module](), 1
        for number, (outputs, side) in enumerate(_LAYERS):
            conv = nn.Conv2d(inputs, outputs, side, 1, side // 2, bias=False)
            layers += [conv, nn.BatchNorm2d(outputs), nn.ReLU()]
            layers += [nn.MaxPool2d(3, 2)] if number in _POOLED else []
            inputs = outputs
        self.layers = nn.Sequential(*layers)
        hidden = 4 * config.embedding_size
        self.dense = nn.Sequential(
            nn.Dropout(config.dropout), nn.Linear(inputs * _SIDE * _SIDE, hidden), nn.ReLU(),
            nn.Dropout(config.dropout), nn.Linear(hidden, config.embedding_size), nn.ReLU(),
        )  # fmt: skip

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, 48, 48), normalised; return (N, D)."""
        found: Tensor = self.dense(self.layers(x).flatten(1))
        return found
