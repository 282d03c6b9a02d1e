"""What is known of a model, for people: what it says of itself, and what the records beside it tell, with suspicion."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeGuard

from fer_core.captions import class_word, percent
from fer_core.outputs import DistributionSpec
from fer_core.places import MODELS
from fer_core.recognition import ENCODER_FILE, HEAD_FILE, OnnxRecogniser
from fer_core.spec import ModelSpec
from fer_core.trial import Tried, try_model

#: A record that is larger is none; a name or a sentence that is longer is cut.
_MOST_BYTES, _MOST_LETTERS = 4 << 20, 400
#: Sets of pictures in ``metrics.json``, and what people call them; the default output's name stands for {}.
_SETS = {
    "strangers_{}": "Strangers' faces, of another collection",
    "{}_test": "Test pictures of FER2013 where annotators agree",
    "private_test": "Test pictures of FER2013",
    "test": "Test pictures",
}
_READS = (
    "It reads expressions, not feelings, and it is often wrong, more so on faces unlike those that it learned from."
)
_UNKNOWN = "Nothing beside it tells how often it errs: try it on faces that you know before you rely on it."
#: A class of which less is found than this is named among the limits.
_SELDOM = 0.5


@dataclass(frozen=True, slots=True)
class Figure:
    """How good a model is on a set of pictures.

    Attributes
    ----------
    of
        The pictures, in words.
    pictures
        How many; 0 if that is not known.
    accuracy
        The share that it reads rightly.
    recall
        The same by class; empty if that is not known.
    """

    of: str
    pictures: int
    accuracy: float
    recall: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What is known of a model.

    Attributes
    ----------
    name
        For people.
    folder
        Where it lies; None for the model that fer-live ships.
    spec
        What it says of itself.
    sha256
        Checksums of its files, hexadecimal, by name.
    size_bytes
        Of these files together.
    written
        The day on which they were written here.
    learned_from
        Data sets, in words.
    figures
        What the records beside it say.
    limits
        What it cannot do, in sentences.
    """

    name: str
    folder: Path | None
    spec: ModelSpec
    sha256: Mapping[str, str]
    size_bytes: int
    written: date
    learned_from: tuple[str, ...]
    figures: tuple[Figure, ...]
    limits: tuple[str, ...]


def read_card(folder: Path | None) -> ModelCard:
    """Try a model, and read what is known of it.

    Parameters
    ----------
    folder
        Of an exported model; None for the one that fer-live ships.

    Raises
    ------
    ModelError
        If it cannot be used, see :func:`fer_core.trial.try_model`.
    """
    tried = _shipped() if folder is None else try_model(folder)
    place, spec = folder or MODELS, tried.spec
    sizes = [(place / name).stat() for name in (ENCODER_FILE, HEAD_FILE)]
    training = _object(place / "training.json")
    figures = (*judged_figures(place, spec.name, spec.default), *_chosen_on(training, spec.default))
    output = spec.outputs[spec.default]
    assert isinstance(output, DistributionSpec)
    return ModelCard(
        name=_short(spec.name) or "without a name",
        folder=folder,
        spec=spec,
        sha256=tried.sha256,
        size_bytes=sum(stat.st_size for stat in sizes),
        written=date.fromtimestamp(max(stat.st_mtime for stat in sizes)),
        learned_from=tuple(_learned_from(training)),
        figures=figures,
        limits=known_limits(place, spec.name, output.labels, figures),
    )


def judged_figures(place: Path, model: str, output: str) -> tuple[Figure, ...]:
    """Return what ``fer-train evaluate`` has found of an output of a model; none if its folder holds no such record."""
    return tuple(_judged(_metrics(place, model), output))


def known_limits(place: Path, model: str, labels: Sequence[str], figures: Sequence[Figure]) -> tuple[str, ...]:
    """Return what a model cannot do, in sentences.

    Parameters
    ----------
    place
        Its folder.
    model
        Its name.
    labels
        The classes of the output that is spoken.
    figures
        What is known of it.
    """
    return tuple(_limits(place, model, labels, figures))


