"""What is changed in a session by hand: names, merges, splits, spans that do not count."""

from collections.abc import Callable, Mapping

from PySide6.QtWidgets import QMenu

from app.name_edit import NameEdit
from app.people import number_words, tidy
from app.viewer.document import Document
from app.viewer.lists import change_words
from app.viewer.playback import Playback
from app.viewer.time_line import SessionTimeLine
from app.words import tr
from fer_core.session.edits import Exclude, Merge, Split, free_id


class Editing:
    """Turns what the user does to the time line into changes of the document.

    Parameters
    ----------
    document
        What is changed.
    line
        Which face and which span is meant.
    playback
        Which moment is meant.
    """

    def __init__(self, document: Document, line: SessionTimeLine, playback: Playback) -> None:
        self._document, self._line, self._playback = document, line, playback
        #: The name while it is typed.
        self.edit: NameEdit | None = None

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {
            "undo": self._document.undo,
            "redo": self._document.redo,
            "name": self.name,
            "split": self.split,
            "exclude": lambda: self.exclude(None),
            "exclude_face": lambda: self.exclude(self._line.face_id),
            "include": self.include,
            "from_here": lambda: self._edge(0),
            "to_here": lambda: self._edge(1),
        }

    @property
    def possible(self) -> Mapping[str, bool]:
        """Which of them can be done now."""
        line, stack = self._line, self._document.stack
        face, span = line.face_id is not None, line.span is not None
        return {
            "undo": stack.canUndo(),
            "redo": stack.canRedo(),
            "name": face,
            "split": face,
            "exclude": span,
            "exclude_face": face and span,
            "include": self._excluded_here() is not None,
        }

    def others(self) -> tuple[int, ...]:
        """Return the faces that the selected one can be merged with."""
        return tuple(face_id for face_id in self._document.facts.faces if face_id != self._line.face_id)

    def fill_merge(self, menu: QMenu) -> None:
        """List the faces that the selected one can be merged with."""
        menu.clear()
        for face_id in self.others():
            action = menu.addAction(self._line.name_of(face_id).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, face_id=face_id: self.merge(face_id))

    def merge(self, into: int) -> None:
        """Make one person of the selected face and another one: what was said first stays the number."""
        face_id = self._line.face_id
        if face_id is None or face_id == into:
            return
        # The lower number stays: it is the one that appeared first.
        one, other = max(face_id, into), min(face_id, into)
        change = Merge(one, other)
        self._document.change(lambda edits: edits.with_change(change), change_words(change))

    def split(self) -> None:
        """Make another person of the selected face, from the moment that is shown on."""
        face_id, t_s = self._line.face_id, self._playback.position_s
        if face_id is None:
            return
        session = self._document.session
        self._document.change(
            lambda edits: edits.with_change(Split(face_id, t_s, free_id(session, edits))),
            tr("Split {name}").format(name=number_words(face_id)),
        )

    def exclude(self, face_id: int | None) -> None:
        """Let what is in the chosen span not count, of a face or of all."""
        if self._line.span is None:
            return
        change = Exclude(*self._line.span, face_id)
        self._document.change(lambda edits: edits.with_change(change), change_words(change))
        # What is left out is not to be summed up.
        self._line.choose(None)

    def include(self) -> None:
        """Let what is excluded at the moment that is shown count again."""
        index = self._excluded_here()
        if index is not None:
            self.take_back(index)

    def take_back(self, index: int) -> None:
        """Take back one of the changes, or one of the names behind them."""
        edits = self._document.edits
        if index < len(edits.changes):
            words = tr("Take back: {change}").format(change=change_words(edits.changes[index]))
            self._document.change(lambda edits: edits.without_change(index), words)
        elif index < len(edits.changes) + len(edits.names):
            face_id = list(edits.names)[index - len(edits.changes)]
            self.rename(face_id, "")

    def name(self) -> None:
        """Let the selected face be named, in place."""
        face_id, line = self._line.face_id, self._line
        if face_id is None or self.edit is not None:
            return
        names = self._document.edits.names
        self.edit = NameEdit(names.get(face_id, ""), number_words(face_id), self._named(face_id), line.viewport())
        self.edit.setToolTip(tr("The name is kept beside the session, in a file of its own."))
        self.edit.setGeometry(line.name_place(face_id).toRect())
        self.edit.show()
        self.edit.setFocus()

    def rename(self, face_id: int, name: str) -> None:
        """Call a face by a name; empty, by its number again."""
        name = tidy(name)
        name = "" if name == number_words(face_id) else name
        words = tr("{number} is called {name}").format(number=number_words(face_id), name=name or "–")  # noqa: RUF001
        self._document.change(lambda edits: edits.with_name(face_id, name), words)

    def _named(self, face_id: int) -> Callable[[str | None], None]:
        def done(name: str | None) -> None:
            edit, self.edit = self.edit, None
            if edit is not None:
                edit.hide()
                edit.deleteLater()
            self._line.setFocus()
            if name is not None:
                self.rename(face_id, name)

        return done

    def _edge(self, which: int) -> None:
        """Begin or end the span at the moment that is shown."""
        t_s, line = self._playback.position_s, self._line
        start, end = line.span if line.span is not None else (t_s, t_s)
        line.choose((t_s, max(t_s, end)) if which == 0 else (min(start, t_s), t_s))

    def _excluded_here(self) -> int | None:
        found = self._line.hidden_at(self._playback.position_s, self._line.face_id)
        return None if found is None else found.index
