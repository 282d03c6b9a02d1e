"""A session turned into the sections of a report."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from itertools import combinations
from pathlib import Path

from fer_core.captions import class_word, counted, listed
from fer_core.report.content import Block, Figure, Points, Report, Section, Table, Words, section
from fer_core.report.course import Courses, courses_of
from fer_core.report.figures import (
    key,
    percent_of_time,
    quality_figure,
    shares_figure,
    time_figure,
    transitions_figure,
)
from fer_core.report.group_figures import presence_figure, room_figure, synchrony_figure
from fer_core.report.methods import Model, methods, model_of, settings_rows
from fer_core.report.svg import clock
from fer_core.session.edits import apply_edits, edits_of
from fer_core.session.events import Mark
from fer_core.session.group import MOST_LAG_S, WINDOW_S, Synchrony, room, synchrony
from fer_core.session.reader import Session, open_session
from fer_core.session.recover import is_being_recorded
from fer_core.session.summary import FaceSummary, courses, summarise

REPLICATES = 2000
#: So many faces have a section, a strip in the overview, and a line in the table; so many pairs are compared.
_SECTIONS, _STRIPS, _LINES, _PAIRS = 12, 16, 40, 6
#: Marks that have a flag in the figures, and a line in the table.
_FLAGS, _MARKS = 30, 200
#: Two faces are compared if they were seen together for so many seconds.
_TOGETHER_S = 2 * WINDOW_S
#: With so many courses of chance, with fewer if they are long: an hour of them takes its time.
_SURROGATES, _LONG_S = (99, 39), 1200.0

_SOURCES = {
    "camera": "Camera", "film": "Film", "picture": "Picture", "stream": "Stream", "demo": "Demo", "synthetic": "Test"
}  # fmt: skip
_REFERENCES = (
    "H. R. Künsch (1989). The jackknife and the bootstrap for general stationary observations. The Annals of "
    "Statistics 17(3), 1217-1241.",
    "D. N. Politis and J. P. Romano (1994). The stationary bootstrap. Journal of the American Statistical Association "
    "89(428), 1303-1313.",
)
_GROUP_REFERENCES = (
    "S. M. Boker, J. L. Rotondo, M. Xu and K. King (2002). Windowed cross-correlation and peak picking for the "
    "analysis of variability in the association between behavioral time series. Psychological Methods 7(3), 338-355.",
    "R. G. Moulder, S. M. Boker, F. Ramseyer and W. Tschacher (2018). Determining synchrony between behavioral time "
    "series. Psychological Methods 23(4), 757-773.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """A session and what was found in it.

    Attributes
    ----------
    session
        As it is after its edits.
    edited
        Whether there were any.
    faces
        Those that were seen longest first.
    courses
        Through time.
    marks
        With their numbers, from 1.
    model
        What read it.
    pairs
        How two faces went together.
    """

    session: Session
    edited: bool
    faces: tuple[FaceSummary, ...]
    courses: Courses
    marks: tuple[tuple[int, Mark], ...]
    model: Model
    pairs: tuple[Synchrony, ...] = field(default=())

    def name(self, face_id: int | None) -> str:
        """Return what a face is called."""
        face = self.courses.faces.get(face_id) if face_id is not None else None
        return "" if face_id is None else f"Face {face_id}" if face is None else face.name


def open_edited(path: Path | str) -> tuple[Session, bool]:
    """Open a session as it is after its edits, and say whether there are any.

    Raises
    ------
    DataError
        If there is no session, or it or its edits cannot be read.
    """
    session = open_session(path)
    edits = edits_of(session)
    return apply_edits(session, edits), bool(edits)


def make_report(
    session: Session,
    *,
    edited: bool = False,
    model: Path | None = None,
    replicates: int = REPLICATES,
    now: datetime | None = None,
) -> Report:
    """Make the report of a session.

    Parameters
    ----------
    session, edited
        What :func:`open_edited` returned.
    model
        Folder of the model that read it, for its figures; None for the one that fer-live ships.
    replicates
        Of the bootstrap.
    now
        When it is made.
    """
    faces = summarise(session, replicates=replicates)
    marks = tuple(enumerate(sorted(session.marks, key=lambda mark: mark.t_s), start=1))
    told = Told(session, edited, faces, courses_of(session), marks, model_of(session, model), _pairs(session, faces))
    title = session.description.session if session.description is not None else session.path.stem
    version = metadata.version("fer-live")
    made = f"Made by fer-live {version} on {(now or datetime.now(UTC)):%d %B %Y}. It holds no pictures of people."
    sections = [
        _first(told),
        *([_overview(told), _together(told)] if len(faces) > 1 else []),
        *(_face(told, face) for face in faces[:_SECTIONS]),
        _marks(told),
        _methods(told, replicates),
        _limits(told),
        _settings(told),
    ]
    return Report(title or session.path.stem, _facts(told), tuple(part for part in sections if part.blocks), made)


def _facts(told: Told) -> tuple[tuple[str, str], ...]:
    session, said = told.session, told.session.description
    start = told.courses.span[0]
    facts = []
    if said is not None:
        facts.append(("Recorded", _moment(said.start_utc)))
        facts.append(("Source", ": ".join(filter(None, (_SOURCES.get(said.source.kind, said.source.kind),
                                                        said.source.name)))))  # fmt: skip
    seconds = max((face.last_s for face in told.faces), default=start) - start
    facts.append(("Length", _seconds(seconds) if told.faces else "no rows"))
    facts.append(("Faces", f"{len(told.faces):,}"))
    facts.append(("Rows", f"{session.row_count:,}"))
    facts.append(("Model", told.model.name or "not known"))
    return tuple(facts)


def _moment(utc: str) -> str:
    try:
        return f"{datetime.fromisoformat(utc).astimezone(UTC):%d %B %Y, %H:%M} UTC"
    except ValueError:
        return utc or "not known"


def _first(told: Told) -> Section:
    session, said = told.session, told.session.description
    blocks: list[Block] = []
    if session.status == "interrupted":
        what = "still being recorded" if is_being_recorded(session) else "interrupted"
        blocks.append(Words(f"This session was {what}: what follows is of the rows until then.", "warning"))
    blocks += [Words(problem, "warning") for problem in session.problems]
    if said is None:
        blocks.append(Words("There is no description beside this table: how it was made is not known.", "warning"))
    if told.edited:
        blocks.append(Words("The session was looked through after it was recorded, and is reported as edited.", "note"))
    blocks += [Words(note, "note") for note in (said.notes if said is not None else ())]
    if not told.faces:
        blocks.append(Words("No face was seen, so there is nothing to be told of expressions.", "lead"))
    else:
        blocks.append(Words(_lead(told), "lead"))
    return section("In short", blocks)


def _lead(told: Told) -> str:
    sentences = []
    for face in told.faces[:3]:
        best = sorted((share for share in face.shares if share.share > 0), key=lambda share: -share.share)[:2]
        if not best:
            sentences.append(f"{told.name(face.face_id)} was never read.")
            continue
        shown = listed([f"{class_word(share.label).lower()} for {percent_of_time(share.share)}" for share in best])
        sentences.append(f"{told.name(face.face_id)} showed {shown} of {_seconds(face.seen_s)}.")
    if len(told.faces) > 3:
        sentences.append(f"{counted(len(told.faces) - 3, 'further faces')} follow below.")
    return " ".join(sentences)


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{clock(seconds)} {'min' if seconds < 3600 else 'h'}"


def _overview(told: Told) -> Section:
    ids = [face.face_id for face in told.faces[:_STRIPS]]
    flags = told.marks if len(told.marks) <= _FLAGS else ()
    rows = tuple(
        (
            told.name(face.face_id),
            _seconds(face.seen_s),
            clock(face.first_s),
            _most(face),
            percent_of_time(face.uncertain),
        )
        for face in told.faces[:_LINES]
    )
    rest = told.faces[_LINES:]
    more = Words(f"{counted(len(rest), 'further faces')} were seen for {_seconds(sum(face.seen_s for face in rest))} "
                 "together, and are left out.", "note") if rest else None  # fmt: skip
    shown = [any((told.courses.faces[i].shown == k).any() for i in ids) for k in range(len(told.courses.labels))]
    return section(
        "All faces",
        [
            _key(told, shown),
            Figure(
                f"The {len(ids)} faces that were seen longest" if len(told.faces) > _STRIPS else "Who showed what when",
                str(presence_figure(told.courses, ids, flags)),
                "A strip is empty where the face was not seen.",
            ),
            Table("", ("Face", "Seen for", "From", "Most often", "Uncertain"), rows, (1, 2, 4)),
            more,
        ],
    )


def _most(face: FaceSummary) -> str:
    best = max(face.shares, key=lambda share: share.share if math.isfinite(share.share) else -1.0, default=None)
    if best is None or not best.share > 0:
        return "never read"
    return f"{class_word(best.label)} ({percent_of_time(best.share)})"


def _key(told: Told, shown: Sequence[bool]) -> Figure:
    return Figure("", str(key(told.courses.labels, shown)))


def _pairs(session: Session, faces: Sequence[FaceSummary]) -> tuple[Synchrony, ...]:
    """Return how those went together that were seen together longest."""
    spans = {course.face_id: course for course in courses(session)}

    def together_s(pair: tuple[int, int]) -> float:
        one, other = (spans[face_id] for face_id in pair)
        return float(min(one.end_s[-1], other.end_s[-1]) - max(one.start_s[0], other.start_s[0]))

    pairs = combinations(sorted(face.face_id for face in faces[:_SECTIONS]), 2)
    longest = sorted((pair for pair in pairs if together_s(pair) >= _TOGETHER_S), key=together_s, reverse=True)
    found = [synchrony(session, pair, surrogates=_SURROGATES[together_s(pair) > _LONG_S]) for pair in longest[:_PAIRS]]
    return tuple(pair for pair in found if math.isfinite(pair.mean))


def _together(told: Told) -> Section:
    everybody = room(told.session, told.courses.edges_s)
    there = [told.courses.labels.index(label) for label in everybody.labels]
    shown = [i in there for i in range(len(told.courses.labels))]
    blocks: list[Block] = [
        _key(told, shown),
        Figure(
            "The room through time",
            str(room_figure(everybody)),
            "All faces that were read at a moment count the same, with their probabilities and not only their labels.",
        ),
    ]
    for pair in told.pairs:
        names = (told.name(pair.faces[0]), told.name(pair.faces[1]))
        blocks.append(
            Figure(
                f"{names[0]} and {names[1]} together",
                str(synchrony_figure(pair, names, told.courses.span)),
                _pair_words(pair, names),
            )
        )
    if told.pairs:
        words = (
            f"How alike two faces went: the correlation of all their probabilities in windows of {WINDOW_S:.0f} s, at "
            f"the lag of up to {MOST_LAG_S:.0f} s at which it is highest (Boker et al., 2002). Chance is what the same "
            "two courses give when one is shifted against the other in time (Moulder et al., 2018): 95 of 100 windows "
            "of these lie below the upper edge of the grey band."
        )
        blocks.append(Words(words, "note"))
    return section("The room", blocks)


def _pair_words(pair: Synchrony, names: tuple[str, str]) -> str:
    words = f"On average {pair.mean:.2f}"
    if math.isnan(pair.chance):
        return f"{words}. They were seen together for too short a time to say what chance would give."
    words += f", by chance {pair.chance:.2f} (p = {pair.p_value:.2f})"
    if pair.p_value > 0.05:
        return f"{words}: no more alike than courses that do not belong together."
    lags = sorted(float(lag) for lag in pair.lag_s if math.isfinite(lag))
    lag = lags[len(lags) // 2]
    who = f"{names[1]} follows {names[0]}" if lag > 0 else f"{names[0]} follows {names[1]}"
    return f"{words}: more alike than by chance. " + (
        f"{who} by {abs(lag):.1f} s (median)." if abs(lag) >= 0.1 else "Neither is ahead (median lag 0 s)."
    )


def _face(told: Told, face: FaceSummary) -> Section:
    course = told.courses.faces[face.face_id]
    own = [entry for entry in told.marks if entry[1].face_id in (None, face.face_id)]
    transitions, quality = transitions_figure(face), quality_figure(face)
    spans = Table(
        "The longest times of one label",
        ("Label", "From", "Until", "Seconds"),
        tuple((class_word(s.label), clock(s.start_s, tenths=True), clock(s.end_s, tenths=True), f"{s.seconds:.1f}")
              for s in face.spans), (1, 2, 3),
    )  # fmt: skip
    if all(math.isnan(share.share) for share in face.shares):
        blocks: list[Block | None] = [Words("This face was never read: it stood outside the picture.")]
    else:
        probable = [bool(share.share > 0) or share.label in told.courses.probable for share in face.shares]
        blocks = [
            Figure("How long each label was shown", str(shares_figure(face)), _interval_words(face)),
            _key(told, probable),
            Figure(
                "Through time",
                str(time_figure(course, told.courses, own if len(own) <= _FLAGS else ())),
                _flag_words(own),
            ),
            Figure("What came after what", str(transitions),
                   "How often the label of the row gave way to that of the column.") if transitions else
            Words("The label never changed while the face was in sight."),
            spans if face.spans else None,
        ]  # fmt: skip
    blocks.append(
        Figure("What made it hard to read", str(quality), "In how much of the time in which the face was seen.")
        if quality else Words("Nothing made this face hard to read.")
    )  # fmt: skip
    aside = f"seen for {_seconds(face.seen_s)}, {counted(face.rows, 'rows')}"
    return section(course.name, blocks, aside)


def _interval_words(face: FaceSummary) -> str:
    if face.block_s is None:
        return "Of the time in which the face had a label. Too little changed in it to give intervals."
    return (
        "Of the time in which the face had a label. Lines and brackets: 95 % intervals, from blocks of "
        f"{face.block_s:.1f} s on average, since a frame says nearly what the one before it said."
    )


def _flag_words(marks: Sequence[tuple[int, Mark]]) -> str:
    if len(marks) > _FLAGS:
        return f"The {len(marks)} marks are in the table below."
    return "Flags: marks, see the table below." if marks else ""


def _marks(told: Told) -> Section:
    rows = tuple(
        (str(number), clock(mark.t_s, tenths=True), told.name(mark.face_id), mark.kind, mark.text)
        for number, mark in told.marks[:_MARKS]
    )
    left = len(told.marks) - len(rows)
    more = Words(f"{counted(left, 'further marks')} are in events.csv.", "note") if left > 0 else None
    return section("Marks", [Table("", ("", "Time", "Face", "Kind", "Text"), rows, (0, 1)) if rows else None, more])


def _methods(told: Told, replicates: int) -> Section:
    used = (*(_REFERENCES if any(face.block_s for face in told.faces) else ()),
            *(_GROUP_REFERENCES if told.pairs else ()))  # fmt: skip
    words = methods(told.session, told.faces, told.model, replicates)
    return section("Methods", [Words(words, "paste"), Points(used) if used else None], "to paste into a paper")


def _settings(told: Told) -> Section:
    said = told.session.description
    if said is None:
        return section("Settings", [])
    versions = tuple(said.versions.items())
    files = tuple((file.name, f"{file.written:,} {file.unit}" if file.written is not None else "", file.sha256 or "")
                  for file in said.files)  # fmt: skip
    return section(
        "Settings and files",
        [
            Table("Settings", (), settings_rows(said)),
            Table("Versions", (), versions) if versions else None,
            Table("Files", ("File", "Holds", "SHA-256"), files) if files else None,
        ],
    )


def _limits(told: Told) -> Section:
    return section("What it cannot tell", [Points(told.model.limits)])
