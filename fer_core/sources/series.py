"""Moving WebP: FFmpeg cannot read it, Pillow can."""

from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import SourceError
from fer_core.sources.base import SourceInfo
from fer_core.sources.files import check_file
from fer_core.sources.limits import MOST_FILM_PIXELS, check_size, pillow_limit
from fer_core.types import Frame

#: Of pictures that say 0 ms; so do browsers.
_DEFAULT_MS = 100


class PictureSeries:
    """The pictures of a moving WebP, each with its position.

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
        self._stored: Any = None
        self._pictures: Iterator[tuple[NDArray[np.uint8], float]] = iter(())
        self._index, self._t_s = 0, 0.0
        self._notes: tuple[str, ...] = ()

    def open(self) -> SourceInfo:
        """Open the file.

        Raises
        ------
        SourceError
            If it cannot be read.
        """
        from PIL import Image

        self.close()
        check_file(self._path)
        try:
            with pillow_limit():
                self._stored = Image.open(self._path)
        except Exception as error:
            # Pillow's readers let through whatever a damaged file makes them do.
            msg = f"{self.name} is damaged, or no picture of a known format. Save it as JPEG, PNG or MP4."
            raise SourceError(msg) from error
        width, height = self._stored.size
        try:
            check_size(self.name, width, height, MOST_FILM_PIXELS)
        except SourceError:
            self.close()
            raise
        self._pictures = self._decode()
        self._index, self._t_s, self._notes = 0, 0.0, ()
        return SourceInfo(self.name, width, height, frame_count=int(self._stored.n_frames))

    def read(self) -> Frame | None:
        """Return the next picture, None at the end."""
        found = next(self._pictures, None)
        if found is None:
            return None
        image, lasts_s = found
        frame = Frame(self._index, self._t_s, image, monotonic(), self._t_s)
        self._index += 1
        self._t_s += lasts_s
        return frame

    def notes(self) -> tuple[str, ...]:
        """Say so if it could not be read to its end."""
        return self._notes

    def interrupt(self) -> None:
        """Do nothing: a file keeps nobody waiting."""

    def close(self) -> None:
        """Close the file."""
        self._pictures = iter(())
        if self._stored is not None:
            self._stored.close()
        self._stored = None

    def _decode(self) -> Iterator[tuple[NDArray[np.uint8], float]]:
        from PIL import Image

        paper = Image.new("RGBA", self._stored.size, "white")
        for number in range(self._stored.n_frames):
            try:
                self._stored.seek(number)
                image = Image.alpha_composite(paper, self._stored.convert("RGBA")).convert("RGB")
            except Exception:
                claims = f"claims {self._stored.n_frames} pictures and holds {number}"
                self._notes = (f"{self.name} {claims}; it was read to its end.",)
                return
            lasts_ms = self._stored.info.get("duration") or _DEFAULT_MS
            yield np.asarray(image, np.uint8), lasts_ms / 1000.0
