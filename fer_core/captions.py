"""What an expression is called: the same words in the window, in snapshots and in films.

Who speaks another language hands in what says these words in it.
"""

from collections.abc import Callable, Sequence

from fer_core.types import Expression, Face

#: Given words of this module, returns them in another language.
Say = Callable[[str], str]

QUALITY_WORDS = {
    "small": "small face",
    "edge": "at the edge",
    "dark": "too dark",
    "bright": "too bright",
    "turned": "turned away",
    "blurred": "blurred",
    "covered": "covered",
    "talking": "talking",
}

UNCERTAIN, UNREADABLE, EITHER = "Uncertain", "Not readable", "{one} or {other}"
LIST = "{some} and {last}"
OUTSIDE, DOUBTFUL, SETTLING = "outside the picture", "uncertain", "settling"


def class_word(label: str, say: Say = str) -> str:
    """Return a class name as a word: ``"very_happy"`` becomes ``"Very happy"``."""
    return say(label.replace("_", " ").strip().capitalize())


def label_words(said: Expression | None, say: Say = str) -> str:
    """Return the label for people.

    A question mark says that it is uncertain; where two classes cannot be ruled out both are named, and where more than
    two cannot, none.
    """
    if said is None:
        return say(UNREADABLE)
    if len(said.label_set) > 2:
        return say(UNCERTAIN)
    if len(said.label_set) == 2:
        one, other = (class_word(label, say) for label in said.label_set)
        return say(EITHER).format(one=one, other=other.lower())
    return class_word(said.label, say) + ("?" if said.doubtful else "")


def confidence_words(said: Expression | None) -> str:
    """Return how probable the label is; empty where :func:`label_words` doesn't say one label."""
    return "" if said is None or len(said.label_set) > 1 else percent(said.confidence)


def caption(face: Face, name: str = "", say: Say = str, *, numbered: bool = True) -> str:
    """Return what stands beside a face, in one line: its name or else its id, if wanted, label and confidence."""
    said = face.expression
    who = name or (str(face.id) if numbered else "")
    return f"{who}  {label_words(said, say)}  {confidence_words(said)}".strip()


def counted(number: int, unit: str) -> str:
    """Return a number with its unit, which is given in the plural: "1 row", "2,000 rows"."""
    return f"{number:,} {unit.removesuffix('s') if number == 1 else unit}"


def listed(names: Sequence[str], say: Say = str) -> str:
    """Return names as a list in words: "happy, sad and neutral"."""
    if len(names) < 2:
        return "".join(names)
    return say(LIST).format(some=", ".join(names[:-1]), last=names[-1])


def percent(probability: float) -> str:
    """Return a probability as a whole percentage, at most 99: nothing that is read from a face is certain."""
    return f"{min(round(probability * 100), 99)} %"


def remarks(face: Face, say: Say = str) -> str:
    """Return what should be known before believing a label, in a few words; empty when there is nothing."""
    said = face.expression
    if said is None:
        return say(OUTSIDE)
    words = []
    # Where no label is said, that says it.
    if said.doubtful and len(said.label_set) <= 2:
        words.append(DOUBTFUL)
    if not said.ready:
        words.append(SETTLING)
    words.extend(QUALITY_WORDS.get(flag, flag) for flag in face.quality)
    return ", ".join(say(word) for word in words)
