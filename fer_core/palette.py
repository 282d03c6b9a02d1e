"""Colours of the classes, which colour-blind people can tell apart."""

from collections.abc import Mapping

#: RGB of Okabe and Ito's colours but for black: "Color Universal Design", 2008.
OKABE_ITO: Mapping[str, tuple[int, int, int]] = {
    "orange": (230, 159, 0),
    "sky blue": (86, 180, 233),
    "bluish green": (0, 158, 115),
    "yellow": (240, 228, 66),
    "blue": (0, 114, 178),
    "vermillion": (213, 94, 0),
    "reddish purple": (204, 121, 167),
}
#: RGB by class of the seven as shipped: six of theirs, and a grey that is light enough not to be taken for one of them
#: by people who see no red or no green.
PALETTE: Mapping[str, tuple[int, int, int]] = {
    "angry": OKABE_ITO["vermillion"],
    "disgust": OKABE_ITO["bluish green"],
    "fear": OKABE_ITO["reddish purple"],
    "happy": OKABE_ITO["yellow"],
    "sad": OKABE_ITO["blue"],
    "surprise": OKABE_ITO["orange"],
    "neutral": (200, 200, 200),
}

#: Ground of a mark such as that of the demo.
MARK = (242, 184, 75)

_OTHERS = (OKABE_ITO["sky blue"], *PALETTE.values())


def colour_of(label: str, index: int) -> tuple[int, int, int]:
    """Return the RGB colour of a class.

    Parameters
    ----------
    label
        Its name.
    index
        Its number in the model, from 0: chooses the colour of a class that is not one of the seven.
    """
    return PALETTE.get(label) or _OTHERS[index % len(_OTHERS)]


def text_colour_on(background: tuple[int, int, int]) -> tuple[int, int, int]:
    """Return black or white, whichever has the greater contrast with an RGB background."""
    black, white = (0, 0, 0), (255, 255, 255)
    return black if contrast(black, background) >= contrast(white, background) else white


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """Return the contrast of two RGB colours, from 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: tuple[int, int, int]) -> float:
    """Return the relative luminance of WCAG 2.2, in [0, 1]."""
    parts = (value / 255 for value in rgb)
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
