"""What is played, and how far it has got."""

from dataclasses import dataclass, field
from enum import Enum

from app.backend import MakeSource
from app.choice import Choice


class Phase(Enum):
    """What the session is doing."""

    STOPPED = "Stopped"
    STARTING = "Starting"
    RUNNING = "Playing"
    WAITING = "Waiting"
    STOPPING = "Stopping"
    ENDED = "Ended"


@dataclass(slots=True)
class ModelFacts:
    """What the inference thread tells of the model once it is loaded."""

    labels: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Play:
    """Something that can be played.

    Attributes
    ----------
    choice
        What it is.
    make_source
        Opens it, in the capture thread.
    still
        It is a picture, not a film.
    stands_in
        It plays in place of a camera that cannot be used.
    model
        Filled in once the model is loaded.
    """

    choice: Choice
    make_source: MakeSource
    still: bool = False
    stands_in: bool = False
    model: ModelFacts = field(default_factory=ModelFacts)
