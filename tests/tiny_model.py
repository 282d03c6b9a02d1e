"""A pair of ONNX graphs as fer-train exports them, small and untrained, made without torch."""

import json
from dataclasses import replace

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from fer_core.outputs import Calibration, DistributionSpec
from fer_core.recognition import ENCODER_FILE, HEAD_FILE
from fer_core.spec import CLASSES, METADATA_KEY, SPEC_VERSION, ModelSpec

SPEC = ModelSpec(
    name="tiny",
    outputs={"logits": DistributionSpec(CLASSES)},
    default="logits",
    input_size=(16, 16),
    mean=0.5,
    std=0.25,
    template=((5.0, 6.0), (11.0, 6.0), (8.0, 12.0)),
    embedding_size=4,
    window=13,
    rate_hz=8.0,
)


def tiny_spec(*, labels=CLASSES, temperatures=None, thresholds=None, outputs=None, **changes):
    """Return a description.

    Parameters
    ----------
    labels, temperatures, thresholds
        Of distributions that are calibrated alike for stills and films, the last two by name of the output; the first
        temperature is that of the default output.
    outputs
        Typed outputs by name, in place of those.
    changes
        Other fields to change.
    """
    if outputs is None:
        thresholds = thresholds or {}
        outputs = {}
        for name, temperature in (temperatures or {"logits": 1.0}).items():
            calibration = Calibration(temperature, thresholds.get(name))
            outputs[name] = DistributionSpec(tuple(labels), calibration, calibration)
    return replace(SPEC, **{"outputs": outputs, "default": next(iter(outputs)), **changes})


def version_1_json(spec):
    """Return a description as version 1 of it was written: one set of classes, and both calibrations in one."""
    fields = json.loads(spec.to_json())
    kept = {key: value for key, value in fields.items() if key not in ("outputs", "default")}
    names = [spec.default, *(name for name in spec.outputs if name != spec.default)]
    calibrations = {name: spec.outputs[name].still for name in names}
    return json.dumps(
        {
            **kept,
            "version": 1,
            "labels": list(spec.labels),
            "temperatures": {name: calibration.temperature for name, calibration in calibrations.items()},
            "thresholds": {n: c.threshold for n, c in calibrations.items() if c.threshold is not None},
        }
    )


def save_tiny_model(folder, *, outputs=None, version=SPEC_VERSION, **changes):
    """Write encoder.onnx and head.onnx into a folder.

    Parameters
    ----------
    outputs
        Typed outputs by name; or how many values the only one gives, None for one per label.
    version
        Of the description that is written; 1 for the former one.
    changes
        Of the description, see :func:`tiny_spec`.
    """
    values = outputs if isinstance(outputs, int) else None
    spec = tiny_spec(outputs=None if values else outputs, **changes)
    text = version_1_json(spec) if version == 1 else json.dumps(json.loads(spec.to_json()) | {"version": version})
    folder.mkdir(parents=True, exist_ok=True)
    onnx.save(_encoder(spec, text), folder / ENCODER_FILE)
    onnx.save(_head(spec, text, values), folder / HEAD_FILE)
    return folder


def _encoder(spec, text):
    rng = np.random.default_rng(0)
    height, width = spec.input_size
    weights = rng.normal(0, 0.1, (height * width, spec.embedding_size)).astype(np.float32)
    nodes = [
        helper.make_node("Flatten", ["crops"], ["flat"]),
        helper.make_node("MatMul", ["flat", "w"], ["embeddings"]),
    ]
    inputs = [helper.make_tensor_value_info("crops", TensorProto.FLOAT, ["n", 1, height, width])]
    outputs = [helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, ["n", spec.embedding_size])]
    return _model(nodes, inputs, outputs, {"w": weights}, text)


def _head(spec, text, values):
    # The mean of the window; the padding's zeros do not matter to a network that knows nothing.
    rng = np.random.default_rng(1)
    nodes = [helper.make_node("ReduceMean", ["embeddings", "axis"], ["mean"], keepdims=0)]
    constants, outputs = {}, []
    for name, output in spec.outputs.items():
        size = values or len(output.labels if isinstance(output, DistributionSpec) else output.names)
        constants[f"w_{name}"] = rng.normal(0, 1, (spec.embedding_size, size)).astype(np.float32)
        nodes.append(helper.make_node("MatMul", ["mean", f"w_{name}"], [name]))
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", size]))
    shape = ["n", spec.window, spec.embedding_size]
    inputs = [
        helper.make_tensor_value_info("embeddings", TensorProto.FLOAT, shape),
        helper.make_tensor_value_info("valid", TensorProto.INT64, ["n"]),
    ]
    return _model(nodes, inputs, outputs, constants | {"axis": np.array([1], np.int64)}, text)


def _model(nodes, inputs, outputs, constants, text):
    initialisers = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, initialisers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    helper.set_model_props(model, {METADATA_KEY: text})
    return model
