"""Fit a network, whatever it is fitted by, and the LSTM over a window."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from fer_core.errors import DataError
from training.config import FitConfig
from training.data.stills import Stills
from training.fit.evolve import evolve_once
from training.fit.handcrafted import fit_svm
from training.fit.stills import Trainer
from training.fit.temporal import fit_temporal
from training.networks import checkpoint
from training.networks.classifier import Classifier
from training.networks.handcrafted import HANDCRAFTED


def fit_system(
    config: FitConfig,
    stills: Stills,
    selection: str,
    folder: Path,
    *,
    seed: int = 0,
    origins: Mapping[str, Any] | None = None,
    teachers: Sequence[Classifier] = (),
    start: Classifier | None = None,
    start_digest: str | None = None,
) -> None:
    """Fit by gradients, as an SVM, or by gradients after a search; then the LSTM. An unfinished run goes on.

    Parameters
    ----------
    config
        The recipe.
    stills
        With the splits ``train`` and ``selection``.
    selection
        The split that the best epoch is chosen on.
    folder
        For checkpoints and history.
    seed, origins, teachers, start, start_digest
        See :class:`training.fit.stills.Trainer`.

    Raises
    ------
    DataError
        If the folder holds another run, the recipe's time is too short, or an SVM is to be taught.
    """
    told = dict(origins or {})
    if config.encoder.kind == "patches":
        found = evolve_once(config, stills, selection, folder, seed=seed)
        config, told["evolved"] = found.config, {"seconds": found.seconds, "tried": found.tried}
    if config.encoder.kind not in HANDCRAFTED:
        given = {"teachers": teachers, "start": start, "start_digest": start_digest}
        Trainer(config, stills, selection, folder, seed=seed, origins=told, **given).run()  # type: ignore[arg-type]
    elif teachers:
        msg = "An SVM learns from labels and votes alone. Leave out --teacher."
        raise DataError(msg)
    else:
        fit_svm(config, stills, selection, folder, seed=seed, origins=told)
    fit_head(config, stills, selection, folder, seed=seed)


def fit_head(config: FitConfig, stills: Stills, selection: str, folder: Path, *, seed: int = 0) -> None:
    """Fit the LSTM over what the encoder of a run says; see :func:`training.fit.temporal.fit_temporal`."""
    classifier, _ = checkpoint.load_classifier(folder / checkpoint.ENCODER)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    fit_temporal(config, classifier.to(device), stills, selection, folder, seed=seed)
