import threading
from pathlib import Path

import pytest
from fakes import FakeCamera, Pictures, make_backend
from seen import plays, said

from app.choice import DEMO, FIRST_CAMERA, CameraMode, Choice, file_choice, stream_choice
from app.play import Phase
from fer_core.errors import ModelError, SourceError, SourceLost


def test_first_start_without_a_camera_plays_the_demo_and_says_what_to_do(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path))
    until(lambda: plays(window, "demo"))
    assert window.banner.isVisible()
    assert "No camera was found" in window.banner.text.text()
    assert [button.text() for button in window.banner.buttons] == ["Open a file…", "Try again"]
    assert window.view.mark == "DEMO CLIP, not a camera"
    assert window.panel.cards[0].label.text() == "Happy"
    assert window.session.wanted == FIRST_CAMERA
    assert not said(window)


def test_a_camera_that_may_not_be_used_is_explained_in_the_banner(open_window, until, tmp_path):
    refuse = SourceError("You have no permission to use Webcam. Add yourself to the group `video`.")
    backend = make_backend(
        tmp_path, cameras=[FakeCamera()], open_camera=lambda c, m: Pictures("camera", c.name, refuse=refuse)
    )
    window = open_window(backend)
    until(lambda: plays(window, "demo"))
    assert "You have no permission" in window.banner.text.text()
    assert window.view.mark


def test_try_again_takes_the_camera_that_was_plugged_in(open_window, until, tmp_path):
    cameras = []
    window = open_window(make_backend(tmp_path, list_cameras=lambda: tuple(cameras)))
    until(lambda: plays(window, "demo"))
    cameras.append(FakeCamera())
    window.banner.buttons[1].click()
    until(lambda: plays(window, "camera"))
    assert not window.banner.isVisible()
    assert window.view.mark == ""


def test_try_again_in_vain_leaves_the_demo_running(open_window, until, tmp_path):
    looked = []
    window = open_window(make_backend(tmp_path, list_cameras=lambda: looked.append(1) or ()))
    until(lambda: plays(window, "demo"))
    engine = window.session.engine
    window.banner.buttons[1].click()
    until(lambda: len(looked) == 2)
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert window.session.engine is engine
    assert window.banner.isVisible()


def test_a_camera_is_mirrored_and_a_file_is_not(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    mirror = window.actions_by_name["mirror"]
    until(lambda: plays(window, "camera"))
    assert mirror.isChecked()
    window.pick(file_choice(Path("clip.mp4")))
    until(lambda: plays(window, "file"))
    assert not mirror.isChecked()


def test_the_mirror_is_remembered(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    window.actions_by_name["mirror"].trigger()
    window.close()
    assert not saved[-1].mirror_camera


def test_switching_between_all_sources(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    for choice in (DEMO, file_choice(Path("clip.mp4")), stream_choice("http://host/video"), FIRST_CAMERA):
        window.pick(choice)
        until(lambda kind=choice.kind: plays(window, kind))
        assert bool(window.view.mark) == (choice.kind == "demo")
    assert not said(window)


def test_the_last_of_many_quick_choices_wins(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    for name in ("a.mp4", "b.mp4", "c.mp4"):
        window.pick(file_choice(Path(name)))
    until(lambda: plays(window, "file"))
    assert window.session.playing.choice.name == "c.mp4"


def test_a_file_that_opens_late_does_not_push_aside_a_later_choice(open_window, until, tmp_path):
    gate, opened = threading.Event(), []

    def is_still(path):
        if path.name == "slow.mp4":
            gate.wait()
        opened.append(path.name)
        return False

    window = open_window(make_backend(tmp_path, is_still=is_still), file_choice(Path("slow.mp4")))
    window.pick(file_choice(Path("quick.mp4")))
    until(lambda: plays(window, "file"))
    engine = window.session.engine
    gate.set()
    until(lambda: "slow.mp4" in opened)
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert window.session.engine is engine
    assert window.session.wanted.name == "quick.mp4"


def test_a_bad_file_is_told_once_and_the_picture_goes_on(open_window, until, tmp_path, answers):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    engine = window.session.engine
    answers.next_file = tmp_path / "notes.bad"
    window.actions_by_name["open_file"].trigger()
    until(lambda: said(window))
    assert said(window) == ["notes.bad is a text, not a video or a picture. Choose another file."]
    before = window.view.result
    until(lambda: window.view.result is not before)
    assert window.session.engine is engine
    assert window.session.wanted == DEMO


def test_a_bad_file_on_the_command_line_leads_to_the_demo(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), file_choice(tmp_path / "notes.bad"))
    until(lambda: plays(window, "demo"))
    assert len(said(window)) == 1


def test_a_stream_that_fails_gives_way_to_what_played_before(open_window, until, tmp_path):
    refuse = SourceError("host sent no picture within 5 s. Check the address.")
    backend = make_backend(tmp_path, open_stream=lambda a: Pictures("stream", "host", refuse=refuse))
    window = open_window(backend, file_choice(Path("clip.mp4")))
    until(lambda: plays(window, "file"))
    window.pick(stream_choice("http://host/video"))
    until(lambda: said(window))
    until(lambda: plays(window, "file"))
    assert said(window) == [str(refuse)]


def test_a_camera_that_vanishes_is_waited_for(open_window, until, tmp_path):
    class Flaky(Pictures):
        def open(self):
            if self._index:
                msg = "Webcam is not there."
                raise SourceError(msg)
            return super().open()

    lost = SourceLost("Webcam has stopped sending pictures. Check that it is still plugged in.")
    backend = make_backend(
        tmp_path, cameras=[FakeCamera()], open_camera=lambda c, m: Flaky("camera", c.name, frames=20, then=lost)
    )
    window = open_window(backend)
    until(lambda: window.session.phase is Phase.WAITING)
    assert "Waiting" in window.banner.title.text()
    assert str(lost) in window.banner.text.text()
    assert window.view.result is None
    assert not window.actions_by_name["snapshot"].isEnabled()


def test_resolution_and_rate_reach_the_camera(open_window, until, tmp_path, saved):
    asked = []

    def open_camera(camera, mode):
        asked.append(mode)
        return Pictures("camera", camera.name)

    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], open_camera=open_camera))
    until(lambda: plays(window, "camera"))
    window.picker.sizes.setCurrentText("1280 x 720")
    until(lambda: asked[-1] == CameraMode(1280, 720, None) and plays(window, "camera"))
    window.picker.rates.setCurrentText("30 fps")
    until(lambda: asked[-1] == CameraMode(1280, 720, 30) and plays(window, "camera"))
    window.close()
    assert saved[-1].mode == CameraMode(1280, 720, 30)


