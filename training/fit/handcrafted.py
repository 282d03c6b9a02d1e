"""Train linear SVMs on features that nobody learned; the run looks as if a network had been trained."""

import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC
from torch import Tensor
from torch.nn import functional as F
from tqdm import tqdm

from fer_core.errors import DataError
from training.config import FitConfig
from training.data.stills import Stills, fingerprint
from training.files import HISTORY, write_json
from training.fit.targets import heads_of, make_targets
from training.judge.truth import labels_for
from training.networks import checkpoint
from training.networks.classifier import Classifier

#: What the penalty of errors is chosen from.
COSTS = (1e-5, 1e-4, 1e-3)
_TOLERANCE, _STEPS, _BATCH = 1e-3, 1000, 256
# A feature that varies less than this says nothing, and is left as it is.
_LEAST = 1e-6


def fit_svm(
    config: FitConfig,
    stills: Stills,
    selection: str,
    folder: Path,
    *,
    seed: int = 0,
    origins: Mapping[str, Any] | None = None,
) -> None:
    """Fit one linear SVM a class and classifier, one against the rest, and write ``encoder.pt`` and ``history.json``.

    A picture counts as much as in the training of a network: by its class where labels are learned, by its votes where
    these are. Of the votes, their plurality is learned. The features are standardised, which the weights then contain.
    The cost of errors is chosen for each classifier on the selection split.

    Parameters
    ----------
    config
        The recipe; its encoder is one without weights.
    stills
        With the splits ``train`` and ``selection``.
    selection
        The split that costs are chosen on.
    folder
        For checkpoint and history; made if it is missing. A finished run in it stays, if it was given the same.
    seed
        Of everything random in the solver.
    origins
        See :class:`training.fit.stills.Trainer`.

    Raises
    ------
    DataError
        If a split has no label of a kind, or the folder holds another run.
    """
    start, train, judged = time.process_time(), stills.split("train"), stills.split(selection)
    identity = {"config": config.as_dict(), "seed": seed, "data": fingerprint(train, judged)}
    for name in (checkpoint.LAST, checkpoint.ENCODER):
        if (folder / name).exists():
            checkpoint.same_run(identity, checkpoint.load(folder / name), folder)
    if (folder / checkpoint.ENCODER).exists():
        return
    heads = heads_of(stills, spoken=config.spoken)
    model = Classifier(config.encoder, heads, len(stills.classes)).eval()
    weights = make_targets(train, config, torch.device("cpu")).weight
    features, others = (_features(model, part, config) for part in (train, judged))
    entry: dict[str, Any] = {"epoch": 1}
    for head, linear in model.linear.items():
        truth, weight = labels_for(head, train), weights[head].numpy()
        learned = _Pictures(features, np.where(weight > 0, truth, -1), weight)
        found = _best(learned, _Pictures(others, labels_for(head, judged)), len(stills.classes), head, seed)
        with torch.no_grad():
            linear.weight.copy_(found.weight)
            linear.bias.copy_(found.bias)
        entry |= {f"{selection}_{head}": found.accuracy, f"{selection}_{head}_loss": found.loss}
        entry[f"cost_{head}"] = found.cost
        if head == heads[0]:
            entry["accuracy"], entry["loss"] = _judge(found.weight, found.bias, learned)
    entry["seconds"] = time.process_time() - start
    tqdm.write("SVM: " + ", ".join(f"{selection} {name} {entry[f'{selection}_{name}']:.4f}" for name in heads))
    folder.mkdir(parents=True, exist_ok=True)
    history = {"config": config.as_dict(), "seed": seed, **(origins or {}), "selection": selection}
    write_json(folder / HISTORY, {**history, "epochs": [entry]})
    told = {**identity, "heads": list(heads), "classes": list(stills.classes), "epoch": 1}
    checkpoint.save(folder / checkpoint.ENCODER, {**told, "model": model.state_dict()})


@dataclass(frozen=True, slots=True, eq=False)
class _Pictures:
    """Features (N, D), labels (N,), -1 where there is none, and how much each picture counts (N,)."""

    features: NDArray[np.float32]
    labels: NDArray[np.int64]
    counts: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """Weights (K, D) and biases (K,), with the figures on the selection split that they were chosen by."""

    weight: Tensor
    bias: Tensor
    cost: float
    accuracy: float
    loss: float


@torch.inference_mode()
def _features(model: Classifier, stills: Stills, config: FitConfig) -> NDArray[np.float32]:
    """Return the features (N, D) of all pictures."""
    batches = torch.split(torch.from_numpy(stills.images).unsqueeze(1), _BATCH)
    bar = tqdm(batches, desc="features", unit="batch", leave=False)
    return torch.cat([model.encoder((b.float() / 255 - config.mean) / config.std) for b in bar]).numpy()


def _best(learned: _Pictures, judged: _Pictures, classes: int, head: str, seed: int) -> _Found:
    """Return the SVMs of the cost that does best; a :class:`DataError` if there are no labels."""
    if not (learned.labels >= 0).any() or not (judged.labels >= 0).any():
        msg = f"The training pictures or those to choose by have no label '{head}'. Give data with both."
        raise DataError(msg)
    found = list[_Found]()
    for cost in tqdm(COSTS, desc=f"SVM {head}", unit="cost", leave=False):
        weight, bias = _fit(learned, classes, cost, seed)
        found.append(_Found(weight, bias, cost, *_judge(weight, bias, judged)))
    return max(found, key=lambda one: one.accuracy)


def _fit(learned: _Pictures, classes: int, cost: float, seed: int) -> tuple[Tensor, Tensor]:
    """Return weights (K, D) and biases (K,) for features as they are; a class without pictures is never said."""
    known = learned.labels >= 0
    features, labels = learned.features[known], learned.labels[known]
    counts = None if learned.counts is None else learned.counts[known]
    mean, deviation = features.mean(0), features.std(0)
    deviation[deviation < _LEAST] = 1.0
    scaled = (features - mean) / deviation
    weight, bias = np.zeros((classes, features.shape[1])), np.where(np.isin(np.arange(classes), labels), 1.0, -1.0)
    for number in range(classes):
        own = labels == number
        if own.any() and not own.all():
            svm = _solved(scaled, own, counts, cost, seed)
            weight[number] = svm.coef_[0] / deviation
            bias[number] = svm.intercept_[0] - weight[number] @ mean
    return torch.from_numpy(weight).float(), torch.from_numpy(bias).float()


def _solved(
    x: NDArray[np.float32], own: NDArray[np.bool_], counts: NDArray[np.float32] | None, cost: float, seed: int
) -> LinearSVC:
    """Return an SVM that has converged, however many steps that takes."""
    steps = _STEPS
    while True:
        svm = LinearSVC(C=cost, dual=False, tol=_TOLERANCE, max_iter=steps, random_state=seed)
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", ConvergenceWarning)
            svm.fit(x, own, sample_weight=counts)
        if not any(issubclass(warning.category, ConvergenceWarning) for warning in told):
            return svm
        steps *= 2


def _judge(weight: Tensor, bias: Tensor, pictures: _Pictures) -> tuple[float, float]:
    """Return the accuracy on pictures with labels, and the cross-entropy, as the training of a network tells it."""
    known = torch.from_numpy(pictures.labels >= 0)
    truth = torch.from_numpy(pictures.labels)[known]
    logits = F.linear(torch.from_numpy(pictures.features)[known], weight, bias)
    return float((logits.argmax(1) == truth).float().mean()), float(F.cross_entropy(logits, truth))
