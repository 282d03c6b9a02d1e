"""How the training pictures frame a face, and what is lost on the way from a face in a scene to the app's crop."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core._cv2 import cv2
from fer_core.detection import MediaPipeDetector
from fer_core.errors import DataError
from fer_core.preprocess import align
from fer_core.recognition import OnnxRecogniser
from fer_core.types import LANDMARKS, Detection
from training.data.stills import SIDE, Stills
from training.judge.reading import still_logits
from training.judge.truth import labels_for

_SCENE = (480, 640)
_ENLARGED = 4
_GREY = 128
# Upper left corner (x, y) of the enlarged picture in the scene.
_CORNER = ((_SCENE[1] - SIDE * _ENLARGED) // 2, (_SCENE[0] - SIDE * _ENLARGED) // 2)


@dataclass(frozen=True, slots=True, eq=False)
class Framing:
    """Where landmarks stand in pictures of 48x48.

    Attributes
    ----------
    found
        Share of the pictures in which a face was found.
    median
        (6, 2) pixels, in the order of ``types.LANDMARKS``.
    roll_deg
        Standard deviation of the tilt of the line of the eyes, degrees.
    """

    found: float
    median: NDArray[np.float64]
    roll_deg: float

    def __str__(self) -> str:
        """Return the figures as lines of text."""
        points = "\n".join(f"  {n:14s} ({x:.1f}, {y:.1f})" for n, (x, y) in zip(LANDMARKS, self.median, strict=True))
        found = f"faces found: {self.found:.1%}\nmedian positions, pixels of 48x48:"
        return f"{found}\n{points}\nroll, standard deviation: {self.roll_deg:.1f} degrees"


def measure(images: NDArray[np.uint8]) -> Framing:
    """Measure the framing of pictures (N, 48, 48) uint8, each one enlarged in a scene as :func:`scene_of` does."""
    found = [(face.landmarks_px - _CORNER) / _ENLARGED for _, _, face in _faces(images)]
    points = np.array(found, np.float64)
    eyes = points[:, 1] - points[:, 0]
    roll = float(np.degrees(np.arctan2(eyes[:, 1], eyes[:, 0])).std())
    return Framing(len(points) / len(images), np.median(points, axis=0), roll)


def scene_of(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture (48, 48) uint8 grey, enlarged four times, in the middle of a grey scene (480, 640, 3) uint8.

    Grey hides nothing and invents nothing: with the picture mirrored at its edges, the detector finds several faces.
    """
    scene = np.full((*_SCENE, 3), _GREY, np.uint8)
    size, (left, top) = SIDE * _ENLARGED, _CORNER
    enlarged = cv2.resize(image, (size, size), interpolation=cv2.INTER_CUBIC)
    scene[top : top + size, left : left + size] = enlarged[:, :, None]
    return scene


def judge_path(recogniser: OnnxRecogniser, stills: Stills) -> dict[str, Any]:
    """Compare pictures that are fed as they are with the crops that the app's detector makes of them in a scene.

    Parameters
    ----------
    recogniser
        The model, with the classes of the pictures.
    stills
        Framed like the training pictures.

    Returns
    -------
    ``pictures``: how many; ``found``: the share in which exactly one face was found; ``direct`` and ``end_to_end``: the
    accuracy on those, by output, each judged by its own labels.

    Raises
    ------
    DataError
        If the classes differ, no face is found, or no picture has a label.
    """
    spec = recogniser.spec
    if stills.classes != spec.labels:
        msg = f"The data has the classes {', '.join(stills.classes)}; the model has {', '.join(spec.labels)}."
        raise DataError(msg)
    crops, kept = [], np.zeros(len(stills.images), bool)
    for row, scene, face in _faces(stills.images):
        crop = align(scene, face.landmarks_px, spec)
        if crop is not None:
            crops.append(crop)
            kept[row] = True
    seen = stills.subset(kept)
    accuracy = {
        way: _accuracy(recogniser, images, seen)
        for way, images in (("direct", seen.images), ("end_to_end", np.stack(crops)))
    }
    if not accuracy["direct"]:
        msg = "No picture in which a face was found has a label. Give labelled pictures."
        raise DataError(msg)
    return {"found": float(kept.mean()), "pictures": len(kept), **accuracy}


def _faces(images: NDArray[np.uint8]) -> Iterator[tuple[int, NDArray[np.uint8], Detection]]:
    """Yield row, scene and face of the pictures in which the app's detector finds exactly one; raise if it finds none.

    The scores that it asks for are those that the app asks for in still pictures.
    """
    detector, none = MediaPipeDetector("full", video=False), True
    try:
        for row, image in enumerate(tqdm(images, desc="looking for faces", unit="picture", leave=False)):
            scene = scene_of(image)
            faces = detector.detect(scene, float(row))
            if len(faces) == 1:
                none = False
                yield row, scene, faces[0]
    finally:
        detector.close()
    if none:
        msg = f"The detector found no face in {len(images)} pictures. Give pictures that show one face each."
        raise DataError(msg)


def _accuracy(recogniser: OnnxRecogniser, images: NDArray[np.uint8], stills: Stills) -> dict[str, float]:
    found = {}
    for name, logits in still_logits(recogniser, images).items():
        labels = labels_for(name, stills)
        if (labels >= 0).any():
            found[name] = float((logits.argmax(axis=1) == labels)[labels >= 0].mean())
    return found
