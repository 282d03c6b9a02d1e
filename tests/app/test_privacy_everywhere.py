"""Where faces are hidden none may be missed: all of every picture is looked at, and else only now and then."""

from types import SimpleNamespace

import pytest
from command_line import run
from fakes import Faces, FakeCamera, Pictures, make_backend
from seen import plays

from app.choice import DEMO, FIRST_CAMERA
from app.recording_plan import RecordingPlan
from app.settings import Settings
from fer_core import KINDS, build, sources
from fer_core.commands import LookEverywhere
from fer_core.engine import Engine


@pytest.fixture
def told(monkeypatch):
    """What engines are told of where to look, with the engine."""
    told, send = [], Engine.send

    def heard(engine, command):
        if isinstance(command, LookEverywhere):
            told.append((engine, command.on))
        send(engine, command)

    monkeypatch.setattr(Engine, "send", heard)
    return told


@pytest.fixture
def window(open_window, until, told, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), FIRST_CAMERA, settings=Settings(agreed=True))
    until(lambda: plays(window, "camera"))
    return window


def test_as_long_as_faces_are_hidden_and_again_with_another_source(window, until, told):
    for kind in ("picture", "faces", "others", "none", "faces"):
        window.actions_by_name[f"veil_{kind}"].trigger()
    assert [on for _, on in told] == [True, False, True]
    window.pick(DEMO)
    until(lambda: plays(window, "demo"))
    assert [on for _, on in told] == [True, False, True, True]
    assert told[-1][0] is not told[0][0]


def test_as_long_as_a_film_is_recorded_that_hides_them(window, until, told):
    window.recording.start(RecordingPlan(film="clean", blurred=True))
    until(lambda: window.recording.active)
    assert {on for _, on in told} == {True}
    window.recording.finish()
    until(lambda: not window.recording.unfinished)
    assert told[-1][1] is False
    before = len(told)
    window.recording.start(RecordingPlan(film="clean"))
    until(lambda: window.recording.active)
    window.recording.finish()
    until(lambda: not window.recording.unfinished)
    assert len(told) == before


@pytest.fixture
def camera(monkeypatch):
    monkeypatch.setattr(sources, "list_cameras", lambda: (FakeCamera(),))
    opened = SimpleNamespace(open=lambda request: Pictures("camera", request.name, frames=5))
    monkeypatch.setitem(KINDS, "camera", opened)
    monkeypatch.setitem(build.DETECTORS, "live", lambda still: Faces(1))


@pytest.mark.usefixtures("camera")
@pytest.mark.parametrize("hides", [True, False])
def test_the_command_does_so(capsys, told, tiny_model, tmp_path, hides):
    options = ("--hide", "faces") if hides else ()
    code, _, _ = run(capsys, "record", "--out", tmp_path, "--model", tiny_model, "--video", "overlay", *options)
    assert code == 0
    assert [on for _, on in told] == [hides]
