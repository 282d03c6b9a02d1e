"""Record, snapshot and the folder they go to."""

import time
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.backend import Backend, EngineLike, RecordingFacts
from app.play import Play
from app.session import Session
from app.toast import Notice
from fer_core.errors import FerError, SinkError
from fer_core.recording import Recorder
from fer_core.types import FrameResult


class Recording(QObject):
    """One recording at a time, and pictures in between.

    A recording belongs to its engine: another source ends it. Its name and its description say what kind of source
    it was made from, so a demo stays a demo.

    Parameters
    ----------
    session
        What is playing.
    backend
        Makes recorders and pictures.
    folder
        Where they go; None is the default folder.
    """

    #: Started, stopped or failed.
    changed = Signal()

    def __init__(self, session: Session, backend: Backend, folder: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._backend = backend
        self.folder = folder
        self._recorder: Recorder | None = None
        self._started_t = 0.0
        self.starting = False
        self.of_demo = False
        session.recording_ended.connect(self._ended)

    @property
    def active(self) -> bool:
        """Whether rows are being written."""
        return self._recorder is not None

    @property
    def rows(self) -> int:
        """Rows written so far."""
        return self._recorder.rows_written if self._recorder is not None else 0

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started_t if self.active else 0.0

    def toggle(self) -> None:
        """Start or stop."""
        if self.active:
            self._session.stop_recording()
        else:
            self.start()

    def start(self) -> None:
        """Write rows from now on."""
        engine, play = self._session.engine, self._session.playing
        if self.starting or self.active or engine is None or play is None or not self._session.can_record:
            return
        facts = self._facts(play, engine)

        def begin() -> Recorder:
            recorder = self._backend.make_recorder(self._destination(), facts)
            engine.record(recorder)
            return recorder

        self.starting = True
        self._session.jobs.submit("record", begin, lambda recorder: self._begun(recorder, engine, play), self._failed)
        self.changed.emit()

    def snapshot(self, result: FrameResult, *, mirrored: bool) -> None:
        """Write the picture that is shown, with its boxes and labels."""
        play = self._session.playing
        kind = play.choice.kind if play is not None else "picture"
        name = f"{kind}-{datetime.now():%Y%m%d-%H%M%S-%f}"[:-3] + ".png"

        self._session.jobs.submit(
            "snapshot",
            lambda: self._backend.snapshot(result, self._destination() / name, mirrored),
            self._written,
            self._failed,
        )

    def open_folder(self) -> None:
        """Show the folder in the system's file manager."""

        def make() -> Path:
            folder = self._destination()
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise SinkError(_cannot_write(folder, error)) from error
            return folder

        self._session.jobs.submit("folder", make, self._show_folder, self._failed)

    def _destination(self) -> Path:
        return self.folder if self.folder is not None else self._backend.default_folder()

    def _facts(self, play: Play, engine: EngineLike) -> RecordingFacts:
        kind = "image" if play.still else play.choice.kind
        name = engine.info.name if engine.info is not None else play.choice.name
        session = f"{kind}-{datetime.now():%Y%m%d-%H%M%S}"
        return RecordingFacts(session, play.model.labels, play.model.name, kind, name)

    def _begun(self, recorder: Recorder, engine: EngineLike, play: Play) -> None:
        self.starting = False
        if engine is not self._session.engine:
            # Another source has been chosen in between, which has ended this recording.
            self._say_saved(recorder)
            return
        if not engine.recording:
            # It has failed already, which has been said.
            self.changed.emit()
            return
        self._recorder = recorder
        self._started_t = time.monotonic()
        self.of_demo = play.choice.kind == "demo"
        if self.of_demo:
            self._session.noticed.emit(Notice("This records the demo clip, not a camera. The files say so."))
        self.changed.emit()

    def _ended(self, good: bool) -> None:
        recorder, self._recorder = self._recorder, None
        if recorder is not None and good:
            self._say_saved(recorder)
        self.changed.emit()

    def _say_saved(self, recorder: Recorder) -> None:
        rows = f"{recorder.rows_written:,} row" + ("" if recorder.rows_written == 1 else "s")
        text = f"Recording saved: {rows} in {recorder.path.name}."
        self._session.noticed.emit(Notice(text, "done", "Open folder", self.open_folder))

    def _written(self, path: Path) -> None:
        self._session.noticed.emit(Notice(f"Snapshot saved as {path.name}.", "done", "Open folder", self.open_folder))

    def _show_folder(self, folder: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))):
            self._session.noticed.emit(Notice(f"Your recordings and snapshots are in {folder}."))

    def _failed(self, error: Exception) -> None:
        self.starting = False
        if not isinstance(error, FerError):
            error = SinkError(f"That could not be written ({error}). Choose another folder in the File menu.")
        self._session.noticed.emit(Notice(str(error), "error"))
        self.changed.emit()


def _cannot_write(folder: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    return f"The folder {folder} cannot be written ({reason}). Choose another one in the File menu."
