"""What an expression is called: the same words in the window, in snapshots and in films."""

from collections.abc import Sequence

from fer_core.types import Expression, Face

_QUALITY_WORDS = {
    "small": "small face",
    "edge": "at the edge",
    "dark": "too dark",
    "bright": "too bright",
    "turned": "turned away",
    "blurred": "blurred",
    "covered": "covered",
    "talking": "talking",
}

_NO_LABEL = "Uncertain"


def class_word(label: str) -> str:
    """Return a class name as a word: ``"very_happy"`` becomes ``"Very happy"``."""
    return label.replace("_", " ").strip().capitalize()


def label_words(said: Expression | None) -> str:
    """Return the label for people.

    A question mark says that it is uncertain; where two classes cannot be ruled out both are named, and where more than
    two cannot, none.
    """
    if said is None:
        return "Not readable"
    if len(said.label_set) > 2:
        return _NO_LABEL
    if len(said.label_set) == 2:
        return class_word(" or ".join(said.label_set))
    return class_word(said.label) + ("?" if said.doubtful else "")


def confidence_words(said: Expression | None) -> str:
    """Return how probable the label is; empty where :func:`label_words` doesn't say one label."""
    return "" if said is None or len(said.label_set) > 1 else percent(said.confidence)


def caption(face: Face, name: str = "") -> str:
    """Return what stands beside a face, in one line: its name or else its id, label and confidence."""
    said = face.expression
    return f"{name or face.id}  {label_words(said)}  {confidence_words(said)}".rstrip()


def counted(number: int, unit: str) -> str:
    """Return a number with its unit, which is given in the plural: "1 row", "2,000 rows"."""
    return f"{number:,} {unit.removesuffix('s') if number == 1 else unit}"


def listed(names: Sequence[str]) -> str:
    """Return names as a list in words: "happy, sad and neutral"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def percent(probability: float) -> str:
    """Return a probability as a whole percentage, at most 99: nothing that is read from a face is certain."""
    return f"{min(round(probability * 100), 99)} %"


def remarks(face: Face) -> str:
    """Return what should be known before believing a label, in a few words; empty when there is nothing."""
    said = face.expression
    if said is None:
        return "outside the picture"
    words = []
    if said.doubtful and label_words(said) != _NO_LABEL:
        words.append("uncertain")
    if not said.ready:
        words.append("settling")
    words.extend(_QUALITY_WORDS.get(flag, flag) for flag in face.quality)
    return ", ".join(words)
