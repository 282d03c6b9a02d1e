"""The pictures of a session as a film: clean, or with boxes and labels burnt in, each frame at its true time."""

from contextlib import suppress
from pathlib import Path

import numpy as np

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.overlay import draw
from fer_core.session.description import OpenSession
from fer_core.sinks.base import Outcome, Policy
from fer_core.sinks.csv import RECORDING, Work, failure
from fer_core.sinks.film_writers import TrueTimes
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

    Attributes
    ----------
    written
        Frames that are in the file.
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
    ) -> None:
        self.path: Path = path
        self._work = work
        self.written = 0
        self._overlay, self._positions, self._veil = overlay, positions, veil
        # In the order in which they were first in force.
        self._veils: dict[str, None] = {}
        self._session: OpenSession | None = None
        self._writer: TrueTimes | None = None
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
            if self._writer is None:
                self._size = (image.shape[1], image.shape[0])
                fps = self._session.description.source.fps or _DEFAULT_FPS
                self._writer = TrueTimes(self.path, self._size, fps)
            if (image.shape[1], image.shape[0]) != self._size:
                image = np.asarray(cv2.resize(image, self._size, interpolation=cv2.INTER_AREA), np.uint8)
            self._writer.write(image, t_s)
        except OSError as error:
            raise self._failed(error) from error
        self._last_t_s = t_s
        self._veils[veil.kind] = None
        self.written += 1

    def flush(self) -> None:
        """See whether the file is still there; the film brings itself to the disk every second.

        Raises
        ------
        SinkError
            If the file has been taken away.
        """
        try:
            self.path.stat()
        except OSError as error:
            raise self._failed(error) from error

    def close(self) -> Outcome:
        """Finish the film; one without a picture is taken away."""
        writer, self._writer = self._writer, None
        try:
            if writer is not None:
                writer.close()
            if self._error is None and self._session is not None:
                self.flush()
        except SinkError:
            # Kept in self._error.
            pass
        except OSError as error:
            self._failed(error)
        if not self.written and self._session is not None:
            with suppress(OSError):
                if self.path.stat().st_size == 0:
                    self.path.unlink()
        return self._outcome()

    def _outcome(self) -> Outcome:
        message = "" if self._error is None else str(self._error)
        facts = {"overlay": self._overlay, "true_times": True, "veils": list(self._veils)}
        path = self.path if self.written else None
        whole = self._error is None and self._session is not None
        return Outcome(
            self.name, whole, path, self.written, "frames", message=message, error=self._error, facts=facts
        )  # fmt: skip

    def _failed(self, error: OSError) -> SinkError:
        kept = f"The frames until about a second ago are in {self.path}."
        self._error = SinkError(failure(self.path, kept, error, self._work))
        return self._error
