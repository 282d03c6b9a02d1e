"""A recording that has begun, as the window knows it."""

from dataclasses import dataclass
from pathlib import Path

from app.backend import EngineLike
from fer_core.sinks.attached import AttachedSink


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """A recording, from its start until the last of its files is closed.

    Attributes
    ----------
    engine
        What it belongs to: when that ends, it ends.
    sinks
        The table first.
    folder
        Of its files.
    started_t
        ``time.monotonic()``, in seconds.
    of_demo
        It shows the demo clip, not a camera.
    """

    engine: EngineLike
    sinks: tuple[AttachedSink, ...]
    folder: Path
    started_t: float
    of_demo: bool

    @property
    def rows(self) -> int:
        """Rows that are in the table."""
        return self.sinks[0].sink.written

    @property
    def waiting(self) -> int:
        """Results whose rows are not in the table yet."""
        return self.sinks[0].waiting

    @property
    def has_film(self) -> bool:
        """Whether the pictures are recorded, too."""
        return any(attached.sink.name == "film" for attached in self.sinks)

    @property
    def failed(self) -> bool:
        """Whether one of its files has failed; the others are whole if they are finished now."""
        outcomes = (attached.outcome for attached in self.sinks)
        return any(outcome is not None and not outcome.complete for outcome in outcomes)

    @property
    def ended(self) -> bool:
        """Whether it is known of every file what became of it."""
        return all(attached.outcome is not None for attached in self.sinks)

    def finish(self) -> None:
        """Take nothing more, write what is waiting, and close the files."""
        for attached in self.sinks:
            attached.finish()
