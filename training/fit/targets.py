"""What the classifiers should say of still pictures, from labels and votes."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from training.config import FitConfig
from training.data.stills import Stills


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What the classifiers should say of N pictures, on the training device.

    Attributes
    ----------
    soft
        Probabilities (N, K) by head.
    weight
        (N,) by head: how much the picture counts; 0 where it has no such label.
    """

    soft: dict[str, Tensor]
    weight: dict[str, Tensor]


def heads_of(stills: Stills) -> tuple[str, ...]:
    """Return the names of the classifiers that the data can train; the app speaks with the first one."""
    return ("fer2013",) if stills.votes is None else ("ferplus", "fer2013")


def make_targets(stills: Stills, config: FitConfig, device: torch.device) -> Targets:
    """Turn labels and votes into soft targets and weights."""
    classes = len(stills.classes)
    labels = torch.from_numpy(stills.labels)
    hard = F.one_hot(labels.clamp_min(0), classes).float()
    hard = hard * (1 - config.label_smoothing) + config.label_smoothing / classes
    known = (labels >= 0).float()
    counts = torch.bincount(labels[labels >= 0], minlength=classes).float()
    by_class = (counts.mean() / counts.clamp_min(1)) ** config.class_weights
    soft = {"fer2013": hard}
    weight = {"fer2013": known * by_class[labels.clamp_min(0)]}
    if stills.votes is not None:
        votes = torch.from_numpy(stills.votes).float()
        ours = votes[:, :classes].sum(1)
        # A picture that most annotators called something outside the seven says little about them.
        soft["ferplus"] = votes[:, :classes] / ours.clamp_min(1).unsqueeze(1)
        weight["ferplus"] = ours / votes.sum(1).clamp_min(1)
    return Targets(*({name: values[name].to(device) for name in heads_of(stills)} for values in (soft, weight)))
