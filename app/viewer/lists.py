"""Lists of a session: its marks, and what was changed in it."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.people import number_words
from app.viewer.facts import Facts
from app.viewer.spans import span_words, time_words
from app.words import tr
from fer_core.session.edits import Change, Exclude, Merge, Split


class KeyList(QListWidget):
    """A list that offers keys to the window first, and has a line that says why it is empty.

    Parameters
    ----------
    name
        For those who do not see it.
    key
        Is offered every key first; whether it did anything.
    nothing
        Stands there while there is nothing.
    deletes
        The key Del is for this list while the keyboard is here, whatever it does elsewhere.
    """

    #: Somebody wants this entry: it was clicked, or Enter was pressed.
    wanted = Signal(int)

    def __init__(
        self,
        name: str,
        key: Callable[[int], bool],
        nothing: str,
        parent: QWidget | None = None,
        *,
        deletes: bool = False,
    ) -> None:
        super().__init__(parent)
        self._key, self._nothing, self._deletes = key, nothing, deletes
        self._count = 0
        self.setAccessibleName(name)
        self.setWordWrap(True)
        self.itemActivated.connect(lambda item: self.wanted.emit(self.row(item)))
        self.itemClicked.connect(lambda item: self.wanted.emit(self.row(item)))

    def show_texts(self, texts: list[str]) -> None:
        """Show other entries; the one that is selected stays so."""
        before = self.currentRow()
        self.clear()
        self._count = len(texts)
        for text in texts:
            self.addItem(text)
        if not texts:
            item = QListWidgetItem(self._nothing)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        elif before >= 0:
            self.setCurrentRow(min(before, len(texts) - 1))

    @property
    def texts(self) -> tuple[str, ...]:
        """What is listed."""
        return tuple(self.item(row).text() for row in range(self._count))

    def event(self, event: QEvent) -> bool:
        """Keep the key Del from the menu."""
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and self._deletes and event.key() == Qt.Key.Key_Delete:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Offer keys to the window first."""
        if not self._key(event.key()):
            super().keyPressEvent(event)


def mark_words(facts: Facts) -> list[str]:
    """Return the marks of a session, a line each."""
    return [
        "   ".join(
            part
            for part in (
                time_words(mark.t_s, 1),
                mark.text or mark.kind,
                "" if mark.face_id is None else _name(facts.edits.names, mark.face_id),
            )
            if part
        )
        for mark in facts.marks
    ]


def change_words(change: Change) -> str:
    """Say what a change does."""
    match change:
        case Merge(face_id, into):
            words = tr("{one} is {other}").format(one=number_words(face_id), other=number_words(into))
        case Split(face_id, t_s, new_id):
            words = tr("{one} is {other} from {time} on").format(
                one=number_words(face_id), other=number_words(new_id), time=time_words(t_s, 1)
            )
        case Exclude(start_s, end_s, face_id):
            span = span_words(start_s, end_s)
            words = tr("Excluded: {span}").format(span=span)
            if face_id is not None:
                words = tr("Excluded for {name}: {span}").format(name=number_words(face_id), span=span)
    return words


def all_change_words(facts: Facts) -> list[str]:
    """Return everything that was changed, a line each: first the changes in their order, then the names."""
    edits = facts.edits
    names = [
        tr("{number} is called {name}").format(number=number_words(face_id), name=name)
        for face_id, name in edits.names.items()
    ]
    return [change_words(change) for change in edits.changes] + names


def _name(names: Mapping[int, str], face_id: int) -> str:
    return names.get(face_id) or number_words(face_id)
