import threading
from pathlib import Path

import pytest
from fakes import FakeCamera, Pictures, ScriptedEngine, make_backend, result
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from seen import plays, said
from takes import finish, start

from app.choice import DEMO, FIRST_CAMERA, CameraMode, Choice, file_choice, stream_choice
from app.play import Phase
from app.toast import Notice
from fer_core.engine import EngineEvent, EngineState
from fer_core.sources import SourceRequest


def test_first_start_without_a_camera_plays_the_demo_and_says_what_to_do(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path))
    until(lambda: plays(window, "demo"))
    assert window.banner.isVisible()
    assert "No camera was found" in window.banner.text.text()
    assert [button.text() for button in window.banner.buttons] == ["Open a file…", "Try again"]
    assert window.view.mark == "DEMO CLIP, not a camera"
    assert window.panels["faces"].cards[0].label.text() == "Happy"
    assert window.session.wanted == FIRST_CAMERA
    assert not said(window)


FILM, PICTURE = file_choice(Path("clip.mp4")), file_choice(Path("face.png"))
STREAM = stream_choice("http://host/video")


@pytest.mark.parametrize(
    ("choice", "kind", "mirrored", "asks", "words"),
    [
        (FIRST_CAMERA, "camera", True, True, "Live   ·   Webcam   ·   640 x 360   ·   model fake"),
        (FILM, "film", False, False, "Playing   ·   clip.mp4   ·   640 x 360   ·   model fake"),
        (PICTURE, "picture", False, False, "Picture   ·   face.png   ·   640 x 360   ·   model fake"),
        (STREAM, "stream", False, False, "Live   ·   http://host/video   ·   640 x 360   ·   model fake"),
        (DEMO, "demo", False, False, "Playing   ·   Demo clip   ·   640 x 360   ·   model fake"),
    ],
)
def test_each_kind_of_source_is_shown_in_its_way(open_window, until, tmp_path, *, choice, kind, mirrored, asks, words):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), choice)
    until(lambda: window.session.playing is not None and window.session.playing.kind == kind)
    until(lambda: window.panels["faces"].cards and window.status.about.full_text == words)
    assert window.actions_by_name["mirror"].isChecked() is mirrored
    assert (window.sources.picker.sizes.isVisible(), window.sources.picker.rates.isVisible()) == (asks, asks)
    assert window.view.mark == ("DEMO CLIP, not a camera" if kind == "demo" else "")
    assert not said(window)


def test_a_picture_stays_and_can_be_saved_but_not_recorded(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), PICTURE)
    until(lambda: window.session.phase is Phase.ENDED and window.session.engine is None)
    assert [card.label.text() for card in window.panels["faces"].cards] == ["Happy"]
    until(lambda: window.status.faces.text() == "Faces 1")
    assert not window.actions_by_name["record"].isEnabled()
    assert window.actions_by_name["snapshot"].isEnabled()
    course = (window.top_bar.start, window.panels["timeline"], window.transport)
    assert not any(part.isVisible() for part in course)
    window.pick(DEMO)
    until(lambda: all(part.isVisible() for part in course))


@pytest.mark.parametrize(
    ("choice", "kind", "remembered"), [(FIRST_CAMERA, "camera", (False, False)), (FILM, "film", (True, True))]
)
def test_the_mirror_is_remembered_of_cameras_and_of_the_rest(
    open_window, until, tmp_path, *, saved, choice, kind, remembered
):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), choice)
    until(lambda: plays(window, kind))
    window.actions_by_name["mirror"].trigger()
    window.close()
    assert (saved[-1].mirror_camera, saved[-1].mirror_other) == remembered


