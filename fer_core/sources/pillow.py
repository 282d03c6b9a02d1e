"""Pictures that OpenCV does not read, or not rightly: AVIF, HEIC, TGA, PCX, and what stands in the tags of a TIFF."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fer_core.errors import SourceError
from fer_core.sources.limits import MOST_PIXELS, check_size, pillow_limit

#: Of a TIFF: the largest value that a sample can have, for instance 4095 of a camera with 12 bits.
_MAX_SAMPLE_VALUE = 281


@dataclass(frozen=True, slots=True)
class TiffFacts:
    """What the tags of a TIFF say: how many pages there are, and the largest value of a sample, if they do."""

    pages: int = 1
    max_sample: int | None = None


def check_header(path: Path) -> None:
    """Refuse a picture that is too large by its header, before anything of it is decoded.

    Raises
    ------
    SourceError
        If it is; not of what Pillow does not know, and not if it is damaged.
    """
    from PIL import Image

    try:
        with pillow_limit(), Image.open(path) as stored:
            width, height = stored.size
    except Image.DecompressionBombError as error:
        msg = (
            f"{path.name} is too large: {MOST_PIXELS // 1_000_000} million pixels are the most that are read. "
            "Make it smaller."
        )
        raise SourceError(msg) from error
    except Exception:
        # Whoever decodes it will say what is wrong with it.
        return
    check_size(path.name, width, height)


def read_with_pillow(path: Path) -> NDArray[np.uint8]:
    """Read a picture as people see it: turned and mirrored as it says, transparency on white, (H, W, 3) uint8 RGB.

    Raises
    ------
    SourceError
        If it is damaged or too large.
    """
    from PIL import Image, ImageOps

    try:
        with pillow_limit(), Image.open(path) as stored:
            image = ImageOps.exif_transpose(stored).convert("RGBA")
            paper = Image.new("RGBA", image.size, "white")
            return np.asarray(Image.alpha_composite(paper, image).convert("RGB"), np.uint8)
    except Exception as error:
        # Its readers let through whatever a damaged file makes them do.
        msg = f"{path.name} cannot be read as a picture: it is damaged, or too large for this computer."
        raise SourceError(msg) from error


def read_heic(path: Path) -> NDArray[np.uint8]:
    """Read a HEIC picture, if what that takes is installed.

    Raises
    ------
    SourceError
        If it is not, or the picture cannot be read.
    """
    try:
        import pi_heif
    except ImportError as error:
        msg = (
            f"{path.name} is a HEIC picture, which takes the extra 'heic': pip install 'fer-live[heic]'. "
            "Or save it as JPEG or PNG."
        )
        raise SourceError(msg) from error
    pi_heif.register_heif_opener()
    return read_with_pillow(path)


def tiff_facts(path: Path) -> TiffFacts:
    """Return what the tags of a TIFF say; nothing of one that Pillow does not read."""
    from PIL import Image

    try:
        with pillow_limit(), Image.open(path) as stored:
            tags: Any = getattr(stored, "tag_v2", {})
            value = tags.get(_MAX_SAMPLE_VALUE)
            most = max(value) if isinstance(value, tuple) else value
            return TiffFacts(int(getattr(stored, "n_frames", 1)), int(most) if most else None)
    except Exception:
        # Its readers let through whatever a damaged file makes them do.
        return TiffFacts()
