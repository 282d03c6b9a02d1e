"""The kinds of files that a session can be written to: one row each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from fer_core.session.events import EVENTS_FILE
from fer_core.sinks.base import Sink
from fer_core.sinks.csv import RECORDING, CsvSink, Work
from fer_core.sinks.events import EventsSink
from fer_core.sinks.film import FilmSink
from fer_core.veil import NO_VEIL, VeilOf


@dataclass(frozen=True, slots=True)
class SinkOptions:
    """What a sink may want to know.

    Attributes
    ----------
    overlay
        Burn boxes and labels into pictures.
    positions
        Times are positions in the source file.
    veil
        Tells what of a result's picture is hidden; asked before each of them, in the sink's thread.
    work
        What the file is written for.
    part_bytes
        How large a file may grow before another one follows; None for no limit.
    """

    overlay: bool = True
    positions: bool = False
    veil: VeilOf = lambda _result: NO_VEIL
    work: Work = RECORDING
    part_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class SinkKind:
    """A kind of file.

    Attributes
    ----------
    name
        As in ``Sink.name``.
    suffix
        Of its files.
    make
        From the file's path.
    file_name
        What its file is always called; empty where it is called as the session.
    """

    name: str
    suffix: str
    make: Callable[[Path, SinkOptions], Sink]
    file_name: str = ""

    def path_in(self, folder: Path) -> Path:
        """Return its file in the folder of a session, which is called as the session is."""
        return folder / (self.file_name or f"{folder.name}{self.suffix}")


#: By name.
SINKS: Mapping[str, SinkKind] = {
    kind.name: kind
    for kind in (
        SinkKind("csv", ".csv", lambda path, options: CsvSink(path, options.work, part_bytes=options.part_bytes)),
        SinkKind(
            "film",
            ".mp4",
            lambda path, options: FilmSink(
                path,
                overlay=options.overlay,
                positions=options.positions,
                veil=options.veil,
                work=options.work,
                part_bytes=options.part_bytes,
            ),
        ),
        SinkKind("events", ".csv", lambda path, options: EventsSink(path, options.work), EVENTS_FILE),
    )
}
