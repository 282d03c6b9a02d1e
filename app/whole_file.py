"""One analysis of a whole file, by the engine of ``fer-live analyze``, away from the GUI thread."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.backend import AnalysisOrder, Backend
from fer_core.session.shares import FaceShares, table_shares


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an analysis has got.

    Attributes
    ----------
    done, total
        Pictures; the total is what the file claims, None if it does not.
    left_s
        Seconds that the rest will take at the speed until now, None as long as nobody knows.
    """

    done: int = 0
    total: int | None = None
    left_s: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What an analysis has found.

    Attributes
    ----------
    table
        The CSV file.
    pictures
        How many there were.
    faces
        Those of the most pictures first.
    notes
        What should be known, in sentences.
    """

    table: Path
    pictures: int
    faces: tuple[FaceShares, ...]
    notes: tuple[str, ...]


class _Cancelled(Exception):  # noqa: N818
    """Somebody does not want the rest; what is written until then stays, see ``Results``."""


class WholeFile:
    """Analyses a file once.

    Parameters
    ----------
    backend
        Knows how.
    path
        The film.
    out
        Tells where the table goes; called in the thread that analyses.
    model, output
        What reads the faces, and which of its outputs is spoken; None for the defaults.
    """

    def __init__(
        self, backend: Backend, path: Path, out: Callable[[], Path], *, model: Path | None, output: str | None
    ) -> None:
        self._backend = backend
        self.path = path
        self._out, self._model, self._output = out, model, output
        self._cancelled = threading.Event()
        self._first_t: float | None = None
        #: Written by the thread that analyses, read by the one that shows it.
        self.progress = Progress()

    @property
    def cancelled(self) -> bool:
        """Whether the rest is not wanted any more."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Stop after the picture that is being read."""
        self._cancelled.set()

    def run(self) -> Finding | None:
        """Analyse the file; None where it was cancelled. Blocks.

        Raises
        ------
        FerError
            As :func:`fer_core.analysis.analyse` does, and if what was written cannot be read back.
        """
        notes: list[str] = []
        order = AnalysisOrder(self.path, self._out(), self._model, self._output)
        try:
            table = self._backend.analyse(order, self._note_progress, notes.append)
        except _Cancelled:
            return None
        return Finding(table, self.progress.done, table_shares(table).by_face, tuple(notes))

    def _note_progress(self, done: int, total: int | None) -> None:
        if self.cancelled:
            raise _Cancelled
        now = time.monotonic()
        left_s = None
        if self._first_t is None:
            # The first picture takes longer than the others: it does not count.
            self._first_t = now
        elif total is not None and total >= done:
            left_s = (now - self._first_t) / (done - 1) * (total - done)
        self.progress = Progress(done, total, left_s)
