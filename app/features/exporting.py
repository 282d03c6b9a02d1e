"""Write a recording for other programs."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from app.faults import sentence_of
from app.features.base import Feature, Shell
from app.outside import open_outside
from app.toast import Notice
from app.words import tr
from fer_core.session.description import DESCRIPTION_FILE


class Exporting(Feature):
    """Asks which recording and where to, and writes it in a thread."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._under_way = 0

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"export_session": self._ask}

    def _ask(self) -> None:
        shell = self.shell
        session = shell.dialogs.session(shell.window, shell.recording.last or shell.recording.destination())
        if session is None:
            return
        # Beside the folder of a recording, not in it.
        own = session.parent if session.name == DESCRIPTION_FILE else session
        path = shell.dialogs.save_export(shell.window, own.with_suffix("") if own.is_file() else own)
        if path is not None:
            # The question where to has asked whether to overwrite, too.
            work = partial(_export, session, path)
            self._under_way += 1
            shell.session.jobs.submit("export", work, self._done, self._failed)

    @property
    def unfinished(self) -> str:
        """An export."""
        return tr("A session is still being exported.") if self._under_way else ""

    def _done(self, path: Path) -> None:
        self._under_way -= 1
        words = tr("The session is exported: {name}.").format(name=path.name)
        self.shell.notify(Notice(words, "done", tr("Open folder"), partial(self._show, path.parent)))

    def _show(self, folder: Path) -> None:
        if not open_outside(folder):
            self.shell.notify(Notice(tr("The files are in {folder}.").format(folder=folder)))

    def _failed(self, error: Exception) -> None:
        self._under_way -= 1
        self.shell.notify(Notice(sentence_of(error), "error"))


def _export(session: Path, path: Path) -> Path:
    from fer_core.session.exports.table import export, format_of

    return export(session, format_of(path) or "tidy", path, overwrite=True)
