"""From a finished run to the two ONNX files that the app reads, and proof that they say the same."""

import copy
import hashlib
import itertools
import logging
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval, fuse_linear_bn_eval

from fer_core.errors import DataError, ModelError, SinkError
from fer_core.files import replace_file
from fer_core.manifest import MANIFEST_FILE
from fer_core.outputs import DistributionSpec
from fer_core.places import MODELS
from fer_core.preprocess import TEMPLATE, normalise
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import METADATA_KEY, ModelSpec
from training.config import FitConfig
from training.data.stills import SIDE
from training.export.adjust import HALF, shift
from training.export.quantise import quantise
from training.files import read_json, write_json
from training.networks.classifier import Classifier
from training.networks.temporal_head import TemporalHead

#: Largest difference between PyTorch and ONNX Runtime, both in float32, that an export may show.
TOLERANCE = 1e-4
# Only large tensors are worth halving.
_HALVED_FROM = 1024


def make_spec(
    config: FitConfig, name: str, classes: tuple[str, ...], classifier: Classifier, heads: Sequence[str]
) -> ModelSpec:
    """Return the description of a trained model, which speaks with the first of its heads; it is not calibrated yet."""
    return ModelSpec(
        name=name,
        outputs={head: DistributionSpec(classes) for head in heads},
        default=heads[0],
        input_size=(SIDE, SIDE),
        mean=config.mean,
        std=config.std,
        template=TEMPLATE,
        embedding_size=classifier.encoder.embedding_size,
        window=config.temporal.window,
        rate_hz=config.temporal.rate_hz,
    )


def deployable(model: nn.Module) -> nn.Module:
    """Return a copy for export: batch norms folded into what is before them, large weights rounded to half precision.

    The files then hold the weights in half the space, and PyTorch computes with the very same ones. A norm that was
    left would be folded by the exporter, and what comes of it would be rounded there only.
    """
    lean = copy.deepcopy(model).cpu().eval()
    for conv_name, norm_name in norm_pairs(lean):
        conv, norm = lean.get_submodule(conv_name), lean.get_submodule(norm_name)
        assert isinstance(conv, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        lean.set_submodule(conv_name, fuse_conv_bn_eval(conv, norm))
        lean.set_submodule(norm_name, nn.Identity())
    for part in [part for part in lean.modules() if isinstance(part, nn.Sequential)]:
        for number, (dense, norm) in enumerate(itertools.pairwise(part)):
            if isinstance(dense, nn.Linear) and isinstance(norm, nn.BatchNorm1d):
                part[number], part[number + 1] = fuse_linear_bn_eval(dense, norm), nn.Identity()
    with torch.no_grad():
        for parameter in lean.parameters():
            if parameter.numel() >= _HALVED_FROM:
                parameter.copy_(parameter.half().float())
    return lean.requires_grad_(requires_grad=False)


def norm_pairs(model: nn.Module) -> list[tuple[str, str]]:
    """Return the dotted names of each convolution and the batch norm behind it: what an export makes one of.

    They stand one after the other in an ``nn.Sequential``, or are called conv1 and norm1, conv2 and norm2.
    """
    found = []
    for name, module in model.named_modules():
        children = dict(module.named_children())
        names = list(children) if isinstance(module, nn.Sequential) else []
        for conv, norm in (*itertools.pairwise(names), ("conv1", "norm1"), ("conv2", "norm2")):
            if isinstance(children.get(conv), nn.Conv2d) and isinstance(children.get(norm), nn.BatchNorm2d):
                found.append((f"{name}.{conv}".lstrip("."), f"{name}.{norm}".lstrip(".")))
    return found


def export_networks(
    classifier: Classifier,
    temporal: TemporalHead,
    spec: ModelSpec,
    crops: NDArray[np.uint8],
    folder: Path,
    *,
    int8: bool = False,
) -> dict[str, float]:
    """Write ``encoder.onnx`` and ``head.onnx``, once they are proven to say what PyTorch says.

    Parameters
    ----------
    classifier, temporal
        The trained networks.
    spec
        Their description, stored in both files.
    crops
        (N, h, w) uint8 grey: real crops to compare on, N >= 2.
    folder
        To write to; a manifest in it gets the new checksums.
    int8
        Let the encoder compute in eight bits, once it is proven; the crops say in which ranges.

    Returns
    -------
    The largest difference between PyTorch and ONNX Runtime in the encoder, the head, and both chained; before they
    become eight bits.

    Raises
    ------
    ModelError
        If a difference is larger than ``TOLERANCE``.
    SinkError
        If the folder cannot be written.
    """
    encoder, head = deployable(classifier.encoder), deployable(temporal)
    with tempfile.TemporaryDirectory() as scratch:
        draft = Path(scratch)
        batch = torch.zeros(2, 1, *spec.input_size)
        _write(encoder, {"crops": batch}, ["embeddings"], spec, draft / ENCODER_FILE)
        windows = torch.zeros(2, spec.window, spec.embedding_size)
        valid = torch.ones(2, dtype=torch.int64)
        names = list(spec.outputs)
        window_inputs = {"embeddings": windows, "valid": valid}
        _write(_Ordered(head, names), window_inputs, names, spec, draft / HEAD_FILE)
        differences = largest_differences(encoder, head, OnnxRecogniser.load(draft), crops)
        _check(differences)
        if int8:
            quantise(draft / ENCODER_FILE, normalise(crops, spec))
        install(draft, folder)
    return differences


def largest_differences(
    encoder: nn.Module, head: nn.Module, recogniser: OnnxRecogniser, crops: NDArray[np.uint8]
) -> dict[str, float]:
    """Return the largest absolute difference between PyTorch and ONNX Runtime by part: encoder, head, chain."""
    spec = recogniser.spec
    lengths = np.linspace(1, spec.window, len(crops)).astype(np.int64)
    rng = np.random.default_rng(0)
    order = rng.integers(0, len(crops), (len(crops), spec.window))
    with torch.inference_mode():
        expected = encoder(torch.from_numpy(normalise(crops, spec)))
        found = recogniser.embed(crops)
        same = expected.numpy()[order]
        logits = head(torch.from_numpy(same), torch.from_numpy(lengths))
    ours, chained = recogniser.read(same, lengths), recogniser.read(found[order], lengths)
    return {
        "encoder": float(np.abs(expected.numpy() - found).max()),
        "head": float(np.max([np.abs(logits[name].numpy() - ours[name]).max() for name in ours])),
        "chain": float(np.max([np.abs(logits[name].numpy() - chained[name]).max() for name in ours])),
    }


def _check(differences: Mapping[str, float]) -> None:
    # Infinite or undefined values must fail, too: a comparison with them is never true.
    worst = max(differences, key=lambda part: np.nan_to_num(differences[part], nan=np.inf))
    if not differences[worst] <= TOLERANCE:
        msg = (
            f"The exported {worst} differs from the trained one by {differences[worst]:.2g}, more than {TOLERANCE}."
            " Nothing was written; try another version of onnxruntime."
        )
        raise ModelError(msg)


class _Ordered(nn.Module):
    """The outputs of a head as a tuple, in the order of the description."""

    def __init__(self, head: nn.Module, names: list[str]) -> None:
        super().__init__()
        self.head, self.names = head, names

    def forward(self, embeddings: Tensor, valid: Tensor) -> tuple[Tensor, ...]:
        logits = self.head(embeddings, valid)
        return tuple(logits[name] for name in self.names)


def _write(module: nn.Module, inputs: dict[str, Tensor], outputs: list[str], spec: ModelSpec, path: Path) -> None:
    count = torch.export.Dim("n")
    # The exporter reports its progress, and that torchvision is missing, on the terminal.
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module,
            tuple(inputs.values()),
            input_names=list(inputs),
            output_names=outputs,
            dynamic_shapes=tuple({0: count} for _ in inputs),
            dynamo=True,
            verbose=False,
        )
    assert program is not None
    model = program.model_proto
    _halve(model)
    describe(model, spec)
    onnx.checker.check_model(model)
    path.write_bytes(model.SerializeToString())


