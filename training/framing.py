"""How the training pictures frame a face, measured with the detector of the app."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core._cv2 import cv2
from fer_core.detection import MediaPipeDetector
from fer_core.errors import DataError
from fer_core.types import LANDMARKS
from training.data import SIDE

_SCENE = (480, 640)
_ENLARGED = 4


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
    """Measure the framing of pictures (N, 48, 48) uint8: each one enlarged four times in a grey 640x480 scene."""
    detector = MediaPipeDetector("full", video=False)
    size = SIDE * _ENLARGED
    top, left = (_SCENE[0] - size) // 2, (_SCENE[1] - size) // 2
    found = []
    try:
        for number, image in enumerate(tqdm(images, desc="measuring", unit="picture", leave=False)):
            scene = np.full((*_SCENE, 3), 128, np.uint8)
            face = cv2.resize(image, (size, size), interpolation=cv2.INTER_CUBIC)
            scene[top : top + size, left : left + size] = face[:, :, None]
            detections = detector.detect(scene, float(number))
            if len(detections) == 1:
                found.append((detections[0].landmarks_px - (left, top)) / _ENLARGED)
    finally:
        detector.close()
    if not found:
        msg = f"The detector found no face in {len(images)} pictures. Give pictures that show one face each."
        raise DataError(msg)
    points = np.array(found, np.float64)
    eyes = points[:, 1] - points[:, 0]
    roll = float(np.degrees(np.arctan2(eyes[:, 1], eyes[:, 0])).std())
    return Framing(len(points) / len(images), np.median(points, axis=0), roll)
