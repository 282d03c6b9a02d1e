"""Fit again what makes the answers of an exported model honest; the networks stay as they are."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fer_core.errors import DataError
from fer_core.files import replace_file
from fer_core.outputs import Calibration
from fer_core.recognition import OnnxRecogniser
from training.data.stills import Stills
from training.export.to_onnx import rewrite
from training.files import TRAINING
from training.judge.film_calibration import calibrate_films, make_films, read_films


def recalibrate(model: Path, stills: Stills, out: Path) -> Mapping[str, Calibration]:
    """Fit an exported model's calibration for films, and write it, and its record, with a description of today.

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
    for output in spec.distributions.values():
        if stills.classes != output.labels:
            msg = f"The data has the classes {', '.join(stills.classes)}; the model has {', '.join(output.labels)}."
            raise DataError(msg)
    found = {}
    for name in spec.distributions:
        films = make_films(stills, name)
        found[name] = calibrate_films(films, read_films(recogniser, films, name))
    outputs = {**spec.outputs, **{name: replace(spec.distributions[name], film=found[name]) for name in found}}
    rewrite(model, replace(spec, outputs=outputs), out)
    if (record := model / TRAINING).is_file():
        # Without it, the model would be no start for a fine-tuning.
        replace_file(out / TRAINING, record.read_bytes())
    return found
