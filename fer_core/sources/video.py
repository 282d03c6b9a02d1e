"""Video files, read to their end, each picture with its position."""

import math
from pathlib import Path
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.errors import SourceError
from fer_core.sources.base import SourceInfo
from fer_core.sources.files import check_file
from fer_core.sources.grabber import rgb_of
from fer_core.types import Frame

#: For files that do not say how fast they are.
_DEFAULT_FPS = 25.0
#: A position that is further than this after the one before is taken for damage.
_MAX_STEP_S = 3600.0
#: After this many frames in a row that cannot be decoded, the file has come to its end; damage before that is skipped.
_MAX_DAMAGED = 300


class VideoFile:
    """A video file (or an animated GIF), of which every picture is delivered.

    Parameters
    ----------
    path
        The file.
    """

    live = False
    kind = "film"

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self.name = self._path.name
        self._capture: cv2.VideoCapture | None = None
        self._first: NDArray[np.uint8] | None = None
        self._info = SourceInfo(self.name, 0, 0)
        self._clock = PositionClock(_DEFAULT_FPS)
        self._index = 0
        self._damaged = 0
        self._notes: tuple[str, ...] = ()

    def open(self) -> SourceInfo:
        """Open the file and read its first picture.

        Raises
        ------
        SourceError
            If it is not there, may not be read, or is no video.
        """
        self.close()
        check_file(self._path)
        self._damaged = 0
        # An absolute path cannot be taken for an address or an option.
        self._capture = cv2.VideoCapture(str(self._path.absolute()), cv2.CAP_FFMPEG)
        self._first = self._decode() if self._capture.isOpened() else None
        if self._first is None:
            self.close()
            msg = (
                f"{self.name} cannot be read as a video: it is damaged, incomplete or of an unknown format. "
                "Copy or convert it again, or choose another file."
            )
            raise SourceError(msg)
        fps = _sensible(self._capture.get(cv2.CAP_PROP_FPS), 1000.0)
        count = _sensible(self._capture.get(cv2.CAP_PROP_FRAME_COUNT), 1e9)
        height, width = self._first.shape[:2]
        self._info = SourceInfo(
            self.name,
            width,
            height,
            fps,
            int(count) if count else None,
            count / fps if count and fps else None,
        )
        self._clock = PositionClock(fps or _DEFAULT_FPS)
        self._index = 0
        self._notes = ()
        return self._info

    def read(self) -> Frame | None:
        """Return the next picture, None at the end."""
        if self._capture is None:
            return None
        image, self._first = self._first, None
        if image is None:
            image = self._decode()
        if image is None:
            self._note_end()
            return None
        position_s = self._clock.next(self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0)
        frame = Frame(self._index, position_s, image, monotonic(), position_s)
        self._index += 1
        return frame

    def notes(self) -> tuple[str, ...]:
        """Say so if the file ended before the end that it claims, or is damaged; known at its end."""
        return self._notes

    def interrupt(self) -> None:
        """Do nothing: a file keeps nobody waiting."""

    def close(self) -> None:
        """Close the file."""
        if self._capture is not None:
            self._capture.release()
        self._capture = self._first = None

    def _decode(self) -> NDArray[np.uint8] | None:
        """Return the next picture that can be decoded; None if there is none for a while, which is the end."""
        assert self._capture is not None
        for failures in range(_MAX_DAMAGED):
            ok, bgr = self._capture.read()
            if ok and bgr is not None and bgr.size:
                self._damaged += failures
                return rgb_of(np.asarray(bgr, np.uint8))
        return None

    def _note_end(self) -> None:
        """Compare with what the container claims, in frames and, since frames may be an estimate, in time."""
        claimed, duration_s = self._info.frame_count or 0, self._info.duration_s or 0.0
        if claimed > self._index and duration_s - self._clock.end_s > 1.5 * self._clock.period_s:
            self._notes = (f"{self.name} claims {claimed} frames and holds {self._index}; it was read to its end.",)
        elif self._damaged:
            self._notes = (f"{self.name} is damaged: {self._damaged} of its frames could not be read.",)


class PositionClock:
    """Makes the positions of a container usable: from 0, strictly increasing, without absurd jumps.

    Parameters
    ----------
    fps
        Pictures a second, for positions that are missing or make no sense.
    """

    def __init__(self, fps: float) -> None:
        self.period_s = 1.0 / fps
        self._last_s: float | None = None

    @property
    def end_s(self) -> float:
        """When the newest picture ends."""
        return 0.0 if self._last_s is None else self._last_s + self.period_s

    def next(self, position_s: float) -> float:
        """Return the position of the next picture in seconds, given what the container says."""
        if self._last_s is None:
            sensible = math.isfinite(position_s) and 0.0 <= position_s <= _MAX_STEP_S
            self._last_s = position_s if sensible else 0.0
            return self._last_s
        step_s = position_s - self._last_s
        if not math.isfinite(step_s) or not 0.0 < step_s <= _MAX_STEP_S:
            position_s = self._last_s + self.period_s
        self._last_s = position_s
        return position_s


def _sensible(value: float, most: float) -> float | None:
    return value if math.isfinite(value) and 0.0 < value < most else None
