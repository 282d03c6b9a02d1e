"""What every source of pictures offers to the engine."""

from dataclasses import dataclass
from typing import Protocol

from fer_core.types import Frame


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What is known of a source once it is open.

    Attributes
    ----------
    name
        For people.
    width, height
        Pixels of a picture.
    fps
        Pictures a second as the source says, None if it does not.
    frame_count
        Pictures in a file as its container says, None of a live source or if unknown.
    duration_s
        Length of a file as its container says, None of a live source or if unknown.
    """

    name: str
    width: int
    height: int
    fps: float | None = None
    frame_count: int | None = None
    duration_s: float | None = None


class Source(Protocol):
    """Delivers pictures. One thread opens, reads and closes it; only ``interrupt`` may come from another one."""

    @property
    def live(self) -> bool:
        """True: a reader that is late goes on with the newest picture. False: every picture is analysed."""

    @property
    def kind(self) -> str:
        """A key of ``fer_core.sources.KINDS``, or "synthetic"; recorded with a session."""

    @property
    def name(self) -> str:
        """For people, and without secrets."""

    def open(self) -> SourceInfo:
        """Open the source; a live one may be opened again after ``close``, and goes on counting its pictures.

        Raises
        ------
        SourceError
            If it cannot be opened, or delivers nothing.
        """

    def read(self) -> Frame | None:
        """Wait for the next picture; None at the end.

        Raises
        ------
        SourceLost
            If a live source has stopped delivering; opening it again may help.
        SourceError
            If it cannot be read, and trying again would not help.
        """

    def notes(self) -> tuple[str, ...]:
        """Return sentences about the source that its user should know, so far."""

    def interrupt(self) -> None:
        """Wake whoever waits in ``open`` or ``read``, as far as possible; what they return does not matter."""

    def close(self) -> None:
        """Give everything back; harmless twice, and on a source that was never open."""
