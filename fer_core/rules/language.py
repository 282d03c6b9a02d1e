"""What a rule is, and the file that rules are kept in.

A file is JSON: ``{"fer_live_rules": 1, "rules": [...]}``, each rule an object::

    {"name": "startled", "when": "surprise", "above": 0.7, "for_s": 0.3, "refractory_s": 5}
    {"name": "nobody", "when": "faces", "below": 1, "for_s": 5, "sound": true}
    {"name": "a smile", "when": "label", "is": "happy", "face": 1, "snapshot": true}
    {"name": "new label", "when": "label", "changes": true, "for_s": 0.5}
    {"name": "too dark", "when": "quality", "is": "dark", "for_s": 2, "on": false}
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer_core.errors import DataError, SinkError
from fer_core.files import replace_file
from fer_core.quality import QUALITY_FLAGS
from fer_core.session.columns import PROBABILITY, Column, classes_in
from fer_core.sinks.csv_table import one_line

#: Of the file that this code writes.
RULES_VERSION = 1
#: What rules are about besides classes and columns of numbers.
FACES, LABEL, QUALITY = "faces", "label", "quality"
ABOVE, BELOW, IS, CHANGES = TESTS = ("above", "below", "is", "changes")

MOST_RULES = 200
MOST_BYTES = 1_000_000
LONGEST_S = 3600.0
#: A rule that would go off at every picture buries what matters.
LEAST_REFRACTORY_S, LONGEST_REFRACTORY_S = 1.0, 86_400.0
LONGEST_NAME = 80
_MOST_FACES = 1000
#: Numbers of the table that say nothing of a face.
_NO_QUANTITIES = ("frame", "t_s", "source_t_s", "face_id", "latency_ms")


@dataclass(frozen=True, slots=True)
class Rule:
    """When a mark is to be set, and what is to happen besides.

    Attributes
    ----------
    name
        What it is called; no two of a list have the same.
    when
        A class, ``faces`` (how many are seen), ``label``, ``quality``, or a column of numbers of the session's table.
    test
        "above" or "below" a number, "is" a class or a flag, or "changes", which is for labels.
    value
        The number, class or flag; None for "changes".
    for_s
        Seconds that it has to hold without a break.
    face
        Whose face, by its number; None for any, each for itself.
    refractory_s
        Seconds after a mark in which it sets no other one of the same face.
    snapshot, sound
        Whether a picture is saved, too, and whether there is a sound.
    on
        Whether it is in force.
    """

    name: str
    when: str
    test: str
    value: float | str | None = None
    for_s: float = 0.0
    face: int | None = None
    refractory_s: float = LEAST_REFRACTORY_S
    snapshot: bool = False
    sound: bool = False
    on: bool = True

    def __post_init__(self) -> None:
        """Refuse what makes no sense; a :class:`DataError` says what and why."""
        problem = next(_problems(self), "")
        if problem:
            who = f"The rule {self.name!r}" if self.name.strip() else "A rule"
            msg = f"{who} {problem}"
            raise DataError(msg)

    def to_json(self) -> dict[str, Any]:
        """Return it as it stands in a file; what is as usual is left out."""
        fields: dict[str, Any] = {
            "name": self.name,
            "when": self.when,
            self.test: True if self.test == CHANGES else self.value,
        }
        return fields | {name: getattr(self, name) for name, usual in _USUAL.items() if getattr(self, name) != usual}


_USUAL: Mapping[str, Any] = {
    "for_s": 0.0, "face": None, "refractory_s": LEAST_REFRACTORY_S, "snapshot": False, "sound": False, "on": True
}  # fmt: skip
_FIELDS = ("name", "when", *TESTS, *_USUAL)


def _problems(rule: Rule) -> Iterator[str]:
    """Say what is wrong with a rule, whatever the session is; what comes first may be the cause of the rest."""
    if not rule.name.strip() or len(rule.name) > LONGEST_NAME or one_line(rule.name, "") != rule.name:
        yield f"needs a name in one line, of at most {LONGEST_NAME} characters."
    if rule.test in (ABOVE, BELOW):
        yield from _number_problems(rule)
    elif rule.test == IS:
        yield from _word_problems(rule)
    elif rule.when != LABEL:
        yield f'asks whether {rule.when} changes: "changes" is for the label.'
    if not _is_number(rule.for_s) or not 0 <= rule.for_s <= LONGEST_S:
        yield f"needs a for_s from 0 to {LONGEST_S:g} seconds."
    if not _is_number(rule.refractory_s) or not LEAST_REFRACTORY_S <= rule.refractory_s <= LONGEST_REFRACTORY_S:
        yield f"needs a refractory_s from {LEAST_REFRACTORY_S:g} to {LONGEST_REFRACTORY_S:,.0f} seconds."
    if rule.face is not None and (isinstance(rule.face, bool) or not isinstance(rule.face, int) or rule.face < 1):
        yield "needs the number of a face, from 1, or no face for any."
    if rule.when == FACES and rule.face is not None:
        yield "counts faces: leave out which face."
    if not all(isinstance(value, bool) for value in (rule.snapshot, rule.sound, rule.on)):
        yield "needs true or false for snapshot, sound and on."


def _number_problems(rule: Rule) -> Iterator[str]:
    if rule.when in (LABEL, QUALITY):
        yield f'asks whether the {rule.when} is {rule.test} a number: write "is" and a word.'
    if not _is_number(rule.value):
        yield f'needs a number behind "{rule.test}".'
    if rule.when == FACES and not 0 <= float(rule.value or 0) <= _MOST_FACES:
        yield f"needs a number of faces from 0 to {_MOST_FACES}."


def _word_problems(rule: Rule) -> Iterator[str]:
    if rule.when not in (LABEL, QUALITY):
        yield f'asks what {rule.when} is: that can be above or below a number; "is" is for label and quality.'
    if not isinstance(rule.value, str) or not rule.value:
        yield 'needs a word behind "is".'
    if rule.when == QUALITY and rule.value not in QUALITY_FLAGS:
        yield f"asks for the quality {rule.value!r}, which there is not. There are: {', '.join(QUALITY_FLAGS)}."


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 and math.isfinite(value)


def column_of(rule: Rule, columns: Iterable[Column]) -> str:
    """Return the name of the column that a rule looks at; empty for one that counts faces.

    Raises
    ------
    DataError
        If a session with these columns has no such thing.
    """
    if rule.when == FACES:
        return ""
    found = tuple(columns)
    classes = classes_of(found)
    if rule.when == LABEL:
        if rule.test == IS and rule.value not in classes:
            msg = (
                f"The rule {rule.name!r} asks for the label {rule.value!r}, which there is not. "
                f"There are: {', '.join(classes)}."
            )
            raise DataError(msg)
        return LABEL
    if rule.when == QUALITY:
        return QUALITY
    numbers = numbers_of(found)
    if rule.when in classes:
        if not 0 <= float(rule.value or 0) <= 1:
            msg = f"The rule {rule.name!r} needs a probability from 0 to 1, not {rule.value}."
            raise DataError(msg)
        return f"{PROBABILITY}{rule.when}"
    if rule.when in numbers:
        return rule.when
    msg = (
        f"The rule {rule.name!r} asks for {rule.when!r}, which there is not. There are: "
        f"{', '.join((FACES, LABEL, QUALITY, *classes, *numbers))}."
    )
    raise DataError(msg)


def classes_of(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return the classes of a session with these columns, in its order."""
    return classes_in(column.name for column in columns)


