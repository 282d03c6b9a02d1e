"""What the window needs of fer_core, as plain callables: the tests hand in others.

MediaPipe and ONNX Runtime are imported by the callables that need them, away from the GUI thread: the window is there
first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.choice import CameraLike, CameraMode
from app.resources import DEMO_CLIP, DEMO_NAME, asset
from fer_core.engine import Engine, EngineEvent
from fer_core.mailbox import Latest
from fer_core.recording import Recorder, default_folder, snapshot
from fer_core.sources import Camera, Paced, Source, SourceInfo, Stream, VideoFile, list_cameras, open_path
from fer_core.types import FrameResult

if TYPE_CHECKING:
    from fer_core.pipeline import Pipeline


class PipelineLike(Protocol):
    """What the session reads of a ``fer_core.pipeline.Pipeline``; the engine uses the rest."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The class names, in the model's order."""

    @property
    def model_name(self) -> str:
        """Of the model, for people."""


class EngineLike(Protocol):
    """What the session uses of a ``fer_core.engine.Engine``."""

    @property
    def results(self) -> Latest[FrameResult]:
        """The newest result."""

    @property
    def info(self) -> SourceInfo | None:
        """Of the open source."""

    @property
    def recording(self) -> bool:
        """Whether results are being written down."""

    def poll_events(self) -> list[EngineEvent]:
        """Return what has happened since the last call."""

    def start(self) -> None:
        """Start the threads."""

    def stop(self, timeout_s: float = 2.0) -> tuple[str, ...]:
        """Stop them, and name those that would not."""

    def record(self, recorder: Recorder) -> None:
        """Write every result from now on."""

    def stop_recording(self) -> Path | None:
        """Write what is left, and return where it is."""


MakeSource = Callable[[], Source]
MakePipeline = Callable[[], "Pipeline"]


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What is written down about a recording.

    Attributes
    ----------
    session
        Its name.
    labels, model
        Of the model.
    source_kind, source_name
        Where the pictures come from, as the source itself says.
    """

    session: str
    labels: tuple[str, ...]
    model: str
    source_kind: str
    source_name: str


@dataclass(frozen=True, slots=True)
class Backend:
    """The callables; all but ``make_engine`` may block and are called in threads.

    Attributes
    ----------
    make_engine
        From what makes the source and what makes the pipeline.
    make_pipeline
        From the model's folder, None for the shipped one, and whether the source is a still picture.
    open_camera, open_stream, open_file, open_demo
        Make sources.
    is_still
        Open a file to try it, and tell whether it is a still picture; ``SourceError`` if it cannot be read.
    list_cameras
        Those that are plugged in.
    check_model
        ``ModelError`` if the folder holds no model that can be used.
    make_recorder
        In a folder.
    snapshot
        Write a result as a picture, mirrored or not; returns the file.
    default_folder
        For recordings and snapshots.
    """

    make_engine: Callable[[MakeSource, MakePipeline], EngineLike]
    make_pipeline: Callable[[Path | None, bool], Pipeline]
    open_camera: Callable[[CameraLike, CameraMode], Source]
    open_stream: Callable[[str], Source]
    open_file: Callable[[Path], Source]
    open_demo: Callable[[], Source]
    is_still: Callable[[Path], bool]
    list_cameras: Callable[[], Sequence[CameraLike]]
    check_model: Callable[[Path], None]
    make_recorder: Callable[[Path, RecordingFacts], Recorder]
    snapshot: Callable[[FrameResult, Path, bool], Path]
    default_folder: Callable[[], Path]


def real_backend() -> Backend:
    """Return what fer_core offers."""
    return Backend(
        make_engine=Engine,
        make_pipeline=_make_pipeline,
        open_camera=_open_camera,
        open_stream=Stream,
        open_file=_open_file,
        open_demo=_open_demo,
        is_still=_is_still,
        list_cameras=list_cameras,
        check_model=_check_model,
        make_recorder=_make_recorder,
        snapshot=_snapshot,
        default_folder=default_folder,
    )


def _make_pipeline(model: Path | None, still: bool) -> Pipeline:
    from fer_core.build import make_pipeline

    return make_pipeline(model, still=still)


def _open_camera(camera: CameraLike, mode: CameraMode) -> Source:
    return Camera(camera.path or camera.index, camera.name, mode.width, mode.height, mode.fps)


def _open_file(path: Path) -> Source:
    source = open_path(path)
    return source if source.kind == "image" else Paced(source)


def _open_demo() -> Source:
    return Paced(VideoFile(asset(DEMO_CLIP)), loop=True, kind="demo", name=DEMO_NAME)


def _is_still(path: Path) -> bool:
    source = open_path(path)
    try:
        source.open()
    finally:
        source.close()
    return source.kind == "image"


def _check_model(folder: Path) -> None:
    from fer_core.recognition import OnnxRecogniser

    OnnxRecogniser.load(folder)


def _make_recorder(folder: Path, facts: RecordingFacts) -> Recorder:
    return Recorder(
        folder,
        facts.labels,
        session=facts.session,
        source_kind=facts.source_kind,
        source_name=facts.source_name,
        model=facts.model,
    )


def _snapshot(result: FrameResult, path: Path, mirrored: bool) -> Path:
    return snapshot(result, path, mirrored=mirrored)
