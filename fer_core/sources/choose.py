"""Which source reads a file: told by what is in it."""

import os
import stat
import struct
from pathlib import Path

from fer_core.errors import SourceError
from fer_core.sources.files import check_file, is_image
from fer_core.sources.image import ImageFile
from fer_core.sources.series import PictureSeries
from fer_core.sources.video import VideoFile

#: A film of JPEG pictures in a row begins as a JPEG picture does.
_MOTION_JPEG = (".mjpg", ".mjpeg")
#: The end of one JPEG picture, and the beginning of the next one.
_JPEG_SEAM = b"\xff\xd9\xff\xd8\xff"
#: Phones put a second picture behind the first one, a preview or a map of its brightness; more than that is a film.
_FILM_SEAMS = 2
#: More than this is not searched for pictures in a row.
_SEARCHED_BYTES = 64 << 20


def open_path(path: Path | str) -> VideoFile | PictureSeries | ImageFile:
    """Choose the source for a file by its content; the suffix decides only where the content cannot.

    Parameters
    ----------
    path
        A picture or a video; a picture that moves is a video.

    Returns
    -------
    A source that is not open yet.

    Raises
    ------
    SourceError
        If the file is not there, may not be read, is empty, a text, a pipe or a device.
    """
    path = Path(path)
    _check_kind(path)
    head = check_file(path)
    if not is_image(head, path.suffix):
        return VideoFile(path)
    if head.startswith(b"RIFF"):
        return PictureSeries(path) if _webp_moves(head) else ImageFile(path)
    if head.startswith(b"GIF8"):
        video = VideoFile(path)
        frames = video.open().frame_count
        moves = frames is None or frames > 1 or _second_picture(video)
        video.close()
        return video if moves else ImageFile(path)
    moves = head[4:12] == b"ftypavis" or _png_moves(head) or _jpegs_in_a_row(path, head)
    return VideoFile(path) if moves else ImageFile(path)


def _check_kind(path: Path) -> None:
    """Refuse what would keep its reader waiting."""
    try:
        mode = path.stat().st_mode
    except OSError:
        # Told in words when it is opened.
        return
    what = "a pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else ""
    what = what or ("a device" if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) else "")
    if what:
        msg = f"{path} is {what}, not a file. Save what it delivers to a file first, and open that."
        raise SourceError(msg)


def _second_picture(video: VideoFile) -> bool:
    video.read()
    return video.read() is not None


def _webp_moves(head: bytes) -> bool:
    return head[12:16] == b"VP8X" and bool(head[20] & 0x02) if len(head) > 20 else False


def _png_moves(head: bytes) -> bool:
    """Whether a PNG has the chunk that makes it move, which stands before its picture."""
    if not head.startswith(b"\x89PNG"):
        return False
    place = 8
    while place + 8 <= len(head):
        length, name = struct.unpack_from(">I4s", head, place)
        if name in (b"acTL", b"IDAT"):
            return bool(name == b"acTL")
        place += 12 + length
    return False


def _jpegs_in_a_row(path: Path, head: bytes) -> bool:
    if not head.startswith(b"\xff\xd8\xff"):
        return False
    if path.suffix.lower() in _MOTION_JPEG:
        return True
    try:
        with path.open("rb") as file:
            # Asked for more than there is, Python makes room for all of it.
            length = min(os.fstat(file.fileno()).st_size, _SEARCHED_BYTES)
            return file.read(length).count(_JPEG_SEAM) >= _FILM_SEAMS
    except OSError:
        return False
