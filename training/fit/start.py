"""Where a training begins: the CNN of a finished run, of an exported or the shipped model, or one for faces."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F

from fer_core.errors import DataError
from fer_core.manifest import read_checked
from fer_core.places import MODELS
from fer_core.recognition import ENCODER_FILE, HEAD_FILE
from training.config import FACES, EncoderConfig, FitConfig
from training.data.stills import Stills
from training.data.terms import FACES as FACE_WEIGHTS
from training.data.terms import recorded
from training.export.rebuild import rebuild, wake_norms
from training.files import HISTORY, TRAINING, digest_of, read_json
from training.networks import checkpoint
from training.networks.classifier import Classifier
from training.networks.mobilenet import MobileEncoder, load_faces, narrow

#: The word for the model that fer-live ships.
SHIPPED = "shipped"
# Pictures that the batch norms are measured on, that new classifiers are fitted to, and how many at a time.
_MEASURED, _FITTED, _BATCH = 512, 4096, 64
# How strongly a classifier is held to what it begins with, per variance of the embeddings; smoothing of its labels.
_PULL, _SMOOTHING = 3e-4, 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """What a training begins with.

    Attributes
    ----------
    classifier
        The encoder with its classifiers, in eval mode.
    config
        The recipe that it was made by: gives the architecture and the normalisation.
    classes
        Names of its classes.
    digest
        Of the weights as they were stored. Those of an exported model are rebuilt by measuring, whose last bits may
        differ from one computer to the next.
    learned_from
        What they learned from, see :func:`training.data.terms.recorded`.
    """

    classifier: Classifier
    config: FitConfig
    classes: tuple[str, ...]
    digest: str
    learned_from: tuple[Mapping[str, Any], ...] = ()

    def slimmed(self, encoder: EncoderConfig) -> "Start":
        """Return the same as a MobileNet of another size or of fewer channels, if both it and this are one."""
        own = self.config.encoder
        wanted = replace(own, size=encoder.size, middle=min(own.middle, encoder.middle))
        if not own.kind == encoder.kind == "mobilenet" or wanted == own:
            return self
        model = Classifier(wanted, list(self.classifier.linear), len(self.classes)).eval()
        model.heads.load_state_dict(self.classifier.heads.state_dict())
        assert isinstance(self.classifier.encoder, MobileEncoder)
        assert isinstance(model.encoder, MobileEncoder)
        narrow(self.classifier.encoder, model.encoder)
        return replace(self, classifier=model, config=replace(self.config, encoder=wanted))

    def speaking(self, stills: Stills) -> Classifier:
        """Return the classifier for the classes of some training pictures.

        It keeps what it knows of the classes that it has, by name. Where there are new ones, its linear classifiers are
        fitted to these pictures: fine-tuning that begins with new classifiers at random would first spoil the encoder
        (Kumar et al., "Fine-Tuning can Distort Pretrained Features", ICLR 2022).
        """
        known = [self.classes.index(name) if name in self.classes else -1 for name in stills.classes]
        model = Classifier(self.config.encoder, list(self.classifier.linear), len(known)).eval()
        model.encoder.load_state_dict(self.classifier.encoder.state_dict())
        with torch.no_grad():
            for name, head in self.classifier.linear.items():
                for row, source in enumerate(known):
                    model.linear[name].weight[row] = head.weight[source] if source >= 0 else 0.0
                    model.linear[name].bias[row] = head.bias[source] if source >= 0 else 0.0
        if -1 in known:
            chosen = stills.subset(stills.labels >= 0)
            rows = _some(len(chosen.labels), _FITTED)
            batches = torch.split(torch.from_numpy(chosen.images[rows]).unsqueeze(1).float() / 255, _BATCH)
            with torch.no_grad():
                parts = [model.encoder((batch - self.config.mean) / self.config.std) for batch in batches]
            for head in model.linear.values():
                fit_linear(head, torch.cat(parts), torch.from_numpy(chosen.labels[rows]))
        return model


def load_start(place: str | Path, images: NDArray[np.uint8]) -> Start:
    """Load what a training begins with.

    Parameters
    ----------
    place
        Folder of a finished run, folder of an exported model, the word "shipped" for the model that fer-live ships, or
        ``faceres-deep.json``, see :func:`training.networks.mobilenet.load_faces`: an encoder without classifiers.
    images
        (N, 48, 48) uint8, training pictures. An exported model has no batch norms any more: they are made anew, from
        what these pictures show them.

    Raises
    ------
    DataError
        If it is none of these, damaged, or of an architecture that cannot be rebuilt.
    ModelError
        If the files of a model are missing or damaged.
    """
    folder = None if str(place) == SHIPPED else Path(place)
    if folder is not None and folder.suffix == ".json":
        return _load_faces(folder, images)
    if folder is not None and (folder / checkpoint.ENCODER).is_file():
        classifier, state = checkpoint.load_classifier(folder / checkpoint.ENCODER)
        own = FitConfig.from_dict(state["config"])
        history = _learned_from(folder / HISTORY)
        return Start(classifier, own, tuple(state["classes"]), checkpoint.digest(classifier), history)
    if folder is None or (folder / ENCODER_FILE).is_file():
        rebuilt = rebuild(folder, images[_some(len(images), _MEASURED)])
        names = (ENCODER_FILE, HEAD_FILE)
        contents = [read_checked(name) if folder is None else (folder / name).read_bytes() for name in names]
        digest = digest_of(*(np.frombuffer(content, np.uint8) for content in contents))
        return Start(*rebuilt, digest, _learned_from((folder or MODELS) / TRAINING))
    msg = (
        f"There is neither {checkpoint.ENCODER} nor {ENCODER_FILE} in {folder}. Give the folder of a finished run or "
        f"of an exported model, or '{SHIPPED}'."
    )
    raise DataError(msg)


def _learned_from(record: Path) -> tuple[Mapping[str, Any], ...]:
    return tuple(recorded(read_json(record) if record.is_file() else {}))


def _load_faces(path: Path, images: NDArray[np.uint8]) -> Start:
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(0)
        classifier = Classifier(FACES.encoder, (), 0).eval()
    config = FitConfig(encoder=FACES.encoder)
    assert isinstance(classifier.encoder, MobileEncoder)
    load_faces(classifier.encoder, path)
    batches = torch.split(torch.from_numpy(images[_some(len(images), _MEASURED)]).unsqueeze(1).float() / 255, _BATCH)
    wake_norms(classifier.encoder, [(batch - config.mean) / config.std for batch in batches])
    content = path.with_suffix(".bin").read_bytes()
    digest = digest_of(np.frombuffer(content, np.uint8))
    return Start(classifier, config, (), digest, (FACE_WEIGHTS.as_dict(),))


def fit_linear(head: nn.Linear, embeddings: Tensor, labels: Tensor) -> None:
    """Fit a linear classifier, of which it changes no more than the pictures ask for.

    Parameters
    ----------
    head
        D values to K; what it holds is what it is pulled to.
    embeddings
        (N, D) float32.
    labels
        (N,) int64.
    """
    weight, bias = (values.detach().clone().requires_grad_() for values in (head.weight, head.bias))
    optimizer = torch.optim.LBFGS([weight, bias], max_iter=100, line_search_fn="strong_wolfe")

    pull = _PULL * embeddings.var(0, unbiased=False).sum()

    def loss() -> Tensor:
        optimizer.zero_grad()
        logits = F.linear(embeddings, weight, bias)
        value = F.cross_entropy(logits, labels, label_smoothing=_SMOOTHING)
        value = value + pull / 2 * (weight - head.weight.detach()).square().sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        head.weight.copy_(weight)
        head.bias.copy_(bias)


def _some(count: int, most: int) -> NDArray[np.int64]:
    """Return at most so many of ``count`` rows, drawn at random but always the same."""
    return np.random.default_rng(0).permutation(count)[:most]
