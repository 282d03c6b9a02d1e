"""What a network says of itself: the description that travels in the ONNX metadata."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from fer_core.errors import ModelError

#: Key of the description among the custom metadata of an ONNX file.
METADATA_KEY = "fer_live_spec"
#: The only version of the description that this code reads.
SPEC_VERSION = 1
#: The seven classes as shipped, always in this order.
CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What the encoder and the temporal head need to be used rightly.

    Attributes
    ----------
    version
        Of this description; a version other than ``SPEC_VERSION`` is refused.
    name
        Of the model, for people.
    labels
        The K class names, in the order of the outputs.
    input_size
        (H, W) of a crop in pixels.
    mean, std
        A crop is fed as ``(grey / 255 - mean) / std``.
    template
        Where the right eye, the left eye and the mouth centre stand in a crop: three (x, y) in pixels,
        counted from the corner of the first one.
    embedding_size
        D, the length of an embedding.
    window
        T, the most embeddings that the temporal head reads.
    rate_hz
        Embeddings per second in a window.
    temperatures
        Output name of the temporal head to the temperature its logits are divided by; the first one is the one that the
        app speaks with.
    thresholds
        Output name to the probability, in [0, 1], from which on a class is in the label set, see
        :func:`fer_core.label_set.not_ruled_out`; without an output that has no label sets.
    """

    name: str
    labels: tuple[str, ...]
    input_size: tuple[int, int]
    mean: float
    std: float
    template: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    embedding_size: int
    window: int
    rate_hz: float
    temperatures: Mapping[str, float]
    thresholds: Mapping[str, float] = field(default_factory=dict)
    version: int = SPEC_VERSION

    @property
    def speaks(self) -> str:
        """Name of the output that the app uses."""
        return next(iter(self.temperatures))

    @property
    def window_s(self) -> float:
        """Seconds from the oldest to the newest embedding of a full window."""
        return (self.window - 1) / self.rate_hz

    def to_json(self) -> str:
        """Return the description as it is stored in the ONNX metadata."""
        # The order of the fields stays: the first temperature names the output that the app speaks with.
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str, origin: str) -> Self:
        """Read a description.

        Parameters
        ----------
        text
            What ``to_json`` wrote.
        origin
            The file it was found in, for the message.

        Raises
        ------
        ModelError
            If it is not a description, is of an unknown version, or contradicts itself.
        """
        try:
            fields = json.loads(text)
            version = fields["version"]
        except (ValueError, TypeError, KeyError) as error:
            msg = f"The model description in {origin} is damaged. Export or install the model again."
            raise ModelError(msg) from error
        if version != SPEC_VERSION:
            msg = (
                f"{origin} has model description version {version}, and this fer-live reads version {SPEC_VERSION}. "
                "Update fer-live, or export the model again with this version."
            )
            raise ModelError(msg)
        try:
            spec = cls(**_typed(fields))
            spec._check()
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            msg = f"The model description in {origin} is not usable ({error}). Export the model again."
            raise ModelError(msg) from error
        return spec

    def _check(self) -> None:
        unusable = [label for label in self.labels if not label.strip() or not label.isprintable()]
        if len(self.labels) < 2 or len(set(self.labels)) != len(self.labels) or unusable:
            msg = f"labels {self.labels}"
            raise ValueError(msg)
        if min(*self.input_size, self.embedding_size, self.window) < 1:
            msg = f"input size {self.input_size}, embedding size {self.embedding_size}, window {self.window}"
            raise ValueError(msg)
        if not math.isfinite(self.mean) or not 0 < self.std < math.inf or not 0 < self.rate_hz < math.inf:
            msg = f"mean {self.mean}, std {self.std}, rate {self.rate_hz} Hz"
            raise ValueError(msg)
        # Faces cannot be brought onto points that all fall together.
        if not all(math.isfinite(x) for point in self.template for x in point) or len(set(self.template)) == 1:
            msg = f"template {self.template}"
            raise ValueError(msg)
        if not self.temperatures or not all(0 < t < math.inf for t in self.temperatures.values()):
            msg = f"temperatures {self.temperatures}"
            raise ValueError(msg)
        if not set(self.thresholds) <= set(self.temperatures) or not all(0 <= p <= 1 for p in self.thresholds.values()):
            msg = f"thresholds {self.thresholds}"
            raise ValueError(msg)


def _typed(fields: dict[str, Any]) -> dict[str, Any]:
    points = [(float(x), float(y)) for x, y in fields["template"]]
    if len(points) != 3:
        msg = f"{len(points)} template points"
        raise ValueError(msg)
    height, width = fields["input_size"]
    return {
        "version": int(fields["version"]),
        "name": str(fields["name"]),
        "labels": tuple(str(label) for label in fields["labels"]),
        "input_size": (int(height), int(width)),
        "mean": float(fields["mean"]),
        "std": float(fields["std"]),
        "template": tuple(points),
        "embedding_size": int(fields["embedding_size"]),
        "window": int(fields["window"]),
        "rate_hz": float(fields["rate_hz"]),
        "temperatures": {str(k): float(v) for k, v in fields["temperatures"].items()},
        # Descriptions that were written before there were label sets have none.
        "thresholds": {str(k): float(v) for k, v in fields.get("thresholds", {}).items()},
    }
