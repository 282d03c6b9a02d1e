"""What is played, and how far it has got."""

from dataclasses import dataclass
from enum import Enum

from app.choice import Choice
from fer_core.sources import KINDS, SourceKind, SourceRequest


class Phase(Enum):
    """What the session is doing."""

    STOPPED = "Stopped"
    STARTING = "Starting"
    RUNNING = "Playing"
    WAITING = "Waiting"
    STOPPING = "Stopping"
    ENDED = "Ended"


@dataclass(frozen=True, slots=True)
class Play:
    """Something that can be played.

    Attributes
    ----------
    choice
        What the user picked.
    kind
        The source's kind, a key of ``KINDS``.
    request
        What is to be opened.
    stands_in
        It plays in place of a camera that cannot be used.
    """

    choice: Choice
    kind: str
    request: SourceRequest
    stands_in: bool = False

    @property
    def source_kind(self) -> SourceKind:
        """The row of its kind."""
        return KINDS[self.kind]
