"""What the window needs of fer_core, as plain callables: the tests hand in others.

MediaPipe and ONNX Runtime are imported by the callables that need them, away from the GUI thread: the window is there
first.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.choice import CameraLike
from app.model_control import Readers
from fer_core.commands import Command
from fer_core.engine import Engine, EngineEvent
from fer_core.estimators.base import PipelineDescription
from fer_core.mailbox import Latest
from fer_core.session.description import OpenSession
from fer_core.session.folder import default_folder
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.base import Outcome, Sink
from fer_core.snapshots import snapshot
from fer_core.sources import KINDS, Source, SourceInfo, SourceRequest, cameras_stamp, list_cameras, open_path
from fer_core.types import FrameResult
from fer_core.veil import Veil

if TYPE_CHECKING:
    from fer_core.compute import Compute
    from fer_core.model_card import ModelCard
    from fer_core.pipeline import Pipeline
    from fer_core.recognition import Recogniser


class EngineLike(Protocol):
    """What the app uses of a ``fer_core.engine.Engine``."""

    @property
    def results(self) -> Latest[FrameResult]:
        """The newest result."""

    @property
    def info(self) -> SourceInfo | None:
        """Of the open source."""

    @property
    def pipeline(self) -> PipelineDescription | None:
        """Of the pipeline that is running."""

    def poll_events(self) -> list[EngineEvent]:
        """Return what has happened since the last call."""

    def start(self) -> None:
        """Start the threads."""

    def stop(self, timeout_s: float = 2.0) -> tuple[str, ...]:
        """Stop them, and name those that would not."""

    def send(self, command: Command) -> None:
        """Tell the pipeline something."""

    def mark(self, kind: str, text: str = "", face_id: int | None = None, t: float | None = None) -> bool:
        """Mark a moment in everything that is written."""

    def attach(self, sink: Sink, session: OpenSession, *, on_end: Callable[[Outcome], Outcome]) -> AttachedSink:
        """Give every result from now on to a sink."""


OnReady = Callable[[], object]
MakeSource = Callable[[], Source]
MakePipeline = Callable[[], "Pipeline"]


@dataclass(frozen=True, slots=True)
class AnalysisOrder:
    """A file that is to be analysed as a whole.

    Attributes
    ----------
    path
        The film.
    out
        Folder of the table.
    model, output
        What reads the faces, and which of its outputs is spoken; None for the defaults.
    """

    path: Path
    out: Path
    model: Path | None = None
    output: str | None = None


OnProgress = Callable[[int, int | None], None]
OnNote = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Backend:
    """The callables; all but ``make_engine`` and ``cameras_stamp`` may block and are called in threads.

    Attributes
    ----------
    make_engine
        From what makes the source, what makes the pipeline, and what is called before the first picture, in the thread
        that analyses.
    make_pipeline
        From the models and what they run on, and whether the source is a still picture.
    open
        Make a source of a kind, a key of ``fer_core.sources.KINDS``.
    kind_of_file
        Open a file to try it, and tell which kind of source it is; ``SourceError`` if it cannot be read.
    list_cameras
        Those that are plugged in.
    cameras_stamp
        A value that changes when cameras come or go; None where only the list tells.
    check_model
        ``ModelError`` if the folder holds no model that can be used.
    load_recogniser
        Load the networks of a model's folder alone, None for the shipped one; ``ModelError`` if they cannot be used.
    model_card
        What is known of the model in a folder, None for the shipped one; ``ModelError`` as above.
    providers
        What models can run on here, by ONNX Runtime's names, the processor first.
    measure
        Read a face a hundred times with a model, on something; returns what it ran on in truth, and the median in
        milliseconds: None if what it asks between two times says that it is to stop.
    snapshot
        Write a result as a picture, mirrored or not, with a mark such as that of the demo, under a veil; returns the
        file.
    default_folder
        For recordings and snapshots.
    analyse
        Read every picture of a film, and return the table; see ``fer_core.analysis.analyse``.
    """

    make_engine: Callable[[MakeSource, MakePipeline, OnReady], EngineLike]
    make_pipeline: Callable[[Readers, bool], Pipeline]
    open: Callable[[str, SourceRequest], Source]
    kind_of_file: Callable[[Path], str]
    list_cameras: Callable[[], Sequence[CameraLike]]
    cameras_stamp: Callable[[], Hashable | None]
    snapshot: Callable[[FrameResult, Path, bool, str, Veil], Path]
    load_recogniser: Callable[[Path | None], Recogniser]
    check_model: Callable[[Path], object]
    model_card: Callable[[Path | None], ModelCard]
    providers: Callable[[], Sequence[str]]
    measure: Callable[[Path | None, Compute, Callable[[], bool]], tuple[Compute, float | None]]
    default_folder: Callable[[], Path]
    analyse: Callable[[AnalysisOrder, OnProgress, OnNote], Path]


def real_backend() -> Backend:
    """Return what fer_core offers."""
    return Backend(
        make_engine=lambda source, pipeline, on_ready: Engine(source, pipeline, on_ready=on_ready),
        make_pipeline=_make_pipeline,
        open=lambda kind, request: KINDS[kind].open(request),
        kind_of_file=_kind_of_file,
        list_cameras=list_cameras,
        cameras_stamp=cameras_stamp,
        check_model=_check_model,
        load_recogniser=_load_recogniser,
        model_card=_model_card,
        providers=_providers,
        measure=_measure,
        snapshot=_snapshot,
        default_folder=default_folder,
        analyse=_analyse,
    )


def _make_pipeline(readers: Readers, still: bool) -> Pipeline:
    from fer_core.build import make_pipeline

    return make_pipeline(
        readers.model,
        also=readers.also,
        still=still,
        detector="thorough" if still else "every" if readers.every_picture else "live",
        compute=readers.compute,
    )


def _kind_of_file(path: Path) -> str:
    source = open_path(path)
    try:
        source.open()
    finally:
        source.close()
    return source.kind


def _check_model(folder: Path) -> None:
    from fer_core.trial import try_model

    try_model(folder)


def _snapshot(result: FrameResult, path: Path, mirrored: bool, mark: str, veil: Veil) -> Path:
    return snapshot(result, path, mirrored=mirrored, mark=mark, veil=veil)


def _load_recogniser(model: Path | None) -> Recogniser:
    from fer_core.recognition import OnnxRecogniser

    return OnnxRecogniser.load(model)


def _analyse(order: AnalysisOrder, on_progress: OnProgress, on_note: OnNote) -> Path:
    from fer_core.analysis import analyse, make_thorough

    make = partial(make_thorough, output=order.output)
    return analyse(order.path, order.out, model=order.model, make=make, on_progress=on_progress, on_note=on_note)


def _model_card(folder: Path | None) -> ModelCard:
    from fer_core.model_card import read_card

    return read_card(folder)


def _providers() -> Sequence[str]:
    from fer_core.speed import providers

    return providers()


def _measure(folder: Path | None, compute: Compute, stopped: Callable[[], bool]) -> tuple[Compute, float | None]:
    from fer_core.recognition import OnnxRecogniser
    from fer_core.speed import ms_per_face

    recogniser = OnnxRecogniser.load(folder, compute)
    return recogniser.compute, ms_per_face(recogniser, stopped)
