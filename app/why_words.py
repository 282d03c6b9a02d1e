"""The words of an explanation: why a label is shown, and what covering parts of the face does to it."""

from app.words import class_word, mark, number, tr, trn
from fer_core.captions import percent
from fer_core.explain import ClassLinks, LeftOut, Occlusion
from fer_core.types import Expression

#: What all of it is.
NOTE = mark(
    "These are measurements on the model: what its answer depends on in this picture. They prove no cause, and say "
    "nothing about what anybody feels."
)
#: Changes below this, in [0, 1], are none.
_NOTHING = 0.005
#: Parts of a crop, from top to bottom and from left to right.
_PLACES = (
    (mark("top left"), mark("top middle"), mark("top right")),
    (mark("left side"), mark("centre"), mark("right side")),
    (mark("bottom left"), mark("bottom middle"), mark("bottom right")),
)


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
    label = class_word(said.label)
    lead = first.averaged - second.averaged
    if not averaged:
        sentences = [
            tr("Each picture speaks for itself here: “{label}” is the most probable class.").format(label=label)
        ]
    elif said.held:
        held = tr(
            "Held: “{label}” stays until another class is clearly ahead. At the moment “{leader}” is more probable, by "
            "{points}."
        )
        behind = points(first.averaged - said.confidence)
        sentences = [held.format(label=label, leader=class_word(first.label), points=behind)]
        if first.label == "surprise":
            sentences.append(tr("A surprise is shown only once it has lasted longer than a syllable."))
    else:
        leads = tr("“{label}” leads by {points}; it stays until another class is clearly ahead.")
        sentences = [leads.format(label=label, points=points(lead))]
    others = [tr("“{label}”").format(label=class_word(name)) for name in said.label_set if name != said.label]
    if others:
        sentences.append(tr("The model cannot rule out {classes}.").format(classes=tr(" and ").join(others)))
    elif said.uncertain and not said.held:
        sentences.append(tr("That is too little to be certain."))
    if not said.ready:
        sentences.append(tr("The face has been in view for a moment only: this rests on few pictures."))
    return " ".join(sentences)


def covering_words(label: str, found: Occlusion) -> str:
    """Return what covering parts of the crop does, in one or two sentences."""
    plain = tr("Read alone, this picture is “{label}” with {share}.")
    falls, rises = found.plain - found.lowest >= _NOTHING, found.highest - found.plain >= _NOTHING
    if falls and rises:
        change = tr(
            "With the {lowering} covered it falls to {lowest}; with the {raising} covered it rises to {highest}."
        )
    elif falls:
        change = tr("With the {lowering} covered it falls to {lowest}.")
    elif rises:
        change = tr("With the {raising} covered it rises to {highest}.")
    else:
        change = tr("Covering any part of it changes nothing.")
    return f"{plain} {change}".format(
        label=class_word(label),
        share=percent(found.plain),
        lowering=place_words(*found.lowest_at),
        lowest=percent(found.lowest),
        raising=place_words(*found.highest_at),
        highest=percent(found.highest),
    )


def place_words(row: float, column: float) -> str:
    """Return where in a crop something is, given as shares of it from the top and from the left."""
    return tr(_PLACES[min(int(row * 3), 2)][min(int(column * 3), 2)])


def points(difference: float) -> str:
    """Return a difference of probabilities in points: "12 points", "1 point", "less than 1 point"."""
    whole = round(abs(difference) * 100)
    return trn("%n points", "", whole) if whole else tr("less than 1 point")


def signed(difference: float) -> str:
    """Return a difference of probabilities in points with its sign, "0" for none."""
    whole = round(difference * 100)
    return f"{whole:+d}".replace("-", "\N{MINUS SIGN}") if whole else "0"


def parts_words(parts: tuple[LeftOut, ...]) -> str:
    """Return what the parts of a window are, over them."""
    if not parts:
        return tr("There is no window: this is the only picture.")
    pictures = max(part.pictures for part in parts)
    if pictures == 1:
        words = tr("The last {seconds} s: what the label would lose without them, in points")
    else:
        words = tr(
            "The last {seconds} s, each for about {pictures} pictures: what the label would lose without them, in "
            "points"
        )
    return words.format(seconds=number(parts[0].age_s, 1), pictures=pictures)


def part_words(part: LeftOut) -> str:
    """Return what one part adds, in words."""
    if abs(part.fall) < _NOTHING:
        words = tr("{seconds} s before adds nothing")
    elif part.fall > 0:
        words = tr("{seconds} s before adds {points}")
    else:
        words = tr("{seconds} s before takes away {points}")
    return words.format(seconds=number(part.age_s, 1), points=points(part.fall))
