"""What makes the picture of a face hard to read: plain statistics of a small crop, a tenth of a millisecond a face."""

import cmath
import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.outputs import Output, Scalars
from fer_core.preprocess import TEMPLATE
from fer_core.types import Detection

#: It is small, it stands over the edge of the frame, it is too dark or too bright, the head is turned away, the picture
#: is blurred, a hand or a thing covers a part of the face, or the mouth moves as in speech.
QUALITY_FLAGS = ("small", "edge", "dark", "bright", "turned", "blurred", "covered", "talking")
#: A scalar by which a model tells that a part of the face is hidden, from 0 to 1, and from where on it is taken for so:
#: of 9,760 everyday faces one in 300, of whom half do hold a hand or a thing there.
COVERED, COVERED_FROM = "covered", 0.5
#: Where nothing can be seen, nothing is known of hands.
_UNSEEN = {"dark", "bright"}

#: A crop, and where both eyes stand in it, x + yj in pixels from the centre of the first one.
_SIDE_PX = 48
_EYES = tuple(complex(x - 0.5, y - 0.5) for x, y in TEMPLATE[:2])
_EYES_PX = 17.6
#: Parts of a crop: rows, columns. The skin is looked for on the forehead and under the eyes.
_INNER = (slice(6, 42), slice(8, 40))
_FOREHEAD, _CHIN = (slice(4, 13), slice(14, 35)), (slice(32, 46), slice(13, 36))
_CHEEKS = ((slice(24, 30), slice(10, 18)), (slice(24, 30), slice(31, 39)))
_MOUTH, _EYE_LINE = (slice(29, 46), slice(13, 36)), (slice(12, 25), slice(8, 41))
_LIPS = (slice(5, 12), slice(6, 17))

_SMALL_EYE_DISTANCE_PX = 12.0
#: Grey levels, and shares of the pixels. Of a dark face the brightest tenth tells whether it is the light or the skin:
#: of 1,264 faces of five groups one was called dark; at a third of their light two in three are, at a fifth all.
_DARK, _DARK_SHARE, _BRIGHT, _WHITE, _WHITE_SHARE = 65, 0.9, 215.0, 250, 0.15
_TURNED = 0.45
#: log10 of the second derivative's variance by the picture's own, in the direction that has least: usual, and less.
_DETAIL = np.array([-0.74, -0.50, -0.27, -0.26])
_BLURRED = -0.7
#: A crop whose grey levels vary less shows nothing that could be sharp.
_LEAST_CONTRAST = 6.0
#: Whether somebody talks is looked at so often, in seconds, whatever the frame rate.
TALKING_S = 0.095
#: Redness, as Cr of YCrCb: none, the least that skin has in a picture with colours, and the share of it below which a
#: chin is not bare. On 1,264 faces of five groups, bearded ones among them, none to one in 250 of a group is taken for
#: covered. A hand has the colour of skin: that a model tells, see ``COVERED``.
_NO_RED, _LEAST_RED, _RED_SHARE = 128.0, 4.0, 0.3


def face_crop(image: NDArray[np.uint8], landmarks_px: NDArray[np.float32]) -> NDArray[np.uint8] | None:
    """Return a face with its eyes in their places: roughly sampled, for statistics only.

    Parameters
    ----------
    image
        (H, W, 3) uint8 RGB.
    landmarks_px
        (6, 2), in the order of ``types.LANDMARKS``.

    Returns
    -------
    (48, 48, 3) uint8 RGB, or None where it shows nothing of the picture.
    """
    # Points as complex numbers: two of them and where they belong give z -> scale z + shift.
    right_eye, left_eye = (complex(float(x) - 0.5, float(y) - 0.5) for x, y in landmarks_px[:2])
    if not cmath.isfinite(left_eye - right_eye) or abs(left_eye - right_eye) < 1.0:
        return None
    scale = (_EYES[1] - _EYES[0]) / (left_eye - right_eye)
    shift = _EYES[0] - scale * right_eye
    corners = [(complex(x, y) - shift) / scale for x in (0, _SIDE_PX) for y in (0, _SIDE_PX)]
    left, top = (max(math.floor(min(edges)) - 1, 0) for edges in _parts(corners))
    right, bottom = (
        min(math.ceil(max(edges)) + 2, size) for edges, size in zip(_parts(corners), image.shape[1::-1], strict=True)
    )
    if right - left < 2 or bottom - top < 2:
        return None
    # A face that is larger than the crop is thinned out first: most of the time goes by the pixels.
    step = max(int(1.0 / abs(scale) + 0.1), 1)
    shift += scale * complex(left, top)
    scale *= step
    matrix = np.array([[scale.real, -scale.imag, shift.real], [scale.imag, scale.real, shift.imag]])
    part = np.ascontiguousarray(image[top:bottom:step, left:right:step])
    crop = cv2.warpAffine(part, matrix, (_SIDE_PX, _SIDE_PX), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)