def test_cameras_are_listed_by_name(open_window, until, tmp_path):
    cameras = [FakeCamera("Front"), FakeCamera("Back", 2, "/dev/video2")]
    window = open_window(make_backend(tmp_path, cameras=cameras), DEMO)
    window.picker.menu.aboutToShow.emit()
    until(lambda: len(window.session.cameras) == 2)
    actions = {action.text(): action for action in window.picker.menu.actions()}
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
    assert not window.panel.cards
    assert not window.actions_by_name["record"].isEnabled()
    start.trigger()
    until(lambda: plays(window, "demo"))


def test_a_file_that_has_ended_stays_on_the_screen_and_can_be_played_again(open_window, until, tmp_path):
    backend = make_backend(tmp_path, open_file=lambda path: Pictures("file", path.name, frames=30))
    window = open_window(backend, file_choice(Path("clip.mp4")))
    until(lambda: window.session.phase is Phase.ENDED and window.session.engine is None)
    assert window.view.result.frame.index == 29
    assert window.panel.cards
    window.actions_by_name["start"].trigger()
    until(lambda: window.view.result is not None and window.view.result.frame.index < 29)


def test_a_bad_model_leaves_the_good_one_in_use(open_window, until, tmp_path, answers):
    def check(folder):
        msg = f"{folder} holds no encoder.onnx. Choose the folder that fer-train export wrote."
        raise ModelError(msg)

    window = open_window(make_backend(tmp_path, check_model=check), DEMO)
    until(lambda: plays(window, "demo"))
    engine = window.session.engine
    answers.next_model = tmp_path
    window.actions_by_name["open_model"].trigger()
    until(lambda: said(window))
    assert "holds no encoder.onnx" in said(window)[0]
    assert window.session.engine is engine
    assert window.session.model is None


def test_another_model_is_used_and_remembered(open_window, until, tmp_path, answers, saved):
    used = []
    backend = make_backend(tmp_path, check_model=lambda folder: None)

    def make_pipeline(model, still):
        used.append(model)
        return backend.make_pipeline(model, still)

    window = open_window(make_backend(tmp_path, check_model=lambda f: None, make_pipeline=make_pipeline), DEMO)
    until(lambda: plays(window, "demo"))
    answers.next_model = tmp_path
    window.actions_by_name["open_model"].trigger()
    until(lambda: used == [None, tmp_path] and plays(window, "demo"))
    window.close()
    assert saved[-1].model == tmp_path


