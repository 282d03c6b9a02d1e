"""The main window: puts the parts together and keeps them in step with the session."""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QByteArray, QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow

from app.action_states import refresh_actions
from app.actions import build_actions
from app.backend import Backend
from app.banner import Banner
from app.choice import Choice
from app.dialogs import Dialogs
from app.faults import Faults
from app.features import FEATURES, Faces, Feature, Log, Marks, Picture, Shell, Sources
from app.icons import icon
from app.leaving import Leaving
from app.meter import Meter
from app.model_control import Readers
from app.page import Page
from app.panels import PANELS, Feed, link, widget_of
from app.play import Phase
from app.recording import Recording
from app.session import Session
from app.settings import Settings, Store
from app.status import RecordingSign, StatusBar
from app.summary import EMPTY, hint, summary, title
from app.toast import Notice, Toasts
from app.top_bar import TopBar
from app.transport_bar import TransportBar
from app.video_view import VideoView
from app.words import tr
from fer_core.compute import Compute
from fer_core.types import FrameResult

F = TypeVar("F", bound=Feature)

#: The picture is asked for this often; a poll of an empty mailbox costs a microsecond.
_POLL_MS = 8
_FIGURES_EVERY_S = 0.25
_NOTE_WEIGHT = 4


class MainWindow(QMainWindow):
    """The window.

    Parameters
    ----------
    backend
        What to build from.
    settings
        What was remembered.
    save
        Remembers settings.
    dialogs
        Asks the user.
    faults
        Where exceptions that nobody caught are told.
    model
        Folder of a model for this run only; None for the remembered one.
    """

    def __init__(
        self,
        backend: Backend,
        settings: Settings,
        save: Callable[[Settings], object],
        dialogs: Dialogs,
        faults: Faults,
        *,
        model: Path | None = None,
    ) -> None:
        super().__init__()
        self.setWindowTitle("fer-live")
        # Half of 1280 x 800, less the bars of a desktop: a small screen whose pixels are doubled.
        self.setMinimumSize(600, 340)
        # On a small screen, no larger than that.
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize()))
        self.setAcceptDrops(True)
        self._meter = Meter()
        self._figures_t = 0.0
        self._errors = 0
        self._closed = False
        self._shown_phase: tuple[Phase, Choice] | None = None
        self.store = Store(settings, save, self)
        compute = Compute(settings.threads, settings.provider)
        readers = Readers(model or settings.model, compute=compute, every_picture=settings.every_picture)
        self.session = Session(backend, self._show_result, mode=settings.mode, readers=readers, parent=self)
        self.recording = Recording(self.session, backend, settings.folder, parent=self)
        self._leaving = Leaving(
            self.recording,
            *(partial(dialogs.stop, self), partial(dialogs.leave, self)),
            ask_break=partial(dialogs.break_off, self),
            work=self._unfinished,
            errors=lambda: self._errors,
        )
        self.sign = RecordingSign()
        self.view = VideoView(self._on_shown)
        self.status = StatusBar()
        self.shell = Shell(
            self,
            self.session,
            self.recording,
            backend,
            self.store,
            dialogs,
            self.view,
            self.status,
            self._refresh,
            self._leaving.may_end,
            faults,
            model_of_run=model,
        )
        self._features = {kind: kind(self.shell) for kind in FEATURES}
        self.sources, self.picture = self.feature(Sources), self.feature(Picture)
        handlers = {name: run for feature in self._features.values() for name, run in feature.handlers.items()}
        self.actions_by_name, self.menus = build_actions(self, {**handlers, "quit": self.close})
        self.panels = {name: panel.make(self.feature(Faces).tools) for name, panel in PANELS.items()}
        self._feed = Feed(self.panels)
        self.top_bar = TopBar(self.actions_by_name, self.sources.picker)
        self.banner = Banner(
            (
                ("open_file", self.sources.open_file),
                ("change_address", self.sources.change_address),
                ("try_again", self.sources.try_again),
            )
        )
        self.transport = TransportBar(self.actions_by_name, self.session.film)
        widgets = {name: widget_of(panel) for name, panel in self.panels.items()}
        beside = [widget for name, widget in widgets.items() if not PANELS[name].below_px]
        below = {name: (widgets[name], spec.below_px) for name, spec in PANELS.items() if spec.below_px}
        self.page = page = Page(
            self.top_bar, self.banner, self.view, self.sign, controls=self.transport, beside=beside, below=below
        )
        self.setCentralWidget(page)
        self.setStatusBar(self.status)
        self.toasts = Toasts(page.stage, self._not_to_be_hidden, self.feature(Log).show_details)
        self._begin_features()
        if settings.geometry:
            self.restoreGeometry(QByteArray(settings.geometry))
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._refresh()

    def feature(self, kind: type[F]) -> F:
        """Return the feature of a kind."""
        found = self._features[kind]
        assert isinstance(found, kind)
        return found

    def begin(self, choice: Choice | None = None) -> None:
        """Start playing ``choice``, or what was remembered; what is given here is not remembered."""
        # No button looks pressed by the keyboard until somebody uses it.
        self.setFocus()
        self._timer.start(_POLL_MS)
        self.session.choose(choice or self.store.settings.source)

    def pick(self, choice: Choice) -> None:
        """Play what the user picked, and remember it."""
        self.sources.pick(choice)

    def leave(self) -> None:
        """Close without asking whether to stop a recording, as the system wants it; what is recorded is kept."""
        self._leaving.ask_nothing()
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Vanish at once, or as soon as a recording is on the disk; the session ends in a thread."""
        if not self._leaving.may_close():
            event.ignore()
            return
        if self._closed:
            # Meanwhile, behind a question of this one.
            return
        self._closed = True
        self._timer.stop()
        # What is put into it from now on is for the next start: nobody follows.
        self.store.blockSignals(True)
        self.store.set(geometry=bytes(self.saveGeometry().data()))
        self.hide()
        self.view.stop()
        self._tell(lambda feature: feature.remember())
        self._tell(lambda feature: feature.end())
        self.session.close()
        self.store.save()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Let the menu follow, also when the system's window manager has changed the state."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_by_name["fullscreen"].setChecked(self.isFullScreen())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Offer keys to the features; the space bar holds a film."""
        if any(feature.press(event) for feature in self._features.values()):
            return
        if event.key() == Qt.Key.Key_Space and self.session.film.transport is not None:
            self.session.film.toggle()
        else:
            super().keyPressEvent(event)

    def _unfinished(self) -> str:
        """Say what closing would break off."""
        return "\n".join(words for feature in self._features.values() if (words := feature.unfinished))

    def _not_to_be_hidden(self) -> list[QRect]:
        """Return where there is something over which no notice should stand."""
        places = [place.translated(self.view.pos()) for place in self.view.marked_places()]
        note = self.feature(Marks).field_place
        # More than any face: somebody looks at it.
        places += [note] * _NOTE_WEIGHT if note is not None else []
        return [*places, self.banner.geometry()] if self.banner.isVisible() else places

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Play the first file that is dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.sources.drop(paths)

    def _begin_features(self) -> None:
        shell = self.shell
        shell.actions, shell.menus, shell.panels, shell.page = (
            self.actions_by_name,
            self.menus,
            self.panels,
            self.page,
        )
        self.session.changed.connect(self._refresh)
        self.session.noticed.connect(self._note)
        self.recording.changed.connect(self._refresh)
        link(self.view, self.panels)
        for feature in self._features.values():
            feature.begin()

    def _note(self, notice: Notice) -> None:
        self._errors += notice.kind == "error"
        self.toasts.show(notice)

    def _tell(self, what: Callable[[Feature], object]) -> None:
        """Tell every feature something, also where one of them fails."""
        for feature in self._features.values():
            try:
                what(feature)
            except Exception as error:
                # To the faults, as what nobody caught.
                sys.excepthook(type(error), error, error.__traceback__)

    def _tick(self) -> None:
        self.session.tick()
        self.recording.poll()
        if self._leaving.can_close_now():
            self.close()
            return
        now = time.monotonic()
        self._feed.tell(now)
        if now - self._figures_t >= _FIGURES_EVERY_S:
            self._figures_t = now
            self._show_figures(now)

    def _show_result(self, result: FrameResult) -> None:
        self.view.show_result(result)
        self.transport.show_position(self.session.film.position_s)
        now = time.monotonic()
        self._tell(lambda feature: feature.show_result(result, now))
        self._feed.take(result.faces, now)

    def _on_shown(self, now: float, result: FrameResult) -> None:
        self._meter.add(now, (now - result.frame.grabbed_t) * 1000.0)

    def _show_figures(self, now: float) -> None:
        if self.session.phase in (Phase.RUNNING, Phase.WAITING) and not self.session.film.held:
            for panel in self.panels.values():
                panel.expire(now)
        result = self.view.result
        still = self.session.playing is not None and self.session.playing.source_kind.still
        self.status.show_figures(
            None if still else self._meter.fps(now),
            self._meter.latency_ms(now),
            result.dropped if result is not None else None,
            len(result.seen) if result is not None else None,
        )
        self.sign.show_recording(self.recording)
        self._tell(lambda feature: feature.tick(now))

    def _refresh(self) -> None:
        """Bring everything but the picture in step with the session."""
        session = self.session
        playing = session.playing
        self.banner.say(session.banner)
        is_demo = playing is not None and playing.choice.kind == "demo"
        self.view.set_mark(tr("DEMO CLIP, not a camera") if is_demo else "")
        shown = (session.phase, session.opening)
        if shown != self._shown_phase:
            self._shown_phase = shown
            self._on_phase(session.phase)
        self.page.show_controls(self.transport.refresh(session))
        # A picture has no course: nothing to start.
        self.top_bar.start.setVisible(playing is None or not playing.source_kind.still)
        self.setWindowTitle(title(session, self.recording))
        refresh_actions(self.actions_by_name, session, self.recording)
        self._tell(lambda feature: feature.refresh())
        self.top_bar.show_running(session.busy)
        self.sign.show_recording(self.recording)
        self.status.about.say(summary(session))

    def _on_phase(self, phase: Phase) -> None:
        words = hint(self.session)
        if words is not None:
            self.view.set_hint(icon("face", "on_picture"), *words)
        for panel in self.panels.values():
            panel.set_empty_text(tr(EMPTY.get(phase, EMPTY[Phase.RUNNING])))
        self._tell(lambda feature: feature.phase_changed(phase))
        if phase in (Phase.STARTING, Phase.STOPPED):
            self._meter.clear()
            self._feed.clear()
