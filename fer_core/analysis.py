"""The pipeline over a file, every frame of it: a CSV, without a window and without threads."""

import os
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from fer_core.build import make_pipeline
from fer_core.errors import SinkError, SourceError
from fer_core.pipeline import Pipeline
from fer_core.rows import RowFile, columns, rows
from fer_core.sources import Source, open_path
from fer_core.types import Frame


class PipelineFactory(Protocol):
    """Makes a pipeline, as ``make_pipeline`` does."""

    def __call__(self, model: Path | None = None, *, still: bool = False) -> Pipeline:
        """Return a pipeline for a model folder; ``still`` for a picture."""


def analyse(
    path: Path | str,
    out: Path,
    *,
    model: Path | None = None,
    session: str | None = None,
    make: PipelineFactory = make_pipeline,
    on_progress: Callable[[int, int | None], None] = lambda _done, _total: None,
    on_note: Callable[[str], None] = lambda _text: None,
) -> Path:
    """Analyse a video or a picture.

    Time is the position in the file: the result does not depend on the speed of the computer, and two runs differ in
    the columns ``time_utc`` and ``latency_ms`` only.

    Parameters
    ----------
    path
        A video (all its frames are read) or a picture (its faces are scored for themselves).
    out
        Folder of the CSV; it is made if it is not there. A CSV of the same name is replaced.
    model
        Folder of an exported model; None for the one that fer-live ships.
    session
        Name of the CSV, without ".csv", and of the session in it; None for the file's name without its suffix.
    make
        Makes the pipeline.
    on_progress
        Called after each frame with the number of frames done and the number that the file claims, if it does.
    on_note
        Called with sentences about the file that people should know.

    Returns
    -------
    The CSV file. If an error comes in between, it holds the rows until then.

    Raises
    ------
    SourceError
        If the file cannot be read; nothing is written then.
    ModelError, DetectorError
        If the pipeline cannot be built or run.
    SinkError
        If the CSV cannot be written.
    """
    path = Path(path)
    session = path.stem if session is None else session
    source = open_path(path)
    with closing(make(model, still=source.kind == "image")) as pipeline, closing(source):
        total = source.open().frame_count
        first = source.read()
        if first is None:
            msg = f"{path.name} holds no pictures. Choose another file."
            raise SourceError(msg)
        with closing(_CsvFile(out, session)) as csv:
            csv.append([columns(pipeline.labels)])
            found = 0
            for done, frame in enumerate(_frames(first, source), start=1):
                table = rows(pipeline.process(frame), session, first.t, pipeline.labels)
                csv.append(table)
                found += len(table)
                on_progress(done, total)
        if not found:
            on_note(f"{path.name} shows no face: its CSV has no rows.")
        for note in source.notes():
            on_note(note)
        return csv.path


def session_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return a name for each file, all different: the file's name without its suffix where that is enough."""
    stems = [path.stem.casefold() for path in paths]
    wanted = [path.stem if stems.count(path.stem.casefold()) == 1 else path.name for path in paths]
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


class _CsvFile:
    """What is written, with its errors in sentences."""

    def __init__(self, out: Path, session: str) -> None:
        check_folder(out)
        self.path = out / f"{session}.csv"
        try:
            self._file = RowFile(self.path, "wb")
        except OSError as error:
            raise _unwritable(self.path, error.strerror or str(error)) from error

    def append(self, table: Sequence[Sequence[str]]) -> None:
        try:
            self._file.append(table)
        except OSError as error:
            msg = (
                f"{self.path} cannot be written further ({error.strerror or error}); the rows until now are in it. "
                "Make room on the disk or choose another folder, then analyse the file again."
            )
            raise SinkError(msg) from error

    def close(self) -> None:
        self._file.close()


def _frames(first: Frame, source: Source) -> Iterable[Frame]:
    frame: Frame | None = first
    while frame is not None:
        yield frame
        frame = source.read()


def _unwritable(path: Path, reason: str) -> SinkError:
    return SinkError(f"{path} cannot be written ({reason}). Choose another folder.")
