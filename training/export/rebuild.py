"""From an exported model back to networks that can be trained further."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_core.errors import DataError
from fer_core.manifest import read_checked
from fer_core.places import MODELS
from fer_core.preprocess import normalise
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from training.config import FitConfig
from training.export.adjust import HEADS, tensors_of
from training.export.to_onnx import norm_pairs
from training.files import TRAINING
from training.judge.reading import still_logits
from training.networks.classifier import Classifier

#: Largest difference between the logits of a model and of what was rebuilt from it.
TOLERANCE = 1e-3
_BATCH = 64


def rebuild(folder: Path | None, images: NDArray[np.uint8]) -> tuple[Classifier, FitConfig, tuple[str, ...]]:
    """Rebuild the encoder and the classifiers of an exported model.

    Parameters
    ----------
    folder
        Of the model; None for the one that fer-live ships.
    images
        (N, 48, 48) uint8, to measure the batch norms on, which an exported model has no more.

    Returns
    -------
    The networks, in eval mode; the recipe that they were made by; the names of the classes.

    Raises
    ------
    DataError
        If its record is missing or damaged, or tells of another architecture, or it computes in eight bits.
    ModelError
        If the files of the model are missing or damaged.
    """
    origin = "fer-live's own model" if folder is None else str(folder)
    recogniser = OnnxRecogniser.load(folder)
    spec = recogniser.spec
    config = _recipe(folder, origin)
    classifier = Classifier(config.encoder, list(spec.distributions), len(spec.labels)).eval()
    try:
        _fill(classifier.encoder, _weights(folder, ENCODER_FILE, ""))
        _fill(classifier.heads, _weights(folder, HEAD_FILE, HEADS))
        wake_norms(classifier.encoder, torch.split(torch.from_numpy(normalise(images, spec)), _BATCH))
    except (KeyError, RuntimeError) as error:
        msg = f"{origin} is not of the architecture that its {TRAINING} tells ({error}). Give the folder of its run."
        raise DataError(msg) from error
    difference = _difference(classifier, recogniser, images[:_BATCH])
    if not difference <= TOLERANCE:
        msg = f"{origin} cannot be rebuilt: its logits would differ by {difference:.2g}. Give the folder of its run."
        raise DataError(msg)
    return classifier, config, spec.labels


def _recipe(folder: Path | None, origin: str) -> FitConfig:
    record = (MODELS if folder is None else folder) / TRAINING
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
    found = tensors_of(onnx.load_from_string(content), prefix)
    return {key: torch.from_numpy(values) for key, values in found.items()}


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
