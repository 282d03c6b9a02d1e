"""Fit again what makes the answers of an exported model honest; the networks stay as they are."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import onnx

from fer_core.errors import DataError, SinkError
from fer_core.outputs import Calibration
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from training.data.stills import Stills
from training.export.to_onnx import describe, install
from training.judge.film_calibration import calibrate_films, make_films, read_films


def recalibrate(model: Path, stills: Stills, out: Path) -> Mapping[str, Calibration]:
    """Fit an exported model's calibration for films, and write it with a description of today.

    Parameters
    ----------
    model
        Folder of the model.
    stills
        Of the selection split.
    out
        Folder to write to, may be that of the model; a manifest in it gets the new checksums.

    Returns
    -------
    The calibration for films, by output.

    Raises
    ------
    ModelError
        If the model cannot be loaded.
    DataError
        If the data has other classes, or no labels for an output.
    SinkError
        If the folder cannot be written.
    """
    recogniser = OnnxRecogniser.load(model)
    spec = recogniser.spec
    if stills.classes != spec.labels:
        msg = f"The data has the classes {', '.join(stills.classes)}; the model has {', '.join(spec.labels)}."
        raise DataError(msg)
    found = {}
    for output in spec.distributions:
        films = make_films(stills, output)
        found[output] = calibrate_films(films, read_films(recogniser, films, output))
    outputs = {**spec.outputs, **{name: replace(spec.distributions[name], film=found[name]) for name in found}}
    described = replace(spec, outputs=outputs)
    with tempfile.TemporaryDirectory() as draft:
        for name in (ENCODER_FILE, HEAD_FILE):
            network = onnx.load(model / name)
            describe(network, described)
            onnx.save(network, Path(draft) / name)
        try:
            install(Path(draft), out)
        except OSError as error:
            msg = f"The model cannot be written to {out} ({error.strerror}). Choose another folder."
            raise SinkError(msg) from error
    return found
