"""Figures as SVG: what browsers and Qt's reader of SVG Tiny draw alike, so no style sheet, clip or pattern."""

from collections.abc import Iterable, Sequence
from html import escape

from fer_core.sinks.csv_table import one_line

RGB = tuple[int, int, int]

#: Width of every figure; a page scales it.
WIDTH = 720.0
INK, SOFT, LINE, GROUND = (33, 37, 43), (98, 106, 117), (214, 219, 225), (240, 242, 245)
WHITE, ACCENT = (255, 255, 255), (0, 90, 140)
FONT = "Helvetica, Arial, Liberation Sans, DejaVu Sans, sans-serif"
TEXT_PX = 13.0
#: Width of a letter of that font, on average, for its size.
_LETTER = 0.54


class Svg:
    """A figure that is being drawn; x goes to the right and y down.

    Parameters
    ----------
    height
        Of the figure; its width is ``WIDTH``.
    words
        What it shows, for people who do not see it.
    """

    def __init__(self, height: float, words: str) -> None:
        self.height = height
        self._words = words
        self._parts: list[str] = []

    def rect(self, x: float, y: float, width: float, height: float, fill: RGB, *, radius: float = 0.0,
             edge: RGB | None = None, tip: str = "") -> None:  # fmt: skip
        """Draw a rectangle, with a tool tip where it has one."""
        more = f' rx="{_number(radius)}"' if radius else ""
        more += f' stroke="{colour(edge)}" stroke-width="1"' if edge else ""
        box = f'x="{_number(x)}" y="{_number(y)}" width="{_number(width)}" height="{_number(height)}"'
        inside = f"><title>{_escaped(tip)}</title></rect>" if tip else "/>"
        self._parts.append(f'<rect {box} fill="{colour(fill)}"{more}{inside}')

    def line(self, x0: float, y0: float, x1: float, y1: float, *, stroke: RGB = LINE,
             width: float = 1.0) -> None:  # fmt: skip
        """Draw a line."""
        at = f'x1="{_number(x0)}" y1="{_number(y0)}" x2="{_number(x1)}" y2="{_number(y1)}"'
        self._parts.append(f'<line {at} stroke="{colour(stroke)}" stroke-width="{_number(width)}"/>')

    def path(self, points: Iterable[tuple[float, float]], *, stroke: RGB | None = None, fill: RGB | None = None,
             width: float = 1.5) -> None:  # fmt: skip
        """Draw a line through points, or fill what is between them."""
        moves = " ".join(f"{_number(x)},{_number(y)}" for x, y in points)
        kind = "polygon" if fill else "polyline"
        look = f'fill="{colour(fill)}"' if fill else f'fill="none" stroke="{colour(stroke or INK)}"'
        wide = "" if fill else f' stroke-width="{_number(width)}" stroke-linejoin="round"'
        self._parts.append(f'<{kind} points="{moves}" {look}{wide}/>')

    def dot(self, x: float, y: float, radius: float, fill: RGB) -> None:
        """Draw a dot."""
        at = f'cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"'
        self._parts.append(f'<circle {at} fill="{colour(fill)}"/>')

    def text(self, x: float, y: float, words: str, *, fill: RGB = INK, size: float = TEXT_PX, anchor: str = "start",
             bold: bool = False) -> None:  # fmt: skip
        """Write words; ``y`` is the line that they stand on, ``anchor`` is "start", "middle" or "end"."""
        weight = ' font-weight="bold"' if bold else ""
        at = f'x="{_number(x)}" y="{_number(y)}" font-size="{_number(size)}" text-anchor="{anchor}"'
        self._parts.append(f'<text {at} fill="{colour(fill)}"{weight}>{_escaped(words)}</text>')

    def __str__(self) -> str:
        box = f'viewBox="0 0 {_number(WIDTH)} {_number(self.height)}"'
        head = f'<svg xmlns="http://www.w3.org/2000/svg" {box} role="img" font-family="{FONT}"'
        return f'{head} aria-label="{_escaped(self._words)}">{"".join(self._parts)}</svg>'


def colour(rgb: RGB) -> str:
    """Return a colour as SVG has it."""
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def mixed(one: RGB, other: RGB, part: float) -> RGB:
    """Return a colour between two: ``one`` at 0, ``other`` at 1."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


def text_width(words: str, size: float = TEXT_PX) -> float:
    """Return about how wide words are; rather too much."""
    return sum(1.0 if ord(letter) > 0x2E80 else _LETTER for letter in words) * size


def shortened(words: str, width: float, size: float = TEXT_PX) -> str:
    """Return words that fit into a width, with an ellipsis where they were cut."""
    if text_width(words, size) <= width:
        return words
    while words and text_width(words + "…", size) > width:
        words = words[:-1]
    return words.rstrip() + "…"


def clock(seconds: float, *, tenths: bool = False) -> str:
    """Return a time as ``m:ss`` or ``h:mm:ss``, with tenths if wanted."""
    units = round(seconds * 10) if tenths else round(seconds) * 10
    sign = "-" if units < 0 else ""
    whole, part = divmod(abs(units), 10)
    minutes, second = divmod(whole, 60)
    hours, minute = divmod(minutes, 60)
    head = f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute}:{second:02d}"
    return f"{sign}{head}.{part}" if tenths else f"{sign}{head}"


def time_ticks(start_s: float, end_s: float, most: int = 8) -> Sequence[float]:
    """Return times at even distances that people count in, at most so many and one more."""
    step = next((step for step in _STEPS_S if (end_s - start_s) / step <= most), _STEPS_S[-1])
    while (end_s - start_s) / step > most:
        step *= 2
    first = -(-start_s // step)
    return [(first + i) * step for i in range(int((end_s - first * step) / step + 1e-6) + 1)]


_STEPS_S = (1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0)


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _escaped(words: str) -> str:
    """Return words as they can stand in XML, which knows no control characters."""
    return escape(one_line(words, " "))
