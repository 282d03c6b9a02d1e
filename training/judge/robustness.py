"""How well a model bears noise, blur, bad light, compression, small faces, things before the face, and tilted heads."""

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core._cv2 import cv2

Pictures = NDArray[np.uint8]


def _round(values: NDArray[np.floating]) -> Pictures:
    return np.asarray(np.clip(np.rint(values), 0, 255), np.uint8)


def _each(images: Pictures, change: Callable[[Pictures], Any]) -> Pictures:
    return np.stack([np.asarray(change(image), np.uint8) for image in images])


def noise(images: Pictures, sigma: float) -> Pictures:
    """Add Gaussian noise of ``sigma`` grey levels."""
    return _round(images + np.random.default_rng(0).normal(0, sigma, images.shape))


def motion_blur(images: Pictures, length_px: float) -> Pictures:
    """Blur along a line of ``length_px`` pixels, in a direction of its own for each picture."""
    angles = np.random.default_rng(0).uniform(0, math.pi, len(images))
    side = int(length_px)

    def kernel(angle: float) -> NDArray[np.float32]:
        line = np.zeros((side, side), np.float32)
        line[side // 2] = 1.0
        turn = cv2.getRotationMatrix2D(((side - 1) / 2, (side - 1) / 2), math.degrees(angle), 1.0)
        turned = np.asarray(cv2.warpAffine(line, turn, (side, side), flags=cv2.INTER_LINEAR), np.float32)
        return np.asarray(turned / turned.sum(), np.float32)

    blurred = [
        cv2.filter2D(image, -1, kernel(angle), borderType=cv2.BORDER_REPLICATE)
        for image, angle in zip(images, angles, strict=True)
    ]
    return np.stack(blurred).astype(np.uint8)


def defocus(images: Pictures, sigma_px: float) -> Pictures:
    """Blur with a Gaussian."""
    return _each(images, lambda image: cv2.GaussianBlur(image, (0, 0), sigma_px, borderType=cv2.BORDER_REPLICATE))


def brightness(images: Pictures, factor: float) -> Pictures:
    """Multiply every grey level."""
    return _round(images * factor)


def contrast(images: Pictures, factor: float) -> Pictures:
    """Multiply the distance of every grey level from the picture's mean."""
    mean = images.mean(axis=(1, 2), keepdims=True)
    return _round((images - mean) * factor + mean)


def compression(images: Pictures, quality: float) -> Pictures:
    """Write and read each picture as a JPEG."""

    def change(image: Pictures) -> Any:
        _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, int(quality)])
        return cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)

    return _each(images, change)


def small(images: Pictures, side_px: float) -> Pictures:
    """Reduce each picture to ``side_px`` pixels a side and enlarge it again."""
    size = (int(side_px), int(side_px))

    def change(image: Pictures) -> Any:
        reduced = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
        return cv2.resize(reduced, image.shape[::-1], interpolation=cv2.INTER_LINEAR)

    return _each(images, change)


def occlusion(images: Pictures, share: float) -> Pictures:
    """Lay a grey square over ``share`` of the picture's area, at a place of its own for each picture."""
    covered = images.copy()
    height, width = images.shape[1:]
    tall, wide = round(height * math.sqrt(share)), round(width * math.sqrt(share))
    rng = np.random.default_rng(0)
    tops, lefts = rng.integers(0, height - tall + 1, len(images)), rng.integers(0, width - wide + 1, len(images))
    for image, top, left in zip(covered, tops, lefts, strict=True):
        image[top : top + tall, left : left + wide] = 128
    return covered


def rotation(images: Pictures, degrees: float) -> Pictures:
    """Tilt each picture, to one side or the other."""
    signs = np.random.default_rng(0).choice((-1, 1), len(images))
    height, width = images.shape[1:]
    turned = [
        cv2.warpAffine(
            image,
            cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), float(sign * degrees), 1.0),
            (width, height),
            borderMode=cv2.BORDER_REPLICATE,
        )
        for image, sign in zip(images, signs, strict=True)
    ]
    return np.stack(turned).astype(np.uint8)


#: What is done to the pictures, by name, and how much, from weak to strong.
CORRUPTIONS: Mapping[str, tuple[Callable[[Pictures, float], Pictures], tuple[float, float, float]]] = {
    "noise": (noise, (8, 16, 24)),
    "motion_blur": (motion_blur, (3, 5, 7)),
    "defocus": (defocus, (0.7, 1.2, 1.8)),
    "darkness": (brightness, (0.6, 0.4, 0.25)),
    "glare": (brightness, (1.4, 1.8, 2.2)),
    "low_contrast": (contrast, (0.6, 0.4, 0.25)),
    "compression": (compression, (40, 20, 10)),
    "low_resolution": (small, (32, 24, 16)),
    "occlusion": (occlusion, (0.1, 0.2, 0.3)),
    "rotation": (rotation, (10, 20, 30)),
}


def robustness(images: Pictures, accuracy: Callable[[Pictures], Mapping[str, float]]) -> dict[str, Any]:
    """Measure the accuracy on corrupted pictures as a share of that on clean ones.

    Parameters
    ----------
    images
        (N, H, W) uint8 grey.
    accuracy
        Returns the accuracy by output of the model.

    Returns
    -------
    ``share``: the mean over kinds and strengths, by output; ``clean``: the accuracy by output; ``accuracy``: by output,
    kind and strength (as text).
    """
    clean = accuracy(images)
    found: dict[str, dict[str, dict[str, float]]] = {name: {} for name in clean}
    for kind, (change, strengths) in tqdm(CORRUPTIONS.items(), desc="corrupting", unit="kind", leave=False):
        for strength in strengths:
            for name, value in accuracy(change(images, strength)).items():
                found[name].setdefault(kind, {})[f"{strength:g}"] = value
    share = {
        name: float(
            np.mean(
                [
                    value / max(clean[name], 1 / len(images))
                    for by_strength in kinds.values()
                    for value in by_strength.values()
                ]
            )
        )
        for name, kinds in found.items()
    }
    return {"clean": dict(clean), "share": share, "accuracy": found}
