"""Offer to finish recordings whose program ended before them: after a crash or a power cut."""

from functools import partial
from pathlib import Path

from app.core_words import told
from app.features.base import Feature
from app.toast import Notice
from app.words import tr, trn
from fer_core.errors import FerError
from fer_core.session.recover import find_interrupted, finish_session

Done = tuple[list[Path], int, list[FerError]]


class Finishing(Feature):
    """Looks into the folder of recordings once, at the start, in a thread."""

    def begin(self) -> None:
        """Look for what was cut off."""
        parent = self.shell.recording.destination()
        self.shell.session.jobs.submit(
            "interrupted", lambda: find_interrupted(parent), self._found, lambda _error: None
        )

    def _found(self, folders: tuple[Path, ...]) -> None:
        left = self.shell.store.settings.left
        wanted = tuple(folder for folder in folders if folder not in left)
        count = len(wanted)
        if not count:
            return
        one = tr("The recording {name} was cut off. Its rows are there; finishing it counts and describes them.")
        several = trn("%n recordings were cut off. Their rows are there; finishing describes them.", "", count)
        words = one.format(name=wanted[0].name) if count == 1 else several
        self.shell.notify(
            Notice(
                words,
                action=tr("Finish", "a recording that was cut off"),
                run=partial(self._finish, wanted),
                other=(tr("Leave it") if count == 1 else tr("Leave them"), partial(self._leave, wanted)),
                stays=True,
            )
        )

    def _finish(self, folders: tuple[Path, ...]) -> None:
        self.shell.session.jobs.submit("finish", lambda: _finished(folders), self._told, self._failed)

    def _leave(self, folders: tuple[Path, ...]) -> None:
        store = self.shell.store
        store.set(left=(*store.settings.left, *folders))
        # At once: it is not asked again, whatever becomes of this window.
        store.save()

    def _told(self, done: Done) -> None:
        folders, rows, errors = done
        if folders:
            what = folders[0].name if len(folders) == 1 else trn("%n recordings", "", len(folders))
            words = tr("Finished: {what}, with {rows}. It says that it was interrupted.")
            text = words.format(what=what, rows=trn("%Ln rows", "", rows))
            self.shell.notify(Notice(text, "done", tr("Open folder"), self.shell.recording.open_folder))
        for error in errors:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        words = told(str(error)) if isinstance(error, FerError) else tr("The recording could not be finished.")
        self.shell.notify(Notice(words, "error"))


def _finished(folders: tuple[Path, ...]) -> Done:
    """Finish them, also where one of them cannot be; returns which, their rows, and what went wrong."""
    done: list[Path] = []
    errors: list[FerError] = []
    rows = 0
    for folder in folders:
        try:
            description = finish_session(folder)
        except FerError as error:
            errors.append(error)
        else:
            done.append(folder)
            rows += sum(file.written or 0 for file in description.parts("csv"))
    return done, rows, errors
