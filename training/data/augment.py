"""Vary pictures in whole batches, on the device that trains."""

import math
import random
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional as F

from training.config import AugmentConfig
from training.data.speech import speak

_GROUPS = 16


def augment(x: Tensor, config: AugmentConfig, rng: torch.Generator) -> Tensor:
    """Vary the pose, the light and the openness of the mouth of pictures.

    Parameters
    ----------
    x
        (N, 1, H, W) float32 in [0, 1].
    config
        How far.
    rng
        On the device of ``x``.

    Returns
    -------
    (N, 1, H, W) float32 in [0, 1].
    """
    n = len(x)
    if config.speech:
        # Before the face is moved: here its mouth is where the mouths of such pictures are.
        x = speak(x, config.speech, rng)
    angle = _spread(n, config.rotation_deg * math.pi / 180, x, rng)
    scale = torch.exp(_spread(n, math.log1p(config.zoom), x, rng))
    flip = torch.ones(n, device=x.device)
    if config.flip:
        flip = torch.where(torch.rand(n, generator=rng, device=x.device) < 0.5, -1.0, 1.0)
    theta = torch.zeros(n, 2, 3, device=x.device)
    theta[:, 0, 0], theta[:, 0, 1] = torch.cos(angle) * scale * flip, -torch.sin(angle) * scale
    theta[:, 1, 0], theta[:, 1, 1] = torch.sin(angle) * scale * flip, torch.cos(angle) * scale
    theta[:, 0, 2], theta[:, 1, 2] = (_spread(n, 2 * config.shift, x, rng) for _ in range(2))
    if config.aspect:
        # Half of it sideways, half upwards: the size stays. Drawn only where wanted: earlier runs go on unchanged.
        wide = torch.exp(_spread(n, math.log1p(config.aspect) / 2, x, rng)).reshape(-1, 1)
        theta[:, :, 0], theta[:, :, 1] = theta[:, :, 0] / wide, theta[:, :, 1] * wide
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    x = F.grid_sample(x, grid, padding_mode="border", align_corners=False)
    return _light(x, config.light, rng) if config.light else x


def degrade(x: Tensor, config: AugmentConfig, rng: torch.Generator, dice: random.Random) -> Tensor:
    """Corrupt some of the pictures, and lay a grey rectangle over some.

    Parameters
    ----------
    x
        (N, 1, H, W) float32 in [0, 1], in random order: a sixteenth of them at a time gets one kind and strength.
    config
        How often.
    rng
        On the device of ``x``.
    dice
        Draws kinds and strengths here, where drawing on an accelerator would wait for it.

    Returns
    -------
    (N, 1, H, W) float32 in [0, 1].
    """
    if config.corrupt:
        groups = list(x.chunk(_GROUPS))
        for i, group in enumerate(groups):
            if dice.random() < config.corrupt:
                groups[i] = corrupt(group, rng, dice)
        x = torch.cat(groups)
    return _erase(x, config.erase, rng) if config.erase else x


def corrupt(x: Tensor, rng: torch.Generator, dice: random.Random) -> Tensor:
    """Corrupt all of the pictures (N, 1, H, W) in [0, 1] in one way: noise, blur, motion, low resolution, ..."""
    return dice.choice(_CORRUPTIONS)(x, rng, dice).clamp(0, 1)