def test_switching_between_all_sources(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    for choice, kind in ((DEMO, "demo"), (FILM, "film"), (STREAM, "stream"), (FIRST_CAMERA, "camera")):
        window.pick(choice)
        until(lambda kind=kind: plays(window, kind))
        assert bool(window.view.mark) == (kind == "demo")
        assert window.actions_by_name["mirror"].isChecked() == (kind == "camera")
    assert not said(window)


def test_the_last_of_many_quick_choices_wins(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    for name in ("a.mp4", "b.mp4", "c.mp4"):
        window.pick(file_choice(Path(name)))
    until(lambda: plays(window, "film"))
    assert window.session.playing.choice.name == "c.mp4"


def test_a_file_that_opens_late_does_not_push_aside_a_later_choice(open_window, until, tmp_path):
    gate, opened = threading.Event(), []

    def kind_of_file(path):
        if path.name == "slow.mp4":
            gate.wait()
        opened.append(path.name)
        return "film"

    window = open_window(make_backend(tmp_path, kind_of_file=kind_of_file), file_choice(Path("slow.mp4")))
    window.pick(file_choice(Path("quick.mp4")))
    until(lambda: plays(window, "film"))
    engine = window.session.engine
    gate.set()
    until(lambda: "slow.mp4" in opened)
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert window.session.engine is engine
    assert window.session.wanted.name == "quick.mp4"


def test_resolution_and_rate_reach_the_camera(open_window, until, tmp_path, saved):
    asked = []

    def camera(request):
        asked.append(request)
        return Pictures("camera", request.name)

    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], sources={"camera": camera}))
    until(lambda: plays(window, "camera"))
    window.sources.picker.sizes.setCurrentText("1280 x 720")
    until(lambda: len(asked) == 2 and plays(window, "camera"))
    window.sources.picker.rates.setCurrentText("30 fps")
    until(lambda: len(asked) == 3 and plays(window, "camera"))
    assert asked == [
        SourceRequest("/dev/video0", "Webcam"),
        SourceRequest("/dev/video0", "Webcam", 1280, 720),
        SourceRequest("/dev/video0", "Webcam", 1280, 720, 30),
    ]
    window.close()
    assert saved[-1].mode == CameraMode(1280, 720, 30)


def test_cameras_are_listed_by_name(open_window, until, tmp_path):
    cameras = [FakeCamera("Front"), FakeCamera("Back", 2, "/dev/video2")]
    window = open_window(make_backend(tmp_path, cameras=cameras), DEMO)
    window.sources.picker.menu.aboutToShow.emit()
    until(lambda: len(window.session.cameras) == 2)
    actions = {action.text(): action for action in window.sources.picker.menu.actions()}
    actions["Back"].trigger()
    until(lambda: plays(window, "camera"))
    assert window.session.playing.choice == Choice("camera", "/dev/video2", "Back")


def test_stop_and_start(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    start = window.actions_by_name["start"]
    assert start.text() == "Stop"
    start.trigger()
    until(lambda: window.session.phase is Phase.STOPPED)
    assert window.view.result is None
    assert not window.panels["faces"].cards
    assert not window.actions_by_name["record"].isEnabled()
    start.trigger()
    until(lambda: plays(window, "demo"))


def test_a_file_that_has_ended_stays_on_the_screen_and_can_be_played_again(open_window, until, tmp_path):
    sources = {"film": lambda request: Pictures("film", request.name, frames=30)}
    window = open_window(make_backend(tmp_path, sources=sources), FILM)
    until(lambda: window.session.phase is Phase.ENDED and window.session.engine is None)
    until(lambda: window.view.result.frame.index == 29)
    assert window.panels["faces"].cards
    window.actions_by_name["start"].trigger()
    until(lambda: window.view.result is not None and window.view.result.frame.index < 29)


def test_the_figures_come_to_the_status_bar(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=2), DEMO)
    until(lambda: window.status.faces.text() == "Faces 2")
    until(lambda: window.status.fps.text().endswith(" fps") and window.status.fps.text()[0].isdigit())
    until(lambda: window.status.latency.text().endswith(" ms"))
    assert window.status.dropped.text().startswith("Dropped ")


def test_the_choice_of_the_command_line_is_not_remembered(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    window.close()
    assert saved[-1].source == FIRST_CAMERA
    assert saved[-1].geometry


def test_the_choice_of_the_user_is_remembered(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path), DEMO)
    window.pick(file_choice(Path("clip.mp4")))
    until(lambda: plays(window, "film"))
    window.close()
    assert saved[-1].source == file_choice(Path("clip.mp4"))


def empty_text(window):
    return window.panels["faces"]._empty._text.text()


