"""Features that nobody learned: gradients and binary patterns, counted in a grid of cells."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from training.config import EncoderConfig

#: Kinds of encoders without weights, over which an SVM is fitted.
HANDCRAFTED = ("hog", "lbp")
#: Pixels a side of a crop, and of a cell of either kind.
SIDE = 48
HOG_CELL, LBP_CELL = 8, 6
#: Directions that gradients are told apart by, in half a turn; kinds of patterns.
ORIENTATIONS, PATTERNS = 9, 10
_BLOCK, _CLIP, _EPSILON = 2, 0.2, 1e-5
# Of a neighbour on the diagonal; five decimals, as in scikit-image.
_DIAGONAL = 0.70711
# Equal levels of grey differ by less than this once they are normalised in float32, other ones by more: neighbours on
# the diagonal are at least 5e-4 of 255 levels from the middle, or as bright as it is.
_SLACK = 1e-6


class Hog(nn.Module):
    """Histograms of oriented gradients: Dalal and Triggs, CVPR 2005.

    Nine directions in cells of 8x8 pixels, each in blocks of 2x2 cells whose norm is one (L2-Hys), as in
    ``skimage.feature.hog``: a gradient counts for one direction and one cell, where the source shares it out between
    neighbours.

    A crop is normalised before it comes here, which changes gradients by a factor, and the norm takes that away again.
    What remains is the epsilon of the norm, which is 1e-5 of those units: next to the faintest gradient that eight bits
    can show in a block, alone in it, it changes the result by less than one part in a thousand.

    Parameters
    ----------
    config
        Nothing of it counts: nothing is learned here.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        del config
        blocks = SIDE // HOG_CELL - _BLOCK + 1
        self.embedding_size = blocks * blocks * _BLOCK * _BLOCK * ORIENTATIONS

    def forward(self, x: Tensor) -> Tensor:
        """Describe crops (N, 1, 48, 48), normalised; return (N, 900)."""
        # Half precision would move gradients from one direction to the next.
        x = x.float()
        down = F.pad(x[:, :, 2:] - x[:, :, :-2], (0, 0, 1, 1))
        right = F.pad(x[..., 2:] - x[..., :-2], (1, 1))
        length = (down * down + right * right).sqrt()
        # A gradient and its opposite are one direction, between 0 and 180 degrees.
        opposite = (down < 0) | ((down == 0) & (right < 0))
        down, right = (torch.where(opposite, -part, part) for part in (down, right))
        angles = [math.pi * number / ORIENTATIONS for number in range(1, ORIENTATIONS)]
        # On which side of each boundary, without an arc tangent: its last bits differ from one runtime to the next.
        beyond = torch.cat([down * math.cos(angle) >= right * math.sin(angle) for angle in angles], 1)
        reached = torch.cat([torch.ones_like(beyond[:, :1]), beyond], 1)
        passed = torch.cat([beyond, torch.zeros_like(beyond[:, :1])], 1)
        cells = F.avg_pool2d(length * (reached & ~passed), HOG_CELL)
        last = SIDE // HOG_CELL - _BLOCK + 1
        parts = [cells[:, :, i : i + last, j : j + last] for i in range(_BLOCK) for j in range(_BLOCK)]
        # (N, rows of blocks, columns of blocks, cells of a block, directions), which is scikit-image's order.
        blocks = torch.stack(parts, 1).permute(0, 3, 4, 1, 2)
        return _unit(_unit(blocks).clamp_max(_CLIP)).flatten(1)


class Lbp(nn.Module):
    """Uniform local binary patterns: Ojala, Pietikäinen and Mäenpää, PAMI 2002; eight neighbours at one pixel.

    A pixel has one of ten patterns: how many of its neighbours are as bright as itself or brighter, if they lie in one
    arc, and the tenth one for all else, as ``skimage.feature.local_binary_pattern(method="uniform")`` has it. They are
    counted in cells of 6x6 pixels, as Shan, Gong and McOwan count them on faces (Image and Vision Computing 2009, with
    patterns that are told apart by direction, and 42 cells). Beyond its edge a crop goes on with the edge's pixels.

    Normalisation changes no pattern: neighbours on the diagonal are interpolated, so this holds for light and contrast,
    not for whatever keeps the order of the levels.

    Parameters
    ----------
    config
        Nothing of it counts: nothing is learned here.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        del config
        self.embedding_size = (SIDE // LBP_CELL) ** 2 * PATTERNS

    def forward(self, x: Tensor) -> Tensor:
        """Describe crops (N, 1, 48, 48), normalised; return (N, 640): of each cell, the share of each pattern."""
        bright = [difference >= -_SLACK for difference in _differences(x.float())]
        ones = torch.cat(bright, 1).sum(1, keepdim=True)
        around = [*bright[1:], bright[0]]
        changes = torch.cat([one ^ other for one, other in zip(bright, around, strict=True)], 1).sum(1, keepdim=True)
        pattern = torch.where(changes <= 2, ones, PATTERNS - 1)
        kinds = torch.arange(PATTERNS, device=x.device).reshape(1, -1, 1, 1)
        cells = F.avg_pool2d((pattern == kinds).float(), LBP_CELL)
        return cells.permute(0, 2, 3, 1).flatten(1)


def _unit(blocks: Tensor) -> Tensor:
    square = blocks.square().sum((3, 4), keepdim=True)
    return blocks / (square + _EPSILON**2).sqrt()


def _differences(x: Tensor) -> list[Tensor]:
    """Return how much brighter than itself the neighbours of each pixel (N, 1, H, W) are, one after the other round."""
    rows, columns = x.shape[2], x.shape[3]
    framed = F.pad(x, (1, 1, 1, 1), mode="replicate")
    # Differences first: those of equal pixels then are nothing, however they are weighed.
    step = {
        (i, j): framed[:, :, 1 + i : 1 + i + rows, 1 + j : 1 + j + columns] - x
        for i in (-1, 0, 1) for j in (-1, 0, 1)
    }  # fmt: skip
    found = list[Tensor]()
    for i, j in ((0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1), (1, 0), (1, 1)):
        if i and j:
            beside = (1 - _DIAGONAL) * _DIAGONAL * (step[i, 0] + step[0, j])
            found.append(beside + _DIAGONAL**2 * step[i, j])
        else:
            found.append(step[i, j])
    return found
