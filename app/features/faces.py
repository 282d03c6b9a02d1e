"""What can be done about single faces, and said of them."""

from app.baseline import Baselines
from app.faces_menu import FaceTools, fill_faces_menu
from app.features.base import Feature, Shell
from app.people import People
from app.play import Phase
from fer_core.types import FrameResult


class Faces(Feature):
    """Keeps the neutral faces and what was said of people, and fills the menu of faces."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        session = shell.session
        self.people = People(shell.window)
        self.baselines = Baselines(session.send, shell.notify, lambda: session.pipeline, self.people.name)
        self.tools = FaceTools(session.send, self.baselines, lambda: session.can_record, self.people)

    def begin(self) -> None:
        """Fill the menu whenever it opens, and let the picture ask for names."""
        self.shell.view.set_people(self.people)
        self.shell.menus["Faces"].aboutToShow.connect(self._fill_menu)

    def show_result(self, result: FrameResult, now_s: float) -> None:
        """Look at neutral faces, by the clock of the pictures."""
        del now_s
        self.baselines.show_faces(result.faces, result.frame.t)

    def phase_changed(self, phase: Phase) -> None:
        """Begin anew with another source."""
        if phase is Phase.ENDED:
            self.baselines.give_up()
        if phase in (Phase.STARTING, Phase.STOPPED):
            self.baselines.clear()
            self.people.clear()

    def _fill_menu(self) -> None:
        result = self.shell.view.result
        face_ids = () if result is None else tuple(face.id for face in result.seen)
        fill_faces_menu(self.shell.menus["Faces"], face_ids, self.shell.session.pipeline, self.tools)
