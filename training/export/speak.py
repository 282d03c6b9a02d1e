"""Give an exported model what the app should say: a blend of its other outputs that rare classes have a share in."""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from fer_core.errors import DataError
from fer_core.files import replace_file
from fer_core.outputs import DistributionSpec
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import ModelSpec
from training.data.stills import Stills
from training.export.adjust import HEADS, STRENGTHS, log_prior, set_apart, tensors_of, worth
from training.export.strange import hold_among_strangers
from training.export.to_onnx import describe, install
from training.files import SPOKEN, TRAINING, read_json, write_json
from training.judge.evaluate import calibrate
from training.judge.fairness import Everyday, limits_of
from training.judge.film_calibration import calibrate_films, make_films, read_films
from training.judge.reading import still_logits
from training.judge.strangers import FoundFaces
from training.judge.truth import labels_for

#: Shares of the votes' output that are tried.
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_VOTES, _LABELS = "ferplus", "fer2013"


@dataclass(frozen=True, slots=True)
class Blend:
    """What ``spoken`` is made of.

    Attributes
    ----------
    share
        Of the output that learned from votes.
    strength
        How much of the logarithm of each class's share is taken off.
    other
        Output that the rest is: "fer2013", which learned from single labels, or the one that was trained to be spoken.
    """

    share: float
    strength: float
    other: str = "fer2013"


def add_spoken(
    model: Path, stills: Stills, strangers: FoundFaces, out: Path, name: str, *, everyday: Everyday | None = None
) -> Blend:
    """Write a model with an output ``spoken``, with which the app speaks; its other outputs stay bit for bit.

    The logits are linear in the embedding, and so is a blend of them: it costs nothing. Share and strength are those
    that serve best on the mean of the pictures, by votes and by labels, and the strangers, accuracy and macro recall
    counting alike; of these, none under which everyday faces are read as negative more often, in all or in a group by
    age, sex or race, than under the votes' output alone, but for chance. That output is within these limits itself.

    Parameters
    ----------
    model
        Folder of an exported model with the outputs "ferplus" and "fer2013".
    stills
        Of the selection split, with votes.
    strangers
        Faces of another world.
    out
        Folder for the new model; may be that of the model.
    name
        Of the new model.
    everyday
        Everyday faces; None for no such limits.

    Raises
    ------
    DataError
        If the model lacks one of the outputs, or the pictures have no votes or other classes.
    ModelError, SinkError
        As from loading and writing a model.
    """
    recogniser = OnnxRecogniser.load(model)
    spec = recogniser.spec
    record = model / TRAINING
    told = read_json(record) if record.is_file() else None
    others = [name for name in (_LABELS, SPOKEN) if name in spec.distributions]
    if told is not None and "spoken" in told:
        # A blend already, which would be blended again.
        others = [_LABELS]
    if not {_VOTES, _LABELS} <= spec.distributions.keys() or stills.votes is None or stills.classes != spec.labels:
        msg = f"What is spoken is a blend of '{_VOTES}' and '{_LABELS}': give a model with both, and data with votes."
        raise DataError(msg)
    ours, theirs = still_logits(recogniser, stills.images), still_logits(recogniser, strangers.crops)
    labels = labels_for(SPOKEN, stills)
    # What it says is about both kinds of labels: they count one half each, and strangers as much as both.
    worlds = [(ours, labels), (ours, stills.labels), (theirs, strangers.labels), (theirs, strangers.labels)]
    prior = log_prior(labels[labels >= 0], len(spec.labels))
    blend = choose_blend(worlds, prior, others, _limit(recogniser, everyday, prior))
    offsets = blend.strength * prior
    network = onnx.load(model / HEAD_FILE)
    _add_output(network, blend, offsets)
    outputs = {SPOKEN: DistributionSpec(spec.labels), **{n: o for n, o in spec.outputs.items() if n != SPOKEN}}
    with tempfile.TemporaryDirectory() as scratch:
        draft, whole = Path(scratch), replace(spec, name=name, outputs=outputs, default=SPOKEN)
        _save(draft, model, network, whole)
        spoken = OnnxRecogniser.load(draft)
        said = still_logits(spoken, stills.images)[SPOKEN]
        films = make_films(stills, SPOKEN)
        still, film = hold_among_strangers(
            (said, labels),
            (still_logits(spoken, strangers.crops)[SPOKEN], strangers.labels),
            calibrate({SPOKEN: said}, stills)[SPOKEN],
            calibrate_films(films, read_films(spoken, films, SPOKEN)),
        )
        outputs[SPOKEN] = DistributionSpec(spec.labels, still, film)
        _save(draft, model, network, replace(whole, outputs=outputs))
        install(draft, out)
    if told is not None:
        adjusted = told.get("adjusted", {}) | {SPOKEN: blend.strength}
        chosen = {"adjusted": adjusted, "spoken": blend.share, "calibrated_on_strangers": len(strangers.labels)}
        if blend.other == SPOKEN:
            chosen["spoken_with"] = SPOKEN
        if everyday is not None:
            chosen["everyday"] = len(everyday.crops)
        write_json(out / TRAINING, {**told, **chosen})
    return blend


