"""The pipeline over a file, every frame of it: a table, and a film if wanted, without a window and without threads."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from fer_core.build import make_pipeline
from fer_core.errors import SinkError, SourceError
from fer_core.pipeline import Pipeline
from fer_core.session.claim import Claim, claim
from fer_core.session.description import OpenSession, SourceFacts, start_session
from fer_core.session.record import SessionRecord
from fer_core.sinks.base import Outcome, Sink
from fer_core.sinks.csv import CsvSink
from fer_core.sinks.csv_table import one_line
from fer_core.sinks.film import FilmSink
from fer_core.sources import Source, open_path
from fer_core.types import Frame, FrameResult

TABLE_SUFFIX = ".csv"
#: Of the films, by what is in them.
FILM_SUFFIXES = {"overlay": ".faces.mp4", "clean": ".clean.mp4"}


class PipelineFactory(Protocol):
    """Makes a pipeline, as ``make_pipeline`` does."""

    def __call__(self, model: Path | None = None, *, still: bool = False) -> Pipeline:
        """Return a pipeline for a model folder; ``still`` for a picture."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an analysis is to write.

    Attributes
    ----------
    raw
        Also what the spoken output says of each frame alone: ``raw_*``.
    outputs
        Outputs whose raw values are wanted, see :meth:`PipelineDescription.resolve`; "all" for all of them.
    film
        Also a film, with boxes and labels or without.
    overwrite
        Also replace files that are not fer-live's; what is read never is.
    """

    raw: bool = False
    outputs: tuple[str, ...] = ()
    film: Literal["overlay", "clean"] | None = None
    overwrite: bool = False


def analyse(
    path: Path | str,
    out: Path,
    *,
    model: Path | None = None,
    session: str | None = None,
    wanted: Wanted | None = None,
    make: PipelineFactory = make_pipeline,
    on_progress: Callable[[int, int | None], None] = lambda _done, _total: None,
    on_note: Callable[[str], None] = lambda _text: None,
) -> Path:
    """Analyse a video or a picture.

    Time is the position in the file: the result does not depend on the speed of the computer, and two runs differ in
    the columns ``time_utc`` and ``latency_ms`` only.

    While it lasts the results are called ``NAME.partial.csv`` and so on. At the end they get their names, in place of
    an earlier result of the same name; a run that is stopped leaves the former result as it was. A file in the way that
    is not fer-live's, what is read, and a link are never written over: a free name is taken, and told as a note.

    Parameters
    ----------
    path
        A video (all its frames are read) or a picture (its faces are scored for themselves).
    out
        Folder of the results; it is made if it is not there.
    model
        Folder of an exported model; None for the one that fer-live ships.
    session
        Name of the CSV, without ".csv", and of the session in it; None for the file's name without its suffix.
    wanted
        What to write besides; None for the table only.
    make
        Makes the pipeline.
    on_progress
        Called after each frame with the number of frames done and the number that the file claims, if it does.
    on_note
        Called with sentences about the file that people should know.

    Returns
    -------
    The CSV file; its description lies beside it, see :func:`fer_core.open_session`.

    Raises
    ------
    SourceError
        If the file cannot be read; nothing is written then.
    ModelError, DetectorError
        If the pipeline cannot be built or run.
    SinkError
        If the results cannot be written.
    """
    path, wanted = Path(path), wanted or Wanted()
    source = open_path(path)
    with closing(make(model, still=source.kind == "picture")) as pipeline, closing(source):
        info = source.open()
        first = source.read()
        if first is None:
            msg = f"{path.name} holds no pictures. Choose another file."
            raise SourceError(msg)
        facts = SourceFacts(source.kind, source.name, info.width, info.height, info.fps)
        run = _Run(out, path, session or session_names([path])[0], wanted)
        run.open(facts, pipeline, on_note)
        try:
            found = 0
            for done, frame in enumerate(_frames(first, source), start=1):
                result = pipeline.process(frame)
                run.write(result)
                found += len(result.seen)
                on_progress(done, info.frame_count)
        except BaseException:
            run.give_up()
            raise
        if not found:
            on_note(f"{path.name} shows no face: its CSV has no rows.")
        for note in source.notes():
            run.note(note, on_note)
        return run.finish(on_note)


def session_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return a name for each file, all different: the file's name without its suffix where that is enough."""
    stems = [one_line(path.stem, "-") for path in paths]
    folded = [stem.casefold() for stem in stems]
    wanted = [
        stem if folded.count(stem.casefold()) == 1 else one_line(path.name, "-")
        for stem, path in zip(stems, paths, strict=True)
    ]
    taken: set[str] = set()
    names = []
    for name in wanted:
        number, free = 1, name
        while free.casefold() in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(free.casefold())
        names.append(free)
    return tuple(names)


