"""A line in which a face is named, in place."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.people import LONGEST_NAME
from app.words import mark, tr

NAMES_EXPLAINED = mark(
    "A name is for this face of this source, and is written nowhere: when the face leaves, or another source\n"
    "is chosen, it is gone. Nobody is ever recognised again."
)


class NameEdit(QLineEdit):
    """Holds the name while it is typed: Enter keeps it, and so does going elsewhere; Esc leaves it as it was.

    Parameters
    ----------
    name, nobody
        The name until now, and what the face is called without one.
    on_done
        Called once, with the name to keep or None.
    """

    def __init__(self, name: str, nobody: str, on_done: Callable[[str | None], None], parent: QWidget) -> None:
        super().__init__(name, parent)
        self._on_done: Callable[[str | None], None] | None = on_done
        self.setObjectName("name")
        self.setMaxLength(LONGEST_NAME)
        self.setPlaceholderText(nobody)
        self.setAccessibleName(tr("Name of {name}").format(name=nobody))
        self.setToolTip(tr(NAMES_EXPLAINED))
        self.selectAll()
        self.returnPressed.connect(lambda: self._done(self.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave it as it was by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self._done(None)
        else:
            super().keyPressEvent(event)
            # Neither a film nor the window should take a key that was meant for the name.
            event.accept()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Keep it when the user goes elsewhere, but not for a menu."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._done(self.text())

    def _done(self, name: str | None) -> None:
        on_done, self._on_done = self._on_done, None
        if on_done is not None:
            on_done(name)
