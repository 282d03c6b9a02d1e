"""A pair of ONNX graphs as fer-train exports them, small and untrained, made without torch."""

from dataclasses import replace

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fer_core.recognition import ENCODER_FILE, HEAD_FILE
from fer_core.spec import CLASSES, METADATA_KEY, ModelSpec

SPEC = ModelSpec(
    name="tiny",
    labels=CLASSES,
    input_size=(16, 16),
    mean=0.5,
    std=0.25,
    template=((5.0, 6.0), (11.0, 6.0), (8.0, 12.0)),
    embedding_size=4,
    window=13,
    rate_hz=8.0,
    temperatures={"logits": 1.0},
)


def save_tiny_model(folder, *, outputs=None, **changes):
    """Write encoder.onnx and head.onnx into a folder.

    Parameters
    ----------
    outputs
        How many values the head gives; None for one per label.
    changes
        Fields of the description to change.
    """
    spec = replace(SPEC, **changes)
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(_encoder(spec), folder / ENCODER_FILE)
    onnx.save(_head(spec, len(spec.labels) if outputs is None else outputs), folder / HEAD_FILE)
    return folder


def _encoder(spec):
    rng = np.random.default_rng(0)
    height, width = spec.input_size
    weights = rng.normal(0, 0.1, (height * width, spec.embedding_size)).astype(np.float32)
    nodes = [
        helper.make_node("Flatten", ["crops"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["embeddings"]),
    ]
    inputs = [helper.make_tensor_value_info("crops", TensorProto.FLOAT, ["n", 1, height, width])]
    outputs = [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["n", spec.embedding_size])]
    return _model(nodes, inputs, outputs, {"w": weights}, spec)


def _head(spec, classes):
    # The mean of the window; the padding's zeros do not matter to a network that knows nothing.
    weights = np.random.default_rng(1).normal(0, 1, (spec.embedding_size, classes)).astype(np.float32)
    nodes = [
        helper.make_node("ReduceMean", ["embeddings", "axis"], ["mean"], keepdims=0),
        helper.make_node("MatMul", ["mean", "w"], [spec.speaks]),
    ]
    shape = ["n", spec.window, spec.embedding_size]
    inputs = [
        helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, shape),
        helper.make_tensor_value_info("valid", TensorProto.INT64, ["n"]),
    ]
    outputs = [helper.make_tensor_value_info(spec.speaks, TensorProto.FLOAT, ["n", classes])]
    return _model(nodes, inputs, outputs, {"w": weights, "axis": np.array([1], np.int64)}, spec)


def _model(nodes, inputs, outputs, constants, spec):
    initialisers = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, initialisers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    helper.set_model_props(model, {METADATA_KEY: spec.to_json()})
    return model
