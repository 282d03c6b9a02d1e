"""Sessions of chosen rows, as if they had been opened."""

from pathlib import Path

import numpy as np

from fer_core.session.reader import Session
from fer_core.spec import CLASSES


def session_of(*rows, description=None, marks=(), status="whole", problems=(), classes=CLASSES, path="talk.csv"):
    """Return a session of rows (t_s, face_id, label[, quality[, uncertain[, probabilities]]])."""
    found = {"t_s": [], "face_id": [], "label": [], "quality": [], "uncertain": [], "p": []}
    for t_s, face_id, label, *more in rows:
        quality, uncertain, p = (*more, *("", False, None)[len(more) :])
        if p is None:
            p = [0.7 if name == label else 0.3 / (len(classes) - 1) for name in classes]
            p = [np.nan] * len(classes) if not label else p
        for name, value in zip(found, (t_s, face_id, label, quality, uncertain, p), strict=True):
            found[name].append(value)
    p = np.array(found.pop("p"), np.float64).reshape(len(rows), len(classes))
    columns = {
        "session": np.full(len(rows), "talk", object),
        "frame": np.arange(len(rows), dtype=np.int64),
        "t_s": np.array(found["t_s"], np.float64),
        "face_id": np.array(found["face_id"], np.int64),
        "label": np.array(found["label"], object),
        "uncertain": np.array(found["uncertain"], object),
        "quality": np.array(found["quality"], object),
        **{f"p_{name}": p[:, i] for i, name in enumerate(classes)},
    }
    return Session(Path(path), description, (), columns, tuple(marks), status, tuple(problems))


def course_of(*parts, fps=10, face=1, start_s=0.0):
    """Return rows of one face that shows each label for so many seconds: ``("happy", 2.0), ...``."""
    labels = [label for label, seconds in parts for _ in range(round(seconds * fps))]
    return [(start_s + index / fps, face, label) for index, label in enumerate(labels)]
