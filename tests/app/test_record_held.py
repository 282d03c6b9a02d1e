"""A recording that begins while a film is held at its start has the film from its first picture on."""

import threading
from dataclasses import replace

import pytest
from fakes import make_backend
from seen import plays, shown
from takes import session_in

from app.backend import real_backend
from app.choice import file_choice
from app.play import Phase
from fer_core.sources import DEMO_CLIP

REAL = real_backend()


@pytest.fixture
def backend(tmp_path):
    return make_backend(tmp_path / "out", open=REAL.open, kind_of_file=REAL.kind_of_file)


def record_to_the_end(window, until, tmp_path):
    """Press Record while the film is held, let it go on, and return where there are rows."""
    assert window.session.film.held
    window.actions_by_name["record"].trigger()
    until(lambda: window.recording.take is not None)
    until(lambda: window.recording.take.rows > 0)
    window.actions_by_name["hold"].trigger()
    until(lambda: window.session.phase is Phase.ENDED and not window.recording.unfinished)
    session = session_in(tmp_path / "out")
    assert session.status == "whole"
    return list(session.rows["source_t_s"])


def test_a_film_that_is_held_while_it_starts_shows_its_first_picture_and_can_be_recorded_from_it(
    open_window, until, tmp_path, *, film, backend
):
    gate = threading.Event()
    slow = replace(backend, make_pipeline=lambda *asked: gate.wait(20) and backend.make_pipeline(*asked))
    window = open_window(slow, file_choice(film))
    until(lambda: window.session.engine is not None)
    window.actions_by_name["hold"].trigger()
    gate.set()
    until(lambda: shown(window))
    assert window.session.film.position_s == 0.0
    positions = record_to_the_end(window, until, tmp_path)
    # Before anything else that is in the film.
    assert positions[0] == 0.0
    assert positions == sorted(set(positions))


def test_a_film_that_went_back_to_its_start_can_be_recorded_from_its_first_picture(
    open_window, until, tmp_path, *, film, backend
):
    window = open_window(backend, file_choice(film))
    until(lambda: window.session.film.transport is not None)
    window.actions_by_name["loop"].trigger()
    until(lambda: plays(window, "film"))
    window.actions_by_name["hold"].trigger()
    window.actions_by_name["loop"].trigger()
    window.session.film.seek(0.0)
    # Not the one that was shown before.
    until(lambda: shown(window) and window.view.result.frame.scene == 1)
    positions = record_to_the_end(window, until, tmp_path)
    assert positions[0] == 0.0
    assert positions == sorted(set(positions))


def test_a_film_that_is_held_elsewhere_stays_there(open_window, until, tmp_path, backend):
    window = open_window(backend, file_choice(DEMO_CLIP))
    until(lambda: plays(window, "film"))
    window.actions_by_name["hold"].trigger()
    window.session.film.seek(2.0)
    until(lambda: shown(window) and window.view.result.frame.source_t_s >= 1.9)
    result = window.view.result
    window.actions_by_name["record"].trigger()
    until(lambda: window.recording.take is not None)
    window.actions_by_name["next"].trigger()
    until(lambda: window.view.result is not result)
    assert window.view.result.frame.scene == result.frame.scene
