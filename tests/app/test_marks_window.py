"""Marks by key and by note, on the time line and in the file."""

import pytest
from fakes import make_backend
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from seen import plays
from takes import finish, session_in, start, texts

from app.choice import DEMO
from app.note_field import NoteField


@pytest.fixture
def window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    until(lambda: window.panels["timeline"].lanes)
    return window


@pytest.fixture
def field(window):
    return window.findChild(NoteField)


def marks(window):
    return [(mark.kind, mark.text) for mark in window.panels["timeline"].history.marks]


def record(window, until):
    """Record until a picture is seen that is in the table, too."""
    start(window, until)
    shown = window.view.result
    until(lambda: window.view.result is not shown)


def test_keys_are_written_into_the_recording_with_the_time_of_the_picture(window, until, tmp_path, notices):
    record(window, until)
    times = []
    for key in (Qt.Key.Key_1, Qt.Key.Key_9):
        times.append(window.view.result.frame.t)
        QTest.keyClick(window, key)
        before = window.view.result
        until(lambda before=before: window.view.result is not before)
    finish(window, until)
    session = session_in(tmp_path)
    assert [(mark.kind, mark.text, mark.face_id) for mark in session.marks] == [("key", "1", None), ("key", "9", None)]
    assert session.marks[1].t_s - session.marks[0].t_s == pytest.approx(times[1] - times[0], abs=1e-3)
    assert any(abs(session.marks[0].t_s - t_s) < 1e-3 for t_s in session.rows["t_s"])
    assert session.status == "whole"
    assert session.description.file("events").written == 2
    assert texts(notices, of=("done",)) == [
        f"Recording saved: {session.row_count} rows in {session.path.name} and 2 marks in events.csv."
    ]


def test_a_recording_without_a_mark_has_no_file_of_marks(window, until, tmp_path, notices):
    record(window, until)
    assert not window.recording.take.has_film
    finish(window, until)
    session = session_in(tmp_path)
    assert sorted(path.name for path in session.path.parent.iterdir()) == [session.path.name, "session.json"]
    assert [file.sink for file in session.description.files] == ["csv"]
    assert texts(notices, of=("done",)) == [f"Recording saved: {session.row_count} rows in {session.path.name}."]


def test_a_note_is_about_the_moment_when_it_was_begun(window, until, tmp_path, field):
    record(window, until)
    assert not field.isVisible()
    begun_t = window.view.result.frame.t
    QTest.keyClick(window, Qt.Key.Key_N)
    assert field.isVisible()
    assert field.hasFocus()
    assert "for the recording" in field.placeholderText()
    QTest.keyClicks(field, "=she laughs 3 times")
    until(lambda: window.view.result.frame.t > begun_t + 1)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert not field.isVisible()
    assert window.hasFocus()
    assert marks(window) == [("note", "=she laughs 3 times")]
    history = window.panels["timeline"].history
    assert history.marks[0].t == pytest.approx(history.newest_t - (window.view.result.frame.t - begun_t), abs=1e-6)
    finish(window, until)
    session = session_in(tmp_path)
    (mark,) = session.marks
    assert (mark.kind, mark.text) == ("note", "=she laughs 3 times")
    assert any(abs(mark.t_s - t_s) < 1e-3 for t_s in session.rows["t_s"])
    assert "'=she laughs" in (session.path.parent / "events.csv").read_text()


def test_a_note_is_dropped_by_esc_and_an_empty_one_is_none(window, field):
    for keys, end in (("never", Qt.Key.Key_Escape), ("  ", Qt.Key.Key_Return)):
        QTest.keyClick(window, Qt.Key.Key_N)
        assert field.text() == ""
        QTest.keyClicks(field, keys)
        QTest.keyClick(field, end)
        assert not field.isVisible()
    assert marks(window) == []


def test_what_is_typed_is_no_key_of_the_window(window, until, field):
    QTest.keyClick(window, Qt.Key.Key_N)
    assert "nothing is being recorded" in field.placeholderText()
    before = window.view.result
    QTest.keyClicks(field, "12 z,.n0 9")
    assert field.text() == "12 z,.n0 9"
    until(lambda: window.view.result is not before)
    assert marks(window) == []
    assert window.session.film.transport is None or not window.session.film.held


def test_a_recording_that_ends_before_the_note_is_told(window, until, tmp_path, notices, field):
    record(window, until)
    QTest.keyClick(window, Qt.Key.Key_N)
    QTest.keyClicks(field, "too late")
    finish(window, until)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert marks(window) == [("note", "too late")]
    assert texts(notices, of=("info",))[-1:] == [
        "The recording has ended meanwhile: the note is on the time line alone."
    ]
    assert session_in(tmp_path).marks == ()


def test_another_source_takes_a_note_away(window, until, field):
    QTest.keyClick(window, Qt.Key.Key_N)
    QTest.keyClicks(field, "of before")
    window.actions_by_name["start"].trigger()
    until(lambda: not field.isVisible())
    QTest.keyClick(window, Qt.Key.Key_5)
    assert not window.actions_by_name["note"].isEnabled()
    assert marks(window) == []


def test_the_field_stays_within_a_small_window_and_a_modifier_makes_no_mark(window, field):
    QTest.keyClick(window, Qt.Key.Key_N)
    window.resize(620, 360)
    stage = window.page.stage
    assert stage.rect().contains(field.geometry())
    QTest.keyClick(field, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert marks(window) == []
    assert not [edit for edit in window.findChildren(QLineEdit) if edit.isVisible() and edit is field]


def test_the_pointer_is_told_of_a_mark(window, until):
    timeline = window.panels["timeline"]
    timeline.mark("rule", "startled: surprise 0.83", ago_s=0.0)
    timeline.end_s = timeline.history.newest_t + 1
    (mark,) = timeline.history.marks
    at = QPoint(round(timeline._x_of(mark.t)) + 2, round(timeline.lanes[0].rect.center().y()))
    assert timeline.told(at).splitlines()[0] == "Mark: startled: surprise 0.83"
    assert "Mark" not in timeline.told(at - QPoint(60, 0))
