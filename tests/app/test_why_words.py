from dataclasses import replace

import numpy as np
import pytest
from fakes import expression

from app.crop_views import LEAST_SCALE, heat_image
from app.theme import colour
from app.why_words import NOTE, covering_words, part_words, parts_words, place_words, points, signed, why_shown
from fer_core.explain import LeftOut, Occlusion, strongest
from fer_core.outputs import DistributionSpec
from fer_core.spec import CLASSES

SURE = (0.02, 0.01, 0.03, 0.80, 0.04, 0.05, 0.05)
CLOSE = (0.02, 0.01, 0.03, 0.45, 0.40, 0.05, 0.04)
SURPRISED = (0.02, 0.01, 0.03, 0.30, 0.02, 0.60, 0.02)


def why(probabilities, *, averaged=True, **details):
    said = expression(probabilities, **details)
    return why_shown(said, strongest(said, DistributionSpec(CLASSES), still=not averaged), averaged=averaged)


def test_a_label_that_leads():
    assert why(SURE) == "“Happy” leads by 75 points; it stays until another class is clearly ahead."


def test_a_label_that_is_held():
    assert why(CLOSE, label="sad") == (
        "Held: “Sad” stays until another class is clearly ahead. At the moment “Happy” is more probable, by 5 points."
    )
    assert why(SURPRISED, label="happy").endswith(
        "“Surprise” is more probable, by 30 points. A surprise is shown only once it has lasted longer than a syllable."
    )


def test_a_picture_that_speaks_for_itself():
    assert why(SURE, averaged=False) == "Each picture speaks for itself here: “Happy” is the most probable class."


def test_doubts_are_told():
    assert why(CLOSE, uncertain=True).endswith("clearly ahead. That is too little to be certain.")
    assert why(CLOSE, uncertain=True, label_set=("happy", "sad")).endswith("The model cannot rule out “Sad”.")
    assert why(SURE, ready=False).endswith("this rests on few pictures.")


OCCLUSION = Occlusion(0.8, np.zeros((4, 4), np.float32), 0.31, 0.8, (0.9, 0.5), (0.1, 0.1))


def test_what_covering_does():
    assert covering_words("happy", OCCLUSION) == (
        "Read alone, this picture is “Happy” with 80 %. With the bottom middle covered it falls to 31 %."
    )
    rising = replace(OCCLUSION, highest=0.92)
    assert covering_words("happy", rising).endswith("it falls to 31 %; with the top left covered it rises to 92 %.")
    nothing = replace(OCCLUSION, lowest=0.799)
    assert covering_words("happy", nothing).endswith("Covering any part of it changes nothing.")


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((0.0, 0.0), "top left"),
        ((0.5, 0.5), "centre"),
        ((0.5, 0.9), "right side"),
        ((1.0, 1.0), "bottom right"),
        ((0.2, 0.5), "top middle"),
    ],
)
def test_places(at, words):
    assert place_words(*at) == words


def test_differences_in_points(themed):
    assert [points(value) for value in (0.124, -0.01, 0.003)] == ["12 points", "1 point", "less than 1 point"]
    minus = "\N{MINUS SIGN}"
    assert [signed(value) for value in (0.124, -0.03, -0.004, 0.0)] == ["+12", f"{minus}3", "0", "0"]


def test_parts_of_a_window():
    parts = tuple(LeftOut(None, age_s, 4, fall) for age_s, fall in ((1.4, 0.05), (0.7, -0.02), (0.04, 0.0)))
    assert parts_words(parts) == (
        "The last 1.4 s, each for about 4 pictures: what the label would lose without them, in points"
    )
    assert [part_words(part) for part in parts] == [
        "1.4 s before adds 5 points",
        "0.7 s before takes away 2 points",
        "0.0 s before adds nothing",
    ]
    assert parts_words(()) == "There is no window: this is the only picture."
    assert "each for" not in parts_words((replace(parts[0], pictures=1),))


def test_the_note_claims_no_cause():
    assert "prove no cause" in NOTE
    assert "nothing about what anybody feels" in NOTE


def test_a_map_is_coloured_by_sign_and_strength(themed):
    falls = np.array([[0.4, -0.2], [0.0, 0.2]], np.float32)
    image = heat_image(falls)
    inks = {(x, y): image.pixelColor(x, y) for x in range(2) for y in range(2)}
    speaks_for, speaks_against = colour("speaks_for"), colour("speaks_against")
    assert inks[0, 0].rgb() & 0xFFFFFF == speaks_for.rgb() & 0xFFFFFF
    assert inks[1, 0].rgb() & 0xFFFFFF == speaks_against.rgb() & 0xFFFFFF
    assert inks[0, 0].alpha() == pytest.approx(0.8 * 255, abs=1)
    assert inks[1, 0].alpha() == inks[1, 1].alpha() == pytest.approx(0.4 * 255, abs=1)
    assert inks[0, 1].alpha() == 0


def test_what_is_next_to_nothing_never_looks_like_much(themed):
    image = heat_image(np.full((2, 2), LEAST_SCALE / 10, np.float32))
    assert image.pixelColor(0, 0).alpha() < 0.1 * 255
