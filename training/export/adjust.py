"""Give rare classes their due: logit adjustment, folded into the classifiers of an exported model."""

from collections.abc import Sequence

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

#: In front of the names of a classifier's tensors in an exported temporal head.
HEADS = "head.heads."

#: What is added to the name of a tensor that is stored in half precision.
HALF = "_half"
# In front of the names of what else read a classifier's tensors, before the classifier was changed.
_BEFORE = "before."

#: Shares of the logarithm of a class's frequency that may be taken off its logit.
STRENGTHS = tuple(round(0.1 * step, 1) for step in range(11))
#: Accuracy that the adjustment may cost on the pictures it is chosen on.
COST = 0.005


def log_prior(labels: NDArray[np.int64], classes: int) -> NDArray[np.float64]:
    """Return the logarithm of each class's share of the labels (N,), as (K,); a missing class counts as one label."""
    counts = np.maximum(np.bincount(labels, minlength=classes), 1)
    return np.asarray(np.log(counts / counts.sum()), np.float64)


def choose_strength(logits: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return how strongly to adjust: the most in ``STRENGTHS`` that costs no more than ``COST`` of the best accuracy.

    Parameters
    ----------
    logits
        (N, K), of pictures that the network has not learned from.
    labels
        (N,), their classes.
    """
    prior = log_prior(labels, logits.shape[1])
    found = {tau: float(((logits - tau * prior).argmax(axis=1) == labels).mean()) for tau in STRENGTHS}
    best = max(found.values())
    return max(tau for tau, accuracy in found.items() if accuracy >= best - COST)


def choose_for_worlds(
    worlds: Sequence[tuple[NDArray[np.float32], NDArray[np.int64]]], prior: NDArray[np.float64]
) -> float:
    """Return how strongly to adjust for several worlds of faces at once: what is best on the mean over them.

    In each, accuracy and macro recall count one half: neither common nor rare classes are all.

    Parameters
    ----------
    worlds
        Logits (N, K) and labels (N,) of each, -1 where there is none.
    prior
        (K,), see :func:`log_prior`.
    """
    return max(STRENGTHS, key=lambda tau: worth(worlds, tau * prior))


def worth(worlds: Sequence[tuple[NDArray[np.float32], NDArray[np.int64]]], offsets: NDArray[np.float64]) -> float:
    """Return the mean over worlds of accuracy and macro recall, with offsets (K,) taken off their logits."""
    found = []
    for logits, labels in worlds:
        answers = (logits - offsets).argmax(axis=1)
        right = answers[labels >= 0] == labels[labels >= 0]
        recall = [float((answers[labels == k] == k).mean()) for k in np.unique(labels[labels >= 0])]
        found += [float(right.mean()), float(np.mean(recall))]
    return float(np.mean(found))


def shift(head: onnx.ModelProto, name: str, offsets: NDArray[np.float64]) -> None:
    """Take offsets (K,) off the logits of one of the outputs of an exported temporal head.

    Menon et al., "Long-tail learning via logit adjustment", ICLR 2021: the answer then leans less on how common a class
    was among the training pictures.
    """
    set_apart(head, name)
    biases = {tensor.name: tensor for tensor in head.graph.initializer}
    bias = biases[f"{HEADS}{name}.bias"]
    shifted = numpy_helper.to_array(bias) - offsets.astype(np.float32)
    bias.CopyFrom(numpy_helper.from_array(shifted, bias.name))


def set_apart(head: onnx.ModelProto, name: str) -> None:
    """Give whatever else reads the tensors of an output's classifier copies of its own, of which that changes nothing.

    A temporal head that listens to pauses hears by the first classifier what looks like a syllable: it was trained to
    do so by that one as it was.
    """
    graph, prefix = head.graph, f"{HEADS}{name}."
    values = tensors_of(head, prefix)
    for node in graph.node:
        if name in node.output or any(output.startswith(prefix) for output in node.output):
            continue
        for place, read in enumerate(node.input):
            key = read.removeprefix(prefix)
            if read.startswith(prefix) and key in values:
                node.input[place] = f"{_BEFORE}{read}"
                if all(tensor.name != node.input[place] for tensor in graph.initializer):
                    graph.initializer.append(numpy_helper.from_array(values[key], node.input[place]))


def tensors_of(network: onnx.ModelProto, prefix: str) -> dict[str, NDArray[np.float32]]:
    """Return the tensors of a network whose names begin with ``prefix``, by the rest of the name, as float32."""
    tensors = {tensor.name.removesuffix(HALF): tensor for tensor in network.graph.initializer}
    return {
        key.removeprefix(prefix): numpy_helper.to_array(tensor).astype(np.float32)
        for key, tensor in tensors.items()
        if key.startswith(prefix)
    }
