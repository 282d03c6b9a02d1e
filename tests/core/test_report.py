"""The report of a session: what it says, and that nothing that somebody has written breaks the page."""

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest
from live_fakes import pipeline_description
from session_fakes import begun
from summary_fakes import course_of, session_of

from fer_core.errors import DataError
from fer_core.report.content import Figure, Points, Table, Words
from fer_core.report.course import COLUMNS, courses_of, runs
from fer_core.report.methods import settings_rows
from fer_core.report.page import page
from fer_core.report.sections import make_report, open_edited
from fer_core.report.svg import clock, shortened, time_ticks
from fer_core.session.changes import Edits, Exclude
from fer_core.session.description import FileFacts
from fer_core.session.edits import edits_path, write_edits
from fer_core.session.events import Mark
from fer_core.session.reader import open_session

NOW = datetime(2026, 3, 4, tzinfo=UTC)
NASTY = "<script>alert('&')</script>"


def report_of(session, **options):
    return make_report(session, replicates=100, now=NOW, **options)


def described(**changes):
    return replace(begun().description, **changes)


def blocks(report, kind, title=""):
    return [
        b for part in report.sections for b in part.blocks if isinstance(b, kind) and title in getattr(b, "title", "")
    ]


def words(report):
    told = [f"{name}: {value}" for name, value in report.facts]
    for part in report.sections:
        told += [part.title, part.aside]
        for block in part.blocks:
            match block:
                case Words(text):
                    told.append(text)
                case Points(items):
                    told += items
                case Figure(title, _, caption):
                    told += [title, caption]
                case Table(title, header, rows):
                    told += [title, *header, *(cell for row in rows for cell in row)]
    return "\n".join(told)


def svg_texts(figure):
    return ["".join(part.itertext()) for part in ET.fromstring(figure.svg) if part.tag.endswith("text")]


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found, self.addresses = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "xlink:href", "data", "action")]


