"""Does it read some people's everyday faces worse than others'? Counted by age, sex and race."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.recognition import OnnxRecogniser
from fer_core.spec import ModelSpec
from training.data.encoded import RACES, SEXES, EncodedPeople
from training.data.framing import find_crops
from training.judge.reading import still_logits
from training.report.intervals import wilson

#: What an everyday face should seldom be called.
NEGATIVE = ("angry", "disgust", "fear", "sad")
#: The first year of each span of ages.
AGES = (0, 3, 10, 20, 35, 50, 65)
# Groups of which two differ only by chance in one of twenty cases are told of when their intervals lie apart.
_FEWEST = 50


@dataclass(frozen=True, slots=True, eq=False)
class Everyday:
    """Everyday faces, of which few should be read as negative.

    Attributes
    ----------
    crops
        (N, h, w) uint8 grey.
    groups
        (N,) bool by span of ages, sex, race, and "all".
    """

    crops: NDArray[np.uint8]
    groups: Mapping[str, NDArray[np.bool_]]

    def negative(self, answers: NDArray[np.int64], labels: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Return how many faces of each group are read as negative, and of how many, given their classes (N,)."""
        bad = np.isin(answers, [labels.index(name) for name in NEGATIVE if name in labels])
        return {name: (int(bad[mask].sum()), int(mask.sum())) for name, mask in self.groups.items()}


def find_everyday(spec: ModelSpec, people: EncodedPeople, name: str, notes: list[str]) -> Everyday:
    """Find and frame everyday faces; see :func:`training.data.framing.find_crops` for errors."""
    found = find_crops(spec, people, name, notes)
    groups = {group: mask[found.rows] for masks in _groups(people).values() for group, mask in masks.items()}
    everyone = np.ones(len(found.rows), bool)
    return Everyday(found.images, {"all": everyone, **{g: m for g, m in groups.items() if m.sum() >= _FEWEST}})


def limits_of(negative: Mapping[str, tuple[int, int]]) -> dict[str, float]:
    """Return the share of each group up to which as many faces may be read as negative, by chance: Wilson, JASA 1927.

    Parameters
    ----------
    negative
        Of the answers that are taken as they are, see :meth:`Everyday.negative`.
    """
    counts = np.array(list(negative.values()), float)
    return dict(zip(negative, wilson(counts[:, 0] / counts[:, 1], counts[:, 1])[1].tolist(), strict=True))


def judge_fairness(recogniser: OnnxRecogniser, people: EncodedPeople, name: str, notes: list[str]) -> dict[str, Any]:
    """Count, by group of people, faces that are not found, and faces that are read as negative.

    Nobody wrote down what these faces express. They are everyday pictures, in which few people of any group are angry,
    disgusted, afraid or sad; what one group is called so more often than another may be the model's doing, or that of
    whoever chose the pictures.

    Parameters
    ----------
    recogniser
        The model; its default output is read, of still pictures, on the app's own path.
    people, name
        The pictures, and what they are called.
    notes
        Gets a sentence about pictures that cannot be read.

    Returns
    -------
    ``model``, ``output``, ``data``, ``pictures``; ``all`` and, by kind and name of group, ``groups``: figures of
    :func:`_figures`; ``summary``, sentences about the groups that fare worst.

    Raises
    ------
    DataError
        If no face is found in any picture, or the model has none of ``NEGATIVE``.
    """
    spec = recogniser.spec
    found = find_crops(spec, people, name, notes)
    answers = np.full(len(people), -1, np.int64)
    answers[found.rows] = still_logits(recogniser, found.images)[spec.default].argmax(axis=1)
    known = np.zeros(len(people), bool)
    known[found.readable] = True
    groups = {
        kind: {group: _figures(answers[mask & known], spec.labels) for group, mask in masks.items()}
        for kind, masks in _groups(people).items()
    }
    groups = {kind: {g: x for g, x in found.items() if x["pictures"]} for kind, found in groups.items()}
    return {
        "model": spec.name,
        "output": spec.default,
        "data": name,
        "pictures": len(found.readable),
        "all": _figures(answers[known], spec.labels),
        "groups": groups,
        "summary": _summary(groups),
    }


def _groups(people: EncodedPeople) -> dict[str, dict[str, NDArray[np.bool_]]]:
    """Return which pictures show whom, by kind and name of group."""
    ends = (*(age - 1 for age in AGES[1:]), None)
    ages = {
        f"{first} and older" if last is None else f"{first}-{last}": (people.age >= first)
        & (people.age <= (last or people.age.max()))
        for first, last in zip(AGES, ends, strict=True)
    }
    sexes = {name: people.sex == number for number, name in enumerate(SEXES)}
    races = {name: people.race == number for number, name in enumerate(RACES)}
    return {"age": ages, "sex": sexes, "race": races}


def _figures(answers: NDArray[np.int64], labels: tuple[str, ...]) -> dict[str, Any]:
    """Return the figures of some people, given what each was called (N,), -1 where no face was found.

    ``pictures``, their number; ``not_found`` and ``negative``, each with ``share`` and ``low`` and ``high``, its 95 %
    interval (Wilson, JASA 1927): of all pictures, and of those with a face; ``called``, the share of the latter that is
    called what.
    """
    found = answers[answers >= 0]
    bad = np.isin(found, [labels.index(name) for name in NEGATIVE if name in labels])
    return {
        "pictures": len(answers),
        "not_found": _share(int((answers < 0).sum()), len(answers)),
        "negative": _share(int(bad.sum()), len(found)),
        "called": {name: float((found == k).mean()) for k, name in enumerate(labels)} if len(found) else {},
    }


def _share(count: int, total: int) -> dict[str, float] | None:
    if not total:
        return None
    low, high = wilson(np.array([count / total]), np.array([float(total)]))[:, 0]
    return {"share": count / total, "low": float(low), "high": float(high)}


def _summary(groups: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a sentence by kind of group and figure where the worst and the best lie apart."""
    sentences = []
    for figure, told in (("not_found", "not found"), ("negative", f"read as {', '.join(NEGATIVE[:-1])} or sad")):
        for kind, found in groups.items():
            sure = {g: x[figure] for g, x in found.items() if x["pictures"] >= _FEWEST and x[figure]}
            if len(sure) < 2:
                continue
            # A small group may have the smallest share, and still be no surer case than a larger one.
            apart = [(w, b) for w in sure for b in sure if sure[w]["low"] > sure[b]["high"]]
            if apart:
                worst, best = max(apart, key=lambda pair: (sure[pair[0]]["share"], -sure[pair[1]]["share"]))
                sentences.append(
                    f"By {kind}, faces are more often {told} in the group {worst} ({_told(sure[worst])}) than in the "
                    f"group {best} ({_told(sure[best])})."
                )
            else:
                sentences.append(f"By {kind}, no group's faces are {told} surely more often than another's.")
    return sentences


def _told(share: Mapping[str, float]) -> str:
    return f"{100 * share['share']:.1f} %, interval {100 * share['low']:.1f} to {100 * share['high']:.1f}"
