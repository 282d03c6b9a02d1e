"""One picture of a session, with the faces drawn into it."""

import errno
from pathlib import Path

import numpy as np

from fer_core._cv2 import cv2
from fer_core.errors import SinkError
from fer_core.files import new_file
from fer_core.overlay import draw
from fer_core.types import FrameResult
from fer_core.veil import NO_VEIL, Veil, veiled

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def snapshot(result: FrameResult, path: Path, *, mirrored: bool = False, mark: str = "", veil: Veil = NO_VEIL) -> Path:
    """Save the picture of a frame, with the faces drawn into it, as PNG.

    Parameters
    ----------
    result
        The frame.
    path
        Wanted name; where it is taken, a number is added.
    mirrored
        Save it as it is seen in a mirror; the text stays readable.
    mark
        Written into its upper left corner, such as that this is a demo; empty for none.
    veil
        What of it is hidden.

    Returns
    -------
    The file.

    Raises
    ------
    SinkError
        If it cannot be written.
    """
    picture = draw(veiled(result.frame.image, result, veil), result.faces, mirrored=mirrored, mark=mark)
    png = cv2.imencode(".png", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))[1]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return new_file(path, np.asarray(png, np.uint8).tobytes())
    except OSError as error:
        full = "the disk is full" if error.errno in _FULL else error.strerror or str(error)
        msg = f"The snapshot cannot be saved in {path.parent} ({full}). Choose another folder, or make room."
        raise SinkError(msg) from error
