"""What a network says of itself: the description that travels in the ONNX metadata."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from fer_core.errors import ModelError
from fer_core.outputs import Calibration, DistributionSpec, OutputSpec, PointsSpec, ScalarsSpec

#: Key of the description among the custom metadata of an ONNX file.
METADATA_KEY = "fer_live_spec"
#: Of the description that this code writes; version 1 is read, too.
SPEC_VERSION = 2
#: The seven classes as shipped, always in this order.
CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """What the encoder and the temporal head need to be used rightly.

    Attributes
    ----------
    name
        Of the model, for people.
    outputs
        What the temporal head gives, by name. Of a distribution it gives logits (N, K), of scalars numbers (N, M).
    default
        Name of the output that is spoken unless another one is asked for: a distribution.
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
    """

    name: str
    outputs: Mapping[str, OutputSpec]
    default: str
    input_size: tuple[int, int]
    mean: float
    std: float
    template: tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
    embedding_size: int
    window: int
    rate_hz: float

    @property
    def distributions(self) -> dict[str, DistributionSpec]:
        """The outputs that are distributions, by name."""
        return {name: spec for name, spec in self.outputs.items() if isinstance(spec, DistributionSpec)}

    @property
    def labels(self) -> tuple[str, ...]:
        """The K class names of the default output, in the order of its logits."""
        return self.distributions[self.default].labels

    @property
    def window_s(self) -> float:
        """Seconds from the oldest to the newest embedding of a full window."""
        return (self.window - 1) / self.rate_hz

    def to_json(self) -> str:
        """Return the description as it is stored in the ONNX metadata."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        outputs = [{"name": name, **output_to_json(spec)} for name, spec in self.outputs.items()]
        return json.dumps({"version": SPEC_VERSION, **fields, "outputs": outputs})

    @classmethod
    def from_json(cls, text: str, origin: str) -> Self:
        """Read a description of version 1 or 2.

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
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            msg = f"The model description in {origin} is damaged. Export or install the model again."
            raise ModelError(msg) from error
        if version not in (1, SPEC_VERSION):
            msg = (
                f"{origin} has model description version {version}, and this fer-live reads versions 1 to "
                f"{SPEC_VERSION}. Update fer-live, or export the model again with this version."
            )
            raise ModelError(msg)
        try:
            spec = cls(**_typed(_upgraded(fields) if version == 1 else fields))
            spec._check()
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            msg = f"The model description in {origin} is not usable ({error}). Export the model again."
            raise ModelError(msg) from error
        return spec

    def _check(self) -> None:
        if self.default not in self.distributions:
            msg = f"default output {self.default!r}"
            raise ValueError(msg)
        for name, output in self.outputs.items():
            if isinstance(output, PointsSpec):
                # A head knows no pixels of the frame.
                msg = f"points as output {name!r}"
                raise ValueError(msg)
            _check_output(name, output)
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


def output_to_json(spec: OutputSpec) -> dict[str, Any]:
    """Return the description of an output as plain values, its type first."""
    return {"type": spec.kind, **asdict(spec)}


def output_from_json(fields: Mapping[str, Any]) -> OutputSpec:
    """Read what :func:`output_to_json` wrote.

    Raises
    ------
    ValueError, TypeError, KeyError
        If it is not that.
    """
    kind = fields["type"]
    if kind == DistributionSpec.kind:
        return DistributionSpec(_texts(fields["labels"]), _calibration(fields["still"]), _calibration(fields["film"]))
    if kind == ScalarsSpec.kind:
        return ScalarsSpec(_texts(fields["names"]), _texts(fields["units"]))
    if kind == PointsSpec.kind:
        return PointsSpec(_texts(fields["names"]))
    msg = f"output type {kind!r}"
    raise ValueError(msg)


def _check_output(name: str, output: OutputSpec) -> None:
    names = output.labels if isinstance(output, DistributionSpec) else output.names
    unusable = [text for text in (name, *names) if not text.strip() or not text.isprintable()]
    fewest = 2 if isinstance(output, DistributionSpec) else 1
    if len(names) < fewest or len(set(names)) != len(names) or unusable:
        msg = f"labels {names} of output {name!r}"
        raise ValueError(msg)
    if isinstance(output, ScalarsSpec) and len(output.units) != len(names):
        msg = f"units {output.units} for {names}"
        raise ValueError(msg)
    for calibration in (output.still, output.film) if isinstance(output, DistributionSpec) else ():
        if not 0 < calibration.temperature < math.inf:
            msg = f"temperature {calibration.temperature} of output {name!r}"
            raise ValueError(msg)
        if calibration.threshold is not None and not 0 <= calibration.threshold <= 1:
            msg = f"threshold {calibration.threshold} of output {name!r}"
            raise ValueError(msg)


def _upgraded(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return a description of version 1 as one of version 2.

    It had one set of classes, a temperature by output of which the first was spoken, and a threshold by output or none;
    both were fitted on stills, and used for films as well.
    """
    kept = {key: value for key, value in fields.items() if key not in ("labels", "temperatures", "thresholds")}
    outputs = []
    thresholds = fields.get("thresholds", {})
    if not set(thresholds) <= set(fields["temperatures"]):
        msg = f"thresholds {thresholds}"
        raise ValueError(msg)
    for name, temperature in fields["temperatures"].items():
        calibration = {"temperature": temperature, "threshold": thresholds.get(name)}
        labels = fields["labels"]
        outputs.append(
            {"name": name, "type": "distribution", "labels": labels, "still": calibration, "film": calibration}
        )
    if not outputs:
        msg = "no outputs"
        raise ValueError(msg)
    return {**kept, "outputs": outputs, "default": outputs[0]["name"]}


def _typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    points = [(float(x), float(y)) for x, y in fields["template"]]
    if len(points) != 3:
        msg = f"{len(points)} template points"
        raise ValueError(msg)
    height, width = fields["input_size"]
    outputs = {str(entry["name"]): output_from_json(entry) for entry in fields["outputs"]}
    if len(outputs) != len(fields["outputs"]):
        msg = f"two outputs of one name among {[entry['name'] for entry in fields['outputs']]}"
        raise ValueError(msg)
    return {
        "name": str(fields["name"]),
        "outputs": outputs,
        "default": str(fields["default"]),
        "input_size": (int(height), int(width)),
        "mean": float(fields["mean"]),
        "std": float(fields["std"]),
        "template": tuple(points),
        "embedding_size": int(fields["embedding_size"]),
        "window": int(fields["window"]),
        "rate_hz": float(fields["rate_hz"]),
    }


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(str(value) for value in values)


def _calibration(fields: Mapping[str, Any]) -> Calibration:
    threshold = fields["threshold"]
    return Calibration(float(fields["temperature"]), None if threshold is None else float(threshold))
