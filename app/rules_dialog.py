"""The rules: which there are, what each asks for, what they would have marked in a session, and their files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
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

from app.core_words import told
from app.dialogs import close_row, give_size
from app.elided import wrappable
from app.faults import sentence_of
from app.jobs import Errands, Jobs
from app.rule_form import RuleForm
from app.rule_words import firing_words, rule_words
from app.session_name import session_name
from app.settings import Store
from app.theme import px
from app.words import number, tr, trn
from app.wrapped_rows import WrappedRows
from fer_core.errors import DataError
from fer_core.rules.language import MOST_RULES, Rule, read_rules, write_rules
from fer_core.rules.recorded import Trial, duration_s, try_rules
from fer_core.session.reader import open_session

T = TypeVar("T")

#: Steps that can be undone, and marks of a trial that are listed.
_MOST_STEPS, _MOST_LISTED = 100, 500


@dataclass(frozen=True, slots=True)
class RuleTools:
    """What the dialog of rules asks for; each question gets the dialog, and gives None when cancelled.

    Attributes
    ----------
    classes, whens
        Of the model, and what rules can be about.
    counts
        Returns for each rule, by name, how many marks it has set, and how many were held back.
    open_file, save_file, session
        Ask for a file of rules, for a place of one, and for a recorded session.
    """

    classes: Sequence[str]
    whens: Sequence[str]
    counts: Callable[[], Mapping[str, tuple[int, int]]]
    open_file: Callable[[QWidget], Path | None]
    save_file: Callable[[QWidget], Path | None]
    session: Callable[[QWidget], Path | None]


class RulesDialog(QDialog):
    """A list of rules and the one that is selected in fields. What is changed is in force at once, and can be undone.

    Parameters
    ----------
    store
        Keeps the rules.
    jobs
        Threads for files.
    tools
        What else it needs.
    """

    def __init__(self, store: Store, jobs: Jobs, tools: RuleTools, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Rules"))
        give_size(self, 880, 640)
        self._store, self._errands, self._tools = store, Errands(jobs), tools
        self._past: list[tuple[Rule, ...]] = []
        # The row whose fields were changed last: the steps of one number that is turned are undone together.
        self._edited_row: int | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Rules"))
        self.form = RuleForm(tools.classes, tools.whens)
        self.add, self.delete, self.undo = QPushButton(tr("Add")), QPushButton(tr("Delete")), QPushButton(tr("Undo"))
        self.load, self.save = QPushButton(tr("Open a file…")), QPushButton(tr("Save as a file…"))
        self.attempt = QPushButton(tr("Try on a session…"))
        self.attempt.setToolTip(tr("See when these rules would have set marks in a recording"))
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.found = QListWidget()
        self.found.setAccessibleName(tr("Marks in the session"))
        self.found.hide()
        for button, run in (
            (self.add, self._add), (self.delete, self._delete), (self.undo, self._undo), (self.load, self._open),
            (self.save, self._save), (self.attempt, self._try),
        ):  # fmt: skip
            button.setAutoDefault(False)
            button.clicked.connect(run)
        self.list.currentRowChanged.connect(self._selected)
        self.list.itemChanged.connect(self._switched)
        self.form.edited.connect(self._edited)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self, self._undo)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self._delete, context=Qt.ShortcutContext.WidgetShortcut)
        self._arrange()
        self._fill(0)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules as they are now."""
        return self._store.settings.rules

    def done(self, code: int) -> None:
        """Take no more answers."""
        self._errands.end()
        super().done(code)

    def know(self, classes: Sequence[str], whens: Sequence[str]) -> None:
        """Offer what another model can answer."""
        if (classes, whens) != (self._tools.classes, self._tools.whens):
            self._tools = replace(self._tools, classes=classes, whens=whens)
            self.form.know(classes, whens)
            self.show_counts()

    def show_counts(self) -> None:
        """Say of each rule what it has done so far."""
        counts = self._tools.counts()
        blocker = QSignalBlocker(self.list)
        for row, rule in enumerate(self.rules):
            item = self.list.item(row)
            lines = [rule.name, rule_words(rule, self._tools.classes)]
            marks, held_back = counts.get(rule.name, (0, 0))
            if marks or held_back:
                words = trn("%Ln marks", "", marks)
                lines.append(words + (", " + trn("%Ln held back", "", held_back) if held_back else ""))
            if item is not None and item.text() != "\n".join(lines):
                item.setText("\n".join(lines))
        del blocker

    def _fill(self, row: int) -> None:
        blocker = QSignalBlocker(self.list)
        self.list.clear()
        for rule in self.rules:
            item = QListWidgetItem()
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if rule.on else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, len(self.rules) - 1))
        del blocker
        self.show_counts()
        self._selected(self.list.currentRow())

    def _selected(self, row: int) -> None:
        self._edited_row = None
        self.form.show_rule(self.rules[row] if 0 <= row < len(self.rules) else None)
        self._allow()

    def _allow(self) -> None:
        self.delete.setEnabled(self.list.currentRow() >= 0)
        self.undo.setEnabled(bool(self._past))
        self.add.setEnabled(len(self.rules) < MOST_RULES)
        self.save.setEnabled(bool(self.rules))
        self.attempt.setEnabled(any(rule.on for rule in self.rules))

    def _set(self, rules: Sequence[Rule], *, edited_row: int | None = None) -> None:
        """Let other rules be in force."""
        if tuple(rules) == self.rules:
            return
        if edited_row is None or edited_row != self._edited_row:
            self._past = [*self._past[-_MOST_STEPS + 1 :], self.rules]
        self._edited_row = edited_row
        self._let(tuple(rules))

    def _let(self, rules: tuple[Rule, ...]) -> None:
        # What was found is about other rules.
        self.found.hide()
        self._store.set(rules=rules)

    def _add(self) -> None:
        taken = {rule.name for rule in self.rules}
        names = (tr("Rule {number}").format(number=n) for n in range(1, MOST_RULES + 2))
        label = "surprise" if "surprise" in self._tools.classes else self._tools.classes[0]
        rule = Rule(next(name for name in names if name not in taken), label, "above", 0.7, 0.3, refractory_s=5.0)
        self._set((*self.rules, rule))
        self._fill(len(self.rules) - 1)
        self._say("")
        self.form.name.setFocus()
        self.form.name.selectAll()

    def _delete(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            gone = self.rules[row]
            self._set((*self.rules[:row], *self.rules[row + 1 :]))
            self._fill(row)
            self._say(tr("{name} is deleted. Undo brings it back.").format(name=gone.name))

    def _undo(self) -> None:
        if self._past:
            row = self.list.currentRow()
            self._let(self._past.pop())
            self._fill(max(row, 0))
            self._say("")

    def _switched(self, item: QListWidgetItem) -> None:
        row, on = self.list.row(item), item.checkState() is Qt.CheckState.Checked
        if self.rules[row].on != on:
            self._set((*self.rules[:row], replace(self.rules[row], on=on), *self.rules[row + 1 :]))
            self.list.setCurrentRow(row)
            self._selected(row)

    def _edited(self) -> None:
        row = self.list.currentRow()
        try:
            rule = self.form.rule()
            if any(other.name == rule.name for other in (*self.rules[:row], *self.rules[row + 1 :])):
                self._say(tr("Another rule is called {name}. Choose another name.").format(name=rule.name), "error")
                return
        except DataError as error:
            self._say(told(str(error)) if self.form.name.text().strip() else tr("Give the rule a name."), "error")
            return
        self._say("")
        self._set((*self.rules[:row], rule, *self.rules[row + 1 :]), edited_row=row)
        self.form.show_rule(rule)
        self.show_counts()
        self._allow()

    def _open(self) -> None:
        path = self._tools.open_file(self)
        if path is not None:
            self._submit(lambda: read_rules(path), self._opened)

    def _opened(self, rules: tuple[Rule, ...]) -> None:
        self._set(rules)
        self._fill(0)
        self._say(trn("%Ln rules are in force now, in place of those before.", "", len(rules)))

    def _save(self) -> None:
        path = self._tools.save_file(self)
        if path is not None:
            rules = self.rules

            def saved(_nothing: None) -> None:
                self._say(tr("Saved as {name}.").format(name=path.name))

            self._submit(lambda: write_rules(path, rules), saved)

    def _try(self) -> None:
        path = self._tools.session(self)
        if path is None:
            return
        rules = self.rules
        name = session_name(path)
        self._say(tr("Reading {name}…").format(name=name))

        def tried() -> tuple[Trial, float]:
            session = open_session(path)
            return try_rules(rules, session), duration_s(session)

        def show(found: tuple[Trial, float]) -> None:
            self._show_trial(name, *found)

        self._submit(tried, show)

    def _show_trial(self, name: str, trial: Trial, seconds: float) -> None:
        marks = trn("%Ln marks", "", len(trial.firings))
        words = [tr("{marks} in {seconds} s of {name}.").format(marks=marks, seconds=number(seconds, 1), name=name)]
        words += [
            tr("{rule}: {count}.").format(rule=rule, count=trn("%Ln held back", "", count))
            for rule, count in trial.held_back.items()
        ]
        self._say(" ".join(words))
        self.found.clear()
        for firing in trial.firings[:_MOST_LISTED]:
            what = firing_words(firing, self._tools.classes)
            face = "" if firing.face_id is None else tr("face {number}").format(number=firing.face_id)
            parts = (tr("{seconds} s").format(seconds=number(firing.t_s, 2)), firing.rule.name, face, what)
            self.found.addItem("   ".join(part for part in parts if part))
        if len(trial.firings) > _MOST_LISTED:
            self.found.addItem(trn("and %Ln more", "", len(trial.firings) - _MOST_LISTED))
        self.found.setVisible(bool(trial.firings))

    def _submit(self, work: Callable[[], T], done: Callable[[T], None]) -> None:
        """Run work in a thread, and take its outcome as long as the dialog is open."""

        def failed(error: Exception) -> None:
            self.found.hide()
            self._say(sentence_of(error), "error")

        self._errands.submit("rules", work, done, failed)

    def _say(self, words: str, tone: str = "muted") -> None:
        self.said.setText(wrappable(words))
        self.said.setProperty("tone", tone)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _arrange(self) -> None:
        change = QHBoxLayout()
        for button in (self.add, self.delete, self.undo):
            change.addWidget(button)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(self.list, 1)
        left.addLayout(change)
        self.list.setMinimumWidth(px(250))
        WrappedRows(self.list)
        files = QHBoxLayout()
        files.addWidget(self.attempt)
        files.addStretch(1)
        files.addWidget(self.load)
        files.addWidget(self.save)
        right = QVBoxLayout()
        right.setSpacing(14)
        right.addWidget(self.form)
        right.addLayout(files)
        right.addWidget(self.said)
        right.addWidget(self.found, 1)
        right.addStretch(0)
        top = QHBoxLayout()
        top.setSpacing(20)
        top.addLayout(left, 2)
        top.addLayout(right, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        column.addLayout(top, 1)
        column.addWidget(close_row(self))
