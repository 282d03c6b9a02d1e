"""Strangers' faces, read on the app's own path: detector, crop, CNN-LSTM as for a still picture."""

from typing import Any

import numpy as np
from tqdm import tqdm

from fer_core.detection import Detector
from fer_core.errors import DataError
from fer_core.preprocess import align
from fer_core.recognition import OnnxRecogniser
from fer_core.spec import CLASSES
from training.data.encoded import EncodedFaces, unreadable
from training.files import STRANGERS
from training.judge.metrics import judged
from training.judge.reading import still_logits


def judge_strangers(
    recogniser: OnnxRecogniser, detector: Detector, faces: EncodedFaces, name: str, notes: list[str]
) -> dict[str, Any]:
    """Judge every output on pictures that none of the training pictures resembles.

    Parameters
    ----------
    recogniser
        The model; its classes must be ours.
    detector
        As ``analyze`` uses it for pictures. Of several faces, the one of the highest score is read.
    faces, name
        The pictures, and what they are called in messages.
    notes
        Gets a sentence about pictures that cannot be read.

    Returns
    -------
    By output, under the name ``strangers_OUTPUT``: the figures of ``metrics.summary`` over the pictures in which a face
    is found, and of its label sets where it has a threshold. ``found``: the share of readable pictures with a face, and
    ``faces``, how many pictures were readable.

    Raises
    ------
    DataError
        If the model has other classes, or no face is found in any picture.
    """
    spec = recogniser.spec
    if spec.labels != CLASSES:
        msg = f"{name} has the classes {', '.join(CLASSES)}; the model has {', '.join(spec.labels)}."
        raise DataError(msg)
    crops, rows, damaged = [], [], []
    for row in tqdm(range(len(faces)), desc="looking for faces", unit="picture", leave=False):
        image = faces.picture(row)
        if image is None:
            damaged.append(row)
            continue
        found = detector.detect(image, float(row))
        crop = align(image, max(found, key=lambda face: face.score).landmarks_px, spec) if found else None
        if crop is not None:
            crops.append(crop)
            rows.append(row)
    if damaged:
        notes.append(unreadable(damaged, len(faces), name))
    if not crops:
        msg = f"No face was found in any picture of {name}. Give pictures that show one face each."
        raise DataError(msg)
    readable, labels = len(faces) - len(damaged), faces.labels[rows]
    metrics = dict[str, Any]()
    for output, logits in still_logits(recogniser, np.stack(crops)).items():
        figures = judged(logits, labels, spec.labels, spec.distributions[output].still)
        metrics[f"{STRANGERS}{output}"] = {
            "output": output,
            **figures,
            "found": len(crops) / readable,
            "faces": readable,
        }
    return metrics
