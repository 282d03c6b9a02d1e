"""The words of an explanation: why a label is shown, and what covering parts of the face does to it."""

from fer_core.captions import class_word, percent
from fer_core.explain import ClassLinks, LeftOut, Occlusion
from fer_core.types import Expression

#: What all of it is.
NOTE = (
    "These are measurements on the model: what its answer depends on in this picture. They prove no cause, and say "
    "nothing about what anybody feels."
)
#: Changes below this, in [0, 1], are none.
_NOTHING = 0.005


def why_shown(said: Expression, links: tuple[ClassLinks, ...], *, averaged: bool) -> str:
    """Return why a label is shown, in one to three sentences.

    Parameters
    ----------
    said
        What is said of a face.
    links
        Its most probable classes, likeliest first: at least two.
    averaged
        Probabilities are averaged over time and labels held; otherwise each picture speaks for itself.
    """
    first, second = links[:2]
    label, leader = (class_word(name) for name in (said.label, first.label))
    lead = first.averaged - second.averaged
    if not averaged:
        sentences = [f"Each picture speaks for itself here: “{label}” is the most probable class."]
    elif said.held:
        behind = first.averaged - said.confidence
        sentences = [
            f"Held: “{label}” stays until another class is clearly ahead. At the moment “{leader}” is more probable, "
            f"by {points(behind)}."
        ]
        if first.label == "surprise":
            sentences.append("A surprise is shown only once it has lasted longer than a syllable.")
    else:
        sentences = [f"“{label}” leads by {points(lead)}; it stays until another class is clearly ahead."]
    others = [f"“{class_word(name)}”" for name in said.label_set if name != said.label]
    if others:
        sentences.append(f"The model cannot rule out {' and '.join(others)}.")
    elif said.uncertain and not said.held:
        sentences.append("That is too little to be certain.")
    if not said.ready:
        sentences.append("The face has been in view for a moment only: this rests on few pictures.")
    return " ".join(sentences)


def covering_words(label: str, found: Occlusion) -> str:
    """Return what covering parts of the crop does, in one or two sentences."""
    name = f"“{class_word(label)}”"
    plain = f"Read alone, this picture is {name} with {percent(found.plain)}."
    falls, rises = found.plain - found.lowest, found.highest - found.plain
    if max(falls, rises) < _NOTHING:
        return f"{plain} Covering any part of it changes nothing."
    changes = (("falls", falls, found.lowest, found.lowest_at), ("rises", rises, found.highest, found.highest_at))
    words = [
        f"with the {place_words(*at)} covered it {verb} to {percent(probability)}"
        for verb, change, probability, at in changes
        if change >= _NOTHING
    ]
    return f"{plain} {'; '.join(words).capitalize()}."


def place_words(row: float, column: float) -> str:
    """Return where in a crop something is, given as shares of it from the top and from the left."""
    vertical = ("top", "middle", "bottom")[min(int(row * 3), 2)]
    horizontal = ("left", "", "right")[min(int(column * 3), 2)]
    if not horizontal:
        return "centre" if vertical == "middle" else f"{vertical} middle"
    return f"{horizontal} side" if vertical == "middle" else f"{vertical} {horizontal}"


def points(difference: float) -> str:
    """Return a difference of probabilities in points: "12 points", "1 point", "less than 1 point"."""
    number = round(abs(difference) * 100)
    return "less than 1 point" if number == 0 else f"{number} point{'s' if number > 1 else ''}"


def signed(difference: float) -> str:
    """Return a difference of probabilities in points with its sign, "0" for none."""
    number = round(difference * 100)
    return f"{number:+d}".replace("-", "\N{MINUS SIGN}") if number else "0"


def parts_words(parts: tuple[LeftOut, ...]) -> str:
    """Return what the parts of a window are, over them."""
    if not parts:
        return "There is no window: this is the only picture."
    pictures = max(part.pictures for part in parts)
    each = "" if pictures == 1 else f", each for about {pictures} pictures"
    return f"The last {parts[0].age_s:.1f} s{each}: what the label would lose without them, in points"


def part_words(part: LeftOut) -> str:
    """Return what one part adds, in words."""
    if abs(part.fall) < _NOTHING:
        adds = "adds nothing"
    else:
        adds = f"{'adds' if part.fall > 0 else 'takes away'} {points(part.fall)}"
    return f"{part.age_s:.1f} s before {adds}"
