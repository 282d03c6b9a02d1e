"""Probabilities and logits over time that are made up, for the links of the chain."""

import numpy as np

CLASSES = 7


def sure(index, confidence=0.88, classes=CLASSES):
    """Probabilities that favour one class; the rest is spread over the others."""
    p = np.full(classes, (1 - confidence) / (classes - 1), np.float32)
    p[index] = confidence
    return p


def spread(**shares):
    """Probabilities over seven classes: c0 to c6 as given, the others share what is left."""
    p = np.zeros(CLASSES)
    for name, share in shares.items():
        p[int(name[1:])] = share
    p[p == 0] = (1 - p.sum()) / (CLASSES - len(shares))
    return p.astype(np.float32)


def logits_of(probabilities):
    """Logits whose softmax these probabilities are."""
    return np.log(np.maximum(probabilities, 1e-6)).astype(np.float32)


def change_at(rate_hz, before, after, until=4.0, change=2.0):
    """Return (t, value) pairs that change from one value to the other."""
    times = np.arange(0, until, 1 / rate_hz)
    return [(float(t), before if t < change else after) for t in times]


def random_series(seed, rate_hz=30.0, frames=300, classes=CLASSES):
    """Return (t, probabilities): a face that hesitates, stays and jumps, with frames that were dropped."""
    rng = np.random.default_rng(seed)
    series, t, centre = [], 0.0, rng.dirichlet(np.full(classes, 0.5))
    for _ in range(frames):
        if rng.random() < 0.05:
            centre = rng.dirichlet(np.full(classes, 0.5))
        news = 0.6 * centre + 0.4 * rng.dirichlet(np.full(classes, 0.4))
        series.append((t, news.astype(np.float32)))
        t += float(rng.choice([1, 1, 1, 2, 9])) / rate_hz
    return series
