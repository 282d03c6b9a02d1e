import threading
from functools import partial
from pathlib import Path

import pytest
from fakes import FakeCamera, Pictures, ScriptedEngine, make_backend, result
from seen import plays, said

from app.choice import DEMO, FIRST_CAMERA, file_choice, stream_choice
from app.features import FEATURES, Help, Log, Sources
from app.play import Phase
from fer_core.engine import EngineEvent, EngineState
from fer_core.errors import SourceError, SourceLost


def test_a_camera_that_may_not_be_used_is_explained_in_the_banner(open_window, until, tmp_path):
    refuse = SourceError("You have no permission to use Webcam. Add yourself to the group `video`.")
    sources = {"camera": lambda request: Pictures("camera", request.name, refuse=refuse)}
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], sources=sources))
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
    sources = {"stream": lambda request: Pictures("stream", "host", refuse=refuse)}
    window = open_window(make_backend(tmp_path, sources=sources), file_choice(Path("clip.mp4")))
    until(lambda: plays(window, "film"))
    window.pick(stream_choice("http://host/video"))
    until(lambda: window.banner.isVisible() and plays(window, "film"))
    assert window.banner.title.text() == "The stream cannot be played"
    assert window.banner.text.text() == f"{refuse} Meanwhile clip.mp4 is playing."
    assert not said(window)


def test_a_wrong_address_can_be_tried_again_or_changed(open_window, until, tmp_path, answers):
    asked = []

    def stream(request):
        asked.append(request.value)
        refuse = None if request.value.endswith("/right") and len(asked) > 3 else REFUSED
        return Pictures("stream", request.name, refuse=refuse)

    window = open_window(make_backend(tmp_path, sources={"stream": stream}), DEMO)
    until(lambda: plays(window, "demo"))
    answers.next_address = "http://me:secret@host/wrong"
    window.actions_by_name["open_stream"].trigger()
    until(lambda: window.banner.isVisible() and plays(window, "demo"))
    again, change = "Try again", "Change address…"
    buttons = {button.text(): button for button in window.banner.buttons}
    assert list(buttons) == [change, again]
    assert "secret" not in window.banner.text.text()
    buttons[again].click()
    until(lambda: len(asked) == 2 and window.banner.isVisible() and plays(window, "demo"))
    answers.next_address = "http://me:secret@host/right"
    buttons[change].click()
    until(lambda: len(asked) == 3 and window.banner.isVisible() and plays(window, "demo"))
    buttons[again].click()
    until(lambda: plays(window, "stream"))
    assert not window.banner.isVisible()
    # What was typed is there to be changed, with its password.
    assert answers.changed_addresses == ["", "http://me:secret@host/wrong"]
    assert asked == ["http://me:secret@host/wrong"] * 2 + ["http://me:secret@host/right"] * 2


def test_a_camera_that_vanishes_is_waited_for(open_window, until, tmp_path):
    class Flaky(Pictures):
        def open(self):
            if self._index:
                msg = "Webcam is not there."
                raise SourceError(msg)
            return super().open()

    lost = SourceLost("Webcam has stopped sending pictures. Check that it is still plugged in.")
    sources = {"camera": lambda request: Flaky("camera", request.name, frames=20, then=lost)}
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], sources=sources))
    until(lambda: window.session.phase is Phase.WAITING)
    assert "Waiting" in window.banner.title.text()
    assert str(lost) in window.banner.text.text()
    assert window.view.result is None
    assert not window.actions_by_name["snapshot"].isEnabled()


def test_a_picture_that_comes_late_from_a_lost_source_is_not_shown(open_window, until, tmp_path):
    engine = ScriptedEngine()
    window = open_window(make_backend(tmp_path, make_engine=lambda *_: engine), DEMO)
    until(lambda: window.session.engine is engine)
    engine.events.append(EngineEvent("state", EngineState.RUNNING))
    engine.results.put(result(1))
    until(lambda: plays(window, "demo"))
    engine.events.append(EngineEvent("state", EngineState.WAITING, "It has stopped sending pictures."))
    until(lambda: window.session.phase is Phase.WAITING)
    engine.results.put(result(1))
    until(lambda: len(engine.results) == 0)
    assert window.view.result is None
    engine.events.append(EngineEvent("state", EngineState.RUNNING))
    until(lambda: not engine.events)
    assert window.session.phase is Phase.WAITING
    engine.results.put(result(1))
    until(lambda: window.session.phase is Phase.RUNNING)
    until(lambda: window.view.result is not None)


