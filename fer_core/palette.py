"""Colours of the classes, which colour-blind people can tell apart."""

from collections.abc import Mapping

#: RGB by class of the seven as shipped: Okabe and Ito, "Color Universal Design", 2008, and a grey that is
#: light enough not to be taken for one of them by people who see no red or no green.
PALETTE: Mapping[str, tuple[int, int, int]] = {
    "angry": (213, 94, 0),
    "disgust": (0, 158, 115),
    "fear": (204, 121, 167),
    "happy": (240, 228, 66),
    "sad": (0, 114, 178),
    "surprise": (230, 159, 0),
    "neutral": (200, 200, 200),
}

_OTHERS = ((86, 180, 233), *PALETTE.values())


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
    """Return black or white, whichever is easier to read on an RGB background (luma of ITU-R BT.601)."""
    red, green, blue = background
    return (0, 0, 0) if 0.299 * red + 0.587 * green + 0.114 * blue > 128 else (255, 255, 255)
