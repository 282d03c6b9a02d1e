"""Short films of faces, made from stills: what the LSTM learns from where no labelled films may be used."""

import math
import random
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from fer_core.errors import DataError
from training.data.augment import corrupt
from training.data.speech import open_mouths, openings
from training.data.stills import Stills, plurality

#: Seconds of a film.
DURATION_S = 5.0
_CHANGES = 0.7
_SAME_EXPRESSION = 0.25
_CORRUPTED = 0.4
_OCCLUDED = 0.3
_DROPPED = 0.3


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """One face over a few seconds.

    Attributes
    ----------
    t
        (M,) seconds of the frames; some frames are missing, as from a busy camera.
    frames
        (M, 1, H, W) float32 in [0, 1].
    rows
        The still it begins with and the one it ends with; the same one if the expression does not change.
    share
        (M,) float32: how much of the second still a frame shows, 0 or 1 but for the change itself.
    change_t
        Second of the middle of the change, or None where the expression stays (the person may be another one).
    """

    t: NDArray[np.float64]
    frames: Tensor
    rows: tuple[int, int]
    share: NDArray[np.float32]
    change_t: float | None


def make_film(
    stills: Stills, known: NDArray[np.int64], seed: int, *, by_frequency: bool = False, speech: float = 0.0
) -> Film:
    """Make a film from two stills, the same one for a seed.

    The camera and the pose walk a little, as far as alignment leaves them; light wanders; some films suffer from
    noise, blur or compression; a hand hides a part of the face for a moment; frames are dropped. In most films the
    expression changes once, and in some the person changes and the expression does not, so that a change of person
    alone says nothing.

    Parameters
    ----------
    stills
        To draw from.
    known
        (N,) class of each still, -1 where it may not be drawn.
    seed
        Of everything random.
    by_frequency
        Draw classes as often as the stills show them, not all of them equally often.
    speech
        Probability that the face speaks, in all of the film: its mouth opens and shuts, its expression stays.
    """
    dice, rng = random.Random(seed), torch.Generator().manual_seed(seed)
    numbers = np.random.default_rng(seed)
    t = _times(dice, numbers)
    first, second, changes = _choose(known, dice, numbers, by_frequency=by_frequency)
    start, length = dice.uniform(1.2, DURATION_S - 1.2), dice.uniform(0.08, 0.5)
    share = np.clip((t - start) / length + 0.5, 0, 1).astype(np.float32)
    if first == second:
        share = np.zeros_like(share)
    mixed = torch.from_numpy(share).reshape(-1, 1, 1, 1)
    images = torch.from_numpy(stills.images[[first, second]]).float() / 255
    x = images[:1] * (1 - mixed) + images[1:] * mixed
    # Of its own: whoever speaks, moves as the silent one does for the same seed.
    voice = np.random.default_rng([seed, 1])
    if voice.random() < speech:
        x = open_mouths(x, torch.from_numpy(openings(t, voice) * voice.uniform(0.3, 1.0)).float())
    x = _move(x, t, numbers, flip=dice.random() < 0.5)
    x = _light(x, t, numbers)
    if dice.random() < _OCCLUDED:
        _occlude(x, t, dice)
    if dice.random() < _CORRUPTED:
        x = corrupt(x, rng, dice)
    return Film(t, x.clamp(0, 1), (first, second), share, start if changes else None)


def drawable(stills: Stills) -> NDArray[np.int64]:
    """Return the class of each still that all but a few people would agree on, (N,) int64; -1 for the others."""
    if stills.votes is None:
        return stills.labels
    votes = stills.votes.astype(np.float64)
    clear = votes.max(axis=1) >= 0.6 * np.maximum(votes.sum(axis=1), 1)
    known = np.where(clear, plurality(stills.votes), -1)
    for labels in stills.others.values():
        # Of another data set, where nobody voted.
        known = np.where(stills.votes.any(axis=1) | (labels < 0), known, labels)
    return known


