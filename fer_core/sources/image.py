"""Still pictures: grey, with transparency, with 16 bits, turned by their camera, tiny and huge."""

import struct
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core._stderr import caught_stderr
from fer_core.errors import SourceError
from fer_core.sources.base import SourceInfo
from fer_core.sources.files import check_file, is_for_pillow, is_heic
from fer_core.sources.grabber import rgb_of
from fer_core.sources.pillow import TiffFacts, check_header, read_heic, read_with_pillow, tiff_facts
from fer_core.types import Frame

_JPEG = b"\xff\xd8\xff"
_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
#: How libjpeg begins to speak of data that are not what they were; nothing else tells of them.
_DAMAGE = ("Corrupt JPEG data", "Premature end of JPEG")
#: What floating point pictures go up to, as programs write them; what is a little brighter still dazzles.
_FLOAT_RANGES = (1.0, 255.0, 65535.0)
_DAZZLE = 1.5
#: EXIF orientation to what has to be done with the picture, for the cases that are a turn; 2, 4, 5 and 7 mirror too.
_TURNS = {
    3: cv2.ROTATE_180,
    5: cv2.ROTATE_90_CLOCKWISE,
    6: cv2.ROTATE_90_CLOCKWISE,
    7: cv2.ROTATE_90_CLOCKWISE,
    8: cv2.ROTATE_90_COUNTERCLOCKWISE,
}
#: Those that are mirrored, after the turn: left to right, or top to bottom.
_FLIPS = {2: 1, 4: 0, 5: 1, 7: 0}
#: Rows that are blended at a time: a huge picture is not held several times over as floats.
_STRIP_ROWS = 512


def read_image(path: Path) -> NDArray[np.uint8]:
    """Read a picture as people see it.

    It is turned as its EXIF data says; transparency shows white; 16 bits are scaled to 8; of several pages the first
    one is read. Nothing is reduced, so that coordinates are those of the file: 200 million pixels, the most that are
    read, take 600 MB, and twice that while they are read.

    Parameters
    ----------
    path
        The file; its content decides, not its suffix.

    Returns
    -------
    (H, W, 3) uint8 RGB.

    Raises
    ------
    SourceError
        If it cannot be read, is too large, or is no picture.
    """
    return _read(path)[0]


def _read(path: Path) -> tuple[NDArray[np.uint8], tuple[str, ...]]:
    """Return a picture as :func:`read_image` does, and what should be known of it."""
    head = check_file(path)
    if is_heic(head):
        return read_heic(path), ()
    check_header(path)
    if is_for_pillow(head, path.suffix):
        return read_with_pillow(path), ()
    facts = tiff_facts(path) if head.startswith(_TIFF) else TiffFacts()
    try:
        with caught_stderr() as said:
            rgb = _decode(np.fromfile(path, np.uint8), path, facts)
    except (cv2.error, OSError, MemoryError) as error:
        msg = f"{path.name} cannot be read as a picture: it is damaged, or too large for this computer."
        raise SourceError(msg) from error
    notes = []
    if facts.pages > 1:
        notes.append(f"{path.name} holds {facts.pages} pages; only the first one was read.")
    if any(line.startswith(_DAMAGE) for line in said):
        notes.append(f"{path.name} is damaged: a part of the picture is not what it was.")
    return rgb, tuple(notes)


def _decode(data: NDArray[np.uint8], path: Path, facts: TiffFacts) -> NDArray[np.uint8]:
    """Return what OpenCV makes of a file, as people see it."""
    if data[:3].tobytes() == _JPEG:
        return _checked(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), path)
    image, kinds, metadata = cv2.imdecodeWithMetadata(data, cv2.IMREAD_UNCHANGED)
    rgb = _as_rgb(_checked(image, path), path, facts.max_sample)
    exif = dict(zip(map(int, kinds), metadata, strict=False)).get(int(cv2.IMAGE_METADATA_EXIF))
    return rgb if exif is None else _turned(rgb, exif_orientation(np.asarray(exif, np.uint8).tobytes()))