def moody(seconds=120, faces=1):
    parts = [("happy", 3.0), ("neutral", 2.0), ("sad", 1.0), ("neutral", 4.0)] * (seconds // 10)
    return [row for face in range(1, faces + 1) for row in course_of(*parts, face=face)]


# One face


def test_a_face_is_told_with_shares_times_and_changes():
    report = report_of(session_of(*moody(), description=described()))
    assert report.title == "talk"
    told = words(report)
    assert "Face 1 showed neutral for 60 % and happy for 30 %" in told
    (shares,) = blocks(report, Figure, "How long each label was shown")
    texts = svg_texts(shares)
    assert texts[5] == "Angry"
    assert any(re.fullmatch(r"30 % +\(\d+ to \d+\)", text) for text in texts)
    assert "95 % intervals" in shares.caption
    (changes,) = blocks(report, Figure, "What came after what")
    assert svg_texts(changes).count("12") == 3
    (spans,) = blocks(report, Table, "The longest times")
    assert spans.rows[0] == ("Neutral", "0:06.0", "0:10.0", "4.0")
    assert "Nothing made this face hard to read." in told
    assert not blocks(report, Figure, "The room")


def test_the_page_needs_nothing_else():
    html = page(report_of(session_of(*moody(faces=2), description=described())))
    tags = Tags(html)
    assert tags.addresses == []
    assert not {"script", "link", "img", "iframe"} & set(tags.found)
    assert tags.found.count("h1") == 1
    assert "@import" not in html
    assert "url(" not in html
    assert "default-src 'none'" in html
    assert "04 March 2026" in html


def test_every_figure_is_sound_and_says_what_it_shows():
    report = report_of(session_of(*moody(faces=3), description=described(), marks=[Mark(1.0, "", "mark", None, "x")]))
    figures = blocks(report, Figure)
    assert len(figures) > 15
    for figure in figures:
        svg = ET.fromstring(figure.svg)
        assert svg.get("aria-label")
        assert svg.get("viewBox").startswith("0 0 720 ")
        assert "nan" not in figure.svg


def test_what_was_typed_is_shown_as_it_is_and_never_run(tmp_path):
    classes = ("happy", NASTY)
    marks = [Mark(1.0, "", NASTY, 1, NASTY), Mark(2.0, "", "note", 99, "=1+1")]
    rows = [(i / 10, 1 + i % 2, classes[i // 20 % 2], NASTY) for i in range(100)]
    description = described(session=NASTY, notes=(NASTY,), files=(FileFacts(NASTY, "csv"),))
    session = session_of(*rows, classes=classes, marks=marks, description=description, problems=[NASTY])
    session.rows["face_name"] = np.where(session.rows["face_id"] == 1, NASTY, "").astype(object)
    html = page(report_of(session))
    assert "script" not in Tags(html).found
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 5
    assert "Face 99" in html


# What is wrong with a session


def test_a_session_without_rows():
    report = report_of(session_of(description=described()))
    assert "No face was seen" in words(report)
    assert [part.title for part in report.sections] == [
        "In short",
        "Methods",
        "What it cannot tell",
        "Settings and files",
    ]
    assert ("Length", "no rows") in report.facts
    assert page(report)


def test_marks_without_rows():
    marks = [Mark(5.0, "", "mark", None, "later"), Mark(1.0, "", "mark", 2, "sooner")]
    (table,) = [b for b in blocks(report_of(session_of(marks=marks)), Table) if "Kind" in b.header]
    assert [row[:3] for row in table.rows] == [("1", "0:01.0", "Face 2"), ("2", "0:05.0", "")]


def test_one_row_and_rows_with_nothing_in_them():
    rows = [(0.0, 1, "happy"), (0.0, 2, ""), (math.nan, 3, "sad"), (0.0, 4, "sad", "", None, [math.nan] * 7)]
    report = report_of(session_of(*rows))
    assert "This face was never read" in words(report)
    assert "Too little changed in it to give intervals" in words(report)
    assert "nan" not in page(report)


def test_a_table_alone_says_what_is_not_known():
    report = report_of(session_of(*moody(20), status="unknown"))
    told = words(report)
    assert "no description" in told
    assert "Nothing is known here of how often this model errs" in told
    assert "Model: not known" in told


def test_a_session_that_was_interrupted_says_so_first():
    session = session_of(*moody(20), description=described(), status="interrupted", problems=["The disk was full."])
    first = report_of(session).sections[0]
    assert [block.look for block in first.blocks[:2]] == ["warning", "warning"]
    assert "interrupted" in first.blocks[0].text
    assert first.blocks[1].text == "The disk was full."


def test_many_faces_and_marks_are_told_shortly_and_what_is_left_out_is_said():
    rows = [row for face in range(1, 60) for row in course_of(("happy", 0.5), face=face, start_s=face / 10)]
    marks = [Mark(i / 100, "", "mark", None, str(i)) for i in range(300)]
    report = report_of(session_of(*rows, marks=marks))
    told = words(report)
    assert sum(part.title.startswith("Face ") for part in report.sections) == 12
    assert "19 further faces were seen for" in told
    assert "100 further marks are in events.csv" in told
    assert "The 16 faces that were seen longest" in told


def test_a_session_as_it_was_edited(tmp_path):
    from test_reader import recorded

    folder = recorded(tmp_path, frames=20)
    session = open_session(folder)
    edits = Edits(names={1: "Ada <3"}, changes=(Exclude(1.0, 5.0, None),))
    write_edits(edits_path(session), edits.of(session))
    edited, was = open_edited(folder)
    report = report_of(edited, edited=was)
    assert was
    assert "reported as edited" in words(report)
    assert any(part.title == "Ada <3" for part in report.sections)
    assert ("Rows", "20") in report.facts
    assert "Ada &lt;3" in page(report)


def test_changes_of_another_table_are_not_reported(tmp_path):
    from test_reader import recorded

    folder = recorded(tmp_path)
    write_edits(edits_path(open_session(folder)), Edits(names={1: "Ada"}, sha256="0" * 64, table="other.csv"))
    with pytest.raises(DataError, match="holds changes of another table"):
        open_edited(folder)


def test_a_name_with_control_characters_breaks_no_figure(tmp_path):
    from test_reader import recorded

    folder = recorded(tmp_path, frames=20)
    session = open_session(folder)
    write_edits(edits_path(session), Edits(names={1: "A\x0bda\x00"}).of(session))
    edited, was = open_edited(folder)
    figures = [item for item in blocks(report_of(edited, edited=was), Figure) if "A da" in item.svg]
    assert figures
    for figure in figures:
        ET.fromstring(figure.svg)


def test_settings_are_told_in_words():
    pipeline = replace(pipeline_description(), settings={"detector": "live", "in_turns": True, "threads": 2})
    rows = dict(settings_rows(replace(begun().description, pipeline=pipeline)))
    assert rows["Faces are found"] == "by looks at the whole picture, and followed in between"
    assert rows["Faces are read"] == "in turns, as often as the model's window needs"
    assert rows["Threads of the network"] == "2"


# Several faces


def test_several_faces_are_told_as_one_room():
    report = report_of(session_of(*moody(faces=2), description=described()))
    assert [part.title for part in report.sections[1:3]] == ["All faces", "The room"]
    (pair,) = blocks(report, Figure, "Face 1 and Face 2 together")
    assert "On average 1.00" in pair.caption
    assert "Boker" in words(report)


# How it was made


def test_the_paragraph_for_a_paper_names_what_a_reader_needs():
    (paragraph,) = [b.text for b in blocks(report_of(session_of(*moody(), description=described())), Words)
                    if b.look == "paste"]  # fmt: skip
    for part in ("fer-live", "MediaPipe", "median rate of 10 Hz", "64 x 48 pixels at 30 pictures a second",
                 "stationary bootstrap", "100 replicates", "Time base: t_s counts"):  # fmt: skip
        assert part in paragraph


def test_the_shipped_model_is_told_in_its_own_world_and_on_strangers():
    from fer_core.estimators.base import EstimatorDescription, PipelineDescription
    from fer_core.manifest import checksums
    from fer_core.outputs import DistributionSpec
    from fer_core.places import MODELS
    from fer_core.report.methods import model_of
    from fer_core.spec import CLASSES

    known = checksums()
    sha256 = {name: known[name] for name in ("encoder.onnx", "head.onnx")}
    part = EstimatorDescription("fer-live-6", {"spoken": DistributionSpec(CLASSES)}, sha256)
    session = session_of(description=described(pipeline=PipelineDescription((part,), "fer-live-6.spoken", {})))
    model = model_of(session)
    assert any("Strangers" in figure.of for figure in model.figures)
    assert any("FER2013" in figure.of for figure in model.figures)
    assert any("reads expressions, not feelings" in limit for limit in model.limits)
    other = replace(part, sha256={**sha256, "head.onnx": "0" * 64})
    unknown = session_of(description=described(pipeline=PipelineDescription((other,), "fer-live-6.spoken", {})))
    assert model_of(unknown, MODELS).figures == ()


# Parts


@pytest.mark.parametrize(
    ("seconds", "tenths", "text"),
    [
        (0, False, "0:00"),
        (59.96, True, "1:00.0"),
        (61, False, "1:01"),
        (3725.25, True, "1:02:05.2"),
        (-5, False, "-0:05"),
    ],
)
def test_times_are_written_as_on_a_clock(seconds, tenths, text):
    assert clock(seconds, tenths=tenths) == text


@pytest.mark.parametrize("end", [0.5, 3.0, 61.0, 5000.0, 200_000.0])
def test_an_axis_has_few_ticks_within_its_span(end):
    ticks = time_ticks(0.0, end)
    assert 1 <= len(ticks) <= 9
    assert all(0 <= tick <= end for tick in ticks)


def test_long_names_are_cut():
    assert shortened("short", 100) == "short"
    assert shortened("a name that is much too long", 60).endswith("…")


def test_columns_show_what_was_there_longest():
    session = session_of(*course_of(("happy", 40.0), ("sad", 24.0)), *course_of(("", 2.0), face=2, start_s=10.0))
    found = courses_of(session)
    assert [run[2] for run in runs(found.faces[1].shown)] == [3, 4]
    assert next(end for _, end, _ in runs(found.faces[1].shown)) == pytest.approx(COLUMNS * 40 / 64, abs=1)
    assert [run[2] for run in runs(found.faces[2].shown)] == [-2, -1, -2]
