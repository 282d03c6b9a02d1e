"""Does the LSTM earn its place? Compare it with what it replaces, on films that nobody trained on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.averaging import blend
from fer_core.embedding_window import EmbeddingWindow
from fer_core.errors import DataError
from fer_core.interpreter import Average, HeldLabel, slow_class
from fer_core.outputs import softmax
from fer_core.preprocess import fit_still
from fer_core.recognition import OnnxRecogniser, Recogniser
from training.data.films import drawable, make_film
from training.data.stills import Stills
from training.files import TRAINING, read_json

Series = NDArray[np.float32]
Labels = NDArray[np.int64]
Smoothing = Callable[[NDArray[np.float64], Series, float], Series]
Labelling = Callable[[NDArray[np.float64], Series, float], Labels]
#: The methods that have no LSTM, and what the app does to the answers of any.
FRAME, EXPONENTIAL, SLIDING = "CNN frame by frame", "CNN, exponential smoothing", "CNN, sliding mean"
CNN_SHOWN, SHOWN = "CNN, smoothed as in the app", ", as the app shows it"
_ATTENDING = "CNN-LSTM with attention"
#: Seconds that a new label must last to count as shown.
HELD_S = 0.2
#: Time constants and widths, in seconds, of what smooths.
KNOBS_S = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0)


@dataclass(frozen=True, slots=True, eq=False)
class JudgedFilm:
    """A film with the truth.

    Attributes
    ----------
    t
        (M,) seconds.
    crops
        (M, H, W) uint8 grey.
    truth
        (M,) int64, the class that each frame shows.
    change_t
        Second of the change of expression, or None.
    """

    t: NDArray[np.float64]
    crops: NDArray[np.uint8]
    truth: NDArray[np.int64]
    change_t: float | None


@dataclass(frozen=True, slots=True)
class Trace:
    """What one method does on a set of films at one setting of its knob.

    Attributes
    ----------
    knob_s
        Time constant or width, seconds.
    accuracy
        Share of the frames with the right label; frames in the middle of a change count for the nearer expression.
    changes_per_minute
        Label changes per minute, the true ones among them.
    delay_s
        Median seconds from the middle of a change of expression until the new label shows, over the films in which it
        was shown both before and after; None if there are none.
    missed
        Share of the changes after which the new label never shows.
    """

    knob_s: float
    accuracy: float
    changes_per_minute: float
    delay_s: float | None
    missed: float


def exponential(t: NDArray[np.float64], p: Series, tau_s: float) -> Series:
    """Return the probabilities (M, K) at the times ``t`` (M,), averaged with an exponentially fading weight."""
    found = p.astype(np.float64)
    for i in range(1, len(t)):
        found[i] = blend(found[i - 1], found[i], float(t[i] - t[i - 1]), tau_s)
    return found.astype(np.float32)


def sliding(t: NDArray[np.float64], p: Series, width_s: float) -> Series:
    """Return the mean of the probabilities (M, K) over the last ``width_s`` seconds."""
    sums = np.concatenate([np.zeros((1, p.shape[1])), np.cumsum(p, axis=0, dtype=np.float64)])
    first = np.searchsorted(t, t - width_s - 1e-9)
    last = np.arange(1, len(t) + 1)
    return np.asarray((sums[last] - sums[first]) / (last - first)[:, None], np.float32)


def averaged(t: NDArray[np.float64], p: Series) -> Series:
    """Return the probabilities (M, K) as the app averages them: p_* of a recording."""
    average = Average()
    return np.stack([average.update(float(at), news) for at, news in zip(t, p, strict=True)])


def shown(t: NDArray[np.float64], p: Series, _: float = 0.0, *, slow: int | None = None) -> Labels:
    """Return the labels (M,) as the app shows them, averaged and held; ``slow`` as for :class:`HeldLabel`."""
    average, held = Average(), HeldLabel(slow)
    return np.array(
        [
            held.update(float(at), average.update(float(at), news), average.trend)
            for at, news in zip(t, p, strict=True)
        ],
        np.int64,
    )  # fmt: skip


def most_probable(smooth: Smoothing) -> Labelling:
    """Return what labels each frame with the most probable class after smoothing."""
    return lambda t, p, knob_s: smooth(t, p, knob_s).argmax(axis=1)


def load_models(folders: Sequence[Path]) -> dict[str, OnnxRecogniser]:
    """Load exported models of one encoder, to compare their temporal heads.

    Returns
    -------
    The models by what their head is, "CNN-LSTM" or "CNN-LSTM with attention"; where the folder has no
    ``training.json`` that tells, or two are of a kind, with the model's name or folder. Those that attend come first:
    they read a window of one embedding as the CNN does, while a plain LSTM corrects even that.

    Raises
    ------
    ModelError
        As from :meth:`OnnxRecogniser.load`.
    DataError
        If the models have different encoders or classes.
    """
    models = [OnnxRecogniser.load(folder) for folder in folders]
    kinds = [_kind(folder, model) for folder, model in zip(folders, models, strict=True)]
    names = [kind if kinds.count(kind) == 1 else f"{kind} ({at})" for kind, at in zip(kinds, folders, strict=True)]
    probe = np.random.default_rng(0).integers(0, 256, (2, *models[0].spec.input_size), np.uint8)
    for folder, model in zip(folders, models, strict=True):
        spec, first = model.spec, models[0].spec
        same = spec.labels == first.labels and spec.input_size == first.input_size
        same = same and spec.embedding_size == first.embedding_size
        if not same or not np.allclose(model.embed(probe), models[0].embed(probe), atol=1e-3):
            msg = f"The models {folders[0]} and {folder} have different encoders. Compare only models of the same one."
            raise DataError(msg)
    found = dict(zip(names, models, strict=True))
    return dict(sorted(found.items(), key=lambda item: not item[0].startswith(_ATTENDING)))


def read_series(
    models: Mapping[str, Recogniser],
    t: NDArray[np.float64],
    embeddings: NDArray[np.float32],
    output: str | None = None,
) -> dict[str, Series]:
    """Read the embeddings of one face.

    Parameters
    ----------
    models
        With one encoder; the first one also reads the frames alone, each as a window of one embedding.
    t, embeddings
        (M,) seconds and (M, D), M >= 1.
    output
        What is read; None for each model's default.

    Returns
    -------
    The probabilities (M, K) of the frames, each for itself, as ``FRAME``, and as each temporal head reads them through
    the app's window, by the model's name.
    """
    first = next(iter(models.values()))
    windows = np.zeros((len(t), first.spec.window, first.spec.embedding_size), np.float32)
    windows[:, 0] = embeddings
    found = {FRAME: _probabilities(first, windows, np.ones(len(t), np.int64), output)}
    for name, model in models.items():
        buffer = EmbeddingWindow(model.spec)
        reads = []
        for at, embedding in zip(t, embeddings, strict=True):
            buffer.add(float(at), embedding)
            reads.append(buffer.resampled())
        held, valid = zip(*reads, strict=True)
        found[name] = _probabilities(model, np.stack(held), np.array(valid, np.int64), output)
    return found


def make_judged(
    stills: Stills, count: int, seed: int, *, labels: Labels | None = None, by_frequency: bool = False
) -> list[JudgedFilm]:
    """Make films from stills, with the class that each frame shows.

    Parameters
    ----------
    stills
        To draw from.
    count, seed
        How many, and of everything random.
    labels
        (N,) the class of each still, -1 where it may not be drawn; None for what all but a few people agree on.
    by_frequency
        See :func:`training.data.films.make_film`.
    """
    known = drawable(stills) if labels is None else labels
    found = []
    for number in tqdm(range(count), desc="making films", unit="film", leave=False):
        film = make_film(stills, known, seed * 1_000_003 + number, by_frequency=by_frequency)
        first, second = (int(known[row]) for row in film.rows)
        crops = np.rint(film.frames.squeeze(1).numpy() * 255).astype(np.uint8)
        truth = np.where(film.share > 0.5, second, first).astype(np.int64)
        found.append(JudgedFilm(film.t, crops, truth, film.change_t))
    return found


def read_film(models: Mapping[str, Recogniser], film: JudgedFilm) -> dict[str, Series]:
    """Read the frames of a film as :func:`read_series` does."""
    first = next(iter(models.values()))
    return read_series(models, film.t, first.embed(np.stack([fit_still(crop, first.spec) for crop in film.crops])))


def compare_methods(models: Mapping[str, Recogniser], films: Sequence[JudgedFilm]) -> dict[str, list[Trace]]:
    """Measure the CNN frame by frame, smoothed in two ways, and each model's LSTM, smoothed exponentially on top.

    Parameters
    ----------
    models
        By name, with one encoder.
    films
        To read.

    Returns
    -------
    A curve by method, over ``KNOBS_S``; the first point of each is the method without any smoothing. The CNN frame by
    frame, and everything smoothed as the app smooths, are curves of one point.
    """
    readings = [read_film(models, film) for film in tqdm(films, desc="reading", unit="film", leave=False)]

    as_shown = partial(shown, slow=slow_class(next(iter(models.values())).spec.labels))

    def curve(name: str, label: Labelling, knobs_s: Sequence[float] = KNOBS_S) -> list[Trace]:
        return trade_off(films, [reading[name] for reading in readings], label, knobs_s)

    curves = {
        FRAME: curve(FRAME, most_probable(exponential), (0.0,)),
        EXPONENTIAL: curve(FRAME, most_probable(exponential)),
        SLIDING: curve(FRAME, most_probable(sliding)),
        CNN_SHOWN: curve(FRAME, as_shown, (0.0,)),
    }
    for name in models:
        curves[name] = curve(name, most_probable(exponential))
        curves[name + SHOWN] = curve(name, as_shown, (0.0,))
    return curves


def equally_calm(curves: Mapping[str, Sequence[Trace]], names: Sequence[str]) -> dict[str, float]:
    """Return how strongly the CNN must be smoothed to be as calm as an LSTM.

    Parameters
    ----------
    curves
        What :func:`compare_methods` found.
    names
        Of the LSTMs; the calmest of them, without smoothing, is the measure.

    Returns
    -------
    The first knob in seconds of ``EXPONENTIAL`` and of ``SLIDING`` with as few label changes; the last one if there is
    none.
    """
    enough = min(curves[name][0].changes_per_minute for name in names)
    return {
        method: next((x.knob_s for x in curves[method] if x.changes_per_minute <= enough), curves[method][-1].knob_s)
        for method in (EXPONENTIAL, SLIDING)
    }


def methods(
    t: NDArray[np.float64], reading: Mapping[str, Series], knobs_s: Mapping[str, float], *, slow: int | None = None
) -> dict[str, Labels]:
    """Return what each method makes of a face, at one setting each.

    Parameters
    ----------
    t, reading
        (M,) seconds, and what :func:`read_series` found.
    knobs_s
        Of ``EXPONENTIAL`` and ``SLIDING``, in seconds.
    slow
        As for :class:`fer_core.interpreter.HeldLabel`.

    Returns
    -------
    The labels (M,) by method.
    """
    alone = reading[FRAME]
    found = {FRAME: alone.argmax(axis=1)}
    for name, smooth in ((EXPONENTIAL, exponential), (SLIDING, sliding)):
        found[f"{name} ({knobs_s[name]:g} s)"] = smooth(t, alone, knobs_s[name]).argmax(axis=1)
    found[CNN_SHOWN] = shown(t, alone, slow=slow)
    for name, p in reading.items():
        if name != FRAME:
            found |= {name: p.argmax(axis=1), name + SHOWN: shown(t, p, slow=slow)}
    return found


def trade_off(
    films: Sequence[JudgedFilm],
    readings: Sequence[Series],
    label: Labelling,
    knobs_s: Sequence[float] = KNOBS_S,
) -> list[Trace]:
    """Measure a method over its knob.

    Parameters
    ----------
    films
        The films.
    readings
        The probabilities (M, K) of each film, before smoothing.
    label, knobs_s
        What labels the frames, and how strongly it smooths.
    """
    return [_trace(films, [label(f.t, p, k) for f, p in zip(films, readings, strict=True)], k) for k in knobs_s]


def as_json(curves: Mapping[str, Sequence[Trace]]) -> dict[str, Any]:
    """Return curves as plain values."""
    return {
        name: [{field: getattr(trace, field) for field in Trace.__slots__} for trace in traces]
        for name, traces in curves.items()
    }


def first_held(t: NDArray[np.float64], labels: NDArray[np.int64], label: int, start_s: float) -> float | None:
    """Return the first of the times ``t`` (M,) from ``start_s`` on at which a label shows and lasts.

    It lasts if it stays for ``HELD_S`` seconds, or to the end. None if it never does.
    """
    for i in np.flatnonzero((t >= start_s) & (labels == label)):
        if (labels[(t >= t[i]) & (t <= t[i] + HELD_S)] == label).all():
            return float(t[i])
    return None


def _trace(films: Sequence[JudgedFilm], labelled: Sequence[Labels], knob_s: float) -> Trace:
    right = frames = changes = 0
    seconds, delays, missed = 0.0, list[float](), list[bool]()
    for film, labels in zip(films, labelled, strict=True):
        truth = film.truth
        right, frames = right + int((labels == truth).sum()), frames + len(labels)
        changes, seconds = changes + int((labels[1:] != labels[:-1]).sum()), seconds + float(film.t[-1])
        if film.change_t is not None:
            held = first_held(film.t, labels, int(truth[-1]), film.change_t - 0.3)
            missed.append(held is None)
            if held is not None and labels[film.t < film.change_t - 0.5][-1:] == truth[:1]:
                delays.append(held - film.change_t)
    return Trace(
        knob_s=knob_s,
        accuracy=right / frames,
        changes_per_minute=changes / seconds * 60,
        delay_s=float(np.median(delays)) if delays else None,
        missed=float(np.mean(missed)) if missed else 0.0,
    )


def _probabilities(recogniser: Recogniser, windows: Series, valid: NDArray[np.int64], output: str | None) -> Series:
    name = output or recogniser.spec.default
    temperature = recogniser.spec.distributions[name].film.temperature
    parts = range(0, len(windows), 64)
    said = [recogniser.read(windows[i : i + 64], valid[i : i + 64])[name] for i in parts]
    return softmax(np.concatenate(said) / np.float32(temperature))


def _kind(folder: Path, model: OnnxRecogniser) -> str:
    """Return what the temporal head of a model is, as far as its record tells."""
    try:
        record = read_json(folder / TRAINING)
        attention = record.get("temporal", record["config"]["temporal"])["attention"]
    except (DataError, KeyError, TypeError, AttributeError):
        return f"CNN-LSTM {model.spec.name}"
    return _ATTENDING if attention else "CNN-LSTM"
