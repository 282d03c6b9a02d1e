"""When rules go off: one evaluator, which does not know whether what it is given is live or was recorded."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fer_core.captions import counted
from fer_core.rules.language import ABOVE, CHANGES, FACES, IS, QUALITY, Rule, column_of
from fer_core.session.columns import Cell, Column

#: Nobody is there if no face has been seen for so long: a slow computer leaves gaps, too. In seconds.
EMPTY_S = 1.0
#: A face that is not seen for longer begins anew.
GAP_S = 0.4
#: Times have four decimals, and a third of a second is not ten pictures of 30 a second by a hair.
_HAIR_S = 0.0005


@dataclass(frozen=True, slots=True)
class Sample:
    """What rules see of an analysed frame in which somebody is seen.

    Attributes
    ----------
    t_s
        Seconds since the session's first analysed frame.
    faces
        For each face that is seen, the values of its row by column, with the decimals of the table; ``face_id`` is one
        of them.
    """

    t_s: float
    faces: Sequence[Mapping[str, Cell]]


@dataclass(frozen=True, slots=True)
class Firing:
    """A rule has gone off.

    Attributes
    ----------
    t_s
        When it had held for as long as it has to, in seconds since the session's first analysed frame.
    rule
        Which.
    face_id
        Whose face; None if it counts faces.
    what
        What there was.
    """

    t_s: float
    rule: Rule
    face_id: int | None
    what: str

    @property
    def text(self) -> str:
        """What stands in the mark."""
        return f"{self.rule.name}: {self.what}"


@dataclass(slots=True)
class _Run:
    """How long something holds already, of one rule and face.

    Attributes
    ----------
    start_t_s
        Since when; None while it does not.
    done
        It has gone off, and does so again only after a break.
    seen_t_s
        When the face was last seen.
    label, settled
        The label now, and the one that has held long enough; empty before there is one.
    fired_t_s
        When it last went off.
    """

    start_t_s: float | None = None
    done: bool = False
    seen_t_s: float = -math.inf
    label: str = ""
    settled: str = ""
    fired_t_s: float = -math.inf

    def holds(self, t_s: float, *, true: bool) -> None:
        """Take note of what is the case at a time."""
        if not true:
            self.start_t_s, self.done = None, False
        elif self.start_t_s is None:
            self.start_t_s = t_s

    def due_t_s(self, t_s: float, for_s: float) -> float | None:
        """Return when it had held for long enough, if it has by now."""
        if self.start_t_s is None or self.done or t_s - self.start_t_s < for_s - _HAIR_S:
            return None
        return self.start_t_s + for_s


@dataclass(slots=True, eq=False)
class _Watched:
    """A rule in force, with the column that it looks at, and its runs by face; None is for everybody."""

    rule: Rule
    column: str
    runs: dict[int | None, _Run] = field(default_factory=dict)


class Evaluator:
    """Says when rules go off.

    A rule goes off once what it asks for has held for ``for_s`` seconds, and again only after that has stopped. Of a
    face it has to hold in every frame in which the face is seen; a face that is not seen for 0.4 s begins anew. Who
    counts faces counts nobody from the last face that was seen on, if none is seen for a second. What comes within
    ``refractory_s`` of the mark before is held back, and counted.

    Frames in which nobody is seen may be told with :meth:`advance` or not: what goes off is the same, only later known.

    Parameters
    ----------
    rules
        Those that are off are left out.
    columns
        Of the session.

    Attributes
    ----------
    held_back
        How often a rule was held back, by its name.

    Raises
    ------
    DataError
        If a rule asks for what the session does not have.
    """

    def __init__(self, rules: Iterable[Rule], columns: Iterable[Column]) -> None:
        found = tuple(columns)
        self._watched = [_Watched(rule, column_of(rule, found)) for rule in rules if rule.on]
        self._seen_t_s = 0.0
        self.held_back: dict[str, int] = {}

    @property
    def columns(self) -> frozenset[str]:
        """Names of the columns that a :class:`Sample` needs."""
        return frozenset(watched.column for watched in self._watched if watched.column) | {"face_id"}

    def step(self, sample: Sample) -> list[Firing]:
        """Take what is seen at a time that is not before those of earlier calls; return what goes off."""
        found = self.advance(sample.t_s)
        self._seen_t_s = sample.t_s
        for watched in self._watched:
            if watched.rule.when == FACES:
                found += self._count(watched, sample.t_s, sample.t_s, len(sample.faces))
                continue
            for face in sample.faces:
                if watched.rule.face in (None, face["face_id"]):
                    found += self._look(watched, sample.t_s, face)
        return found

    def advance(self, t_s: float) -> list[Firing]:
        """Let time pass in which nobody is seen; return what goes off."""
        if t_s - self._seen_t_s < EMPTY_S:
            return []
        found = []
        for watched in self._watched:
            if watched.rule.when == FACES:
                found += self._count(watched, self._seen_t_s, t_s, 0)
        return found

    def _count(self, watched: _Watched, since_t_s: float, t_s: float, faces: int) -> list[Firing]:
        run = watched.runs.setdefault(None, _Run())
        run.holds(since_t_s, true=_is_beyond(watched.rule, float(faces)))
        return self._gone_off(watched, run, t_s, None, counted(faces, "faces"))

    def _look(self, watched: _Watched, t_s: float, face: Mapping[str, Cell]) -> list[Firing]:
        rule, value, face_id = watched.rule, face.get(watched.column), face["face_id"]
        assert isinstance(face_id, int)
        run = watched.runs.setdefault(face_id, _Run())
        if t_s - run.seen_t_s > GAP_S:
            run.holds(t_s, true=False)
            run.label = ""
        run.seen_t_s = t_s
        if rule.test == CHANGES:
            return self._changes(watched, run, t_s, face_id, str(value or ""))
        if rule.test == IS:
            words = str(value or "").split("|") if rule.when == QUALITY else [str(value or "")]
            run.holds(t_s, true=rule.value in words)
            what = f"{rule.when} {rule.value}"
        else:
            number = float(value) if isinstance(value, int | float) else math.nan
            run.holds(t_s, true=_is_beyond(rule, number))
            what = f"{rule.when} {number:.2f}"
        return self._gone_off(watched, run, t_s, face_id, what)

    def _changes(self, watched: _Watched, run: _Run, t_s: float, face_id: int, label: str) -> list[Firing]:
        if label != run.label:
            run.label = label
            run.holds(t_s, true=False)
        run.holds(t_s, true=bool(label))
        if run.due_t_s(t_s, watched.rule.for_s) is None:
            return []
        before, run.settled = run.settled, label
        if before in ("", label):
            run.done = True
            return []
        return self._gone_off(watched, run, t_s, face_id, f"{before} to {label}")

    def _gone_off(self, watched: _Watched, run: _Run, t_s: float, face_id: int | None, what: str) -> list[Firing]:
        rule = watched.rule
        due_t_s = run.due_t_s(t_s, rule.for_s)
        if due_t_s is None:
            return []
        run.done = True
        if due_t_s - run.fired_t_s < rule.refractory_s - _HAIR_S:
            self.held_back[rule.name] = self.held_back.get(rule.name, 0) + 1
            return []
        run.fired_t_s = due_t_s
        return [Firing(round(due_t_s, 4), rule, face_id, what)]


def _is_beyond(rule: Rule, value: float) -> bool:
    """Whether a number is above or below that of a rule; one that there is not is neither."""
    limit = float(rule.value or 0.0)
    return value > limit if rule.test == ABOVE else value < limit


def held_back_words(held_back: Mapping[str, int]) -> list[str]:
    """Say of each rule that was held back how often."""
    return [
        f"The rule {name!r} went off {counted(count, 'times')} more, too soon after its mark before."
        for name, count in held_back.items()
    ]