def fairness_words(place: Path, model: str) -> str | None:
    """Return what ``fer-train fairness`` found of a model; None if there is no such record of it in its folder."""
    record = _object(place / "records" / "fairness.json")
    count, words = record.get("pictures"), record.get("summary")
    known = type(count) is int and isinstance(words, list) and all(isinstance(word, str) for word in words)
    if not known or not words or record.get("model") != model:
        return None
    found = " ".join(words)
    return f"Measured on {count:,} everyday pictures, grouped by what their collection says of the people. {found}"


def _shipped() -> Tried:
    recogniser = OnnxRecogniser.load(None)
    return Tried(recogniser.spec, recogniser.sha256)


def _metrics(place: Path, model: str) -> Mapping[str, Any]:
    """Return what ``fer-train evaluate`` found of a model, empty if nothing is there, or it is of another one."""
    for path in (place / "records" / "metrics.json", place / "metrics.json"):
        found = _object(path)
        if found.get("model") == model:
            return found
    return {}


def _judged(metrics: Mapping[str, Any], output: str) -> Iterator[Figure]:
    for key, words in _SETS.items():
        found = metrics.get(key.format(output))
        if _is_object(found) and (accuracy := _share(found.get("accuracy"))) is not None:
            pictures, recall = found.get("pictures"), found.get("recall")
            shares = {_short(str(name)): _share(value) for name, value in recall.items()} if _is_object(recall) else {}
            known = {name: value for name, value in shares.items() if value is not None}
            by = found.get("output")
            other = f" (output {by})" if isinstance(by, str) and by != output else ""
            yield Figure(words + other, pictures if type(pictures) is int and pictures > 0 else 0, accuracy, known)


def _chosen_on(training: Mapping[str, Any], output: str) -> Iterator[Figure]:
    """Return how good the last epoch was where the epochs were chosen: that flatters."""
    epochs = training.get("epochs")
    last = epochs[-1] if isinstance(epochs, list) and epochs else None
    if _is_object(last):
        accuracy = _share(last.get(f"{training.get('selection')}_{output}"))
        if accuracy is not None:
            yield Figure("Pictures on which it was chosen while it learned, which flatters", 0, accuracy, {})


def _learned_from(training: Mapping[str, Any]) -> Iterator[str]:
    sources = training.get("learned_from")
    for source in sources[:10] if isinstance(sources, list) else ():
        if _is_object(source) and isinstance(source.get("data"), str):
            yield _short(source["data"])


def _limits(place: Path, model: str, labels: Sequence[str], figures: Sequence[Figure]) -> Iterator[str]:
    yield _READS
    yield f"It knows {', '.join(class_word(label).lower() for label in labels[:20])}, and nothing else."
    by_class = next((figure for figure in figures if figure.recall), None)
    if by_class is not None:
        seldom = sorted((share, name) for name, share in by_class.recall.items() if share < _SELDOM)
        if seldom:
            found = ", ".join(f"{class_word(name).lower()} {percent(share)}" for share, name in seldom[:7])
            yield f"It finds less than half of some expressions: {found} ({by_class.of[0].lower()}{by_class.of[1:]})."
    if not figures:
        yield _UNKNOWN
    if words := fairness_words(place, model):
        yield words


def _object(path: Path) -> Mapping[str, Any]:
    """Return the object in a file, empty if there is none that can be read."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            return {}
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if _is_object(found) else {}


def _is_object(value: Any) -> TypeGuard[dict[str, Any]]:
    return isinstance(value, dict)


def _share(value: Any) -> float | None:
    """Return a share from 0 to 1, None if it is nothing like that."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and 0 <= value <= 1
    return float(value) if good else None


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_LETTERS else text[: _MOST_LETTERS - 1] + "…"
