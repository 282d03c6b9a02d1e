"""Results for other programs: switched in the menu, each with a lamp that says how it fares."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtGui import QGuiApplication

from app.backend import EngineLike
from app.core_words import told
from app.features.base import Feature, Shell
from app.play import Play
from app.stream_lamps import STATES, STATES_TAKING_IN, Lamp
from app.stream_settings import SHORT_TITLES, TITLES, StreamSettings, key_of, warning
from app.toast import Notice
from app.words import tr
from fer_core.session.description import SourceFacts, start_session
from fer_core.sinks.attached import AttachedSink
from fer_core.streams.base import StreamOptions, StreamState, state_of
from fer_core.streams.lsl import MARKER
from fer_core.streams.table import STREAMS
from fer_core.streams.websocket import new_token, overlay_address


@dataclass(slots=True, eq=False)
class _Run:
    """A stream at an engine: ``attached`` is None until that is so, ``why`` says what keeps it from that."""

    engine: EngineLike
    options: StreamOptions
    attached: AttachedSink | None = None
    why: str = ""
    told: bool = False

    @property
    def state(self) -> StreamState:
        """How it fares."""
        if self.why:
            return StreamState.FAILED
        return StreamState.WAITING if self.attached is None else state_of(self.attached)


class Streaming(Feature):
    """Attaches what is switched on to whatever plays. What cannot begin is told, and stops nothing."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._runs: dict[str, _Run] = {}
        self._warned: set[StreamOptions] = set()

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        switches = {f"stream_{key_of(name)}": partial(self._toggle, name) for name in STREAMS}
        return {**switches, "copy_overlay": self._copy_overlay, "renew_token": self._renew_token}

    def begin(self) -> None:
        """Follow what is remembered."""
        self.shell.store.changed.connect(self._follow)
        self.shell.status.lamps.clicked.connect(self.shell.actions["settings"].trigger)
        self._follow()

    def tick(self, now_s: float) -> None:
        """Attach what is to be sent to what plays, and see how it fares."""
        del now_s
        self._see_to_all()

    def end(self) -> None:
        """Send no more."""
        for name in tuple(self._runs):
            self._drop(name)

    @property
    def _wanted(self) -> StreamSettings:
        return self.shell.store.settings.streams

    def _follow(self) -> None:
        wanted = self._wanted
        for name in STREAMS:
            self.shell.actions[f"stream_{key_of(name)}"].setChecked(name in wanted.on)
        if wanted.websocket and not wanted.token:
            self._renew_token()
            return
        for name in wanted.on:
            options = wanted.options(name)
            words = warning(name, options)
            if words and options not in self._warned:
                self._warned.add(options)
                self.shell.notify(Notice(words))
        self._see_to_all()

    def _toggle(self, name: str) -> None:
        on = self.shell.actions[f"stream_{key_of(name)}"].isChecked()
        self.shell.store.set(streams=self._wanted.with_one(name, on=on))

    def _renew_token(self) -> None:
        """Make a token; whoever knew the former one is shown out."""
        former = self._wanted.token
        self.shell.store.set(streams=replace(self._wanted, token=new_token()))
        if former:
            words = tr("The token is another one now. Copy the address of the overlay page again.")
            self.shell.notify(Notice(words, "done"))

    def _copy_overlay(self) -> None:
        if not self._wanted.token:
            self._renew_token()
        QGuiApplication.clipboard().setText(overlay_address(self._wanted.options("websocket")))
        if self._wanted.websocket:
            words = tr("The address of the overlay page is copied. It holds the token: show it to nobody.")
        else:
            words = tr("The address of the overlay page is copied. Switch on the WebSocket, which serves it.")
        self.shell.notify(Notice(words, "done"))

    def _see_to_all(self) -> None:
        wanted, session = self._wanted, self.shell.session
        engine, play = session.engine, session.playing
        for name, run in tuple(self._runs.items()):
            if name not in wanted.on or run.engine is not engine or run.options != wanted.options(name):
                self._drop(name)
        if session.can_record and engine is not None and play is not None:
            for name in wanted.on:
                if name not in self._runs:
                    self._start(name, engine, play)
        for name in self._runs:
            self._tell(name)
        self.shell.status.lamps.show_lamps([self._lamp(name) for name in wanted.on])

    def _drop(self, name: str) -> None:
        run = self._runs.pop(name)
        if run.attached is not None:
            run.attached.finish()

    def _start(self, name: str, engine: EngineLike, play: Play) -> None:
        run = self._runs[name] = _Run(engine, self._wanted.options(name))
        options = replace(
            run.options,
            veil=self.shell.recording.veils.of,
            on_mark=lambda text, t: engine.mark(MARKER, text, t=t),
        )

        def attach() -> AttachedSink:
            info, pipeline = engine.info, engine.pipeline
            assert pipeline is not None
            facts = SourceFacts(play.kind, info.name if info else play.choice.name, fps=info.fps if info else None)
            stream = STREAMS[name].make(options)
            return engine.attach(stream, start_session("", facts, pipeline), on_end=lambda outcome: outcome)

        def attached(sink: AttachedSink) -> None:
            run.attached = sink
            if self._runs.get(name) is not run:
                sink.finish()
            self._see_to_all()

        def failed(error: Exception) -> None:
            # What plays has ended meanwhile: the next one begins anew.
            run.why = told(str(error))
            run.told = True

        self.shell.session.jobs.submit("stream", attach, attached, failed)

    def _tell(self, name: str) -> None:
        """Say once why a stream has failed."""
        run = self._runs[name]
        outcome = run.attached.outcome if run.attached is not None else None
        if outcome is not None and not outcome.complete:
            run.why = told(outcome.message)
        if run.why and not run.told:
            run.told = True
            words = tr("{stream}: {why}").format(stream=tr(TITLES[name]), why=run.why)
            self.shell.notify(Notice(words, "error"))

    def _lamp(self, name: str) -> Lamp:
        kind, run = STREAMS[name], self._runs.get(name)
        state = run.state if run is not None else StreamState.WAITING
        words = (STATES_TAKING_IN if kind.takes_in else STATES)[state]
        attached = run.attached if run is not None else None
        stream = attached.sink if attached is not None else kind.make(self._wanted.options(name))
        address = str(getattr(stream, "address", ""))
        why = run.why if run is not None else ""
        return Lamp(name, tr(SHORT_TITLES[name]), tr(TITLES[name]), state, tr(words), address, why)
