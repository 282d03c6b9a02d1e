"""A recording that has begun, as the window knows it."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.backend import EngineLike
from app.disk import RoomWatch, remove_if_empty
from app.play import Play
from app.recording_plan import RecordingPlan
from app.words import tr
from fer_core.commands import LookEverywhere
from fer_core.errors import SinkError
from fer_core.session.description import SourceFacts, start_session
from fer_core.session.folder import begin_session, new_session_folder
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.table import SinkOptions


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
    seconds
        How long it is to last, None until somebody finishes it.
    room
        Looks after the room on the disk.
    hides_faces
        Its film hides all faces, whatever the window shows: none may be missed.
    """

    engine: EngineLike
    sinks: tuple[AttachedSink, ...]
    folder: Path
    started_t: float
    of_demo: bool
    seconds: float | None
    room: RoomWatch
    hides_faces: bool = False

    @property
    def elapsed_s(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started_t

    @property
    def left_s(self) -> float | None:
        """Seconds until it ends by itself, None if it does not."""
        return None if self.seconds is None else max(self.seconds - self.elapsed_s, 0.0)

    @property
    def over(self) -> bool:
        """Whether its time is up."""
        return self.left_s == 0.0

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


def begin_take(play: Play, engine: EngineLike, plan: RecordingPlan, parent: Path, options: SinkOptions) -> Take:
    """Make the folder and the files of a recording, and attach them to what plays; it may block.

    Raises
    ------
    SinkError
        If there is nothing to record, or it cannot be written; then nothing is left behind.
    """
    if engine.pipeline is None:
        msg = tr("There is nothing to record. Start a camera or a file first.")
        raise SinkError(msg)
    folder = new_session_folder(parent, plan.name or f"{play.kind}-{datetime.now():%Y%m%d-%H%M%S}")
    info = engine.info
    facts = SourceFacts(play.kind, info.name, info.width, info.height, info.fps) if info else None
    session = start_session(
        folder.name,
        facts or SourceFacts(play.kind, play.choice.name),
        engine.pipeline,
        unadjusted=True,
        beside=True,
        participant=plan.participant,
        condition=plan.condition,
    )
    record, sinks = begin_session(folder, session, plan.kinds, options)
    hides_faces = plan.blurred and plan.film != "none"
    if hides_faces:
        engine.send(LookEverywhere(on=True))
    attached: list[AttachedSink] = []
    try:
        for sink in sinks:
            attached.append(engine.attach(sink, session, on_end=record.ended))
    except SinkError:
        for begun in attached:
            begun.finish()
        if not attached:
            remove_if_empty(folder)
        raise
    of_demo = play.kind == "demo"
    room = RoomWatch(folder)
    return Take(engine, tuple(attached), folder, time.monotonic(), of_demo, plan.seconds, room, hides_faces)
