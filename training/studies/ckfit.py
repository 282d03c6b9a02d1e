"""One fold of the CK+ study: the CNN-LSTM on sequences of three frames, and its training."""

import copy
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F
from tqdm import tqdm

from fer_core.errors import DataError
from fer_core.spec import ModelSpec
from training.config import AugmentConfig, FitConfig
from training.data.augment import augment, degrade
from training.data.ckplus import CK_CLASSES
from training.export.to_onnx import make_spec
from training.files import digest_of
from training.fit.schedule import one_cycle
from training.networks import checkpoint
from training.networks.classifier import Classifier

#: The seven classes of CK+: ours with contempt in place of neutral, which CK+ does not label.
CLASSES = (*CK_CLASSES[:6], "contempt")
#: Frames of a sequence: the last ones, of which the apex is the last.
FRAMES = 3
_BATCH_JUDGED = 64


@dataclass(frozen=True, slots=True)
class StudyConfig:
    """Recipe of the study: the same for all folds, whatever their test sequences say.

    The values were chosen on the split of seed 1, which has the same sequences in other folds; report seed 0.

    Attributes
    ----------
    epochs, batch
        Of each fold; the last epoch is what is judged.
    lr, encoder_lr
        Of AdamW at the start of a half cosine, for the LSTM and the classifiers, and for the encoder.
    weight_decay
        Of AdamW.
    frozen
        Share of the encoder's layers, from the picture on, that stay as they are. Its batch norms do in any case: three
        hundred sequences are too few to measure other statistics on.
    hidden, dropout
        Units of the LSTM, without which (0) the mean over the frames is the answer; share of the embedding that is
        dropped in training.
    label_smoothing
        Of the labels.
    class_weights
        Exponent of the inverse frequency of a class by which its sequences are weighed.
    frame_loss
        Weight of the loss of each frame's own answer beside that of the sequence.
    augment
        How the sequences are varied, all frames of one in the same way; corruptions are for single pictures only.
    """

    epochs: int = 12
    batch: int = 16
    lr: float = 1e-3
    encoder_lr: float = 5e-4
    weight_decay: float = 1e-2
    frozen: float = 0.7
    hidden: int = 64
    dropout: float = 0.2
    label_smoothing: float = 0.1
    class_weights: float = 0.0
    frame_loss: float = 0.5
    augment: AugmentConfig = field(
        default_factory=lambda: AugmentConfig(
            rotation_deg=10.0, zoom=0.1, shift=0.05, light=0.2, erase=0.3, corrupt=0.0
        )
    )

    def __str__(self) -> str:
        """Return the recipe as one line."""
        vary = self.augment
        chosen = "; chosen on the split of seed 1" if self == StudyConfig() else ""
        kind, units = ("CNN-LSTM", f"LSTM of {self.hidden}, ") if self.hidden else ("CNN", "")
        return (
            f"{kind} on the last {FRAMES} frames, trained together from an encoder of FER2013: {self.epochs} epochs, "
            f"AdamW (lr {self.lr:g}, encoder {self.encoder_lr:g}, weight decay {self.weight_decay:g}), half cosine, "
            f"batch {self.batch}, first {self.frozen:.0%} of the encoder's layers and all batch norms fixed, "
            f"{units}dropout {self.dropout:g}, label smoothing {self.label_smoothing:g}, "
            f"class weights {self.class_weights:g}, loss of single frames {self.frame_loss:g}; frames of a sequence "
            f"varied alike: rotation {vary.rotation_deg:g} degrees, zoom {vary.zoom:g}, shift {vary.shift:g}, "
            f"light {vary.light:g}, erasing {vary.erase:g}, flip; the last epoch judged, one network a fold, "
            f"no test-time variation{chosen}"
        )


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """What the networks of all folds begin with.

    Attributes
    ----------
    classifier
        A trained encoder and its classifiers.
    head
        Name of the classifier whose rows the new one begins with.
    rows
        The row of it for each of ``CLASSES``.
    spec
        What pictures it reads; its name is that of the run.
    digest
        Of its weights.
    """

    classifier: Classifier
    head: str
    rows: tuple[int, ...]
    spec: ModelSpec
    digest: str


def parts_of(encoder: nn.Module) -> list[nn.Module]:
    """Return the layers and blocks of an encoder, from the picture on."""
    children = list(encoder.children())
    return [part for child in children for part in (child if isinstance(child, nn.Sequential) else [child])]


