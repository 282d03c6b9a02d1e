"""Rules in the words of the window."""

from collections.abc import Iterable

from app.words import class_word, number, tr, trn
from fer_core.captions import QUALITY_WORDS
from fer_core.rules.evaluator import Firing
from fer_core.rules.language import ABOVE, BELOW, CHANGES, FACES, IS, LABEL, QUALITY, Rule, classes_of, numbers_of
from fer_core.session.columns import Column

#: What numbers that people may want rules about are measured in: shares and intensities, degrees.
_UNITS = ("1", "deg")
#: Of the same classes as others, in another way.
_DOUBLES = ("raw_", "plain_")


def when_word(when: str, classes: Iterable[str] = ()) -> str:
    """Return what a rule is about."""
    match when:
        case "faces":
            return tr("Number of faces")
        case "label":
            return tr("Label")
        case "quality":
            return tr("Quality")
        case "confidence":
            return tr("Probability of the label")
    return class_word(when) if when in set(classes) else when


def test_word(test: str) -> str:
    """Return what is asked of it."""
    return {ABOVE: tr("above"), BELOW: tr("below"), IS: tr("is", "a rule"), CHANGES: tr("changes")}[test]


def value_word(when: str, value: float | str | None) -> str:
    """Return what it is compared with."""
    if isinstance(value, str):
        return tr(QUALITY_WORDS.get(value, value)) if when == QUALITY else class_word(value)
    return "" if value is None else number(value, 0 if when == FACES else 2)


def rule_words(rule: Rule, classes: Iterable[str]) -> str:
    """Return a rule in a line: "Surprise above 0.70, for 0.3 s, face 2"."""
    parts = (when_word(rule.when, classes), test_word(rule.test), value_word(rule.when, rule.value))
    words = [" ".join(part for part in parts if part)]
    if rule.for_s:
        words.append(tr("for {seconds} s").format(seconds=number(rule.for_s, 1)))
    if rule.face is not None:
        words.append(tr("face {number}").format(number=rule.face))
    return ", ".join(words)


def firing_words(firing: Firing, classes: Iterable[str]) -> str:
    """Return what there was when a rule went off: "Happy 0.80", "Neutral to Happy", "3 faces"."""
    rule, what = firing.rule, firing.what
    if rule.test == CHANGES:
        before, _, after = what.partition(" to ")
        return tr("{before} to {after}").format(before=class_word(before), after=class_word(after))
    if rule.when == FACES:
        return trn("%Ln faces", "", int(what.partition(" ")[0]))
    value = what.removeprefix(f"{rule.when} ")
    words = value_word(rule.when, value if rule.test == IS else float(value))
    return f"{when_word(rule.when, classes)} {words}"


def whens_of(columns: Iterable[Column]) -> tuple[str, ...]:
    """Return what rules can be about that are made in the window."""
    found = tuple(columns)
    units = {column.name: column.unit for column in found}
    numbers = (name for name in numbers_of(found) if units[name] in _UNITS and not name.startswith(_DOUBLES))
    return (*classes_of(found), FACES, LABEL, QUALITY, *numbers)
