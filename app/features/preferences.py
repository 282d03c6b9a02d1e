"""Everything that can be set, on one page."""

from collections.abc import Callable, Mapping

from app.features.base import Feature, Shell
from app.preferences_page import PreferencesDialog
from app.side_dialog import SideDialog


class Preferences(Feature):
    """Shows the page of the settings."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.page = SideDialog(lambda: PreferencesDialog(shell.store, shell.actions, shell.window))

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"settings": self.page.show}

    def end(self) -> None:
        """Close it."""
        self.page.close()
