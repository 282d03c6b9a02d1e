"""What a reader has to know of how the numbers came about: the model, a paragraph for a paper, the limits."""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fer_core.captions import listed
from fer_core.model_card import Figure, judged_figures, known_limits
from fer_core.outputs import DistributionSpec
from fer_core.places import MODELS
from fer_core.session.description import SessionDescription
from fer_core.session.reader import Session
from fer_core.session.summary import FaceSummary, classes_of

_READS = (
    "The model reads expressions, not feelings: what a face shows is not what a person feels, and many feelings show "
    "on no face. It is often wrong, more so on faces unlike those that it learned from."
)
_NOBODY = (
    "Nobody is recognised: a face that leaves the picture and comes back counts as a new one, unless the session was "
    "looked through and both were made one."
)
_NO_CAUSE = (
    "The intervals say how much chance is in the shares of a course as long as this one. They know nothing of the "
    "model's errors: those are as likely at every moment."
)
_UNKNOWN = "Nothing is known here of how often this model errs: its records were not found."
#: Key by setting, what it is called, and what its values mean.
_SETTINGS = {
    "smoothing": ("Average over time", {True: "on", False: "off"}),
    "baseline": ("Neutral baselines", {True: "used for faces that have one", False: "off"}),
    "still": ("Pictures", {True: "single ones", False: "of a film or a camera"}),
    "provider": ("Computed on", {"CPUExecutionProvider": "the processor"}),
    "threads": ("Threads of the network", {}),
    "beside": ("Compared with", {}),
    "in_turns": ("Faces are read", {True: "in turns, as often as the model's window needs", False: "in every picture"}),
    "detector": (
        "Faces are found",
        {
            "live": "by looks at the whole picture, and followed in between",
            "thorough": "in every picture, small ones in large pictures, too",
        },
    ),
}


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of the model of a session.

    Attributes
    ----------
    name, output
        The first estimator, and which of its outputs was spoken; both empty if nobody has written it down.
    figures
        How good it is, as its records say; empty if they were not found.
    limits
        In sentences.
    """

    name: str
    output: str
    figures: tuple[Figure, ...]
    limits: tuple[str, ...]


def model_of(session: Session, folder: Path | None = None) -> Model:
    """Look for the records of the model that read a session.

    Parameters
    ----------
    session
        It names the model's checksums.
    folder
        Where it lies; None for the one that fer-live ships. A folder of another model is not looked at.
    """
    said = session.description
    if said is None or not said.pipeline.estimators:
        return Model("", "", (), (_READS, _UNKNOWN, _NOBODY, _NO_CAUSE))
    speaker, _, output = said.pipeline.spoken.partition(".")
    part = next((part for part in said.pipeline.estimators if part.name == speaker), said.pipeline.estimators[0])
    places = [place for place in (folder, MODELS) if place is not None and _holds(place, part.sha256)]
    figures = judged_figures(places[0], part.name, output) if places else ()
    spec = said.pipeline.outputs.get(said.pipeline.spoken)
    labels = spec.labels if isinstance(spec, DistributionSpec) else classes_of(session)
    # The first of them says what ours says in more words, the last one of a model without figures, too.
    known = known_limits(places[0], part.name, labels, figures)[1:] if figures else (_UNKNOWN,)
    return Model(part.name, output, figures, (_READS, *known, _NOBODY, _NO_CAUSE))


def _holds(place: Path, sha256: dict[str, str] | object) -> bool:
    """Whether a folder holds the files of these checksums."""
    if not isinstance(sha256, dict) or not sha256:
        return False
    with suppress(OSError):
        return all(hashlib.sha256((place / name).read_bytes()).hexdigest() == told for name, told in sha256.items())
    return False


def sampling(session: Session) -> float:
    """Return how many moments a second have rows, as a median; 0 if nobody knows."""
    t_s = np.unique(session.rows["t_s"][np.isfinite(session.rows["t_s"])])
    between = np.diff(t_s)
    between = between[between > 1e-6]
    return float(1 / np.median(between)) if between.size else 0.0


def methods(session: Session, faces: Sequence[FaceSummary], model: Model, replicates: int) -> str:
    """Return a paragraph for the methods section of a paper."""
    said = session.description
    parts = []
    if said is not None:
        parts.append(_with_what(said, model))
        parts.append(_from_what(said, session))
    else:
        parts.append(
            "Facial expressions were read with fer-live; no description of the session was found, so that the version, "
            "the model and the settings are not known."
        )
    if model.figures:
        parts.append(_accuracy(model.figures))
    parts.append(_said_how(session))
    blocks = [face.block_s for face in faces if face.block_s is not None]
    if blocks:
        lengths = f"{min(blocks):.1f}" if len(blocks) == 1 else f"{min(blocks):.1f} to {max(blocks):.1f}"
        parts.append(
            f"The 95 % intervals of the shares are percentiles of a stationary bootstrap in continuous time (Politis "
            f"and Romano, 1994) with {replicates:,} replicates and a mean block length of {lengths} s, chosen from the "
            "autocorrelation of the labels, since frames are not independent."
        )
    return " ".join(parts)


def _with_what(said: SessionDescription, model: Model) -> str:
    versions = said.versions
    tools = [
        f"{name} {versions[package]}"
        for package, name in (("mediapipe", "MediaPipe"), ("onnxruntime", "ONNX Runtime"))
        if package in versions
    ]
    program = f"fer-live {versions['fer-live']}" if "fer-live" in versions else "fer-live"
    with_tools = f" ({listed(tools)})" if tools else ""
    sha256 = next((part.sha256 for part in said.pipeline.estimators if part.name == model.name), {})
    check = "".join(f", {name} SHA-256 {value[:12]}" for name, value in sha256.items())
    reader = f" with the model {model.name} (output {model.output or 'not named'}{check})" if model.name else ""
    return f"Facial expressions were read with {program}{with_tools}{reader}."


def _from_what(said: SessionDescription, session: Session) -> str:
    source = said.source
    size = f" of {source.width} x {source.height} pixels" if source.width and source.height else ""
    fps = f" at {source.fps:.4g} pictures a second" if source.fps else ""
    rate = sampling(session)
    rows = f" The rows have a median rate of {rate:.4g} Hz." if rate else ""
    base = f"Time base: {said.time_base.rstrip('.')}." if said.time_base else ""
    kinds = {"camera": "a camera", "film": "a film", "picture": "a picture", "stream": "a stream", "demo": "a film"}
    article = kinds.get(source.kind, f"a source of the kind {source.kind}")
    return f"The source was {article}{size}{fps}.{rows} {base}".strip()


def _accuracy(figures: Sequence[Figure]) -> str:
    # The world that it learned from first.
    known = sorted(figures, key=lambda figure: figure.of.startswith("Strangers"))
    told = [f"{figure.accuracy * 100:.1f} % of {_of(figure)}" for figure in known]
    return f"The model classifies correctly {listed(told)}."


def _of(figure: Figure) -> str:
    of = figure.of[0].lower() + figure.of[1:]
    return f"{figure.pictures:,} {of}" if figure.pictures else of


def _said_how(session: Session) -> str:
    said = session.description
    smoothed = said is None or said.pipeline.settings.get("smoothing", True)
    averaged = "calibrated and averaged over time" if smoothed else "calibrated and not averaged over time"
    return (
        f"Probabilities are {averaged}; the label of a face changes when another class is clearly ahead. Shares of "
        "labels are shares of the time in which the face had a label, each row standing until the next one."
    )


def settings_rows(said: SessionDescription) -> tuple[tuple[str, str], ...]:
    """Return what was set, (what, how), for people."""
    rows = []
    for key, value in said.pipeline.settings.items():
        name, words = _SETTINGS.get(key, (key.replace("_", " ").capitalize(), {}))
        rows.append((name, words.get(value, str(value))))  # type: ignore[attr-defined]
    return tuple(rows)
