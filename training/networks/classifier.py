"""An encoder of any kind, and the linear classifiers over its embedding."""

from collections.abc import Sequence

from torch import Tensor, nn

from fer_core.errors import DataError
from training.config import EncoderConfig
from training.networks.efficientnet_lite import SCALES, LiteEncoder
from training.networks.mobilenet import MobileEncoder
from training.networks.paper import PaperEncoder
from training.networks.residual import ResidualEncoder

Encoder = ResidualEncoder | PaperEncoder | LiteEncoder | MobileEncoder


def make_encoder(config: EncoderConfig) -> Encoder:
    """Return a new encoder; a :class:`DataError` if its kind is not known."""
    if config.kind == "residual":
        return ResidualEncoder(config)
    if config.kind == "paper":
        return PaperEncoder(config)
    if config.kind in SCALES:
        return LiteEncoder(config)
    if config.kind == "mobilenet":
        return MobileEncoder(config)
    msg = f"There is no encoder '{config.kind}'. Choose 'residual', 'paper', 'lite', 'lite2' or 'mobilenet'."
    raise DataError(msg)


class Classifier(nn.Module):
    """An encoder with one linear classifier for each kind of label.

    Parameters
    ----------
    config
        Of the encoder.
    heads
        Names of the classifiers, such as "ferplus" and "fer2013".
    classes
        K, the number of classes.
    """

    def __init__(self, config: EncoderConfig, heads: Sequence[str], classes: int) -> None:
        super().__init__()
        self.encoder = make_encoder(config)
        self.dropout = nn.Dropout(config.dropout)
        self.heads = nn.ModuleDict({name: nn.Linear(self.encoder.embedding_size, classes) for name in heads})

    @property
    def linear(self) -> dict[str, nn.Linear]:
        """The linear classifiers by name."""
        return {name: head for name, head in self.heads.items() if isinstance(head, nn.Linear)}

    def forward(self, x: Tensor) -> dict[str, Tensor]:
        """Return the logits (N, K) of each classifier for crops (N, 1, H, W)."""
        embeddings = self.dropout(self.encoder(x))
        return {name: head(embeddings) for name, head in self.heads.items()}
