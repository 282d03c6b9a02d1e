"""The pipeline over a file, every frame of it: a table, and a film if wanted, without a window and without threads."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from fer_core.build import make_pipeline
from fer_core.commands import LookEverywhere
from fer_core.errors import SourceError
from fer_core.pipeline import Pipeline
from fer_core.session.description import SourceFacts
from fer_core.session.events import EVENTS_FILE
from fer_core.session.results import Results, Wanted
from fer_core.sinks.csv_table import is_plain_text, one_line
from fer_core.sources import Source, open_path
from fer_core.types import Frame

__all__ = ["PipelineFactory", "Wanted", "analyse", "input_stamp", "session_names"]


class PipelineFactory(Protocol):
    """Makes a pipeline, as ``make_pipeline`` does."""

    def __call__(self, model: Path | None = None, *, still: bool = False) -> Pipeline:
        """Return a pipeline for a model folder; ``still`` for a picture."""


def make_thorough(model: Path | None = None, *, still: bool = False, **options: Any) -> Pipeline:
    """Make a pipeline that also looks for small faces in large pictures; see ``make_pipeline`` for the options."""
    return make_pipeline(model, still=still, detector="thorough", **options)


def make_fast(model: Path | None = None, *, still: bool = False, **options: Any) -> Pipeline:
    """Make a pipeline that follows the faces of a film between two looks at it; pictures are looked at thoroughly."""
    return make_pipeline(model, still=still, detector="thorough" if still else "live", **options)


def analyse(
    path: Path | str,
    out: Path,
    *,
    model: Path | None = None,
    session: str | None = None,
    wanted: Wanted | None = None,
    make: PipelineFactory = make_thorough,
    on_progress: Callable[[int, int | None], None] = lambda _done, _total: None,
    on_note: Callable[[str], None] = lambda _text: None,
) -> Path:
    """Analyse a video or a picture.

    Time is the position in the file, and what only a clock knows stays empty: two runs write the same bytes. What
    becomes of files that are there already, and of a run that is stopped, says
    :class:`fer_core.session.results.Results`.

    Parameters
    ----------
    path
        A video, of which all frames are read, or a picture.
    out
        Folder of the results; it is made if it is not there.
    model
        Folder of an exported model; None for the one that fer-live ships.
    session
        Name of the session, and of the CSV without ".csv"; None for the file's name without its suffix.
    wanted
        What to write besides; None for the table only.
    make
        Makes the pipeline.
    on_progress
        Called after each frame with the number of frames done, and that which the file claims, if it does.
    on_note
        Called with sentences that people should know.

    Returns
    -------
    The CSV file; its description lies beside it, see :func:`fer_core.open_session`.

    Raises
    ------
    SourceError, ModelError, DetectorError, SinkError
        If the file cannot be read, the pipeline cannot be built or run, or the results cannot be written.
    """
    source = open_path(path := Path(path))
    stamp = input_stamp(path)
    with closing(make(model, still=source.kind == "picture")) as pipeline, closing(source):
        info = source.open()
        if (first := source.read()) is None:
            msg = f"{path.name} holds no pictures. Choose another file."
            raise SourceError(msg)
        if wanted is not None and wanted.film and wanted.veil.needs_all:
            pipeline.send(LookEverywhere(on=True))
        facts = SourceFacts(source.kind, source.name, info.width, info.height, info.fps, *stamp)
        name = session or session_names([path])[0]
        with Results(out, path, name, wanted or Wanted(), on_note) as results:
            results.open(facts, pipeline.description)
            for done, frame in enumerate(_frames(first, source), start=1):
                results.write(pipeline.process(frame))
                on_progress(done, info.frame_count)
            for note in source.notes():
                results.note(note)
            return results.finish()


def input_stamp(path: Path) -> tuple[int | None, int | None]:
    """Return the size of a file in bytes, and when it was changed last, in nanoseconds; None where nobody knows."""
    try:
        found = path.stat()
    except OSError:
        return None, None
    return found.st_size, found.st_mtime_ns


def session_names(paths: Sequence[Path], reserved: Sequence[str] = ()) -> tuple[str, ...]:
    """Return a name for each file, all different: the file's name without its suffix where that is enough.

    It is not where a table's readers would take it for a number, or for nothing: 007 stays a name as 007.jpg, and as
    file-007 where there is no suffix. A name that is ``reserved`` gets a number, and so does that of a session's marks.
    """
    stems = [next(filter(is_plain_text, (path.stem, path.name)), f"file-{path.name}") for path in paths]
    stems = [one_line(stem, "-") for stem in stems]
    folded = Counter(stem.casefold() for stem in stems)
    wanted = [
        stem if folded[stem.casefold()] == 1 else one_line(path.name, "-")
        for stem, path in zip(stems, paths, strict=True)
    ]
    taken = {name.casefold() for name in (*reserved, Path(EVENTS_FILE).stem)}
    names = []
    for name in wanted:
        number, free = 1, name
        while free.casefold() in taken:
            number += 1
            free = f"{name}-{number}"
        taken.add(free.casefold())
        names.append(free)
    return tuple(names)


def _frames(first: Frame, source: Source) -> Iterable[Frame]:
    frame: Frame | None = first
    while frame is not None:
        yield frame
        frame = source.read()
