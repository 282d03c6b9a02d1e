"""How large a picture may be: a small file can claim a picture that fills all memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from fer_core.errors import SourceError

#: 600 MB as RGB; twice the largest cameras and scans there are.
MOST_PIXELS = 200_000_000
#: Of a film: twice what 8K has. Decoders keep several frames, so that these take up to 2 GB.
MOST_FILM_PIXELS = 8192 * 8192


def check_size(name: str, width: int, height: int, most: int = MOST_PIXELS) -> None:
    """Refuse a picture that is too large, before it is decoded.

    Raises
    ------
    SourceError
        If it has more than ``most`` pixels.
    """
    if width * height > most:
        msg = (
            f"{name} is too large: {width} x {height} pixels, and {most // 1_000_000} million are the most that "
            "are read. Make it smaller."
        )
        raise SourceError(msg)


def frames_ahead(width: int, height: int, wanted: int) -> int:
    """Return how many decoded frames may wait: together with the one that is read they are no more than the largest."""
    return min(wanted, max(MOST_PIXELS // max(width * height, 1) - 1, 0))


@contextmanager
def pillow_limit() -> Iterator[None]:
    """Let Pillow refuse the same sizes, without warnings of smaller ones."""
    import warnings

    from PIL import Image

    before = Image.MAX_IMAGE_PIXELS
    # It refuses what has more than twice as many.
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS // 2
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        Image.MAX_IMAGE_PIXELS = before
