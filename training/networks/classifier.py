"""The networks: two encoders, the classifiers over an embedding, the temporal head over a window of them."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fer_core.errors import DataError
from training.config import EncoderConfig, TemporalConfig
from training.networks.efficientnet_lite import SCALES, LiteEncoder


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


class PaperEncoder(nn.Module):
    """Three modules of two 3x3 convolutions, batch norm, ReLU, 2x2 pooling and dropout, then a dense layer."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.embedding_size = config.embedding_size
        layers: list[nn.Module] = []
        inputs = 1
        for width, depth in zip(config.widths, config.depths, strict=True):
            for _ in range(depth):
                layers += [nn.Conv2d(inputs, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
                inputs = width
            layers += [nn.MaxPool2d(2), nn.Dropout(config.dropout)]
        self.layers = nn.Sequential(*layers)
        side = 48 // 2 ** len(config.widths)
        self.dense = nn.Linear(inputs * side * side, config.embedding_size)

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, 48, 48), normalised; return (N, D)."""
        return F.relu(self.dense(self.layers(x).flatten(1)))


Encoder = ResidualEncoder | PaperEncoder | LiteEncoder


def make_encoder(config: EncoderConfig) -> Encoder:
    """Return a new encoder; a :class:`DataError` if its kind is not known."""
    if config.kind == "residual":
        return ResidualEncoder(config)
    if config.kind == "paper":
        return PaperEncoder(config)
    if config.kind in SCALES:
        return LiteEncoder(config)
    msg = f"There is no encoder '{config.kind}'. Choose 'residual', 'paper', 'lite' or 'lite2'."
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


class TemporalHead(nn.Module):
    """An LSTM over the embeddings of a window, with the classifiers of the encoder inside.

    With attention, the LSTM says how far each moment of the window counts for the present one, and the answer is the
    classifiers' reading of the weighted mean: a window of one embedding gives exactly the still picture's answer.
    Without, the LSTM's last state corrects the classifiers' reading of the newest embedding.

    Parameters
    ----------
    config
        Units, and whether to attend.
    classifier
        Gives the linear classifiers, which are copied and kept fixed.
    """

    def __init__(self, config: TemporalConfig, classifier: Classifier) -> None:
        super().__init__()
        size = classifier.encoder.embedding_size
        self.heads = nn.ModuleDict()
        for name, head in classifier.linear.items():
            self.heads[name] = nn.Linear(size, head.out_features)
            self.heads[name].load_state_dict(head.state_dict())
        self.heads.requires_grad_(False)
        self.norm = nn.LayerNorm(size)
        self.lstm = nn.LSTM(size, config.hidden, batch_first=True)
        self.attention = config.attention
        if config.attention:
            self.query = nn.Linear(config.hidden, config.hidden)
            self.key = nn.Linear(config.hidden, config.hidden)
            self.recency = nn.Parameter(torch.full((), -1.0))
        else:
            self.correct = nn.ModuleDict(
                {name: nn.Linear(config.hidden, head.out_features, bias=False) for name, head in self._heads().items()}
            )
            for layer in self.correct.values():
                nn.init.zeros_(layer.weight)  # type: ignore[arg-type]

    def _heads(self) -> dict[str, nn.Linear]:
        return {name: head for name, head in self.heads.items() if isinstance(head, nn.Linear)}

    def forward(self, embeddings: Tensor, valid: Tensor) -> dict[str, Tensor]:
        """Read windows.

        Parameters
        ----------
        embeddings
            (N, T, D), oldest first.
        valid
            (N,) int64, how many of the T hold, counted from the start: at least 1.

        Returns
        -------
        Logits (N, K) by classifier.
        """
        states, _ = self.lstm(self.norm(embeddings))
        newest = (valid - 1).reshape(-1, 1, 1)
        last = torch.gather(states, 1, newest.expand(-1, 1, states.shape[2]))
        if not self.attention:
            now = torch.gather(embeddings, 1, newest.expand(-1, 1, embeddings.shape[2])).squeeze(1)
            return {name: head(now) + self.correct[name](last.squeeze(1)) for name, head in self._heads().items()}
        steps = torch.arange(embeddings.shape[1], device=embeddings.device).reshape(1, -1)
        age = (newest.squeeze(2) - steps).to(embeddings.dtype)
        scores = (self.key(states) * self.query(last)).sum(2) / self.query.out_features**0.5
        scores = scores - F.softplus(self.recency) * age
        scores = scores.masked_fill(age < 0, -1e9)
        pooled = (torch.softmax(scores, 1).unsqueeze(2) * embeddings).sum(1)
        return {name: head(pooled) for name, head in self._heads().items()}
