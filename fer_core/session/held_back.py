"""Rows of a face from its first frame on, although it is known only later that it is one."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace

from fer_core.types import Face, FrameResult


class HeldBack:
    """Keeps results back as long as they show somebody who may turn out to be a flicker of the detector.

    That takes about a third of a second; results come out in their order.
    """

    def __init__(self) -> None:
        self._results: deque[FrameResult] = deque()
        self._ids: dict[int, int] = {}
        self._pending: frozenset[int] = frozenset()

    def put(self, result: FrameResult) -> Iterator[FrameResult]:
        """Take a result, and return those of which everything is known, with all their faces."""
        self._results.append(result)
        self._ids |= {face.track.key: face.id for face in result.faces}
        self._pending = result.pending
        while self._results and not any(self._undecided(face) for face in self._results[0].candidates):
            yield self._decided(self._results.popleft())

    def rest(self) -> Iterator[FrameResult]:
        """Return what is still kept back; whoever is not known by now is left out."""
        while self._results:
            yield self._decided(self._results.popleft())

    def _undecided(self, face: Face) -> bool:
        return face.track.key in self._pending and face.track.key not in self._ids

    def _decided(self, result: FrameResult) -> FrameResult:
        known = [
            replace(face, track=replace(face.track, id=self._ids[face.track.key], confirmed=True))
            for face in result.candidates
            if face.track.key in self._ids
        ]
        faces = tuple(sorted((*result.faces, *known), key=lambda face: face.id)) if known else result.faces
        return replace(result, faces=faces, candidates=(), pending=frozenset())
