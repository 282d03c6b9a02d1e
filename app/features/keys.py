"""Which key does what."""

from collections.abc import Callable, Mapping

from app.features.base import Feature, Shell
from app.shortcuts import give_keys, keys_of
from app.shortcuts_page import ShortcutsDialog
from app.side_dialog import SideDialog


class Keys(Feature):
    """Gives the actions their keys, and shows the page where they are changed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.page = SideDialog(lambda: ShortcutsDialog(shell.store, shell.window))

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"shortcuts": self.page.show}

    def begin(self) -> None:
        """Follow what is remembered."""
        self.shell.store.changed.connect(self._follow)
        self._follow()

    def end(self) -> None:
        """Close the page."""
        self.page.close()

    def _follow(self) -> None:
        give_keys(self.shell.actions, keys_of(self.shell.store.settings.shortcuts))
