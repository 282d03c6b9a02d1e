"""Following faces from frame to frame. It knows no detector: it is given detections and time stamps."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, Self

from fer_core.averaging import blend
from fer_core.types import Detection, Track

_CONFIRM_HITS = 3
#: A face may be out of sight for so many times the usual pause between two pictures.
_LOST_FRAMES = 2.5
_CANDIDATE_GAP_S = 0.1
_VELOCITY_S = 0.15
_HORIZON_S = 0.3
_REACH = 0.6
_REACH_PER_S = 2.0
_MAX_REACH = 1.5
_MAX_LOG_RATIO = 0.7
_KEEP_IOU = 0.3
#: Who is back at the same place so soon was only missed by the detector, and need not be compared.
_MISSED_S, _MISSED_IOU = 0.12, 0.5
#: Nobody grows or shrinks more than this while out of sight.
_ABSENT_LOG_RATIO = 0.45


class Look(Protocol):
    """What a face looks like; the tracker itself knows no pictures."""

    def resembles(self, other: Self, /) -> bool:
        """Whether both may be of one face, a second or so apart."""


#: A detection and what it looks like, if that is known.
_Item = tuple[Detection, Look | None]


@dataclass(slots=True, eq=False)
class _Face:
    """The mutable side of a track; an id of 0 is a candidate."""

    key: int
    id: int
    detection: Detection
    look: Look | None
    first_t: float
    last_t: float
    hits: int = 1
    velocity: tuple[float, float] = (0.0, 0.0)

    def predicted(self, t: float) -> tuple[float, float, float, float]:
        ahead = min(max(t - self.last_t, 0.0), _HORIZON_S)
        dx, dy = self.velocity[0] * ahead, self.velocity[1] * ahead
        x0, y0, x1, y1 = self.detection.box_px
        return (x0 + dx, y0 + dy, x1 + dx, y1 + dy)

    def take(self, detection: Detection, look: Look | None, t: float) -> None:
        dt = t - self.last_t
        if dt > 0:
            old, new = _centre(self.detection.box_px), _centre(detection.box_px)
            vx = blend(self.velocity[0], (new[0] - old[0]) / dt, dt, _VELOCITY_S)
            vy = blend(self.velocity[1], (new[1] - old[1]) / dt, dt, _VELOCITY_S)
            self.velocity = (vx, vy)
        self.detection = detection
        self.look = look or self.look
        self.last_t = max(t, self.last_t)
        self.hits += 1

    def snapshot(self, *, seen: bool = True) -> Track:
        return Track(self.id, self.detection, self.first_t, self.last_t, confirmed=self.id > 0, seen=seen, key=self.key)


class Tracker:
    """Gives each face an id that it keeps while it is in view.

    A detection is matched to the nearest face of like size, the face moved on by its velocity and the time that has
    passed. Doubtful detections only carry on a face that is known already; the idea is from Zhang et al., "ByteTrack:
    Multi-Object Tracking by Associating Every Detection Box", ECCV 2022. A new face is confirmed at once when the
    detector is sure of it, otherwise after several detections in a row. Who comes back after an absence keeps the id
    only if the face is about as large as before and looks alike: otherwise it is a neighbour who has taken the place.

    Parameters
    ----------
    confirm_s
        Seconds that a new face is followed before it is confirmed, in at least three frames; 0 confirms at once.
    sure_score
        A detection of at least this score confirms its face at once.
    start_score
        A detection below this score starts no new face.
    lost_s
        Seconds that a face may be out of sight and keep its id.
    still
        Each picture stands for itself: all faces are confirmed at once and forgotten with the next picture.
    """

    def __init__(
        self,
        confirm_s: float = 0.35,
        *,
        sure_score: float = 0.8,
        start_score: float = 0.6,
        lost_s: float = 1.5,
        still: bool = False,
    ) -> None:
        self._confirm_s = 0.0 if still else confirm_s
        self._sure_score, self._start_score = sure_score, start_score
        self._lost_s, self._still = lost_s, still
        self._faces: list[_Face] = []
        self._seen: list[_Face] = []
        self._left: list[_Item] = []
        self._last_id = self._last_key = 0
        self._t = -math.inf
        self._step_s: float | None = None

    @property
    def alive_keys(self) -> frozenset[int]:
        """Keys of all faces that are in view or may come back: state of others can be dropped."""
        return frozenset(face.key for face in self._faces)

    @property
    def pending(self) -> frozenset[int]:
        """Keys of the candidates among them."""
        return frozenset(face.key for face in self._faces if face.id == 0)

    @property
    def lost(self) -> tuple[Track, ...]:
        """The confirmed faces that were not found in the newest frame and may come back, by id."""
        lost = [face for face in self._faces if face.id > 0 and face not in self._seen]
        return tuple(face.snapshot(seen=False) for face in sorted(lost, key=lambda face: face.id))

    @property
    def glimpses(self) -> tuple[Detection, ...]:
        """What has no track in the newest frame: detections of nobody known, and candidates that were missed."""
        missed = (face.detection for face in self._faces if face.id == 0 and face not in self._seen)
        return (*(detection for detection, _ in self._left), *missed)

    def key_of(self, face_id: int) -> int:
        """Return the key of a confirmed face, -1 if it is not followed any longer."""
        return next((face.key for face in self._faces if face.id == face_id > 0), -1)

    def cut(self) -> None:
        """Follow nobody any longer: the next picture is of another scene."""
        self._faces = []
        self._seen = []

    def forget(self, face_id: int) -> None:
        """Follow a confirmed face no longer; if it is still there, it is a new one."""
        self._faces = [face for face in self._faces if face.id != face_id or face_id == 0]

    def update(
        self, detections: Sequence[Detection], t: float, looks: Sequence[Look | None] | None = None
    ) -> tuple[Track, ...]:
        """Take the detections of one frame.

        Parameters
        ----------
        detections
            All faces found in it, in any order.
        t
            Seconds, of the frame; frames may have been dropped before it.
        looks
            What each detection looks like; without, place and size alone decide.

        Returns
        -------
        The faces seen in this frame: confirmed ones by id, then the candidates, whose id is 0.
        """
        if self._still:
            self._faces = []
        self._forget(t)
        items = list(zip(detections, looks or [None] * len(detections), strict=True))
        strong = [item for item in items if item[0].score >= self._start_score]
        weak = [item for item in items if item[0].score < self._start_score]
        seen, unmatched = self._match(strong, self._faces, t)
        left = [face for face in self._faces if face.id > 0 and face not in seen]
        carried, self._left = self._match(weak, left, t, least_iou=_KEEP_IOU)
        started = [self._start(detection, look, t) for detection, look in unmatched]
        self._faces += started
        seen += carried + started
        # Who appears at the same time is numbered from left to right.
        for face in sorted(seen, key=lambda face: face.detection.box_px[0]):
            if face.id == 0 and self._convinces(face, t):
                self._last_id += 1
                face.id = self._last_id
        if t > self._t > -math.inf:
            self._step_s = t - self._t
        self._t = max(t, self._t)
        self._seen = seen
        return tuple(face.snapshot() for face in sorted(seen, key=lambda face: face.id or math.inf))

    def _start(self, detection: Detection, look: Look | None, t: float) -> _Face:
        self._last_key += 1
        return _Face(self._last_key, 0, detection, look, t, t)

    def _convinces(self, face: _Face, t: float) -> bool:
        if self._confirm_s <= 0 or face.detection.score >= self._sure_score:
            return True
        return face.hits >= _CONFIRM_HITS and t - face.first_t >= self._confirm_s

    def _forget(self, t: float) -> None:
        # Of a film with a picture every two seconds, or every hour, the pause between two pictures is no absence.
        lost_s = max(self._lost_s, _LOST_FRAMES * (math.inf if self._step_s is None else self._step_s))

        def kept(face: _Face) -> bool:
            if face.id > 0:
                return t - face.last_t <= lost_s
            # At a low frame rate the gap between two frames is no miss.
            return face.last_t >= self._t or t - face.last_t <= _CANDIDATE_GAP_S

        self._faces = [face for face in self._faces if kept(face)]

    def _match(
        self, items: Sequence[_Item], faces: Sequence[_Face], t: float, least_iou: float = 0.0
    ) -> tuple[list[_Face], list[_Item]]:
        pairs = []
        for row, face in enumerate(faces):
            predicted = face.predicted(t)
            reach = min(_REACH + _REACH_PER_S * max(t - face.last_t, 0.0), _MAX_REACH)
            for column, (detection, look) in enumerate(items):
                cost = _cost(predicted, detection.box_px, reach)
                if cost is None or not self._may_be(face, detection, look, t):
                    continue
                if iou(predicted, detection.box_px) >= least_iou:
                    # A known face comes before a candidate that happens to stand as near.
                    pairs.append((face.id == 0, cost, row, column))
        rows: set[int] = set()
        columns: set[int] = set()
        matched = []
        for _, _, row, column in sorted(pairs):
            if row not in rows and column not in columns:
                rows.add(row)
                columns.add(column)
                faces[row].take(*items[column], t)
                matched.append(faces[row])
        return matched, [item for column, item in enumerate(items) if column not in columns]

    def _may_be(self, face: _Face, detection: Detection, look: Look | None, t: float) -> bool:
        """Whether a face that was out of sight may have come back as this one."""
        if face in self._seen or face.look is None or look is None:
            return True
        if t - face.last_t <= _MISSED_S and iou(face.detection.box_px, detection.box_px) >= _MISSED_IOU:
            return True
        before, now = _size(face.detection.box_px), _size(detection.box_px)
        return abs(math.log(now / before)) <= _ABSENT_LOG_RATIO and face.look.resembles(look)


def iou(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> float:
    """Return the intersection over union of two boxes (x0, y0, x1, y1), in [0, 1]."""
    width = min(a[2], b[2]) - max(a[0], b[0])
    height = min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def _cost(
    predicted: tuple[float, float, float, float], box: tuple[float, float, float, float], reach: float
) -> float | None:
    size_a, size_b = _size(predicted), _size(box)
    if size_a <= 0 or size_b <= 0:
        return None
    ratio = abs(math.log(size_b / size_a))
    (ax, ay), (bx, by) = _centre(predicted), _centre(box)
    distance = math.hypot(ax - bx, ay - by) / math.sqrt(size_a * size_b)
    if distance > reach or ratio > _MAX_LOG_RATIO:
        return None
    return distance + ratio


def _size(box: tuple[float, float, float, float]) -> float:
    return math.sqrt(max(box[2] - box[0], 0.0) * max(box[3] - box[1], 0.0))


def _centre(box: tuple[float, float, float, float]) -> tuple[float, float]:
    return ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
