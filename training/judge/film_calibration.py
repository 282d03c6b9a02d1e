"""How far probabilities and label sets hold on films, as the app reads them: with the average in the chain."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.embedding_window import EmbeddingWindow
from fer_core.outputs import Calibration, softmax
from fer_core.preprocess import fit_still
from fer_core.recognition import OnnxRecogniser
from training.data.stills import Stills
from training.judge.metrics import calibration_error, conformal_threshold, label_sets, negative_log_likelihood
from training.judge.temporal_methods import JudgedFilm, Labels, Series, averaged, make_judged
from training.judge.truth import labels_for

#: Films of a calibration, but no more than there are stills; and what makes them the same every time.
FILMS, SEED = 300, 77
#: Frames of a film that are looked at, evenly spread: its frames are much alike.
_FRAMES = 20
_TEMPERATURES = np.exp(np.linspace(np.log(0.5), np.log(3.0), 37))


def make_films(stills: Stills, output: str, seed: int = SEED) -> list[JudgedFilm]:
    """Make films of all stills that an output is judged on, with classes as often as the stills show them."""
    count = min(FILMS, len(stills.labels))
    return make_judged(stills, count, seed, labels=labels_for(output, stills), by_frequency=True)


def read_films(recogniser: OnnxRecogniser, films: Sequence[JudgedFilm], output: str) -> list[Series]:
    """Return the logits (M, K) of an output for each film, each frame read with the window before it."""
    return [
        _read(recogniser, film, output) for film in tqdm(films, desc="reading films", unit="film", leave=False)
    ]  # fmt: skip


def calibrate_films(films: Sequence[JudgedFilm], logits: Sequence[Series]) -> Calibration:
    """Return what makes averages over time honest.

    Parameters
    ----------
    films
        With the truth; frames in the middle of a change count for the nearer expression, so what a label is late by
        counts as an error.
    logits
        As from :func:`read_films`.

    Returns
    -------
    The temperature with which the averages are likeliest, and the threshold with which label sets of them hold the true
    class as often as is promised.
    """
    best = min(_TEMPERATURES, key=lambda x: negative_log_likelihood(*_looked_at(films, logits, float(x))))
    probabilities, truth = _looked_at(films, logits, float(best))
    return Calibration(float(best), conformal_threshold(probabilities, truth))


def judge_outputs(recogniser: OnnxRecogniser, stills: Stills) -> dict[str, dict[str, Any]]:
    """Judge every output that the stills have labels for, on films that were not fitted on; the result by output."""
    found = {}
    for output, spec in recogniser.spec.distributions.items():
        if (labels_for(output, stills) >= 0).any():
            films = make_films(stills, output, seed=SEED + 1)
            found[output] = {"output": output, **judge_films(films, read_films(recogniser, films, output), spec.film)}
    return found


def judge_films(films: Sequence[JudgedFilm], logits: Sequence[Series], calibration: Calibration) -> dict[str, Any]:
    """Return how far a calibration holds on films: ``accuracy``, ``ece``, and of label sets the figures of stills."""
    probabilities, truth = _looked_at(films, logits, calibration.temperature)
    found = {
        "films": len(films),
        "accuracy": float((probabilities.argmax(axis=1) == truth).mean()),
        "ece": calibration_error(probabilities, truth),
    }
    if calibration.threshold is not None:
        found |= label_sets(probabilities, truth, calibration.threshold)
    return found


def _read(recogniser: OnnxRecogniser, film: JudgedFilm, output: str) -> Series:
    spec = recogniser.spec
    embeddings = recogniser.embed(np.stack([fit_still(crop, spec) for crop in film.crops]))
    window = EmbeddingWindow(spec)
    reads = []
    for t, embedding in zip(film.t, embeddings, strict=True):
        window.add(float(t), embedding)
        reads.append(window.resampled())
    windows, valid = zip(*reads, strict=True)
    return recogniser.read(np.stack(windows), np.array(valid, np.int64))[output]


def _looked_at(
    films: Sequence[JudgedFilm], logits: Sequence[Series], temperature: float
) -> tuple[NDArray[np.float32], Labels]:
    """Return averages (N, K) and truth (N,) of the frames that are looked at."""
    probabilities, truth = [], []
    for film, said in zip(films, logits, strict=True):
        rows = np.linspace(0, len(film.t) - 1, _FRAMES).round().astype(int)
        probabilities.append(averaged(film.t, softmax(said / np.float32(temperature)))[rows])
        truth.append(film.truth[rows])
    return np.concatenate(probabilities), np.concatenate(truth)
