"""The viewer, driven as a person would: looked through, changed, undone, opened again."""

import hashlib
import json

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sessions import write_session

from app.viewer import document as document_module
from fer_core.errors import SinkError
from fer_core.session.edits import Edits, Exclude, Merge, Split, read_edits, write_edits


@pytest.fixture
def folder(tmp_path):
    """Face 1 all the time, face 2 but from 8 to 12 s; three marks."""
    return write_session(tmp_path, marks=((5.0, "", "begin"), (9.0, 1, "laughs"), (15.0, "", "end")))


def sums(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def drag(line, start_s, end_s, row=0):
    """Drag over a lane from a time to another one."""
    seen, view = line.seen, line.viewport()
    y = round(line.name_place(line.faces[row].face_id).y()) + 20
    first, last = (QPoint(round(seen.x_of(t_s)), y) for t_s in (start_s, end_s))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=first)
    QTest.mouseMove(view, first + QPoint(10, 0))
    QTest.mouseMove(view, last)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=last)


def settled(window, until):
    until(lambda: not window.desk.document.busy)


def test_a_session_is_shown_with_its_faces_rows_marks_and_summary(view, folder, until):
    desk = view(folder).desk
    assert [face.face_id for face in desk.line.faces] == [1, 2]
    assert desk.table.rows.rowCount() == 200 + 160
    assert desk.marks.texts == ("0:05.0   begin", "0:09.0   laughs   Face 1", "0:15.0   end")
    until(lambda: len(desk.shares.cards) == 2)
    assert desk.shares.heading.text() == "Whole session"
    assert desk.view.hint[1].startswith("No film is kept")
    assert not desk.note.isVisible()


def test_a_span_is_dragged_excluded_undone_and_done_again(view, folder, until):
    window = view(folder)
    desk = window.desk
    drag(desk.line, 2.0, 4.0)
    assert desk.line.span == pytest.approx((2.0, 4.0), abs=0.05)
    until(lambda: desk.shares.heading.text().startswith("0:02.0 to 0:04.0"))
    window.actions_by_name["exclude"].trigger()
    settled(window, until)
    kept = desk.table.rows.rowCount()
    assert kept == pytest.approx(360 - 40, abs=3)
    assert desk.line.span is None
    assert desk.changes.texts[0].startswith("Excluded: 0:02.0 to 0:04.0")
    assert np.isnan(desk.document.facts.faces[1].trace.columns(np.array([2.9, 3.1]))).all()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    settled(window, until)
    assert desk.table.rows.rowCount() == 360
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    settled(window, until)
    assert desk.table.rows.rowCount() == kept
    assert len(read_edits(folder / "edits.json").changes) == 1


def test_what_is_changed_is_there_again_and_the_files_are_as_they_were(view, folder, until):
    before = sums(folder)
    window = view(folder)
    desk = window.desk
    # Faces that are seen together are two people: only where they are not.
    desk.line.select(1)
    desk.playback.seek(8.0)
    window.actions_by_name["split"].trigger()
    settled(window, until)
    assert sorted(desk.document.facts.faces) == [1, 2, 3]
    desk.line.select(3)
    desk.playback.seek(12.0)
    window.actions_by_name["split"].trigger()
    settled(window, until)
    desk.line.select(3)
    desk.editing.merge(2)
    settled(window, until)
    assert sorted(desk.document.facts.faces) == [1, 2, 4]
    desk.line.select(2)
    QTest.keyClick(window, Qt.Key.Key_F2)
    QTest.keyClicks(desk.editing.edit, "Ada")
    QTest.keyClick(desk.editing.edit, Qt.Key.Key_Return)
    settled(window, until)
    assert desk.line.name_of(2) == "Ada"
    window.close()
    again = view(folder).desk
    assert sorted(again.document.facts.faces) == [1, 2, 4]
    assert again.line.name_of(2) == "Ada"
    assert again.document.facts.faces[2].trace.at(10.0) is not None
    assert again.document.edits.changes == (Split(1, 8.0, 3), Split(3, 12.0, 4), Merge(3, 2))
    after = sums(folder)
    assert after.pop("edits.json")
    assert after == before


