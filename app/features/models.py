"""Which model reads the faces."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.features.base import Feature


class Models(Feature):
    """Uses the shipped model or another one."""

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"open_model": self._open, "shipped_model": lambda: self._use(None)}

    def refresh(self) -> None:
        """Offer the shipped model where another one is in use."""
        self.shell.actions["shipped_model"].setEnabled(self.shell.session.model is not None)

    def remember(self) -> None:
        """Keep the model, unless it was given for this run and no other one was picked since."""
        if self.shell.model_of_run is None:
            self.shell.store.set(model=self.shell.session.model)

    def _open(self) -> None:
        shell = self.shell
        folder = shell.dialogs.model(shell.window, shell.session.model or Path.home())
        if folder is not None:
            self._use(folder)

    def _use(self, folder: Path | None) -> None:
        if not self.shell.may_end_recording():
            return
        self.shell.model_of_run = None
        self.shell.session.set_model(folder)
