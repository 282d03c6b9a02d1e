"""Make what is spoken honest among strangers, too."""

import numpy as np
from numpy.typing import NDArray

from fer_core.outputs import Calibration, softmax
from training.judge.metrics import conformal_threshold, fit_temperature

#: (N, K) float32 and (N,) int64, -1 where there is none.
Labelled = tuple[NDArray[np.float32], NDArray[np.int64]]


def hold_among_strangers(
    ours: Labelled, theirs: Labelled, still: Calibration, film: Calibration
) -> tuple[Calibration, Calibration]:
    """Return a calibration for stills and one for films that hold on two worlds of faces.

    The temperature is the likeliest for as many pictures of either world. The threshold of the label sets is the lower
    one of those that either world asks for, so that the sets hold the true class as often as is promised in both. Of
    strangers there are no films: what was fitted on films of our own changes in proportion.

    Parameters
    ----------
    ours, theirs
        Logits and labels of pictures like those that the network learned from, and of strangers.
    still, film
        The calibrations that were fitted on ours.
    """
    pictures = [(logits[labels >= 0], labels[labels >= 0]) for logits, labels in (ours, theirs)]
    count = min(len(labels) for _, labels in pictures)
    drawn = [np.random.default_rng(0).permutation(len(labels))[:count] for _, labels in pictures]
    both = [(logits[rows], labels[rows]) for (logits, labels), rows in zip(pictures, drawn, strict=True)]
    temperature = fit_temperature(*(np.concatenate(parts) for parts in zip(*both, strict=True)))
    asked = [conformal_threshold(softmax(logits / np.float32(temperature)), labels) for logits, labels in pictures]
    threshold = min(asked)
    lower = threshold / still.threshold if still.threshold else 1.0
    return (
        Calibration(temperature, threshold),
        Calibration(
            film.temperature * temperature / still.temperature,
            None if film.threshold is None else min(film.threshold * lower, 1.0),
        ),
    )