def mix(x: Tensor, alpha: float, rng: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Blend each picture with another one of its batch: mixup, Zhang et al., ICLR 2018.

    Returns
    -------
    The pictures (N, 1, H, W); the partner of each (N,) int64; the share of itself (N,), at least one half.
    """
    partner = torch.randperm(len(x), generator=rng, device=x.device)
    # Beta(alpha, alpha) without Joehnk's rejection step: torch's own distributions take no generator. With u and v
    # uniform it is max(a, b) / (a + b) of a = u^(1/alpha) and b = v^(1/alpha), which would underflow.
    a, b = (torch.rand(len(x), generator=rng, device=x.device).clamp_min(1e-6).log() / alpha for _ in range(2))
    share = torch.sigmoid((a - b).abs())
    weight = share.reshape(-1, 1, 1, 1)
    return x * weight + x[partner] * (1 - weight), partner, share


def _spread(n: int, half_width: float, x: Tensor, rng: torch.Generator) -> Tensor:
    return (torch.rand(n, generator=rng, device=x.device) * 2 - 1) * half_width


def _light(x: Tensor, strength: float, rng: torch.Generator) -> Tensor:
    n = len(x)
    brightness, contrast, gamma = (torch.exp(_spread(n, strength, x, rng)).reshape(-1, 1, 1, 1) for _ in range(3))
    mean = x.mean((2, 3), keepdim=True)
    x = ((x - mean) * contrast + mean) * brightness
    return x.clamp(1e-4, 1) ** gamma


def _erase(x: Tensor, probability: float, rng: torch.Generator) -> Tensor:
    n, _, height, width = x.shape

    def draw() -> Tensor:
        return torch.rand(n, 1, 1, generator=rng, device=x.device)

    area, ratio = 0.04 + 0.26 * draw(), torch.exp((draw() * 2 - 1) * math.log(2.5))
    half_h, half_w = torch.sqrt(area * ratio) / 2, torch.sqrt(area / ratio) / 2
    y = (torch.arange(height, device=x.device).reshape(1, -1, 1) + 0.5) / height
    z = (torch.arange(width, device=x.device).reshape(1, 1, -1) + 0.5) / width
    inside = ((y - draw()).abs() < half_h) & ((z - draw()).abs() < half_w) & (draw() < probability)
    return torch.where(inside.unsqueeze(1), draw().unsqueeze(1), x)


def _noise(x: Tensor, rng: torch.Generator, dice: random.Random) -> Tensor:
    sigma = dice.uniform(4, 28) / 255
    return (x + sigma * torch.randn(x.shape, generator=rng, device=x.device)).clamp(0, 1)


def _blur(x: Tensor, _: torch.Generator, dice: random.Random) -> Tensor:
    sigma = dice.uniform(0.5, 2.0)
    steps = torch.arange(-5, 6, device=x.device, dtype=x.dtype)
    kernel = torch.exp(-(steps**2) / (2 * sigma**2))
    kernel = kernel / kernel.sum()
    x = F.pad(x, (5, 5, 5, 5), mode="replicate")
    return F.conv2d(F.conv2d(x, kernel.reshape(1, 1, 1, -1)), kernel.reshape(1, 1, -1, 1))


def _motion(x: Tensor, _: torch.Generator, dice: random.Random) -> Tensor:
    length, angle = dice.uniform(2, 8), dice.uniform(0, math.pi)
    steps = torch.arange(-4, 5, device=x.device, dtype=x.dtype)
    along = steps * math.cos(angle) + steps.reshape(-1, 1) * math.sin(angle)
    across = -steps * math.sin(angle) + steps.reshape(-1, 1) * math.cos(angle)
    kernel = (1 - across.abs()).clamp_min(0) * (length / 2 + 0.5 - along.abs()).clamp(0, 1)
    kernel = kernel / kernel.sum()
    return F.conv2d(F.pad(x, (4, 4, 4, 4), mode="replicate"), kernel.reshape(1, 1, 9, 9))


def _reduce(x: Tensor, _: torch.Generator, dice: random.Random) -> Tensor:
    side = int(dice.uniform(14, 40))
    small = F.interpolate(x, size=(side, side), mode="bilinear", antialias=True, align_corners=False)
    return F.interpolate(small, size=x.shape[2:], mode="bilinear", align_corners=False)


#: Luminance quantisation table of the JPEG standard (ITU-T T.81, table K.1).
_JPEG_TABLE = (
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29,
    51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121,
    120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
)  # fmt: skip


def _compress(x: Tensor, _: torch.Generator, dice: random.Random) -> Tensor:
    n, height, width = len(x), x.shape[2], x.shape[3]
    if height % 8 or width % 8:
        return x
    quality = dice.uniform(8, 50)
    k = torch.arange(8, device=x.device, dtype=x.dtype)
    dct = torch.cos((2 * k + 1) * k.reshape(-1, 1) * math.pi / 16) * 0.5
    dct[0] *= math.sqrt(0.5)
    table = torch.tensor(_JPEG_TABLE, device=x.device, dtype=x.dtype).reshape(8, 8) * (50 / quality)
    blocks = x.reshape(n, height // 8, 8, width // 8, 8).transpose(2, 3) * 255 - 128
    rounded = torch.round(dct @ blocks @ dct.T / table) * table
    restored = (dct.T @ rounded @ dct + 128) / 255
    return restored.transpose(2, 3).reshape(n, 1, height, width).clamp(0, 1)


def _expose(x: Tensor, _: torch.Generator, dice: random.Random) -> Tensor:
    brightness = math.exp(dice.uniform(math.log(0.2), math.log(2.3)))
    return (x * brightness).clamp(0, 1)


def _flatten(x: Tensor, _: torch.Generator, dice: random.Random) -> Tensor:
    return (x - 0.5) * dice.uniform(0.2, 0.7) + 0.5


_CORRUPTIONS: tuple[Callable[[Tensor, torch.Generator, random.Random], Tensor], ...] = (
    _noise, _blur, _motion, _reduce, _compress, _expose, _flatten,
)  # fmt: skip
