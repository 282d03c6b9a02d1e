"""What is playing, in words: for the status bar and for tool tips."""

from app.choice import FIRST_CAMERA
from app.play import Phase
from app.recording import Recording
from app.session import Session

#: What stands in place of the cards.
EMPTY = {
    Phase.STARTING: "Starting…",
    Phase.STOPPED: "Faces appear here when a picture is running.",
    Phase.WAITING: "Waiting for a picture.",
    Phase.RUNNING: "No face in the picture.\nEach face that comes into view gets a card here.",
}


def hint(session: Session) -> tuple[str, str] | None:
    """Return a title and a sentence that stand in place of the picture; None where it stays."""
    if session.phase is Phase.STARTING:
        choice = session.opening
        name = "the camera" if choice == FIRST_CAMERA else choice.name or "the source"
        return "Starting…", f"Opening {name} and loading the model."
    if session.phase is Phase.STOPPED:
        return "Stopped", session.problem or "Press Start to go on."
    if session.phase is Phase.WAITING:
        return "No picture at the moment", "It goes on by itself as soon as one comes."
    return None


def summary(session: Session) -> str:
    """Return what is playing, its size and the models, for the status bar."""
    playing = session.playing
    if playing is None or session.phase is Phase.STARTING:
        name = session.opening.name if session.phase is Phase.STARTING else ""
        return "   ·   ".join(filter(None, (session.phase.value, name)))
    kind = playing.source_kind
    state = kind.state if session.phase is Phase.RUNNING or kind.still else session.phase.value
    parts = [state, playing.choice.name]
    if session.info is not None:
        parts.append(f"{session.info.width} x {session.info.height}")
    if session.pipeline is not None:
        beside = session.pipeline.beside.partition(".")[0]
        parts.append(f"model {session.pipeline.model_name}" + (f", compared with {beside}" if beside else ""))
    return "   ·   ".join(parts)


def title(session: Session, recording: Recording) -> str:
    """Return what the window is called: what plays in it, and how."""
    playing = session.playing
    parts = ["fer-live"]
    if playing is not None and session.phase is not Phase.STOPPED:
        state = "paused" if session.film.held and session.phase is Phase.RUNNING else session.phase.value.lower()
        live = playing.source_kind.state if session.phase is Phase.RUNNING and not session.film.held else state
        parts = [playing.choice.name, live.lower(), *parts]
    if recording.active:
        parts.insert(0, "Recording")
    return " - ".join(parts)


def record_tip(session: Session, recording: Recording) -> str:
    """Return what the record button does."""
    if recording.active:
        return "Finish the recording"
    if recording.pending:
        return "The recording begins with the first picture; give it up"
    if session.phase is Phase.STARTING:
        return "Record from the first picture on"
    if not session.can_record:
        return "Start a camera or a file to record it"
    if session.playing is not None and session.playing.kind == "demo":
        return "Record the demo clip to a CSV file that says so"
    return "Write a row for each face and picture to a CSV file"
