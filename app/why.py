"""Asks why a face is read as it is: takes the moment that is shown, and has it measured in a thread."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.faults import sentence_of
from app.session import Session
from app.toast import Notice
from app.why_dialog import WhyDialog
from app.why_moment import WhyMoment, moment_of
from app.words import tr
from fer_core.errors import ModelError
from fer_core.explain import Explanation, Stopped, explain
from fer_core.recognition import Recogniser
from fer_core.types import Face, FrameResult

#: Between two batches the live picture has the processor to itself for so long.
_REST_S = 0.03


class Why:
    """Opens one dialog at a time, and looks after what is measured for it.

    Everything it needs travels with the result that is shown: no thread is asked, and a film may stand still or have
    ended.

    Parameters
    ----------
    window
        In front of which dialogs stand.
    session
        What plays.
    load
        Loads the networks of a model's folder, in a thread.
    shown
        Returns what is shown.
    name
        Returns what a face is called.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        load: Callable[[Path | None], Recogniser],
        shown: Callable[[], FrameResult | None],
        name: Callable[[int], str],
    ) -> None:
        self._window, self._session, self._load = window, session, load
        self._shown, self._name = shown, name
        self.dialog: WhyDialog | None = None
        #: What is explained, None for nothing.
        self.face: Face | None = None
        self._given_up = threading.Event()

    def ask(self, face_id: int) -> None:
        """Explain a face as it is shown now, or say why that cannot be done."""
        moment = moment_of(face_id, self._shown(), self._session.pipeline, self._name(face_id))
        if isinstance(moment, str):
            self._session.noticed.emit(Notice(moment))
            return
        self._give_up()
        if self.dialog is None:
            self.dialog = WhyDialog(self._window)
            self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.dialog.finished.connect(self._closed)
        self.face = moment.face
        self.dialog.begin(moment)
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        self._measure(moment)

    def forget(self, face_id: int) -> None:
        """Close what shows a face that is to be forgotten."""
        if self.face is not None and face_id == self.face.id:
            self.close()

    def close(self) -> None:
        """Close the dialog, if there is one."""
        if self.dialog is not None:
            self.dialog.reject()

    def _measure(self, moment: WhyMoment) -> None:
        readers, given_up = self._session.models.readers, self._given_up
        folders = (readers.model, *readers.also)
        model = folders[min(moment.reader, len(folders) - 1)]

        def work() -> Explanation | None:
            recogniser = self._load(model)
            if recogniser.sha256 != moment.sha256:
                msg = tr("Another model is in use since. Ask again, and the face is measured with it.")
                raise ModelError(msg)
            try:
                return explain(
                    recogniser,
                    moment.said,
                    moment.face.window,
                    still=moment.still,
                    stop=partial(given_up.wait, _REST_S),
                )
            except Stopped:
                return None

        def done(found: Explanation | None) -> None:
            if self.dialog is not None and found is not None and not given_up.is_set():
                self.dialog.finish(found)

        def failed(error: Exception) -> None:
            if self.dialog is not None and not given_up.is_set():
                self.dialog.fail(sentence_of(error))

        self._session.jobs.submit("why", work, done, failed)

    def _give_up(self) -> None:
        self._given_up.set()
        self._given_up = threading.Event()

    def _closed(self) -> None:
        self._give_up()
        self.dialog = None
        self.face = None
