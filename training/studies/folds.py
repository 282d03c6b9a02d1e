"""Learn from a data set but for a part of it, and be judged on that, part by part. Nothing of it ships."""

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from tqdm import tqdm

from fer_core.errors import DataError
from fer_core.outputs import softmax
from training.config import FitConfig
from training.data.stills import Stills, fingerprint, with_selection
from training.files import read_json, write_json
from training.fit.start import load_start
from training.fit.stills import Trainer
from training.judge.metrics import summary
from training.networks import checkpoint
from training.networks.classifier import Classifier

FOLDS = "folds.json"
_BATCH, _FEWEST = 128, 2
#: Share of a fold's own training pictures of the data set that its epoch is chosen on; name of the split held out.
_CHOSEN, _HELD = 0.1, "held"
_KEPT = ("pictures", "accuracy", "macro_recall", "recall", "confusion")


def cross_validate(
    stills: Stills, name: str, start: Path, out: Path, *, folds: int, config: FitConfig, seed: int = 0, data: str = ""
) -> dict[str, Any]:
    """Train once a fold on all pictures but those of the fold, and judge on these.

    Parameters
    ----------
    stills
        Several data sets, see :func:`training.data.several.read_data`.
    name
        Of the convention whose pictures, all of them, are dealt into folds, class by class.
    start
        What each fold begins with, see :func:`training.fit.start.load_start`; its architecture is the network's.
    out
        Folder for the answers of finished folds, an unfinished one, and ``folds.json``.
    folds
        Number of folds, at least 2.
    config
        The recipe. Each fold's epoch is chosen on the selection split and a tenth of its own training pictures of the
        data set: the fold chooses nothing.
    seed
        Of the folds and of everything random.
    data
        What the data are, in words, for the record.

    Returns
    -------
    What ``folds.json`` holds: ``heads``, by classifier, :func:`training.judge.metrics.summary` over all pictures of the
    data set, each read by the network that did not learn from it.

    Raises
    ------
    DataError
        If there is no such convention, a class has fewer pictures than there are folds, ``start`` does not suit, or
        ``out`` holds another study.
    """
    stills, selection = with_selection(stills)
    labels = stills.labels if name == stills.name else stills.others.get(name)
    if labels is None:
        msg = f"There is no data set '{name}' to hold out, only: {', '.join((stills.name, *stills.others))}."
        raise DataError(msg)
    parts = deal(labels, stills.classes, folds, seed)
    begun = load_start(start, stills.images[stills.splits == "train"])
    config = replace(config, encoder=begun.config.encoder, mean=begun.config.mean, std=begun.config.std)
    told = {"config": config.as_dict(), "seed": seed, "folds": folds, "fold": name, "start_digest": begun.digest}
    # As it is read from a file again, with lists for tuples.
    identity = json.loads(json.dumps({**told, "data": fingerprint(stills)}))
    answers: dict[str, NDArray[np.float32]] = {}
    for fold in tqdm(range(folds), desc="folds", unit="fold"):
        own = replace(stills, splits=_splits(parts, fold, stills, selection))
        kept = out / f"fold_{fold + 1}.json"
        if kept.is_file() and read_json(kept).get("study") != identity:
            msg = f"{out} holds a study of another recipe, seed, start or data. Choose another folder (--out)."
            raise DataError(msg)
        if not kept.is_file():
            folder = out / f"fold_{fold + 1}"
            train = own.split("train")
            trainer = Trainer(config, own, selection, folder, seed=seed * 1009 + fold, start=begun.speaking(train),
                              start_digest=begun.digest)  # fmt: skip
            trainer.run()
            model, _ = checkpoint.load_classifier(folder / checkpoint.ENCODER)
            said = _read(model.to(trainer.device), config, own.images[parts == fold])
            write_json(kept, {"study": identity, "logits": {head: values.tolist() for head, values in said.items()}})
            # Weights that learned from pictures which may be for studies only are not left behind.
            shutil.rmtree(folder)
        for head, values in read_json(kept)["logits"].items():
            logits = answers.setdefault(head, np.zeros((len(labels), len(stills.classes)), np.float32))
            logits[parts == fold] = values
    known = labels >= 0
    figures = {head: summary(softmax(logits[known]), labels[known], stills.classes) for head, logits in answers.items()}
    result = {
        **identity,
        "data": data,
        "start": start.name,
        "pictures": int(known.sum()),
        "heads": {
            head: {key: value for key, value in found.items() if key in _KEPT} for head, found in figures.items()
        },
    }
    write_json(out / FOLDS, result)
    return result


def deal(labels: NDArray[np.int64], classes: tuple[str, ...], folds: int, seed: int) -> NDArray[np.int64]:
    """Return the fold of each picture, (N,) int64, -1 of those without a label (N,): class by class, at random.

    Raises
    ------
    DataError
        If there are fewer than two folds, or a class that occurs has fewer pictures than there are folds.
    """
    if folds < _FEWEST:
        msg = f"{folds} fold leaves nothing to learn from. Give --folds {_FEWEST} or more."
        raise DataError(msg)
    found, rng = np.full(len(labels), -1, np.int64), np.random.default_rng(seed)
    for label in np.unique(labels[labels >= 0]):
        rows = rng.permutation(np.flatnonzero(labels == label))
        if len(rows) < folds:
            msg = f"The class '{classes[label]}' has {len(rows)} pictures: too few for {folds} folds. Give fewer folds."
            raise DataError(msg)
        found[rows] = np.arange(len(rows)) % folds
    return found


def _splits(parts: NDArray[np.int64], fold: int, stills: Stills, selection: str) -> NDArray[np.str_]:
    """Return the splits for one fold: the data set's other pictures are learned from, but a tenth for the choice."""
    splits = stills.splits.astype("U12")
    rest = np.flatnonzero((parts >= 0) & (parts != fold))
    splits[parts == fold] = _HELD
    splits[rest] = "train"
    # Every tenth of them in the order in which they were dealt: of each class.
    splits[rest[np.argsort(parts[rest], kind="stable")][:: round(1 / _CHOSEN)]] = selection
    return splits


def _read(model: Classifier, config: FitConfig, images: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Return the logits (M, K) of pictures (M, 48, 48) by head."""
    device = next(model.parameters()).device
    answers = []
    with torch.inference_mode():
        for batch in torch.split(torch.from_numpy(images).unsqueeze(1), _BATCH):
            answers.append(model(((batch.float() / 255 - config.mean) / config.std).to(device)))
    return {head: torch.cat([a[head] for a in answers]).float().cpu().numpy() for head in answers[0]}
