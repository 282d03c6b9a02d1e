"""Where two models have said the same of a face, and where they have not."""

from dataclasses import dataclass, field

from app.history import GAP_S, KEPT_S


@dataclass(slots=True)
class Span:
    """Seconds, from one time to another, in which both models kept to their labels."""

    start: float
    end: float
    first: str
    second: str


@dataclass(slots=True)
class Agreement:
    """What two models have said of one face.

    Attributes
    ----------
    spans
        Of the last minutes, the oldest first; where the face was not seen there is none.
    seen_s, differed_s
        Seconds in which it was seen, and in which the models differed, since the comparison began.
    """

    spans: list[Span] = field(default_factory=list)
    seen_s: float = 0.0
    differed_s: float = 0.0

    @property
    def last_t(self) -> float:
        """Seconds at which the face was seen last."""
        return self.spans[-1].end

    @property
    def share(self) -> float:
        """The part of the time in which they differed, in [0, 1]."""
        return self.differed_s / self.seen_s if self.seen_s else 0.0

    def add(self, t: float, first: str, second: str) -> None:
        """Take the labels of a picture at ``t`` seconds, later than those before."""
        last = self.spans[-1] if self.spans else None
        if last is not None and t - last.end <= GAP_S:
            # Until now, what was said before has held.
            self.seen_s += t - last.end
            self.differed_s += (t - last.end) * (last.first != last.second)
            last.end = t
        if last is None or last.end != t or (last.first, last.second) != (first, second):
            self.spans.append(Span(t, t, first, second))
        if self.spans[0].end < t - KEPT_S:
            self.spans = [span for span in self.spans if span.end >= t - KEPT_S]
