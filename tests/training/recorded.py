"""Made-up records: what runs and commands leave behind, small enough to reckon by hand."""

import json

import numpy as np

from fer_core.spec import CLASSES
from training.config import RESIDUAL
from training.judge.metrics import summary


def history_of(scores, *, config=RESIDUAL, seed=0, **more):
    """A run's history: (ferplus, fer2013) accuracy on PublicTest by epoch."""
    epochs = [
        {"epoch": number, "loss": 2.0 / number, "accuracy": 0.1 * number, "public_test_ferplus": ferplus,
         "public_test_ferplus_loss": 1 - ferplus, "public_test_fer2013": fer2013, "public_test_fer2013_loss": 1.5}
        for number, (ferplus, fer2013) in enumerate(scores, start=1)
    ]  # fmt: skip
    return {"config": config.as_dict(), "seed": seed, "selection": "public_test", "epochs": epochs} | more


def write(path, values):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def judged(right, wrong, *, output, **more):
    """Figures of a set: by class, so many right answers, and the others taken for the next class."""
    answers = [k if i < right[k] else (k + 1) % 7 for k in range(7) for i in range(right[k] + wrong[k])]
    labels = np.array([k for k in range(7) for _ in range(right[k] + wrong[k])])
    p = np.full((len(labels), 7), 0.05, np.float32)
    p[np.arange(len(labels)), answers] = 0.7
    return {"output": output, **summary(p, labels, CLASSES), **more}


def metrics_of(name="tiny", *, private=True):
    """What evaluate writes: PublicTest 70 of 100, PrivateTest 80 of 100, without copies 60 of 90, FER+ 90 of 100."""
    sets = {"coverage": 0.912, "set_size": 1.75, "set_shares": {"one": 0.5, "two": 0.3, "more": 0.2}}
    public = judged((10,) * 7, (30, 0, 0, 0, 0, 0, 0), output="fer2013", **sets)
    found = {"model": name, "data": "faces.npz", "notes": [], "public_test": public}
    found["ferplus_public_test"] = judged((10,) * 7, (0,) * 7, output="ferplus")
    if private:
        found["private_test"] = judged((8, 12, 12, 12, 12, 12, 12), (0, 0, 20, 0, 0, 0, 0), output="fer2013", **sets)
        found["private_test_without_copies"] = judged((0,) + (10,) * 6, (30, 0, 0, 0, 0, 0, 0), output="fer2013")
        found["ferplus_test"] = judged((30, 10, 10, 10, 10, 10, 10), (0, 0, 10, 0, 0, 0, 0), output="ferplus")
        found["ferplus_majority_test"] = judged((10,) * 7, (0, 0, 10, 0, 0, 0, 0), output="ferplus")
    kinds = {"noise": {"8": 0.63, "24": 0.35}, "rotation": {"10": 0.7, "30": 0.56}}
    return found | {
        "corruption": {"clean": {"fer2013": 0.7}, "share": {"fer2013": 0.8}, "accuracy": {"fer2013": kinds}}
    }


def traces(points):
    """A curve of (knob, accuracy, changes, delay, missed)."""
    keys = ("knob_s", "accuracy", "changes_per_minute", "delay_s", "missed")
    return [dict(zip(keys, point, strict=True)) for point in points]


def temporal_of(split="public_test"):
    """What temporal writes, with one clip."""
    curves = {
        "CNN, exponential smoothing": traces([(0, 0.7, 100, 0.05, 0.1), (0.2, 0.65, 40, 0.25, 0.2)]),
        "CNN-LSTM tiny": traces([(0, 0.8, 30, 0.1, 0.15), (0.2, 0.75, 10, 0.3, 0.15), (1.0, 0.2, 1, None, 1.0)]),
    }
    spans = [{"label": "sad", "from_s": 0.4, "to_s": 5.0, "share": 0.875}]
    clips = {"film.mp4": {"the app": {"changes_per_minute": 6.25, "spans": spans, "first_shown_s": None}}}
    return {"split": split, "films": 1200, "curves": curves, "clips": clips}


def ckplus_of():
    """A study on CK+ with three classes."""
    return {
        "folds": 10, "sequences": 327, "accuracy": 0.923, "accuracy_by_fold": [0.85, 1.0],
        "recall": {"a": 0.9, "b": 0.8, "c": 1.0}, "confusion": [[9, 1, 0], [1, 8, 1], [0, 0, 10]],
        "classes": ["a", "b", "c"], "recipe": "a linear reading of the embeddings",
    }  # fmt: skip
