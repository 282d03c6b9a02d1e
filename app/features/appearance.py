"""What the whole window looks like: its colours, and how large its text is."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QApplication

from app import theme
from app.actions import draw_icons
from app.features.base import Feature, Shell


class Appearance(Feature):
    """Dresses the window as it is wanted, and as the system wants it where that is wanted."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._worn = self._wanted

    @property
    def handlers(self) -> Mapping[str, Callable[[], None]]:
        """What the actions do, by name."""
        themes = {f"theme_{choice}": partial(self._choose, choice) for choice in theme.CHOICES}
        sizes = {"text_larger": partial(self._step, 1), "text_smaller": partial(self._step, -1)}
        return {**themes, **sizes, "text_usual": lambda: self.shell.store.set(text_size=theme.TEXT_SIZES[0])}

    def begin(self) -> None:
        """Follow what is remembered, and the system."""
        self._tick()
        self.shell.store.changed.connect(self._follow)
        QApplication.styleHints().colorSchemeChanged.connect(self._system_changed)

    def end(self) -> None:
        """Listen to the system no longer."""
        QApplication.styleHints().colorSchemeChanged.disconnect(self._system_changed)

    @property
    def _wanted(self) -> tuple[str, int]:
        settings = self.shell.store.settings
        return settings.theme, settings.text_size

    def _choose(self, choice: str) -> None:
        self.shell.store.set(theme=choice)
        # Whoever picks what is worn already has unticked it.
        self._tick()

    def _step(self, steps: int) -> None:
        sizes = theme.TEXT_SIZES
        at = sizes.index(self.shell.store.settings.text_size) + steps
        self.shell.store.set(text_size=sizes[min(max(at, 0), len(sizes) - 1)])

    def _tick(self) -> None:
        actions, settings = self.shell.actions, self.shell.store.settings
        for choice in theme.CHOICES:
            actions[f"theme_{choice}"].setChecked(choice == settings.theme)
        actions["text_larger"].setEnabled(settings.text_size < theme.TEXT_SIZES[-1])
        actions["text_smaller"].setEnabled(settings.text_size > theme.TEXT_SIZES[0])

    def _follow(self) -> None:
        self._tick()
        if self._worn != self._wanted:
            self._dress()

    def _system_changed(self) -> None:
        if self.shell.store.settings.theme == theme.SYSTEM:
            self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._worn = self._wanted
        theme.apply(app, *self._worn)
        draw_icons(self.shell.actions)
        self.shell.refresh()
