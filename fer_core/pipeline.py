"""From a frame to the faces in it and what they express. Synchronous, no threads."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fer_core.detection import Detector
from fer_core.label_set import label_set
from fer_core.preprocess import align, quality
from fer_core.recognition import Recogniser
from fer_core.smoothing import Smoother
from fer_core.tracking import Tracker
from fer_core.types import EmotionEstimate, Frame, FrameResult, Track
from fer_core.window import EmbeddingWindow

#: Keys of ``FrameResult.timings_ms``, in the order of a frame's way.
STAGES = ("detect", "track", "crop", "encoder", "head", "smooth", "total")


@dataclass(slots=True)
class _FaceState:
    window: EmbeddingWindow
    smoother: Smoother = field(default_factory=Smoother)


class Pipeline:
    """Detect, track, crop, encode, read the window, smooth.

    It is not thread-safe: it belongs to the thread that calls it.

    Parameters
    ----------
    detector
        Finds the faces.
    recogniser
        Reads them.
    still
        Each frame stands for itself: faces are confirmed at once, scored with a window of length 1, and not smoothed.
    tracker
        Follows the faces; None for one that suits ``still``.
    """

    def __init__(
        self, detector: Detector, recogniser: Recogniser, *, still: bool = False, tracker: Tracker | None = None
    ) -> None:
        self._detector, self._recogniser, self._still = detector, recogniser, still
        self._tracker = Tracker(still=still) if tracker is None else tracker
        self._faces: dict[int, _FaceState] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        """The K class names, in the model's order."""
        return self._recogniser.spec.labels

    @property
    def model_name(self) -> str:
        """Name of the model, for people and for the metadata of a recording."""
        return self._recogniser.spec.name

    def process(self, frame: Frame) -> FrameResult:
        """Analyse one frame.

        Parameters
        ----------
        frame
            The next one of its source; frames between may have been dropped.

        Returns
        -------
        The confirmed faces that were detected in this frame, by id, each with its estimate.

        Raises
        ------
        DetectorError
            If the detector cannot be run.
        """
        watch = _Watch()
        detections = self._detector.detect(frame.image, frame.t)
        watch.lap("detect")
        tracks = [track for track in self._tracker.update(detections, frame.t) if track.confirmed]
        alive = self._tracker.alive_ids
        self._faces = {key: face for key, face in self._faces.items() if key in alive}
        watch.lap("track")
        estimates = self._estimate(frame, tracks, watch)
        watch.finish()
        return FrameResult(
            frame=frame,
            faces=tuple((track, estimates.get(track.id)) for track in tracks),
            timings_ms=watch.laps_ms,
            published_t=time.monotonic(),
        )

    def close(self) -> None:
        """Release the detector; a second call does nothing."""
        self._detector.close()
        self._faces.clear()

    def _estimate(self, frame: Frame, tracks: Sequence[Track], watch: "_Watch") -> dict[int, EmotionEstimate]:
        spec = self._recogniser.spec
        crops = [(track, align(frame.image, track.detection.landmarks_px, spec)) for track in tracks]
        usable = [(track, crop) for track, crop in crops if crop is not None]
        flags = [quality(frame.image, track.detection) for track, _ in usable]
        watch.lap("crop")
        if not usable:
            return {}
        embeddings = self._recogniser.embed(np.stack([crop for _, crop in usable]))
        watch.lap("encoder")
        states = [self._state(track.id) for track, _ in usable]
        for state, embedding in zip(states, embeddings, strict=True):
            state.window.add(frame.t, embedding)
        windows, valid = zip(*(state.window.resampled() for state in states), strict=True)
        news = self._recogniser.classify(np.stack(windows), np.array(valid, np.int64))
        watch.lap("head")
        found = {
            track.id: self._speak(frame.t, track.id, state, probabilities, face_flags)
            for (track, _), state, probabilities, face_flags in zip(usable, states, news, flags, strict=True)
        }
        watch.lap("smooth")
        return found

    def _state(self, track_id: int) -> _FaceState:
        # Ids are never used again: a still picture never finds the window of another one.
        if track_id not in self._faces:
            self._faces[track_id] = _FaceState(EmbeddingWindow(self._recogniser.spec))
        return self._faces[track_id]

    def _speak(
        self, t: float, track_id: int, state: _FaceState, news: NDArray[np.float32], flags: tuple[str, ...]
    ) -> EmotionEstimate:
        # The smoother of a still picture's face has seen nothing before, and changes nothing.
        probabilities = state.smoother.update(t, news)
        spec = self._recogniser.spec
        threshold = spec.thresholds.get(spec.speaks)
        return EmotionEstimate(
            track_id=track_id,
            t=t,
            probabilities=probabilities,
            labels=self.labels,
            label=self.labels[int(probabilities.argmax())],
            uncertain=state.smoother.uncertain,
            # The window of a still is one embedding long.
            ready=self._still or state.window.full,
            quality=flags,
            label_set=() if threshold is None else label_set(probabilities, spec.labels, threshold),
        )


class _Watch:
    """Milliseconds by stage; a stage that had nothing to do takes 0."""

    def __init__(self) -> None:
        self.laps_ms = dict.fromkeys(STAGES, 0.0)
        self._start = self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps_ms[stage] = (now - self._last) * 1000.0
        self._last = now

    def finish(self) -> None:
        self.laps_ms["total"] = (time.perf_counter() - self._start) * 1000.0
