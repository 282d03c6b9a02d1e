"""A session that is open: its picture, what is told of it, and its time line."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.face_marks import Overlays
from app.faults import sentence_of
from app.icons import icon
from app.jobs import Errands
from app.people import People
from app.theme import px
from app.video_view import VideoView
from app.viewer.document import Document
from app.viewer.editing import Editing
from app.viewer.film import FilmPlace, covered_at, faces_at, film_at, read_boxes, result_of
from app.viewer.lists import KeyList, all_change_words, mark_words
from app.viewer.parts import Bar, Head, Note
from app.viewer.playback import Playback
from app.viewer.rows import RowTable
from app.viewer.shares import Shares
from app.viewer.spans import span_words, time_words
from app.viewer.time_line import SessionTimeLine
from app.words import tr
from fer_core.session.edits import Edits, apply_edits
from fer_core.session.reader import Session
from fer_core.session.summary import FaceSummary, summarise
from fer_core.types import Frame
from fer_core.veil import Veil


class Desk(QWidget):
    """Everything about one session.

    Parameters
    ----------
    document
        The session.
    actions
        Of the window, by name.
    errands
        For what takes a while; they end with it.
    problems
        What is wrong with it, in sentences.
    """

    #: What can be done has changed; and what can be done is to be shown, at a place of the screen.
    changed = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self, document: Document, actions: Mapping[str, QAction], errands: Errands, problems: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self.document, self._errands, self._problems = document, errands, tuple(problems)
        basis = document.facts.basis
        self.playback = Playback(basis, parent=self)
        self.line = SessionTimeLine(tr("Time line of the session"))
        self.editing = Editing(document, self.line, self.playback)
        self.view = VideoView(lambda _now, _result: None)
        self.view.setAccessibleName(tr("Picture of the session"))
        self._people = People(self)
        self.view.set_people(self._people)
        self.shares = Shares()
        self.table = RowTable(self._key)
        self.marks = KeyList(tr("Marks"), self._key, tr("Nothing was marked in this session."))
        nothing = tr("Nothing is changed. What you change stands here.")
        self.changes = KeyList(tr("Changes"), self._key, nothing, deletes=True)
        self.changes.setToolTip(tr("Press Del to take a change back; the files of the session are never altered."))
        self.head, self.note, self.bar = Head(actions), Note(), Bar(actions, self.editing.fill_merge)
        self._summing = self._sum_again = False
        self._frame: Frame | None = None
        # The session after its changes, once it was needed.
        self._changed_session: tuple[Edits, Session] = (Edits(), document.session)
        self._arrange()
        self._connect()
        self._show()
        self.show_film(None)
        self.playback.moved.emit(0.0)

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        line, playback = self.line, self.playback
        return {
            **self.editing.handlers,
            "play": playback.toggle,
            "previous": lambda: playback.step(-1),
            "next": lambda: playback.step(1),
            "next_mark": lambda: self.go_to_mark(1),
            "previous_mark": lambda: self.go_to_mark(-1),
            "zoom_in": lambda: line.zoom(0.7),
            "zoom_out": lambda: line.zoom(1 / 0.7),
            "zoom_all": line.show_all,
            "zoom_span": self._zoom_span,
        }

    @property
    def possible(self) -> Mapping[str, bool]:
        """What can be done now, by the names of the actions; what is not there always can."""
        marks = bool(self.document.facts.marks)
        merge = self.line.face_id is not None and bool(self.editing.others())
        self.bar.merge.setEnabled(merge)
        return {
            **self.editing.possible,
            "merge": merge,
            "next_mark": marks,
            "previous_mark": marks,
            "zoom_span": self.line.span is not None,
        }

    def changed_session(self) -> Session:
        """Return the session after its changes; takes a while, so not in the GUI thread."""
        edits = self.document.edits
        known, session = self._changed_session
        if known != edits:
            session = apply_edits(self.document.session, edits)
            self._changed_session = (edits, session)
        return session

    def show_film(self, film: FilmPlace | None) -> None:
        """Show a film, or why there is none."""
        if film is None:
            self._no_picture(tr("No film is kept with this session. Choose the film in the menu, if you have it."))
            return
        self._no_picture(tr("Opening the film…"))
        self.view.set_overlays(Overlays(boxes=not film.drawn, labels=not film.drawn, hints=False))
        self.playback.show_film(film)

    def use_film(self, path: Path) -> None:
        """Show a film that the user has chosen, once what is drawn over it is read."""
        session = self.document.session

        def find() -> FilmPlace | None:
            film = film_at(session, path)
            if film is not None:
                read_boxes(session)
            return film

        def show(film: FilmPlace | None) -> None:
            if film is None:
                words = tr("The film was moved while it was recorded: its pictures cannot be told from the table.")
                self._no_picture(words)
            else:
                self.show_film(film)

        self._errands.submit("find-film", find, show, lambda error: self._no_picture(sentence_of(error)))

    def set_veil(self, veil: Veil) -> None:
        """Hide something else of the pictures, of the one that is shown, too."""
        self.view.set_veil(veil)
        if self._frame is not None and self.playback.film is not None:
            self._picture(self._frame)

    def go_to_mark(self, by: int) -> None:
        """Go to the next mark, or the one before (-1)."""
        now = self.playback.position_s
        times = [mark.t_s for mark in self.document.facts.marks]
        ahead = [t for t in times if t > now + 1e-3] if by > 0 else [t for t in times if t < now - 1e-3][::-1]
        if ahead:
            self.playback.seek(ahead[0])

    def press(self, key: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> bool:
        """Do what a key is for, wherever the keyboard is; whether it did anything."""
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        match key:
            case Qt.Key.Key_Space:
                self.playback.toggle()
            case Qt.Key.Key_M:
                self.go_to_mark(-1 if shift else 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                self._step(1 if key == Qt.Key.Key_Right else -1, stretch=shift)
            case Qt.Key.Key_Home:
                self.playback.seek(0.0)
            case Qt.Key.Key_End:
                self.playback.seek(self.document.facts.basis.end_s)
            case _:
                return False
        return True

    def share_out(self, width: int, height: int) -> None:
        """Give each part its room in a window of a size: to the time line what its faces need, but not too much."""
        above, whole = self._splitters
        side = min(max(round(width * 0.36), px(290)), px(470))
        above.setSizes([max(width - side, 1), side])
        below = min(self.bar.sizeHint().height() + self.line.sizeHint().height() + 6, round(height * 0.42))
        whole.setSizes([max(height - below, 1), below])

    def tick(self) -> None:
        """Go on; called many times a second."""
        self.playback.tick()

    def stop(self) -> None:
        """End the threads, and hear nothing more of what is still at work."""
        self._errands.end()
        self.playback.stop()
        self.view.stop()

    def _key(self, key: int) -> bool:
        """Take the keys that a list or the table must not have."""
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.changes.hasFocus():
            self.editing.take_back(self.changes.currentRow())
            return True
        return key in (Qt.Key.Key_Space, Qt.Key.Key_M) and self.press(key)

    def _arrange(self) -> None:
        self.tabs = tabs = QTabWidget()
        tabs.setDocumentMode(True)
        tabs.tabBar().setDrawBase(False)
        tabs.tabBar().setUsesScrollButtons(False)
        for widget, words in ((self.shares, tr("Summary")), (self.marks, tr("Marks")), (self.table, tr("Rows")),
                              (self.changes, tr("Changes"))):  # fmt: skip
            tabs.addTab(widget, words)
        above = QSplitter(Qt.Orientation.Horizontal)
        above.addWidget(self.view)
        above.addWidget(tabs)
        above.setStretchFactor(0, 1)
        above.setStretchFactor(1, 0)
        above.setChildrenCollapsible(False)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 2, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.bar)
        column.addWidget(self.line, 1)
        whole = QSplitter(Qt.Orientation.Vertical)
        whole.addWidget(above)
        whole.addWidget(below)
        whole.setStretchFactor(0, 1)
        whole.setStretchFactor(1, 0)
        whole.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 10)
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addWidget(self.note)
        column.addWidget(whole, 1)
        self._splitters = (above, whole)

    def _make_room_for_tabs(self) -> None:
        """Have the names of all tabs seen, in any language."""
        self.tabs.setMinimumWidth(max(px(290), self.tabs.tabBar().sizeHint().width()))

    def _connect(self) -> None:
        playback, line, document = self.playback, self.line, self.document
        playback.moved.connect(self._moved)
        playback.pictured.connect(self._picture)
        playback.changed.connect(self._played)
        line.sought.connect(playback.seek)
        line.chosen.connect(self._chosen)
        line.selected.connect(self._selected)
        line.naming.connect(self.editing.name)
        line.menu_wanted.connect(self._menu)
        self.view.clicked.connect(lambda face_id: line.select(face_id) if face_id else None)
        self.table.sought.connect(playback.seek)
        self.table.rows.wanted.connect(self._read_column)
        self.marks.wanted.connect(lambda row: playback.seek(document.facts.marks[row].t_s)
                                  if row < len(document.facts.marks) else None)  # fmt: skip
        self.tabs.currentChanged.connect(lambda _tab: self.table.show_position(playback.position_s))
        document.changed.connect(self._show)
        document.saved.connect(self._saved)
        document.stack.indexChanged.connect(self._undoable)
        self.note.again.clicked.connect(document.save)

    def _show(self) -> None:
        """Show the session as it is after its changes."""
        facts = self.document.facts
        self._people.clear()
        for face_id, name in facts.edits.names.items():
            self._people.rename(face_id, name)
        self.line.show_facts(facts)
        self.table.show_facts(facts)
        self.marks.show_texts(mark_words(facts))
        self.changes.show_texts(all_change_words(facts))
        self.tabs.setTabText(3, tr("Changes ({count})").format(count=len(self.changes.texts)) if facts.edits else
                             tr("Changes"))  # fmt: skip
        self._make_room_for_tabs()
        self._saved()
        self._chosen()
        self._moved(self.playback.position_s)

    def _saved(self) -> None:
        if self.document.unsaved:
            words = tr("Your changes are kept until this window is closed, but not on the disk.")
            self.note.say((self.document.unsaved, words), again=True)
        else:
            self.note.say(self._problems)
        self.changed.emit()

    def _undoable(self, _index: int) -> None:
        self.changed.emit()

    def _chosen(self) -> None:
        """Sum up another span."""
        span = self.line.span
        self.bar.span.say(tr("Drag in the time line to choose a span") if span is None else span_words(*span))
        self._sum()
        self.changed.emit()

    def _selected(self) -> None:
        self.view.point_at(self.line.face_id or 0)
        self.changed.emit()

    def _menu(self, place: QPoint) -> None:
        self.changed.emit()
        self.menu_wanted.emit(place)

    def _sum(self) -> None:
        """Work out the summary, one at a time, the newest one last."""
        if self._summing:
            self._sum_again = True
            return
        span, names = self.line.span, self.document.edits.names

        def done(faces: tuple[FaceSummary, ...]) -> None:
            self._summing = False
            self.shares.show_faces(faces, names, span)
            if self._sum_again:
                self._sum_again = False
                self._sum()

        def failed(error: Exception) -> None:
            self._summing = False
            self.shares.heading.setText(sentence_of(error))

        self._summing = True
        self._errands.submit("summary", lambda: summarise(self.changed_session(), span), done, failed)

    def _read_column(self, name: str) -> None:
        """Read a column that is seen for the first time."""
        rows = self.document.session.rows
        self._errands.submit("column", lambda: rows[name], lambda cells: self.table.rows.take(name, cells),
                          lambda error: self.note.say((sentence_of(error),)))  # fmt: skip

    def _moved(self, t_s: float) -> None:
        self.line.show_position(t_s)
        self.table.show_position(t_s)
        end_s = self.document.facts.basis.end_s
        self.bar.time.setText(f"{time_words(t_s, 1)} / {time_words(end_s)}")
        if not self.playback.playing:
            self.changed.emit()

    def _picture(self, frame: Frame) -> None:
        film = self.playback.film
        assert film is not None
        t_s = (frame.source_t_s if frame.source_t_s is not None else frame.t) - film.offset_s
        faces = () if film.drawn else faces_at(self.document.facts, t_s)
        covered = () if self.view.veil.kind == "none" else covered_at(self.document.facts, t_s)
        self._frame = frame
        self.view.show_result(result_of(frame, (*faces, *covered)))

    def _played(self) -> None:
        if self.playback.problem:
            self._no_picture(self.playback.problem)
        self.changed.emit()

    def _step(self, by: int, *, stretch: bool) -> None:
        """Go a picture on or back; with ``stretch``, the span that is chosen reaches as far."""
        before = self.playback.position_s
        times = self.document.facts.basis.times
        if not stretch:
            self.playback.step(by)
            return
        # By a hundredth of what is seen, at least a picture.
        wide = max(self.line.window_s[1] / 100, float(times[1] - times[0]) if len(times) > 1 else 0.0)
        fixed = before if self.line.span is None else self.line.span[0 if before >= self.line.span[1] - 1e-6 else 1]
        self.playback.seek(before + by * wide)
        self.line.choose((fixed, self.playback.position_s))

    def _zoom_span(self) -> None:
        if self.line.span is not None:
            start, end = self.line.span
            room = 0.05 * (end - start)
            self.line.look(start - room, end - start + 2 * room)

    def _no_picture(self, words: str) -> None:
        self.view.set_hint(icon("file", "on_picture"), tr("No picture"), words)
