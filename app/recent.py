"""The files and addresses that were played last, and the menu of them."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QMenu, QWidget

from app.choice import MOST_RECENT, Choice
from app.icons import icon
from app.theme import px
from app.words import tr
from fer_core.sources.addresses import without_secrets

_WIDEST_PX = 380


def with_newest(recent: Sequence[Choice], choice: Choice) -> tuple[Choice, ...]:
    """Return the list with a choice in front; what it had of the same file or address goes."""
    return (choice, *without(recent, choice))[:MOST_RECENT]


def without(recent: Sequence[Choice], choice: Choice) -> tuple[Choice, ...]:
    """Return the list without a file, or an address whatever its secrets are."""
    return tuple(other for other in recent if _key(other) != _key(choice))


def addresses_in(recent: Sequence[Choice]) -> tuple[str, ...]:
    """Return the addresses in the list, without their secrets."""
    return tuple(without_secrets(choice.value) for choice in recent if choice.kind == "stream")


def _key(choice: Choice) -> tuple[str, str]:
    return choice.kind, without_secrets(choice.value) if choice.kind == "stream" else choice.value


class RecentMenu(QMenu):
    """What was played last, newest first, and "Clear the list"."""

    picked = Signal(object)
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Open recent"), parent)
        self._recent: tuple[Choice, ...] = ()
        self.setToolTipsVisible(True)
        # In the colours of the theme as it is then.
        self.aboutToShow.connect(self._fill)
        self._fill()

    def show_recent(self, recent: tuple[Choice, ...]) -> None:
        """Show another list."""
        if recent != self._recent:
            self._recent = recent
            self._fill()

    def _fill(self) -> None:
        self.clear()
        metrics = QFontMetrics(self.font())
        for choice in self._recent:
            text = metrics.elidedText(self._words(choice), Qt.TextElideMode.ElideMiddle, px(_WIDEST_PX))
            action = self.addAction(icon(choice.kind), text.replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, choice=choice: self.picked.emit(choice))
            action.setToolTip(choice.value if choice.kind == "file" else without_secrets(choice.value))
        if self._recent:
            self.addSeparator()
            self.addAction(tr("Clear the list"), self.cleared.emit)
        self.menuAction().setEnabled(bool(self._recent))

    def _words(self, choice: Choice) -> str:
        """Return a name, and its folder where another file is called the same."""
        namesakes = sum(other.name == choice.name for other in self._recent)
        return f"{choice.name}  ({Path(choice.value).parent.name})" if namesakes > 1 else choice.name
