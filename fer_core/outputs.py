"""What an estimator says of a face, by type: a distribution over classes, numbers with units, or points."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Calibration:
    """What makes logits honest, fitted on data that nobody trained on.

    Attributes
    ----------
    temperature
        The logits are divided by it, above 0: Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
    threshold
        A class is in the label set from this probability on, in [0, 1], see
        :func:`fer_core.label_set.not_ruled_out`; None if there are no label sets.
    """

    temperature: float = 1.0
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class DistributionSpec:
    """An output that is a distribution over named classes.

    Attributes
    ----------
    labels
        The K class names, in the order of the logits.
    still
        Calibration for a picture by itself.
    film
        Calibration for films and live pictures, with the average over time in the chain.
    """

    kind: ClassVar[str] = "distribution"
    labels: tuple[str, ...]
    still: Calibration = Calibration()
    film: Calibration = Calibration()

    def calibration(self, *, still: bool) -> Calibration:
        """Return the calibration for stills or for films."""
        return self.still if still else self.film


@dataclass(frozen=True, slots=True)
class ScalarsSpec:
    """An output of N numbers.

    Attributes
    ----------
    names
        One for each number.
    units
        One for each number: "deg", or "1" for an intensity from 0 to 1.
    """

    kind: ClassVar[str] = "scalars"
    names: tuple[str, ...]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PointsSpec:
    """An output of P points in pixels of the frame.

    Attributes
    ----------
    names
        One for each point.
    """

    kind: ClassVar[str] = "points"
    names: tuple[str, ...]


OutputSpec = DistributionSpec | ScalarsSpec | PointsSpec


@dataclass(frozen=True, slots=True, eq=False)
class Distribution:
    """Raw logits (K,) float32 of one face in one frame: not calibrated, not averaged."""

    logits: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Scalars:
    """Numbers (N,) float32 of one face in one frame, in the units of their :class:`ScalarsSpec`."""

    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Points (P, 2) float32, (x, y) in pixels of the frame; (0, 0) is the corner of its first pixel."""

    points_px: NDArray[np.float32]


Output = Distribution | Scalars | Points


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One picture of a face that a reading rests on.

    Attributes
    ----------
    t
        Seconds, of its frame.
    embedding
        (D,) float32, what the encoder made of it.
    crop
        (h, w) uint8 grey, read-only: what the encoder was fed, before it was normalised; None where it is not kept.
    """

    t: float
    embedding: NDArray[np.float32]
    crop: NDArray[np.uint8] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What one estimator says of one face in one frame.

    Attributes
    ----------
    outputs
        By name, as the estimator describes them.
    ready
        False while the estimator has seen too little of this face to be as good as it can.
    window
        What it rests on, oldest first, the picture that was read last; empty of an estimator that keeps nothing.
    t
        When it was read, in seconds, of the frame; None if that is the frame of now.
    """

    outputs: Mapping[str, Output]
    ready: bool = True
    window: tuple[Moment, ...] = ()
    t: float | None = None


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return probabilities along the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True), np.float32)
