"""Where a fine-tuning begins: the CNN of a finished run, of an exported model, or of the model that ships."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

from fer_core.errors import DataError
from fer_core.manifest import read_checked
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from training.config import FitConfig
from training.data.stills import Stills
from training.export.to_onnx import HALF, norm_pairs
from training.judge.evaluate import TRAINING, still_logits
from training.networks import checkpoint
from training.networks.classifier import Classifier

#: The word for the model that fer-live ships.
SHIPPED = "shipped"
#: Largest difference between the logits of a model and of what was rebuilt from it.
TOLERANCE = 1e-3
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
    """

    classifier: Classifier
    config: FitConfig
    classes: tuple[str, ...]

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
        Folder of a finished run, folder of an exported model, or the word "shipped" for the model that fer-live ships.
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
    if folder is not None and (folder / checkpoint.ENCODER).is_file():
        classifier, state = checkpoint.load_classifier(folder / checkpoint.ENCODER)
        return Start(classifier, FitConfig.from_dict(state["config"]), tuple(state["classes"]))
    if folder is None or (folder / ENCODER_FILE).is_file():
        return _from_model(folder, images)
    msg = (
        f"There is neither {checkpoint.ENCODER} nor {ENCODER_FILE} in {folder}. Give the folder of a finished run or "
        f"of an exported model, or '{SHIPPED}'."
    )
    raise DataError(msg)


def _from_model(folder: Path | None, images: NDArray[np.uint8]) -> Start:
    origin = "fer-live's own model" if folder is None else str(folder)
    recogniser = OnnxRecogniser.load(folder)
    spec = recogniser.spec
    config = _recipe(folder, origin)
    classifier = Classifier(config.encoder, list(spec.temperatures), len(spec.labels)).eval()
    chosen = images[_some(len(images), _MEASURED)]
    try:
        _fill(classifier.encoder, _weights(folder, ENCODER_FILE, ""))
        _fill(classifier.heads, _weights(folder, HEAD_FILE, "head.heads."))
        wake_norms(classifier.encoder, torch.split(torch.from_numpy(normalise(chosen, spec)), _BATCH))
    except (KeyError, RuntimeError) as error:
        msg = f"{origin} is not of the architecture that its {TRAINING} tells ({error}). Give the folder of its run."
        raise DataError(msg) from error
    difference = _difference(classifier, recogniser, chosen[:_BATCH])
    if not difference <= TOLERANCE:
        msg = f"{origin} cannot be rebuilt: its logits would differ by {difference:.2g}. Give the folder of its run."
        raise DataError(msg)
    return Start(classifier, config, spec.labels)


def _recipe(folder: Path | None, origin: str) -> FitConfig:
    record = (resources.files("models") if folder is None else folder).joinpath(TRAINING)
    try:
        told = json.loads(record.read_text(encoding="utf-8"))
        values = told["config"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        msg = f"{origin} has no usable {TRAINING}, which tells its architecture. Give the folder of its run."
        raise DataError(msg) from error
    if told.get("int8"):
        msg = f"{origin} computes in eight bits, which cannot be trained further. Give the folder of its run."
        raise DataError(msg)
    return FitConfig.from_dict(values)


def _weights(folder: Path | None, name: str, prefix: str) -> dict[str, Tensor]:
    """Return the tensors of an ONNX file whose names begin with ``prefix``, by the rest of the name, as float32."""
    content = read_checked(name) if folder is None else (folder / name).read_bytes()
    tensors = {tensor.name.removesuffix(HALF): tensor for tensor in onnx.load_from_string(content).graph.initializer}
    return {
        key.removeprefix(prefix): torch.from_numpy(numpy_helper.to_array(tensor).astype(np.float32))
        for key, tensor in tensors.items()
        if key.startswith(prefix)
    }


@torch.no_grad()
def _fill(module: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Copy the weights of the deployable copy of a module into it; its batch norms then only add their bias.

    Raises
    ------
    KeyError, RuntimeError
        If a tensor is missing or of another shape.
    """
    convs = {norm: conv for conv, norm in norm_pairs(module)}
    for name, parameter in module.named_parameters():
        owner, _, kind = name.rpartition(".")
        if owner in convs and kind == "weight":
            parameter.fill_(1.0)
        elif owner in convs.values() and kind == "bias":
            # The bias of both has become one, and is the norm's.
            parameter.zero_()
        else:
            values = weights[f"{convs.get(owner, owner)}.{kind}"]
            if values.shape != parameter.shape:
                msg = f"{name} is {tuple(values.shape)} instead of {tuple(parameter.shape)}"
                raise RuntimeError(msg)
            parameter.copy_(values)
    for norm in _folded(module):
        mean, variance = _statistics(norm)
        mean.zero_()
        variance.fill_(1.0 - norm.eps)


@torch.no_grad()
def wake_norms(module: nn.Module, batches: Sequence[Tensor]) -> None:
    """Give batch norms that only scale and add the statistics of what they see; in eval mode, nothing changes.

    A norm that an export has folded away normalises by mean 0 and variance 1: in train mode, the batch's own statistics
    would turn the network into another one. Here they become those of ``batches``, and weight and bias undo them.

    Parameters
    ----------
    module
        With batch norms behind convolutions, see :func:`training.export.to_onnx.norm_pairs`.
    batches
        Inputs of the module, of which there is at least one.
    """
    module.eval()
    seen: dict[nn.BatchNorm2d, list[Tensor]] = {norm: [] for norm in _folded(module)}

    def watch(norm: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        assert isinstance(norm, nn.BatchNorm2d)
        x = inputs[0].double()
        seen[norm].append(torch.stack([x.mean((0, 2, 3)), x.square().mean((0, 2, 3))]) * len(x))

    hooks = [norm.register_forward_pre_hook(watch) for norm in seen]
    for batch in batches:
        module(batch)
    for hook in hooks:
        hook.remove()
    count = sum(len(batch) for batch in batches)
    for norm, sums in seen.items():
        mean, square = torch.stack(sums).sum(0) / count
        variance = (square - mean.square()).clamp_min(0)
        old_mean, old_variance = _statistics(norm)
        scale = norm.weight / (old_variance + norm.eps).sqrt()
        norm.bias.add_((mean - old_mean) * scale)
        norm.weight.copy_(scale * (variance + norm.eps).sqrt())
        old_mean.copy_(mean)
        old_variance.copy_(variance)


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


def _folded(module: nn.Module) -> list[nn.BatchNorm2d]:
    norms = [module.get_submodule(norm) for _, norm in norm_pairs(module)]
    return [norm for norm in norms if isinstance(norm, nn.BatchNorm2d)]


def _statistics(norm: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    assert norm.running_mean is not None
    assert norm.running_var is not None
    return norm.running_mean, norm.running_var


@torch.no_grad()
def _difference(classifier: Classifier, recogniser: OnnxRecogniser, images: NDArray[np.uint8]) -> float:
    """Return the largest difference between the logits of both, each picture a window of one embedding."""
    ours = classifier(torch.from_numpy(normalise(images, recogniser.spec)))
    theirs = still_logits(recogniser, images)
    return max(float(np.abs(ours[name].numpy() - values).max()) for name, values in theirs.items())