def _parts(points: Sequence[complex]) -> tuple[list[float], list[float]]:
    return [point.real for point in points], [point.imag for point in points]


def quality(image: NDArray[np.uint8], detection: Detection) -> tuple[str, ...]:
    """Say what makes this face hard to read, as far as one picture tells.

    Parameters
    ----------
    image
        (H, W, 3) uint8 RGB.
    detection
        A face in it.

    Returns
    -------
    A subset of ``QUALITY_FLAGS``, in their order.
    """
    return _flags(image, detection, face_crop(image, detection.landmarks_px))


def with_covered(flags: Sequence[str], outputs: Mapping[str, Output]) -> tuple[str, ...]:
    """Add "covered" to what is hard about a face, where a model tells it by a scalar ``COVERED``.

    Parameters
    ----------
    flags
        A subset of ``QUALITY_FLAGS``.
    outputs
        What every model says of the face, by ``ESTIMATOR.OUTPUT``.

    Returns
    -------
    The flags, in their order.
    """
    said = (value for name, value in outputs.items() if name.partition(".")[2] == COVERED)
    told = any(isinstance(value, Scalars) and float(value.values[0]) >= COVERED_FROM for value in said)
    if not told or _UNSEEN.intersection(flags):
        return tuple(flags)
    return tuple(flag for flag in QUALITY_FLAGS if flag in {*flags, COVERED})


class QualityWatch:
    """What makes one face hard to read, picture by picture: :func:`quality`, and whether it talks.

    Parameters
    ----------
    every_s
        Seconds between two looks; in between what was found last stands.
    """

    def __init__(self, every_s: float = 0.0) -> None:
        self._every_s = every_s
        self._talking = Talking()
        self._t = -math.inf
        self._found: tuple[str, ...] = ()

    @property
    def score(self) -> float | None:
        """How much of the last second looks like speech; None before it is known."""
        return self._talking.score

    def look(self, t: float, image: NDArray[np.uint8], detection: Detection) -> tuple[str, ...]:
        """Take the face in the picture at ``t`` seconds and return a subset of ``QUALITY_FLAGS``, in their order."""
        if not 0 <= t - self._t < self._every_s:
            self._t, self._found = t, self._look(t, image, detection)
        return self._found

    def _look(self, t: float, image: NDArray[np.uint8], detection: Detection) -> tuple[str, ...]:
        crop = face_crop(image, detection.landmarks_px)
        flags = _flags(image, detection, crop)
        # What moves as such a face is turned, or comes in, is not its mouth.
        steady = _eye_distance(detection) >= _EYES_PX and not {"turned", "edge"} & set(flags)
        grey = cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY) if crop is not None and steady else None
        talks = self._talking.update(t, None if grey is None else np.asarray(grey, np.uint8))
        return (*flags, "talking") if talks else flags


@dataclass(frozen=True, slots=True, eq=False)
class _Moment:
    """Mouth and eyes, their contrast 1, how much they have changed since the moment before, and how bright lips are."""

    t: float
    mouth: NDArray[np.float32]
    eyes: NDArray[np.float32]
    mouth_moved: float
    eyes_moved: float
    lips: float


class Talking:
    """Whether somebody talks: over a second the mouth moves more than the eyes do, and comes back.

    What lasts, such as a smile that begins, counts against it, and so does what moves all of the face. It takes ten
    looks a second, whatever the frame rate.
    """

    _EVERY_S, _GAP_S, _LOOKS = TALKING_S, 0.4, 10
    _BEGINS, _ENDS = 0.02, 0.005

    def __init__(self) -> None:
        self._moments: deque[_Moment] = deque(maxlen=self._LOOKS)
        self._talks = False

    def update(self, t: float, grey: NDArray[np.uint8] | None) -> bool:
        """Take the crop (48, 48) of a picture at ``t`` seconds; None if this face cannot be judged now."""
        if grey is None:
            self._moments.clear()
            self._talks = False
            return False
        last = self._moments[-1] if self._moments else None
        if last is not None and not 0 <= t - last.t <= self._GAP_S:
            self._moments.clear()
            last = None
        if last is None or t - last.t >= self._EVERY_S:
            self._moments.append(_moment(t, grey, last))
            score = self.score
            self._talks = score is not None and score >= (self._ENDS if self._talks else self._BEGINS)
        return self._talks

    @property
    def score(self) -> float | None:
        """How much of the last second looks like speech; None before it is known."""
        if len(self._moments) < self._LOOKS:
            return None
        moments = list(self._moments)
        mouth = np.mean([moment.mouth_moved for moment in moments[1:]])
        eyes = np.mean([moment.eyes_moved for moment in moments[1:]])
        lasts = np.abs(sum(m.mouth for m in moments[-3:]) / 3 - sum(m.mouth for m in moments[:3]) / 3).mean()
        lips = np.array([moment.lips for moment in moments])
        opens = np.abs(np.diff(lips)).sum() - abs(lips[-1] - lips[0])
        # Weights fitted on 30 clips of five people who talk, against nine who smile, laugh, turn and walk. In 30 other
        # clips of the five it finds 74 % of the time; of the nine one who turns her head is taken for talking.
        return float(mouth - 1.2 * eyes - 0.15 * lasts + 0.05 * opens)


