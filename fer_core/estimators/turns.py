"""Live, faces are read in turns: as often as their windows need it, and no more of them at once than time allows."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

from fer_core.estimators.base import Estimator, Readings
from fer_core.outputs import OutputSpec, Reading
from fer_core.types import Frame, Track

#: Faces that are read in a frame. One more costs about two milliseconds.
MOST = 4
#: A frame that comes so much too early for a face's turn, as a share of the pause between two, comes in time.
_EARLY = 0.05


class InTurns:
    """Lets an estimator read each face at a steady rate, and so many faces a frame; in between its last reading stands.

    Those who have waited longest come first, and who is new is read at once. A reading tells its time. Who cannot be
    read is tried again, when nobody has waited longer.

    Parameters
    ----------
    estimator
        Reads the faces.
    rate_hz
        Of the readings of a face.
    most
        Faces that are read in one frame.
    """

    def __init__(self, estimator: Estimator, rate_hz: float, most: int = MOST) -> None:
        self._estimator, self._pause_s, self._most = estimator, 1.0 / rate_hz, most
        self._last: dict[int, Reading] = {}
        #: When each face's turn comes, and when it had its last one, whether it could be read or not.
        self._due_t: dict[int, float] = {}
        self._tried_t: dict[int, float] = {}

    @property
    def name(self) -> str:
        """Of the estimator."""
        return self._estimator.name

    @property
    def outputs(self) -> Mapping[str, OutputSpec]:
        """Of the estimator."""
        return self._estimator.outputs

    @property
    def default(self) -> str | None:
        """Of the estimator."""
        return self._estimator.default

    @property
    def sha256(self) -> Mapping[str, str]:
        """Of the estimator's files."""
        return self._estimator.sha256

    def estimate(self, frame: Frame, faces: Sequence[Track]) -> Readings:
        """Read those whose turn it is; of the others return what was read last."""
        now = self._whose_turn(frame.t, faces)
        found = self._estimator.estimate(frame, now) if now else Readings({})
        for track in now:
            reading = found.by_face.get(track.key)
            self._tried_t[track.key] = frame.t
            # Who cannot be read now has nothing to say, and is tried again.
            self._last.pop(track.key, None)
            if reading is not None:
                self._last[track.key] = replace(reading, t=frame.t)
                self._due_t[track.key] = self._next(track.key, frame.t)
        by_face = {track.key: self._last[track.key] for track in faces if track.key in self._last}
        return Readings(by_face, found.timings_ms)

    def forget(self, key: int) -> None:
        """Drop what is kept of a face."""
        self._last.pop(key, None)
        self._due_t.pop(key, None)
        self._tried_t.pop(key, None)
        self._estimator.forget(key)

    def _whose_turn(self, t: float, faces: Sequence[Track]) -> list[Track]:
        due = [place for place, track in enumerate(faces) if self._is_due(track.key, t)]
        due.sort(key=lambda place: self._tried_t.get(faces[place].key, -math.inf))
        return [faces[place] for place in sorted(due[: self._most])]

    def _is_due(self, key: int, t: float) -> bool:
        due_t = self._due_t.get(key, -math.inf)
        # A clock that goes back makes nobody wait for it.
        return key not in self._last or t >= due_t - _EARLY * self._pause_s or t < due_t - 2 * self._pause_s

    def _next(self, key: int, t: float) -> float:
        """Return when a face's next turn comes: at a steady rate, unless it is late already."""
        due_t = self._due_t.get(key, t) + self._pause_s
        return due_t if t < due_t <= t + self._pause_s else t + self._pause_s
