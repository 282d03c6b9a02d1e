"""What every sink offers, and what it says at its end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from fer_core.session.description import OpenSession
from fer_core.session.events import Mark
from fer_core.types import FrameResult


class Policy(Enum):
    """What a sink gets that is slower than the results.

    EVERY: every result, in a queue without end, and without its picture, which would fill the memory.
    NEWEST: results with their pictures. Of a live source it misses some, which are counted; a file waits for it.
    """

    EVERY = "every"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of a sink.

    Attributes
    ----------
    sink
        Its name.
    complete
        All that it was given is written, and the file is closed and whole.
    path
        The file, None if there is none.
    written
        Rows or frames that are in the file.
    unit
        "rows", "frames" or "marks".
    dropped
        Results that it missed because it was too slow.
    message
        For people: what failed, and what is in the file; or what should be known of a file that is whole.
    error
        What failed.
    facts
        More of the file, for the session's description.
    """

    sink: str
    complete: bool
    path: Path | None = None
    written: int = 0
    unit: str = "rows"
    dropped: int = 0
    message: str = ""
    error: Exception | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class Sink(Protocol):
    """Takes results, in one thread: ``open``, then ``write`` and ``flush``, then ``close``, whatever went wrong."""

    @property
    def name(self) -> str:
        """Of its kind, a key of ``SINKS``."""

    @property
    def policy(self) -> Policy:
        """What it gets when it is slow."""

    @property
    def path(self) -> Path | None:
        """The file that it writes."""

    @property
    def written(self) -> int:
        """Rows or frames so far."""

    def open(self, session: OpenSession) -> None:
        """Make the file.

        Raises
        ------
        SinkError
            If it cannot be made.
        """

    def write(self, result: FrameResult) -> None:
        """Take a result.

        Raises
        ------
        SinkError
            If it cannot be written; the file keeps what it had.
        """

    def flush(self) -> None:
        """Make the disk keep what was written; called every half second.

        Raises
        ------
        SinkError
            If the disk does not.
        """

    def close(self) -> Outcome:
        """Finish the file and say what became of it. It raises nothing that it expects; harmless twice."""


@runtime_checkable
class SetsMarks(Protocol):
    """A sink that sets marks because of its results: it ends before those that take them."""

    sets_marks: bool


@runtime_checkable
class TakesMarks(Protocol):
    """A sink that takes marks, too: every one, whatever its policy, between ``open`` and ``close``."""

    def mark(self, mark: Mark) -> None:
        """Take a mark, in the sink's thread and in order with the results.

        Raises
        ------
        SinkError
            If it cannot be written; the file keeps what it had.
        """
