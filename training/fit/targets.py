"""What the classifiers should say of still pictures, from labels and votes."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from training.config import FitConfig
from training.data.stills import Stills
from training.files import SPOKEN


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What the classifiers should say of N pictures, on the training device.

    Attributes
    ----------
    soft
        Probabilities (N, K) by head.
    weight
        (N,) by head: how much the picture counts; 0 where it has no such label.
    balance
        (K,) how much a class counts for the spoken classifier.
    """

    soft: dict[str, Tensor]
    weight: dict[str, Tensor]
    balance: Tensor


def heads_of(stills: Stills, *, spoken: bool) -> tuple[str, ...]:
    """Return the names of the classifiers that the data can train; the app speaks with the first one."""
    own = (stills.name, *stills.others)
    if stills.votes is None:
        return own
    return (SPOKEN, "ferplus", *own) if spoken else ("ferplus", *own)


def make_targets(stills: Stills, config: FitConfig, device: torch.device) -> Targets:
    """Turn labels and votes into soft targets and weights."""
    classes = len(stills.classes)
    soft, weight = dict[str, Tensor](), dict[str, Tensor]()
    for name, values in ((stills.name, stills.labels), *stills.others.items()):
        soft[name], weight[name] = _labelled(torch.from_numpy(values), classes, config)
    balance = torch.ones(classes)
    if stills.votes is not None:
        votes = torch.from_numpy(stills.votes).float()
        ours = votes[:, :classes].sum(1)
        # A picture that most annotators called something outside the seven says little about them.
        soft["ferplus"] = votes[:, :classes] / ours.clamp_min(1).unsqueeze(1)
        weight["ferplus"] = ours / votes.sum(1).clamp_min(1)
        known = torch.from_numpy(stills.labels >= 0).float()
        soft[SPOKEN], weight[SPOKEN], balance = _spoken(soft["ferplus"], soft[stills.name], known, weight["ferplus"])
    heads = heads_of(stills, spoken=config.spoken)
    chosen = [{name: values[name].to(device) for name in heads} for values in (soft, weight)]
    return Targets(chosen[0], chosen[1], balance.to(device))


def _labelled(labels: Tensor, classes: int, config: FitConfig) -> tuple[Tensor, Tensor]:
    """Return the targets (N, K) and weights (N,) of a classifier that learns one label a picture, -1 for none."""
    hard = F.one_hot(labels.clamp_min(0), classes).float()
    hard = hard * (1 - config.label_smoothing) + config.label_smoothing / classes
    counts = torch.bincount(labels[labels >= 0], minlength=classes).float()
    by_class = (counts.mean() / counts.clamp_min(1)) ** config.class_weights
    return hard, (labels >= 0).float() * by_class[labels.clamp_min(0)]


def spoken_of(votes: Tensor, labels: Tensor, balance: Tensor) -> Tensor:
    """Return what the spoken classifier should say, (N, K), where others say this: the mean of both, balanced."""
    both = (votes + labels) * balance
    return both / both.sum(1, keepdim=True)


def _spoken(votes: Tensor, labels: Tensor, labelled: Tensor, voted: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return the targets (N, K) and weights (N,) of the spoken classifier, and the balance (K,) between classes.

    Votes and label count one half each, the votes of a picture less where many of them are for something outside the
    classes. A class counts by the root of its inverse share: neutral faces are a third of FER+'s.
    """
    share = torch.stack([voted, labelled], 1)
    total = share.sum(1)
    both = votes * voted.unsqueeze(1) + labels * labelled.unsqueeze(1)
    mixed, of_class = both / total.clamp_min(1e-6).unsqueeze(1), both.sum(0)
    balance = (of_class.sum() / of_class.clamp_min(1) / of_class.numel()).sqrt()
    return mixed, total / 2 * (mixed * balance).sum(1), balance
