"""People who talk, filmed by a webcam: what the app says of clips whose one expression is known."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.build import DETECTORS
from fer_core.errors import DataError
from fer_core.interpreter import slow_class
from fer_core.recognition import Recogniser
from fer_core.spec import ModelSpec
from training.judge.clips import Followed, changes, follow, frames_of
from training.judge.temporal_methods import CNN_SHOWN, FRAME, Labels, read_series, shown

#: Names of clips: SPEAKER-SENTENCE-EMOTION, and whatever follows an underline.
_NAME = re.compile(r"[^-]+-[^-]+-(\d\d)(_.*)?\.(mp4|mov|avi|mkv|webm)", re.IGNORECASE)
#: What the numbers of the emotions say.
EMOTIONS: Mapping[str, str] = {"01": "neutral", "02": "sad", "03": "happy"}
#: How the temporal head's answers are called, frame by frame and as the app shows them.
LSTM, LSTM_SHOWN = "CNN-LSTM", "CNN-LSTM, as the app shows it"


def find_talking(folder: Path) -> list[tuple[Path, str]]:
    """Return the clips of a folder and what each one shows; a :class:`DataError` if it holds none."""
    found = ((path, _NAME.fullmatch(path.name)) for path in (sorted(folder.iterdir()) if folder.is_dir() else ()))
    clips = [(path, EMOTIONS[match[1]]) for path, match in found if match and match[1] in EMOTIONS]
    if not clips:
        numbers = ", ".join(f"{number} {name}" for number, name in EMOTIONS.items())
        msg = f"{folder} holds no clips named SPEAKER-SENTENCE-EMOTION.mp4, with an emotion of: {numbers}."
        raise DataError(msg)
    return clips


def judge_talking(clips: Sequence[tuple[Path, str]], recogniser: Recogniser, notes: list[str]) -> dict[str, Any]:
    """Judge every output on clips of people who talk, read on the app's own path.

    Parameters
    ----------
    clips
        As from :func:`find_talking`. Of several faces, the one that was there first is read.
    recogniser
        The model; its outputs must have the classes of the clips.
    notes
        Gets a sentence about clips without a face, which count as read wrongly.

    Returns
    -------
    What :func:`judge_read` returns, by output and method: the CNN frame by frame, the same averaged and held as in the
    app, the CNN-LSTM, and the CNN-LSTM as the app shows it.

    Raises
    ------
    DataError
        If the model lacks a class, or no clip shows a face.
    SourceError
        If a clip cannot be read.
    """
    spec = recogniser.spec
    if missing := sorted({label for _, label in clips} - set(spec.labels)):
        msg = f"The model {spec.name} has no class '{missing[0]}', which some of the clips show."
        raise DataError(msg)
    faces = [
        follow(frames_of(path), recogniser, DETECTORS["live"](False))
        for path, _ in tqdm(clips, desc="watching clips", unit="clip", leave=False)
    ]
    without = [path.name for (path, _), face in zip(clips, faces, strict=True) if not len(face.t)]
    if len(without) == len(clips):
        msg = f"None of the {len(clips)} clips shows a face. Give clips of one person each."
        raise DataError(msg)
    if without:
        notes.append(f"no face was found in {len(without)} of {len(clips)} clips of people who talk: {without[0]}")
    labels = [label for _, label in clips]
    return {output: _by_method(faces, labels, recogniser, output) for output in spec.distributions}


def judge_read(faces: Sequence[Followed], said: Sequence[Labels], labels: Sequence[str], spec: ModelSpec
               ) -> dict[str, Any]:  # fmt: skip
    """Compare what was said, frame by frame, with what each clip shows.

    Parameters
    ----------
    faces, said
        Of each clip: the face, and (M,) the class of each of its frames; M may be 0.
    labels
        What each clip shows.
    spec
        Names the classes.

    Returns
    -------
    ``clips``, their number; ``accuracy``, the share of clips whose most frequent label is right; ``recall``, the same
    by what they show; ``frames``, by what the clips show, the share of their frames that is called what, of the classes
    that occur; ``changes_per_minute`` of the label.
    """
    counts = [np.bincount(classes, minlength=len(spec.labels)) for classes in said]
    right = np.array(
        [
            count.any() and spec.labels[count.argmax()] == label
            for count, label in zip(counts, labels, strict=True)
        ],
        bool,
    )  # fmt: skip
    shown_as = np.array(labels)
    seconds = sum(float(face.t[-1] - face.t[0]) for face in faces if len(face.t))
    frames = {}
    for label in dict.fromkeys(labels):
        count = np.sum([c for c, shows in zip(counts, labels, strict=True) if shows == label], axis=0)
        frames[label] = {
            name: float(n / count.sum()) for name, n in zip(spec.labels, count, strict=True) if n
        }  # fmt: skip
    return {
        "clips": len(labels),
        "accuracy": float(right.mean()),
        "recall": {label: float(right[shown_as == label].mean()) for label in dict.fromkeys(labels)},
        "frames": frames,
        "changes_per_minute": sum(changes(classes) for classes in said) / max(seconds, 1e-9) * 60,
    }


def _by_method(
    faces: Sequence[Followed], labels: Sequence[str], recogniser: Recogniser, output: str
) -> dict[str, dict[str, Any]]:
    said: dict[str, list[NDArray[np.int64]]] = {name: [] for name in (FRAME, CNN_SHOWN, LSTM, LSTM_SHOWN)}
    for face in faces:
        if not len(face.t):
            for answers in said.values():
                answers.append(np.empty(0, np.int64))
            continue
        read = read_series({LSTM: recogniser}, face.t, face.embeddings, output)
        for name, held in ((FRAME, CNN_SHOWN), (LSTM, LSTM_SHOWN)):
            said[name].append(read[name].argmax(axis=1))
            said[held].append(shown(face.t, read[name], slow=slow_class(recogniser.spec.labels)))
    return {name: judge_read(faces, answers, labels, recogniser.spec) for name, answers in said.items()}
