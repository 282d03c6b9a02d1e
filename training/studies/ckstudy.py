"""The CK+ study: cross-validate the CNN-LSTM over people. Nothing of it ships."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.errors import DataError
from training.data.ckplus import CK_CLASSES, CkSequence, last_crops, read_ckplus
from training.files import digest_of, read_json, write_json
from training.judge.metrics import confusion
from training.report.plots import draw_confusion
from training.studies.ckfit import CLASSES, FRAMES, Start, StudyConfig, fit_fold, read_sequences, read_start

STUDY, CONFUSION = "ckplus.json", "confusion_ckplus.png"


@dataclass(frozen=True, slots=True, eq=False)
class _Study:
    config: StudyConfig
    start: Start
    images: NDArray[np.uint8]
    labels: NDArray[np.int64]
    seed: int
    identity: dict[str, Any]
    out: Path

    def answers(self, fold: int, test: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Return the answers (M,) to a fold's test sequences, from its file where there is one."""
        path = self.out / f"fold_{fold + 1:02d}.json"
        if path.exists():
            known = read_json(path)
            if not isinstance(known, dict) or known.get("study") != self.identity:
                msg = f"{self.out} holds a study of another recipe, seed, start or data. Choose another folder (--out)."
                raise DataError(msg)
            return np.array(known["answers"], np.int64)
        # Training sees nothing of the fold: it has no way to choose by it.
        model = fit_fold(self.config, self.start, self.images[~test], self.labels[~test], self.seed * 1009 + fold)
        answers = read_sequences(model, self.start, self.images[test])
        write_json(path, {"study": self.identity, "answers": answers.tolist()})
        return answers


def study(data: Path, run: Path, out: Path, *, folds: int = 10, seed: int = 0,
          config: StudyConfig | None = None) -> dict[str, Any]:  # fmt: skip
    """Cross-validate over people: each fold's network is trained on the other folds and judged on this one.

    Parameters
    ----------
    data
        What ``read_ckplus`` reads.
    run
        Folder of a finished run, to begin with its encoder.
    out
        Folder for the answers of each fold, which are not computed again, and for what is written. No weights.
    folds
        Number of folds.
    seed
        Of the split into folds and of everything random.
    config
        The recipe.

    Returns
    -------
    What ``ckplus.json`` holds.

    Raises
    ------
    DataError
        If the data or the run to begin with does not suit, or ``out`` holds another study.
    """
    config = config or StudyConfig()
    start = read_start(run)
    sequences = read_ckplus(data)
    labels = labels_of(sequences, data)
    subjects = [sequence.subject for sequence in sequences]
    fold_of = split_subjects(subjects, labels, folds, seed)
    images = last_crops(sequences, FRAMES, start.spec)
    identity = {"recipe": asdict(config), "seed": seed, "folds": folds, "start": start.digest,
                "data": digest_of(images, labels, np.array(subjects))}  # fmt: skip
    # As it reads in a fold's file: JSON has no tuples.
    identity = json.loads(json.dumps(identity))
    out.mkdir(parents=True, exist_ok=True)
    made = _Study(config, start, images, labels, seed, identity, out)
    answers, by_fold = np.empty(len(labels), np.int64), list[float]()
    for fold in range(folds):
        test = fold_of == fold
        answers[test] = made.answers(fold, test)
        by_fold.append(float((answers == labels)[test].mean()))
        people = len(set(np.array(subjects)[test]))
        tqdm.write(f"fold {fold + 1}/{folds}: {test.sum()} sequences of {people} people, accuracy {by_fold[-1]:.4f}")
    found = _summary(answers, labels, by_fold)
    found |= {"recipe": str(config), "seed": seed, "start": start.spec.name}
    write_json(out / STUDY, found)
    title = f"CK+, {folds} folds over people: accuracy {found['accuracy']:.1%}"
    draw_confusion(found["confusion"], CLASSES, title, out / CONFUSION)
    return found


def labels_of(sequences: Sequence[CkSequence], data: Path) -> NDArray[np.int64]:
    """Return the labels (N,) as indices in ``CLASSES``; a :class:`DataError` unless each class has a sequence."""
    index = {CK_CLASSES.index(name): i for i, name in enumerate(CLASSES)}
    strange = sorted({sequence.label for sequence in sequences} - set(index))
    if strange:
        msg = f"{data} has sequences with the label {strange[0]}; those of CK+ are {', '.join(map(str, index))}."
        raise DataError(msg)
    labels = np.array([index[sequence.label] for sequence in sequences], np.int64)
    missing = [name for i, name in enumerate(CLASSES) if not (labels == i).any()]
    if missing:
        msg = f"{data} has no sequence of {', '.join(missing)}. The study needs all seven classes of CK+."
        raise DataError(msg)
    return labels


def split_subjects(subjects: Sequence[str], labels: NDArray[np.int64], folds: int, seed: int) -> NDArray[np.int64]:
    """Split people into folds that hold about the same share of each class.

    The people with the most sequences are placed first, each in the fold that still lacks their classes most; the seed
    decides the order among equals.

    Parameters
    ----------
    subjects, labels
        Of the N sequences; labels in [0, K).
    folds, seed
        Number of folds; other seeds make other splits.

    Returns
    -------
    (N,) the fold of each sequence.

    Raises
    ------
    DataError
        If there are fewer people than folds, or less than two folds.
    """
    names = sorted(set(subjects))
    if not 2 <= folds <= len(names):
        msg = f"{len(names)} people cannot be split into {folds} folds. Choose --folds between 2 and {len(names)}."
        raise DataError(msg)
    rows = np.searchsorted(names, subjects)
    shares = np.zeros((len(names), int(labels.max()) + 2))
    np.add.at(shares, (rows, labels), 1)
    # The last column is of all classes together: an empty fold is then always the one that lacks most.
    sizes = shares[:, -1] = shares.sum(1)
    shares /= np.maximum(shares.sum(0), 1)
    order = np.random.default_rng(seed).permutation(len(names))
    filled, fold_of = np.zeros((folds, shares.shape[1])), np.empty(len(names), np.int64)
    for person in order[np.argsort(-sizes[order], kind="stable")]:
        fold_of[person] = ((filled + shares[person]) ** 2 - filled**2).sum(1).argmin()
        filled[fold_of[person]] += shares[person]
    return fold_of[rows]


def _summary(answers: NDArray[np.int64], labels: NDArray[np.int64], by_fold: list[float]) -> dict[str, Any]:
    counts = confusion(answers, labels, len(CLASSES))
    recall = np.diag(counts) / counts.sum(axis=1)
    return {
        "folds": len(by_fold),
        "sequences": len(labels),
        "accuracy": float((answers == labels).mean()),
        "accuracy_by_fold": by_fold,
        "accuracy_mean": float(np.mean(by_fold)),
        "accuracy_spread": float(np.std(by_fold, ddof=1)),
        "recall": {name: float(r) for name, r in zip(CLASSES, recall, strict=True)},
        "confusion": counts.tolist(),
        "classes": list(CLASSES),
    }