def test_what_is_opened_is_named_and_nothing_plays_before_its_first_picture(open_window, until, tmp_path):
    gate, engine = threading.Event(), ScriptedEngine()

    def kind_of_file(path):
        gate.wait()
        return "film"

    window = open_window(make_backend(tmp_path, kind_of_file=kind_of_file, make_engine=lambda *_: engine), FILM)
    hints = [window.view.hint]
    gate.set()
    until(lambda: window.session.engine is engine)
    hints.append(window.view.hint)
    engine.events.append(EngineEvent("state", EngineState.RUNNING))
    until(lambda: not engine.events)
    hints.append(window.view.hint)
    assert hints == [("Starting…", "Opening clip.mp4 and loading the model.")] * 3
    assert (window.status.about.full_text, empty_text(window)) == ("Starting   ·   clip.mp4", "Starting…")
    engine.results.put(result(0))
    until(lambda: window.view.result is not None)
    assert window.status.about.full_text.startswith("Playing   ·   clip.mp4")
    assert empty_text(window).startswith("No face in the picture.")


def test_a_first_camera_without_a_name_is_called_so(open_window, until, tmp_path, request):
    gate = threading.Event()
    request.addfinalizer(gate.set)
    window = open_window(make_backend(tmp_path, list_cameras=lambda: gate.wait() and ()))
    assert window.view.hint == ("Starting…", "Opening the camera and loading the model.")
    gate.set()
    until(lambda: plays(window, "demo"))


def test_where_there_is_no_camera_the_list_says_so(open_window, until, tmp_path):
    def words():
        return [action.text().strip() for action in window.sources.picker.menu.actions()]

    gate = threading.Event()
    window = open_window(make_backend(tmp_path, list_cameras=lambda: gate.wait(20) and ()), DEMO)
    until(lambda: plays(window, "demo"))
    assert "Looking for cameras…" in words()
    gate.set()
    until(lambda: "No camera found" in words())
    assert "Looking for cameras…" not in words()


def names(window):
    """What a screen reader calls the buttons of the top bar."""
    buttons = (window.top_bar.start, window.top_bar.record)
    return [QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name) for button in buttons]


def test_a_screen_reader_hears_what_the_buttons_do_now(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    assert names(window) == ["Stop", "Record"]
    start(window, until)
    assert names(window) == ["Stop", "Finish"]
    finish(window, until)
    window.actions_by_name["start"].trigger()
    until(lambda: window.session.phase is Phase.STOPPED)
    assert names(window) == ["Start", "Record"]


def test_a_screen_reader_hears_the_figures(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=2), DEMO)
    until(lambda: window.status.faces.text() == "Faces 2")
    assert window.status.faces.accessibleName() == "Faces: 2"
    window.status.show_figures(29.97, 31.4, 12, 3)
    labels = (window.status.fps, window.status.latency, window.status.dropped, window.status.faces)
    assert [label.accessibleName() for label in labels] == [
        "Frames per second: 30.0",
        "Latency: 31 ms",
        "Dropped frames: 12",
        "Faces: 3",
    ]
    window.status.show_figures(None, None, None, None)
    assert window.status.latency.accessibleName() == "Latency: not measured"


def test_the_tick_of_full_screen_follows_the_window_and_escape_leaves_it(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    action = window.actions_by_name["fullscreen"]
    window.showFullScreen()
    until(action.isChecked)
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    until(lambda: not window.isFullScreen())
    assert not action.isChecked()
    action.trigger()
    until(window.isFullScreen)
    assert action.isChecked()
    window.showNormal()
    until(lambda: not action.isChecked())
    # Where the window is not full, Esc does nothing.
    QTest.keyClick(window.view, Qt.Key.Key_Escape)
    assert not window.isFullScreen()


def test_notices_keep_off_faces_and_the_mark(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=8), DEMO)
    until(lambda: plays(window, "demo") and len(window.panels["faces"].cards) == 8)
    window.grab()
    marked = window.view.marked_places()
    assert len(marked) == 9
    window.toasts.show(Notice("Hello."))
    (toast,) = window.toasts.toasts
    place = toast.geometry().translated(-window.view.pos())
    assert not any(place.intersects(other) for other in marked)
