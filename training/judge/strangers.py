"""Strangers' faces, read on the app's own path: detector, crop, CNN-LSTM as for a still picture."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.build import DETECTORS
from fer_core.errors import DataError
from fer_core.preprocess import align
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import CLASSES, ModelSpec
from training.data.encoded import EncodedFaces, EncodedPictures, unreadable
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
    crops, rows, readable = find_crops(spec, faces, name, notes)
    return FoundFaces(crops, faces.labels[rows], len(readable))


def find_crops(
    spec: ModelSpec, pictures: EncodedPictures, name: str, notes: list[str]
) -> tuple[NDArray[np.uint8], list[int], list[int]]:
    """Find and frame the faces of pictures as ``analyze`` does.

    Returns
    -------
    The crops (N, h, w) uint8 grey, N >= 1; the numbers of their pictures; the numbers of all pictures that can be read.

    Raises
    ------
    DataError
        If no face is found in any picture.
    """
    crops, rows, readable = [], [], []
    with closing(DETECTORS["thorough"](True)) as detector:
        for row in tqdm(range(len(pictures)), desc="looking for faces", unit="picture", leave=False):
            image = pictures.picture(row)
            if image is None:
                continue
            readable.append(row)
            found = detector.detect(image, float(row))
            crop = align(image, max(found, key=lambda face: face.score).landmarks_px, spec) if found else None
            if crop is not None:
                crops.append(crop)
                rows.append(row)
    if len(readable) < len(pictures):
        damaged = sorted(set(range(len(pictures))) - set(readable))
        notes.append(unreadable(damaged, len(pictures), name))
    if not crops:
        msg = f"No face was found in any picture of {name}. Give pictures that show one face each."
        raise DataError(msg)
    return np.stack(crops), rows, readable


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
