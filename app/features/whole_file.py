"""Analyse the film that plays from its first picture to its last one, and show what it expressed."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from app.faults import sentence_of
from app.features.base import Feature, Shell
from app.play import Phase
from app.toast import Notice
from app.whole_file import Finding, WholeFile
from app.whole_file_pages import FindingPage, ProgressPage
from app.words import tr
from fer_core.sources.transport import Transport


class WholeFiles(Feature):
    """One analysis at a time; the film is held while it lasts, so that both do not fight for the processor."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._run: WholeFile | None = None
        self.progress: ProgressPage | None = None
        self.page: FindingPage | None = None
        self._held: Transport | None = None

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"analyse_file": self._begin}

    def refresh(self) -> None:
        """Offer it while a film of the user's plays."""
        self.shell.actions["analyse_file"].setEnabled(self._run is None and self._film is not None)

    def tick(self, now_s: float) -> None:
        """Show how far it is."""
        del now_s
        if self._run is not None and self.progress is not None:
            self.progress.show_progress(self._run.progress)

    @property
    def unfinished(self) -> str:
        """An analysis."""
        if self._run is None or self._run.cancelled:
            return ""
        words = tr("{name} is still being analysed. Its rows until then stay in a file that ends in .partial.csv.")
        return words.format(name=self._run.path.name)

    def end(self) -> None:
        """Stop; what is written until then stays."""
        if self._run is not None:
            self._run.cancel()
        self._close_progress()
        self._close_page()

    @property
    def _film(self) -> Path | None:
        session = self.shell.session
        play = session.playing
        if play is None or play.kind != "film" or session.phase in (Phase.STOPPED, Phase.STARTING):
            return None
        return Path(play.choice.value)

    def _begin(self) -> None:
        shell, path = self.shell, self._film
        if path is None or self._run is not None:
            return
        session = shell.session
        self._close_page()
        output = session.pipeline.spoken if session.pipeline is not None else None
        run = WholeFile(
            shell.backend, path, shell.recording.destination, model=session.models.readers.model, output=output
        )
        self._run = run
        self._hold()
        self.progress = ProgressPage(path.name, run.cancel, shell.window)
        self.progress.show()
        session.jobs.submit("analysis", run.run, self._done, self._failed)
        shell.refresh()

    def _done(self, finding: Finding | None) -> None:
        run = self._ended()
        recording = self.shell.recording
        if finding is None:
            kept = run.progress.done > 0
            words = tr("The analysis of {name} was stopped.").format(name=run.path.name)
            if kept:
                words += " " + tr("The rows until then are in a file whose name ends in .partial.csv.")
            action = (tr("Open folder"), recording.open_folder) if kept else ("", None)
            self.shell.notify(Notice(words, "info", *action))
            return
        open_folder = partial(recording.show_folder, finding.table.parent)
        self.page = FindingPage(run.path.name, finding, open_folder, self.shell.window)
        self.page.destroyed.connect(self._page_is_gone)
        self.page.show()

    def _failed(self, error: Exception) -> None:
        self._ended()
        self.shell.notify(Notice(sentence_of(error), "error"))

    def _ended(self) -> WholeFile:
        run, self._run = self._run, None
        assert run is not None
        self._close_progress()
        film, held = self.shell.session.film, self._held
        self._held = None
        # Unless another one plays, or somebody has let it go on.
        if held is not None and held is film.transport and film.held:
            film.toggle()
        self.shell.refresh()
        return run

    def _hold(self) -> None:
        session = self.shell.session
        if session.phase is Phase.RUNNING and not session.film.held:
            session.film.toggle()
            self._held = session.film.transport

    def _close_progress(self) -> None:
        page, self.progress = self.progress, None
        if page is not None:
            page.hide()
            page.deleteLater()

    def _close_page(self) -> None:
        if self.page is not None:
            self.page.close()

    def _page_is_gone(self) -> None:
        self.page = None
