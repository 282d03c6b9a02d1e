"""What an engine says of itself: its state, what happened, and how many frames went through."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal

from fer_core.sinks.base import Outcome


class EngineState(Enum):
    """Where an engine is in its life; FAILED and STOPPED are final once it has been started."""

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    WAITING = "waiting"
    STOPPING = "stopping"
    FAILED = "failed"


#: The states from which not every other one can be reached.
_NEXT = {
    EngineState.STOPPED: (EngineState.STARTING,),
    EngineState.STOPPING: (EngineState.STOPPED,),
    EngineState.FAILED: (),
}
#: In these nothing is running, or nothing for long.
LAST_STATES = tuple(_NEXT)


def follows(state: EngineState, before: EngineState) -> bool:
    """Whether an engine can go from one state to another one."""
    return state is not before and state in _NEXT.get(before, tuple(EngineState))


@dataclass(frozen=True, slots=True)
class EngineEvent:
    """Something that the user should know or that a window reacts to.

    Attributes
    ----------
    kind
        "state": the state has changed. "note": worth saying, nothing is wrong. "failure": the engine has stopped; there
        is one at most. "ended": a file has been analysed to its end. "sink": a sink has ended, well or not.
    state
        The state when this happened.
    message
        For people; may be empty for a change of state.
    error
        What went wrong, if anything.
    outcome
        What became of a sink.
    """

    kind: Literal["state", "note", "failure", "ended", "sink"]
    state: EngineState
    message: str = ""
    error: Exception | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Counters:
    """Frames since the start.

    Attributes
    ----------
    captured
        Delivered by the source since the first analysed one.
    analysed
        Results.
    dropped
        Captured and not analysed, nor waiting to be.
    """

    captured: int = 0
    analysed: int = 0
    dropped: int = 0
