"""Whether a file is whole, told by how its parts lie in each other, for containers that do not count their frames."""

import mmap
import re
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

_T = TypeVar("_T")
#: Of Matroska and WebM: what holds other elements that are looked into, the segment and its clusters.
_SEGMENT, _CLUSTER = 0x18538067, 0x1F43B675
#: Of a GIF: what stands before each picture of one that moves, and nowhere else but by chance in 2 ** 48 places.
_GIF_PICTURE = re.compile(rb"\x21\xf9\x04.{4}\0\x2c", re.DOTALL)
#: Of transport streams: the bytes of a packet, plain, with a time stamp before it, and with a check sum behind.
_TS_PACKETS, _TS_SYNC = (188, 192, 204), 0x47
#: What it takes to tell which of them it is.
_TS_HEAD = 1 << 16
#: Longer ones are not read a second time.
_TS_MOST = 2 << 30


def is_whole(path: Path, kind: str) -> bool:
    """Return False if parts of a film are missing or written over; True also where that cannot be told.

    Parameters
    ----------
    path
        The file.
    kind
        FFmpeg's name of its container.
    """
    check = _CHECKS.get(kind)
    return True if check is None else _of_file(path, check, True)


def pictures_of(path: Path, kind: str) -> int:
    """Return how many pictures a GIF or a moving PNG holds by its own account; 0 of anything else."""
    count = _COUNTS.get(kind)
    return 0 if count is None else _of_file(path, count, 0)


def _of_file(path: Path, look: Callable[[mmap.mmap], _T], otherwise: _T) -> _T:
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return look(data)
    except (OSError, ValueError):
        # It has been read before; what it holds now is another matter.
        return otherwise


def _count_gif(data: mmap.mmap) -> int:
    """Count heads of pictures, too: behind damage, a reader may take two of them for one."""
    return max(_walk_gif(data)[0], len(_GIF_PICTURE.findall(data)))


def _count_png(data: mmap.mmap) -> int:
    place = data.find(b"acTL")
    return int.from_bytes(data[place + 4 : place + 8], "big") if place > 0 else 0


def _gif_is_whole(data: mmap.mmap) -> bool:
    return _walk_gif(data)[1]


def _walk_gif(data: mmap.mmap) -> tuple[int, bool]:
    """Walk over the blocks of a GIF; return how many pictures there are, and whether it came to the trailer."""
    pictures = 0
    if len(data) < 13:
        return pictures, False
    place = 13 + _colours(data[10])
    while place < len(data):
        mark = data[place]
        if mark == 0x3B:
            return pictures, True
        if mark == 0x21:
            place += 2
        elif mark == 0x2C and place + 10 < len(data):
            pictures += 1
            place += 11 + _colours(data[place + 9])
        else:
            break
        # Blocks of up to 255 bytes, the last one empty.
        while place < len(data) and data[place]:
            place += data[place] + 1
        place += 1
    return pictures, False


def _colours(flags: int) -> int:
    """Return the bytes of a table of colours, from the flags before it."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _matroska_is_whole(data: mmap.mmap) -> bool:
    """Walk over the elements of a Matroska file, down to the blocks in its clusters."""
    ends = [len(data)]
    place = 0
    while place < ends[-1]:
        identity, place = _number(data, place, 4, keep_mark=True)
        size, place = _number(data, place, 8, keep_mark=False)
        if identity < 0 or size < -1:
            # Some put nothing, or something else, behind the segment.
            return len(ends) == 1
        if identity in (_SEGMENT, _CLUSTER):
            if identity == _CLUSTER:
                # One of unknown length ends where the next one begins.
                del ends[2:]
            ends.append(ends[-1] if size < 0 else place + size)
            if ends[-1] > len(data):
                return False
        elif size < 0:
            return False
        else:
            place += size
            if place > ends[-1]:
                return False
        while len(ends) > 1 and place >= ends[-1]:
            ends.pop()
    return True


def _number(data: mmap.mmap, place: int, most: int, *, keep_mark: bool) -> tuple[int, int]:
    """Return a number of variable length and the place behind it: -1 if it is unknown, -2 if it is none.

    Its first byte begins with as many zeros as bytes follow, and a mark.
    """
    first = data[place] if place < len(data) else 0
    length = 9 - first.bit_length()
    if length > most or place + length > len(data):
        return -2, place
    raw = int.from_bytes(data[place : place + length], "big")
    mark = 1 << 7 * length
    if keep_mark:
        return raw, place + length
    value = raw - mark
    return (-1 if value == mark - 1 else value), place + length


def _transport_stream_is_whole(data: mmap.mmap) -> bool:
    """See that every packet of a transport stream begins as one, whatever else recorders put between them."""
    if len(data) > _TS_MOST:
        return True
    head = data[:_TS_HEAD]
    ways = ((length, start) for length in _TS_PACKETS for start in range(length))
    length, start = max(ways, key=lambda way: head[way[1] :: way[0]].count(_TS_SYNC))
    marks = data[start::length]
    # Before the first mark a packet may have a time stamp, behind it what is left of it.
    return marks.count(_TS_SYNC) == len(marks) and len(data) % length == 0


_CHECKS: dict[str, Callable[[mmap.mmap], bool]] = {
    "gif": _gif_is_whole,
    "matroska,webm": _matroska_is_whole,
    "mpegts": _transport_stream_is_whole,
}
_COUNTS: dict[str, Callable[[mmap.mmap], int]] = {"gif": _count_gif, "apng": _count_png}
