"""Rules that set marks by themselves, while pictures are read."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.backend import EngineLike
from app.core_words import told
from app.faults import sentence_of
from app.features.base import Feature, Shell
from app.play import Phase, Play
from app.rule_words import whens_of
from app.rules_dialog import RulesDialog, RuleTools
from app.side_dialog import SideDialog
from app.timeline import Timeline
from app.toast import Notice
from app.words import listed, tr
from fer_core.errors import DataError, FerError
from fer_core.estimators.base import PipelineDescription
from fer_core.rules.evaluator import Firing
from fer_core.rules.language import Rule, classes_of, column_of
from fer_core.rules.live import RulesSink
from fer_core.session.columns import Column, table_of
from fer_core.session.description import SourceFacts, start_session
from fer_core.session.events import RULE
from fer_core.sinks.attached import AttachedSink
from fer_core.sinks.base import Outcome
from fer_core.spec import CLASSES
from fer_core.types import FrameResult

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _InForce:
    """Rules at work.

    Attributes
    ----------
    engine
        Whose results they are evaluated on.
    rules
        As they were wanted.
    sink, attached
        What evaluates them; None where there are none.
    problems
        Why some are left out, in sentences.
    """

    engine: EngineLike
    rules: tuple[Rule, ...]
    sink: RulesSink | None = None
    attached: AttachedSink | None = None
    problems: tuple[str, ...] = ()


class Rules(Feature):
    """Keeps the rules in force on what plays: from its first picture on, and anew whenever they are changed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.page = SideDialog(self._dialog)
        self._in_force: _InForce | None = None
        self._attaching = False
        # Not what the window shows, which stands still while nobody sees it.
        self._newest: FrameResult | None = None
        self._marks: dict[str, int] = {}
        self._told: set[str] = set()

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"rules": self.page.show}

    def begin(self) -> None:
        """Attach the rules before the first picture of each source, after what is recorded from it on."""
        session, before = self.shell.session, self.shell.session.on_ready

        def ready(play: Play, engine: EngineLike) -> None:
            before(play, engine)
            if play.source_kind.still:
                return
            try:
                now = self._attach(engine, self.shell.store.settings.rules)
            except Exception as error:
                # It is no matter to the picture.
                _log.exception("the rules could not be attached")
                session.jobs.post(self._not_attached, error)
            else:
                session.jobs.post(self._attached, now)

        session.on_ready = ready

    def refresh(self) -> None:
        """Let the dialog ask for what the model can answer."""
        if self.page.dialog is not None and self.shell.session.pipeline is not None:
            self.page.dialog.know(*self._known())

    def phase_changed(self, phase: Phase) -> None:
        """Count anew for another source."""
        if phase in (Phase.STARTING, Phase.STOPPED):
            self._marks.clear()
            self._newest = None

    def show_result(self, result: FrameResult, now_s: float) -> None:
        """Keep the newest picture, for snapshots."""
        del now_s
        self._newest = result

    def tick(self, now_s: float) -> None:
        """Follow changes of the rules, several of a moment at once, and count."""
        del now_s
        now, rules = self._in_force, self.shell.store.settings.rules
        engine = self.shell.session.engine
        if now is not None and now.engine is engine and now.rules != rules and not self._attaching:
            # First, so that nothing is marked twice.
            if now.attached is not None:
                now.attached.finish()
            self._attaching = True
            self.shell.session.jobs.submit(
                "rules", lambda: self._attach(now.engine, rules), self._attached, self._not_attached
            )
        if self.page.dialog is not None:
            self.page.dialog.show_counts()

    def end(self) -> None:
        """Close the dialog."""
        self.page.close()

    def _attach(self, engine: EngineLike, rules: tuple[Rule, ...]) -> _InForce:
        """Attach rules to an engine; not in the GUI thread. A rule that cannot be answered is left out."""
        pipeline = engine.pipeline
        good, problems = [], []
        columns = _columns(pipeline)
        for rule in rules:
            try:
                column_of(rule, columns)
            except DataError as error:
                problems += [told(str(error))] if rule.on else []
            else:
                good += [rule] if rule.on else []
        if not good or pipeline is None:
            return _InForce(engine, rules, problems=tuple(problems))
        session = start_session("", SourceFacts("camera", ""), pipeline, beside=True, outputs=tuple(pipeline.outputs))
        sink = RulesSink(good, lambda firing, t: self._fire(engine, firing, t))
        try:
            attached = engine.attach(sink, session, on_end=self._ended)
        except FerError:
            # It has ended meanwhile.
            return _InForce(engine, rules)
        return _InForce(engine, rules, sink, attached, tuple(problems))

    def _attached(self, now: _InForce) -> None:
        if now.engine is not self.shell.session.engine:
            # Something else plays by now, with rules of its own.
            return
        self._attaching = False
        self._in_force = now
        for problem in now.problems:
            self._tell_once(tr("A rule is left out. {why}").format(why=problem))
        saving = [rule.name for rule in now.rules if rule.on and rule.snapshot]
        if saving:
            self._tell_once(tr("Rules are in force that save pictures: {names}.").format(names=listed(saving)))

    def _not_attached(self, error: Exception) -> None:
        self._attaching = False
        self._in_force = None
        self.shell.notify(Notice(sentence_of(error), "error"))

    def _ended(self, outcome: Outcome) -> Outcome:
        """Say what has failed; in the sink's thread."""
        if not outcome.complete:
            words = tr("The rules have stopped, and set no more marks. {why}").format(why=told(outcome.message))
            self.shell.session.jobs.post(self.shell.notify, Notice(words, "error"))
        return outcome

    def _tell_once(self, words: str) -> None:
        if words not in self._told:
            self._told.add(words)
            self.shell.notify(Notice(words))

    def _fire(self, engine: EngineLike, firing: Firing, t: float) -> None:
        """Set the mark at once, in the sink's thread; the rest is for the window."""
        engine.mark(RULE, firing.text, firing.face_id, t)
        self.shell.session.jobs.post(lambda fired: self._fired(engine, *fired), (firing, t))

    def _fired(self, engine: EngineLike, firing: Firing, t: float) -> None:
        shell = self.shell
        shown = self._newest
        if engine is not shell.session.engine or shown is None:
            return
        self._marks[firing.rule.name] = self._marks.get(firing.rule.name, 0) + 1
        timeline = shell.panels["timeline"]
        assert isinstance(timeline, Timeline)
        timeline.mark(RULE, firing.text, ago_s=shown.frame.t - t)
        if firing.rule.sound:
            QApplication.beep()
        if firing.rule.snapshot:
            shell.recording.snapshot(shown, mirrored=shell.view.mirrored, mark=shell.view.mark)

    def _counts(self) -> dict[str, tuple[int, int]]:
        sink = None if self._in_force is None else self._in_force.sink
        held_back = {} if sink is None else sink.held_back
        return {name: (self._marks.get(name, 0), held_back.get(name, 0)) for name in {*self._marks, *held_back}}

    def _dialog(self) -> RulesDialog:
        shell = self.shell
        dialogs = shell.dialogs
        tools = RuleTools(
            *self._known(),
            self._counts,
            open_file=lambda parent: dialogs.open_rules(parent, self._folder),
            save_file=lambda parent: dialogs.save_rules(parent, self._folder / "rules.json"),
            session=lambda parent: dialogs.session(parent, self._folder),
        )
        return RulesDialog(shell.store, shell.session.jobs, tools, shell.window)

    def _known(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the classes of the model that reads, and what rules can be about."""
        columns = _columns(self.shell.session.pipeline)
        return classes_of(columns) or CLASSES, whens_of(columns)

    @property
    def _folder(self) -> Path:
        return self.shell.recording.folder or self.shell.backend.default_folder()


def _columns(pipeline: PipelineDescription | None) -> tuple[Column, ...]:
    """Return the columns that live rules see; without a pipeline, those of the usual classes."""
    if pipeline is None:
        return _USUAL_COLUMNS
    return tuple(cells.column for cells in table_of(pipeline, beside=True, outputs=tuple(pipeline.outputs)))


_USUAL_COLUMNS = tuple(Column(name, "number", "1", "") for name in (*(f"p_{label}" for label in CLASSES), "confidence"))
