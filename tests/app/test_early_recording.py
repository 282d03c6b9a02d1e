"""A recording that is asked for while its source is starting."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from fakes import FakeCamera, Pictures, make_backend, make_pipeline
from seen import plays, said
from takes import finish, session_in, start, texts

from app.choice import DEMO, FIRST_CAMERA, file_choice
from app.play import Phase
from app.settings import Settings
from fer_core.errors import SourceError

FILM = file_choice(Path("clip.mp4"))


@pytest.mark.parametrize("with_video", [False, True])
def test_a_recording_that_is_asked_for_early_begins_with_the_first_picture(
    open_window, until, tmp_path, *, notices, with_video
):
    gate = threading.Event()
    sources = {"film": lambda request: Pictures("film", request.name, frames=40)}
    backend = make_backend(tmp_path, sources=sources)
    slow = replace(backend, make_pipeline=lambda *asked: gate.wait() and backend.make_pipeline(*asked))
    window = open_window(slow, FILM)
    until(lambda: window.session.engine is not None)
    action = window.actions_by_name["record_film" if with_video else "record"]
    assert action.isEnabled()
    action.trigger()
    assert (window.sign.text.full_text, window.actions_by_name["record"].text()) == (
        "Recording is about to begin",
        "Don't record",
    )
    assert list(tmp_path.iterdir()) == []
    gate.set()
    until(lambda: window.session.phase is Phase.ENDED and not window.recording.unfinished)
    session = session_in(tmp_path)
    # From the first picture in which the face is confirmed, which takes a few.
    first = make_rows_alone()
    assert session.rows["frame"][0] == first
    assert session.rows["t_s"][0] == pytest.approx(first * 0.1)
    assert (session.status, session.rows["frame"][-1]) == ("whole", 39)
    assert bool(list(tmp_path.glob("*/*.mp4"))) == with_video
    assert len(texts(notices, of=("done",))) == 1


def make_rows_alone():
    """Return the number of the first picture of which there are rows."""
    pipeline, source = make_pipeline(), Pictures("film", "film")
    for _ in range(40):
        frame = source.read()
        if pipeline.process(frame).seen:
            return frame.index
    raise AssertionError


def test_a_recording_that_waits_for_the_first_picture_can_be_given_up(open_window, until, tmp_path, request):
    gate = threading.Event()
    request.addfinalizer(gate.set)
    backend = make_backend(tmp_path)
    slow = replace(backend, make_pipeline=lambda *asked: gate.wait() and backend.make_pipeline(*asked))
    window = open_window(slow, DEMO)
    until(lambda: window.session.engine is not None)
    record = window.actions_by_name["record"]
    record.trigger()
    assert window.sign.isVisible()
    assert not window.recording.unfinished
    record.trigger()
    assert record.text() == "Record"
    assert not window.sign.isVisible()
    gate.set()
    until(lambda: plays(window, "demo"))
    assert not window.recording.unfinished
    assert list(tmp_path.iterdir()) == []


def test_a_recording_that_waits_for_a_camera_does_not_record_what_stands_in_for_it(open_window, until, tmp_path):
    gate = threading.Event()

    def refuse(request):
        gate.wait()
        return Pictures("camera", request.name, refuse=SourceError("Webcam is in use. Close the other program."))

    backend = make_backend(tmp_path, cameras=[FakeCamera()], sources={"camera": refuse})
    window = open_window(backend)
    until(lambda: window.session.engine is not None)
    window.actions_by_name["record"].trigger()
    assert window.recording.pending
    gate.set()
    until(lambda: plays(window, "demo"))
    assert not window.recording.pending
    assert not window.recording.unfinished
    assert list(tmp_path.iterdir()) == []
    start(window, until)
    finish(window, until)
    assert session_in(tmp_path).description.source.kind == "demo"


def test_a_recording_that_cannot_begin_with_the_first_picture_does_not_stop_it(open_window, until, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    gate = threading.Event()
    backend = make_backend(tmp_path)
    slow = replace(backend, make_pipeline=lambda *asked: gate.wait() and backend.make_pipeline(*asked))
    window = open_window(slow, DEMO, settings=Settings(folder=blocked / "sessions"))
    until(lambda: window.session.engine is not None)
    window.actions_by_name["record"].trigger()
    gate.set()
    until(lambda: plays(window, "demo") and said(window))
    assert str(blocked) in said(window)[0]
    assert not window.recording.unfinished


def camera_that_is_looked_for(tmp_path, gate):
    """Return a backend whose list of cameras takes until ``gate`` is set."""

    def listed():
        gate.wait()
        return (FakeCamera(),)

    return make_backend(tmp_path, list_cameras=listed)


def test_a_recording_that_is_asked_for_while_a_camera_is_looked_for_is_one_of_the_camera(
    open_window, until, tmp_path, *, request, answers
):
    gate = threading.Event()
    request.addfinalizer(gate.set)
    window = open_window(camera_that_is_looked_for(tmp_path, gate), DEMO)
    until(lambda: plays(window, "demo"))
    window.pick(FIRST_CAMERA)
    window.actions_by_name["record"].trigger()
    assert window.actions_by_name["record"].text() == "Don't record"
    shown_then = window.view.result
    until(lambda: window.view.result is not shown_then)
    window.recording.poll()
    assert window.recording.pending
    gate.set()
    until(lambda: window.recording.active)
    until(lambda: window.recording.take.rows >= 3)
    finish(window, until)
    assert session_in(tmp_path).description.source.kind == "camera"
    assert answers.asked_to_stop == 0


def test_a_recording_of_a_file_that_turns_out_bad_is_none_of_what_plays_on(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    window.pick(file_choice(Path("text.bad")))
    window.actions_by_name["record"].trigger()
    assert window.recording.pending
    until(lambda: said(window) and not window.recording.starting)
    assert plays(window, "demo")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("stop", [False, True])
def test_another_source_right_after_the_button_is_asked_about(open_window, until, tmp_path, *, answers, stop):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    answers.next_stop = stop
    window.actions_by_name["record"].trigger()
    assert window.recording.starting
    window.pick(FILM)
    assert answers.asked_to_stop == 1
    if stop:
        until(lambda: plays(window, "film") and not window.recording.unfinished)
        assert not window.recording.active
    else:
        until(lambda: window.recording.take is not None and window.recording.take.rows >= 3)
        finish(window, until)
        assert session_in(tmp_path).description.source.kind == "demo"


def test_a_recording_that_waits_is_given_up_for_another_source_only_with_a_yes(
    open_window, until, tmp_path, *, request, answers
):
    gate = threading.Event()
    request.addfinalizer(gate.set)
    window = open_window(camera_that_is_looked_for(tmp_path, gate), DEMO)
    until(lambda: plays(window, "demo"))
    window.pick(FIRST_CAMERA)
    window.actions_by_name["record"].trigger()
    answers.next_stop = False
    window.pick(FILM)
    assert window.recording.pending
    answers.next_stop = True
    window.pick(FILM)
    assert not window.recording.starting
    until(lambda: plays(window, "film"))
    assert answers.asked_to_stop == 2
    assert list(tmp_path.iterdir()) == []