class CnnLstm(nn.Module):
    """An encoder, and an LSTM over its embeddings that corrects what a linear classifier reads from their mean."""

    def __init__(self, start: Start, config: StudyConfig) -> None:
        super().__init__()
        self.encoder = copy.deepcopy(start.classifier.encoder)
        size = self.encoder.embedding_size
        self.frame = nn.Linear(size, len(CLASSES))
        self.reads = config.hidden > 0
        if self.reads:
            self.norm = nn.LayerNorm(size)
            self.lstm = nn.LSTM(size, config.hidden, batch_first=True)
            self.correct = nn.Linear(config.hidden, len(CLASSES), bias=False)
            nn.init.zeros_(self.correct.weight)
        self.dropout = nn.Dropout(config.dropout)
        with torch.no_grad():
            known = start.classifier.linear[start.head]
            self.frame.weight.copy_(known.weight[list(start.rows)])
            self.frame.bias.copy_(known.bias[list(start.rows)])
        parts = parts_of(self.encoder)
        for part in parts[: int(config.frozen * len(parts))]:
            part.requires_grad_(requires_grad=False)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Read sequences (N, F, H, W), normalised; return logits (N, K), and those of each frame (N, F, K)."""
        pictures = x.reshape(-1, 1, *x.shape[2:]).contiguous(memory_format=torch.channels_last)
        with torch.autocast(x.device.type, torch.bfloat16, enabled=self.training):
            embeddings = self.encoder(pictures)
        embeddings = self.dropout(embeddings.float()).reshape(len(x), x.shape[1], -1)
        frames = self.frame(embeddings)
        if not self.reads:
            return frames.mean(1), frames
        states, _ = self.lstm(self.norm(embeddings))
        return frames.mean(1) + self.correct(self.dropout(states[:, -1])), frames

    def train(self, mode: bool = True) -> "CnnLstm":
        """Set the mode; batch norms always use the statistics that they came with."""
        super().train(mode)
        for module in self.encoder.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.eval()
        return self


def read_start(run: Path) -> Start:
    """Read the run to begin with.

    Raises
    ------
    DataError
        If it is no finished run, or one of other classes.
    """
    classifier, state = checkpoint.load_classifier(run / checkpoint.ENCODER)
    config = FitConfig.from_dict(state["config"])
    known = list(state["classes"])
    if not {*CLASSES[:6], "neutral"} <= set(known):
        msg = f"{run} knows the classes {', '.join(known)}. Start from a run with {', '.join(CLASSES[:6])} and neutral."
        raise DataError(msg)
    # A face that shows contempt is closest to what a network without that class calls neutral.
    rows = tuple(known.index(name if name in known else "neutral") for name in CLASSES)
    head = "fer2013" if "fer2013" in classifier.linear else next(iter(classifier.linear))
    digest = digest_of(*(value.numpy() for value in state["model"].values()))
    spec = make_spec(config, run.resolve().name, tuple(known), classifier, [head])
    return Start(classifier, head, rows, spec, digest)


def fit_fold(
    config: StudyConfig, start: Start, images: NDArray[np.uint8], labels: NDArray[np.int64], seed: int
) -> CnnLstm:
    """Train one network on sequences (N, F, H, W) uint8 with their labels (N,), for the recipe's number of epochs."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(seed)
    rng = torch.Generator(device).manual_seed(seed)
    model = CnnLstm(start, config).to(device)
    x, y = torch.from_numpy(images).to(device), torch.from_numpy(labels).to(device)
    counts = torch.bincount(y, minlength=len(CLASSES)).float()
    weights = (counts.mean() / counts.clamp_min(1)) ** config.class_weights
    optimizer = _optimizer(config, model)
    steps = config.epochs * math.ceil(len(y) / config.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: one_cycle(step / steps))
    model.train()
    for rows in tqdm(_batches(len(y), config, rng, device), total=steps, desc="CNN-LSTM", unit="batch", leave=False):
        # The frames stand where other pictures have their channels: one draw then varies all frames of a sequence.
        varied = augment(x[rows].float() / 255, config.augment, rng)
        varied = degrade(varied, config.augment, rng, random.Random(seed))
        loss = _loss(model((varied - start.spec.mean) / start.spec.std), y[rows], weights, config)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
    model.eval()
    return model


@torch.inference_mode()
def read_sequences(model: CnnLstm, start: Start, images: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return the answers (N,) to sequences (N, F, H, W) uint8."""
    device = next(model.parameters()).device
    parts = torch.split(torch.from_numpy(images).to(device), _BATCH_JUDGED)
    found = [model((part.float() / 255 - start.spec.mean) / start.spec.std)[0].argmax(1).cpu() for part in parts]
    return np.asarray(torch.cat(found).numpy(), np.int64)


def _batches(count: int, config: StudyConfig, rng: torch.Generator, device: torch.device) -> Iterator[Tensor]:
    for _ in range(config.epochs):
        order = torch.randperm(count, generator=rng, device=device)
        yield from torch.split(order, config.batch)


def _loss(answers: tuple[Tensor, Tensor], labels: Tensor, weights: Tensor, config: StudyConfig) -> Tensor:
    """Return the weighed cross-entropy of the sequences, and of their single frames."""
    whole, frames = answers
    each = labels.repeat_interleave(frames.shape[1])
    loss = _cross_entropy(whole, labels, weights, config)
    return loss + config.frame_loss * _cross_entropy(frames.flatten(0, 1), each, weights, config)


def _cross_entropy(logits: Tensor, labels: Tensor, weights: Tensor, config: StudyConfig) -> Tensor:
    losses = F.cross_entropy(logits, labels, reduction="none", label_smoothing=config.label_smoothing)
    return (losses * weights[labels]).mean()


def _optimizer(config: StudyConfig, model: CnnLstm) -> torch.optim.Optimizer:
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    rest = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    groups = [{"params": encoder, "lr": config.encoder_lr}, {"params": rest, "lr": config.lr}]
    return torch.optim.AdamW(groups, weight_decay=config.weight_decay)
