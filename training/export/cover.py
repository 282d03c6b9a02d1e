"""Give an exported model a sense of hands and things before the face, read off the embedding that it makes anyway."""

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from fer_core.files import replace_file
from fer_core.outputs import ScalarsSpec
from fer_core.preprocess import fit_still
from fer_core.quality import COVERED, COVERED_FROM
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from training.data.covered import find_covered
from training.data.stills import Stills
from training.export.to_onnx import describe, install
from training.files import TRAINING, read_json, write_json
from training.judge.fairness import Everyday
from training.judge.reading import still_outputs

# Of the inverse strength of the penalty, .01 to .1 are the same on PublicTest within a point of the area.
_C = 0.03
_BATCH = 64


@dataclass(frozen=True, slots=True)
class CoverFigures:
    """How well it is told, on pictures that it did not learn from.

    Attributes
    ----------
    auc
        Area under the ROC curve, in [0, 1].
    found, false
        Share of the covered faces that are said to be so, and of the others.
    learned, judged
        How many pictures it learned from, and how many it was judged on.
    everyday
        How many everyday faces of each group are said to be covered, and of how many.
    """

    auc: float
    found: float
    false: float
    learned: int
    judged: int
    everyday: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def add_covered(model: Path, stills: Stills, out: Path, everyday: Everyday | None = None) -> CoverFigures:
    """Write a model with an output that tells faces which are hidden in part; its other outputs stay bit for bit.

    It is a logistic regression on the newest embedding of the window: no hand detector runs beside the encoder. That
    an embedding which learned expressions knows of hands is no wonder: people put them to their faces in fear and
    surprise.

    Parameters
    ----------
    model
        Folder of an exported model.
    stills
        FER2013, with its training pictures and PublicTest.
    out
        Folder for the new model; may be that of the model.
    everyday
        Faces of which hardly one is covered, to be counted.

    Raises
    ------
    DataError
        If the pictures are not FER2013's.
    ModelError, SinkError
        As from loading and writing a model.
    """
    recogniser = OnnxRecogniser.load(model)
    learned = find_covered(stills.split("train").images, "learned")
    judged = find_covered(stills.split("public_test").images, "judged")
    fitted = make_pipeline(StandardScaler(), LogisticRegression(C=_C, max_iter=3000))
    fitted.fit(_embeddings(recogniser, learned.images), learned.covered)
    scores = fitted.predict_proba(_embeddings(recogniser, judged.images))[:, 1]
    said = scores >= COVERED_FROM
    figures = CoverFigures(
        auc=float(roc_auc_score(judged.covered, scores)),
        found=float(said[judged.covered].mean()),
        false=float(said[~judged.covered].mean()),
        learned=len(learned.covered),
        judged=len(judged.covered),
    )
    # What the scaler does is linear as well.
    scaler, regression = fitted[0], fitted[1]
    weight = (regression.coef_[0] / scaler.scale_).astype(np.float32)
    bias = np.float32(regression.intercept_[0] - float(np.dot(scaler.mean_, weight)))
    network, spec = onnx.load(model / HEAD_FILE), recogniser.spec
    _add_output(network, weight, bias)
    spec = replace(spec, outputs={**spec.outputs, COVERED: ScalarsSpec((COVERED,), ("1",))})
    with tempfile.TemporaryDirectory() as scratch:
        for name, part in ((ENCODER_FILE, onnx.load(model / ENCODER_FILE)), (HEAD_FILE, network)):
            describe(part, spec)
            onnx.checker.check_model(part)
            replace_file(Path(scratch) / name, part.SerializeToString())
        told = OnnxRecogniser.load(Path(scratch))
        if everyday is not None:
            figures = replace(figures, everyday=_covered_by_group(told, everyday))
        install(Path(scratch), out)
    if (model / TRAINING).is_file():
        write_json(out / TRAINING, {**read_json(model / TRAINING), COVERED: asdict(figures)})
    return figures


def _covered_by_group(recogniser: OnnxRecogniser, everyday: Everyday) -> dict[str, tuple[int, int]]:
    """Return how many everyday faces of each group a model says to be covered, and of how many."""
    covered = still_outputs(recogniser, everyday.crops, [COVERED])[COVERED][:, 0] >= COVERED_FROM
    return {group: (int(covered[mask].sum()), int(mask.sum())) for group, mask in everyday.groups.items()}


def _embeddings(recogniser: OnnxRecogniser, images: NDArray[np.uint8]) -> NDArray[np.float32]:
    crops = np.stack([fit_still(image, recogniser.spec) for image in images])
    return np.concatenate([recogniser.embed(crops[i : i + _BATCH]) for i in range(0, len(crops), _BATCH)])


def _add_output(head: onnx.ModelProto, weight: NDArray[np.float32], bias: np.float32) -> None:
    """Give a temporal head an output (N, 1) float32, a probability; one of that name is replaced."""
    graph, prefix = head.graph, f"{COVERED}."
    for values in (graph.initializer, graph.output, graph.node):
        for value in [v for v in values if v.name == COVERED or v.name.startswith(prefix)]:
            values.remove(value)
    constants: dict[str, NDArray[Any]] = {
        "one": np.array(1, np.int64), "axis": np.array([1], np.int64),
        "weight": weight[:, None], "bias": np.array([bias], np.float32),
    }  # fmt: skip
    graph.initializer.extend(numpy_helper.from_array(value, prefix + name) for name, value in constants.items())
    steps: tuple[tuple[str, list[str], str, dict[str, Any]], ...] = (
        # The newest embedding is the last one that holds.
        ("Sub", ["valid", f"{prefix}one"], "last", {}),
        ("Unsqueeze", [f"{prefix}last", f"{prefix}axis"], "index", {}),
        ("GatherND", ["embeddings", f"{prefix}index"], "newest", {"batch_dims": 1}),
        ("Gemm", [f"{prefix}newest", f"{prefix}weight", f"{prefix}bias"], "logit", {}),
    )
    for kind, read, made, settings in steps:
        graph.node.append(helper.make_node(kind, read, [prefix + made], name=prefix + made, **settings))
    graph.node.append(helper.make_node("Sigmoid", [f"{prefix}logit"], [COVERED], name=COVERED))
    graph.output.append(helper.make_tensor_value_info(COVERED, TensorProto.FLOAT, ["n", 1]))
