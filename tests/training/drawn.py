"""Drawn pictures in place of faces, and recipes for networks that are trained in a second."""

from dataclasses import replace

import numpy as np

from fer_core.spec import CLASSES
from training.config import BEST, PAPER, RESIDUAL
from training.data.stills import SIDE, Stills


def pictures(labels, seed=0):
    """Draw a picture (48, 48) uint8 for each label: stripes whose width and direction say the class, and noise."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    images = np.empty((len(labels), SIDE, SIDE), np.uint8)
    for image, label in zip(images, labels, strict=True):
        along = (x, y, x + y)[label % 3] + rng.integers(0, 16)
        stripes = (along // (2, 4, 8)[label // 3]) % 2
        image[:] = 60 + 100 * stripes + rng.integers(0, 30, (SIDE, SIDE))
    return images


def votes_of(labels, seed=0):
    """Ten annotators, of whom eight agree with the label."""
    rng = np.random.default_rng(seed)
    votes = np.zeros((len(labels), 10), np.uint8)
    votes[np.arange(len(labels)), labels] = 8
    np.add.at(votes, (np.arange(len(labels)), rng.integers(0, 10, len(labels))), 2)
    return votes


def stills_of(counts, *, votes=True, classes=CLASSES):
    """Return so many pictures of each class in each split, all different."""
    labels = np.concatenate([np.tile(np.arange(len(classes)), n) for n in counts.values()])
    splits = np.concatenate([np.full(n * len(classes), name) for name, n in counts.items()])
    return Stills(
        pictures(labels), labels.astype(np.int64), votes_of(labels) if votes else None, splits, tuple(classes)
    )


def data_of_runs(*, votes=True):
    """Return what the fixture ``run_of`` trains with."""
    return stills_of({"train": 6, "public_test": 4}, votes=votes)


def tiny(kind="residual", *, attention=True, **changes):
    """Return a recipe of the given kind, of a size for tests."""
    base = PAPER if kind == "paper" else RESIDUAL
    widths = (4, 6, 8) if kind == "paper" else (8, 12, 16)
    encoder = replace(base.encoder, widths=widths, depths=(1, 1, 1), stem=8, embedding_size=12)
    temporal = replace(
        base.temporal, attention=attention, hidden=8, window=7, rate_hz=6.0, sequences=8, epochs=3, batch=4
    )
    quick = {"epochs": 3, "batch": 32, "bf16": False}
    return replace(base, encoder=encoder, temporal=temporal, **(quick | changes))


#: Everything that draws at random, and everything that has a state.
FULL = replace(
    tiny(),
    epochs=4,
    encoder=replace(tiny().encoder, dropout=0.3),
    augment=replace(BEST.augment, mixup=0.2, corrupt=0.5, erase=0.5),
    ema=0.9,
)