def test_two_people_are_not_merged_and_that_is_said(view, folder, until):
    window = view(folder)
    window.desk.line.select(1)
    window.desk.editing.merge(2)
    until(lambda: window.toasts.notices)
    assert "they are two people" in window.toasts.notices[0].text
    assert not window.desk.document.edits
    assert not (folder / "edits.json").exists()


def test_several_changes_at_once_are_done_in_their_order(view, folder, until):
    window = view(folder)
    document = window.desk.document
    document.change(lambda edits: edits.with_name(1, "Ada"), "one")
    document.change(lambda edits: edits.with_change(Exclude(0.0, 1.0)), "two")
    document.change(lambda edits: edits.with_change(Exclude(3.0, 4.0)), "three")
    document.undo()
    document.undo()
    document.redo()
    settled(window, until)
    assert document.edits.changes == (Exclude(0.0, 1.0),)
    assert document.edits.names == {1: "Ada"}
    assert read_edits(folder / "edits.json").changes == document.edits.changes


def test_keys_step_go_to_marks_and_ends_and_play(view, folder, until):
    window = view(folder)
    desk = window.desk
    for key, t_s in (
        (Qt.Key.Key_Right, 0.1),
        (Qt.Key.Key_Right, 0.2),
        (Qt.Key.Key_Left, 0.1),
        (Qt.Key.Key_M, 5.0),
        (Qt.Key.Key_M, 9.0),
        (Qt.Key.Key_End, 19.9),
        (Qt.Key.Key_Home, 0.0),
    ):
        QTest.keyClick(desk.line, key)
        assert desk.playback.position_s == pytest.approx(t_s, abs=1e-3)
    QTest.keyClick(desk.line, Qt.Key.Key_Space)
    until(lambda: desk.playback.position_s > 0.1)
    QTest.keyClick(desk.line, Qt.Key.Key_Space)
    held = desk.playback.position_s
    desk.tick()
    assert desk.playback.position_s == held
    # A span without the mouse.
    QTest.keyClick(desk.line, Qt.Key.Key_M)
    QTest.keyClick(window, Qt.Key.Key_BracketLeft)
    QTest.keyClick(desk.line, Qt.Key.Key_M)
    QTest.keyClick(window, Qt.Key.Key_BracketRight)
    assert desk.line.span == (5.0, 9.0)
    QTest.keyClick(desk.line, Qt.Key.Key_Escape)
    assert desk.line.span is None


def test_a_row_and_a_mark_lead_to_their_moments(view, folder, until):
    desk = view(folder).desk
    desk.marks.wanted.emit(1)
    assert desk.playback.position_s == 9.0
    desk.tabs.setCurrentWidget(desk.table)
    assert desk.table.rows.time_of(desk.table.currentIndex().row()) == 9.0
    desk.table.setFocus()
    desk.table.setCurrentIndex(desk.table.rows.index(5, 0))
    assert desk.playback.position_s == pytest.approx(0.2)
    until(lambda: desk.table.rows.data(desk.table.rows.index(0, 3)))
    place = desk.table.rows.columns.index("label")
    assert desk.table.rows.data(desk.table.rows.index(0, place)) == desk.document.session.rows["label"][0]


def test_the_wheel_and_the_buttons_zoom_and_the_bar_scrolls(view, folder):
    line = view(folder).desk.line
    whole = line.window_s[1]
    line.zoom(0.25, 10.0)
    start, span = line.window_s
    assert span == pytest.approx(whole / 4)
    assert start + span / 2 == pytest.approx(10.0, abs=0.2)
    line.horizontalScrollBar().setValue(line.horizontalScrollBar().maximum())
    assert line.window_s[0] + span == pytest.approx(whole, abs=0.01)
    for _ in range(40):
        line.zoom(0.5)
    assert line.window_s[1] == 0.5
    line.show_all()
    assert line.window_s == (0.0, whole)


