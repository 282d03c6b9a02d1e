"""Advice at a face: what would make it easier to read."""

from app.features.base import Feature, Shell
from app.play import Phase
from app.words import mark, tr
from fer_core.coach import ADVICE, Coach
from fer_core.types import FrameResult

# What the library advises.
_ADVICE = (
    mark("Too dark: turn on a light in front of you"),
    mark("Too bright: turn away from the window"),
    mark("Come closer"),
    mark("Come into the middle"),
    mark("Something covers the face"),
    mark("Turn to the camera"),
    mark("Hold still"),
)
#: With more faces in view nobody knows whom a hint is for, and there is little room.
_MOST_FACES = 3


class Hints(Feature):
    """Hands the picture what is to be said at each face; whether it is shown is one of the overlays."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._coach = Coach()

    def show_result(self, result: FrameResult, now_s: float) -> None:
        """Advise by the clock of the pictures."""
        del now_s
        flags = self._coach.update(result.frame.t, result.faces)
        advised = len(result.seen) <= _MOST_FACES and not self._of_a_film()
        self.shell.view.set_hints({face_id: tr(ADVICE[flag]) for face_id, flag in flags.items()} if advised else {})

    def phase_changed(self, phase: Phase) -> None:
        """Begin anew with another source."""
        if phase in (Phase.STARTING, Phase.STOPPED):
            self._coach.clear()
            self.shell.view.set_hints({})

    def _of_a_film(self) -> bool:
        """Whether nobody is there who could follow advice; the demo clip shows how it would be."""
        playing = self.shell.session.playing
        return (
            playing is not None
            and playing.choice.kind != "demo"
            and (playing.source_kind.still or playing.source_kind.plays)
        )
