"""What can be done about single faces, and said of them."""

from app.baseline import Baselines
from app.faces_menu import FaceTools, fill_faces_menu
from app.features.base import Feature, Shell
from app.people import People
from app.play import Phase
from app.toast import Notice
from app.why import Why
from app.words import tr
from fer_core.commands import Command, ForgetFace
from fer_core.types import Face, FrameResult


class Faces(Feature):
    """Keeps the neutral faces and what was said of people, explains labels, and fills the menu of faces."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        session = shell.session
        self.people = People(shell.window)
        self.baselines = Baselines(session.send, shell.notify, lambda: session.pipeline, self.people.name)
        load, name = shell.backend.load_recogniser, self.people.name
        self.why = Why(shell.window, session, load, lambda: shell.view.result, name)
        self.tools = FaceTools(
            self._send, self.baselines, lambda: session.can_record, explain=self._explain, people=self.people
        )

    def begin(self) -> None:
        """Fill the menu whenever it opens, let the picture ask for names, and explain a face that is clicked twice."""
        self.shell.view.set_people(self.people)
        self.shell.menus["Faces"].aboutToShow.connect(self._fill_menu)
        self.shell.view.double_clicked.connect(self._explain)

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
        if phase is Phase.STARTING:
            # Its faces are numbered from 1 again.
            self.why.close()

    def tick(self, now_s: float) -> None:
        """Show nothing any more of a face that is hidden since, in view or not."""
        del now_s
        if self.why.face is not None and self._hides(self.why.face):
            self.why.close()

    def end(self) -> None:
        """Explain nothing any more."""
        self.why.close()

    def _explain(self, face_id: int) -> None:
        result = self.shell.view.result
        if any(face.id == face_id and self._hides(face) for face in (() if result is None else result.seen)):
            self.shell.notify(Notice(tr("This face is hidden, and so are the pictures that would explain it.")))
        else:
            self.why.ask(face_id)

    def _hides(self, face: Face) -> bool:
        """Whether nothing of a face may be shown."""
        return self.shell.view.veil.hides(face) or self.people.hidden(face.id)

    def _send(self, command: Command) -> None:
        self.shell.session.send(command)
        if isinstance(command, ForgetFace):
            self.why.forget(command.face_id)

    def _fill_menu(self) -> None:
        result = self.shell.view.result
        face_ids = () if result is None else tuple(face.id for face in result.seen)
        fill_faces_menu(self.shell.menus["Faces"], face_ids, self.shell.session.pipeline, self.tools)
