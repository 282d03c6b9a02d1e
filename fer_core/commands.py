"""What a running pipeline can be told; it obeys between two frames, so nothing is shared between threads."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class ForgetFace:
    """Drop a face and all that is kept of it: if it is still there, it comes back as a new one."""

    face_id: int


@dataclass(frozen=True, slots=True)
class StartAfresh:
    """Start the average and the label of a face afresh, or those of all faces (None)."""

    face_id: int | None = None


@dataclass(frozen=True, slots=True)
class SpeakWith:
    """Speak with another output: ``ESTIMATOR.OUTPUT``, or its last part where that is enough."""

    output: str


@dataclass(frozen=True, slots=True)
class Smooth:
    """Average over time and hold labels, or let each frame speak for itself."""

    on: bool


@dataclass(frozen=True, slots=True, eq=False)
class SetBaseline:
    """Take a baseline off the logits of a face, (K,) float32; None takes nothing off."""

    face_id: int
    output: str
    baseline: NDArray[np.float32] | None


@dataclass(frozen=True, slots=True)
class UseBaselines:
    """Take off the baselines that were set, or leave all logits as they are."""

    on: bool


@dataclass(frozen=True, slots=True)
class LookEverywhere:
    """Look for faces in the whole of every picture, or as often as usual; where faces are hidden none may be missed."""

    on: bool


#: Everything that can be told.
Command = ForgetFace | StartAfresh | SpeakWith | Smooth | SetBaseline | UseBaselines | LookEverywhere
#: Takes a command.
Send = Callable[[Command], None]
