"""Fit a system, whatever it is fitted by."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from training.config import FitConfig
from training.data.stills import Stills
from training.fit.stills import Trainer
from training.fit.temporal import fit_temporal
from training.networks import checkpoint


def fit_system(
    config: FitConfig,
    stills: Stills,
    selection: str,
    folder: Path,
    *,
    seed: int = 0,
    origins: Mapping[str, Any] | None = None,
) -> None:
    """Fit a network that begins with nothing, then the LSTM over a window; an unfinished run in the folder goes on.

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
    seed
        Of everything random.
    origins
        For the history.

    Raises
    ------
    DataError
        If the folder holds another run, or the recipe's time is too short.
    """
    trainer = Trainer(config, stills, selection, folder, seed=seed, origins=origins)
    trainer.run()
    classifier, _ = checkpoint.load_classifier(folder / checkpoint.ENCODER)
    fit_temporal(config, classifier.to(trainer.device), stills, selection, folder, seed=seed)
