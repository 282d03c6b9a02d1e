"""What every feature of the window is: one file, and a row in the table of features."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QMenu

from app.backend import Backend
from app.dialogs import Dialogs
from app.faults import Faults
from app.page import Page
from app.panels import Panel
from app.play import Phase
from app.recording import Recording
from app.session import Session
from app.settings import Store
from app.status import StatusBar
from app.toast import Notice
from app.video_view import VideoView
from fer_core.types import FrameResult


@dataclass(slots=True, eq=False)
class Shell:
    """The parts of the window that a feature may use.

    Attributes
    ----------
    window
        For dialogs.
    session, recording, backend, store, dialogs
        What plays, what is recorded, what both are made from, what is remembered, and what asks the user.
    view, status
        The picture and the status bar.
    refresh
        Brings everything in step with the session.
    may_end_recording
        Asks, where something is being recorded, whether to stop that; to be called before whatever ends the picture.
    faults
        What nobody has caught.
    model_of_run
        Folder of a model for this run only; None for the remembered one.
    actions, menus, panels
        By name; they are there from :meth:`Feature.begin` on, and so is the page.
    """

    window: QMainWindow
    session: Session
    recording: Recording
    backend: Backend
    store: Store
    dialogs: Dialogs
    view: VideoView
    status: StatusBar
    refresh: Callable[[], None]
    may_end_recording: Callable[[], bool]
    faults: Faults
    model_of_run: Path | None = None
    actions: dict[str, QAction] = field(default_factory=dict)
    menus: dict[str, QMenu] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)
    _page: Page | None = None

    @property
    def page(self) -> Page:
        """What arranges the parts."""
        assert self._page is not None
        return self._page

    @page.setter
    def page(self, page: Page) -> None:
        self._page = page

    def notify(self, notice: Notice) -> None:
        """Say something once."""
        self.session.noticed.emit(notice)


class Feature:
    """Something that the window can do. Whatever a feature does not override, it does not care for.

    Parameters
    ----------
    shell
        The parts of the window.
    """

    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What actions do, by their names in ``app.actions.ACTIONS``."""
        return {}

    def begin(self) -> None:
        """Connect, and show what was remembered: actions, panels and page are there now."""

    def refresh(self) -> None:
        """Bring actions and words in step with the session."""

    def phase_changed(self, phase: Phase) -> None:
        """Follow the session from one phase to the next, or from one source to another."""

    def show_result(self, result: FrameResult, now_s: float) -> None:
        """Take a new result, at ``time.monotonic()`` seconds."""

    def tick(self, now_s: float) -> None:
        """Look after what takes time; called a few times a second with ``time.monotonic()``."""

    def press(self, event: QKeyEvent) -> bool:
        """Take a key that no widget wanted; whether it did anything."""
        del event
        return False

    def remember(self) -> None:
        """Put into the store what is not there yet."""

    @property
    def unfinished(self) -> str:
        """What the end of the window would break off, as a sentence; empty for nothing."""
        return ""

    def end(self) -> None:
        """Let go of what outlives the window."""