def exif_orientation(exif: bytes) -> int:
    """Return the orientation in EXIF data (a TIFF header and its first directory), 1 if it says none or is damaged."""
    data = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", data, 4)
        (count,) = struct.unpack_from(order + "H", data, start)
        for entry in range(count):
            tag, _, _, value = struct.unpack_from(order + "HHIH", data, start + 2 + 12 * entry)
            if tag == 0x0112:
                return int(value)
    except struct.error:
        return 1
    return 1


class ImageFile:
    """A still picture: a source of one frame.

    Parameters
    ----------
    path
        The file.
    """

    live = False
    kind = "picture"

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self.name = self._path.name
        self._image: NDArray[np.uint8] | None = None
        self._notes: tuple[str, ...] = ()

    def open(self) -> SourceInfo:
        """Read the picture.

        Raises
        ------
        SourceError
            If it cannot be read or is no picture.
        """
        self._image, self._notes = _read(self._path)
        height, width = self._image.shape[:2]
        return SourceInfo(self.name, width, height, frame_count=1)

    def read(self) -> Frame | None:
        """Return the picture, once."""
        image, self._image = self._image, None
        return None if image is None else Frame(0, 0.0, image, monotonic(), 0.0)

    def notes(self) -> tuple[str, ...]:
        """Say so if there are more pages, or it is damaged."""
        return self._notes

    def interrupt(self) -> None:
        """Do nothing: a picture keeps nobody waiting."""

    def close(self) -> None:
        """Forget the picture."""
        self._image = None


def _checked(image: NDArray[Any] | None, path: Path) -> NDArray[Any]:
    if image is None or image.size == 0:
        msg = (
            f"{path.name} is damaged, or no picture of a known format. Save it as JPEG or PNG, or choose another file."
        )
        raise SourceError(msg)
    return image


def _as_rgb(image: NDArray[Any], path: Path, max_sample: int | None) -> NDArray[np.uint8]:
    """Return what OpenCV read unchanged as (H, W, 3) uint8 RGB."""
    scaled = _as_bytes(image, path, max_sample)
    if scaled.ndim == 2 or scaled.shape[2] in (1, 3):
        return rgb_of(scaled)
    return _on_white(scaled)


def _as_bytes(image: NDArray[Any], path: Path, max_sample: int | None) -> NDArray[np.uint8]:
    if image.dtype == np.uint8:
        return image
    if image.dtype == np.uint16:
        return np.asarray(cv2.convertScaleAbs(image, alpha=255 / (max_sample or 65535)), np.uint8)
    if not np.issubdtype(image.dtype, np.floating):
        msg = f"{path.name} has {image.dtype} samples, which are not read. Save it with 8 or 16 bits a sample."
        raise SourceError(msg)
    values = np.nan_to_num(image, nan=0.0, posinf=np.inf, neginf=0.0)
    # A few pixels may dazzle: they say nothing of the range.
    most = float(np.quantile(values, 0.99))
    white = max_sample or next((white for white in _FLOAT_RANGES if most <= white * _DAZZLE), None)
    if white is None:
        msg = f"{path.name} holds floating point numbers up to {most:.3g}: its range is not known. Save it as PNG."
        raise SourceError(msg)
    return np.asarray((values.clip(0.0, white) * (255 / white)).round(), np.uint8)


def _on_white(bgra: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with transparency, (H, W, 4) BGRA or (H, W, 2) grey, on white paper as RGB."""
    colours, alpha = bgra[..., :-1], bgra[..., -1:]
    rgb = np.empty((*bgra.shape[:2], 3), np.uint8)
    for top in range(0, len(rgb), _STRIP_ROWS):
        rows = slice(top, top + _STRIP_ROWS)
        opaque = alpha[rows].astype(np.float32) / 255
        rgb[rows] = np.rint(colours[rows, :, ::-1] * opaque + 255 * (1 - opaque))
    return rgb


def _turned(image: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    if orientation in _TURNS:
        image = np.asarray(cv2.rotate(image, _TURNS[orientation]), np.uint8)
    if orientation in _FLIPS:
        image = np.asarray(cv2.flip(image, _FLIPS[orientation]), np.uint8)
    return image
