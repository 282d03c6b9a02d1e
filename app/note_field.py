"""A line over the picture, in which a note about a moment is written."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.theme import px
from app.words import tr

_WIDTH_PX, _MARGIN_PX = 460, 14
_LONGEST = 500


class NoteField(QLineEdit):
    """Enter keeps the note, Esc drops it; what is typed stays while the user does something else.

    Parameters
    ----------
    over
        What it stands over.
    on_done
        Called with the note, or None; it is hidden then.
    """

    def __init__(self, over: QWidget, on_done: Callable[[str | None], object]) -> None:
        super().__init__(over)
        self._over, self._on_done = over, on_done
        self.setObjectName("note")
        self.setMaxLength(_LONGEST)
        self.setAccessibleName(tr("Note about this moment"))
        self.returnPressed.connect(lambda: self._done(self.text().strip() or None))
        over.installEventFilter(self)
        self.hide()

    def ask(self, hint: str) -> None:
        """Come up empty, with a hint where the note will be written."""
        self.setPlaceholderText(hint)
        self.setToolTip(hint)
        self.clear()
        self._place()
        self.show()
        self.raise_()
        self.setFocus()

    def drop(self) -> None:
        """Go without a note."""
        if self.isVisible():
            self._done(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Drop the note by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._done(None)
        else:
            super().keyPressEvent(event)
        # Neither a film nor the time line should take a key that was meant for the note.
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Keep its place when the picture changes its size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        margin = px(_MARGIN_PX)
        width = min(px(_WIDTH_PX), self._over.width() - 2 * margin)
        self.resize(width, self.sizeHint().height())
        self.move((self._over.width() - width) // 2, self._over.height() - self.height() - margin)

    def _done(self, note: str | None) -> None:
        self.hide()
        self._over.window().setFocus()
        self._on_done(note)
