"""Drawing boxes, ids and labels into a picture: for snapshots and burnt-in video."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.captions import caption
from fer_core.palette import MARK, colour_of, text_colour_on
from fer_core.tag_layout import Rect, Tag, TagLayout
from fer_core.types import Expression, Face

_UNREAD = (255, 255, 255)
_FONT = cv2.FONT_HERSHEY_SIMPLEX


def draw(
    image: NDArray[np.uint8],
    faces: Sequence[Face],
    *,
    mirrored: bool = False,
    mark: str = "",
) -> NDArray[np.uint8]:
    """Draw the faces of a frame, as the window shows them: in dashes where the label is not to be relied on.

    Parameters
    ----------
    image
        (H, W, 3) uint8 RGB; it is left as it is.
    faces
        As in ``FrameResult.faces``; those that are lost are left out.
    mirrored
        Turn the picture left to right, and the boxes with it; the text stays readable.
    mark
        Written into the upper left corner, such as that this is a demo; empty for none.

    Returns
    -------
    (H, W, 3) uint8 RGB, a new picture.
    """
    canvas = np.ascontiguousarray(image[:, ::-1]) if mirrored else image.copy()
    height, width = canvas.shape[:2]
    line = max(round(min(height, width) / 240), 2)
    picture = Rect(0, 0, width, height)
    seen = [face for face in faces if face.track.seen and _placed(face, width, mirrored).shared_area(picture)]
    boxes = [_placed(face, width, mirrored) for face in seen]
    for face, box in zip(seen, boxes, strict=True):
        _draw_box(canvas, box, face.expression, line)
    free = [_write_mark(canvas, mark)] if mark else []
    texts = [_Text.fitting(caption(face), canvas, box.width) for face, box in zip(seen, boxes, strict=True)]
    tags = [Tag(face.id, *text.size, box) for face, text, box in zip(seen, texts, boxes, strict=True)]
    places = TagLayout().place(tags, picture, free)
    for face, text, place in zip(seen, texts, places, strict=True):
        text.write(canvas, (round(place.x0), round(place.y0)), _colour(face.expression))
    return canvas


@dataclass(frozen=True, slots=True)
class _Text:
    """A line of text on a filled ground.

    OpenCV's fonts hold ASCII only, of which this consists.
    """

    text: str
    scale: float
    stroke: int
    size: tuple[int, int]
    pad: int
    rise: int

    @classmethod
    def fitting(cls, text: str, canvas: NDArray[np.uint8], width: float) -> Self:
        """Measure a text that is not much wider than ``width``, so that those of neighbours can be told apart."""
        height, whole_width = canvas.shape[:2]
        scale = max(min(height / 720, whole_width / 720, width / 170), 0.4)
        stroke = max(round(scale * 1.6), 1)
        text = text.encode("ascii", "replace").decode("ascii")
        (text_width, rise), below = cv2.getTextSize(text, _FONT, scale, stroke)
        pad = max(rise // 3, 2)
        return cls(text, scale, stroke, (text_width + 2 * pad, rise + below + 2 * pad), pad, rise)

    def write(self, canvas: NDArray[np.uint8], corner: tuple[int, int], ground: tuple[int, int, int]) -> None:
        """Write it with its upper left corner at ``corner``."""
        x, y = corner
        cv2.rectangle(canvas, corner, (x + self.size[0], y + self.size[1]), ground, cv2.FILLED)
        origin = (x + self.pad, y + self.pad + self.rise)
        ink = text_colour_on(ground)
        cv2.putText(canvas, self.text, origin, _FONT, self.scale, ink, self.stroke, cv2.LINE_AA)


def _placed(face: Face, width: int, mirrored: bool) -> Rect:
    x0, y0, x1, y1 = face.track.detection.box_px
    if mirrored:
        x0, x1 = width - x1, width - x0
    return Rect(round(x0), round(y0), round(x1), round(y1))


def _colour(said: Expression | None) -> tuple[int, int, int]:
    return _UNREAD if said is None else colour_of(said.label, said.labels.index(said.label))


def _draw_box(canvas: NDArray[np.uint8], box: Rect, said: Expression | None, line: int) -> None:
    x0, y0, x1, y1 = round(box.x0), round(box.y0), round(box.x1), round(box.y1)
    # A dark line around the coloured one: it is seen on any ground.
    cv2.rectangle(canvas, (x0, y0), (x1, y1), (0, 0, 0), line + 2)
    if said is not None and not said.doubtful:
        cv2.rectangle(canvas, (x0, y0), (x1, y1), _colour(said), line)
        return
    for start, end in _dashes(x0, x1, 4 * line):
        for y in (y0, y1):
            cv2.line(canvas, (start, y), (end, y), _colour(said), line)
    for start, end in _dashes(y0, y1, 4 * line):
        for x in (x0, x1):
            cv2.line(canvas, (x, start), (x, end), _colour(said), line)


def _dashes(start: int, end: int, dash: int) -> list[tuple[int, int]]:
    """Return dashes between two points, at least two: the first begins and the last ends there, gaps are shorter."""
    count = max(2, round((end - start + 0.75 * dash) / (1.75 * dash)))
    step = (end - start - dash) / (count - 1)
    return [(round(start + i * step), round(start + i * step + dash)) for i in range(count)]


def _write_mark(canvas: NDArray[np.uint8], mark: str) -> Rect:
    height, width = canvas.shape[:2]
    text = _Text.fitting(mark, canvas, 0.2 * width)
    margin = round(min(height, width) / 40)
    text.write(canvas, (margin, margin), MARK)
    return Rect(margin, margin, margin + text.size[0], margin + text.size[1])
