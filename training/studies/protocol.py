"""What all systems of the comparison have in common, and what is taken away from one of them."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from fer_core.errors import DataError
from training.config import AugmentConfig, FitConfig
from training.systems import BEST, ENSEMBLE, SYSTEMS, WITHOUT, system

#: Cores that a budget in minutes is of.
CORES = 2
#: Share of the budget that a CNN has where an LSTM comes after it.
_BEFORE_LSTM = 0.85
#: The system that parts are taken away from.
WHOLE = "cnn_lstm_attention"
#: Members of the ensemble, unless others are named.
MEMBERS = ("cnn_lstm_attention", "resnet50", "vgg")
#: Systems that are also cross-validated on CK+.
ON_CKPLUS = ("cnn", "resnet50", "cnn_lstm", "cnn_lstm_attention")


@dataclass(frozen=True, slots=True)
class Protocol:
    """The rules of a comparison: two with other rules cannot be mixed.

    Attributes
    ----------
    budget_min, ablation_min
        Minutes of ``CORES`` cores for a system, and for one that lacks a part; 0 is no limit.
    epochs
        Of every CNN; with a budget, as many as it allows.
    films
        Of an LSTM.
    seed
        Of everything random.
    rate
        How the learning rate is found, see :mod:`training.fit.range_test`.
    """

    budget_min: float = 30.0
    ablation_min: float = 15.0
    epochs: int = 1000
    films: int = 600
    seed: int = 0
    rate: str = "trials"

    def as_dict(self) -> dict[str, Any]:
        """Return the rules as plain values, for JSON."""
        return asdict(self)

    def recipe(self, name: str) -> FitConfig:
        """Return how a system is trained, or one that lacks a part; a :class:`DataError` if there is none such."""
        without = name.removeprefix(WITHOUT) if name.startswith(WITHOUT) else None
        recipe = system(WHOLE if without else name).recipe()
        minutes = self.budget_min
        if without:
            recipe, minutes = _part(without)(recipe), self.ablation_min
        before = _BEFORE_LSTM if recipe.temporal.hidden else 1.0
        temporal = replace(recipe.temporal, sequences=self.films)
        return replace(
            recipe, lr=0.0, epochs=self.epochs, budget_s=minutes * 60 * CORES * before, temporal=temporal, patience=0
        )


def _plain_pictures(recipe: FitConfig) -> FitConfig:
    none = AugmentConfig(rotation_deg=0.0, zoom=0.0, shift=0.0, flip=False, light=0.0, erase=0.0, corrupt=0.0)
    return replace(recipe, augment=none)


def _overfitting(recipe: FitConfig) -> FitConfig:
    return replace(recipe, encoder=replace(recipe.encoder, dropout=0.0), keep_last=True)


def _no_lstm(recipe: FitConfig) -> FitConfig:
    return replace(recipe, temporal=replace(recipe.temporal, hidden=0, attention=False))


def _no_attention(recipe: FitConfig) -> FitConfig:
    encoder, temporal = replace(recipe.encoder, cbam=False), replace(recipe.temporal, attention=False)
    return replace(recipe, encoder=encoder, temporal=temporal)


#: What each ablation takes away from ``WHOLE``; "nothing" is what the others are compared with, at the same budget.
PARTS: Mapping[str, Callable[[FitConfig], FitConfig]] = {
    "nothing": lambda recipe: recipe,
    "class_weights": lambda recipe: replace(recipe, class_weights=0.0),
    "augmentation": _plain_pictures,
    "early_stopping_and_dropout": _overfitting,
    "lstm": _no_lstm,
    "attention": _no_attention,
}
#: Names of the runs that lack a part.
ABLATIONS = tuple(f"{WITHOUT}{part}" for part in PARTS)
#: Everything that a comparison can hold, in its order.
ROWS = (*SYSTEMS, *ABLATIONS, ENSEMBLE, BEST)


def _part(name: str) -> Callable[[FitConfig], FitConfig]:
    if name not in PARTS:
        msg = f"There is no part '{name}' to take away. Choose one of: {', '.join(PARTS)}."
        raise DataError(msg)
    return PARTS[name]


def check_rows(names: tuple[str, ...]) -> None:
    """Raise a :class:`DataError` that lists the rows unless all names are of one."""
    if wrong := [name for name in names if name not in ROWS]:
        msg = f"There is no system '{wrong[0]}'. Choose of: {', '.join(ROWS)}."
        raise DataError(msg)
