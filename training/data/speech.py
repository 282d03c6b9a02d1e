"""Mouths that speak, made from stills: nobody's expression changes because they say something."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

#: Where FER2013's pictures show the middle of the mouth, as shares of width and height: ``fer-train framing``.
MOUTH = (0.504, 0.769)
# Half the width of what a jaw moves and of what can be seen between lips; how far up the upper lip draws the face.
_JAW, _LIPS, _ABOVE = 0.30, 0.15, 0.16
# The share of an opening by which the upper lip rises, and how bright a mouth is inside.
_UP, _INSIDE = 0.25, (0.15, 0.55)
#: The widest opening, as a share of the height of the picture.
WIDEST = 0.1
# Syllables a second; seconds of a phrase and of a pause between phrases.
_RATE_HZ, _PHRASE_S, _PAUSE_S = (3.0, 7.0), (0.5, 2.5), (0.15, 1.2)


def open_mouths(x: Tensor, opening: Tensor, shade: Tensor | None = None) -> Tensor:
    """Open the mouths of faces that are framed like FER2013's: the jaw sinks, the lips part, it is dark inside.

    Parameters
    ----------
    x
        (N, 1, H, W) float32 in [0, 1].
    opening
        (N,) how far, as a share of the height; 0 leaves a picture as it is.
    shade
        (N,) how bright it is inside, as a share of the brightness of the lips; None is the middle of what is usual.

    Returns
    -------
    (N, 1, H, W) float32 in [0, 1].
    """
    n, _, height, width = x.shape
    u = ((torch.arange(width, device=x.device) + 0.5) / width - MOUTH[0]).reshape(1, 1, -1)
    v = ((torch.arange(height, device=x.device) + 0.5) / height - MOUTH[1]).reshape(1, -1, 1)
    wide = opening.reshape(-1, 1, 1)
    # The jaw is a rigid thing, the lips are fixed at their corners.
    jaw = wide * torch.exp(-((u / _JAW) ** 2))
    gap = wide * (1 - (u / _LIPS) ** 2).clamp_min(0).sqrt()
    lower, upper = (1 - _UP) * gap, -_UP * gap
    sunk = (1 - _UP) * torch.maximum(jaw, gap)
    below = torch.where(v < lower + 0.1, lower + (sunk - lower) * ((v - lower) / 0.1).clamp(0, 1), sunk)
    above = -upper * (1 + (v - upper) / _ABOVE).clamp(0, 1)
    inside = (v > upper) & (v < lower)
    moved = torch.where(v >= lower, v - below, torch.where(v <= upper, v + above, torch.zeros_like(v)))
    grid_y = 2 * (moved + MOUTH[1]) - 1
    grid_x = (2 * (u + MOUTH[0]) - 1).expand(n, height, width)
    warped = F.grid_sample(x, torch.stack([grid_x, grid_y], 3), padding_mode="border", align_corners=False)
    dark = torch.full_like(opening, sum(_INSIDE) / 2) if shade is None else shade
    # Darker towards the middle of the gap, so that lips have no hard edge.
    depth = torch.minimum(v - upper, lower - v).clamp_min(0) * height
    shaded = 1 - (1 - dark.reshape(-1, 1, 1)) * depth.clamp(0, 1)
    return torch.where(inside.unsqueeze(1), warped * shaded.unsqueeze(1), warped)


def speak(x: Tensor, probability: float, rng: torch.Generator) -> Tensor:
    """Open the mouths of some pictures (N, 1, H, W) in [0, 1] as in the middle of a word."""

    def draw() -> Tensor:
        return torch.rand(len(x), generator=rng, device=x.device)

    opening, speaks = draw() * WIDEST, draw() < probability
    shade = _INSIDE[0] + draw() * (_INSIDE[1] - _INSIDE[0])
    return open_mouths(x, torch.where(speaks, opening, 0.0), shade)


def openings(t: NDArray[np.float64], numbers: np.random.Generator) -> NDArray[np.float32]:
    """Return how far a mouth is open at the seconds ``t`` (M,) of somebody's speech, (M,) in [0, ``WIDEST``].

    Syllables of changing height, in phrases with pauses between them, in which the mouth is shut.
    """
    found = np.zeros(len(t))
    at = float(t[0]) - numbers.uniform(0, _PHRASE_S[0])
    while at < t[-1]:
        end = at + numbers.uniform(*_PHRASE_S)
        while at < end:
            length, height = 1 / numbers.uniform(*_RATE_HZ), numbers.uniform(0.15, 1.0)
            during = (t >= at) & (t < at + length)
            found[during] = height * np.sin(math.pi * (t[during] - at) / length) ** 2
            at += length
        at += numbers.uniform(*_PAUSE_S)
    return (found * WIDEST).astype(np.float32)
