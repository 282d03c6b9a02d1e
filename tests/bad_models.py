"""Models that do harm: they answer with what is no number, never end, or take all memory."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fer_core.recognition import ENCODER_FILE


def change(path, edit):
    """Change the graph of a network."""
    model = onnx.load(path)
    edit(model.graph)
    onnx.save(model, path)


def spoil(folder, value=np.nan, name=ENCODER_FILE):
    """Put a value among a network's weights."""

    def edit(graph):
        weights = next(tensor for tensor in graph.initializer if tensor.name.startswith("w"))
        values = numpy_helper.to_array(weights).copy()
        values.flat[0] = value
        weights.CopyFrom(numpy_helper.from_array(values, weights.name))

    change(folder / name, edit)
    return folder


def never_end(folder):
    """Let the encoder take the sine of its crops for some thousand years."""

    def edit(graph):
        body = helper.make_graph(
            [
                helper.make_node("Identity", ["go_in"], ["go_out"]),
                helper.make_node("Sin", ["x_in"], ["x_out"]),
            ],
            "body",
            [
                helper.make_tensor_value_info("i", TensorProto.INT64, []),
                helper.make_tensor_value_info("go_in", TensorProto.BOOL, []),
                helper.make_tensor_value_info("x_in", TensorProto.FLOAT, None),
            ],
            [
                helper.make_tensor_value_info("go_out", TensorProto.BOOL, []),
                helper.make_tensor_value_info("x_out", TensorProto.FLOAT, None),
            ],
        )
        graph.initializer.append(numpy_helper.from_array(np.array(2**62), "trips"))
        graph.initializer.append(numpy_helper.from_array(np.array(True), "go"))
        graph.node.insert(0, helper.make_node("Loop", ["trips", "go", "crops"], ["looped"], body=body))
        graph.node[1].input[0] = "looped"

    change(folder / ENCODER_FILE, edit)
    return folder


def eat_memory(folder):
    """Let the encoder make 40 GB of zeros."""

    def edit(graph):
        graph.initializer.append(numpy_helper.from_array(np.array([1, 1, 10**10]), "huge"))
        graph.node.insert(0, helper.make_node("ConstantOfShape", ["huge"], ["zeros"]))
        graph.node.insert(1, helper.make_node("ReduceMax", ["zeros"], ["zero"], keepdims=0))
        graph.node.insert(2, helper.make_node("Add", ["crops", "zero"], ["grown"]))
        graph.node[3].input[0] = "grown"

    change(folder / ENCODER_FILE, edit)
    return folder