def test_a_change_is_taken_back_from_the_list(view, folder, until):
    window = view(folder)
    desk = window.desk
    desk.line.choose((2.0, 3.0))
    window.actions_by_name["exclude_face"].trigger()
    settled(window, until)
    assert "for Face 1" in desk.changes.texts[0]
    desk.tabs.setCurrentWidget(desk.changes)
    desk.changes.setFocus()
    desk.changes.setCurrentRow(0)
    QTest.keyClick(desk.changes, Qt.Key.Key_Delete)
    settled(window, until)
    assert desk.changes.texts == ()
    assert desk.table.rows.rowCount() == 360


def test_what_is_excluded_counts_again_where_one_is(view, folder, until):
    window = view(folder)
    desk = window.desk
    desk.line.choose((2.0, 3.0))
    window.actions_by_name["exclude"].trigger()
    settled(window, until)
    desk.playback.seek(10.0)
    assert not window.actions_by_name["include"].isEnabled()
    desk.playback.seek(2.5)
    assert "excluded" in desk.line.told(QPoint(round(desk.line.seen.x_of(2.5)), 60))
    window.actions_by_name["include"].trigger()
    settled(window, until)
    assert not desk.document.edits


def test_two_sessions_are_compared(view, folder, tmp_path, until):
    other = write_session(tmp_path, name="second", faces=1, seconds=10)
    window = view(folder)
    window.compare(other)
    until(lambda: window._others and window._others[0].table.columns)
    compared = window._others[0]
    assert compared.titles == ("talk", "second")
    assert [(column.session, column.name) for column in compared.table.columns] == [
        (0, "All faces"), (0, "Face 1"), (0, "Face 2"), (1, "All faces"),
    ]  # fmt: skip
    for column in compared.table.columns:
        assert sum(column.shares.values()) == pytest.approx(1.0)
    first, second = compared.lines
    first.look(2.0, 4.0)
    assert second.window_s == first.window_s == (2.0, 4.0)


# What is not as it should be


def test_no_session_is_told_and_another_one_can_be_opened(view, folder, tmp_path, told, until):
    (tmp_path / "empty").mkdir()
    window = view(tmp_path / "empty")
    assert "holds no session" in window.message.text()
    assert not window.actions_by_name["exclude"].isEnabled()
    told.path = folder
    window.ask_and_open()
    until(lambda: window.desk is not None)


def test_one_that_cannot_be_opened_leaves_the_one_that_is_there(view, folder, tmp_path, until):
    window = view(folder)
    desk = window.desk
    window.open(tmp_path / "nowhere")
    until(lambda: window.toasts.notices)
    assert window.desk is desk


def test_damaged_changes_are_told_set_aside_and_not_lost(view, folder, until):
    (folder / "edits.json").write_text("{damaged", "utf-8")
    window = view(folder)
    assert "edits.json is damaged" in window.desk.note.text.text().replace("\u200b", "")
    assert (folder / "edits.json").read_text("utf-8") == "{damaged"
    window.desk.editing.rename(1, "Ada")
    settled(window, until)
    assert (folder / "edits.aside.json").read_text("utf-8") == "{damaged"
    assert read_edits(folder / "edits.json").names == {1: "Ada"}


def test_what_another_window_has_changed_meanwhile_is_not_lost(view, folder, until):
    window = view(folder)
    window.desk.editing.rename(1, "Ada")
    settled(window, until)
    own = read_edits(folder / "edits.json")
    write_edits(folder / "edits.json", Edits({2: "Bo"}, (), own.table, own.sha256))
    window.desk.editing.rename(1, "Eve")
    settled(window, until)
    assert read_edits(folder / "edits.json").names == {1: "Eve"}
    assert read_edits(folder / "edits.aside.json").names == {2: "Bo"}
    until(lambda: any("edits.aside.json" in notice.text for notice in window.toasts.notices))
    # Only what somebody else has written is set aside.
    window.desk.editing.rename(1, "Ada")
    settled(window, until)
    assert len(list(folder.glob("edits*.json"))) == 2


