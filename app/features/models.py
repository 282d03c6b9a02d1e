"""Which models read the faces, what they run on, and where two of them disagree."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.comparison_strip import ComparisonStrip
from app.compute_box import ComputeBox
from app.features.base import Feature, Shell
from app.models_dialog import ModelsDialog, ModelTools
from app.play import Phase
from app.toast import Notice
from app.words import tr
from fer_core.compute import CPU, Compute, provider_words
from fer_core.places import MODELS


class Models(Feature):
    """Shows the models, remembers them, and shows the comparison of two."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._told = CPU

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        stop = self.shell.session.models.stop_comparing
        return {"models": self._show, "compare": lambda: self._show().select_another(), "stop_comparing": stop}

    def begin(self) -> None:
        """Let the strip's own button stop the comparison, and ask before another model ends a recording."""
        self.shell.session.models.may_begin_anew = self.shell.may_end_recording
        self.shell.store.changed.connect(self._look)
        self._strip.stop.clicked.connect(self.shell.actions["stop_comparing"].trigger)

    def refresh(self) -> None:
        """Show the comparison while there is one, and tell of what models cannot run on."""
        shell, models = self.shell, self.shell.session.models
        shell.actions["stop_comparing"].setEnabled(models.comparing)
        pipeline = shell.session.pipeline
        self._strip.set_models(pipeline)
        shell.page.show_below("comparison", models.comparing)
        # Until it runs, the pipeline is that of before.
        if pipeline is not None and shell.session.phase is Phase.RUNNING:
            self._tell_of_provider(models.readers.compute.provider, pipeline.settings.get("provider"))

    def remember(self) -> None:
        """Keep the model, unless it was given for this run and no other one was picked since."""
        models = self.shell.session.models
        model = models.readers.model
        if self.shell.model_of_run is None or models.picked:
            self.shell.store.set(model=model)
            if model is not None:
                self._keep(model)

    def end(self) -> None:
        """Measure nothing more, and try no other model."""
        for dialog in self.shell.window.findChildren(ModelsDialog):
            dialog.reject()

    def _tell_of_provider(self, wanted: str, real: object) -> None:
        if real and wanted not in (real, self._told):
            self._told = wanted
            told = tr("{provider} cannot be used here: the processor reads the faces.")
            self.shell.notify(Notice(told.format(provider=provider_words(wanted))))

    @property
    def _strip(self) -> ComparisonStrip:
        strip = self.shell.panels["comparison"]
        assert isinstance(strip, ComparisonStrip)
        return strip

    def _show(self) -> ModelsDialog:
        shell = self.shell
        tools = ModelTools(lambda: shell.store.settings.models, self._ask, self._forget)
        dialog = ModelsDialog(shell.session, shell.backend, tools, shell.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.compute.chosen.connect(partial(self._run_on, dialog.compute))
        dialog.open()
        return dialog

    def _ask(self, parent: QWidget) -> Path | None:
        shell = self.shell
        known = shell.store.settings.models
        folder = shell.dialogs.model(parent, known[-1] if known else Path.home())
        if folder is not None and folder != MODELS:
            self._keep(folder)
        return folder

    def _keep(self, folder: Path) -> None:
        known = (other for other in self.shell.store.settings.models if other != folder)
        self.shell.store.set(models=(*known, folder))

    def _forget(self, folder: Path) -> None:
        self.shell.store.set(models=tuple(other for other in self.shell.store.settings.models if other != folder))

    def _look(self) -> None:
        models, store = self.shell.session.models, self.shell.store
        if not models.look(every_picture=store.settings.every_picture):
            store.set(every_picture=models.readers.every_picture)

    def _run_on(self, box: ComputeBox, compute: Compute) -> None:
        models = self.shell.session.models
        if models.run_on(compute):
            self._told = CPU
            self.shell.store.set(threads=compute.threads, provider=compute.provider)
        else:
            box.show_compute(models.readers.compute)
