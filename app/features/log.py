"""What has gone wrong: said once, told in full in the log window."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from app.faults import Fault
from app.features.base import Feature, Shell
from app.log_window import LogDialog
from app.outside import open_outside
from app.side_dialog import SideDialog
from app.toast import Notice
from app.words import tr


class Log(Feature):
    """Says what nobody has caught, and shows the log."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        faults = shell.faults
        self.page = SideDialog(lambda: LogDialog(faults.log_file, faults.since, shell.window))

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"log": self.page.show}

    def show_details(self, notice: Notice) -> None:
        """Show what more there is to a notice."""
        self.page.show().show_details(notice.text, notice.details)

    def refresh(self) -> None:
        """Let reports name the model."""
        pipeline = self.shell.session.pipeline
        if pipeline is not None:
            self.shell.faults.model = pipeline.model_name

    def tick(self, now_s: float) -> None:
        """Say what has come since the last time."""
        del now_s
        for fault in self.shell.faults.drain():
            self.shell.notify(self._notice(fault))

    def end(self) -> None:
        """Close the log window."""
        self.page.close()

    def _notice(self, fault: Fault) -> Notice:
        if fault.report is None:
            return Notice(fault.text, "error", details=fault.details)
        run = partial(self._open_report, fault.report)
        return Notice(fault.text, "error", tr("Open the report"), run, details=fault.details)

    def _open_report(self, report: Path) -> None:
        if not open_outside(report):
            self.shell.notify(Notice(tr("The report is {path}.").format(path=report)))