def check_folder(out: Path) -> None:
    """Make the folder of the results.

    Raises
    ------
    SinkError
        If it cannot be made or written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(out, error.strerror or str(error)) from error
    if not os.access(out, os.W_OK | os.X_OK):
        raise _unwritable(out, "no permission")


class _Run:
    """The files of one analysis, from their partial names to their final ones."""

    def __init__(self, out: Path, source: Path, name: str, wanted: Wanted) -> None:
        check_folder(out)
        self._out, self._source, self._name, self._wanted = out, source, name, wanted
        self._suffixes = (TABLE_SUFFIX, *((FILM_SUFFIXES[wanted.film],) if wanted.film else ()))
        self._notes: list[str] = []
        self._outcomes: list[Outcome] = []
        self._claim: Claim
        self._record: SessionRecord
        self._sinks: tuple[Sink, ...] = ()

    def open(self, facts: SourceFacts, pipeline: Pipeline, on_note: Callable[[str], None]) -> None:
        description = pipeline.description
        outputs = tuple(description.outputs) if "all" in self._wanted.outputs else self._wanted.outputs
        outputs = tuple(dict.fromkeys(description.resolve(name) for name in outputs))
        while True:
            try:
                found, reason = claim(
                    self._out, self._name, self._suffixes, self._source, overwrite=self._wanted.overwrite
                )
            except OSError as error:
                raise _unwritable(self._out, error.strerror or str(error)) from error
            session = start_session(
                found.name, facts, description, live=False, raw=self._wanted.raw, outputs=outputs
            )  # fmt: skip
            if self._opened(found, session):
                break
        if reason:
            on_note(f"{reason}: the results of {self._source.name} are called {found.name}.")

    def _opened(self, found: Claim, session: OpenSession) -> bool:
        """Make the files; False if another run has taken the name in this moment."""
        sinks: list[Sink] = [CsvSink(found.partial(TABLE_SUFFIX))]
        if self._wanted.film:
            overlay = self._wanted.film == "overlay"
            sinks.append(FilmSink(found.partial(self._suffixes[1]), overlay=overlay, positions=True))
        self._claim, self._sinks = found, tuple(sinks)
        self._record = SessionRecord(found.partial_description, session, sinks)
        for sink in sinks:
            try:
                sink.open(session)
            except SinkError as error:
                if isinstance(error.__cause__, FileExistsError):
                    return False
                raise
        self._record.begin()
        return True

    def write(self, result: FrameResult) -> None:
        for sink in self._sinks:
            try:
                sink.write(result)
            except SinkError as error:
                raise SinkError(_stopped(sink, error)) from error

    def note(self, sentence: str, on_note: Callable[[str], None]) -> None:
        self._record.note(sentence)
        on_note(sentence)

    def finish(self, on_note: Callable[[str], None]) -> Path:
        """Close the files and give them their names."""
        for sink in self._sinks:
            outcome = sink.close()
            if not outcome.complete:
                self.give_up()
                raise SinkError(outcome.message)
            if outcome.message:
                self.note(outcome.message, on_note)
            self._outcomes.append(outcome)
        try:
            self._claim.finish()
        except OSError as error:
            self.give_up()
            raise _unwritable(self._claim.final(TABLE_SUFFIX), error.strerror or str(error)) from error
        self._record.path = self._claim.description
        for outcome, suffix in zip(self._outcomes, self._suffixes, strict=True):
            ended = self._record.ended(outcome, renamed=self._claim.final(suffix) if outcome.path else None)
            if not ended.complete:
                raise SinkError(ended.message)
        with suppress(OSError):
            self._claim.partial_description.unlink(missing_ok=True)
        return self._claim.final(TABLE_SUFFIX)

    def give_up(self) -> None:
        """Close what is written under its partial name, and say in the description that it is not whole."""
        for sink in self._sinks:
            outcome = sink.close()
            self._record.ended(
                Outcome(outcome.sink, complete=False, path=outcome.path, written=outcome.written, unit=outcome.unit)
            )


def _frames(first: Frame, source: Source) -> Iterable[Frame]:
    frame: Frame | None = first
    while frame is not None:
        yield frame
        frame = source.read()


def _stopped(sink: Sink, error: SinkError) -> str:
    reason = error.__cause__.strerror if isinstance(error.__cause__, OSError) else None
    kind = "rows" if sink.name == "csv" else "frames"
    return (
        f"{sink.path} cannot be written further ({reason or error}); the {sink.written} {kind} until now are in it. "
        "Make room on the disk or choose another folder, then analyse the file again."
    )


def _unwritable(path: Path, reason: str) -> SinkError:
    return SinkError(f"{path} cannot be written ({reason}). Choose another folder.")
