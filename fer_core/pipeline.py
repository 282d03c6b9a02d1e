"""From a frame to the faces in it and what they express. Synchronous, no threads."""

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from fer_core.commands import (
    Command,
    ForgetFace,
    LookEverywhere,
    SetBaseline,
    Smooth,
    SpeakWith,
    StartAfresh,
    UseBaselines,
)
from fer_core.cuts import CutDetector
from fer_core.detection import Detector, Sparing
from fer_core.errors import ModelError
from fer_core.estimators.base import Estimator, EstimatorDescription, PipelineDescription
from fer_core.interpreter import ChainSettings, Interpreter, check_baseline
from fer_core.looks import look_of
from fer_core.outputs import Distribution, DistributionSpec, Output, Reading
from fer_core.quality import QualityWatch, quality, with_covered
from fer_core.tracking import Tracker
from fer_core.types import Expression, Face, Frame, FrameResult, Track

#: Keys of ``FrameResult.timings_ms``, in the order of a frame's way; estimators may add stages of their own.
STAGES = ("detect", "track", "crop", "encoder", "head", "interpret", "total")


class Pipeline:
    """Detect, track, estimate, interpret.

    It is not thread-safe: it belongs to the thread that calls it. Only ``send`` may be called from others.

    Parameters
    ----------
    detector
        Finds the faces.
    estimators
        Read them, each under a name of its own; at least one says a distribution.
    output
        The output that is spoken, see :meth:`PipelineDescription.resolve`; None for the default of the first estimator
        that has one.
    still
        Each frame stands for itself: faces are confirmed at once, and nothing is averaged.
    smoothing
        See :class:`fer_core.interpreter.ChainSettings`.
    tracker
        Follows the faces; None for one that suits ``still``.
    quality_every_s
        What makes a face hard to read is looked at so often, in seconds.
    settings
        Of the estimators, to be written down.

    Raises
    ------
    ModelError
        If there is no such output, or it is no distribution.
    """

    def __init__(
        self,
        detector: Detector,
        estimators: Sequence[Estimator],
        *,
        output: str | None = None,
        still: bool = False,
        smoothing: bool = True,
        tracker: Tracker | None = None,
        quality_every_s: float = 0.0,
        settings: Mapping[str, str | float | bool] = MappingProxyType({}),
    ) -> None:
        self._detector, self._estimators, self._still = detector, tuple(estimators), still
        self._quality_every_s = quality_every_s
        self._tracker = Tracker(still=still) if tracker is None else tracker
        parts = tuple(EstimatorDescription(part.name, part.outputs, part.sha256) for part in estimators)
        self._defaults = [f"{part.name}.{part.default}" for part in estimators if part.default is not None]
        spoken = self._defaults[0] if self._defaults else ""
        self._description = PipelineDescription(parts, spoken, {"still": still, **settings})
        self._outputs = {n: s for n, s in self._description.outputs.items() if isinstance(s, DistributionSpec)}
        self._settings = ChainSettings(self._spoken(output or spoken), smoothing=smoothing)
        # The spoken output first.
        self._interpreters: dict[int, tuple[Interpreter, ...]] = {}
        self._watches: dict[int, QualityWatch] = {}
        self._cuts = CutDetector()
        self._scene = 0
        self._inbox: deque[Command] = deque()

    @property
    def description(self) -> PipelineDescription:
        """What is written down of it, with the settings of now."""
        chain = {"smoothing": self._settings.smoothing, "baseline": self._settings.baseline}
        beside = {"beside": self._beside} if self._beside else {}
        settings = {**self._description.settings, **chain, **beside}
        return replace(self._description, spoken=self._settings.output, settings=settings)

    @property
    def labels(self) -> tuple[str, ...]:
        """The K class names of the output that is spoken."""
        return self._outputs[self._settings.output].labels

    def send(self, command: Command) -> None:
        """Tell it something, from any thread; it obeys before its next frame.

        Raises
        ------
        ModelError
            If the command names an output that there is not.
        ValueError
            If a baseline does not fit its output.
        """
        if isinstance(command, SpeakWith | SetBaseline):
            command = replace(command, output=self._spoken(command.output))
        if isinstance(command, SetBaseline) and command.baseline is not None:
            check_baseline(command.baseline, self._outputs[command.output])
        self._inbox.append(command)

    def process(self, frame: Frame) -> FrameResult:
        """Analyse one frame.

        Parameters
        ----------
        frame
            The next one of its source; frames between may have been dropped.

        Returns
        -------
        The confirmed faces, by id: those that were detected in this frame, each with what it expresses, and those that
        are lost for a moment.

        Raises
        ------
        DetectorError
            If the detector cannot be run.
        """
        while self._inbox:
            self._obey(self._inbox.popleft())
        watch = _Watch()
        moved, self._scene = frame.scene != self._scene, frame.scene
        if not self._still and (self._cuts.is_cut(frame.image) or moved):
            # Whoever stands where somebody stood before is somebody else.
            self._tracker.cut()
        detections = self._detector.detect(frame.image, frame.t)
        watch.lap("detect")
        looks = None if self._still else [look_of(frame.image, detection) for detection in detections]
        tracks = self._tracker.update(detections, frame.t, looks)
        for key in self._interpreters.keys() - self._tracker.alive_keys:
            self._drop(key)
        watch.lap("track")
        outputs, readings = self._estimate(frame, tracks, watch)
        speaker = self._settings.output.partition(".")[0]
        seen = []
        for track in tracks:
            said, reading = outputs[track.key], readings.get((track.key, speaker))
            expression, *beside = self._interpret(frame.t, track.key, said, readings)
            face = Face(
                track,
                with_covered(self._quality(frame, track), said),
                said,
                expression,
                window=() if reading is None else reading.window,
                beside=beside[0] if beside else None,
                read_t=None if reading is None else frame.t if reading.t is None else reading.t,
            )
            seen.append(face)
        faces = [*(face for face in seen if face.track.confirmed), *(Face(track) for track in self._tracker.lost)]
        watch.lap("interpret")
        watch.finish()
        return FrameResult(
            frame=frame,
            faces=tuple(sorted(faces, key=lambda face: face.id)),
            timings_ms=watch.laps_ms,
            published_t=time.monotonic(),
            candidates=tuple(face for face in seen if not face.track.confirmed),
            pending=self._tracker.pending,
            glimpses=self._tracker.glimpses,
        )

    def close(self) -> None:
        """Release the detector; a second call does nothing."""
        self._detector.close()
        for key in tuple(self._interpreters):
            self._drop(key)

    def _estimate(
        self, frame: Frame, seen: Sequence[Track], watch: "_Watch"
    ) -> tuple[dict[int, dict[str, Output]], dict[tuple[int, str], Reading]]:
        """Return all outputs by key of the face, and the readings that they are of by key and estimator."""
        outputs: dict[int, dict[str, Output]] = {track.key: {} for track in seen}
        by_estimator: dict[tuple[int, str], Reading] = {}
        for estimator in self._estimators if seen else ():
            readings = estimator.estimate(frame, seen)
            watch.add(readings.timings_ms)
            for key, reading in readings.by_face.items():
                outputs[key].update({f"{estimator.name}.{name}": value for name, value in reading.outputs.items()})
                by_estimator[key, estimator.name] = reading
        watch.skip()
        return outputs, by_estimator

    @property
    def _beside(self) -> str:
        """What another model says by default, to be compared with what is spoken; empty where there is none."""
        spoken = self._settings.output.partition(".")[0]
        return next((name for name in self._defaults if name.partition(".")[0] != spoken), "")

    @property
    def _chains(self) -> tuple[ChainSettings, ...]:
        """The settings of each of a face's interpreters."""
        if not self._beside:
            return (self._settings,)
        # Neutral faces are known of what is spoken alone.
        return (self._settings, replace(self._settings, output=self._beside, baseline=False))

    def _quality(self, frame: Frame, track: Track) -> tuple[str, ...]:
        if self._still:
            return quality(frame.image, track.detection)
        if track.key not in self._watches:
            self._watches[track.key] = QualityWatch(self._quality_every_s)
        return self._watches[track.key].look(frame.t, frame.image, track.detection)

    def _interpret(
        self, t: float, key: int, outputs: Mapping[str, Output], readings: Mapping[tuple[int, str], Reading]
    ) -> Iterator[Expression | None]:
        """Return what is said of a face, and what another model says beside that."""
        if key not in self._interpreters:
            chains = self._chains
            self._interpreters[key] = tuple(Interpreter(self._outputs, chain, still=self._still) for chain in chains)
        for interpreter in self._interpreters[key]:
            said = outputs.get(interpreter.output)
            if not isinstance(said, Distribution):
                yield None
                continue
            reading = readings.get((key, interpreter.output.partition(".")[0]))
            yield interpreter.interpret(t, said.logits, ready=reading is not None and reading.ready)

    def _spoken(self, output: str) -> str:
        name = self._description.resolve(output)
        if name not in self._outputs:
            msg = f"'{output}' is no distribution over classes. Choose one of: {', '.join(self._outputs)}."
            raise ModelError(msg)
        return name

    def _obey(self, command: Command) -> None:
        match command:
            case ForgetFace(face_id):
                # What is kept of it goes with the next frame, in which its key is not alive any more.
                self._tracker.forget(face_id)
            case StartAfresh(face_id):
                for interpreter in self._of(face_id):
                    interpreter.start_afresh()
            case SetBaseline(face_id, output, baseline):
                for interpreter in self._of(face_id):
                    interpreter.set_baseline(output, baseline)
            case SpeakWith(output):
                self._configure(replace(self._settings, output=output))
            case Smooth(on):
                self._configure(replace(self._settings, smoothing=on))
            case UseBaselines(on):
                self._configure(replace(self._settings, baseline=on))
            case LookEverywhere(on):
                if isinstance(self._detector, Sparing):
                    self._detector.look_everywhere(on)

    def _of(self, face_id: int | None) -> list[Interpreter]:
        """Return the interpreters of a face, if it is there, or those of all faces."""
        keys = list(self._interpreters) if face_id is None else [self._tracker.key_of(face_id)]
        return [interpreter for key in keys for interpreter in self._interpreters.get(key, ())]

    def _configure(self, settings: ChainSettings) -> None:
        self._settings = settings
        for interpreters in self._interpreters.values():
            for interpreter, chain in zip(interpreters, self._chains, strict=False):
                interpreter.configure(chain)

    def _drop(self, key: int) -> None:
        self._interpreters.pop(key, None)
        self._watches.pop(key, None)
        for estimator in self._estimators:
            estimator.forget(key)


class _Watch:
    """Milliseconds by stage; a stage that had nothing to do takes 0."""

    def __init__(self) -> None:
        self.laps_ms = dict.fromkeys(STAGES, 0.0)
        self._start = self._last = time.perf_counter()

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self.laps_ms[stage] += (now - self._last) * 1000.0
        self._last = now

    def add(self, laps_ms: Mapping[str, float]) -> None:
        """Take stages that were measured elsewhere."""
        for stage, lap_ms in laps_ms.items():
            self.laps_ms[stage] = self.laps_ms.get(stage, 0.0) + lap_ms

    def skip(self) -> None:
        """Go on from now: what has passed was measured elsewhere."""
        self._last = time.perf_counter()

    def finish(self) -> None:
        self.laps_ms["total"] = (time.perf_counter() - self._start) * 1000.0
