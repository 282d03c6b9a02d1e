"""Let evolution choose the patches of a face that a small network sees."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F
from tqdm import tqdm

from fer_core.errors import DataError
from training.config import FitConfig
from training.data.stills import Stills, fingerprint
from training.files import read_json, write_json
from training.fit.targets import heads_of, make_targets
from training.judge.truth import labels_for
from training.networks import checkpoint
from training.networks.classifier import Classifier
from training.networks.patches import SIDE, SIDES, patches_of

#: What a search found, in the folder of a run: one that goes on does not search anew.
EVOLVED = "evolved.json"
#: Share of the processor time of a run that a search may take; generations where a run has no such limit.
SHARE, GENERATIONS = 1 / 3, 6
_POPULATION, _ELITE, _TOURNAMENT = 10, 2, 3
# How likely a patch is to change, and then to be a new one anywhere; pixels that it moves and grows by at most.
_CHANGES, _ANEW, _MOVES, _GROWS = 0.4, 0.15, 5, 3
# Of the short training that says how good patches are: pictures, passes, and those that it is judged on.
_LEARNED, _PASSES, _JUDGED, _BATCH, _RATE = 2048, 2, 1024, 64, 2e-3

_Patch = tuple[int, int, int]
_Patches = tuple[_Patch, ...]


@dataclass(frozen=True, slots=True)
class Evolved:
    """What a search found.

    Attributes
    ----------
    config
        The recipe with the best patches.
    seconds
        Of processor time, of all cores together, that it took.
    accuracy
        Share of pictures of the selection split that a short training reads rightly with these patches.
    tried
        Sets of patches that were tried.
    """

    config: FitConfig
    seconds: float
    accuracy: float
    tried: int


@dataclass(frozen=True, slots=True, eq=False)
class _Data:
    """What patches are tried on: pictures (N, 1, 48, 48), normalised, with targets; and others with labels (M,)."""

    head: str
    x: Tensor
    soft: Tensor
    weight: Tensor
    judged: Tensor
    labels: Tensor


def evolve(
    config: FitConfig,
    stills: Stills,
    selection: str,
    *,
    seed: int = 0,
    budget_s: float = 0.0,
    generations: int = GENERATIONS,
) -> Evolved:
    """Search the patches with which a short training reads most pictures of the selection split rightly.

    After Dufourq and Bassett, arXiv 2009.14194. The first generation is the recipe's own patches and others of as many
    at random; each further one keeps the best two, and the rest are children of two parents, each the best of three
    drawn at random: they inherit each patch from one or the other, and some patches move, grow, shrink or are replaced.

    Parameters
    ----------
    config
        The recipe; its encoder's patches say how many there are.
    stills
        With the splits ``train`` and ``selection``.
    selection
        The split that patches are chosen on, by the first classifier.
    seed
        Of everything random: without a budget, the same one finds the same patches.
    budget_s
        Seconds of processor time, of all cores together, after which no further patches are tried; 0 is no limit.
    generations
        Where there is no budget.

    Raises
    ------
    DataError
        If no picture of the selection split has a label.
    """
    start = time.process_time()
    dice, data = random.Random(seed), _data(config, stills, selection, seed)
    known = dict[_Patches, float]()

    def is_over() -> bool:
        return bool(known) and 0 < budget_s <= time.process_time() - start

    def fitness(patches: _Patches) -> float:
        if patches not in known:
            known[patches] = _accuracy(_with(config, patches), data, seed)
        return known[patches]

    own = _sorted(patches_of(config.encoder.patches))
    population = [own, *(_sorted([_anywhere(dice) for _ in own]) for _ in range(_POPULATION - 1))]
    generation = 0
    bar = tqdm(desc="evolving patches", unit="generation", leave=False)
    while True:
        for patches in population:
            if not is_over():
                fitness(patches)
        generation += 1
        bar.update()
        bar.set_postfix(accuracy=f"{max(known.values()):.3f}")
        if is_over() or (not budget_s and generation >= generations):
            break
        population = _next(population, fitness, dice)
    bar.close()
    best = max(known, key=lambda patches: known[patches])
    return Evolved(_with(config, best), time.process_time() - start, known[best], len(known))


def evolve_once(config: FitConfig, stills: Stills, selection: str, folder: Path, *, seed: int = 0) -> Evolved:
    """Search patches for a run, or return what its search found; the search counts within the budget of the run.

    Parameters
    ----------
    config, stills, selection, seed
        Of the run, as for :func:`evolve`.
    folder
        Of the run.

    Returns
    -------
    What was found; the recipe in it has the rest of the budget.

    Raises
    ------
    DataError
        If the folder holds the search of a run with another recipe, seed or data.
    """
    path = folder / EVOLVED
    data = fingerprint(stills.split("train"), stills.split(selection))
    identity = {"config": config.as_dict(), "seed": seed, "data": data}
    if path.exists():
        told = read_json(path)
        checkpoint.same_run(identity, told, folder)
        patches = _sorted(patches_of(told["patches"]))
        found = Evolved(_with(config, patches), told["seconds"], told["accuracy"], told["tried"])
    else:
        found = evolve(config, stills, selection, seed=seed, budget_s=SHARE * config.budget_s)
        folder.mkdir(parents=True, exist_ok=True)
        told = {"seconds": found.seconds, "accuracy": found.accuracy, "tried": found.tried}
        write_json(path, {**identity, "patches": found.config.encoder.patches, **told})
    if not config.budget_s:
        return found
    # What is tried last may take longer than a tiny budget; nothing left would mean no limit.
    rest = max(config.budget_s - found.seconds, 1.0)
    return replace(found, config=replace(found.config, budget_s=rest))


def _data(config: FitConfig, stills: Stills, selection: str, seed: int) -> _Data:
    head, rng = heads_of(stills, spoken=config.spoken)[0], np.random.default_rng(seed)
    train, judged = stills.split("train"), stills.split(selection)
    targets, truth = make_targets(train, config, torch.device("cpu")), labels_for(head, judged)
    learned = rng.permutation(np.flatnonzero(targets.weight[head].numpy() > 0))[:_LEARNED]
    chosen = rng.permutation(np.flatnonzero(truth >= 0))[:_JUDGED]
    if not len(chosen) or not len(learned):
        msg = f"No picture of the split 'train' or '{selection}' has a label '{head}' to choose patches by."
        raise DataError(msg)
    pictures = [torch.from_numpy(p).unsqueeze(1) for p in (train.images[learned], judged.images[chosen])]
    x, others = ((p.float() / 255 - config.mean) / config.std for p in pictures)
    rows = torch.from_numpy(learned)
    labels = torch.from_numpy(truth[chosen])
    return _Data(head, x, targets.soft[head][rows], targets.weight[head][rows], others, labels)


def _accuracy(config: FitConfig, data: _Data, seed: int) -> float:
    """Return the accuracy after a short training, which begins alike and draws alike for all patches."""
    with torch.random.fork_rng(devices=()):
        torch.manual_seed(seed)
        model = Classifier(config.encoder, (data.head,), data.soft.shape[1]).train()
        optimizer = torch.optim.AdamW(model.parameters(), lr=_RATE)
        for _ in range(_PASSES):
            for rows in torch.split(torch.randperm(len(data.x)), _BATCH):
                if len(rows) > 1:
                    logits = model(data.x[rows])[data.head]
                    loss = F.cross_entropy(logits, data.soft[rows], reduction="none") * data.weight[rows]
                    optimizer.zero_grad(set_to_none=True)
                    loss.mean().backward()  # type: ignore[no-untyped-call]
                    optimizer.step()
        with torch.inference_mode():
            found = model.eval()(data.judged)[data.head].argmax(1)
    return float((found == data.labels).float().mean())


def _next(population: Sequence[_Patches], fitness: Callable[[_Patches], float], dice: random.Random) -> list[_Patches]:
    """Return the next generation: the best ones, and children of good ones."""
    ranked = sorted(dict.fromkeys(population), key=fitness, reverse=True)
    found = list(ranked[:_ELITE])
    while len(found) < _POPULATION:
        mother, father = (max(dice.choices(ranked, k=_TOURNAMENT), key=fitness) for _ in range(2))
        child = [dice.choice(pair) for pair in zip(mother, father, strict=True)]
        found.append(_sorted([_changed(patch, dice) if dice.random() < _CHANGES else patch for patch in child]))
    return found


def _anywhere(dice: random.Random) -> _Patch:
    side = dice.randint(*SIDES)
    return dice.randint(0, SIDE - side), dice.randint(0, SIDE - side), side


def _changed(patch: _Patch, dice: random.Random) -> _Patch:
    """Return a patch that has moved and grown or shrunk a little; now and then a new one."""
    if dice.random() < _ANEW:
        return _anywhere(dice)
    side = min(max(patch[2] + dice.randint(-_GROWS, _GROWS), SIDES[0]), SIDES[1])
    top, left = (min(max(place + dice.randint(-_MOVES, _MOVES), 0), SIDE - side) for place in patch[:2])
    return top, left, side


def _sorted(patches: Sequence[_Patch]) -> _Patches:
    """Return patches from top to bottom: those that two parents have in one place then are alternatives."""
    return tuple(sorted(patches))


def _with(config: FitConfig, patches: _Patches) -> FitConfig:
    flat = tuple(value for patch in patches for value in patch)
    return replace(config, encoder=replace(config.encoder, patches=flat))