def test_a_bad_model_on_the_command_line_gives_way_to_the_shipped_one(open_window, until, tmp_path, saved):
    backend = make_backend(tmp_path)

    def make_pipeline(model, still):
        if model is not None:
            msg = f"{model} does not exist. Choose another model."
            raise ModelError(msg)
        return backend.make_pipeline(model, still)

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO, model=Path("/nowhere"))
    until(lambda: plays(window, "demo"))
    assert said(window) == ["/nowhere does not exist. Choose another model. The shipped model is used instead."]
    window.close()
    assert saved[-1].model is None


def test_without_any_model_the_window_says_so_and_stays(open_window, until, tmp_path):
    def make_pipeline(model, still):
        msg = "The shipped model is missing. Install fer-live again."
        raise ModelError(msg)

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO)
    until(lambda: window.session.phase is Phase.STOPPED)
    assert said(window) == ["The shipped model is missing. Install fer-live again."]
    assert window.session.problem == said(window)[0]
    assert window.actions_by_name["start"].isEnabled()


def test_a_blocked_camera_holds_up_neither_a_switch_nor_the_end(open_window, until, tmp_path, request):
    deaf = threading.Event()
    request.addfinalizer(deaf.set)
    backend = make_backend(
        tmp_path, cameras=[FakeCamera()], open_camera=lambda c, m: Pictures("camera", c.name, deaf=deaf)
    )
    window = open_window(backend)
    until(lambda: plays(window, "camera"))
    window.pick(DEMO)
    until(lambda: plays(window, "demo"))
    window.pick(FIRST_CAMERA)
    until(lambda: plays(window, "camera"))
    window.close()
    assert not window.isVisible()
    # The closing thread gives up on the camera by itself.
    assert window.session.wait_closed(10.0) == ()
    deaf.set()
    for thread in threading.enumerate():
        if thread.name.startswith("fer-"):
            thread.join(10.0)


def test_an_exception_in_a_thread_becomes_one_toast(open_window, until, tmp_path, faults):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    faults.install()
    try:
        thread = threading.Thread(target=lambda: 1 / 0)
        thread.start()
        thread.join()
    finally:
        faults.uninstall()
    until(lambda: said(window))
    assert len(said(window)) == 1
    assert "ZeroDivisionError" in said(window)[0]
    before = window.view.result
    until(lambda: window.view.result is not before)


def test_an_unexpected_error_in_the_pipeline_is_told_and_start_works_again(open_window, until, tmp_path):
    broken = [True]
    backend = make_backend(tmp_path)

    def make_pipeline(model, still):
        pipeline = backend.make_pipeline(model, still)
        if broken:
            pipeline.process = None
        return pipeline

    window = open_window(make_backend(tmp_path, make_pipeline=make_pipeline), DEMO)
    until(lambda: window.session.phase is Phase.STOPPED)
    assert len(said(window)) == 1
    assert "TypeError" in said(window)[0]
    broken.clear()
    window.actions_by_name["start"].trigger()
    until(lambda: plays(window, "demo"))


def test_eight_faces_have_cards_that_scroll(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=8), DEMO, size=(900, 600))
    until(lambda: len(window.panel.cards) == 8)
    assert [card.face_id for card in window.panel.cards] == list(range(1, 9))
    until(lambda: window.panel.area.verticalScrollBar().maximum() > 0)
    assert window.panel.area.horizontalScrollBar().maximum() == 0


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
    until(lambda: plays(window, "file"))
    window.close()
    assert saved[-1].source == file_choice(Path("clip.mp4"))


@pytest.mark.parametrize("size", [(1280, 800), (900, 600)])
@pytest.mark.parametrize("people", [1, 8])
def test_no_text_is_cut_off(open_window, until, tmp_path, size, people):
    from PySide6.QtWidgets import QAbstractButton, QLabel

    window = open_window(make_backend(tmp_path, people=people), size=size)
    until(lambda: plays(window, "demo") and len(window.panel.cards) == people)
    window.actions_by_name["record"].trigger()
    until(lambda: window.sign.isVisible() and window.sign.figures.text())
    assert (window.width(), window.height()) == size
    for widget in (*window.findChildren(QLabel), *window.findChildren(QAbstractButton)):
        if not widget.isVisible() or not widget.text() or widget is window.picker.button:
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            assert widget.height() >= widget.heightForWidth(widget.width()), widget.text()
        elif widget is not window.status.about:
            assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
            assert widget.height() >= widget.minimumSizeHint().height(), widget.text()


def test_at_first_the_window_is_no_larger_than_the_screen(open_window, tmp_path):
    window = open_window(make_backend(tmp_path), size=None)
    screen = window.screen().availableSize()
    assert window.width() == min(1280, max(screen.width(), window.minimumWidth()))
    assert window.height() == min(800, max(screen.height(), window.minimumHeight()))
