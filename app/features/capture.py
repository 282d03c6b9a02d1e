"""Keep what is seen: the rows, the film, single pictures, and the folder they go to."""

from collections.abc import Callable, Mapping
from pathlib import Path

from app.features.base import Feature
from app.recording_plan import RecordingPlan
from app.toast import Notice
from app.words import tr


class Capture(Feature):
    """Follows the actions that record."""

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        recording = self.shell.recording
        return {
            "record": recording.toggle,
            "record_film": self._record_film,
            "record_details": self._record_with_details,
            "clean_film": self._clean_film_toggled,
            "snapshot": self._snapshot,
            "open_folder": recording.open_folder,
            "choose_folder": self._choose_folder,
        }

    def begin(self) -> None:
        """Follow what is remembered."""
        self.shell.store.changed.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        settings = self.shell.store.settings
        self.shell.actions["clean_film"].setChecked(settings.clean_film)
        self.shell.recording.folder = settings.folder
        self.shell.recording.part_bytes = settings.part_mb * 1_000_000 or None

    def _record_film(self) -> None:
        self.shell.recording.start(RecordingPlan(film="clean" if self.shell.store.settings.clean_film else "overlay"))

    def _record_with_details(self) -> None:
        shell = self.shell
        plan = shell.dialogs.record(shell.window, shell.store.settings.plan, shell.recording.destination())
        if plan is not None:
            # At once: what was typed is there again, whatever becomes of this window.
            shell.store.set(plan=plan)
            shell.store.save()
            shell.recording.start(plan)

    def _clean_film_toggled(self) -> None:
        self.shell.store.set(clean_film=self.shell.actions["clean_film"].isChecked())

    def _snapshot(self) -> None:
        view = self.shell.view
        if view.result is not None:
            self.shell.recording.snapshot(view.result, mirrored=view.mirrored, mark=view.mark)

    def _choose_folder(self) -> None:
        shell = self.shell
        folder = shell.dialogs.folder(shell.window, shell.recording.folder or Path.home())
        if folder is not None:
            shell.store.set(folder=folder)
            words = tr("Recordings and snapshots now go to {folder}.")
            shell.notify(Notice(words.format(folder=folder), "done"))
