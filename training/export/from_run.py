"""From the folder of a run to the folder of a model."""

import dataclasses
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from fer_core.errors import DataError
from fer_core.recognition import OnnxRecogniser
from training.config import FitConfig
from training.data.stills import Stills
from training.export.adjust import choose_strength, log_prior, shift
from training.export.to_onnx import export_networks, make_spec
from training.files import HISTORY, TRAINING, read_json, write_json
from training.judge.evaluate import calibrate, labels_for, still_logits
from training.networks import checkpoint

#: Crops on which PyTorch and ONNX Runtime are compared.
_COMPARED = 256


def export_run(
    run: Path, stills: Stills, out: Path, name: str | None = None, *, int8: bool = False
) -> dict[str, float]:
    """Export a finished run, adjusted for rare classes and calibrated.

    Parameters
    ----------
    run
        With ``encoder.pt`` and ``head.pt``.
    stills
        Of the selection split: the temperatures and the thresholds of the label sets are fitted on them, and the
        networks compared.
    out
        Folder of the model.
    name
        Of the model; None for that of the recipe.
    int8
        Let the encoder compute in eight bits.

    Returns
    -------
    The largest differences between PyTorch and ONNX Runtime by part, see
    :func:`training.export.to_onnx.export_networks`.

    Raises
    ------
    DataError
        If the run is not finished, its checkpoints are damaged, or the pictures are not of the data it was made with.
    ModelError, SinkError
        As from :func:`training.export.to_onnx.export_networks`.
    """
    classifier, state = checkpoint.load_classifier(run / checkpoint.ENCODER)
    temporal = checkpoint.load_temporal(run / checkpoint.HEAD, classifier)
    _check(run, state, stills)
    config = FitConfig.from_dict(state["config"])
    plain = dict.fromkeys(state["heads"], 1.0)
    spec = make_spec(config, name or config.name, tuple(state["classes"]), classifier, plain)
    crops = stills.images[:_COMPARED]
    with tempfile.TemporaryDirectory() as scratch:
        export_networks(classifier, temporal, spec, crops, Path(scratch), int8=int8)
        logits = still_logits(OnnxRecogniser.load(Path(scratch)), stills.images)
    strengths = {}
    for output, values in logits.items():
        labels = labels_for(output, stills)
        known = labels >= 0
        strengths[output] = choose_strength(values[known], labels[known])
        offsets = strengths[output] * log_prior(labels[known], len(stills.classes))
        logits[output] = values - offsets.astype(np.float32)
        shift(classifier, output, offsets)
        shift(temporal, output, offsets)
    temperatures, thresholds = calibrate(logits, stills)
    spec = dataclasses.replace(spec, temperatures=temperatures, thresholds=thresholds)
    differences = export_networks(classifier, temporal, spec, crops, out, int8=int8)
    history = read_json(run / HISTORY)
    films = checkpoint.load(run / checkpoint.HEAD)
    history |= {"temporal": films["config"]["temporal"], "films": films["history"], "adjusted": strengths}
    if int8:
        history["int8"] = True
    write_json(out / TRAINING, history)
    return differences


def _check(run: Path, state: Mapping[str, Any], stills: Stills) -> None:
    if list(stills.classes) != state["classes"]:
        ours, theirs = ", ".join(state["classes"]), ", ".join(stills.classes)
        msg = f"The run {run} has the classes {ours}; the data has {theirs}. Give the data that it was made with."
        raise DataError(msg)
    for name in state["heads"]:
        if not (labels_for(name, stills) >= 0).any():
            msg = f"The data has no labels of the kind '{name}', and {run} learned from such. Give its own data."
            raise DataError(msg)
