"""What is playing: makes engines, polls them, falls back when a source fails, and ends in time.

The session lives in the GUI thread and never waits there: whatever may block is a job.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.backend import Backend, EngineLike
from app.banner import BannerText
from app.choice import DEMO, FIRST_CAMERA, CameraLike, CameraMode, Choice, camera_choice, find_camera, name_of
from app.core_words import told
from app.failure import failure
from app.faults import sentence_of
from app.film_control import FilmControl
from app.jobs import Jobs
from app.model_control import SHIPPED, ModelControl, Readers
from app.play import Phase, Play
from app.stand_in import Missing, waiting_banner
from app.toast import Notice
from app.words import mark, tr
from fer_core.commands import Command
from fer_core.engine import EngineEvent, EngineState
from fer_core.errors import ModelError, SourceError
from fer_core.estimators.base import PipelineDescription
from fer_core.sources import SourceInfo, SourceRequest
from fer_core.types import FrameResult

_log = logging.getLogger(__name__)

_STOP_TIMEOUT_S = 1.5
_NO_CAMERA = mark("No camera was found. Plug one in, and it plays by itself; or open a file.")
_NOT_PLUGGED_IN = mark("{name} is not plugged in. Plug it in, and it plays by itself; or choose another source.")


class Session(QObject):
    """Owns the engine.

    Parameters
    ----------
    backend
        What to build from.
    show
        Called with each new result, in the GUI thread, by ``tick``.
    mode
        Size and rate that cameras are asked for.
    readers
        The models that read the faces.
    """

    #: Something that the window shows has changed.
    changed = Signal()
    #: A ``Notice`` is to be shown.
    noticed = Signal(object)

    def __init__(
        self,
        backend: Backend,
        show: Callable[[FrameResult], None],
        *,
        mode: CameraMode,
        readers: Readers = SHIPPED,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._backend = backend
        self._show = show
        #: Threads for what may block; their callbacks run in ``tick``.
        self.jobs = Jobs()
        self.mode = mode
        self.phase = Phase.STOPPED
        self.wanted = FIRST_CAMERA
        self.opening = FIRST_CAMERA
        self.playing: Play | None = None
        self.banner: BannerText | None = None
        self.cameras: tuple[CameraLike, ...] = ()
        self.cameras_known = False
        self.problem = ""
        self.info: SourceInfo | None = None
        self.film = FilmControl(self)
        self.models = ModelControl(self, backend.check_model, readers)
        self.engine: EngineLike | None = None
        self.pipeline: PipelineDescription | None = None
        self._next: Play | None = None
        self._good: Play | None = None
        self._missing: Missing | None = None
        self.ticket = 0
        #: Whether a choice may be played; if not, everything stays as it is.
        self.may_play: Callable[[Choice], bool] = lambda _choice: True
        #: Called in the thread that analyses before the first picture, with what plays and its engine.
        self.on_ready: Callable[[Play, EngineLike], object] = lambda _play, _engine: None
        self._stopping = self._failed = self._looks = False
        self._delivers = self._seen = False
        self._closer: threading.Thread | None = None

    @property
    def can_record(self) -> bool:
        """Whether pictures are being analysed, so that there is something to write down."""
        return self.engine is not None and self.pipeline is not None and self.phase in (Phase.RUNNING, Phase.WAITING)

    @property
    def next_comes(self) -> bool:
        """Whether something else is about to be opened, in place of what may still play."""
        return self._looks or self._next is not None

    @property
    def stands_in(self) -> bool:
        """Whether what plays does so in place of what is wanted."""
        return self.playing is not None and self.playing.stands_in

    @property
    def busy(self) -> bool:
        """Whether something is starting, running or being looked for."""
        return self.phase not in (Phase.STOPPED, Phase.ENDED)

    def choose(self, choice: Choice) -> None:
        """Play something else. What cannot be opened leaves the present picture as it is, where that is possible."""
        if not self.may_play(choice):
            return
        self.ticket += 1
        self.problem = ""
        self.opening = choice
        self._looks = choice.kind in ("file", "camera")
        if choice.kind == "file":
            self.jobs.submit(
                "open",
                lambda: self._backend.kind_of_file(Path(choice.value)),
                self._if_current(lambda kind: self._play(choice, kind)),
                self._if_current(self._file_fails),
            )
        elif choice.kind == "camera":
            self.wanted = choice
            self.jobs.submit(
                "cameras",
                self._backend.list_cameras,
                self._if_current(lambda cameras: self._cameras_known(choice, cameras)),
                self._if_current(lambda error: self._stand_in(Missing(sentence_of(error)))),
            )
        else:
            self._play(choice, choice.kind)
        if not self.busy:
            self._set_phase(Phase.STARTING)

    def start(self) -> None:
        """Play what was chosen last, again."""
        self.choose(self.wanted)

    def stop(self) -> None:
        """Stop playing."""
        self.ticket += 1
        self.banner = None
        self._looks = False
        self._next = None
        self._good = None
        self._stop_engine()

    def replay(self) -> None:
        """Open what plays, or has ended, again."""
        if self.playing is not None:
            self._switch(self.playing, keep_banner=True)

    def replay_with_others(self) -> None:
        """Let other models read what plays; what is about to begin does so with them anyway."""
        if self.busy and self._next is None:
            self.replay()
        self.changed.emit()

    def send(self, command: Command) -> None:
        """Tell the running pipeline something."""
        if self.engine is not None:
            self.engine.send(command)

    def set_mode(self, mode: CameraMode) -> None:
        """Ask cameras for another size and rate, the one that plays at once."""
        self.mode = mode
        if self.playing is not None and self.playing.choice.kind == "camera" and self.busy:
            self.choose(self.wanted)

    def show_cameras(self, cameras: Sequence[CameraLike]) -> None:
        """Learn which cameras there are."""
        self.cameras = tuple(cameras)
        self.cameras_known = True
        self.changed.emit()

    def say(self, banner: BannerText | None) -> None:
        """Show other words over the picture."""
        self.banner = banner
        self.changed.emit()

    def tick(self) -> None:
        """Take what the threads have delivered; called by a timer."""
        self.jobs.poll()
        engine, play = self.engine, self.playing
        if engine is None or play is None:
            return
        if engine.pipeline is not self.pipeline:
            self.pipeline = engine.pipeline
            self.changed.emit()
        events = engine.poll_events()
        result = engine.results.poll()
        # What comes late, after the source was lost, is not news any more.
        if result is not None and not self._stopping and (self._delivers or self.phase is not Phase.WAITING):
            self._seen = True
            self.film.position_s = result.frame.source_t_s or 0.0
            self._show(result)
            self._note_running()
        for event in events:
            # An event may end this engine's time; what it says after that does not matter any more.
            if engine is self.engine and not self._stopping:
                self._on_event(event, play)

    def close(self) -> None:
        """Begin to end: finish the recording and stop the engine, in a thread. Nothing is shown any more."""
        if self._closer is not None:
            return
        self.ticket += 1
        self._next = None
        engine, self.engine = self.engine, None
        self._closer = threading.Thread(target=_end, args=(engine,), name="fer-app-close", daemon=True)
        self._closer.start()

    def wait_closed(self, timeout_s: float) -> tuple[str, ...]:
        """Wait until everything has ended and name the threads that have not; for after the event loop."""
        deadline = time.monotonic() + timeout_s
        self.close()
        assert self._closer is not None
        self._closer.join(max(0.0, deadline - time.monotonic()))
        late = self.jobs.join(deadline)
        return (*late, self._closer.name) if self._closer.is_alive() else late

    def _if_current(self, callback: Callable[..., None]) -> Callable[..., None]:
        """Let a job's callback pass only if nothing else has been chosen since."""
        ticket = self.ticket

        def guarded(value: object) -> None:
            if ticket == self.ticket and self._closer is None:
                self._looks = False
                callback(value)

        return guarded

    def _play(self, choice: Choice, kind: str) -> None:
        self.wanted = choice
        self._switch(Play(choice, kind, SourceRequest(choice.value, choice.name)))

    def _file_fails(self, error: Exception) -> None:
        self.noticed.emit(failure(error))
        # An engine that has failed has no picture to go on with.
        if self.engine is None or self._failed:
            self._fall_back()

    def _cameras_known(self, choice: Choice, cameras: Sequence[CameraLike]) -> None:
        self.show_cameras(cameras)
        camera = find_camera(self.cameras, choice)
        if camera is None:
            missing = tr(_NOT_PLUGGED_IN if choice.value and cameras else _NO_CAMERA)
            self._stand_in(Missing(missing.format(name=name_of(choice))))
            return
        self.wanted = found = camera_choice(camera)
        mode = self.mode
        request = SourceRequest(camera.path or camera.index, camera.name, mode.width, mode.height, mode.fps)
        self._switch(Play(found, "camera", request))

    def _stand_in(self, missing: Missing) -> None:
        """Say why there is no picture, and play something else in its place; what does so already goes on."""
        playing, good = self.playing, self._good
        self._missing, self._good = missing, None
        goes_on = self.engine is not None and not self._stopping and not self._failed
        stays = goes_on and playing is not None and playing.stands_in
        instead = playing if stays and playing is not None else missing.instead(good)
        self.banner = missing.banner(instead)
        if stays:
            self.changed.emit()
        else:
            self._switch(instead, keep_banner=True)

    def _fall_back(self) -> None:
        """Play what worked before, else the demo clip."""
        good, self._good = self._good, None
        self.wanted = good.choice if good is not None else DEMO
        self.choose(self.wanted)

    def _switch(self, play: Play | None, *, keep_banner: bool = False) -> None:
        if not keep_banner:
            self.banner = None
        self._next = play
        self._stop_engine()

    def _stop_engine(self) -> None:
        """Stop the engine, if there is one, and then play what comes next."""
        if self._stopping:
            return
        engine = self.engine
        if engine is None:
            self._start_next()
            return
        self._stopping = True
        if self.phase is not Phase.ENDED or self._next is not None:
            self._set_phase(Phase.STOPPING)
        self.jobs.submit("stop", lambda: _end(engine), self._stopped, self._stopped)

    def _stopped(self, _outcome: object) -> None:
        self._stopping = False
        self.engine = None
        self._start_next()

    def _start_next(self) -> None:
        play, self._next = self._next, None
        if self._closer is not None:
            return
        if play is None:
            if self.phase is not Phase.ENDED:
                self.playing = None
                self._set_phase(Phase.STOPPED)
            self.changed.emit()
            return
        self.info = self.pipeline = None
        self._failed = False
        self._delivers = self._seen = False
        self.playing = play
        self.opening = play.choice
        make_source = partial(self._backend.open, play.kind, self.film.begin(play))
        make_pipeline = partial(self._backend.make_pipeline, self.models.readers, play.source_kind.still)
        engine = self._backend.make_engine(make_source, make_pipeline, lambda: self.on_ready(play, engine))
        self.engine = engine
        self._set_phase(Phase.STARTING)
        engine.start()

    def _on_event(self, event: EngineEvent, play: Play) -> None:
        if event.kind == "state":
            self._on_state(event, play)
        elif event.kind == "note":
            self.noticed.emit(Notice(told(event.message)))
        elif event.kind == "failure":
            self._on_failure(event, play)
        elif event.kind == "ended":
            self._set_phase(Phase.ENDED)
            self._stop_engine()

    def _on_state(self, event: EngineEvent, play: Play) -> None:
        if event.state is EngineState.RUNNING:
            self.info = self.engine.info if self.engine is not None else None
            if not play.stands_in:
                self.banner = None
                self._good = play
            self._delivers = True
            self._note_running()
        elif event.state is EngineState.WAITING:
            self._delivers = self._seen = False
            self.banner = waiting_banner(play, told(event.message))
            self._set_phase(Phase.WAITING)
        elif event.state is EngineState.STARTING:
            self._set_phase(Phase.STARTING)

    def _note_running(self) -> None:
        """Nothing is said to be running before its first picture is there."""
        if self._delivers and self._seen and self.phase in (Phase.STARTING, Phase.WAITING):
            self._set_phase(Phase.RUNNING)

    def _on_failure(self, event: EngineEvent, play: Play) -> None:
        self._failed = True
        is_source = isinstance(event.error, SourceError)
        if is_source and play.choice.kind in ("camera", "stream"):
            self._stand_in(Missing(told(event.message), play.choice.kind == "stream"))
            return
        instead = self.models.give_way() if isinstance(event.error, ModelError) else ""
        self.noticed.emit(failure(event.error, f"{told(event.message)} {instead}".rstrip()))
        if instead:
            self._switch(play, keep_banner=True)
        elif is_source and self._missing is not None and play.stands_in and play.choice.kind != "demo":
            self._stand_in(self._missing)
        elif is_source and play.choice.kind != "demo":
            if self._good is not None and self._good.choice == play.choice:
                self._good = None
            self._fall_back()
        else:
            self.problem = told(event.message)
            self._switch(None)

    def _set_phase(self, phase: Phase) -> None:
        self.phase = phase
        self.changed.emit()


def _end(engine: EngineLike | None) -> None:
    """Stop an engine, which finishes its recording."""
    if engine is not None:
        alive = engine.stop(_STOP_TIMEOUT_S)
        if alive:
            _log.warning("still running after %.1f s: %s", _STOP_TIMEOUT_S, ", ".join(alive))
