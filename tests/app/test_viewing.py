"""Sessions that are opened from the main window, and by the command."""

import pytest
from fakes import make_backend
from seen import plays
from sessions import write_session
from test_layout import assert_texts_have_room

from app import cli
from app.choice import DEMO
from app.features import Viewing
from app.settings import Settings
from app.viewer.asking import Asking
from app.viewer.window import ViewerWindow


def asking(path):
    return Asking(lambda *_: path, lambda *_: None, lambda *_: None, lambda *_: True, lambda *_: True)


@pytest.fixture
def folder(tmp_path):
    return write_session(tmp_path / "sessions", seconds=4)


def test_a_session_is_opened_from_the_menu_and_remembered(open_window, until, tmp_path, folder, saved):
    window = open_window(make_backend(tmp_path), DEMO)
    viewing = window.feature(Viewing)
    assert not viewing.recent.menuAction().isEnabled()
    viewing.asking = asking(folder)
    window.actions_by_name["view_session"].trigger()
    (viewer,) = viewing.windows
    until(lambda: viewer.desk is not None)
    assert window.store.settings.sessions == (folder,)
    (recent,) = viewing.recent.actions()
    recent.trigger()
    assert viewing.windows == [viewer]
    viewer.close()
    assert viewing.windows == []
    recent.trigger()
    assert len(viewing.windows) == 1
    window.close()
    assert viewing.windows == []
    assert saved[-1].sessions == (folder,)


def test_what_is_done_with_sessions_stands_together(open_window, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    texts = [action.text() for action in window.menus["Sessions"].actions()]
    assert texts[:3] == ["Open a session…", "Recent sessions", ""]
    assert all(len(menu.actions()) <= 20 for menu in window.menus.values())


def test_a_recording_that_is_saved_is_looked_through_at_a_click(open_window, until, tmp_path, notices):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    window.actions_by_name["record"].trigger()
    until(lambda: window.recording.take is not None and window.recording.take.rows > 3)
    window.actions_by_name["record"].trigger()
    until(lambda: any(notice.other for notice in notices))
    notice = next(notice for notice in notices if notice.other)
    assert notice.other[0] == "Look through"
    notice.other[1]()
    (viewer,) = window.feature(Viewing).windows
    until(lambda: viewer.desk is not None)
    assert viewer.desk.document.facts.faces


def test_sessions_are_remembered(tmp_path, folder):
    Settings(sessions=(folder,)).save(tmp_path / "settings.json")
    assert Settings.load(tmp_path / "settings.json").sessions == (folder,)


def test_the_command_tells_of_what_is_not_there(tmp_path, capsys):
    assert cli.main(["view", str(tmp_path / "nowhere")]) == 2
    assert "does not exist" in capsys.readouterr().err


def test_the_command_needs_a_screen(monkeypatch, folder, capsys):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    assert cli.main(["view", str(folder)]) == 2
    assert "no screen" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "end", "holds"),
    [("report", ".report.html", "Ada"), ("export", ".tidy.csv", "Ada"), ("export", ".boris", "Ada")],
)
def test_what_is_made_of_a_session_is_made_of_it_after_its_changes(
    themed, until, folder, tmp_path, name, *, end, holds
):
    path = tmp_path / f"made{end}"
    saving = Asking(lambda *_: None, lambda *_: None, lambda *_: path, lambda *_: True, lambda *_: True)
    window = ViewerWindow(saving)
    try:
        window.show()
        window.open(folder)
        until(lambda: window.desk is not None)
        window.desk.editing.rename(1, "Ada")
        until(lambda: not window.desk.document.busy)
        window.actions_by_name[name].trigger()
        until(lambda: window.toasts.notices)
        assert window.toasts.notices[0].text == f"Saved as {path.name}."
        assert holds in path.read_text("utf-8")
    finally:
        window.close()


def test_a_narrow_viewer_leaves_out_buttons_that_the_menus_have(themed, until, folder, qapp):
    window = ViewerWindow(asking(None))
    try:
        window.resize(1280, 800)
        window.show()
        window.open(folder)
        until(lambda: window.desk is not None)
        rows = (window.desk.head, window.desk.bar)
        until(lambda: not any(button.isHidden() for row in rows for button in row.spare))
        window.resize(640, 420)
        qapp.processEvents()
        assert window.width() == 640
        assert window.desk.bar.buttons["name"].isHidden()
        assert not window.desk.bar.buttons["exclude"].isHidden()
        for row in rows:
            assert_texts_have_room(row)
        window.resize(1280, 800)
        qapp.processEvents()
        assert not any(button.isHidden() for row in rows for button in row.spare)
    finally:
        window.close()
