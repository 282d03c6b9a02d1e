"""Where to look and at what: attention for convolutional networks."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

_REDUCTION, _SIDE = 16, 7


class Cbam(nn.Module):
    """Attention over channels, then over places: Woo et al., "CBAM", ECCV 2018.

    Parameters
    ----------
    channels
        C.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        inner = max(channels // _REDUCTION, 4)
        self.down, self.up = nn.Conv2d(channels, inner, 1, bias=False), nn.Conv2d(inner, channels, 1, bias=False)
        # Called so that an export makes one of them.
        self.conv1 = nn.Conv2d(2, 1, _SIDE, 1, _SIDE // 2, bias=False)
        self.norm1 = nn.BatchNorm2d(1)

    def forward(self, x: Tensor) -> Tensor:
        """Return x (N, C, H, W), scaled by a gate for each channel and one for each place."""
        means, peaks = x.mean((2, 3), keepdim=True), x.amax((2, 3), keepdim=True)
        x = x * torch.sigmoid(self.up(F.relu(self.down(means))) + self.up(F.relu(self.down(peaks))))
        seen = torch.cat([x.mean(1, keepdim=True), x.amax(1, keepdim=True)], 1)
        return x * torch.sigmoid(self.norm1(self.conv1(seen)))
