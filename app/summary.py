"""What is playing, in words: for the status bar and for tool tips."""

from app.choice import FIRST_CAMERA, Choice, name_of
from app.play import Phase
from app.recording import Recording
from app.session import Session
from app.words import mark, tr

#: What stands in place of the cards.
EMPTY = {
    Phase.STARTING: mark("Starting…"),
    Phase.STOPPED: mark("Faces appear here when a picture is running."),
    Phase.WAITING: mark("Waiting for a picture."),
    Phase.RUNNING: mark("No face in the picture.\nEach face that comes into view gets a card here."),
}
# What a phase and a kind of source are called: in the status bar, and between other words in the window's title.
_STATES = (
    *(mark("Stopped"), mark("Starting"), mark("Playing"), mark("Waiting"), mark("Stopping"), mark("Ended")),
    *(mark("Live"), mark("Picture")),
)
_STATES_BETWEEN = (
    *(mark("starting"), mark("playing"), mark("waiting"), mark("stopping"), mark("ended"), mark("paused")),
    *(mark("live"), mark("picture")),
)


def hint(session: Session) -> tuple[str, str] | None:
    """Return a title and a sentence that stand in place of the picture; None where it stays."""
    if session.phase is Phase.STARTING:
        return tr("Starting…"), _opening(session.opening)
    if session.phase is Phase.STOPPED:
        return tr("Stopped"), session.problem or tr("Press Start to go on.")
    if session.phase is Phase.WAITING:
        return tr("No picture at the moment"), tr("It goes on by itself as soon as one comes.")
    return None


def _opening(choice: Choice) -> str:
    if choice == FIRST_CAMERA:
        return tr("Opening the camera and loading the model.")
    if not choice.name:
        return tr("Opening the source and loading the model.")
    return tr("Opening {name} and loading the model.").format(name=name_of(choice))


def summary(session: Session) -> str:
    """Return what is playing, its size and the models, for the status bar."""
    playing = session.playing
    if playing is None or session.phase is Phase.STARTING:
        name = name_of(session.opening) if session.phase is Phase.STARTING else ""
        return "   ·   ".join(filter(None, (tr(session.phase.value), name)))
    kind = playing.source_kind
    state = kind.state if session.phase is Phase.RUNNING or kind.still else session.phase.value
    parts = [tr(state), name_of(playing.choice)]
    if session.info is not None:
        parts.append(f"{session.info.width} x {session.info.height}")
    if session.pipeline is not None:
        beside = session.pipeline.beside.partition(".")[0]
        words = tr("model {name}, compared with {other}") if beside else tr("model {name}")
        parts.append(words.format(name=session.pipeline.model_name, other=beside))
    return "   ·   ".join(parts)


def title(session: Session, recording: Recording) -> str:
    """Return what the window is called: what plays in it, and how."""
    playing = session.playing
    parts = ["fer-live"]
    if playing is not None and session.phase is not Phase.STOPPED:
        state = "paused" if session.film.held and session.phase is Phase.RUNNING else session.phase.value.lower()
        live = playing.source_kind.state if session.phase is Phase.RUNNING and not session.film.held else state
        # A picture has no course.
        parts = [name_of(playing.choice), *([] if playing.source_kind.still else [tr(live.lower())]), *parts]
    if recording.active:
        parts.insert(0, tr("Recording"))
    return " - ".join(parts)


def record_tip(session: Session, recording: Recording) -> str:
    """Return what the record button does."""
    if recording.active:
        return tr("Finish the recording")
    if recording.awaited:
        early = tr("The recording begins with the first picture; give it up")
        return tr("The recording begins in a moment; give it up") if recording.countdown.running else early
    if session.phase is Phase.STARTING or session.next_comes:
        return tr("Record from the first picture on")
    if not session.can_record:
        return tr("Start a camera or a file to record it")
    if session.playing is not None and session.playing.kind == "demo":
        return tr("Record the demo clip to a CSV file that says so")
    return tr("Write a row for each face and picture to a CSV file")
