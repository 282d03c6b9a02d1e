"""Compute an encoder in integers of eight bits."""

import contextlib
import io
import tempfile
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper

from fer_core.errors import ModelError
from fer_core.recognition import runtime

#: Pictures that the ranges of the activations are measured on at a time.
_BATCH = 64
#: Share of the activations, in percent, that a range holds.
_RANGE = 99.99


def quantise(path: Path, inputs: NDArray[np.float32]) -> None:
    """Let a network's 1x1 convolutions compute in eight bits: weights scaled by channel, static ranges of activations.

    The others stay as they are: depthwise convolutions have weights of very different sizes, and lose several points
    (Krishnamoorthi, "Quantizing deep convolutional networks for efficient inference", 2018). One bit of the weights
    stays unused: on processors without instructions for it, sums would overflow.

    Parameters
    ----------
    path
        An ONNX file with one input; its metadata stay.
    inputs
        (N, ...) float32: pictures as the network will be given them, to measure the ranges on.

    Raises
    ------
    ModelError
        If it has no such convolutions.
    """
    ort = runtime()
    from onnxruntime import quantization
    from onnxruntime.quantization.shape_inference import quant_pre_process

    given = onnx.load(path)
    batches = [{given.graph.input[0].name: inputs[i : i + _BATCH]} for i in range(0, len(inputs), _BATCH)]

    class Reader(quantization.CalibrationDataReader):  # type: ignore[misc]
        def get_next(self) -> dict[str, NDArray[np.float32]] | None:
            return batches.pop(0) if batches else None

    # The quantiser reports its progress on the terminal.
    with tempfile.TemporaryDirectory() as scratch, contextlib.redirect_stdout(io.StringIO()):
        plain, ready, small = (str(Path(scratch) / f"{name}.onnx") for name in ("plain", "ready", "small"))
        # Weights that are stored in half precision become plain ones.
        options = ort.SessionOptions()
        options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
        options.optimized_model_filepath = plain
        options.log_severity_level = 4
        ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        # Of an empty list, the quantiser would make all of them.
        if not (pointwise := _pointwise(onnx.load(ready))):
            msg = "This encoder has no 1x1 convolutions, which alone would compute in eight bits. Leave out --int8."
            raise ModelError(msg)
        quantization.quantize_static(
            ready,
            small,
            Reader(),
            quant_format=quantization.QuantFormat.QDQ,
            per_channel=True,
            reduce_range=True,
            activation_type=quantization.QuantType.QUInt8,
            weight_type=quantization.QuantType.QInt8,
            nodes_to_quantize=pointwise,
            calibrate_method=quantization.CalibrationMethod.Percentile,
            extra_options={"CalibPercentile": _RANGE},
        )
        found = onnx.load(small)
    helper.set_model_props(found, {entry.key: entry.value for entry in given.metadata_props})
    path.write_bytes(found.SerializeToString())


def _pointwise(model: onnx.ModelProto) -> list[str]:
    """Return the names of the 1x1 convolutions."""
    shapes = {tensor.name: tensor.dims for tensor in model.graph.initializer}
    return [
        node.name for node in model.graph.node if node.op_type == "Conv" and list(shapes[node.input[1]][2:]) == [1, 1]
    ]
