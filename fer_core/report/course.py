"""What the figures of a report are drawn from: each face in as many columns as a figure is wide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fer_core.session.edits import names_of
from fer_core.session.group import means, probabilities_of
from fer_core.session.reader import Session
from fer_core.session.summary import Course, classes_of, courses

COLUMNS = 640


@dataclass(frozen=True, slots=True, eq=False)
class FaceCourse:
    """One face through time.

    Attributes
    ----------
    face_id
        As in the table.
    name
        What it is called.
    shown
        (N,) number of the class that was shown longest in each column; -1 where it had no label, -2 where it was not
        seen.
    probabilities
        (N, K) means of the probabilities, NaN where there are none.
    """

    face_id: int
    name: str
    shown: NDArray[np.int64]
    probabilities: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Courses:
    """All faces of a session through time.

    Attributes
    ----------
    edges_s
        (N + 1,) edges of the columns, in seconds of ``t_s``.
    labels
        The classes that were or can be shown.
    probable
        The K classes that have probabilities.
    faces
        By id.
    """

    edges_s: NDArray[np.float64]
    labels: tuple[str, ...]
    probable: tuple[str, ...]
    faces: Mapping[int, FaceCourse]

    @property
    def span(self) -> tuple[float, float]:
        """From when until when, in seconds."""
        return float(self.edges_s[0]), float(self.edges_s[-1])


def runs(shown: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
    """Return the stretches of one value: from which column, to before which, and the value."""
    edges = [0, *(np.flatnonzero(np.diff(shown)) + 1), len(shown)]
    for first, end in pairwise(edges):
        yield int(first), int(end), int(shown[first])


def courses_of(session: Session) -> Courses:
    """Return all faces of a session through time, in ``COLUMNS`` columns; of a session without rows, none."""
    labels = classes_of(session)
    probable, values = probabilities_of(session)
    found = courses(session)
    names = names_of(session)
    start = min((float(course.start_s[0]) for course in found), default=0.0)
    end = max((float(course.end_s.max()) for course in found), default=start)
    # A picture has no course: it fills a second.
    edges = np.linspace(start, end if end > start else start + 1.0, COLUMNS + 1)
    number = {label: i for i, label in enumerate(labels)}
    shown = np.fromiter((number.get(label, -1) for label in session.rows["label"]), np.int64, session.row_count)
    faces = {}
    for course in found:
        standing = course if end > start else Course(course.face_id, course.rows, course.start_s, course.end_s + 1.0)
        columns = _columns(standing, shown, len(labels), edges)
        name = names.get(course.face_id, f"Face {course.face_id}")
        faces[course.face_id] = FaceCourse(course.face_id, name, columns, means(standing, values, edges))
    return Courses(edges, labels, probable, faces)


def _columns(course: Course, shown: NDArray[np.int64], classes: int, edges_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return what was shown longest in each column."""
    # The last one is for rows without a label.
    one_hot = np.eye(classes + 1)[shown[course.rows]]
    seconds = course.seconds_in(edges_s, one_hot)
    longest = seconds.argmax(axis=1)
    longest[longest == classes] = -1
    return np.where(seconds.sum(axis=1) < 0.1 * np.diff(edges_s), -2, longest)
