"""A model for one person: a few labelled seconds become offsets of its answers; the networks stay as they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from fer_core.errors import DataError
from fer_core.files import replace_file
from fer_core.places import MODELS
from fer_core.recognition import OnnxRecogniser
from fer_core.session.reader import Session
from training.export.to_onnx import rewrite
from training.files import TRAINING

#: Seconds that a span must last.
SHORTEST_S = 1.0
# Standard deviation of an offset, in units of a calibrated logit, before anything is seen.
_SPREAD = 1.0
# Probabilities are written with four decimals.
_LEAST = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Span:
    """A few seconds of one face whose expression is known.

    Attributes
    ----------
    label
        Number of the class.
    t_s
        (M,) seconds, M >= 2.
    log_p
        (M, K) float32: logarithms of what was said.
    """

    label: int
    t_s: NDArray[np.float64]
    log_p: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PersonalTest:
    """How well the second half of every span is read, by offsets that were fitted to the first half.

    Attributes
    ----------
    frames
        Of the second halves.
    before, after
        The share of them whose most probable class is the right one: as it ships, and with the offsets. Every class
        counts alike, however long its spans are.
    """

    frames: int
    before: float
    after: float


def span_of(session: Session, label: str, start_s: float, end_s: float, recogniser: OnnxRecogniser) -> Span:
    """Take a span out of a session: the face that is there for most of it.

    Parameters
    ----------
    session
        Whose rows are what ``recogniser`` said.
    label
        What the face shows.
    start_s, end_s
        From when to when, by ``t_s``.
    recogniser
        The model that is to be changed.

    Raises
    ------
    DataError
        If the model has no such class or did not write this session, or there is too little to see.
    """
    spec, name = recogniser.spec, session.path.parent.name
    labels = spec.distributions[spec.default].labels
    if label not in labels:
        msg = f"The model has no class '{label}'. Choose one of: {', '.join(labels)}."
        raise DataError(msg)
    columns = [f"p_{known}" for known in labels]
    if not set(columns) | {"t_s", "face_id"} <= session.rows.keys():
        msg = f"{session.path} has no columns {', '.join(columns)}: another model wrote it. Choose another session."
        raise DataError(msg)
    if (told := session.description) is not None and (
        told.pipeline.spoken.rpartition(".")[2] != spec.default
        or dict(told.pipeline.estimators[0].sha256) != dict(recogniser.sha256)
    ):
        msg = (
            f"The session {name} was read by {told.pipeline.spoken}, and the model to change is "
            f"{spec.name}.{spec.default}. Record with the model that is to be changed."
        )
        raise DataError(msg)
    t, ids = session.rows["t_s"], session.rows["face_id"]
    p = np.stack([session.rows[column] for column in columns], axis=1)
    inside = (t >= start_s) & (t <= end_s) & np.isfinite(p).all(axis=1)
    if inside.any():
        known, counts = np.unique(ids[inside], return_counts=True)
        inside &= ids == known[counts.argmax()]
    if not inside.any() or t[inside][-1] - t[inside][0] < SHORTEST_S:
        msg = f"Where the session {name} is said to be {label}, it shows no face for {SHORTEST_S:g} s. Give more of it."
        raise DataError(msg)
    return Span(labels.index(label), t[inside], np.log(np.maximum(p[inside], _LEAST)).astype(np.float32))


def marked_spans(session: Session, classes: Sequence[str]) -> list[tuple[str, float, float]]:
    """Return the spans that a session's marks tell, as (class, from, to) in seconds.

    A mark that is called like a class holds until the next mark.
    """
    ends = [*(mark.t_s for mark in session.marks), np.inf][1:]
    marks = ((mark.text.strip().lower(), mark.t_s, end) for mark, end in zip(session.marks, ends, strict=False))
    return [(text, start, end) for text, start, end in marks if text in classes]


def fit_offsets(spans: Sequence[Span], classes: int) -> NDArray[np.float64]:
    """Return what is to be added to calibrated logits, (K,), so that the spans become likeliest.

    Beforehand, no offset is held to be likeliest; every second that is labelled counts as one observation, as frames of
    one second are nearly the same.
    """
    offsets = torch.zeros(classes, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([offsets], max_iter=100, line_search_fn="strong_wolfe")
    said = [torch.from_numpy(span.log_p).double() for span in spans]

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = 0.5 * (offsets / _SPREAD).square().sum()
        for span, log_p in zip(spans, said, strict=True):
            seconds = float(span.t_s[-1] - span.t_s[0])
            value = value - seconds * (log_p + offsets).log_softmax(1)[:, span.label].mean()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    found = offsets.detach().numpy()
    return np.asarray(found - found.mean(), np.float64)


def halves_tested(spans: Sequence[Span], classes: int) -> PersonalTest:
    """Fit to the first half of each span, and look at the second half."""
    halves = [(_part(span, first=True), _part(span, first=False)) for span in spans]
    offsets = fit_offsets([first for first, _ in halves], classes)
    later = [second for _, second in halves]

    def right(added: NDArray[np.float64]) -> float:
        by_class: dict[int, list[bool]] = {}
        for span in later:
            by_class.setdefault(span.label, []).extend((span.log_p + added).argmax(axis=1) == span.label)
        return float(np.mean([np.mean(found) for found in by_class.values()]))

    return PersonalTest(sum(len(span.t_s) for span in later), right(np.zeros(classes)), right(offsets))


def make_personal(model: Path | None, spans: Sequence[Span], out: Path, name: str) -> PersonalTest:
    """Write a model that reads one person better.

    Parameters
    ----------
    model
        Folder of an exported model; None for the one that fer-live ships.
    spans
        Of that person, of at least two classes.
    out
        Folder for the new model.
    name
        Of the new model.

    Returns
    -------
    What the test of :func:`halves_tested` found; the model's own offsets are then fitted to the whole spans.

    Raises
    ------
    DataError
        If there is only one class, or the offsets read the second halves no better: nothing is written then.
    SinkError
        If the folder cannot be written.
    """
    recogniser, folder = OnnxRecogniser.load(model), model or MODELS
    spec = recogniser.spec
    output = spec.distributions[spec.default]
    if len({span.label for span in spans}) < 2:
        msg = "These seconds show one class only: a model that learned from them would say nothing else. Give another."
        raise DataError(msg)
    found = halves_tested(spans, len(output.labels))
    if found.after <= found.before:
        msg = (
            f"Nothing was written: fitted to the first half of each span, the model reads {100 * found.after:.0f} % of "
            f"the frames of the second half rightly, and {100 * found.before:.0f} % as it is."
        )
        raise DataError(msg)
    offsets = fit_offsets(spans, len(output.labels))
    # What is added to calibrated logits is larger before they are divided by the temperature.
    taken = -offsets * output.film.temperature
    rewrite(folder, replace(spec, name=name), out, {spec.default: taken})
    if (record := folder / TRAINING).is_file():
        replace_file(out / TRAINING, record.read_bytes())
    return found


def _part(span: Span, *, first: bool) -> Span:
    middle = (span.t_s[0] + span.t_s[-1]) / 2
    kept = span.t_s <= middle if first else span.t_s > middle
    return Span(span.label, span.t_s[kept], span.log_p[kept])