def describe(model: onnx.ModelProto, spec: ModelSpec) -> None:
    """Store a description in a network, and nothing else beside it.

    The exporter notes for each node where in which file it comes from: nobody's folders belong into a model.
    """
    for node in model.graph.node:
        del node.metadata_props[:]
        node.doc_string = ""
    helper.set_model_props(model, {METADATA_KEY: spec.to_json()})


def _halve(model: onnx.ModelProto) -> None:
    """Store large weights in half precision; ONNX Runtime restores them once, when it loads the file."""
    graph = model.graph
    for tensor in list(graph.initializer):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _HALVED_FROM:
            continue
        half = f"{tensor.name}{HALF}"
        graph.node.insert(0, helper.make_node("Cast", [half], [tensor.name], to=TensorProto.FLOAT))
        graph.initializer.append(numpy_helper.from_array(values.astype(np.float16), half))
        graph.initializer.remove(tensor)


def rewrite(
    model: Path, spec: ModelSpec, folder: Path, offsets: Mapping[str, NDArray[np.float64]] | None = None
) -> None:
    """Write an exported model once more, with another description; the networks stay as they are, bit for bit.

    Parameters
    ----------
    model
        Folder of the model.
    spec
        The description.
    folder
        To write to, may be that of the model; a manifest in it gets the new checksums.
    offsets
        (K,) by output: what is taken off its logits, and changes its biases, see :func:`training.export.adjust.shift`.

    Raises
    ------
    SinkError
        If the folder cannot be written.
    """
    with tempfile.TemporaryDirectory() as draft:
        for name in (ENCODER_FILE, HEAD_FILE):
            network = onnx.load(model / name)
            describe(network, spec)
            if name == HEAD_FILE:
                for output, taken in (offsets or {}).items():
                    shift(network, output, taken)
            onnx.save(network, Path(draft) / name)
        install(Path(draft), folder)


def install(draft: Path, folder: Path, *, shipped: bool = False) -> None:
    """Copy the two files of a model to its folder; a manifest there gets their checksums.

    To the folder of the model that fer-live ships, they are written only with ``shipped``.

    Raises
    ------
    DataError
        If the folder is that one, and this is no release.
    SinkError
        If they cannot be written.
    """
    contents = {name: (draft / name).read_bytes() for name in (ENCODER_FILE, HEAD_FILE)}
    manifest = folder / MANIFEST_FILE
    if folder.resolve() == MODELS.resolve() and not shipped:
        msg = f"{folder} holds the model that ships. Write elsewhere, and then run: fer-train release"
        raise DataError(msg)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in contents.items():
            replace_file(folder / name, content)
        if manifest.is_file():
            listed = read_json(manifest)
            for name, content in contents.items():
                checksum = hashlib.sha256(content).hexdigest()
                listed["files"][name] = {"sha256": checksum, "origin": "fer-train export"}
            write_json(manifest, listed)
    except OSError as error:
        msg = f"The model cannot be written to {folder} ({error.strerror}). Choose another folder."
        raise SinkError(msg) from error