def numbers_of(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return the other numbers that a rule can be about."""
    return tuple(
        column.name
        for column in columns
        if column.kind == "number" and column.name not in _NO_QUANTITIES and not column.name.startswith(PROBABILITY)
    )


def check(rules: Sequence[Rule], columns: Iterable[Column]) -> None:
    """Refuse rules that a session with these columns cannot answer, a :class:`DataError`."""
    found = tuple(columns)
    for rule in rules:
        column_of(rule, found)


def read_rules(path: Path | str) -> tuple[Rule, ...]:
    """Read a file of rules.

    Raises
    ------
    DataError
        If it cannot be read, or one of its rules makes no sense.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        msg = f"{path} cannot be read ({error.strerror or error}). Choose a file of rules."
        raise DataError(msg) from error
    if len(data) > MOST_BYTES:
        msg = f"{path} is too large for a file of rules. At most {MOST_RULES} rules are kept in one."
        raise DataError(msg)
    try:
        fields = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        msg = f"{path} is no JSON ({error}). A file of rules is made by 'Save…' in the window's rules."
        raise DataError(msg) from error
    try:
        return rules_from_json(fields)
    except DataError as error:
        msg = f"{path}: {error}"
        raise DataError(msg) from error


def rules_from_json(fields: Any) -> tuple[Rule, ...]:
    """Return the rules that :func:`rules_to_json` has made plain values of; a :class:`DataError` if they are none."""
    if not isinstance(fields, dict) or not isinstance(fields.get("rules"), list):
        msg = 'This holds no rules: it has to be {"fer_live_rules": 1, "rules": [...]}.'
        raise DataError(msg)
    version = fields.get("fer_live_rules", RULES_VERSION)
    if version != RULES_VERSION:
        msg = f"These rules are of version {version}, written by a newer fer-live. Update fer-live."
        raise DataError(msg)
    if len(fields["rules"]) > MOST_RULES:
        msg = f"There are {len(fields['rules']):,} rules, and at most {MOST_RULES} can be in force. Take some out."
        raise DataError(msg)
    rules = tuple(_rule(number, entry) for number, entry in enumerate(fields["rules"], start=1))
    names = [rule.name for rule in rules]
    for name in names:
        if names.count(name) > 1:
            msg = f"Two rules are called {name!r}. Give each a name of its own."
            raise DataError(msg)
    return rules


def _rule(number: int, entry: Any) -> Rule:
    if not isinstance(entry, dict):
        msg = f"Rule {number} is no rule but {str(entry)[:40]!r}."
        raise DataError(msg)
    unknown = [str(name)[:40] for name in entry if name not in _FIELDS]
    if unknown:
        msg = f"Rule {number} has a field {unknown[0]!r}, which there is not. There are: {', '.join(_FIELDS)}."
        raise DataError(msg)
    tests = [test for test in TESTS if test in entry]
    if len(tests) != 1:
        msg = f"Rule {number} needs one of above, below, is, or changes: it has {len(tests)}."
        raise DataError(msg)
    name, when = entry.get("name", f"rule {number}"), entry.get("when")
    if not isinstance(name, str) or not isinstance(when, str) or not when:
        msg = f'Rule {number} needs a "name" and a "when" that are words.'
        raise DataError(msg)
    if tests[0] == CHANGES and entry[CHANGES] is not True:
        msg = f'Rule {number} needs true behind "changes".'
        raise DataError(msg)
    value = None if tests[0] == CHANGES else entry[tests[0]]
    return Rule(name, when, tests[0], value, **{field: entry[field] for field in _USUAL if field in entry})


def rules_to_json(rules: Sequence[Rule]) -> dict[str, Any]:
    """Return rules as plain values, as a file holds them."""
    return {"fer_live_rules": RULES_VERSION, "rules": [rule.to_json() for rule in rules]}


def write_rules(path: Path, rules: Sequence[Rule]) -> None:
    """Write a file of rules, in place of one that is there.

    Raises
    ------
    SinkError
        If it cannot be written.
    """
    text = json.dumps(rules_to_json(rules), indent=1, ensure_ascii=False) + "\n"
    try:
        replace_file(path, text.encode(errors="replace"))
    except OSError as error:
        msg = f"{path} cannot be written ({error.strerror or error}). Choose another place for the rules."
        raise SinkError(msg) from error
