"""An encoder of any kind, and the linear classifiers over its embedding."""

from collections.abc import Callable, Mapping, Sequence

from torch import Tensor, nn

from fer_core.errors import DataError
from training.config import EncoderConfig
from training.networks.alexnet import AlexNet
from training.networks.dcnn import DeepCnn
from training.networks.efficientnet_lite import LiteEncoder
from training.networks.emonext import EmoNext
from training.networks.handcrafted import Hog, Lbp
from training.networks.mobilenet import MobileEncoder
from training.networks.paper import PaperEncoder
from training.networks.patches import PatchNet
from training.networks.residual import ResidualEncoder
from training.networks.resnet50 import ResNet50
from training.networks.vgg import VggNet

Encoder = (
    ResidualEncoder | PaperEncoder | LiteEncoder | MobileEncoder | AlexNet | DeepCnn | ResNet50 | VggNet
    | EmoNext | Hog | Lbp | PatchNet
)  # fmt: skip
#: Every network, by its kind in ``EncoderConfig``.
ENCODERS: Mapping[str, Callable[[EncoderConfig], Encoder]] = {
    "paper": PaperEncoder,
    "residual": ResidualEncoder,
    "lite": LiteEncoder,
    "lite2": LiteEncoder,
    "mobilenet": MobileEncoder,
    "alexnet": AlexNet,
    "dcnn": DeepCnn,
    "resnet50": ResNet50,
    "vgg": VggNet,
    "emonext": EmoNext,
    "hog": Hog,
    "lbp": Lbp,
    "patches": PatchNet,
}


def make_encoder(config: EncoderConfig) -> Encoder:
    """Return a new encoder; a :class:`DataError` if its kind is not known."""
    if config.kind not in ENCODERS:
        msg = f"There is no encoder '{config.kind}'. Choose one of: {', '.join(ENCODERS)}."
        raise DataError(msg)
    return ENCODERS[config.kind](config)


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
