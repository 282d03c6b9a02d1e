"""One short piece of advice for a face: what would make its expression easier to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fer_core.averaging import blend
from fer_core.types import Face

#: What to do about each flag of a face's quality, the most important one first; of talking nobody need be advised.
ADVICE: Mapping[str, str] = {
    "dark": "Too dark: turn on a light in front of you",
    "bright": "Too bright: turn away from the window",
    "small": "Come closer",
    "edge": "Come into the middle",
    "covered": "Something covers the face",
    "turned": "Turn to the camera",
    "blurred": "Hold still",
}

#: A reason that holds from now on is told after 0.97 s, and one that has held is dropped as long after its end.
_SLOW_S = 0.7
_TELL, _DROP = 0.75, 0.25
#: Seconds that one picture may speak for: nothing is known of the time in which none came.
_MOST_S = 0.2


@dataclass(slots=True)
class _Held:
    t: float
    shares: dict[str, float] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)


class Coach:
    """Tells for each face the most important reason that has held for about a second.

    It keeps, of each flag, the share of the last second in which it was raised: what flickers neither comes nor goes.
    It belongs to the thread that calls it.
    """

    def __init__(self) -> None:
        self._held: dict[int, _Held] = {}

    def update(self, t: float, faces: Sequence[Face]) -> dict[int, str]:
        """Take the faces of a picture at ``t`` seconds, and return a key of ``ADVICE`` by the id of a face.

        Faces for which there is nothing to be advised are missing. Of a face that is lost for a moment nothing changes.
        """
        here = {face.id: face for face in faces}
        self._held = {face_id: held for face_id, held in self._held.items() if face_id in here}
        for face in here.values():
            if face.track.seen:
                self._look(self._held.setdefault(face.id, _Held(t)), t, face.quality)
        found = ((face_id, _first(held.told)) for face_id, held in self._held.items() if here[face_id].track.seen)
        return {face_id: flag for face_id, flag in found if flag is not None}

    def clear(self) -> None:
        """Begin anew, for another source."""
        self._held.clear()

    @staticmethod
    def _look(held: _Held, t: float, raised: Sequence[str]) -> None:
        dt_s, held.t = min(t - held.t, _MOST_S), t
        for flag in ADVICE:
            share = blend(held.shares.get(flag, 0.0), float(flag in raised), dt_s, _SLOW_S)
            held.shares[flag] = share
            if share >= _TELL:
                held.told.add(flag)
            elif share <= _DROP:
                held.told.discard(flag)


def _first(told: set[str]) -> str | None:
    return next((flag for flag in ADVICE if flag in told), None)
