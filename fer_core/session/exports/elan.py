"""An annotation document of ELAN: a tier for each face, and one for marks."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_core.errors import DataError
from fer_core.session.exports.spans import face_titles, held_spans, media_of, session_name
from fer_core.session.reader import Session
from fer_core.session.summary import Span
from fer_core.sinks.csv_table import one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: ELAN knows no moments: a mark is so long, or until the next one.
_MARK_S = 0.2


def write_elan(session: Session, path: Path, final: Path) -> None:
    """Write an .eaf, with the film if it lies beside the session.

    Parameters
    ----------
    session
        What is written.
    path
        The file that is written.
    final
        What it will be called: the film is named as seen from there.

    Raises
    ------
    DataError
        If pympi is not installed.
    """
    try:
        from pympi import Elan
    except ImportError as error:
        msg = "ELAN takes the extra 'annotation': pip install 'fer-live[annotation]'."
        raise DataError(msg) from error
    document = Elan.Eaf(author="fer-live")
    document.remove_tier("default")
    media = media_of(session)
    offset_s = 0.0
    if media is not None:
        offset_s = media.offset_s
        document.add_linked_file(media.path.resolve().as_uri(), relative(media.path, final), "video/mp4")
    document.add_property("fer-live session", one_line(session_name(session), " "))
    titles = face_titles(session)
    for face_id, spans in held_spans(session).items():
        _add_tier(document, titles[face_id], spans, offset_s)
    for number, marks in enumerate(_mark_tiers(session), start=1):
        title = "marks" if number == 1 else f"marks {number}"
        while title in document.tiers:
            title += " (events)"
        _add_tier(document, title, marks, offset_s)
    Elan.to_eaf(path, document)


def relative(path: Path, document: Path) -> str:
    """Return a file as seen from the folder of a document; as it is where that is on another drive."""
    try:
        found = Path(os.path.relpath(path.resolve(), document.resolve().parent)).as_posix()
    except ValueError:
        return path.resolve().as_uri()
    return found if found.startswith("../") else f"./{found}"


def _add_tier(document: Any, title: str, spans: "Iterable[Span]", offset_s: float) -> None:
    document.add_tier(title, part=title)
    for span in spans:
        start = max(round(1000 * (span.start_s + offset_s)), 0)
        end = round(1000 * (span.end_s + offset_s))
        document.add_annotation(title, start, max(end, start + 1), one_line(span.label, " "))


def _mark_tiers(session: Session) -> "Sequence[Sequence[Span]]":
    """Return marks as spans, those of one moment on tiers of their own: on one, they must not overlap."""
    tiers: list[list[Span]] = []
    titles = face_titles(session)
    for mark in sorted(session.marks, key=lambda mark: mark.t_s):
        about = "" if mark.face_id is None else f" ({titles.get(mark.face_id, f'face {mark.face_id}')})"
        text = ": ".join(part for part in (mark.kind, mark.text) if part)
        span = Span(f"{text}{about}", mark.t_s, mark.t_s + _MARK_S)
        tier = next((tier for tier in tiers if tier[-1].start_s + 0.001 < mark.t_s), None)
        if tier is None:
            tiers.append(tier := [])
        if tier and tier[-1].end_s > mark.t_s:
            tier[-1] = Span(tier[-1].label, tier[-1].start_s, mark.t_s)
        tier.append(span)
    return tiers
