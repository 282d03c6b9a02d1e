"""Make a model the one that ships, unless what it learned from forbids that."""

from pathlib import Path

from fer_core.errors import DataError, SinkError
from fer_core.files import replace_file
from fer_core.manifest import MANIFEST_FILE
from fer_core.recognition import OnnxRecogniser
from training.data.terms import forbidding, recorded
from training.export.to_onnx import install
from training.files import METRICS, TRAINING, read_json

#: Beside the figures on stills: what else may be known of a model, each file naming it.
RECORDS = (METRICS, "temporal.json", "temporal_private.json", "framing.json", "fairness.json")
_FOLDER, _PICTURES = "records", "pictures"


def release(model: Path, records: Path, to: Path) -> list[str]:
    """Write a model and its figures to the folder of models that ship.

    Parameters
    ----------
    model
        Folder of an exported model.
    records
        Folder with its ``metrics.json`` and, where they are known, the others of ``RECORDS``; and their pictures.
    to
        Folder of models, which has a manifest. Of the pictures, those are written that it has in ``pictures``: others
        may show people.

    Returns
    -------
    The names of the files that were written.

    Raises
    ------
    DataError
        If its record is missing, something that it learned from forbids giving it away or is of no known licence, or
        the figures are of another model. Nothing is written then.
    ModelError
        If the model cannot be loaded.
    SinkError
        If something cannot be written.
    """
    spec = OnnxRecogniser.load(model).spec
    told = read_json(model / TRAINING)
    if reasons := forbidding(recorded(told)):
        msg = f"{model} must not be released. {' '.join(reasons)}"
        raise DataError(msg)
    if not (to / MANIFEST_FILE).is_file():
        msg = f"{to} has no {MANIFEST_FILE}: it is no folder of models that ship."
        raise DataError(msg)
    if not (records / METRICS).is_file():
        msg = f"{records} has no {METRICS}. Judge the model first: fer-train evaluate --model {model} --out {records}"
        raise DataError(msg)
    found = {name: read_json(records / name) for name in RECORDS if (records / name).is_file()}
    for name, figures in found.items():
        if (of := figures.get("model", spec.name)) != spec.name:
            msg = f"{records / name} is about '{of}', and the model is '{spec.name}'. Judge it again."
            raise DataError(msg)
    install(model, to, shipped=True)
    try:
        (to / _FOLDER).mkdir(exist_ok=True)
        replace_file(to / TRAINING, (model / TRAINING).read_bytes())
        names = [f"{_FOLDER}/{name}" for name in found]
        names += [f"{_PICTURES}/{path.name}" for path in sorted((to / _PICTURES).glob("*.png"))]
        names = [name for name in names if (records / Path(name).name).is_file()]
        for name in names:
            replace_file(to / name, (records / Path(name).name).read_bytes())
    except OSError as error:
        msg = f"{to} cannot be written ({error.strerror}). The release is not whole: run the command again."
        raise SinkError(msg) from error
    return [TRAINING, *names]
