"""What is playing, in words: for the status bar and for tool tips."""

from app.play import Phase
from app.session import Session


def summary(session: Session) -> str:
    """Return what is playing, its size and the model, for the status bar."""
    playing = session.playing
    if playing is None:
        return session.phase.value
    kind = playing.source_kind
    state = kind.state if session.phase is Phase.RUNNING or kind.still else session.phase.value
    parts = [state, playing.choice.name]
    if session.info is not None:
        parts.append(f"{session.info.width} x {session.info.height}")
    if session.pipeline is not None:
        parts.append(f"model {session.pipeline.model_name}")
    return "   ·   ".join(parts)


def record_tip(session: Session, *, active: bool) -> str:
    """Return what the record button does."""
    if active:
        return "Finish the recording"
    if not session.can_record:
        return "Start a camera or a file to record it"
    if session.playing is not None and session.playing.kind == "demo":
        return "Record the demo clip to a CSV file that says so"
    return "Write a row for each face and picture to a CSV file"
