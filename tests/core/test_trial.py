"""A model of somebody else's is tried where it can do no harm."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tiny_model import save_tiny_model

from fer_core import trial
from fer_core.errors import ModelError
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.trial import try_model


@pytest.fixture(autouse=True)
def nothing_tried_yet(monkeypatch):
    monkeypatch.setattr(trial, "_passed", set())


@pytest.fixture
def folder(tmp_path):
    return save_tiny_model(tmp_path / "model")


def change(path, edit):
    model = onnx.load(path)
    edit(model.graph)
    onnx.save(model, path)


def test_a_good_model_passes_and_is_tried_once(folder, monkeypatch):
    try_model(folder)
    monkeypatch.setattr(trial.subprocess, "run", None)
    try_model(folder)


def test_another_model_in_the_same_folder_is_tried_again(folder):
    try_model(folder)
    (folder / HEAD_FILE).write_bytes(b"no network")
    with pytest.raises(ModelError, match="damaged or not an ONNX network"):
        try_model(folder)


def test_what_is_wrong_is_told_in_its_own_words(tmp_path):
    with pytest.raises(ModelError, match=r"^There is no encoder\.onnx in "):
        try_model(tmp_path)


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("name", [ENCODER_FILE, HEAD_FILE])
def test_a_network_that_answers_with_no_number_is_refused(folder, name, value):
    def spoil(graph):
        weights = next(tensor for tensor in graph.initializer if tensor.name.startswith("w"))
        values = numpy_helper.to_array(weights).copy()
        values.flat[0] = value
        weights.CopyFrom(numpy_helper.from_array(values, weights.name))

    change(folder / name, spoil)
    with pytest.raises(ModelError, match="answer with what is no number"):
        OnnxRecogniser.load(folder)


def test_a_network_that_never_ends_is_given_up(folder, monkeypatch):
    def loop(graph):
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

    change(folder / ENCODER_FILE, loop)
    monkeypatch.setattr(trial, "_TIMEOUT_S", 3.0)
    with pytest.raises(ModelError, match="did not read a picture within 3 s"):
        try_model(folder)


@pytest.mark.skipif(trial.sys.platform != "linux", reason="only Linux limits the memory of a process reliably")
def test_a_network_that_takes_all_memory_is_refused(folder):
    def grow(graph):
        graph.initializer.append(numpy_helper.from_array(np.array([1, 1, 2**17, 2**16]), "huge"))
        graph.node.insert(0, helper.make_node("ConstantOfShape", ["huge"], ["zeros"]))
        graph.node.insert(1, helper.make_node("ReduceMax", ["zeros"], ["zero"], keepdims=0))
        graph.node.insert(2, helper.make_node("Add", ["crops", "zero"], ["grown"]))
        graph.node[3].input[0] = "grown"

    change(folder / ENCODER_FILE, grow)
    with pytest.raises(ModelError, match=r"GB of memory|do not fit their description|is damaged"):
        try_model(folder)
