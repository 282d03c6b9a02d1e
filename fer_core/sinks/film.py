"""The pictures of a session as a film: clean, or with boxes and labels burnt in, each frame at its true time."""

import itertools
from contextlib import suppress
from pathlib import Path

import numpy as np

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.files import free_names
from fer_core.overlay import draw
from fer_core.session.description import OpenSession
from fer_core.sinks.base import Outcome, Part, Policy
from fer_core.sinks.csv import RECORDING, Work, failure
from fer_core.sinks.film_writers import TrueTimes
from fer_core.sinks.keeping import Keeper
from fer_core.types import FrameResult
from fer_core.veil import NO_VEIL, VeilOf, veiled

#: Frames a second of a source that does not say.
_DEFAULT_FPS = 30.0


class FilmSink:
    """Writes the pictures of results as MP4. Of a live source it may miss some, which are counted.

    Frames stand at their true times, however uneven.

    Parameters
    ----------
    path
        A file that is not there yet, in a folder that is.
    overlay
        Burn boxes and labels in.
    positions
        The film's times are those of the source file, not counted from the session's first frame.
    veil
        Asked before each frame what of it is hidden, in the sink's thread.
    work
        What it is written for.
    part_bytes
        A film that is larger is followed by a further one, NAME-2.mp4 and so on, whose frames stand at their times in
        the session, too; None writes one film.

    Attributes
    ----------
    written
        Frames that are in the film, or in all its parts.
    """

    name = "film"
    policy = Policy.NEWEST

    def __init__(
        self,
        path: Path,
        *,
        overlay: bool = True,
        positions: bool = False,
        veil: VeilOf = lambda _result: NO_VEIL,
        work: Work = RECORDING,
        part_bytes: int | None = None,
    ) -> None:
        self.path: Path = path
        self._work = work
        self._part_bytes = part_bytes
        # Films that are full, and the one that is written.
        self._parts: list[Part] = []
        self._part_path, self._written_before = path, 0
        self.written = 0
        self._overlay, self._positions, self._veil = overlay, positions, veil
        # In the order in which they were first in force.
        self._veils: dict[str, None] = {}
        self._session: OpenSession | None = None
        self._writer: TrueTimes | None = None
        self._keeper: Keeper | None = None
        self._retired: list[Keeper] = []
        self._size: tuple[int, int] | None = None
        self._last_t_s: float | None = None
        self._error: SinkError | None = None

    def open(self, session: OpenSession) -> None:
        """Make the file; it stays empty until the first picture says how large it is.

        Raises
        ------
        SinkError
            If it cannot be made.
        """
        try:
            self.path.open("xb").close()
        except OSError as error:
            self._error = SinkError(
                f"{self.path} cannot be written ({error.strerror or error}). Choose another folder."
            )
            raise self._error from error
        self._session = session

    def write(self, result: FrameResult) -> None:
        """Write a picture; one that is not later than the one before is left out.

        Raises
        ------
        SinkError
            If it cannot be written.
        """
        assert self._session is not None
        frame = result.frame
        t_s = frame.t if self._positions else self._session.clock.t_s(frame)
        if self._last_t_s is not None and t_s <= self._last_t_s:
            return
        veil = self._veil(result)
        image = veiled(frame.image, result, veil)
        if self._overlay:
            image = draw(image, result.faces)
        try:
            if self._size is None:
                self._size = (image.shape[1], image.shape[0])
            writer = self._ready()
            if (image.shape[1], image.shape[0]) != self._size:
                image = np.asarray(cv2.resize(image, self._size, interpolation=cv2.INTER_AREA), np.uint8)
            writer.write(image, t_s)
        except OSError as error:
            raise self._failed(error) from error
        self._last_t_s = t_s
        self._veils[veil.kind] = None
        self.written += 1

    def _ready(self) -> TrueTimes:
        """Return what takes the next picture: of a new film, where there is none yet or it is full."""
        if self._writer is not None and self._part_bytes is not None and self._writer.size >= self._part_bytes:
            self._turn()
        if self._writer is None:
            assert self._session is not None
            assert self._size is not None
            fps = self._session.description.source.fps or _DEFAULT_FPS
            self._writer = TrueTimes(self._part_path, self._size, fps)
            self._keeper = Keeper(self._writer)
        return self._writer

    def _turn(self) -> None:
        """End the film, and let a further one follow; where there can be none, it goes on."""
        assert self._writer is not None
        assert self._keeper is not None
        assert self._session is not None
        path = next(itertools.islice(free_names(self.path), len(self._parts) + 1, None))
        try:
            path.open("xb").close()
        except OSError as error:
            self._part_bytes = None
            note = f"{path.name} could not be made ({error.strerror or error}): {self._part_path.name} goes on instead."
            self._session.notes.append(note)
            return
        self._writer.end()
        self._keeper.retire()
        self._retired.append(self._keeper)
        self._parts.append(self._part())
        self._writer, self._keeper, self._part_path, self._written_before = None, None, path, self.written

    def _part(self) -> Part:
        return Part(self._part_path, self.written - self._written_before)

    def flush(self) -> None:
        """See whether the file is still there, and have it brought to the disk, for which no picture waits.

        Raises
        ------
        SinkError
            If the file has been taken away, or the disk does not keep it.
        """
        try:
            if self._keeper is not None:
                self._keeper.ask(0.0)
            self._part_path.stat()
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> Outcome:
        """Finish the film; one without a picture is taken away."""
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                self._finish(writer)
            if self._error is None and self._session is not None:
                self._part_path.stat()
        except OSError as error:
            # The first failure is the one that counts.
            if self._error is None:
                self._failed(error)
        if self.written == self._written_before and self._session is not None:
            with suppress(OSError):
                if self._part_path.stat().st_size == 0:
                    self._part_path.unlink()
        return self._outcome()

    def _finish(self, writer: TrueTimes) -> None:
        """Write the rest, and wait until the disk has everything."""
        assert self._keeper is not None
        try:
            writer.end()
        finally:
            # Whatever went wrong: no thread may still use a file that is closed.
            self._keeper.retire()
            for keeper in (*self._retired, self._keeper):
                keeper.finish()

    def _outcome(self) -> Outcome:
        message = "" if self._error is None else str(self._error)
        facts = {"overlay": self._overlay, "true_times": True, "veils": list(self._veils)}
        path = self.path if self.written else None
        whole = self._error is None and self._session is not None
        last = (self._part(),) if self.written > self._written_before else ()
        parts = (*self._parts, *last) if self._parts else ()
        return Outcome(
            *(self.name, whole, path, self.written, "frames"),
            message=message,
            error=self._error,
            facts=facts,
            parts=parts,
        )

    def _failed(self, error: OSError) -> SinkError:
        where = f"{self.path} and its parts" if self._parts else f"{self.path}"
        kept = f"The frames until about a second ago are in {where}."
        self._error = SinkError(failure(self._part_path, kept, error, self._work))
        # Also where nobody raises it: what is said of all files together asks why each has failed.
        self._error.__cause__ = error
        return self._error
