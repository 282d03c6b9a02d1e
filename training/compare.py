"""Does the LSTM earn its place? Compare it with what it replaces, on films that nobody trained on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.preprocess import fit_still
from fer_core.recognition import OnnxRecogniser
from fer_core.window import EmbeddingWindow
from training.data import Stills
from training.sequences import drawable, make_film

Series = NDArray[np.float32]
#: Seconds that a new label must last to count as shown.
_HELD_S = 0.2
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
    if tau_s <= 0:
        return p
    found = p.astype(np.float64)
    for i in range(1, len(t)):
        keep = np.exp(-(t[i] - t[i - 1]) / tau_s)
        found[i] = keep * found[i - 1] + (1 - keep) * p[i]
    return found.astype(np.float32)


def sliding(t: NDArray[np.float64], p: Series, width_s: float) -> Series:
    """Return the mean of the probabilities (M, K) over the last ``width_s`` seconds."""
    sums = np.concatenate([np.zeros((1, p.shape[1])), np.cumsum(p, axis=0, dtype=np.float64)])
    first = np.searchsorted(t, t - width_s - 1e-9)
    last = np.arange(1, len(t) + 1)
    return np.asarray((sums[last] - sums[first]) / (last - first)[:, None], np.float32)


def make_judged(stills: Stills, count: int, seed: int) -> list[JudgedFilm]:
    """Make films from stills, with the class that each frame shows."""
    known = drawable(stills)
    found = []
    for number in tqdm(range(count), desc="making films", unit="film", leave=False):
        film = make_film(stills, known, seed * 1_000_003 + number)
        first, second = (int(known[row]) for row in film.rows)
        crops = np.rint(film.frames.squeeze(1).numpy() * 255).astype(np.uint8)
        truth = np.where(film.share > 0.5, second, first).astype(np.int64)
        found.append(JudgedFilm(film.t, crops, truth, film.change_t))
    return found


def read_film(recogniser: OnnxRecogniser, film: JudgedFilm) -> tuple[Series, Series]:
    """Return the probabilities (M, K) of a film's frames, each for itself, and as the temporal head reads them."""
    spec = recogniser.spec
    embeddings = recogniser.embed(np.stack([fit_still(crop, spec) for crop in film.crops]))
    windows = np.zeros((len(embeddings), spec.window, spec.embedding_size), np.float32)
    valid = np.ones(len(embeddings), np.int64)
    windows[:, 0] = embeddings
    alone = _probabilities(recogniser, windows, valid)
    buffer = EmbeddingWindow(spec)
    for row, (t, embedding) in enumerate(zip(film.t, embeddings, strict=True)):
        buffer.add(float(t), embedding)
        windows[row], valid[row] = buffer.resampled()
    return alone, _probabilities(recogniser, windows, valid)


def compare(models: Sequence[OnnxRecogniser], films: Sequence[JudgedFilm]) -> dict[str, list[Trace]]:
    """Measure the CNN frame by frame, smoothed in two ways, and each model's LSTM, smoothed exponentially on top.

    Parameters
    ----------
    models
        With one encoder: that of the first one serves the methods that have no LSTM.
    films
        To read.

    Returns
    -------
    A curve by method, over ``KNOBS_S``; the first point of each is the method without any smoothing.
    """
    readings = [[read_film(model, film) for film in films] for model in tqdm(models, desc="reading", leave=False)]
    alone = [by_frame for by_frame, _ in readings[0]]
    curves = {
        "CNN, exponential smoothing": trade_off(films, alone, exponential),
        "CNN, sliding mean": trade_off(films, alone, sliding),
    }
    for model, found in zip(models, readings, strict=True):
        curves[f"CNN-LSTM {model.spec.name}"] = trade_off(films, [read for _, read in found], exponential)
    return curves


def trade_off(
    films: Sequence[JudgedFilm],
    readings: Sequence[Series],
    smooth: Callable[[NDArray[np.float64], Series, float], Series],
    knobs_s: Sequence[float] = KNOBS_S,
) -> list[Trace]:
    """Measure a method over its knob.

    Parameters
    ----------
    films
        The films.
    readings
        The probabilities (M, K) of each film, before smoothing.
    smooth, knobs_s
        What is done to the readings, and how strongly.
    """
    return [_trace(films, [smooth(f.t, p, k) for f, p in zip(films, readings, strict=True)], k) for k in knobs_s]


def as_json(curves: Mapping[str, Sequence[Trace]]) -> dict[str, Any]:
    """Return curves as plain values."""
    return {
        name: [{field: getattr(trace, field) for field in Trace.__slots__} for trace in traces]
        for name, traces in curves.items()
    }


def _trace(films: Sequence[JudgedFilm], readings: Sequence[Series], knob_s: float) -> Trace:
    right = frames = changes = 0
    seconds, delays, missed = 0.0, list[float](), list[bool]()
    for film, p in zip(films, readings, strict=True):
        labels, truth = p.argmax(axis=1), film.truth
        right, frames = right + int((labels == truth).sum()), frames + len(labels)
        changes, seconds = changes + int((labels[1:] != labels[:-1]).sum()), seconds + float(film.t[-1])
        if film.change_t is not None:
            delay = _delay(film.t, labels, int(truth[-1]), film.change_t)
            missed.append(delay is None)
            if delay is not None and labels[film.t < film.change_t - 0.5][-1:] == truth[:1]:
                delays.append(delay)
    return Trace(
        knob_s=knob_s,
        accuracy=right / frames,
        changes_per_minute=changes / seconds * 60,
        delay_s=float(np.median(delays)) if delays else None,
        missed=float(np.mean(missed)) if missed else 0.0,
    )


def _probabilities(recogniser: OnnxRecogniser, windows: Series, valid: NDArray[np.int64]) -> Series:
    parts = range(0, len(windows), 64)
    return np.concatenate([recogniser.classify(windows[i : i + 64], valid[i : i + 64]) for i in parts])


def _delay(t: NDArray[np.float64], labels: NDArray[np.int64], new: int, change_t: float) -> float | None:
    """Return the seconds from a change until its label shows and lasts; None if it never does."""
    for i in np.flatnonzero((t >= change_t - 0.3) & (labels == new)):
        if (labels[(t >= t[i]) & (t <= t[i] + _HELD_S)] == new).all():
            return float(t[i] - change_t)
    return None
