"""What can be done about single faces, and said of them."""

from dataclasses import dataclass
from functools import partial

from app.baseline import Baselines
from app.faces_menu import FaceTools, fill_faces_menu
from app.features.base import Feature, Shell
from app.people import People, Said
from app.play import Phase
from app.toast import Notice
from app.why import Why
from app.words import tr
from fer_core.commands import Command, ForgetFace
from fer_core.tracking import iou
from fer_core.types import Face, FrameResult

#: A face that was forgotten is found again, under a new number, within a second, if it is still there. How much of
#: what both boxes cover they must have in common.
_AGAIN_S, _SAME_PLACE = 1.0, 0.4


@dataclass(slots=True)
class _Forgotten:
    """What was said of a face that was to be forgotten, where and when it was, and its number since.

    It is above ``newest_id``, that of the newest face then. ``wanted``: what was said is to come back, once that is
    known.
    """

    said: Said
    box_px: tuple[float, float, float, float]
    t: float
    newest_id: int
    face_id: int | None = None
    wanted: bool = False


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
            *(self._send, self.baselines, lambda: session.can_record),
            explain=self._explain,
            people=self.people,
            forget=self._forget,
        )
        self._forgotten: list[_Forgotten] = []

    def begin(self) -> None:
        """Fill the menu whenever it opens, let the picture ask for names, and explain a face that is clicked twice."""
        self.shell.view.set_people(self.people)
        self.shell.menus["Faces"].aboutToShow.connect(self._fill_menu)
        self.shell.view.double_clicked.connect(self._explain)

    def show_result(self, result: FrameResult, now_s: float) -> None:
        """Look at neutral faces, by the clock of the pictures."""
        del now_s
        self.baselines.show_faces(result.faces, result.frame.t)
        self._look_for_forgotten(result)

    def phase_changed(self, phase: Phase) -> None:
        """Begin anew with another source."""
        if phase is Phase.ENDED:
            self.baselines.give_up()
        if phase in (Phase.STARTING, Phase.STOPPED):
            self.baselines.clear()
            self.people.clear()
            self._forgotten.clear()
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

    def _forget(self, face_id: int) -> None:
        """Forget a face; what the user had said of it can be brought back."""
        result, name = self.shell.view.result, self.people.name(face_id)
        said = self.people.forget(face_id)
        self._send(ForgetFace(face_id))
        self.why.forget(face_id)
        faces = () if result is None else result.faces
        box_px = next((face.track.detection.box_px for face in faces if face.id == face_id), None)
        if said is None or result is None or box_px is None:
            return
        forgotten = _Forgotten(said, box_px, result.frame.t, max(face.id for face in faces))
        self._forgotten.append(forgotten)
        words = tr("{name} is forgotten, and so is what you have said of it.").format(name=name)
        self.shell.notify(Notice(words, "done", tr("Undo"), partial(self._say_again, forgotten)))

    def _look_for_forgotten(self, result: FrameResult) -> None:
        """Find out which number a face has now that stands where one was to be forgotten."""
        for one in self._forgotten:
            if one.face_id is None and 0 <= result.frame.t - one.t <= _AGAIN_S:
                new = [face for face in result.seen if face.id > one.newest_id]
                shares = {face.id: iou(face.track.detection.box_px, one.box_px) for face in new}
                best = max(shares, key=lambda face_id: shares[face_id], default=0)
                one.face_id = best if shares.get(best, 0.0) >= _SAME_PLACE else None
            elif one.face_id is None and one.wanted:
                one.wanted = False
                self.shell.notify(Notice(tr("That face is not there any more, and comes back as a new one.")))
            if one.face_id is not None and one.wanted:
                one.wanted = False
                self.people.say_again(one.face_id, one.said)

    def _say_again(self, forgotten: _Forgotten) -> None:
        forgotten.wanted = True
        result = self.shell.view.result
        if forgotten in self._forgotten and result is not None:
            # At once, or with one of the next pictures.
            self._look_for_forgotten(result)
        else:
            self.shell.notify(Notice(tr("That face is not there any more, and comes back as a new one.")))

    def _fill_menu(self) -> None:
        result = self.shell.view.result
        face_ids = () if result is None else tuple(face.id for face in result.seen)
        fill_faces_menu(self.shell.menus["Faces"], face_ids, self.shell.session.pipeline, self.tools)