def test_changes_of_another_session_are_left_alone(view, folder, until):
    write_edits(folder / "edits.json", Edits({1: "Bo"}, (), "talk.csv", "0" * 64))
    window = view(folder)
    assert "another session" in window.desk.note.text.text().replace("\u200b", "")
    assert window.desk.line.name_of(1) == "Face 1"
    window.close()
    assert read_edits(folder / "edits.json").names == {1: "Bo"}


def test_a_folder_that_cannot_be_written_is_told_and_asked_about_at_the_end(view, folder, until, told, monkeypatch):
    def refuse(path, _edits):
        msg = f"{path} cannot be written (Permission denied). Make the folder writable, or make room."
        raise SinkError(msg)

    window = view(folder)
    with monkeypatch.context() as patched:
        patched.setattr(document_module, "write_edits", refuse)
        window.desk.editing.rename(1, "Ada")
        settled(window, until)
        assert "Permission denied" in window.desk.note.text.text().replace("\u200b", "")
        assert window.desk.line.name_of(1) == "Ada"
        window.close()
        assert window.isVisible()
        assert told.asked[-1][0] == "lose"
    # The folder can be written again.
    window.desk.note.again.click()
    settled(window, until)
    assert not window.desk.note.isVisible()
    told.asked.clear()
    window.close()
    assert told.asked == []
    assert read_edits(folder / "edits.json").names == {1: "Ada"}


def test_an_interrupted_session_with_a_last_row_that_was_cut_off_opens(view, folder):
    fields = json.loads((folder / "session.json").read_text("utf-8"))
    fields |= {"complete": False, "end_utc": None}
    fields["files"][0] |= {"complete": False, "written": None, "sha256": None}
    (folder / "session.json").write_text(json.dumps(fields), "utf-8")
    table = folder / "talk.csv"
    table.write_bytes(table.read_bytes()[:-20])
    desk = view(folder).desk
    assert desk.table.rows.rowCount() == 359
    assert "interrupted" in desk.head.facts.full_text
    assert "cut off" in desk.note.text.text()


def test_a_session_without_rows_opens(view, tmp_path):
    desk = view(write_session(tmp_path, faces=0)).desk
    assert desk.line.faces == ()
    assert desk.table.rows.rowCount() == 0
    desk.playback.step(1)
    desk.press(Qt.Key.Key_End)
    desk.go_to_mark(1)
    assert desk.playback.position_s == 0.0


def test_a_film_that_is_no_film_is_told(view, folder, until):
    (folder / "broken.mp4").write_bytes(b"\0" * 5000)
    desk = view(folder).desk
    desk.use_film(folder / "broken.mp4")
    until(lambda: "cannot be read" in desk.view.hint[1])
    assert desk.playback.film is None
    desk.playback.step(1)
    assert desk.playback.position_s == pytest.approx(0.1)


def test_the_film_goes_with_the_time_line(view, tmp_path, film, until):
    folder = write_session(tmp_path, seconds=0.4, rate=30, gap=False)
    desk = view(folder).desk
    desk.use_film(film)
    until(lambda: desk.view.result is not None)
    assert {face.id for face in desk.view.result.faces} == {1, 2}
    desk.playback.seek(0.2)
    until(lambda: desk.view.result.frame.source_t_s == pytest.approx(0.2, abs=0.02))
    assert desk.line.position_s == pytest.approx(0.2)
    desk.press(Qt.Key.Key_Right)
    until(lambda: desk.line.position_s > 0.21)
    assert desk.line.position_s == pytest.approx(7 / 30, abs=0.01)
    desk.press(Qt.Key.Key_Space)
    until(lambda: not desk.playback.playing and desk.line.position_s > 0.3)
