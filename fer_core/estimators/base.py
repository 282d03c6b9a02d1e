"""What every estimator offers to the pipeline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fer_core.errors import ModelError
from fer_core.outputs import DistributionSpec, OutputSpec, Reading
from fer_core.types import Frame, Track

#: Among the settings of a pipeline: faces are read in turns, not all of them in every frame.
IN_TURNS = "in_turns"


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What an estimator says of the faces of one frame.

    Attributes
    ----------
    by_face
        By ``Track.key``; a face that cannot be read is missing.
    timings_ms
        Milliseconds by stage of the estimator's work.
    """

    by_face: Mapping[int, Reading]
    timings_ms: Mapping[str, float] = field(default_factory=dict)


class Estimator(Protocol):
    """Says raw things of each face of each frame, and nothing else: nothing calibrated, averaged or held.

    It belongs to the thread that calls it.
    """

    @property
    def name(self) -> str:
        """For people, and in front of the names of its outputs; without a dot."""

    @property
    def outputs(self) -> Mapping[str, OutputSpec]:
        """What it says, by name."""

    @property
    def default(self) -> str | None:
        """Name of the distribution that it speaks with, None if it has none."""

    @property
    def sha256(self) -> Mapping[str, str]:
        """Checksums of the files that it is made of, hexadecimal, by name."""

    def estimate(self, frame: Frame, faces: Sequence[Track]) -> Readings:
        """Read the faces that were seen in a frame; each reading holds all ``outputs``."""

    def forget(self, key: int) -> None:
        """Drop what is kept of a face: it has gone, or is to be read as if it were new."""


@dataclass(frozen=True, slots=True)
class EstimatorDescription:
    """What is written down of an estimator: its name, its outputs, and the checksums of its files by name."""

    name: str
    outputs: Mapping[str, OutputSpec]
    sha256: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PipelineDescription:
    """What is written down of a pipeline.

    Attributes
    ----------
    estimators
        All of them; the first one is the one that people mean by "the model".
    spoken
        The output that is spoken, as ``ESTIMATOR.OUTPUT``.
    settings
        Of the detector, the tracker and the chain, as plain values.
    """

    estimators: tuple[EstimatorDescription, ...]
    spoken: str
    settings: Mapping[str, str | float | bool]

    @property
    def model_name(self) -> str:
        """Name of the first estimator, for people."""
        return self.estimators[0].name

    @property
    def beside(self) -> str:
        """What another model says, to be compared with what is spoken, as ``ESTIMATOR.OUTPUT``; empty for nothing."""
        return str(self.settings.get("beside", ""))

    @property
    def outputs(self) -> dict[str, OutputSpec]:
        """All outputs, as ``ESTIMATOR.OUTPUT``."""
        return {f"{part.name}.{name}": spec for part in self.estimators for name, spec in part.outputs.items()}

    @property
    def labels(self) -> tuple[str, ...]:
        """The K class names of the output that is spoken."""
        spec = self.outputs[self.spoken]
        return spec.labels if isinstance(spec, DistributionSpec) else ()

    def resolve(self, output: str) -> str:
        """Return the full name of an output that is named in full, or by its last part where that is enough.

        Raises
        ------
        ModelError
            If there is none of that name, or several.
        """
        if output in self.outputs:
            return output
        found = [name for name in self.outputs if name.partition(".")[2] == output]
        if len(found) != 1:
            why = "is the name of several outputs" if found else "is no output of the model"
            msg = f"'{output}' {why}. Choose one of: {', '.join(found or self.outputs)}."
            raise ModelError(msg)
        return found[0]

    def select(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the full names of the outputs that are asked for.

        Parameters
        ----------
        names
            Of outputs, as for :meth:`resolve`; of estimators, for all their outputs; "all" for everything.

        Raises
        ------
        ModelError
            If there is none of a name.
        """
        found: list[str] = []
        for name in names:
            whole = [output for output in self.outputs if name in ("all", output.partition(".")[0])]
            found += whole or [self.resolve(name)]
        return tuple(dict.fromkeys(found))
