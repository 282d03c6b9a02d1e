"""The values that travel through the pipeline, all immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from fer_core.outputs import Moment, Output

#: Order of the rows of ``Detection.landmarks_px``; right and left are the person's own.
LANDMARKS = ("right_eye", "left_eye", "nose_tip", "mouth_centre", "right_tragion", "left_tragion")

_NO_PICTURE = np.zeros((0, 0, 3), np.uint8)


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
    scene
        Grows where somebody has moved a film: nobody is followed from one scene to the next.
    """

    index: int
    t: float
    image: NDArray[np.uint8]
    grabbed_t: float
    source_t_s: float | None = None
    scene: int = 0

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
    seen
        Found in this very frame; False while it is lost for a moment, and may come back.
    key
        What state of this face is kept under, from its first frame on, when it has no id yet. Below 0 for the id.
    """

    id: int
    detection: Detection
    first_t: float
    last_t: float
    confirmed: bool
    seen: bool = True
    key: int = -1

    def __post_init__(self) -> None:
        """Keep state under the id, if nothing else is given."""
        if self.key < 0:
            object.__setattr__(self, "key", self.id)


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """What is said of one face at one moment, with every link of the chain that led to it.

    The links are those of :class:`fer_core.interpreter.Interpreter`, in this order.

    Attributes
    ----------
    output
        The output that is spoken, as ``ESTIMATOR.OUTPUT``.
    labels
        Its K class names, in the model's order.
    logits
        (K,) float32, raw: what the network said of this frame.
    baseline
        (K,) float32, taken off the logits; zeros where no baseline is set.
    frame_probabilities
        (K,) float32, calibrated, of this frame alone; they add up to 1.
    probabilities
        (K,) float32, the average of ``frame_probabilities`` over time; they add up to 1.
    label
        The class that is shown. It has been the most probable one, and stays until another one is clearly ahead.
    uncertain
        The two most probable classes are too close to choose between them.
    label_set
        The classes that cannot be ruled out, likeliest first; the most probable one is always among them. See
        :func:`fer_core.label_set.not_ruled_out`, also for what this does not promise. Empty where the model has no
        threshold.
    ready
        The window of this face is full; before that the estimate rests on less.
    unadjusted
        (K,) float32, what ``probabilities`` would be if nothing were taken off; None where nothing is.
    """

    output: str
    labels: tuple[str, ...]
    logits: NDArray[np.float32]
    baseline: NDArray[np.float32]
    frame_probabilities: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    label: str
    uncertain: bool
    label_set: tuple[str, ...]
    ready: bool
    unadjusted: NDArray[np.float32] | None = None

    @property
    def held(self) -> bool:
        """``label`` is not the most probable class at the moment: it stays until another one is clearly ahead."""
        return self.labels[int(self.probabilities.argmax())] != self.label

    @property
    def doubtful(self) -> bool:
        """``label`` is not to be relied on: it is uncertain or held, or others cannot be ruled out."""
        return self.uncertain or self.held or len(self.label_set) > 1

    @property
    def confidence(self) -> float:
        """Probability of ``label``, in [0, 1]."""
        return float(self.probabilities[self.labels.index(self.label)])


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One face that is followed, at the time of one frame.

    Attributes
    ----------
    track
        Where it is, or was last.
    quality
        What makes its picture hard to read, a subset of ``quality.QUALITY_FLAGS``; empty while it is lost.
    outputs
        What every estimator says, raw, as ``ESTIMATOR.OUTPUT``; empty while the face is lost, or cannot be cropped.
    expression
        What is said of it; None while it is lost, or cannot be cropped (it stands outside the picture).
    window
        What the estimator that is spoken rests on, oldest first, the picture that was read last; empty where it keeps
        nothing.
    beside
        What another model says of it, by the same chain; None where one alone reads it.
    read_t
        When its picture was read, in seconds, of the frame: earlier than this one where faces are read in turns; None
        where nothing was read.
    """

    track: Track
    quality: tuple[str, ...] = ()
    outputs: Mapping[str, Output] = field(default_factory=dict)
    expression: Expression | None = None
    window: tuple[Moment, ...] = ()
    beside: Expression | None = None
    read_t: float | None = None

    @property
    def id(self) -> int:
        """Of its track."""
        return self.track.id


@dataclass(frozen=True, slots=True, eq=False)
class FrameResult:
    """Everything that is known of one analysed frame.

    Attributes
    ----------
    frame
        The picture.
    faces
        Every confirmed face that is followed, by id: those seen in this very frame, and those lost for a moment.
    timings_ms
        Milliseconds by stage, see ``pipeline.STAGES``.
    candidates
        Those found in this frame that may be a flicker of the detector; their id is 0. See
        :class:`fer_core.session.held_back.HeldBack`.
    pending
        Keys of all candidates that may still be confirmed.
    glimpses
        Where else somebody may be: detections that are too doubtful to begin a face, and candidates that were not found
        in this very frame. Nothing is read from them; whoever hides faces hides them, too.
    dropped
        Frames that the source delivered and nobody analysed, since the start.
    published_t
        ``time.monotonic()`` when the result was ready; minus ``frame.grabbed_t`` it is the latency.
    """

    frame: Frame
    faces: tuple[Face, ...]
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    dropped: int = 0
    published_t: float = 0.0
    candidates: tuple[Face, ...] = ()
    pending: frozenset[int] = frozenset()
    glimpses: tuple[Detection, ...] = ()

    @property
    def seen(self) -> tuple[Face, ...]:
        """The faces that were found in this very frame."""
        return tuple(face for face in self.faces if face.track.seen)

    @property
    def latency_ms(self) -> float:
        """Milliseconds from the grab to the result."""
        return (self.published_t - self.frame.grabbed_t) * 1000.0

    def without_picture(self) -> Self:
        """Return the same result, its picture empty (0, 0, 3), its windows too: it may wait in a queue for long."""
        return replace(
            self,
            frame=replace(self.frame, image=_NO_PICTURE),
            faces=_without_windows(self.faces),
            candidates=_without_windows(self.candidates),
        )


def _without_windows(faces: tuple[Face, ...]) -> tuple[Face, ...]:
    return tuple(replace(face, window=()) if face.window else face for face in faces)
