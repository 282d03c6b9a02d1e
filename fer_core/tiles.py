"""Small faces in large pictures: a detector that looks at overlapping parts of them, too."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fer_core.detection import Detector
from fer_core.tracking import iou
from fer_core.types import Detection

#: A smaller picture is not cut up: its faces are large enough as they are.
_LEAST_SIDE_PX = 1200
#: A picture has a row and a column of parts for each so many pixels of its longer side, at most so many.
_PART_PX, _MOST_ROWS = 500, 5
#: Of a narrow picture a part has at least so many pixels across: of thinner ones every face would reach over the edge.
_LEAST_PART_PX = 200
#: How much of one lies in its neighbour.
_OVERLAP = 0.25
#: Two boxes that overlap more than this are one face.
_SAME_IOU = 0.3
#: A film's parts are looked at so often, in seconds, as long as they add no face to what the whole picture shows.
_EVERY_S = 0.5


class TiledDetector:
    """Looks at the whole picture, and at its parts where faces may be too small to be seen in the whole.

    Parameters
    ----------
    whole
        Finds faces in the whole picture.
    make_part
        Makes a detector for the parts, which have nothing to do with each other; called when first needed.
    still
        Each picture stands for itself: its parts are always looked at. Of a film they are looked at twice a second, and
        in every picture while they show faces that the whole does not.
    """

    def __init__(self, whole: Detector, make_part: Callable[[], Detector], *, still: bool) -> None:
        self._whole, self._make_part, self._still = whole, make_part, still
        self._part: Detector | None = None
        self._looked_t: float | None = None
        self._found_more = False

    def detect(self, image: NDArray[np.uint8], t: float) -> tuple[Detection, ...]:
        """Find the faces of one picture, as :meth:`MediaPipeDetector.detect` does."""
        found = self._whole.detect(image, t)
        if max(image.shape[:2]) < _LEAST_SIDE_PX or not self._due(t):
            return found
        self._looked_t = t
        if self._part is None:
            self._part = self._make_part()
        small = [face for part in _parts(image.shape) for face in self._look(self._part, image, part, t)]
        merged = _merge(found, small)
        self._found_more = len(merged) > len(found)
        return merged

    def close(self) -> None:
        """Close the detectors; a second call does nothing."""
        self._whole.close()
        if self._part is not None:
            self._part.close()

    def _due(self, t: float) -> bool:
        if self._still or self._found_more or self._looked_t is None:
            return True
        return not 0.0 <= t - self._looked_t < _EVERY_S

    @staticmethod
    def _look(
        detector: Detector, image: NDArray[np.uint8], part: tuple[int, int, int, int], t: float
    ) -> list[Detection]:
        x0, y0, x1, y1 = part
        height, width = image.shape[:2]
        shift = np.array((x0, y0), np.float32)
        faces = []
        for face in detector.detect(np.ascontiguousarray(image[y0:y1, x0:x1]), t):
            left, top, right, bottom = face.box_px
            # Whole in a neighbour, if it is cut by an inner edge of this part.
            cut = (left < 0 < x0, top < 0 < y0, right > x1 - x0 and x1 < width, bottom > y1 - y0 and y1 < height)
            if not any(cut):
                box = (left + x0, top + y0, right + x0, bottom + y0)
                faces.append(Detection(box, face.score, face.landmarks_px + shift))
        return faces


def _parts(shape: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    """Return overlapping parts (x0, y0, x1, y1) that cover a picture."""
    rows = min(-(-max(shape[:2]) // _PART_PX), _MOST_ROWS)
    spans = []
    for side in (shape[1], shape[0]):
        count = min(rows, max(side // _LEAST_PART_PX, 1))
        length = round(side / (count - (count - 1) * _OVERLAP))
        starts = [round(i * (side - length) / max(count - 1, 1)) for i in range(count)]
        spans.append([(start, start + length) for start in starts])
    return [(x0, y0, x1, y1) for y0, y1 in spans[1] for x0, x1 in spans[0]]


def _merge(whole: Sequence[Detection], parts: Sequence[Detection]) -> tuple[Detection, ...]:
    """Return all faces once, the most certain first; of two views of one face that of the whole picture stays."""
    kept = list(whole)
    for face in sorted(parts, key=lambda face: -face.score):
        if all(iou(face.box_px, other.box_px) <= _SAME_IOU for other in kept):
            kept.append(face)
    return tuple(sorted(kept, key=lambda face: -face.score))
