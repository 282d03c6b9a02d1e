"""From the folder of a run to the folder of a model."""

import dataclasses
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.outputs import DistributionSpec
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import ModelSpec
from training.config import FitConfig
from training.data.encoded import read_encoded
from training.data.stills import Stills, fingerprint
from training.export.adjust import choose_for_worlds, choose_strength, log_prior
from training.export.strange import hold_among_strangers
from training.export.to_onnx import export_networks, make_spec, rewrite
from training.files import HISTORY, SPOKEN, TRAINING, read_json, write_json
from training.judge.evaluate import calibrate
from training.judge.film_calibration import calibrate_films, make_films, read_films
from training.judge.reading import still_logits
from training.judge.strangers import FoundFaces, find_faces
from training.judge.truth import labels_for
from training.networks import checkpoint
from training.networks.classifier import Classifier
from training.networks.temporal_head import TemporalHead

#: Crops on which PyTorch and ONNX Runtime are compared.
_COMPARED = 256


def export_run(
    run: Path,
    stills: Stills,
    selection: str,
    out: Path,
    name: str | None = None,
    *,
    int8: bool = False,
    strangers: Path | None = None,
    notes: list[str] | None = None,
) -> dict[str, float]:
    """Export a finished run, adjusted for rare classes and calibrated.

    Parameters
    ----------
    run
        With ``encoder.pt`` and ``head.pt``.
    stills
        The data that the run was made with.
    selection
        The split that its epochs were chosen on: the temperatures and the thresholds of the label sets are fitted on
        its pictures, and the networks compared.
    out
        Folder of the model.
    name
        Of the model; None for that of the recipe.
    int8
        Let the encoder compute in eight bits.
    strangers
        Faces of another world, as for ``evaluate``, on which the output "spoken" is calibrated as well: see
        :func:`training.export.strange.hold_among_strangers`.
    notes
        Gets a sentence about pictures of these that cannot be read.

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
    _check(run, state, stills, selection)
    stills = stills.split(selection)
    config = FitConfig.from_dict(state["config"])
    spec = make_spec(config, name or config.name, tuple(state["classes"]), classifier, state["heads"])
    faces = None if strangers is None else read_encoded(strangers)
    found = None if faces is None else find_faces(spec, faces, str(strangers), [] if notes is None else notes)
    differences, strengths = export_calibrated((classifier, temporal), spec, stills, out, int8=int8, strangers=found)
    history = read_json(run / HISTORY)
    films = checkpoint.load(run / checkpoint.HEAD)
    history |= {"temporal": films["config"]["temporal"], "films": films["history"], "adjusted": strengths}
    if int8:
        history["int8"] = True
    if found is not None:
        history["calibrated_on_strangers"] = len(found.labels)
    write_json(out / TRAINING, history)
    return differences


def export_calibrated(
    networks: tuple[Classifier, TemporalHead],
    spec: ModelSpec,
    stills: Stills,
    out: Path,
    *,
    int8: bool = False,
    strangers: FoundFaces | None = None,
) -> tuple[dict[str, float], dict[str, float]]:
    """Export trained networks, adjusted for rare classes and calibrated.

    Parameters
    ----------
    networks
        The classifier and the temporal head.
    spec
        Their description.
    stills
        Of the selection split.
    out
        Folder of the model.
    int8, strangers
        As for :func:`export_run`.

    Returns
    -------
    The largest differences between PyTorch and ONNX Runtime by part, and how strongly rare classes are helped by
    output.
    """
    with tempfile.TemporaryDirectory() as scratch:
        draft = Path(scratch)
        differences = export_networks(*networks, spec, stills.images[:_COMPARED], draft, int8=int8)
        strengths, offsets, outputs = _fitted(OnnxRecogniser.load(draft), stills, strangers)
        rewrite(draft, dataclasses.replace(spec, outputs=outputs), out, offsets)
    return differences, strengths


def _fitted(
    recogniser: OnnxRecogniser, stills: Stills, strangers: FoundFaces | None
) -> tuple[dict[str, float], dict[str, NDArray[np.float64]], dict[str, DistributionSpec]]:
    """Return by output: how strongly rare classes are helped, what that takes off the logits, and the calibration."""
    strengths, offsets, films = {}, {}, {}
    logits = still_logits(recogniser, stills.images)
    theirs = None if strangers is None else still_logits(recogniser, strangers.crops).get(SPOKEN)
    for output, values in logits.items():
        labels = labels_for(output, stills)
        known = labels >= 0
        prior = log_prior(labels[known], len(stills.classes))
        if output != SPOKEN:
            strengths[output] = choose_strength(values[known], labels[known])
        else:
            # It learned from classes that were weighed already; whether that is enough, strangers tell.
            worlds = [] if theirs is None or strangers is None else [(values, labels), (theirs, strangers.labels)]
            strengths[output] = choose_for_worlds(worlds, prior) if worlds else 0.0
        offsets[output] = strengths[output] * prior
        taken = offsets[output].astype(np.float32)
        logits[output] = values - taken
        made = make_films(stills, output)
        films[output] = calibrate_films(made, [said - taken for said in read_films(recogniser, made, output)])
    classes, stilled = recogniser.spec.labels, calibrate(logits, stills)
    if theirs is not None and strangers is not None:
        ours = (logits[SPOKEN], labels_for(SPOKEN, stills))
        shifted = (theirs - offsets[SPOKEN].astype(np.float32), strangers.labels)
        stilled[SPOKEN], films[SPOKEN] = hold_among_strangers(ours, shifted, stilled[SPOKEN], films[SPOKEN])
    return strengths, offsets, {name: DistributionSpec(classes, stilled[name], films[name]) for name in logits}


def _check(run: Path, state: Mapping[str, Any], stills: Stills, selection: str) -> None:
    if list(stills.classes) != state["classes"]:
        ours, theirs = ", ".join(state["classes"]), ", ".join(stills.classes)
        msg = f"The run {run} has the classes {ours}; the data has {theirs}. Give the data that it was made with."
        raise DataError(msg)
    judged = stills.split(selection)
    for name in state["heads"]:
        if not (labels_for(name, judged) >= 0).any():
            msg = f"The data has no labels of the kind '{name}', and {run} learned from such. Give its own data."
            raise DataError(msg)
    # Runs of earlier versions did not keep it.
    if "data" in state and state["data"] != fingerprint(stills.split("train"), judged):
        msg = (
            f"The run {run} was made with other pictures or labels than this data has. Give the data that it was made "
            "with: else it would be calibrated on pictures that it may have learned from."
        )
        raise DataError(msg)
