"""The viewer: a window that opens a session, shows it, and keeps what is changed in it."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.faults import sentence_of
from app.icons import icon
from app.jobs import Errands, Jobs
from app.outside import open_outside
from app.session_name import session_name
from app.toast import Notice, Toasts
from app.viewer.asking import Asking
from app.viewer.deeds import build_deeds, draw_icons
from app.viewer.desk import Desk
from app.viewer.document import Document, Opened, load
from app.viewer.film import FilmPlace, find_film, read_boxes
from app.viewer.outputs import OUTPUTS
from app.words import tr, trn
from fer_core.session.reader import Session
from fer_core.veil import NO_VEIL, Veil

_POLL_MS = 15
#: Seconds that closing waits for what is being saved, and how often it looks.
_END_S, _LOOKED_S = 2.0, 0.005


class ViewerWindow(QMainWindow):
    """One session.

    Parameters
    ----------
    asking
        Asks the user.
    drain
        Returns what nobody caught, to be told.

    Attributes
    ----------
    path, wanted
        Of the session that is open, and of the one that is wanted; None for none.
    elsewhere
        Brings the window to the front, and is true, where another one keeps its changes in the same file: they would
        overwrite each other's.
    """

    #: A session is open: its path, for the list of recent ones.
    opened = Signal(object)
    closed = Signal()

    def __init__(
        self, asking: Asking, parent: QWidget | None = None, *, drain: Callable[[], Sequence[Notice]] = tuple
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumSize(640, 420)
        self.resize(QSize(1280, 800).boundedTo(self.screen().availableSize()))
        self.setAcceptDrops(True)
        self.jobs = Jobs()
        self.asking = asking
        self._drain = drain
        self._veil = NO_VEIL
        self.elsewhere: Callable[[Path], bool] = lambda _edits_path: False
        self.path: Path | None = None
        self.desk: Desk | None = None
        self.wanted: Path | None = None
        self._others: list[QWidget] = []
        self._asks = False
        names = ("undo", "redo", "name", "split", "exclude", "exclude_face", "include", "from_here", "to_here",
                 "previous", "play", "next", "next_mark", "previous_mark", "zoom_in", "zoom_out", "zoom_span",
                 "zoom_all")  # fmt: skip
        handlers: dict[str, Callable[[], object]] = {name: partial(self._do, name) for name in names}
        handlers |= {
            "open": self.ask_and_open,
            "compare": self.ask_and_compare,
            "find_film": self._ask_film,
            "folder": self._open_folder,
            "close": self.close,
            **{name: partial(self._make, name) for name in OUTPUTS},
        }
        self.actions_by_name, edit_menu = build_deeds(self, handlers)
        self.merge_menu = QMenu(tr("Merge this face with"), self)
        self.merge_menu.aboutToShow.connect(self._fill_merge)
        edit_menu.insertMenu(self.actions_by_name["split"], self.merge_menu)
        self._stack = QStackedWidget()
        self.message, self._another, page = _message_page(self.ask_and_open)
        self._stack.addWidget(page)
        self.setCentralWidget(self._stack)
        self.toasts = Toasts(self._stack)
        # What is being made, and what could not be.
        self._makes = self._badly = 0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_POLL_MS)
        self._say(tr("Open a session: the folder of a recording, or a table that was made of a film."))
        self._refresh()

    def open(self, path: Path) -> None:
        """Open a session, in place of the one that is there, once it is read."""
        self.wanted = path
        if self.desk is None:
            self._say(tr("Opening {name}…").format(name=session_name(path)), may_open=False)
        self.setWindowTitle(f"{session_name(path)} – fer-live")  # noqa: RUF001
        self.jobs.submit("open-session", lambda: load(path), partial(self._loaded, path), partial(self._failed, path))

    def set_veil(self, veil: Veil) -> None:
        """Hide of people in films what the window of the camera hides."""
        self._veil = veil
        if self.desk is not None:
            self.desk.set_veil(veil)

    def ask_and_open(self) -> None:
        """Ask for a session and open it."""
        start = self.path.parent if self.path is not None else Path.home()
        path = self.asking.session(self, start)
        if path is not None:
            self.open(path)

    def ask_and_compare(self) -> None:
        """Ask for another session, and show both."""
        if self.desk is None:
            return
        path = self.asking.session(self, self.desk.document.session.path.parent.parent)
        if path is not None:
            self.compare(path)

    def compare(self, path: Path) -> None:
        """Show another session beside this one."""
        self.jobs.submit("open-session", lambda: load(path), self._compare_with, self._tell_failure)

    def notify(self, notice: Notice) -> None:
        """Say something once."""
        self.toasts.show(notice)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Close; asks only where a change would be lost."""
        if not (self._may_break() and self._may_leave()):
            event.ignore()
            return
        self._timer.stop()
        self._leave_desk()
        for other in tuple(self._others):
            other.close()
        self.closed.emit()
        event.accept()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Draw the icons anew in another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "actions_by_name"):
            draw_icons(self.actions_by_name)
            self._refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Play, step, go to the ends and to marks, where no widget wants the key."""
        if self.desk is None or not self.desk.press(event.key(), event.modifiers()):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take sessions."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Open what is dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.open(paths[0])

    def _tick(self) -> None:
        self.jobs.poll()
        if self.desk is not None:
            self.desk.tick()
        for notice in self._drain():
            self.notify(notice)

    def _do(self, name: str) -> None:
        if self.desk is not None:
            self.desk.handlers[name]()
            self._refresh()

    def _fill_merge(self) -> None:
        if self.desk is not None:
            self.desk.editing.fill_merge(self.merge_menu)

    def _loaded(self, path: Path, opened: Opened) -> None:
        if path != self.wanted:
            return
        if self.elsewhere(opened.edits_path) or not self._may_leave():
            self._stay()
            return
        self._leave_desk()
        self.path = path
        errands = Errands(self.jobs)
        document = Document(opened, errands, self)
        desk = self.desk = Desk(document, self.actions_by_name, errands, opened.problems)
        desk.set_veil(self._veil)
        desk.changed.connect(self._refresh)
        desk.menu_wanted.connect(self._show_menu)
        desk.head.title.say(document.session.path.stem)
        desk.head.facts.say(_about(opened))
        document.refused.connect(lambda words: self.notify(Notice(words, "error")))
        self._stack.addWidget(desk)
        self._stack.setCurrentWidget(desk)
        desk.share_out(self.width(), self.height())
        errands.submit("find-film", lambda: _film(document.session), desk.show_film, self._tell_failure)
        self.setWindowTitle(f"{document.session.path.stem} – fer-live")  # noqa: RUF001
        self._refresh()
        desk.line.setFocus()
        self.opened.emit(path)

    def _failed(self, path: Path, error: Exception) -> None:
        if path != self.wanted:
            return
        if self.desk is None:
            self._say(sentence_of(error))
            self.setWindowTitle("fer-live")
        else:
            self._stay()
            self._tell_failure(error)

    def _stay(self) -> None:
        """Go on with what is there; a window in which there is nothing is not needed."""
        self.wanted = self.path
        if self.desk is None:
            self.close()
        else:
            self.setWindowTitle(f"{self.desk.document.session.path.stem} – fer-live")  # noqa: RUF001

    def _tell_failure(self, error: Exception) -> None:
        self.notify(Notice(sentence_of(error), "error"))

    def _compare_with(self, opened: Opened) -> None:
        from app.viewer.compare import CompareWindow

        if self.desk is None:
            return
        window = CompareWindow(self.desk.document.facts, opened.facts, Errands(self.jobs))
        self._others.append(window)
        window.closed.connect(lambda: self._others.remove(window))
        window.show()

    def _ask_film(self) -> None:
        if self.desk is not None:
            path = self.asking.film(self, self.desk.document.session.path.parent)
            if path is not None:
                self.desk.use_film(path)

    def _open_folder(self) -> None:
        if self.desk is not None:
            self._show_folder(self.desk.document.session.path.parent)

    def _show_folder(self, folder: Path) -> None:
        if not open_outside(folder):
            self.notify(Notice(tr("The files are in {folder}.").format(folder=folder)))

    def _make(self, name: str) -> None:
        """Make a report or an export, of the session as it is after its changes."""
        desk, row = self.desk, OUTPUTS[name]
        if desk is None:
            return
        table = desk.document.session.path
        kinds = row.kinds()
        start = table.with_name(table.name.removesuffix(".csv") + next(iter(kinds)))
        path = self.asking.save(self, tr(row.title), start, kinds)
        if path is None:
            return
        session, edited = desk.changed_session, bool(desk.document.edits)

        def done(made: Path) -> None:
            self._makes -= 1
            words = tr("Saved as {name}.").format(name=made.name)
            self.notify(Notice(words, "done", tr("Open folder"), lambda: self._show_folder(made.parent)))

        def failed(error: Exception) -> None:
            self._makes -= 1
            self._badly += 1
            self._tell_failure(error)

        self._makes += 1
        self.jobs.submit(name, lambda: row.make(session(), edited, path), done, failed)

    def _may_break(self) -> bool:
        """Whether what is being made may be broken off; where it fails while that is asked, the window stays."""
        badly = self._badly
        words = tr("A report or an export is still being made.")
        if self._makes and not self.asking.break_off(self, words, lambda: not self._makes):
            return False
        return self._badly == badly

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        actions = self.actions_by_name
        menu.addAction(actions["name"])
        menu.addMenu(self.merge_menu)
        menu.addAction(actions["split"])
        menu.addSeparator()
        for name in ("exclude", "exclude_face", "include", "zoom_span"):
            menu.addAction(actions[name])
        menu.popup(place)

    def _may_leave(self) -> bool:
        """Whether nothing would be lost, or the user wants that."""
        if self.desk is None:
            return True
        if self._asks:
            return False
        document = self.desk.document
        self._asks = True
        try:
            # What was changed a moment ago is worked out, and then saved.
            end = time.monotonic() + _END_S
            while document.busy and time.monotonic() < end:
                time.sleep(_LOOKED_S)
                self.jobs.poll()
            if not document.lost_at_the_end:
                return True
            return self.asking.lose(self, document.unsaved or tr("The changes are still being saved."))
        finally:
            self._asks = False

    def _leave_desk(self) -> None:
        desk, self.desk = self.desk, None
        if desk is not None:
            desk.stop()
            self._stack.removeWidget(desk)
            desk.hide()
            desk.deleteLater()
            desk.document.deleteLater()

    def _say(self, words: str, *, may_open: bool = True) -> None:
        self.message.setText(words)
        self._another.setVisible(may_open)
        self._stack.setCurrentIndex(0)

    def _refresh(self) -> None:
        """Bring the actions in step."""
        desk = self.desk
        possible = {} if desk is None else desk.possible
        for name, action in self.actions_by_name.items():
            if name not in ("open", "close"):
                action.setEnabled(desk is not None and possible.get(name, True))
        self.merge_menu.menuAction().setEnabled(possible.get("merge", False))
        if desk is not None:
            stack = desk.document.stack
            for name, text, words in (("undo", stack.undoText(), tr("Undo")), ("redo", stack.redoText(), tr("Redo"))):
                self.actions_by_name[name].setText(f"{words}: {text}" if text else words)
                self.actions_by_name[name].setIconText(words)
            plays = desk.playback.playing
            self.actions_by_name["play"].setIcon(icon("pause" if plays else "start"))
            self.actions_by_name["play"].setText(tr("Hold") if plays else tr("Play"))


def _message_page(ask: Callable[[], None]) -> tuple[QLabel, QPushButton, QWidget]:
    """Return a sentence, a button that opens a session, and the page that they stand on."""
    message = QLabel()
    message.setTextFormat(Qt.TextFormat.PlainText)
    message.setWordWrap(True)
    message.setAlignment(Qt.AlignmentFlag.AlignCenter)
    message.setProperty("tone", "heading")
    another = QPushButton(tr("Open a session…"))
    another.clicked.connect(ask)
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(60, 40, 60, 40)
    column.setSpacing(16)
    column.addStretch(1)
    column.addWidget(message)
    column.addWidget(another, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(1)
    return message, another, page


def _film(session: Session) -> FilmPlace | None:
    """Return the film of a session, once what is drawn over it is read."""
    film = find_film(session)
    if film is not None:
        read_boxes(session)
    return film


def _about(opened: Opened) -> str:
    """Return what a session is, in a line."""
    session = opened.facts.basis.session
    parts = [trn("%Ln rows", "", session.row_count), trn("%Ln faces", "", len(opened.facts.faces))]
    if session.description is not None:
        parts.insert(0, session.description.source.name)
    if session.status == "interrupted":
        parts.append(tr("still being recorded") if opened.goes_on else tr("interrupted"))
    return "  ·  ".join(parts)
