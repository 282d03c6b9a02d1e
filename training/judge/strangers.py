"""Strangers' faces, read on the app's own path: detector, crop, CNN-LSTM as for a still picture."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import CLASSES, ModelSpec
from training.data.encoded import EncodedFaces
from training.data.framing import find_crops
from training.files import STRANGERS
from training.judge.metrics import judged
from training.judge.reading import still_logits


@dataclass(frozen=True, slots=True, eq=False)
class FoundFaces:
    """The faces of strangers as the app finds and frames them.

    Attributes
    ----------
    crops
        (N, h, w) uint8 grey, N >= 1.
    labels
        (N,) int64 in the order of ``CLASSES``.
    readable
        How many pictures they were found in, those without a face among them.
    """

    crops: NDArray[np.uint8]
    labels: NDArray[np.int64]
    readable: int


def find_faces(spec: ModelSpec, faces: EncodedFaces, name: str, notes: list[str]) -> FoundFaces:
    """Find and frame strangers' faces on the app's own path.

    Parameters
    ----------
    spec
        Of the model that is to read them; its classes must be ours.
    faces, name
        The pictures, and what they are called in messages. Of several faces in one, that of the highest score is taken.
    notes
        Gets a sentence about pictures that cannot be read.

    Raises
    ------
    DataError
        If the model has other classes, or no face is found in any picture.
    """
    if spec.labels != CLASSES:
        msg = f"{name} has the classes {', '.join(CLASSES)}; the model has {', '.join(spec.labels)}."
        raise DataError(msg)
    found = find_crops(spec, faces, name, notes)
    return FoundFaces(found.images, faces.labels[found.rows], len(found.readable))


def judge_strangers(recogniser: OnnxRecogniser, faces: FoundFaces) -> dict[str, Any]:
    """Judge every output on pictures that none of the training pictures resembles.

    Returns
    -------
    By output, under the name ``strangers_OUTPUT``: the figures of ``metrics.summary`` over the pictures in which a face
    is found, and of its label sets where it has a threshold. ``found``: the share of readable pictures with a face, and
    ``faces``, how many pictures were readable.
    """
    spec, metrics = recogniser.spec, dict[str, Any]()
    for output, logits in still_logits(recogniser, faces.crops).items():
        figures = judged(logits, faces.labels, spec.labels, spec.distributions[output].still)
        metrics[f"{STRANGERS}{output}"] = {
            "output": output,
            **figures,
            "found": len(faces.labels) / faces.readable,
            "faces": faces.readable,
        }
    return metrics
