"""An estimator that says what it is told, for tests and demonstrations."""

from collections.abc import Callable, Mapping, Sequence

from fer_core.estimators.base import Readings
from fer_core.outputs import DistributionSpec, Output, OutputSpec, Reading
from fer_core.types import Frame, Track


class ScriptedEstimator:
    """Reads every face by a function of frame and face.

    Parameters
    ----------
    name
        In front of the names of its outputs.
    outputs
        What it says, by name.
    script
        Given a frame and a face, returns the outputs, or None of a face that cannot be read.
    """

    sha256: Mapping[str, str] = {}

    def __init__(
        self,
        name: str,
        outputs: Mapping[str, OutputSpec],
        script: Callable[[Frame, Track], Mapping[str, Output] | None],
    ) -> None:
        self.name, self.outputs, self._script = name, outputs, script
        self.forgotten: list[int] = []

    @property
    def default(self) -> str | None:
        """The first distribution."""
        return next((name for name, spec in self.outputs.items() if isinstance(spec, DistributionSpec)), None)

    def estimate(self, frame: Frame, faces: Sequence[Track]) -> Readings:
        """Ask the script about each face."""
        said = {track.key: self._script(frame, track) for track in faces}
        return Readings({key: Reading(outputs) for key, outputs in said.items() if outputs is not None})

    def forget(self, key: int) -> None:
        """Note the face in ``forgotten``."""
        self.forgotten.append(key)