def choose_blend(
    worlds: Sequence[tuple[Mapping[str, NDArray[np.float32]], NDArray[np.int64]]],
    prior: NDArray[np.float64],
    others: Sequence[str] = (_LABELS,),
    allowed: Callable[[Blend], bool] = lambda _: True,
) -> Blend:
    """Return the blend that serves several worlds best, of those that are allowed.

    Parameters
    ----------
    worlds
        Logits (N, K) by output, and labels (N,), -1 where there is none, of each.
    prior
        (K,), see :func:`training.export.adjust.log_prior`; the blend's strength times it is taken off the logits.
    others
        Outputs that the votes' one may be blended with.
    allowed
        Says so; the votes' output as it is must be.
    """

    def found(blend: Blend) -> float:
        return worth([(_blended(logits, blend), labels) for logits, labels in worlds], blend.strength * prior)

    blends = [Blend(share, strength, other) for other in others for share in SHARES for strength in STRENGTHS]
    return max((blend for blend in blends if allowed(blend)), key=found)


def _limit(
    recogniser: OnnxRecogniser, everyday: Everyday | None, prior: NDArray[np.float64]
) -> Callable[[Blend], bool]:
    if everyday is None:
        return lambda _: True
    logits, labels = still_logits(recogniser, everyday.crops), recogniser.spec.labels
    limits = limits_of(everyday.negative(logits[_VOTES].argmax(axis=1), labels))

    def allowed(blend: Blend) -> bool:
        answers = (_blended(logits, blend) - blend.strength * prior).argmax(axis=1)
        return all(n <= limits[group] * total for group, (n, total) in everyday.negative(answers, labels).items())

    return allowed


def _blended(logits: Mapping[str, NDArray[np.float32]], blend: Blend) -> NDArray[np.float32]:
    return np.float32(blend.share) * logits[_VOTES] + np.float32(1 - blend.share) * logits[blend.other]


def _add_output(network: onnx.ModelProto, blend: Blend, offsets: NDArray[np.float64]) -> None:
    """Give a head one more linear classifier beside the others; one of that name is replaced."""
    graph = network.graph
    heads = tensors_of(network, HEADS)
    weight, bias = (
        blend.share * heads[f"{_VOTES}.{part}"] + (1 - blend.share) * heads[f"{blend.other}.{part}"]
        for part in ("weight", "bias")
    )
    set_apart(network, SPOKEN)
    old = (SPOKEN, f"{HEADS}{SPOKEN}.")
    for node in [n for n in graph.node if any(output.startswith(old) for output in n.output)]:
        graph.node.remove(node)
    for values in (graph.initializer, graph.output):
        for value in [v for v in values if v.name.startswith(old)]:
            values.remove(value)
    (model_of,) = [node for node in graph.node if _VOTES in node.output]
    names = {part: f"{HEADS}{SPOKEN}.{part}" for part in ("weight", "bias")}
    graph.initializer.append(numpy_helper.from_array(weight.astype(np.float32), names["weight"]))
    graph.initializer.append(numpy_helper.from_array((bias - offsets).astype(np.float32), names["bias"]))
    node = onnx.NodeProto()
    node.CopyFrom(model_of)
    node.name = f"node_{SPOKEN}"
    node.input[1], node.input[2], node.output[0] = names["weight"], names["bias"], SPOKEN
    graph.node.append(node)
    (like,) = [output for output in graph.output if output.name == _VOTES]
    output = onnx.ValueInfoProto()
    output.CopyFrom(like)
    output.name = SPOKEN
    del output.metadata_props[:]
    graph.output.insert(0, output)


def _save(draft: Path, model: Path, head: onnx.ModelProto, spec: ModelSpec) -> None:
    for name, network in ((ENCODER_FILE, onnx.load(model / ENCODER_FILE)), (HEAD_FILE, head)):
        describe(network, spec)
        replace_file(draft / name, network.SerializeToString())