REFUSED = SourceError("It sent no picture within 5 s. Check the address.")
BREAKS = SourceError("It is damaged in the middle. Copy it again.")


@pytest.fixture
def opened():
    """Kinds of the sources that were opened, in their order."""
    return []


def scripted(opened, **scripts):
    """Return sources by kind that do what their script says: one dict a time, the last one for ever."""

    def source(kind, request):
        opened.append(kind)
        script = scripts[kind]
        return Pictures(kind, request.name or kind, **(script.pop(0) if len(script) > 1 else script[0]))

    return {kind: partial(source, kind) for kind in scripts}


def test_a_film_that_breaks_off_again_and_again_is_given_up(open_window, until, tmp_path, opened, notices):
    sources = scripted(opened, film=[{"frames": 10, "then": BREAKS}], demo=[{}])
    window = open_window(make_backend(tmp_path, sources=sources), file_choice(Path("clip.mp4")))
    until(lambda: plays(window, "demo"))
    assert opened == ["film", "demo"]
    assert [notice.text for notice in notices] == [str(BREAKS)]


def test_what_played_before_is_tried_once_more_and_no_oftener(open_window, until, tmp_path, opened, notices):
    film = [{}, {"frames": 10, "then": BREAKS}]
    sources = scripted(opened, film=film, stream=[{"refuse": REFUSED}], demo=[{}])
    window = open_window(make_backend(tmp_path, sources=sources), file_choice(Path("clip.mp4")))
    until(lambda: plays(window, "film"))
    window.pick(stream_choice("http://host/video"))
    until(lambda: plays(window, "demo"))
    assert opened == ["film", "stream", "film", "demo"]
    assert [notice.text for notice in notices] == [str(BREAKS)]
    # What is wanted is still the stream.
    assert window.banner.text.text() == f"{REFUSED} Meanwhile the demo clip is playing."
    assert window.session.wanted == stream_choice("http://host/video")


def test_where_what_played_before_is_gone_the_demo_plays(open_window, until, tmp_path, opened, notices):
    gone = SourceError("clip.mp4 does not exist. Choose another file.")
    film = [{}, {"refuse": gone}]
    sources = scripted(opened, film=film, stream=[{"refuse": REFUSED}], demo=[{}])
    window = open_window(make_backend(tmp_path, sources=sources), file_choice(Path("clip.mp4")))
    until(lambda: plays(window, "film"))
    window.pick(stream_choice("http://host/video"))
    until(lambda: plays(window, "demo"))
    assert opened == ["film", "stream", "film", "demo"]
    assert [notice.text for notice in notices] == [str(gone)]
    assert window.banner.isVisible()


@pytest.mark.parametrize(("choice", "kind"), [(file_choice(Path("clip.mp4")), "film"), (FIRST_CAMERA, "camera")])
def test_when_the_demo_fails_too_everything_stops(open_window, until, tmp_path, *, opened, notices, choice, kind):
    sources = scripted(opened, **{kind: [{"frames": 10, "then": BREAKS}], "demo": [{"refuse": REFUSED}]})
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], sources=sources), choice)
    until(lambda: window.session.phase is Phase.STOPPED)
    assert opened == [kind, "demo"]
    assert notices[-1].text == window.session.problem == str(REFUSED)
    assert window.actions_by_name["start"].text() == "Start"


def test_a_blocked_camera_holds_up_neither_a_switch_nor_the_end(open_window, until, tmp_path, request):
    deaf = threading.Event()
    request.addfinalizer(deaf.set)
    sources = {"camera": lambda request: Pictures("camera", request.name, deaf=deaf)}
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], sources=sources))
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


def test_a_feature_that_fails_keeps_no_other_one_from_its_turn(open_window, until, tmp_path, *, faults, monkeypatch):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    failed, told = [], []

    def fail(*_):
        failed.append(1)
        raise ZeroDivisionError

    for what in ("tick", "show_result"):
        monkeypatch.setattr(Sources, what, fail)
        monkeypatch.setattr(Help, what, lambda *_: told.append(1))
        failed.clear()
        told.clear()
        faults.install()
        try:
            until(lambda: failed and told)
        finally:
            monkeypatch.undo()
            faults.uninstall()
    until(lambda: any("ZeroDivisionError" in words for words in said(window)))


def test_who_says_what_has_failed_comes_first():
    assert FEATURES[0] is Log
