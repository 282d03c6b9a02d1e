"""Read CK+ sequences, for studies only: its terms forbid passing it on, and shipped weights never see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core._cv2 import cv2
from fer_core.detection import Detector, MediaPipeDetector
from fer_core.errors import DataError
from fer_core.preprocess import align
from fer_core.spec import CLASSES, ModelSpec
from training.data.stills import NPZ_ERRORS

#: Classes of CK+: ours and contempt; folders and files name some of them otherwise.
CK_CLASSES = (*CLASSES[:6], "neutral", "contempt")
_FOLDERS = {"anger": 0, "disgust": 1, "fear": 2, "happiness": 3, "happy": 3, "sadness": 4, "surprise": 5, "contempt": 7}


@dataclass(frozen=True, slots=True, eq=False)
class CkSequence:
    """One sequence, from neutral (where it is whole) to the apex.

    Attributes
    ----------
    images
        (F, H, W) uint8 grey.
    label
        Index in ``CK_CLASSES``.
    subject, name
        Such as "S055" and "S055_004"; studies are split by subject.
    """

    images: NDArray[np.uint8]
    label: int
    subject: str
    name: str


def read_ckplus(path: Path) -> tuple[CkSequence, ...]:
    """Read sequences from a folder CLASS/SUBJECT_SEQUENCE/*.jpg, or from an npz of the last three crops of each.

    Raises
    ------
    DataError
        If there are none, or a picture or an array cannot be read.
    """
    if path.is_file():
        return _read_npz(path)
    folders = [f for f in sorted(path.glob("*/*/")) if f.parent.name.lower() in _FOLDERS]
    if not folders:
        msg = f"{path} has no CK+ sequences: folders such as anger/S055_004/ with pictures."
        raise DataError(msg)
    return tuple(
        CkSequence(_read_pictures(f), _FOLDERS[f.parent.name.lower()], f.name.split("_", maxsplit=1)[0], f.name)
        for f in folders
    )


def last_crops(sequences: Sequence[CkSequence], frames: int, spec: ModelSpec) -> NDArray[np.uint8]:
    """Return the last frames of each sequence as crops of faces.

    Pictures of a crop's size are taken as they are; in others the app's detector looks for the face.

    Parameters
    ----------
    sequences
        N of them.
    frames
        F, how many of each.
    spec
        Gives the size of a crop, and where the face stands in it.

    Returns
    -------
    (N, F, h, w) uint8 grey.

    Raises
    ------
    DataError
        If a sequence is shorter than that, or shows no face.
    """
    short = next((sequence for sequence in sequences if len(sequence.images) < frames), None)
    if short is not None:
        msg = f"The sequence {short.name} has {len(short.images)} of the {frames} pictures that are needed."
        raise DataError(msg)
    if all(sequence.images.shape[1:] == spec.input_size for sequence in sequences):
        return np.stack([sequence.images[-frames:] for sequence in sequences])
    detector = MediaPipeDetector("full", video=False)
    try:
        return np.stack([_crop_faces(s.images[-frames:], s.name, spec, detector) for s in tqdm(sequences, leave=False)])
    finally:
        detector.close()


def _crop_faces(images: NDArray[np.uint8], name: str, spec: ModelSpec, detector: Detector) -> NDArray[np.uint8]:
    if images.shape[1:] == spec.input_size:
        return images
    crops = []
    for number, image in enumerate(images):
        picture = np.repeat(image[:, :, None], 3, axis=2)
        found = detector.detect(picture, float(number))
        crop = align(picture, found[0].landmarks_px, spec) if found else None
        if crop is None:
            msg = f"{name} shows no face in its last {len(images)} pictures. Leave the sequence out."
            raise DataError(msg)
        crops.append(crop)
    return np.stack(crops)


def _read_pictures(folder: Path) -> NDArray[np.uint8]:
    files = sorted(f for f in folder.iterdir() if f.suffix.lower() in {".jpg", ".png"})
    images: list[NDArray[np.uint8]] = []
    for file in files:
        image = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        if image is None or (images and image.shape != images[0].shape):
            msg = f"{file} cannot be read, or has another size than the rest of its sequence."
            raise DataError(msg)
        images.append(image.astype(np.uint8))
    if not images:
        msg = f"{folder} holds no pictures."
        raise DataError(msg)
    return np.stack(images)


def _read_npz(path: Path) -> tuple[CkSequence, ...]:
    try:
        with path.open("rb") as file, np.load(file) as data:
            images, labels, subjects, names = (data[k] for k in ("images", "label", "subject", "sequence"))
    except NPZ_ERRORS as error:
        msg = f"{path} cannot be read ({error}). It should hold images, label, subject and sequence."
        raise DataError(msg) from error
    return tuple(
        CkSequence(i, int(k), str(s), f"{s}_{n}") for i, k, s, n in zip(images, labels, subjects, names, strict=True)
    )
