"""The deeper plain CNN that was published with Haar cascades in front."""

from torch import Tensor, nn

from training.config import EncoderConfig

# Channels and side of the kernel of each convolution, each one followed by pooling.
_LAYERS = ((64, 3), (128, 5), (512, 3), (512, 3))


class DeepCnn(nn.Module):
    """Four convolutions with pooling and two dense layers: Oguine et al., arXiv 2206.09509.

    The source tells of more layers than usual and of several sizes of kernels, and leaves the channels open: these are
    those of the network that is commonly trained on Kaggle's FER2013.

    Parameters
    ----------
    config
        Gives the length of the embedding, which both dense layers have, and the dropout.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.embedding_size = config.embedding_size
        layers, inputs = list[nn.Module](), 1
        for outputs, side in _LAYERS:
            conv = nn.Conv2d(inputs, outputs, side, 1, side // 2, bias=False)
            layers += [conv, nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(config.dropout)]
            inputs = outputs
        self.layers = nn.Sequential(*layers)
        side = 48 // 2 ** len(_LAYERS)
        dense, size = list[nn.Module](), inputs * side * side
        for _ in range(2):
            dense += [nn.Linear(size, config.embedding_size), nn.BatchNorm1d(config.embedding_size), nn.ReLU()]
            size = config.embedding_size
        self.dense = nn.Sequential(*dense)

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, 48, 48), normalised; return (N, D)."""
        found: Tensor = self.dense(self.layers(x).flatten(1))
        return found
