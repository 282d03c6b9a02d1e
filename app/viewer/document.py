"""A session that is looked through, with what is changed in it: done, undone, and saved as it is made."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from app.core_words import told
from app.faults import sentence_of
from app.jobs import Errands
from app.viewer.facts import Facts, basis_of, facts_of
from app.words import tr
from fer_core.errors import DataError
from fer_core.session.edits import Edits, edits_path, read_edits, set_aside, write_edits
from fer_core.session.reader import Session, open_session
from fer_core.session.recover import is_being_recorded


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A session, as it was found.

    Attributes
    ----------
    facts
        What is shown.
    edits_path
        Where its changes are kept.
    strange
        There are changes that cannot be used: they are set aside before others are written.
    problems
        What is wrong with it, in sentences.
    goes_on
        It is still being recorded.
    content
        Of the file of changes; None where there is none.
    """

    facts: Facts
    edits_path: Path
    strange: bool
    problems: tuple[str, ...]
    goes_on: bool = False
    content: bytes | None = None


def load(path: Path) -> Opened:
    """Open a session with its changes; takes a while, so not in the GUI thread.

    Raises
    ------
    DataError
        If there is no session, or it cannot be read. What is wrong with its changes alone is one of its problems.
    """
    session = open_session(path)
    basis = basis_of(session)
    kept = edits_path(session)
    content = _content(kept)
    problems = [told(problem) for problem in session.problems]
    goes_on = is_being_recorded(session)
    if goes_on:
        problems.append(tr("This session is still being recorded: open it again once it is finished, to see the rest."))
    try:
        edits = read_edits(kept)
        if edits and not edits.fits(session):
            words = tr("The changes in {name} are about another session, and are left alone.")
            raise DataError(words.format(name=kept.name))
        facts, strange = facts_of(basis, edits), False
    except DataError as error:
        problems.append(told(str(error)))
        facts, strange = facts_of(basis, Edits()), True
    return Opened(facts, kept, strange, tuple(problems), goes_on, content)


def _content(path: Path) -> bytes | None:
    """Return what is in a file; None if there is none, nothing where it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError:
        return b""


class Document(QObject):
    """What is shown, and every change of it.

    Changes are worked out in a thread, one after the other in the order in which they are wanted, and saved in another
    one.

    Parameters
    ----------
    opened
        The session.
    errands
        Of the desk: they end with it.

    Attributes
    ----------
    facts
        What is shown.
    stack
        What can be undone and done again.
    unsaved
        Why the newest changes are not on the disk, empty where they are.
    """

    #: It shows something else now.
    changed = Signal()
    #: A change was refused, in a sentence.
    refused = Signal(str)
    #: Saving has worked or failed: see ``unsaved``.
    saved = Signal()

    def __init__(self, opened: Opened, errands: Errands, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts = opened.facts
        self.edits_path = opened.edits_path
        self.stack = QUndoStack(self)
        self.unsaved = ""
        self._errands, self._strange = errands, opened.strange
        self._wanted: deque[Callable[[], None]] = deque()
        self._working = self._writing = False
        self._written = opened.facts.edits
        self._content = opened.content
        # Where changes of somebody else were put, until that is said.
        self._aside: Path | None = None

    @property
    def session(self) -> Session:
        """The session as it was written."""
        return self.facts.basis.session

    @property
    def edits(self) -> Edits:
        """What is changed by now."""
        return self.facts.edits

    @property
    def busy(self) -> bool:
        """Whether something is being worked out or written."""
        return self._working or self._writing or bool(self._wanted)

    @property
    def lost_at_the_end(self) -> bool:
        """Whether closing would lose a change."""
        return self.edits != self._written

    def change(self, change: Callable[[Edits], Edits], words: str) -> None:
        """Change something: ``words`` say what in the menu of what can be undone."""
        self._later(lambda: self._change(change, words))

    def undo(self) -> None:
        """Take back the last change."""
        self._later(self.stack.undo)

    def redo(self) -> None:
        """Do again what was taken back."""
        self._later(self.stack.redo)

    def go_to(self, edits: Edits) -> None:
        """Show the session with other changes, and save them; for what is done, undone and done again."""
        if edits == self.edits:
            return

        def done(facts: Facts) -> None:
            self._working = False
            self._show(facts)
            self._next()

        self._working = True
        before = self.facts
        self._errands.submit("edit", lambda: facts_of(before.basis, edits, before), done, self._refuse)

    def save(self) -> None:
        """Write what is changed, unless it is on the disk already or on its way there."""
        if self._writing or not self.lost_at_the_end:
            return
        shown = self.edits
        edits = shown.of(self.session)
        self._writing = True

        def done(_none: None) -> None:
            self._ended(shown, "")
            aside, self._aside = self._aside, None
            if aside is not None:
                words = tr("This session was changed elsewhere, too, such as in another window: see {name} beside it.")
                self.refused.emit(words.format(name=aside.name))

        self._errands.submit("save-edits", lambda: self._put(edits), done,
                             lambda error: self._ended(None, sentence_of(error)))  # fmt: skip

    def _later(self, do: Callable[[], None]) -> None:
        self._wanted.append(do)
        self._next()

    def _next(self) -> None:
        while self._wanted and not self._working:
            self._wanted.popleft()()

    def _change(self, change: Callable[[Edits], Edits], words: str) -> None:
        before = self.facts
        edits = change(before.edits)
        if edits == before.edits:
            return

        def done(after: Facts) -> None:
            self._working = False
            self._show(after)
            self.stack.push(_Command(self, before.edits, edits, words))
            self._next()

        self._working = True
        self._errands.submit("edit", lambda: facts_of(before.basis, edits, before), done, self._refuse)

    def _refuse(self, error: Exception) -> None:
        self._working = False
        self.refused.emit(sentence_of(error))
        self._next()

    def _show(self, facts: Facts) -> None:
        self.facts = facts
        self.changed.emit()
        self.save()

    def _put(self, edits: Edits) -> None:
        """Write changes; those that somebody else has written meanwhile are set aside."""
        found = _content(self.edits_path)
        if found is not None and (self._strange or found != self._content):
            aside = set_aside(self.edits_path)
            # That there are strange ones was said when the session was opened.
            self._aside = self._aside if self._strange else aside
        self._strange = False
        self._content = write_edits(self.edits_path, edits)

    def _ended(self, written: Edits | None, why: str) -> None:
        self._writing = False
        self.unsaved = why
        if written is not None:
            self._written = written
        self.saved.emit()
        if written is not None:
            # What was changed meanwhile.
            self.save()


class _Command(QUndoCommand):
    """From what was changed before to what is changed after."""

    def __init__(self, document: Document, before: Edits, after: Edits, words: str) -> None:
        super().__init__(words)
        self._document, self._before, self._after = document, before, after

    def redo(self) -> None:
        self._document.go_to(self._after)

    def undo(self) -> None:
        self._document.go_to(self._before)
