"""Look where the face is: the whole picture a few times a second, and in between only at what has moved."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fer_core._cv2 import cv2
from fer_core.cuts import CutDetector
from fer_core.detection import Detector, Sparing
from fer_core.tracking import iou
from fer_core.types import Detection

#: Seconds between two looks at the whole picture.
EVERY_S = 0.5
#: Where a face was lost, the whole is looked at so often, for so long: seconds.
_SOUGHT_EVERY_S, _SOUGHT_S = 0.1, 1.5
#: A pause between two pictures after which nothing is where it was, in seconds.
_LONGEST_STEP_S = 0.25
#: A face that scores less may be none: it is looked at in every picture for so many seconds.
_SURE_SCORE, _DOUBT_S = 0.8, 0.45
#: Two detections that overlap as much are of one face.
_SAME_IOU = 0.3

#: A face's surroundings: a share of its box on each side, and pixels of their side as they are compared.
_MARGIN, _SIDE = 0.25, 80
#: A region is used again until the face is so far from its middle, as a share of the box.
_DRIFT = 0.1
#: (25, 1, 2) float32: points that are followed, over eyes, nose and mouth, in the surroundings.
_POINTS = np.asarray(
    [[[x * _SIDE, y * _SIDE]] for y in np.linspace(0.28, 0.75, 5) for x in np.linspace(0.28, 0.72, 5)], np.float32
)
#: A point that, followed there and back, ends further from where it began is lost: pixels of the surroundings.
_BACK_PX = 0.7
#: Points that are not lost must agree on one movement, to so many pixels, at least this share of them.
_AGREE_PX, _LEAST_SHARE = 1.0, 0.5
#: A face does not grow or shrink more between two pictures.
_MOST_GROWTH = 1.2
#: Of what the surroundings looked like at the last look, and what they look like now: less is another thing in front.
_LEAST_CORRELATION = 0.4

_Region = tuple[float, float, float]
_Patch = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class _Followed:
    """A face between two looks.

    Attributes
    ----------
    detection
        Where it is by now.
    since_t
        When it was first found, in seconds.
    first
        (h, w) uint8: what it looked like at the last look; None before it was followed.
    region, patch
        Left, top and side in the newest picture, and what it shows; None before it was followed.
    """

    detection: Detection
    since_t: float
    first: _Patch | None = None
    region: _Region | None = None
    patch: _Patch | None = None


class FollowingDetector:
    """Looks at the whole picture twice a second, and follows what it found there by optical flow in between.

    The whole is looked at in every picture while nobody is followed, while a new face may be none, after a cut or a
    long pause, and where a face cannot be followed: its points, followed there and back, must end where they began
    (Kalal, Mikolajczyk and Matas, "Forward-Backward Error: Automatic Detection of Tracking Failures", ICPR 2010), and
    agree on one movement, turn and growth. Points are followed as by Lucas and Kanade, with pyramids (Bouguet, 2001).

    Parameters
    ----------
    whole
        Finds faces in the whole picture; of the frames of one source in their order.
    every_s
        Seconds between two looks at the whole picture.
    """

    def __init__(self, whole: Detector, *, every_s: float = EVERY_S) -> None:
        self._whole, self._every_s = whole, every_s
        self._faces: list[_Followed] = []
        self._cuts = CutDetector()
        self._image: NDArray[np.uint8] | None = None
        self._t = self._looked_t = self._sought_until_t = -math.inf
        self._everywhere = False

    def look_everywhere(self, on: bool) -> None:
        """Look at the whole of every picture, or follow faces in between again."""
        self._everywhere = on
        if isinstance(self._whole, Sparing):
            self._whole.look_everywhere(on)

    def detect(self, image: NDArray[np.uint8], t: float) -> tuple[Detection, ...]:
        """Find the faces of one picture, as :meth:`fer_core.detection.MediaPipeDetector.detect` does."""
        cut = self._cuts.is_cut(image)
        faces = None if cut or self._due(image, t) else self._follow(image)
        if faces is None:
            faces = self._look(image, t, cut=cut)
        self._faces, self._image, self._t = faces, image, t
        return tuple(face.detection for face in faces)

    def close(self) -> None:
        """Close the detector; a second call does nothing."""
        self._whole.close()
        self._faces, self._image = [], None

    def _due(self, image: NDArray[np.uint8], t: float) -> bool:
        if self._everywhere or not self._faces or self._image is None or self._image.shape != image.shape:
            return True
        if not 0 < t - self._t <= _LONGEST_STEP_S:
            return True
        if any(face.detection.score < _SURE_SCORE and t - face.since_t < _DOUBT_S for face in self._faces):
            return True
        return t - self._looked_t >= (_SOUGHT_EVERY_S if t < self._sought_until_t else self._every_s)

    def _look(self, image: NDArray[np.uint8], t: float, *, cut: bool) -> list[_Followed]:
        before = [] if cut else self._faces
        found = [_begun(detection, before, t) for detection in self._whole.detect(image, t)]
        if any(_best(face.detection, found) is None for face in before):
            self._sought_until_t = t + _SOUGHT_S
        self._looked_t = t
        return found

    def _follow(self, image: NDArray[np.uint8]) -> list[_Followed] | None:
        """Return the faces in the next picture, None if one of them cannot be followed."""
        assert self._image is not None
        faces = []
        for face in self._faces:
            moved = _moved(face, self._image, image)
            if moved is None:
                return None
            faces.append(moved)
        return faces


def _begun(detection: Detection, before: Sequence[_Followed], t: float) -> _Followed:
    known = _best(detection, before)
    return _Followed(detection, t if known is None else known.since_t)


def _best(detection: Detection, faces: Sequence[_Followed]) -> _Followed | None:
    overlaps = [(iou(detection.box_px, face.detection.box_px), number) for number, face in enumerate(faces)]
    overlap, number = max(overlaps, default=(0.0, 0))
    return faces[number] if overlap >= _SAME_IOU else None


def _moved(face: _Followed, before: NDArray[np.uint8], image: NDArray[np.uint8]) -> _Followed | None:
    """Return a face as it is in the next picture, None if it cannot be followed."""
    region, old = face.region, face.patch
    if region is None or old is None or _drifted(face.detection, region):
        region = _region(face.detection)
        old = _cut(before, region)
    new = None if old is None else _cut(image, region)
    if old is None or new is None:
        return None
    first = old if face.first is None else face.first
    movement = _movement(old, new)
    if movement is None or _correlation(first, new) < _LEAST_CORRELATION:
        return None
    detection = _mapped(face.detection, movement, region)
    return replace(face, detection=detection, first=first, region=region, patch=new)


def _region(detection: Detection) -> _Region:
    left, top, right, _ = detection.box_px
    margin = _MARGIN * (right - left)
    return left - margin, top - margin, right - left + 2 * margin


def _drifted(detection: Detection, region: _Region) -> bool:
    left, top, side = _region(detection)
    far = max(abs(left - region[0]), abs(top - region[1]), abs(side - region[2]))
    return far > _DRIFT * side / (1 + 2 * _MARGIN)


def _cut(image: NDArray[np.uint8], region: _Region) -> _Patch | None:
    """Return a region of a picture (H, W, 3) uint8 RGB as (80, 80) uint8 grey, None if little of it is there."""
    left, top, side = region
    x0, y0 = int(max(left, 0)), int(max(top, 0))
    view = image[y0 : max(int(top + side) + 1, 0), x0 : max(int(left + side) + 1, 0)]
    if min(view.shape[:2]) < side / 3 or min(view.shape[:2]) < 8:
        return None
    # Thinned out first: averaging all pixels of a near face takes longer than following it.
    step = max(int(side / _SIDE), 1)
    grey = cv2.cvtColor(np.ascontiguousarray(view[::step, ::step]), cv2.COLOR_RGB2GRAY)
    scale = _SIDE / side
    to_patch = np.array([[scale * step, 0, (x0 - left) * scale], [0, scale * step, (y0 - top) * scale]], np.float32)
    patch = cv2.warpAffine(grey, to_patch, (_SIDE, _SIDE), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(patch, np.uint8)


def _movement(old: _Patch, new: _Patch) -> NDArray[np.float64] | None:
    """Return the (2, 3) similarity that takes what the old patch shows to where the new one shows it."""
    there, found = _flow(old, new, _POINTS)
    back, found_back = _flow(new, old, there)
    kept = (found.ravel() & found_back.ravel()).astype(bool) & (np.abs(back - _POINTS).max(axis=(1, 2)) < _BACK_PX)
    if kept.sum() < _LEAST_SHARE * len(_POINTS):
        return None
    movement, agree = cv2.estimateAffinePartial2D(
        _POINTS[kept], there[kept], method=cv2.RANSAC, ransacReprojThreshold=_AGREE_PX
    )
    if movement is None or agree.mean() < _LEAST_SHARE:
        return None
    growth = math.hypot(movement[0, 0], movement[1, 0])
    return np.asarray(movement, np.float64) if 1 / _MOST_GROWTH < growth < _MOST_GROWTH else None


def _flow(old: _Patch, new: _Patch, points: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return where points (N, 1, 2) of one patch are in another, and which of them (N, 1) were found."""
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 10, 0.03)
    there, status, _ = cv2.calcOpticalFlowPyrLK(
        old, new, points, np.empty_like(points), winSize=(11, 11), maxLevel=2, criteria=stop
    )
    return np.asarray(there, np.float32), np.asarray(status, np.uint8)


def _correlation(first: _Patch, new: _Patch) -> float:
    one, other = (patch.astype(np.float32).ravel() for patch in (first, new))
    one -= one.mean()
    other -= other.mean()
    return float(one @ other) / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-6)


def _mapped(detection: Detection, movement: NDArray[np.float64], region: _Region) -> Detection:
    left, top, side = region
    scale = _SIDE / side
    corner = np.array([left, top])

    def mapped(points: NDArray[np.floating]) -> NDArray[np.float32]:
        moved = (points - corner) * scale @ movement[:, :2].T + movement[:, 2]
        return np.asarray(moved / scale + corner, np.float32)

    x0, y0, x1, y1 = detection.box_px
    x, y = (float(value) for value in mapped(np.array([(x0 + x1) / 2, (y0 + y1) / 2])))
    growth = math.hypot(movement[0, 0], movement[1, 0])
    wide, high = (x1 - x0) / 2 * growth, (y1 - y0) / 2 * growth
    return Detection((x - wide, y - high, x + wide, y + high), detection.score, mapped(detection.landmarks_px))
