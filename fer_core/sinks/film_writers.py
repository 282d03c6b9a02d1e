"""Encoding a film with the true time of each frame."""

import errno
import io
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.files import lock

#: Ticks a second of a film's clock: 11 microseconds are the most that a time is rounded by.
_TICKS = 90_000
#: A film that is cut off keeps all but its last second: what is not yet a part of the file, and the encoder's delay.
_FRAGMENT_US = 500_000


class _File(io.FileIO):
    """A file for PyAV, which passes on what its own ``write`` raises; of a path it keeps what fails at the end."""

    def write(self, data: Any) -> int:
        left = memoryview(data)
        while left:
            left = left[super().write(left) :]
        return len(data)


class TrueTimes:
    """H.264 by PyAV, at a variable frame rate, in an MP4 of fragments: what is written can be played at any time.

    Parameters
    ----------
    path
        The file.
    size
        (width, height) in pixels.
    fps
        About how many frames a second will come.
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: float) -> None:
        import av

        self._av = av
        # H.264 halves the colours' resolution, so both sides are even.
        self._pad = (size[1] % 2, size[0] % 2)
        options = {
            # A film need not begin at 0: for that the last flag, and times that are left as they are.
            "movflags": "empty_moov+default_base_moof+frag_keyframe+frag_discont",
            "avoid_negative_ts": "disabled",
            "frag_duration": str(_FRAGMENT_US),
            # Else a part that is small waits in memory for the next one.
            "flush_packets": "1",
        }
        self._file = _File(path, "r+")
        # Else another program takes it for one that was left behind.
        if not lock(self._file):
            self._file.close()
            raise FileExistsError(errno.EEXIST, "another program writes it", str(path))
        self._file.seek(0)
        self._container: Any = av.open(self._file, "w", format="mp4", options=options)
        self._stream: Any = self._container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
        self._stream.width, self._stream.height = size[0] + self._pad[1], size[1] + self._pad[0]
        self._stream.pix_fmt = "yuv420p"
        self._stream.codec_context.time_base = Fraction(1, _TICKS)
        self._stream.codec_context.thread_count = 1
        self._stream.options = {"preset": "veryfast", "crf": "20", "bf": "0", "tune": "zerolatency"}

    def write(self, image: NDArray[np.uint8], t_s: float) -> None:
        """Take a picture (H, W, 3) RGB that is due at ``t_s`` seconds."""
        if any(self._pad):
            image = np.pad(image, ((0, self._pad[0]), (0, self._pad[1]), (0, 0)), mode="edge")
        frame = self._av.VideoFrame.from_ndarray(np.ascontiguousarray(image), format="rgb24")
        frame.pts = round(t_s * _TICKS)
        frame.time_base = Fraction(1, _TICKS)
        self._container.mux(self._stream.encode(frame))

    @property
    def size(self) -> int:
        """Bytes that are in the file."""
        return self._file.tell()

    def sync(self) -> None:
        """Make the disk keep what is in the file; an :class:`OSError` if it does not."""
        os.fsync(self._file.fileno())

    def end(self) -> None:
        """Write what the encoder has kept."""
        try:
            self._container.mux(self._stream.encode())
        finally:
            self._container.close()
            # A film of many parts holds no more encoders than one.
            self._container = self._stream = None

    def close(self) -> None:
        """Close the file, after :meth:`end`."""
        self._file.close()
