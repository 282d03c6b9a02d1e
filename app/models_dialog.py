"""The models: which there are, what is known of each, which one reads the faces, and with which it is compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.backend import Backend
from app.compute_box import ComputeBox
from app.dialogs import close_row, give_size
from app.elided import wrappable
from app.faults import sentence_of
from app.model_card_view import ModelCardView
from app.model_control import Readers
from app.session import Session
from app.theme import colour, px
from app.words import mark, tr
from fer_core.model_card import ModelCard

_IN_USE, _COMPARED, _GONE = mark("in use"), mark("compared with it"), mark("not there any more")


@dataclass(frozen=True, slots=True)
class ModelTools:
    """What the dialog can do to what is remembered: each takes the folder of a model.

    Attributes
    ----------
    known
        Returns the folders that are remembered.
    ask
        Asks for a folder, and remembers it; None if there is none.
    forget
        Takes a folder off the list.
    """

    known: Callable[[], Sequence[Path]]
    ask: Callable[[QWidget], Path | None]
    forget: Callable[[Path], None]


class ModelsDialog(QDialog):
    """A list of models, the card of the one that is selected, and what models run on.

    Parameters
    ----------
    session
        Uses the models.
    backend
        Tries them.
    tools
        Remembers them.
    """

    def __init__(self, session: Session, backend: Backend, tools: ModelTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Models"))
        give_size(self, 860, 640)
        self._session, self._backend, self._tools = session, backend, tools
        self._folders: list[Path | None] = [None]
        self._gone: frozenset[Path] = frozenset()
        self._ticket = 0
        self._tried: Path | None = None
        self._closed = False
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Models"))
        self.list.currentRowChanged.connect(self._selected)
        self.card = ModelCardView()
        self.add, self.forget = QPushButton(tr("Add a folder…")), QPushButton(tr("Take off the list"))
        self.add.setToolTip(tr("The folder that fer-train export made"))
        self.use, self.compare = QPushButton(tr("Use it")), QPushButton(tr("Compare with it"))
        self.use.setDefault(True)
        for button, run in (
            (self.add, self._add), (self.forget, self._forget), (self.use, self._use), (self.compare, self._compare),
        ):  # fmt: skip
            button.clicked.connect(run)
        self.trial = QLabel()
        self.trial.setTextFormat(Qt.TextFormat.PlainText)
        self.trial.setWordWrap(True)
        self.trial.hide()
        self.compute = ComputeBox(backend, session.jobs, session.models.readers.compute)
        self.buttons = close_row(self)
        self._arrange()
        session.changed.connect(self._refresh)
        self._fill(session.models.readers.model)
        self._look()

    @property
    def folder(self) -> Path | None:
        """Of the model that is selected; None for the shipped one."""
        return self._folders[max(self.list.currentRow(), 0)]

    def select(self, folder: Path | None) -> None:
        """Show the card of a model."""
        self.list.setCurrentRow(self._folders.index(folder) if folder in self._folders else 0)

    def select_another(self) -> None:
        """Show the card of one that the model in use could be compared with."""
        used = self._session.models.readers.model
        self.select(next((one for one in self._folders if one != used and one not in self._gone), used))
        self.compare.setFocus()

    def done(self, code: int) -> None:
        """Measure nothing more, and take no more answers."""
        if not self._closed:
            self._closed = True
            self.compute.stop()
            self._session.changed.disconnect(self._refresh)
        super().done(code)

    def _fill(self, selected: Path | None) -> None:
        readers = self._session.models.readers
        in_use = (folder for folder in (readers.model, *readers.also) if folder is not None)
        self._folders = [None, *dict.fromkeys((*self._tools.known(), *in_use))]
        self.list.blockSignals(True)
        self.list.clear()
        for folder in self._folders:
            item = QListWidgetItem()
            item.setToolTip("" if folder is None else str(folder))
            self.list.addItem(item)
        self.list.blockSignals(False)
        self._refresh()
        self.select(selected)

    def _refresh(self) -> None:
        """Say of each model what it does now."""
        readers = self._session.models.readers
        for row, folder in enumerate(self._folders):
            item = self.list.item(row)
            state = _state(folder, readers, gone=folder in self._gone)
            item.setText("\n".join((_name(folder), tr(state)) if state else (_name(folder),)))
            item.setForeground(colour("faint" if state == _GONE else "text"))
        self.compute.model = readers.model
        self._allow()

    def _allow(self) -> None:
        models, folder = self._session.models, self.folder
        readers, tried = models.readers, models.tried
        if tried is not None:
            self._say_of_trial(tr("Trying {name}…").format(name=_name(tried)))
        elif self._tried is not None:
            self._say_of_trial("")
        self._tried = tried
        compared = folder in readers.also
        can_read = self.card.card is not None and folder != readers.model and tried is None
        self.use.setEnabled(can_read)
        self.compare.setText(tr("Stop comparing") if compared else tr("Compare with it"))
        self.compare.setEnabled(can_read or (compared and tried is None))
        self.forget.setEnabled(folder is not None and folder not in (readers.model, tried) and not compared)

    def _say_of_trial(self, words: str, *, tone: str = "muted") -> None:
        self.trial.setText(wrappable(words))
        self.trial.setProperty("tone", tone)
        self.trial.style().unpolish(self.trial)
        self.trial.style().polish(self.trial)
        self.trial.setVisible(bool(words))

    def _trial_failed(self, error: Exception) -> None:
        if not self._closed:
            self._say_of_trial(sentence_of(error), tone="error")

    def _look(self) -> None:
        """See which folders are there."""
        folders = [folder for folder in self._folders if folder is not None]

        def gone() -> frozenset[Path]:
            return frozenset(folder for folder in folders if not folder.is_dir())

        def found(missing: frozenset[Path]) -> None:
            if not self._closed:
                self._gone = missing
                self._refresh()

        self._session.jobs.submit("models", gone, found, lambda _error: None)

    def _selected(self, row: int) -> None:
        self._ticket += 1
        if row < 0:
            return
        ticket, folder = self._ticket, self._folders[row]
        name = _name(folder)
        self._say_of_trial("")
        self.card.say(name, tr("Having a look at this model…"))
        self._allow()

        def current() -> bool:
            return not self._closed and ticket == self._ticket

        def known(card: ModelCard) -> None:
            if current():
                self.card.show_card(card)
                self._allow()

        def bad(error: Exception) -> None:
            if current():
                self.card.say(name, sentence_of(error), tone="error")
                self._allow()

        self._session.jobs.submit("card", partial(self._backend.model_card, folder), known, bad)

    def _add(self) -> None:
        folder = self._tools.ask(self)
        if folder is not None:
            self._fill(folder)
            self._look()

    def _forget(self) -> None:
        if (folder := self.folder) is not None:
            self._tools.forget(folder)
            self._fill(self._session.models.readers.model)

    def _use(self) -> None:
        self._session.models.use(self.folder, self._trial_failed)

    def _compare(self) -> None:
        models = self._session.models
        if self.folder in models.readers.also:
            models.stop_comparing()
        else:
            models.compare(self.folder, self._trial_failed)

    def _arrange(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(8)
        for widget in (self.list, self.add, self.forget):
            left.addWidget(widget)
        self.list.setFixedWidth(px(230))
        below = QHBoxLayout()
        below.addWidget(self.use)
        below.addWidget(self.compare)
        below.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(10)
        right.addWidget(self.card, 1)
        right.addWidget(self.trial)
        right.addLayout(below)
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addLayout(left)
        top.addLayout(right, 1)
        heading = QLabel(tr("What models run on"))
        heading.setProperty("tone", "heading")
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(top, 1)
        column.addWidget(heading)
        column.addWidget(self.compute)
        column.addWidget(self.buttons)


def _name(folder: Path | None) -> str:
    return tr("Shipped with fer-live") if folder is None else folder.name or str(folder)


def _state(folder: Path | None, readers: Readers, *, gone: bool) -> str:
    """Return what a model does now, to be translated; empty if nothing."""
    if folder == readers.model:
        return _IN_USE
    if folder in readers.also:
        return _COMPARED
    return _GONE if gone else ""
