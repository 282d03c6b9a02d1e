"""The main window: puts the parts together and keeps them in step with the session."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow

from app.about import AboutDialog
from app.action_states import refresh_actions
from app.actions import build_actions
from app.backend import Backend
from app.banner import Banner
from app.baseline import Baselines
from app.choice import DEMO, CameraMode, Choice, file_choice, stream_choice
from app.dialogs import Dialogs
from app.faces_menu import FaceTools, fill_faces_menu
from app.faults import Faults
from app.icons import icon
from app.leaving import Leaving
from app.meter import Meter
from app.page import Page
from app.panels import PANELS, link, widget_of
from app.play import Phase
from app.recording import Recording
from app.session import Session
from app.settings import Settings
from app.source_picker import SourcePicker
from app.status import RecordingSign, StatusBar
from app.summary import EMPTY, hint, summary, title
from app.toast import Notice, Toasts
from app.top_bar import TopBar
from app.transport_bar import TransportBar
from app.video_view import VideoView
from app.view_options import Parts, ViewOptions
from fer_core.sources import KINDS
from fer_core.types import FrameResult

#: The picture is asked for this often; a poll of an empty mailbox costs a microsecond.
_POLL_MS = 8
_FIGURES_EVERY_S = 0.25
_DEMO_MARK = "DEMO CLIP, not a camera"


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
        self._settings = settings
        self._save = save
        self._dialogs = dialogs
        self._faults = faults
        self._meter = Meter()
        self._model_of_run = model
        self._figures_t = 0.0
        self._shown_phase: tuple[Phase, Choice] | None = None
        self.session = Session(
            backend, self._show_result, mode=settings.mode, model=model or settings.model, parent=self
        )
        self.recording = Recording(self.session, backend, settings.folder, parent=self)
        self._leaving = Leaving(self.recording, partial(dialogs.leave, self))
        self.options = ViewOptions(self, settings.overlays, settings.theme)
        self.actions_by_name, self.menus = build_actions(self, self._handlers())
        self.actions_by_name["clean_film"].setChecked(settings.clean_film)
        self.sign = RecordingSign()
        self.view = VideoView(self._on_shown)
        self.baselines = Baselines(self.session.send, self.session.noticed.emit, lambda: self.session.pipeline)
        self._tools = FaceTools(self.session.send, self.baselines, lambda: self.session.can_record)
        self.panels = {name: panel.make(self._tools) for name, panel in PANELS.items()}
        self.picker = SourcePicker(settings.mode)
        self.top_bar = TopBar(self.actions_by_name, self.picker)
        self.banner = Banner(
            (
                ("Open a file…", self.open_file),
                ("Change address…", self._change_address),
                ("Try again", self.session.start),
            )
        )
        self.status = StatusBar()
        self.transport = TransportBar(self.actions_by_name, self.session.film)
        beside, below = (
            [widget_of(panel) for name, panel in self.panels.items() if PANELS[name].below is under]
            for under in (False, True)
        )
        self.page = page = Page(
            self.top_bar, self.banner, self.view, self.sign, controls=self.transport, beside=beside, below=below
        )
        self.actions_by_name["timeline"].setChecked(settings.timeline)
        self.options.begin(Parts(self.actions_by_name, self.view, page, self.status, self._refresh))
        self.setCentralWidget(page)
        self.setStatusBar(self.status)
        self.toasts = Toasts(page.stage, self._not_to_be_hidden)
        self._connect()
        if settings.geometry:
            self.restoreGeometry(QByteArray(settings.geometry))
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._refresh()

    def begin(self, choice: Choice | None = None) -> None:
        """Start playing ``choice``, or what was remembered; what is given here is not remembered."""
        # No button looks pressed by the keyboard until somebody uses it.
        self.setFocus()
        self._timer.start(_POLL_MS)
        self.session.choose(choice or self._settings.source)

    def pick(self, choice: Choice) -> None:
        """Play what the user picked, and remember it."""
        self._settings = replace(self._settings, source=choice)
        self.session.choose(choice)

    def open_file(self) -> None:
        """Ask for a file and play it."""
        last = Path(self._settings.source.value) if self._settings.source.kind == "file" else Path.home()
        path = self._dialogs.file(self, last)
        if path is not None:
            self.pick(file_choice(path))

    def open_stream(self) -> None:
        """Ask for an address and play it."""
        self._ask_address("")

    def _change_address(self) -> None:
        """Ask for an address in place of the one that was typed; its password is in memory only."""
        self._ask_address(self.session.wanted.value if self.session.wanted.kind == "stream" else "")

    def _ask_address(self, start: str) -> None:
        address = self._dialogs.address(self, start)
        if address is not None:
            self.pick(stream_choice(address))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Vanish at once, or as soon as a recording is on the disk; the session ends in a thread."""
        if not self._leaving.may_close():
            event.ignore()
            return
        self._timer.stop()
        self._remember()
        self.hide()
        self.view.stop()
        self.options.end()
        self.session.close()
        self._save(self._settings)
        event.accept()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Let the menu follow, also when the system's window manager has changed the state."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_by_name["fullscreen"].setChecked(self.isFullScreen())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Leave the full screen by Esc; keys 1 to 9 set a mark."""
        if event.key() == Qt.Key.Key_Escape and self.options.leave():
            return
        if event.key() == Qt.Key.Key_Space and self.session.film.transport is not None:
            self.session.film.toggle()
        elif Qt.Key.Key_1 <= event.key() <= Qt.Key.Key_9 and self.session.phase is Phase.RUNNING:
            for panel in self.panels.values():
                panel.mark(event.key() - Qt.Key.Key_0)
        else:
            super().keyPressEvent(event)

    def _not_to_be_hidden(self) -> list[QRect]:
        """Return where there is something over which no notice should stand."""
        places = [place.translated(self.view.pos()) for place in self.view.marked_places()]
        return [*places, self.banner.geometry()] if self.banner.isVisible() else places

    def _remember(self) -> None:
        geometry, options = bytes(self.saveGeometry().data()), self.options
        self._settings = replace(self._settings, geometry=geometry, overlays=options.overlays, theme=options.theme)
        # A model of the command line is for this run, unless another one was picked since.
        if self._model_of_run is None:
            self._settings = replace(self._settings, model=self.session.model)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take files."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Play the first file that is dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.pick(file_choice(paths[0]))

    def _handlers(self) -> dict[str, Callable[[], object]]:
        return {
            "open_file": self.open_file,
            "open_stream": self.open_stream,
            "demo": lambda: self.pick(DEMO),
            "open_model": self._open_model,
            "shipped_model": lambda: self._use_model(None),
            "open_folder": self.recording.open_folder,
            "choose_folder": self._choose_folder,
            "quit": self.close,
            "start": self._toggle,
            **self.session.film.handlers,
            "record": self.recording.toggle,
            "record_film": self._record_film,
            "clean_film": self._clean_film_toggled,
            "snapshot": self._snapshot,
            "mirror": self._mirror_toggled,
            "timeline": self._timeline_toggled,
            **self.options.handlers,
            "about": self._about,
        }

    def _connect(self) -> None:
        self.session.changed.connect(self._refresh)
        self.session.noticed.connect(self.toasts.show)
        self.menus["Faces"].aboutToShow.connect(self._fill_faces_menu)
        self.recording.changed.connect(self._refresh)
        link(self.view, self.panels)
        self.picker.picked.connect(self.pick)
        self.picker.mode_picked.connect(self._mode_picked)
        self.picker.file_wanted.connect(self.open_file)
        self.picker.address_wanted.connect(self.open_stream)
        self.picker.cameras_wanted.connect(self.session.refresh_cameras)

    def _tick(self) -> None:
        self.session.tick()
        self.recording.poll()
        if self._leaving.can_close_now():
            self.close()
            return
        for sentence in self._faults.drain():
            self.toasts.show(Notice(sentence, "error"))
        now = time.monotonic()
        if now - self._figures_t >= _FIGURES_EVERY_S:
            self._figures_t = now
            self._show_figures(now)

    def _show_result(self, result: FrameResult) -> None:
        self.view.show_result(result)
        self.transport.show_position(self.session.film.position_s)
        now = time.monotonic()
        self.baselines.show_faces(result.faces, result.frame.t)
        for panel in self.panels.values():
            panel.show_faces(result.faces, now)

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

    def _fill_faces_menu(self) -> None:
        result = self.view.result
        face_ids = () if result is None else tuple(face.id for face in result.seen)
        fill_faces_menu(self.menus["Faces"], face_ids, self.session.pipeline, self._tools)

    def _refresh(self) -> None:
        """Bring everything but the picture in step with the session."""
        session = self.session
        playing = session.playing
        self.banner.say(session.banner)
        self.picker.show_choice(session.wanted)
        if session.cameras_known:
            self.picker.show_cameras(session.cameras)
        is_demo = playing is not None and playing.choice.kind == "demo"
        self.view.set_mark(_DEMO_MARK if is_demo else "")
        self.view.set_mirrored(self._mirrored())
        shown = (session.phase, session.opening)
        if shown != self._shown_phase:
            self._shown_phase = shown
            self._on_phase(session.phase)
        self.page.show_controls(self.transport.refresh(session))
        # A picture has no course: nothing to start, and nothing to look back on.
        still = playing is not None and playing.source_kind.still
        self.top_bar.start.setVisible(not still)
        self.page.show_below(self._settings.timeline and not still)
        self.setWindowTitle(title(session, self.recording))
        refresh_actions(self.actions_by_name, session, self.recording, mirrored=self._mirrored())
        self.top_bar.show_running(session.busy)
        self.sign.show_recording(self.recording)
        self.view.set_recording(self.recording.active and self.options.presenting)
        self.status.about.say(summary(session))

    def _on_phase(self, phase: Phase) -> None:
        words = hint(self.session)
        if words is not None:
            self.view.set_hint(icon("face", "on_picture"), *words)
        for panel in self.panels.values():
            panel.set_empty_text(EMPTY.get(phase, EMPTY[Phase.RUNNING]))
        if phase is Phase.ENDED:
            self.baselines.give_up()
        if phase in (Phase.STARTING, Phase.STOPPED):
            self._meter.clear()
            self.baselines.clear()
            for panel in self.panels.values():
                panel.clear()

    def _faces_user(self) -> bool:
        """Whether what plays, or is to, is seen as in a mirror unless the user wants it otherwise."""
        playing = self.session.playing
        kind = playing.kind if playing is not None else self.session.wanted.kind
        return kind in KINDS and KINDS[kind].mirrored

    def _mirrored(self) -> bool:
        return self._settings.mirror_camera if self._faces_user() else self._settings.mirror_other

    def _mirror_toggled(self) -> None:
        checked = self.actions_by_name["mirror"].isChecked()
        if self._faces_user():
            self._settings = replace(self._settings, mirror_camera=checked)
        else:
            self._settings = replace(self._settings, mirror_other=checked)
        self._refresh()

    def _mode_picked(self, mode: CameraMode) -> None:
        self._settings = replace(self._settings, mode=mode)
        self.session.set_mode(mode)

    def _toggle(self) -> None:
        (self.session.stop if self.session.busy else self.session.start)()

    def _record_film(self) -> None:
        self.recording.start(film=True, overlay=not self._settings.clean_film)

    def _clean_film_toggled(self) -> None:
        self._settings = replace(self._settings, clean_film=self.actions_by_name["clean_film"].isChecked())

    def _timeline_toggled(self) -> None:
        checked = self.actions_by_name["timeline"].isChecked()
        self._settings = replace(self._settings, timeline=checked)
        self._refresh()

    def _snapshot(self) -> None:
        if self.view.result is not None:
            self.recording.snapshot(self.view.result, mirrored=self._mirrored(), mark=self.view.mark)

    def _open_model(self) -> None:
        folder = self._dialogs.model(self, self.session.model or Path.home())
        if folder is not None:
            self._use_model(folder)

    def _use_model(self, folder: Path | None) -> None:
        self._model_of_run = None
        self.session.set_model(folder)

    def _choose_folder(self) -> None:
        folder = self._dialogs.folder(self, self.recording.folder or Path.home())
        if folder is not None:
            self._settings = replace(self._settings, folder=folder)
            self.recording.folder = folder
            self.toasts.show(Notice(f"Recordings and snapshots now go to {folder}.", "done"))

    def _about(self) -> None:
        model = self.session.pipeline.model_name if self.session.pipeline is not None else ""
        dialog = AboutDialog(model, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
