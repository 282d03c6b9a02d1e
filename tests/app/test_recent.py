"""What was played last: in the File menu, in the picker, in the dialog of addresses and in the settings."""

import json
from pathlib import Path

import pytest
from fakes import FakeCamera, Pictures, make_backend
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox
from seen import plays, said

from app.choice import DEMO, Choice, camera_choice, file_choice, stream_choice
from app.dialogs import AddressDialog
from app.recent import MOST_RECENT, with_newest
from app.settings import Settings
from fer_core.errors import SourceError

SECRET = "http://me:secret@host/video?token=abc"


def offered(window):
    return [action.text() for action in window.sources.recent.actions() if action.text()]


def choose(window, text):
    next(action for action in window.sources.recent.actions() if action.text() == text).trigger()


@pytest.fixture
def files(tmp_path):
    """Two films of one name, and another one."""
    paths = [tmp_path / "a" / "clip.mp4", tmp_path / "b" / "clip.mp4", tmp_path / "you & me.mp4"]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return paths


def test_what_has_played_stands_in_both_menus_newest_first(open_window, until, tmp_path, *, files, saved, answers):
    window = open_window(make_backend(tmp_path / "out", cameras=[FakeCamera()]), DEMO)
    until(lambda: plays(window, "demo"))
    recent = window.sources.recent
    assert not recent.menuAction().isEnabled()
    assert recent.menuAction() in window.menus["File"].actions()
    assert recent.menuAction() in window.sources.picker.menu.actions()
    for path in (files[0], files[2], files[0]):
        answers.next_file = path
        window.actions_by_name["open_file"].trigger()
        until(lambda path=path: window.session.playing.choice.value == str(path) and plays(window, "film"))
    window.pick(stream_choice(SECRET))
    until(lambda: plays(window, "stream"))
    window.pick(camera_choice(FakeCamera()))
    until(lambda: plays(window, "camera"))
    assert offered(window) == ["http://host/video?token=...", "clip.mp4", "you && me.mp4", "Clear the list"]
    assert recent.menuAction().isEnabled()
    choose(window, "you && me.mp4")
    until(lambda: window.session.playing.choice == file_choice(files[2]) and plays(window, "film"))
    assert offered(window)[0] == "you && me.mp4"
    # It is known with its password as long as the program runs.
    choose(window, "http://host/video?token=...")
    until(lambda: plays(window, "stream"))
    assert window.session.playing.request.value == SECRET
    window.close()
    assert [choice.name for choice in saved[-1].recent] == ["http://host/video?token=...", "you & me.mp4", "clip.mp4"]


def test_two_files_of_one_name_are_told_apart(open_window, until, tmp_path, files):
    recent = tuple(file_choice(path) for path in files)
    window = open_window(make_backend(tmp_path / "out"), DEMO, settings=Settings(recent=recent))
    assert offered(window) == ["clip.mp4  (a)", "clip.mp4  (b)", "you && me.mp4", "Clear the list"]
    assert [action.toolTip() for action in window.sources.recent.actions()[:2]] == [str(path) for path in files[:2]]


def test_the_list_can_be_cleared(open_window, until, tmp_path, *, files, saved):
    window = open_window(make_backend(tmp_path / "out"), DEMO, settings=Settings(recent=(file_choice(files[0]),)))
    choose(window, "Clear the list")
    assert offered(window) == []
    assert not window.sources.recent.menuAction().isEnabled()
    window.close()
    assert saved[-1].recent == ()


def test_a_list_that_was_cleared_comes_back_behind_what_has_played_since(
    open_window, until, tmp_path, *, files, notices
):
    recent = tuple(file_choice(path) for path in files[1:])
    window = open_window(make_backend(tmp_path / "out"), DEMO, settings=Settings(recent=recent))
    choose(window, "Clear the list")
    (notice,) = (notice for notice in notices if notice.action == "Undo")
    window.sources._set_recent((file_choice(files[0]),))
    notice.run()
    assert window.store.settings.recent == (file_choice(files[0]), *recent)
    assert len(offered(window)) == len(recent) + 2


def test_a_file_that_is_gone_is_taken_off_the_list(open_window, until, tmp_path, *, files, notices):
    recent = (file_choice(files[0]), file_choice(files[2]))
    window = open_window(make_backend(tmp_path / "out"), DEMO, settings=Settings(recent=recent))
    until(lambda: plays(window, "demo"))
    files[2].unlink()
    choose(window, "you && me.mp4")
    until(lambda: notices)
    assert said(window) == [f"you & me.mp4 is no longer in {tmp_path}. It was taken off the list."]
    assert offered(window) == ["clip.mp4", "Clear the list"]
    assert window.session.playing.choice == DEMO


