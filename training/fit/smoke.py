"""The shortest run of a recipe that goes through everything: to see that it trains and can be exported."""

from dataclasses import replace

import numpy as np

from training.config import FitConfig
from training.data.stills import Stills

#: The pictures of such a run, in its folder: what it is exported with.
PICTURES = "smoke.npz"
# Pictures of a class by each convention, to learn from and to choose by.
_LEARNED, _JUDGED = 6, 2
_EPOCHS, _BATCH, _FILMS = 2, 16, 4


def few(stills: Stills, selection: str) -> Stills:
    """Return a few training pictures of each class, and of the split that epochs are chosen on."""
    chosen = np.zeros(len(stills.labels), bool)
    for split, most in (("train", _LEARNED), (selection, _JUDGED)):
        for labels in (stills.labels, *stills.others.values()):
            for number in range(len(stills.classes)):
                chosen[np.flatnonzero((stills.splits == split) & (labels == number))[:most]] = True
    return stills.subset(chosen)


def hurried(config: FitConfig) -> FitConfig:
    """Return a recipe with so few steps and films that a run takes seconds; its network is the same."""
    temporal = replace(config.temporal, sequences=_FILMS, epochs=1)
    return replace(config, epochs=_EPOCHS, batch=_BATCH, small_epochs=0, views=0, budget_s=0.0, temporal=temporal)
