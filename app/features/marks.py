"""Mark moments: by the keys 1 to 9, and by a note."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent

from app.features.base import Feature, Shell
from app.note_field import NoteField
from app.play import Phase
from app.timeline import Timeline
from app.toast import Notice
from app.words import tr
from fer_core.session.events import KEY, NOTE

_NO_KEYS_OF_MARKS = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class Marks(Feature):
    """Sets marks on the time line, and in what is being recorded.

    A moment is that of the picture that is seen: of a note, when it was begun.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._field: NoteField | None = None
        self._note_t = 0.0
        self._note_recorded = False

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"note": self._ask}

    @property
    def field_place(self) -> QRect | None:
        """Where a note is being written, over the picture; None where none is."""
        return self._field.geometry() if self._field is not None and self._field.isVisible() else None

    def begin(self) -> None:
        """Have a field for notes."""
        self._field = NoteField(self.shell.page.stage, self._noted)

    def refresh(self) -> None:
        """Offer a note while pictures are seen."""
        self.shell.actions["note"].setEnabled(self.shell.session.phase is Phase.RUNNING)

    def phase_changed(self, phase: Phase) -> None:
        """Drop a note about a moment of another source."""
        if phase in (Phase.STARTING, Phase.STOPPED) and self._field is not None:
            self._field.drop()

    def press(self, event: QKeyEvent) -> bool:
        """Take the keys 1 to 9."""
        if event.modifiers() & _NO_KEYS_OF_MARKS or not Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9:
            return False
        result = self.shell.view.result
        if result is None or self.shell.session.phase is not Phase.RUNNING:
            return False
        self._set(KEY, str(event.key() - Qt.Key.Key_0), result.frame.t)
        return True

    def _ask(self) -> None:
        result = self.shell.view.result
        if result is None or self._field is None:
            return
        self._note_t = result.frame.t
        self._note_recorded = self.shell.recording.active
        self._field.ask(
            tr("A note for the recording; Enter keeps it, Esc drops it")
            if self._note_recorded
            else tr("A note for the time line (nothing is being recorded); Enter keeps it")
        )

    def _noted(self, note: str | None) -> None:
        if note is None:
            return
        self._set(NOTE, note, self._note_t)
        if self._note_recorded and not self.shell.recording.active:
            self.shell.notify(Notice(tr("The recording has ended meanwhile: the note is on the time line alone.")))

    def _set(self, kind: str, text: str, t: float) -> None:
        """Set a mark at a time of the pictures."""
        shown, engine = self.shell.view.result, self.shell.session.engine
        timeline = self.shell.panels["timeline"]
        assert isinstance(timeline, Timeline)
        timeline.mark(kind, text, ago_s=0.0 if shown is None else shown.frame.t - t)
        if engine is not None:
            engine.mark(kind, text, t=t)
