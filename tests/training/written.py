"""Data sets on disk, as people have them."""

import csv

import cv2
import numpy as np
from drawn import pictures, votes_of

from fer_core.spec import CLASSES

LABELS = np.tile(np.arange(7), 3)
IMAGES = pictures(LABELS)
USAGE = np.repeat([0, 1, 2], 7)
NAMES = ("Training", "PublicTest", "PrivateTest")
VOTES = votes_of(LABELS)
#: Names and order of the ten columns of the real fer2013new.csv, and where each one stands here.
NEW = {
    "neutral": 6, "happiness": 3, "surprise": 5, "sadness": 4, "anger": 0, "disgust": 1, "fear": 2, "contempt": 7,
    "unknown": 8, "NF": 9,
}  # fmt: skip


def write_csv(path, rows=None, header=("emotion", "pixels", "Usage"), encoding="utf-8"):
    if rows is None:
        rows = [
            (k, " ".join(map(str, image.ravel())), NAMES[u]) for k, image, u in zip(LABELS, IMAGES, USAGE, strict=True)
        ]
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file).writerows([header, *rows])
    return path


def write_votes(path, votes=VOTES, names=tuple(NEW)):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["Usage", "Image name", *names])
        writer.writerows(["Training", "fer.png", *(row[NEW[name]] for name in names)] for row in votes)


def write_npz(path, **changes):
    arrays = {"images": IMAGES, "label": LABELS.astype(np.int8), "usage": USAGE.astype(np.uint8)}
    arrays |= {"ferplus_votes": VOTES, "ferplus_name": np.full(len(LABELS), "")} | changes
    np.savez(path, **{name: value for name, value in arrays.items() if value is not None})
    return path


def write_folder(path, classes=CLASSES, **counts):
    """Write so many pictures of each class into each folder; by default two to train on and one to test on."""
    for split, count in ({"train": 2, "test": 1} | counts).items():
        for label, name in enumerate(classes):
            (path / split / name).mkdir(parents=True)
            for i, image in enumerate(pictures([label % 7] * count)):
                cv2.imwrite(str(path / split / name / f"{i}.png"), image)
    return path