def _times(dice: random.Random, numbers: np.random.Generator) -> NDArray[np.float64]:
    rate = dice.choice((12.0, 15.0, 20.0, 24.0, 30.0, 30.0))
    t = np.arange(0, DURATION_S, 1 / rate) + numbers.normal(0, 0.1 / rate, math.ceil(DURATION_S * rate))
    t = np.maximum.accumulate(t) + np.arange(len(t)) * 1e-6
    if dice.random() < _DROPPED:
        keep = numbers.random(len(t)) > dice.uniform(0.1, 0.5)
        keep[0] = True
        t = t[keep]
    return np.asarray(t - t[0], np.float64)


def _choose(
    known: NDArray[np.int64], dice: random.Random, numbers: np.random.Generator, *, by_frequency: bool
) -> tuple[int, int, bool]:
    classes = np.unique(known[known >= 0])
    if not len(classes):
        msg = "None of the pictures shows an expression that people agree on: no film can be made from them."
        raise DataError(msg)

    def draw(label: int) -> int:
        return int(numbers.choice(np.flatnonzero(known == label)))

    def choose(among: NDArray[np.int64]) -> int:
        return int(numbers.choice(known[np.isin(known, among)] if by_frequency else among))

    label = choose(classes)
    first = draw(label)
    if dice.random() < _CHANGES and len(classes) > 1:
        return first, draw(choose(classes[classes != label])), True
    return first, draw(label) if dice.random() < _SAME_EXPRESSION else first, False


def _walk(t: NDArray[np.float64], numbers: np.random.Generator, tau_s: float) -> NDArray[np.float64]:
    """Return an Ornstein-Uhlenbeck process of unit variance at the times ``t`` (M,)."""
    values = np.empty(len(t))
    values[0] = numbers.normal()
    for i in range(1, len(t)):
        keep = math.exp(-(t[i] - t[i - 1]) / tau_s)
        values[i] = keep * values[i - 1] + math.sqrt(1 - keep**2) * numbers.normal()
    return values


def _move(x: Tensor, t: NDArray[np.float64], numbers: np.random.Generator, *, flip: bool) -> Tensor:
    # A slow part, the pose, and a quick one, the detector's jitter.
    def path(slow: float, quick: float) -> Tensor:
        values = slow * _walk(t, numbers, 0.8) + quick * _walk(t, numbers, 0.05)
        return torch.from_numpy(values.astype(np.float32))

    size = numbers.uniform(0.3, 1.3)
    angle, zoom = path(0.10, 0.02) * size, torch.exp(path(0.06, 0.015) * size)
    theta = torch.zeros(len(t), 2, 3)
    sign = -1.0 if flip else 1.0
    theta[:, 0, 0], theta[:, 0, 1] = torch.cos(angle) * zoom * sign, -torch.sin(angle) * zoom
    theta[:, 1, 0], theta[:, 1, 1] = torch.sin(angle) * zoom * sign, torch.cos(angle) * zoom
    theta[:, 0, 2], theta[:, 1, 2] = path(0.06, 0.015) * size, path(0.06, 0.015) * size
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, padding_mode="border", align_corners=False)


def _light(x: Tensor, t: NDArray[np.float64], numbers: np.random.Generator) -> Tensor:
    def path(scale: float) -> Tensor:
        return torch.from_numpy(np.exp(scale * _walk(t, numbers, 1.0)).astype(np.float32)).reshape(-1, 1, 1, 1)

    return (x * path(0.15)).clamp(1e-4, 1) ** path(0.15)


def _occlude(x: Tensor, t: NDArray[np.float64], dice: random.Random) -> None:
    start, length = dice.uniform(0, DURATION_S), dice.uniform(0.1, 0.6)
    side = x.shape[-1]
    height, width = (int(side * dice.uniform(0.2, 0.55)) for _ in range(2))
    top, left = dice.randrange(side - height), dice.randrange(side - width)
    during = torch.from_numpy((t >= start) & (t < start + length))
    x[during, :, top : top + height, left : left + width] = dice.uniform(0.2, 0.8)


def targets_of(film: Film, soft: Tensor) -> Tensor:
    """Return what a head should say at each frame, (M, K), given what it should say of each still, (N, K)."""
    share = torch.from_numpy(film.share).unsqueeze(1)
    return soft[film.rows[0]] * (1 - share) + soft[film.rows[1]] * share
