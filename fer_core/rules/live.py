"""Rules on what is live, as a sink that sets marks."""

from collections.abc import Callable, Sequence
from pathlib import Path

from fer_core.errors import DataError, SinkError
from fer_core.rules.evaluator import Evaluator, Firing, Sample, held_back_words
from fer_core.rules.language import Rule
from fer_core.session.columns import Cell, Cells, Row
from fer_core.session.description import OpenSession
from fer_core.session.held_back import HeldBack
from fer_core.sinks.base import Outcome, Policy
from fer_core.types import Face, FrameResult

#: Told what has gone off, and when in the seconds of ``Frame.t``; in the sink's thread.
OnFire = Callable[[Firing, float], object]


class RulesSink:
    """Evaluates rules on every result.

    It sees what a table would hold of the same results: rounded numbers, and faces from their first frame on, which
    may be known a third of a second later.

    Parameters
    ----------
    rules
        Those that are off are left out.
    on_fire
        Called with each firing.
    """

    name = "rules"
    policy = Policy.EVERY
    path: Path | None = None
    sets_marks = True

    def __init__(self, rules: Sequence[Rule], on_fire: OnFire) -> None:
        self._rules = tuple(rules)
        self._on_fire = on_fire
        self._held = HeldBack()
        self._session: OpenSession | None = None
        self._evaluator: Evaluator | None = None
        self._cells: tuple[Cells, ...] = ()
        self.written = 0

    @property
    def held_back(self) -> dict[str, int]:
        """How often a rule was held back, by its name."""
        return {} if self._evaluator is None else dict(self._evaluator.held_back)

    def open(self, session: OpenSession) -> None:
        """Look up what the rules ask for.

        Raises
        ------
        SinkError
            If the session does not have it.
        """
        try:
            self._evaluator = Evaluator(self._rules, [cells.column for cells in session.table])
        except DataError as error:
            raise SinkError(str(error)) from error
        self._cells = tuple(cells for cells in session.table if cells.column.name in self._evaluator.columns)
        self._session = session

    def write(self, result: FrameResult) -> None:
        """Take a result, once it is known who is in it."""
        for known in self._held.put(result):
            self._evaluate(known)

    def flush(self) -> None:
        """Do nothing: there is nothing on a disk."""

    def close(self) -> Outcome:
        """Evaluate what is still held back."""
        if self._session is not None:
            for known in self._held.rest():
                self._evaluate(known)
        message = " ".join(held_back_words(self.held_back))
        return Outcome(self.name, complete=True, written=self.written, unit="marks", message=message)

    def _evaluate(self, result: FrameResult) -> None:
        assert self._session is not None
        assert self._evaluator is not None
        clock = self._session.clock
        t_s = round(clock.t_s(result.frame), 4)
        if result.seen:
            firings = self._evaluator.step(Sample(t_s, [self._row(result, face) for face in result.seen]))
        else:
            firings = self._evaluator.advance(t_s)
        for firing in firings:
            self.written += 1
            self._on_fire(firing, result.frame.t + firing.t_s - t_s)

    def _row(self, result: FrameResult, face: Face) -> dict[str, Cell]:
        assert self._session is not None
        row = Row(self._session.description.session, self._session.clock, result, face)
        return {cells.column.name: _rounded(cells.value(row), cells.decimals) for cells in self._cells}


def _rounded(value: Cell, decimals: int) -> Cell:
    return round(value, decimals) if isinstance(value, float) else value
