"""Drawing boxes, ids and labels into a picture: for snapshots and burnt-in video."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.palette import colour_of, text_colour_on
from fer_core.types import Expression, Face

_UNREAD = (255, 255, 255)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def caption(face: Face) -> str:
    """Return what stands beside a face: its id, label and confidence; "?" marks an uncertain label.

    Where two classes cannot be ruled out it names both, and where more than two cannot, none: "uncertain".
    """
    said = face.expression
    if said is None:
        return f"{face.id}"
    if len(said.label_set) > 2:
        return f"{face.id}  uncertain"
    if len(said.label_set) == 2:
        return f"{face.id}  {' or '.join(said.label_set)}"
    doubt = "?" if said.doubtful else ""
    return f"{face.id}  {said.label}{doubt}  {said.confidence:.0%}"


def draw(
    image: NDArray[np.uint8],
    faces: Sequence[Face],
    *,
    mirrored: bool = False,
) -> NDArray[np.uint8]:
    """Draw the faces of a frame.

    Parameters
    ----------
    image
        (H, W, 3) uint8 RGB; it is left as it is.
    faces
        As in ``FrameResult.faces``; those that are lost are left out.
    mirrored
        Turn the picture left to right, and the boxes with it; the text stays readable.

    Returns
    -------
    (H, W, 3) uint8 RGB, a new picture.
    """
    canvas = np.ascontiguousarray(image[:, ::-1]) if mirrored else image.copy()
    height, width = canvas.shape[:2]
    line = max(round(min(height, width) / 240), 2)
    seen = [face for face in faces if face.track.seen]
    for face in seen:
        corners = _placed(face, width, mirrored)
        # A dark line around the coloured one: it is seen on any ground.
        cv2.rectangle(canvas, *corners, (0, 0, 0), line + 2)
        cv2.rectangle(canvas, *corners, _colour(face.expression), line)
    for face in seen:
        _write(canvas, caption(face), *_placed(face, width, mirrored), _colour(face.expression))
    return canvas


def _placed(face: Face, width: int, mirrored: bool) -> tuple[tuple[int, int], tuple[int, int]]:
    x0, y0, x1, y1 = face.track.detection.box_px
    if mirrored:
        x0, x1 = width - x1, width - x0
    return (round(x0), round(y0)), (round(x1), round(y1))


def _colour(said: Expression | None) -> tuple[int, int, int]:
    return _UNREAD if said is None else colour_of(said.label, said.labels.index(said.label))


def _write(
    canvas: NDArray[np.uint8],
    text: str,
    corner: tuple[int, int],
    opposite: tuple[int, int],
    colour: tuple[int, int, int],
) -> None:
    height, width = canvas.shape[:2]
    # Not much wider than the face, so that the captions of neighbours can be told apart.
    scale = max(min(height / 720, width / 720, (opposite[0] - corner[0]) / 170), 0.4)
    stroke = max(round(scale * 1.6), 1)
    # OpenCV's fonts hold ASCII only.
    text = text.encode("ascii", "replace").decode("ascii")
    (text_width, text_height), below = cv2.getTextSize(text, _FONT, scale, stroke)
    pad = max(text_height // 3, 2)
    full_height = text_height + below + 2 * pad
    x = min(max(corner[0], 0), max(width - text_width - 2 * pad, 0))
    # Above the box where there is room, else at its upper edge.
    y = corner[1] - full_height if corner[1] >= full_height else min(max(corner[1], 0), max(height - full_height, 0))
    cv2.rectangle(canvas, (x, y), (x + text_width + 2 * pad, y + full_height), colour, cv2.FILLED)
    origin = (x + pad, y + pad + text_height)
    cv2.putText(canvas, text, origin, _FONT, scale, text_colour_on(colour), stroke, cv2.LINE_AA)
