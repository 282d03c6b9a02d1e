"""The values that travel through the pipeline, all immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

#: Order of the rows of ``Detection.landmarks_px``; right and left are the person's own.
LANDMARKS = ("right_eye", "left_eye", "nose_tip", "mouth_centre", "right_tragion", "left_tragion")


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source.

    Attributes
    ----------
    index
        Number of the frame in its source, from 0; frames that were dropped leave gaps.
    t
        Seconds, never decreasing. Live: the monotonic clock, just after the grab. A file: the position in it (a
        clip that is looped goes on counting).
    image
        (H, W, 3) uint8 RGB, read-only.
    grabbed_t
        ``time.monotonic()`` just after the picture was read (or, of a file that plays at its own pace, was due): the
        start of the latency.
    source_t_s
        Position in the file in seconds; None of a live source.
    """

    index: int
    t: float
    image: NDArray[np.uint8]
    grabbed_t: float
    source_t_s: float | None = None

    def __post_init__(self) -> None:
        """Close the picture for writing: several threads read it."""
        if self.image.ndim != 3 or self.image.shape[2] != 3 or self.image.dtype != np.uint8:
            msg = f"a frame is (H, W, 3) uint8, not {self.image.shape} {self.image.dtype}"
            raise ValueError(msg)
        self.image.flags.writeable = False


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """One face in one frame.

    Attributes
    ----------
    box_px
        (x0, y0, x1, y1) in pixels of the frame; may reach over its edge.
    score
        The detector's confidence, in [0, 1].
    landmarks_px
        (6, 2) float32, (x, y) in the order of ``LANDMARKS``; (0, 0) is the corner of the first pixel, not its centre.
    """

    box_px: tuple[float, float, float, float]
    score: float
    landmarks_px: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """A snapshot of one face that is being followed. Nobody is identified; an id is never used again.

    Attributes
    ----------
    id
        From 1, in order of appearance; 0 while the face is not confirmed.
    detection
        The face in the newest frame in which it was found.
    first_t, last_t
        Seconds: the first and the newest detection.
    confirmed
        Seen long enough not to be a flicker of the detector.
    """

    id: int
    detection: Detection
    first_t: float
    last_t: float
    confirmed: bool


@dataclass(frozen=True, slots=True, eq=False)
class EmotionEstimate:
    """What one face expresses at one moment.

    Attributes
    ----------
    track_id
        The face.
    t
        Seconds, of the frame.
    probabilities
        (K,) float32, calibrated and smoothed, in the order of ``labels``; they add up to 1.
    labels
        The K class names, in the model's order.
    label
        The most probable class, always.
    uncertain
        The model cannot tell this class from another one: show it, but do not rely on it.
    ready
        The window of this face is full; before that the estimate rests on less.
    quality
        What makes the picture of this face hard to read, a subset of ``preprocess.QUALITY_FLAGS``.
    label_set
        The classes that cannot be ruled out, likeliest first, ``label`` among them: see
        :func:`fer_core.label_set.not_ruled_out`, also for what this does not promise. Empty where the model has no
        threshold.
    """

    track_id: int
    t: float
    probabilities: NDArray[np.float32]
    labels: tuple[str, ...]
    label: str
    uncertain: bool
    ready: bool
    quality: tuple[str, ...] = ()
    label_set: tuple[str, ...] = ()

    @property
    def doubtful(self) -> bool:
        """``label`` is not to be relied on: it is uncertain, or others cannot be ruled out."""
        return self.uncertain or len(self.label_set) > 1

    @property
    def confidence(self) -> float:
        """Probability of ``label``, in [0, 1]."""
        return float(self.probabilities.max())


@dataclass(frozen=True, slots=True, eq=False)
class FrameResult:
    """Everything that is known of one analysed frame.

    Attributes
    ----------
    frame
        The picture.
    faces
        (track, estimate) of every confirmed face that was detected in this very frame, by id. The estimate is None
        only when the face cannot be cropped (it stands outside the picture).
    timings_ms
        Milliseconds by stage: detect, track, crop, encoder, head, smooth, total.
    dropped
        Frames that the source delivered and nobody analysed, since the start.
    published_t
        ``time.monotonic()`` when the result was ready; minus ``frame.grabbed_t`` it is the latency.
    """

    frame: Frame
    faces: tuple[tuple[Track, EmotionEstimate | None], ...]
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    dropped: int = 0
    published_t: float = 0.0

    @property
    def latency_ms(self) -> float:
        """Milliseconds from the grab to the result."""
        return (self.published_t - self.frame.grabbed_t) * 1000.0
