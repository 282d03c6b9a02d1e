"""What tools for annotation want to know of a session: who showed which label from when until when."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fer_core.session.edits import names_of
from fer_core.session.reader import Session
from fer_core.session.summary import Span, courses
from fer_core.sinks.csv_table import one_line


@dataclass(frozen=True, slots=True)
class Media:
    """The film of a session.

    Attributes
    ----------
    path
        The file.
    offset_s
        Its position at the session's time 0.
    """

    path: Path
    offset_s: float


def media_of(session: Session) -> Media | None:
    """Return the film that lies beside a session, None if there is none."""
    film = session.film
    if film is None:
        return None
    offset_s = 0.0
    if session.description is not None and "of the film" in session.description.time_base:
        # That of an analysis has the times of the film that was read.
        apart = session.rows["source_t_s"] - session.rows["t_s"]
        apart = apart[np.isfinite(apart)]
        offset_s = float(np.median(apart)) if apart.size else 0.0
    return Media(film, offset_s)


def held_spans(session: Session) -> Mapping[int, tuple[Span, ...]]:
    """Return by face the spans in which one label was held throughout, in seconds of ``t_s``.

    A gap in which the face was not seen ends a span; times without a label are in none.
    """
    found = {}
    for course in courses(session):
        labels = session.rows["label"][course.rows]
        begins = ~course.follows
        begins[1:] |= labels[1:] != labels[:-1]
        first = np.flatnonzero(begins)
        last = np.append(first[1:], labels.size) - 1
        found[course.face_id] = tuple(
            Span(str(labels[i]), float(course.start_s[i]), float(course.end_s[j]))
            for i, j in zip(first, last, strict=True)
            if labels[i]
        )
    return found


def face_titles(session: Session) -> Mapping[int, str]:
    """Return what each face is called, on one line: its name, else "face 1"; no two are called the same."""
    names, titles = names_of(session), dict[int, str]()
    for face_id in np.unique(session.rows["face_id"]).tolist():
        name = one_line(names.get(face_id, ""), " ").strip() or f"face {face_id}"
        titles[face_id] = f"{name} ({face_id})" if name in titles.values() else name
    return titles


def session_name(session: Session) -> str:
    """Return what a session is called."""
    return session.path.stem if session.description is None else session.description.session