def test_what_does_not_play_is_not_on_the_list(open_window, until, tmp_path, notices):
    refuse = SourceError("host sent no picture.")
    sources = {"stream": lambda request: Pictures("stream", "host", refuse=refuse)}
    window = open_window(make_backend(tmp_path, sources=sources), DEMO)
    until(lambda: plays(window, "demo"))
    window.pick(file_choice(tmp_path / "notes.bad"))
    until(lambda: notices)
    window.pick(stream_choice(SECRET))
    until(lambda: window.banner.isVisible() and plays(window, "demo"))
    assert offered(window) == []


def test_no_more_than_ten_are_kept():
    recent = ()
    for number in range(MOST_RECENT + 3):
        recent = with_newest(recent, file_choice(Path(f"/films/{number}.mp4")))
    assert [choice.name for choice in recent] == [f"{number}.mp4" for number in range(12, 2, -1)]
    # The same address with another password is the same address.
    recent = with_newest(with_newest(recent, stream_choice("http://a:b@host/v")), stream_choice("http://c:d@host/v"))
    assert [choice.kind for choice in recent].count("stream") == 1
    assert recent[0].value == "http://c:d@host/v"


def test_the_list_is_kept_without_secrets_and_a_damaged_entry_goes_alone(tmp_path):
    path = tmp_path / "settings.json"
    kept = Settings(recent=(stream_choice(SECRET), file_choice(Path("/films/a.mp4"))))
    assert kept.save(path)
    text = path.read_text("utf-8")
    assert "secret" not in text
    assert "abc" not in text
    stored = json.loads(text)
    good = list(stored["recent"])
    bad = [7, None, {}, {"kind": "file", "value": 1, "name": "x"}, {"kind": "camera", "value": "", "name": ""}]
    bad += [{"kind": "stream", "value": "no address", "name": "x"}, {"kind": "telepathy", "value": "a", "name": "b"}]
    path.write_text(json.dumps({**stored, "recent": [*bad[:3], good[0], *bad[3:], good[1], *[good[1]] * 20]}), "utf-8")
    loaded = Settings.load(path).recent
    assert len(loaded) == MOST_RECENT
    assert loaded[:2] == (
        Choice("stream", "http://host/video?token=...", "http://host/video?token=..."),
        file_choice(Path("/films/a.mp4")),
    )
    path.write_text(json.dumps({**stored, "recent": "no list"}), "utf-8")
    assert Settings.load(path).recent == ()


def test_the_dialog_of_addresses_completes_what_is_known(open_window, until, tmp_path, *, answers, qtbot):
    recent = (stream_choice(SECRET), file_choice(tmp_path / "a.mp4"), stream_choice("rtsp://door/live"))
    window = open_window(make_backend(tmp_path), DEMO, settings=Settings(recent=recent))
    window.actions_by_name["open_stream"].trigger()
    assert answers.known_addresses == ("http://host/video?token=...", "rtsp://door/live")
    dialog = AddressDialog(known=answers.known_addresses)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    until(dialog.line.hasFocus)
    QTest.keyClicks(dialog.line, "DOOR")
    assert dialog.line.completer().currentCompletion() == "rtsp://door/live"
    popup = dialog.line.completer().popup()
    until(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert dialog.address == "rtsp://door/live"
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Open).isEnabled()
    dialog.close()


def test_what_is_no_address_yet_is_said_while_it_is_typed(qtbot, themed):
    dialog = AddressDialog()
    qtbot.addWidget(dialog)
    assert "never saved" in dialog.hint.text()
    QTest.keyClicks(dialog.line, "htp://host")
    assert dialog.hint.text().startswith("This is no address yet.")
    assert dialog.line.accessibleDescription() == dialog.hint.text()
    dialog.line.setText("http://host")
    assert "never saved" in dialog.hint.text()


def test_an_address_that_did_not_play_comes_back_as_it_was_typed(open_window, until, tmp_path, *, answers, saved):
    refuse = [SourceError("host sent no picture.")]
    sources = {"stream": lambda request: Pictures("stream", request.name, refuse=refuse[0] if refuse else None)}
    window = open_window(make_backend(tmp_path, sources=sources), DEMO)
    until(lambda: plays(window, "demo"))
    ask = window.actions_by_name["open_stream"].trigger
    # Refused while it was typed, and the dialog left.
    answers.next_typed = "htp://me:secret@host/video"
    ask()
    answers.next_address = SECRET
    ask()
    until(lambda: window.banner.isVisible() and plays(window, "demo"))
    answers.next_address, answers.next_typed = None, "http://me:other@host"
    window.banner.buttons[0].click()
    refuse.clear()
    answers.next_address = SECRET
    ask()
    until(lambda: plays(window, "stream"))
    ask()
    assert answers.changed_addresses == ["", "htp://me:secret@host/video", SECRET, "http://me:other@host", ""]
    window.close()
    assert "me:other" not in str(saved[-1])
