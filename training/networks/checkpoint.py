"""Checkpoints: what rebuilds the networks of a run, and lets it go on."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from fer_core.errors import DataError, SinkError
from fer_core.files import replace_file
from training.config import FitConfig
from training.files import digest_of
from training.networks.classifier import Classifier
from training.networks.temporal_head import TemporalHead

LAST, ENCODER, HEAD = "last.pt", "encoder.pt", "head.pt"
# What a run is given besides its recipe and its data, in words.
_BEGUN_WITH = {"teachers": "teachers", "start": "weights to start from"}


def save(path: Path, state: dict[str, Any]) -> None:
    """Write a checkpoint so that a kill leaves either the old or the new one; a :class:`SinkError` if it cannot be."""
    content = io.BytesIO()
    torch.save(state, content)
    try:
        replace_file(path, content.getvalue())
    except OSError as error:
        msg = f"{path} cannot be written. Make room on the disk, or give another folder; then the run goes on."
        raise SinkError(msg) from error


def load(path: Path) -> dict[str, Any]:
    """Read a checkpoint; a :class:`DataError` if there is none or it is damaged."""
    if not path.is_file():
        msg = f"There is no {path}. Run 'fer-train fit' first, or give the folder of a finished run."
        raise DataError(msg)
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        if not isinstance(state, dict) or not {"config", "model"} <= set(state):
            raise ValueError("no recipe inside")
    except Exception as error:
        msg = f"{path} is damaged, or no checkpoint of fer-train. Start a new run in another folder."
        raise DataError(msg) from error
    return state


def load_classifier(path: Path) -> tuple[Classifier, dict[str, Any]]:
    """Rebuild a trained encoder with its classifiers from ``encoder.pt``; also return all that the file holds."""
    state = load(path)
    config = FitConfig.from_dict(state["config"])
    if not {"heads", "classes"} <= set(state):
        msg = f"{path} is a checkpoint of something else. Give the folder of a finished run."
        raise DataError(msg)
    model = Classifier(config.encoder, state["heads"], len(state["classes"]))
    restore(model, state["model"], path)
    return model.eval(), state


def load_temporal(path: Path, classifier: Classifier) -> TemporalHead:
    """Rebuild a trained temporal head from ``head.pt``."""
    state = load(path)
    head = TemporalHead(FitConfig.from_dict(state["config"]).temporal, classifier)
    restore(head, state["model"], path)
    return head.eval()


def restore(model: torch.nn.Module, weights: dict[str, Any], path: Path) -> None:
    """Load weights; a :class:`DataError` if they are of another architecture."""
    try:
        model.load_state_dict(weights)
    except (RuntimeError, KeyError) as error:
        msg = f"{path} is a checkpoint of another architecture than its recipe says. Start a new run."
        raise DataError(msg) from error


def digest(model: torch.nn.Module) -> str:
    """Return the sha256 of a network's weights."""
    return digest_of(*(value.cpu().numpy() for value in model.state_dict().values()))


def same_run(identity: Mapping[str, Any], state: Mapping[str, Any], folder: Path) -> None:
    """Raise a :class:`DataError` unless a checkpoint is of the run with this recipe, seed, data, teachers and start."""
    found = dict(state)
    if "config" in identity and "config" in state:
        # Runs of earlier versions lack fields, and their defaults say what those runs did.
        found["config"] = FitConfig.from_dict(state["config"]).as_dict()
    if any(found.get(key) != value for key, value in identity.items() if key not in _BEGUN_WITH):
        msg = f"{folder} holds a run of another recipe, seed or data. Give another folder with --out."
        raise DataError(msg)
    # Runs of earlier versions did not keep what they began with.
    other = [key for key in _BEGUN_WITH if key in identity and key in state and state[key] != identity[key]]
    if other:
        begun = " and ".join(f"with other {_BEGUN_WITH[k]}" if state[k] else f"without {_BEGUN_WITH[k]}" for k in other)
        options = " and ".join(f"--{key.removesuffix('s')}" for key in other)
        msg = f"{folder} holds a run that began {begun}. Give {options} as then, or another folder with --out."
        raise DataError(msg)
