"""The picture alone for a room, what is drawn over it, and what the window is called."""

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from seen import plays
from takes import finish, start

from app.choice import DEMO, file_choice
from app.face_marks import OVERLAYS, Overlays, tag_px
from app.play import Phase
from app.settings import Settings


def pictured(window):
    """What the view shows, as pixels."""
    image = QImage(window.view.size(), QImage.Format.Format_RGB32)
    window.view.render(image, QPoint())
    return image


def test_tags_grow_with_the_picture_and_with_the_faces():
    assert tag_px(360, [100]) == 12
    assert tag_px(720, [300]) == 20
    assert tag_px(2160, [900]) == 30
    # Small faces in a large picture have small tags, and one font for all.
    assert tag_px(1080, [40, 50, 60]) == 12
    assert tag_px(1080, [300]) == 30
    assert tag_px(720, [300], to_a_room=True) == 40
    assert tag_px(1080, [60], to_a_room=True) == 19


def test_presentation_is_nothing_but_the_picture(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    QTest.keyClick(window, Qt.Key.Key_F6)
    around = (window.menuBar(), window.status, window.top_bar, window.panels["faces"], window.panels["timeline"])
    until(lambda: window.view.size() == window.page.size())
    assert not any(part.isVisible() for part in (*around, window.transport))
    assert window.isFullScreen()
    # Its keys work as before.
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert window.session.film.held
    QTest.keyClick(window, Qt.Key.Key_Escape)
    until(lambda: all(part.isVisible() for part in (*around, window.transport)))
    assert not window.isFullScreen()
    assert not window.actions_by_name["present"].isChecked()
    # Off by the key that has switched it on, too.
    QTest.keyClick(window, Qt.Key.Key_F6)
    until(lambda: not window.status.isVisible())
    QTest.keyClick(window, Qt.Key.Key_F6)
    until(window.status.isVisible)


def test_a_recording_is_told_in_the_picture_while_it_stands_alone(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    start(window, until)
    assert not window.view._recording
    window.actions_by_name["present"].trigger()
    until(lambda: window.view._recording)
    window.actions_by_name["present"].trigger()
    until(lambda: not window.view._recording)
    finish(window, until)


@pytest.mark.parametrize("name", [name for name in OVERLAYS if name != "hints"])
def test_what_is_drawn_can_be_chosen_and_is_remembered(open_window, until, tmp_path, saved, name):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    window.actions_by_name["hold"].trigger()
    action = window.actions_by_name[name]
    usual = getattr(Overlays(), name)
    assert action.isChecked() == usual
    before = pictured(window)
    action.trigger()
    assert pictured(window) != before
    action.trigger()
    assert pictured(window) == before
    action.trigger()
    window.close()
    expected = Overlays(**{name: not usual})
    assert saved[-1].overlays == expected
    path = tmp_path / "settings.json"
    saved[-1].save(path)
    assert Settings.load(path).overlays == expected


def test_the_window_is_called_after_what_plays(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    assert window.windowTitle() == "Webcam - live - fer-live"
    window.pick(DEMO)
    until(lambda: plays(window, "demo") and window.windowTitle() == "Demo clip - playing - fer-live")
    window.actions_by_name["hold"].trigger()
    assert window.windowTitle() == "Demo clip - paused - fer-live"
    window.actions_by_name["hold"].trigger()
    start(window, until)
    until(lambda: window.windowTitle() == "Recording - Demo clip - playing - fer-live")
    finish(window, until)
    window.session.stop()
    until(lambda: window.windowTitle() == "fer-live")


def test_of_a_face_that_is_hidden_no_crop_is_drawn(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo") and window.view.result.seen)
    window.actions_by_name["hold"].trigger()
    window.actions_by_name["veil_faces"].trigger()
    until(lambda: window.view._scaled.wanted.veil.kind == "faces")
    before = pictured(window)
    window.actions_by_name["crops"].trigger()
    assert pictured(window) == before


def test_the_title_of_a_picture_tells_of_no_course(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), file_choice(tmp_path / "p1.png"))
    until(lambda: window.session.phase is Phase.ENDED)
    assert window.windowTitle() == "p1.png - fer-live"
