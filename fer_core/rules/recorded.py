"""Rules that are tried out on a session that was recorded, before they go live."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.rules.evaluator import Evaluator, Firing, Sample
from fer_core.rules.language import Rule
from fer_core.session.columns import Cell
from fer_core.session.description import DURATION
from fer_core.session.reader import Session


@dataclass(frozen=True, slots=True)
class Trial:
    """When rules would have gone off.

    Attributes
    ----------
    firings
        By time.
    held_back
        How often a rule was held back, by its name, because the mark before was too near.
    """

    firings: tuple[Firing, ...]
    held_back: Mapping[str, int]


def try_rules(rules: Sequence[Rule], session: Session) -> Trial:
    """Return when rules would have gone off in a session: what live evaluation of the same frames marks.

    Parameters
    ----------
    rules
        Those that are off are left out.
    session
        Of :func:`fer_core.open_session`.

    Raises
    ------
    DataError
        If a rule asks for what the session does not have.
    """
    evaluator = Evaluator(rules, session.columns)
    found = [firing for sample in _samples(session, evaluator.columns) for firing in evaluator.step(sample)]
    found += evaluator.advance(duration_s(session))
    return Trial(tuple(sorted(found, key=lambda firing: firing.t_s)), evaluator.held_back)


def duration_s(session: Session) -> float:
    """Return seconds from the first analysed frame of a session to the last one, as far as they are known."""
    times = session.rows["t_s"]
    last = float(times[np.isfinite(times)].max(initial=0.0))
    file = session.description.file("csv") if session.description is not None else None
    told = file.facts.get(DURATION) if file is not None else None
    return max(last, float(told)) if isinstance(told, int | float) else last


def _samples(session: Session, names: frozenset[str]) -> Iterator[Sample]:
    # Somebody may have sorted the table by face.
    order = np.argsort(session.rows["t_s"], kind="stable")
    columns = {name: session.rows[name][order].tolist() for name in names}
    frames, times = session.rows["frame"][order].tolist(), session.rows["t_s"][order].tolist()
    first = 0
    for row in range(1, len(frames) + 1):
        # A clip that is repeated shows the same frame again, later.
        if row == len(frames) or (frames[row], times[row]) != (frames[first], times[first]):
            faces: list[Mapping[str, Cell]] = [
                {name: values[i] for name, values in columns.items()} for i in range(first, row)
            ]
            yield Sample(times[first], faces)
            first = row
