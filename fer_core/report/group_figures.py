"""The figures of several faces: who was there when, the room through time, two faces together."""

import math
from collections.abc import Sequence

import numpy as np

from fer_core.report.course import Courses, runs
from fer_core.report.figures import RIGHT, bands, caption, flags, strip, time_axis, time_x
from fer_core.report.svg import ACCENT, GROUND, INK, LINE, SOFT, WHITE, Svg, clock, mixed, shortened
from fer_core.session.events import Mark
from fer_core.session.group import Room, Synchrony

_SMALL_PX = 11.0


def presence_figure(courses: Courses, face_ids: Sequence[int], marks: Sequence[tuple[int, Mark]]) -> Svg:
    """Return what each face showed through time, a row each."""
    row, top = 40.0, 18.0 if marks else 0.0
    bottom = top + row * len(face_ids)
    svg = Svg(bottom + 22, "What each face showed, from " + " to ".join(clock(t) for t in courses.span))
    for i, face_id in enumerate(face_ids):
        face = courses.faces[face_id]
        strip(svg, face.shown, courses.labels, top + row * i + 16, 20)
    time_axis(svg, courses.span, bottom + 2)
    flags(svg, courses.span, marks, (top - 2, bottom))
    for i, face_id in enumerate(face_ids):
        caption(svg, top + row * i + 11, shortened(courses.faces[face_id].name, 500, _SMALL_PX), INK)
    return svg


def room_figure(room: Room) -> Svg:
    """Return the mean probabilities of all faces through time, and how many there were."""
    span = float(room.edges_s[0]), float(room.edges_s[-1])
    svg = Svg(236, "The mean probabilities of all faces, and how many there were, through time")
    svg.text(0, 10, "Mean of the probabilities of all faces", fill=SOFT, size=_SMALL_PX)
    bands(svg, room.shares, room.labels, 16, 120)
    most = max(math.ceil(float(room.faces.max(initial=0.0)) - 1e-6), 1)
    svg.text(0, 160, f"Faces that were read, at most {most}", fill=SOFT, size=_SMALL_PX)
    top, height = 166.0, 46.0
    svg.rect(0, top, RIGHT, height, GROUND)
    column = RIGHT / room.faces.size
    there = np.round(room.faces * 4).astype(np.int64)
    for first, end, quarters in runs(there):
        if quarters:
            tall = height * min(quarters / 4 / most, 1.0)
            svg.rect(first * column, top + height - tall, (end - first) * column, tall, mixed(WHITE, ACCENT, 0.55))
    for number in range(1, most) if most <= 6 else ():
        svg.line(0, top + height * (1 - number / most), RIGHT, top + height * (1 - number / most), stroke=WHITE)
    time_axis(svg, span, top + height)
    return svg


def synchrony_figure(found: Synchrony, names: tuple[str, str], span: tuple[float, float]) -> Svg:
    """Return how alike two faces went through time, with what chance would give."""
    top, height, left = 8.0, 104.0, 40.0
    svg = Svg(top + height + 22, f"How alike {names[0]} and {names[1]} went: {found.mean:.2f} on average")

    def y(value: float) -> float:
        return top + height * (1 - (value + 1) / 2)

    svg.rect(left, top, RIGHT - left, height, GROUND)
    for value in (-1.0, 0.0, 1.0):
        svg.line(left, y(value), RIGHT, y(value), stroke=LINE if value else SOFT)
        svg.text(left - 8, y(value) + 4, f"{value:+.0f}" if value else "0", fill=SOFT, size=_SMALL_PX, anchor="end")
    if math.isfinite(found.window_by_chance):
        svg.rect(left, y(found.window_by_chance), RIGHT - left, y(0.0) - y(found.window_by_chance), (222, 226, 232))
    points = [(time_x(span, t, left), y(r)) for t, r in zip(found.t_s, found.correlation, strict=True)]
    for first, end, known in runs(np.isfinite(found.correlation).astype(np.int64)):
        if known and end - first > 1:
            svg.path(_thinned(points[first:end]), stroke=ACCENT)
        elif known:
            svg.dot(*points[first], 1.5, ACCENT)
    time_axis(svg, span, top + height, left)
    return svg


def _thinned(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return as many points as can be told apart."""
    step = max(1, len(points) // 700)
    return points[::step]
