"""The figures of one face: how long it showed what, when, what came after what, what made it hard to read."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fer_core.captions import QUALITY_WORDS, class_word
from fer_core.palette import colour_of, text_colour_on
from fer_core.report.course import Courses, FaceCourse, runs
from fer_core.report.svg import (
    ACCENT,
    GROUND,
    INK,
    LINE,
    RGB,
    SOFT,
    WHITE,
    WIDTH,
    Svg,
    clock,
    mixed,
    shortened,
    text_width,
    time_ticks,
)
from fer_core.session.events import Mark
from fer_core.session.summary import FaceSummary, Share

#: Of figures that have time: the courses lie between these.
LEFT, RIGHT = 0.0, WIDTH
_SMALL_PX = 11.0
_BAR_PX, _ROW_PX = 15.0, 25.0
#: Marks that are closer share a flag.
_FLAG_PX = 30.0


def percent_of_time(share: float) -> str:
    """Return a share of time: ``"37 %"``, and ``"< 1 %"`` for what is hardly there."""
    if 0 < share < 0.005:
        return "< 1 %"
    return "> 99 %" if 0.995 <= share < 1 else f"{share * 100:.0f} %"


def shares_figure(face: FaceSummary) -> Svg:
    """Return bars of how much of the time each label was shown, with their intervals."""
    scale_x, scale_end = 96.0, 500.0
    svg = Svg(_ROW_PX * len(face.shares) + 22, "Share of the time in which each label was shown. " + _told(face.shares))
    bottom = _ROW_PX * len(face.shares) + 2

    def x(share: float) -> float:
        return scale_x + (scale_end - scale_x) * share

    for part in (0.0, 0.25, 0.5, 0.75, 1.0):
        svg.line(x(part), 0, x(part), bottom)
        svg.text(x(part), bottom + 15, f"{part * 100:.0f} %", fill=SOFT, size=_SMALL_PX, anchor="middle")
    for i, share in enumerate(face.shares):
        top, middle = _ROW_PX * i + 4, _ROW_PX * i + 4 + _BAR_PX / 2
        svg.text(scale_x - 10, middle + 4.5, shortened(class_word(share.label), scale_x - 10), anchor="end")
        if share.share > 0:
            fill = colour_of(share.label, i)
            svg.rect(scale_x, top, x(share.share) - scale_x, _BAR_PX, fill, edge=mixed(fill, INK, 0.35))
        words = percent_of_time(share.share)
        if share.low is not None and share.high is not None:
            # White around black is seen on every colour.
            for ink, width, reach in ((WHITE, 4.0, 5.0), (INK, 1.5, 4.0)):
                svg.line(x(share.low), middle, x(share.high), middle, stroke=ink, width=width)
                for end in (share.low, share.high):
                    svg.line(x(end), middle - reach, x(end), middle + reach, stroke=ink, width=width)
            words += f"   ({100 * share.low:.0f} to {100 * share.high:.0f})"
        # A number stands in its column, so that an interval is never in its way.
        svg.text(scale_end + 20, middle + 4.5, words, fill=INK if share.share > 0 else SOFT, bold=share.share >= 0.1)
    return svg


def _told(shares: Sequence[Share]) -> str:
    return ", ".join(f"{class_word(share.label)} {percent_of_time(share.share)}" for share in shares)


def time_figure(face: FaceCourse, courses: Courses, marks: Sequence[tuple[int, Mark]] = ()) -> Svg:
    """Return what was shown, and how probable each class was, through time.

    Parameters
    ----------
    face, courses
        Whose.
    marks
        With their numbers.
    """
    top = 18.0 if marks else 0.0
    strip_top, band_top = top + 15, top + 60
    band_height = 92.0
    bottom = band_top + band_height
    svg = Svg(bottom + 20, f"What {face.name} showed from {clock(courses.span[0])} to {clock(courses.span[1])}")
    strip(svg, face.shown, courses.labels, strip_top, 24)
    bands(svg, face.probabilities, courses.probable, band_top, band_height)
    time_axis(svg, courses.span, bottom)
    flags(svg, courses.span, marks, (top - 2, bottom))
    caption(svg, top + 10, "Label that was shown", SOFT)
    caption(svg, band_top - 5, "Probabilities, calibrated and averaged", SOFT)
    return svg


def caption(svg: Svg, y: float, words: str, fill: RGB) -> None:
    """Write what is below, over the lines of the flags."""
    svg.rect(LEFT, y - 9, text_width(words, _SMALL_PX), 11, WHITE)
    svg.text(LEFT, y, words, fill=fill, size=_SMALL_PX)


def strip(svg: Svg, shown: NDArray[np.int64], labels: Sequence[str], top: float, height: float) -> None:
    """Draw what was shown as a strip, with names where there is room."""
    svg.rect(LEFT, top, RIGHT - LEFT, height, GROUND)
    column = (RIGHT - LEFT) / len(shown)
    for first, end, number in runs(shown):
        if number == -2:
            continue
        x, width = LEFT + first * column, (end - first) * column
        # No label is a darker grey than nobody, and neither is one of the classes' colours.
        fill = (176, 182, 190) if number < 0 else colour_of(labels[number], number)
        words = "Not read" if number < 0 else class_word(labels[number])
        svg.rect(x, top, width, height, fill)
        if text_width(words, _SMALL_PX + 1) + 8 <= width:
            middle = top + height / 2 + 4
            svg.text(x + width / 2, middle, words, fill=text_colour_on(fill), size=_SMALL_PX + 1, anchor="middle")


def bands(svg: Svg, shares: NDArray[np.float64], labels: Sequence[str], top: float, height: float) -> None:
    """Draw shares that add up to 1 upon each other, through time."""
    svg.rect(LEFT, top, RIGHT - LEFT, height, GROUND)
    column = (RIGHT - LEFT) / len(shares)
    known = np.asarray(np.isfinite(shares).all(axis=1))
    heights = np.cumsum(shares, axis=1)
    for first, end, is_known in runs(known.astype(np.int64)):
        if not is_known:
            continue
        # Each column reaches from its one edge to its other one, also a single one.
        xs = [LEFT + first * column, *(LEFT + (i + 0.5) * column for i in range(first, end)), LEFT + end * column]
        at = [first, *range(first, end), end - 1]
        for k, label in enumerate(labels):
            upper = [(x, top + height * (1 - min(heights[i, k], 1.0))) for x, i in zip(xs, at, strict=True)]
            low = [0.0 if k == 0 else min(heights[i, k - 1], 1.0) for i in at]
            lower = [(x, top + height * (1 - share)) for x, share in zip(xs, low, strict=True)]
            svg.path([*upper, *reversed(lower)], fill=colour_of(label, k))


def time_axis(svg: Svg, span: tuple[float, float], y: float, left: float = LEFT) -> None:
    """Draw an axis of time."""
    svg.line(left, y, RIGHT, y, stroke=SOFT)
    for tick in time_ticks(*span):
        x = time_x(span, tick, left)
        svg.line(x, y, x, y + 4, stroke=SOFT)
        half = text_width(clock(tick), _SMALL_PX) / 2
        anchor = "start" if x - half < left else "end" if x + half > RIGHT else "middle"
        svg.text(x, y + 16, clock(tick), fill=SOFT, size=_SMALL_PX, anchor=anchor)


def time_x(span: tuple[float, float], t_s: float, left: float = LEFT) -> float:
    """Return where a time is."""
    return left + (RIGHT - left) * (t_s - span[0]) / (span[1] - span[0])


def flags(svg: Svg, span: tuple[float, float], marks: Sequence[tuple[int, Mark]], ends: tuple[float, float]) -> None:
    """Draw marks with their numbers, those within the span; numbers that would cover each other share a flag."""
    groups: list[tuple[float, list[int]]] = []
    for number, mark in marks:
        if not span[0] <= mark.t_s <= span[1]:
            continue
        x = time_x(span, mark.t_s)
        svg.line(x, ends[0], x, ends[1], stroke=INK, width=1.25)
        if groups and x - groups[-1][0] < _FLAG_PX:
            groups[-1][1].append(number)
        else:
            groups.append((x, [number]))
    for x, numbers in groups:
        words = str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
        width = text_width(words, _SMALL_PX) + 8
        left = min(max(x - width / 2, LEFT), RIGHT - width)
        svg.rect(left, ends[0] - 16, width, 16, INK, radius=3)
        svg.text(left + width / 2, ends[0] - 4, words, fill=WHITE, size=_SMALL_PX, anchor="middle")


def key(labels: Sequence[str], shown: Sequence[bool]) -> Svg:
    """Return which colour is which class, those that are there."""
    svg = Svg(22, "Colours of the classes")
    x = 0.0
    for i, label in enumerate(labels):
        if not shown[i]:
            continue
        fill = colour_of(label, i)
        svg.rect(x, 4, 13, 13, fill, edge=mixed(fill, INK, 0.35))
        svg.text(x + 19, 15, class_word(label))
        x += 19 + text_width(class_word(label)) + 18
    return svg


def transitions_figure(face: FaceSummary) -> Svg | None:
    """Return how often which label gave way to which other one; None if none ever did."""
    counts = face.transitions
    used = [i for i in range(len(face.labels)) if counts[i].any() or counts[:, i].any()]
    if not used:
        return None
    cell_width, cell_height, left, top = 74.0, 28.0, 118.0, 40.0
    svg = Svg(top + cell_height * len(used) + 4, "How often a label gave way to another one: " + _changes(face, used))
    svg.text(left, 12, "to", fill=SOFT, size=_SMALL_PX)
    svg.text(left - 12, 32, "from", fill=SOFT, size=_SMALL_PX, anchor="end")
    most = int(counts.max())
    for column, j in enumerate(used):
        words = shortened(class_word(face.labels[j]), cell_width - 6)
        svg.text(left + cell_width * (column + 0.5), 32, words, anchor="middle")
    for row, i in enumerate(used):
        y = top + cell_height * row
        svg.text(left - 12, y + cell_height / 2 + 4.5, shortened(class_word(face.labels[i]), left - 14), anchor="end")
        for column, j in enumerate(used):
            x, count = left + cell_width * column, int(counts[i, j])
            fill: RGB = GROUND if i == j else mixed(WHITE, ACCENT, 0.08 + 0.72 * count / most) if count else WHITE
            svg.rect(x, y, cell_width - 2, cell_height - 2, fill, edge=None if count or i == j else LINE)
            if count:
                ink = text_colour_on(fill)
                svg.text(x + cell_width / 2 - 1, y + cell_height / 2 + 3.5, f"{count:,}", fill=ink, anchor="middle")
    return svg


def _changes(face: FaceSummary, used: Sequence[int]) -> str:
    return ", ".join(
        f"{class_word(face.labels[i])} to {class_word(face.labels[j])} {int(face.transitions[i, j])}"
        for i in used
        for j in used
        if face.transitions[i, j]
    )


def quality_figure(face: FaceSummary) -> Svg | None:
    """Return in how much of the time what made the face hard to read; None if nothing did."""
    found = [(QUALITY_WORDS.get(flag, flag).capitalize(), share) for flag, share in face.quality.items()]
    found = sorted(((words, share) for words, share in found if share > 0), key=lambda entry: -entry[1])
    found = [("Uncertain label", face.uncertain), ("Not read", face.unread), *found]
    found = [(words, share) for words, share in found if share > 0]
    if not found:
        return None
    left, end = 132.0, 500.0
    svg = Svg(_ROW_PX * len(found) + 2, ", ".join(f"{words} {percent_of_time(share)}" for words, share in found))
    for i, (words, share) in enumerate(found):
        top = _ROW_PX * i + 4
        svg.text(left - 10, top + 12, words, anchor="end")
        svg.rect(left, top, end - left, _BAR_PX, GROUND)
        svg.rect(left, top, (end - left) * share, _BAR_PX, SOFT)
        svg.text(end + 20, top + 12, percent_of_time(share))
    return svg
