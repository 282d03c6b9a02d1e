"""Where things are on a time line: seconds and pixels, and words for both."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.words import number, point, tr
from fer_core.session.edits import Edits, Exclude, Merge

#: Distances between the times at an axis, in seconds.
TICKS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0, 7200.0, 14400.0)


@dataclass(frozen=True, slots=True)
class Window:
    """What is seen of a time line: from ``start_s`` on ``span_s`` seconds, between ``left`` and ``width`` pixels on."""

    start_s: float
    span_s: float
    left: float
    width: float

    @property
    def end_s(self) -> float:
        """Seconds at the right edge."""
        return self.start_s + self.span_s

    def x_of(self, t_s: float) -> float:
        """Return where a time is."""
        return self.left + (t_s - self.start_s) / self.span_s * self.width

    def t_of(self, x: float) -> float:
        """Return what time is at a place."""
        return self.start_s + (x - self.left) / max(self.width, 1.0) * self.span_s

    def ticks(self, label_px: float) -> tuple[float, NDArray[np.float64]]:
        """Return the distance of the times at the axis, and the times, for words that are so wide."""
        most = max(self.width / label_px, 1.0)
        step = next((step for step in TICKS_S if self.span_s / step <= most), TICKS_S[-1])
        first, last = np.ceil(self.start_s / step - 1e-9), np.floor(self.end_s / step + 1e-9)
        return step, np.arange(first, last + 1) * step


@dataclass(frozen=True, slots=True)
class Hidden:
    """A span that does not count: of which face as it is called now, None for all; and its place among the changes."""

    start_s: float
    end_s: float
    face_id: int | None
    index: int


def hidden_spans(edits: Edits) -> tuple[Hidden, ...]:
    """Return the spans that do not count, as they are to be drawn."""
    found = []
    for index, change in enumerate(edits.changes):
        if not isinstance(change, Exclude):
            continue
        face_id = change.face_id
        for later in edits.changes[index + 1 :]:
            if isinstance(later, Merge) and later.face_id == face_id:
                face_id = later.into
        found.append(Hidden(change.start_s, change.end_s, face_id, index))
    return tuple(found)


def time_words(t_s: float, digits: int = 0) -> str:
    """Return a time as a clock shows it: "1:05", "1:02:03", with digits of a second behind it."""
    tick = 10**digits
    whole, part = divmod(round(max(t_s, 0.0) * tick), tick)
    minutes, seconds = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    text = f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"
    return f"{text}{point()}{part:0{digits}d}" if digits else text


def span_words(start_s: float, end_s: float) -> str:
    """Return a span in words: from, to, how long."""
    words = tr("{start} to {end} ({seconds} s)")
    return words.format(
        start=time_words(start_s, 1), end=time_words(end_s, 1), seconds=number(max(end_s - start_s, 0.0), 1)
    )
