"""A session in a few numbers a face: how long each label was shown, and how sure that is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fer_core.quality import QUALITY_FLAGS
from fer_core.session.bootstrap import share_intervals
from fer_core.session.columns import PROBABILITY, classes_in
from fer_core.session.reader import Session

#: A face that has no row for longer than so many usual distances of its rows, and so many seconds, was not seen.
_GAP_STEPS, _GAP_S = 5.0, 1.0
_SPANS = 5


@dataclass(frozen=True, slots=True)
class Share:
    """How much of the time a label was shown.

    Attributes
    ----------
    label
        Name of the class.
    seconds
        For how long.
    share
        Of the time in which the face had a label, in [0, 1]; NaN if it never had one.
    low, high
        Ends of an interval around the share, see :func:`fer_core.session.bootstrap.share_intervals`; None where it was
        not asked for or too little was seen to tell.
    """

    label: str
    seconds: float
    share: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which one label was shown throughout, in seconds of ``t_s``."""

    label: str
    start_s: float
    end_s: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end_s - self.start_s


@dataclass(frozen=True, slots=True, eq=False)
class FaceSummary:
    """What one face expressed.

    All shares are of time, not of rows: a row stands for the time until the face's next one.

    Attributes
    ----------
    face_id
        As in the table.
    rows
        How many it has.
    first_s, last_s
        Time of its first and its last row.
    seen_s
        For how long it was seen: gaps are not counted.
    shares
        One for each class, in the model's order; they add up to 1.
    probabilities
        Mean of each class's p_*, in the same order; NaN where there are none.
    uncertain
        Share of the time with a label in which it was uncertain.
    unread
        Share of the seen time in which the face had no label.
    quality
        Share of the seen time that each flag of ``QUALITY_FLAGS`` was set in.
    spans
        The longest ones, longest first, at most five.
    transitions
        (K, K) int64: how often the label of the row gave way to that of the column, without a gap in between.
    block_s
        Mean length of the blocks that the intervals are made from; None if there are none.
    """

    face_id: int
    rows: int
    first_s: float
    last_s: float
    seen_s: float
    shares: tuple[Share, ...]
    probabilities: tuple[float, ...]
    uncertain: float
    unread: float
    quality: Mapping[str, float]
    spans: tuple[Span, ...]
    transitions: NDArray[np.int64]
    block_s: float | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the classes, in the model's order."""
        return tuple(share.label for share in self.shares)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """The rows of one face as a course of time.

    Attributes
    ----------
    face_id
        As in the table.
    rows
        (N,) numbers of its rows in the table, in the order of time.
    start_s, end_s
        (N,) from when until when each of them stands, in seconds of ``t_s``.
    """

    face_id: int
    rows: NDArray[np.int64]
    start_s: NDArray[np.float64]
    end_s: NDArray[np.float64]

    @property
    def follows(self) -> NDArray[np.bool_]:
        """(N,) whether a row begins where the one before it ends."""
        joined = np.zeros(self.rows.size, bool)
        joined[1:] = self.start_s[1:] <= self.end_s[:-1] + 1e-9
        return joined

    def within(self, span: tuple[float, float]) -> "Course":
        """Return the part of it that lies in a span, in seconds; what reaches over its ends is cut."""
        start, end = np.maximum(self.start_s, span[0]), np.minimum(self.end_s, span[1])
        kept = (end > start) | ((self.start_s >= span[0]) & (self.start_s <= span[1]))
        return Course(self.face_id, self.rows[kept], start[kept], np.maximum(start, end)[kept])

    def seconds_in(self, edges_s: NDArray[np.float64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return values summed up over time, in each of the stretches between edges.

        Parameters
        ----------
        edges_s
            (B + 1,) rising, in seconds of ``t_s``.
        values
            (N, K) of the rows, finite.

        Returns
        -------
        (B, K) value times seconds.
        """
        stands = self.end_s - self.start_s
        until = np.vstack([np.zeros(values.shape[1]), np.cumsum(values * stands[:, None], axis=0)])
        # A gap adds nothing: its two ends have the same sum.
        moments = np.stack([self.start_s, self.end_s], axis=1).ravel()
        sums = np.stack([until[:-1], until[1:]], axis=1).reshape(-1, values.shape[1])
        return np.stack([np.diff(np.interp(edges_s, moments, sums[:, k])) for k in range(values.shape[1])], axis=1)


def summarise(
    session: Session, span: tuple[float, float] | None = None, *, replicates: int = 0, seed: int = 1
) -> tuple[FaceSummary, ...]:
    """Return a summary of each face, of those that were seen longest first.

    Parameters
    ----------
    session
        What :func:`fer_core.open_session` returned.
    span
        From when until when, in seconds of ``t_s``; None for all of it.
    replicates
        Of the bootstrap; 0 for no intervals: without them an hour of four faces takes a part of a second.
    seed
        Of the bootstrap: the same one gives the same intervals.
    """
    labels = classes_of(session)
    shown = _numbers(session.rows["label"], {label: i for i, label in enumerate(labels)})
    quality = _flags(session.rows.get("quality"), session.row_count)
    found = []
    for course in courses(session):
        part = course if span is None else course.within(span)
        if part.rows.size:
            found.append(_summary(session, part, labels, shown[part.rows], quality[part.rows]))
    if replicates:
        rng = np.random.default_rng(seed)
        parts = {course.face_id: course if span is None else course.within(span) for course in courses(session)}
        found = [_with_intervals(face, parts[face.face_id], shown, replicates, rng) for face in found]
    return tuple(sorted(found, key=lambda face: (-face.seen_s, -face.rows, face.face_id)))


def classes_of(session: Session) -> tuple[str, ...]:
    """Return the names of the classes: those with probabilities, then others that were shown."""
    return tuple(dict.fromkeys([*classes_in(session.rows), *(label for label in session.rows["label"] if label)]))


def courses(session: Session) -> tuple[Course, ...]:
    """Return the course of each face, in the order of their ids.

    A row stands until the face's next one; where that is longer away than a gap, for the usual distance of its rows.
    Rows without a time are left out.
    """
    t_s, face = session.rows["t_s"], session.rows["face_id"]
    order = np.flatnonzero(np.isfinite(t_s))
    order = order[np.lexsort((t_s[order], face[order]))]
    edges = np.flatnonzero(np.diff(face[order])) + 1
    usual = _usual_step(np.diff(np.unique(t_s[order])))
    return tuple(_course(int(face[rows[0]]), rows, t_s[rows], usual) for rows in np.split(order, edges) if rows.size)


def _course(face_id: int, rows: NDArray[np.int64], t_s: NDArray[np.float64], usual_s: float) -> Course:
    between = np.diff(t_s)
    step = _usual_step(between) or usual_s
    gap = max(_GAP_S, _GAP_STEPS * step)
    stands = np.append(np.where(between > gap, step, between), step)
    return Course(face_id, rows, t_s, t_s + stands)


def _usual_step(between: NDArray[np.float64]) -> float:
    positive = between[between > 0]
    return float(np.median(positive)) if positive.size else 0.0


def _numbers(texts: Sequence[str] | NDArray[np.object_], known: Mapping[str, int]) -> NDArray[np.int64]:
    """Return the number of each text, -1 of an unknown one."""
    return np.fromiter((known.get(text, -1) for text in texts), np.int64, len(texts))


def _flags(texts: NDArray[np.object_] | None, rows: int) -> NDArray[np.bool_]:
    """Return (N, flags) whether each flag of the quality is set."""
    if texts is None:
        return np.zeros((rows, len(QUALITY_FLAGS)), bool)
    # There are few different ones.
    kinds = {text: i for i, text in enumerate(dict.fromkeys(texts))}
    table = np.array([[flag in text.split("|") for flag in QUALITY_FLAGS] for text in kinds], bool)
    return table.reshape(-1, len(QUALITY_FLAGS))[_numbers(texts, kinds)]


def _summary(
    session: Session, course: Course, labels: tuple[str, ...], shown: NDArray[np.int64], flags: NDArray[np.bool_]
) -> FaceSummary:
    stands = course.end_s - course.start_s
    seen_s = float(stands.sum())
    # Of a single picture nobody knows how long it stood: each row counts the same.
    weights = stands if seen_s > 0 else np.ones_like(stands)
    read = shown >= 0
    by_label = np.bincount(shown[read], weights[read], len(labels))
    total, whole = float(by_label.sum()), float(weights.sum())
    shares = by_label / total if total > 0 else np.full(len(labels), np.nan)
    said = session.rows.get("uncertain")
    # None where nothing was said.
    uncertain = np.zeros(shown.size, bool) if said is None else said[course.rows] == True  # noqa: E712
    return FaceSummary(
        course.face_id,
        course.rows.size,
        float(course.start_s[0]),
        float(course.start_s[-1]),
        seen_s,
        tuple(
            Share(label, float(seconds) if seen_s > 0 else 0.0, float(share))
            for label, seconds, share in zip(labels, by_label, shares, strict=True)
        ),
        tuple(_mean(session, label, course.rows, weights) for label in labels),
        float(weights[read & uncertain].sum()) / total if total > 0 else 0.0,
        float(weights[~read].sum()) / whole,
        {flag: float(weights[flags[:, i]].sum()) / whole for i, flag in enumerate(QUALITY_FLAGS)},
        _longest(course, labels, shown),
        _transitions(course, shown, len(labels)),
    )


def _mean(session: Session, label: str, rows: NDArray[np.int64], weights: NDArray[np.float64]) -> float:
    column = session.rows.get(PROBABILITY + label)
    if column is None:
        return float("nan")
    values = column[rows]
    known = np.isfinite(values)
    total = float(weights[known].sum())
    return float(np.dot(values[known], weights[known])) / total if total > 0 else float("nan")


def _longest(course: Course, labels: tuple[str, ...], shown: NDArray[np.int64]) -> tuple[Span, ...]:
    changes = ~course.follows
    changes[1:] |= np.diff(shown) != 0
    first = np.flatnonzero(changes)
    last = np.append(first[1:], shown.size) - 1
    lengths = np.where(shown[first] >= 0, course.end_s[last] - course.start_s[first], -1.0)
    best = [i for i in np.argsort(-lengths, kind="stable")[:_SPANS] if lengths[i] > 0]
    return tuple(
        Span(labels[shown[first[i]]], float(course.start_s[first[i]]), float(course.end_s[last[i]])) for i in best
    )


def _transitions(course: Course, shown: NDArray[np.int64], classes: int) -> NDArray[np.int64]:
    before, after = shown[:-1], shown[1:]
    changed = course.follows[1:] & (before != after) & (before >= 0) & (after >= 0)
    pairs = before[changed] * classes + after[changed]
    return np.bincount(pairs, minlength=classes * classes).reshape(classes, classes)


def _with_intervals(
    face: FaceSummary, course: Course, shown: NDArray[np.int64], replicates: int, rng: np.random.Generator
) -> FaceSummary:
    stands, numbers = course.end_s - course.start_s, shown[course.rows]
    counts = (stands > 0) & (numbers >= 0)
    if not counts.any():
        return face
    found = share_intervals(stands[counts], numbers[counts], len(face.shares), replicates, rng)
    if found is None:
        return face
    ends, block_s = found
    shares = tuple(
        replace(share, low=min(float(low), share.share), high=max(float(high), share.share))
        for share, (low, high) in zip(face.shares, ends, strict=True)
    )
    return replace(face, shares=shares, block_s=block_s)