def _moment(t: float, grey: NDArray[np.uint8], last: _Moment | None) -> _Moment:
    soft = cv2.GaussianBlur(grey, (5, 5), 0).astype(np.float32)
    soft /= max(_spread(soft), 12.0)
    mouth, eyes = (soft[part] - soft[part].mean() for part in (_MOUTH, _EYE_LINE))
    moved = (0.0, 0.0)
    if last is not None:
        moved = (float(np.abs(mouth - last.mouth).mean()), float(np.abs(eyes - last.eyes).mean()))
    return _Moment(t, mouth, eyes, *moved, float(mouth[_LIPS].mean()))


def _flags(image: NDArray[np.uint8], detection: Detection, crop: NDArray[np.uint8] | None) -> tuple[str, ...]:
    height, width = image.shape[:2]
    x0, y0, x1, y1 = detection.box_px
    distance = _eye_distance(detection)
    raised = {
        "small": distance < _SMALL_EYE_DISTANCE_PX,
        "edge": min(x0, y0) < 0 or x1 > width or y1 > height,
        "turned": _sideways(detection) > _TURNED,
    }
    if crop is not None:
        inner = np.asarray(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY), np.uint8)[_INNER]
        raised["dark"] = float((inner < _DARK).mean()) > _DARK_SHARE
        raised["bright"] = float(inner.mean()) > _BRIGHT or float((inner >= _WHITE).mean()) > _WHITE_SHARE
        raised["covered"] = not (raised["dark"] or raised["bright"] or raised["edge"]) and _is_covered(crop)
        # A crop that is enlarged is never sharp, and a mask has no detail.
        raised["blurred"] = distance >= _EYES_PX and not raised["covered"] and _is_blurred(inner)
    return tuple(flag for flag in QUALITY_FLAGS if raised.get(flag))


def _eye_distance(detection: Detection) -> float:
    right_eye, left_eye = detection.landmarks_px[:2].astype(np.float64)
    return max(float(np.hypot(*(left_eye - right_eye))), 1e-6)


def _sideways(detection: Detection) -> float:
    """Return how far the nose tip lies from the eyes' midpoint along the line of the eyes: near 0 in a frontal face."""
    right_eye, left_eye, nose = detection.landmarks_px[:3].astype(np.float64)
    eyes = left_eye - right_eye
    return abs(float(np.dot(nose - (right_eye + left_eye) / 2, eyes))) / _eye_distance(detection) ** 2


def _is_blurred(grey: NDArray[np.uint8]) -> bool:
    """Whether a picture lacks detail in one direction at least, as what moves does, or in all of them.

    The second derivative's variance: Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000.
    """
    levels = grey.astype(np.float32)
    spread = _spread(levels)
    if spread < _LEAST_CONTRAST:
        return False
    twice = 2 * levels[1:-1, 1:-1]
    directions = (
        levels[1:-1, :-2] + levels[1:-1, 2:],
        levels[:-2, 1:-1] + levels[2:, 1:-1],
        levels[:-2, :-2] + levels[2:, 2:],
        levels[:-2, 2:] + levels[2:, :-2],
    )
    detail = np.array([_spread(both - twice) ** 2 for both in directions])
    return bool((np.log10((detail + 0.1) / spread**2) - _DETAIL).min() < _BLURRED)


def _is_covered(crop: NDArray[np.uint8]) -> bool:
    """Whether mouth and chin lack the red that forehead or cheeks have, whatever their brightness."""
    red = cv2.extractChannel(cv2.cvtColor(crop, cv2.COLOR_RGB2YCrCb), 1)
    chin, forehead, *cheeks = (cv2.mean(red[part])[0] - _NO_RED for part in (_CHIN, _FOREHEAD, *_CHEEKS))
    # Hair may hide the one, a mask that reaches up to the eyes the other.
    skin = max(forehead, sum(cheeks) / len(cheeks))
    return skin >= _LEAST_RED and chin < _RED_SHARE * skin


def _spread(values: NDArray[np.float32]) -> float:
    return float(cv2.meanStdDev(values)[1][0, 0])
