"""Tell what a session shows: a page that opens in the browser, and a PDF beside it."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from app.faults import sentence_of
from app.features.base import Feature, Shell
from app.outside import open_outside
from app.reports import Written, write_files
from app.session_name import session_name
from app.toast import Notice
from app.words import tr


class Reporting(Feature):
    """One report at a time, of the last recording or of any session."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._busy = False

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"report": self._choose, "report_last": self._last}

    @property
    def unfinished(self) -> str:
        """A report."""
        return tr("A report is still being made.") if self._busy else ""

    def begin(self) -> None:
        """Offer the last recording as soon as there is one."""
        self.shell.recording.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Offer what there is, one report after the other."""
        actions = self.shell.actions
        actions["report"].setEnabled(not self._busy)
        actions["report_last"].setEnabled(not self._busy and self.shell.recording.last is not None)

    def report_on(self, path: Path) -> None:
        """Make the report of a session, and show it."""
        shell = self.shell
        self._busy = True
        self.refresh()
        shell.notify(Notice(tr("Making the report of {name}…").format(name=session_name(path))))
        work = partial(
            write_files, path, model=shell.session.models.readers.model, instead=shell.recording.destination
        )  # fmt: skip
        shell.session.jobs.submit("report", work, self._done, self._failed)

    def _choose(self) -> None:
        shell = self.shell
        path = shell.dialogs.session(shell.window, shell.recording.last or shell.recording.destination())
        if path is not None:
            self.report_on(path)

    def _last(self) -> None:
        if self.shell.recording.last is not None:
            self.report_on(self.shell.recording.last)

    def _done(self, written: Written) -> None:
        self._ended()
        words = tr("The report is in {folder}: {page}, and as a PDF.").format(
            folder=written.page.parent, page=written.page.name
        )
        folder = partial(self.shell.recording.show_folder, written.page.parent)
        self.shell.notify(Notice(words, "done", tr("Open folder"), folder))
        open_outside(written.page)

    def _failed(self, error: Exception) -> None:
        self._ended()
        self.shell.notify(Notice(sentence_of(error), "error"))

    def _ended(self) -> None:
        self._busy = False
        self.refresh()
