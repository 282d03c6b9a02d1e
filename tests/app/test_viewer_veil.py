"""What the window hides of people is hidden in the films of the viewer, too."""

import pytest
from fakes import make_backend
from sessions import write_session

from app.choice import DEMO
from app.features import Viewing
from app.settings import Settings
from app.viewer import desk as desk_module
from fer_core.session.edits import Edits, Exclude, write_edits
from fer_core.veil import veiled


@pytest.fixture
def folder(tmp_path):
    """Two faces for 0.4 s, of which the second one does not count."""
    folder = write_session(tmp_path / "sessions", seconds=0.4, rate=30, gap=False)
    write_edits(folder / "edits.json", Edits(changes=(Exclude(0.0, 9.0, 2),), table="talk.csv"))
    return folder


def test_faces_of_a_session_are_hidden_as_the_window_hides_them(open_window, until, tmp_path, film, folder):
    window = open_window(make_backend(tmp_path), DEMO, settings=Settings(agreed=True, veil="others"))
    viewer = window.feature(Viewing).view(folder)
    until(lambda: viewer.desk is not None)
    view = viewer.desk.view
    viewer.desk.use_film(film)
    until(lambda: view.result is not None)
    assert view.veil.kind == "others"
    shown = view.result
    image = veiled(shown.frame.image, shown, view.veil)
    for face_id in (1, 2):
        box = (slice(80, 210), slice(60 + 150 * (face_id - 1), 170 + 150 * (face_id - 1)))
        assert (image[box] != shown.frame.image[box]).any()
    # What does not count has neither box nor label.
    assert {face.id for face in shown.seen} == {1}
    window.store.set(veil="none")
    until(lambda: view.result is not shown)
    assert view.veil.kind == "none"
    assert {face.id for face in view.result.faces} == {1}
    window.store.set(veil="picture")
    assert view.veil.kind == "picture"


def test_what_is_drawn_over_a_film_is_read_before_it_is_shown(view, until, film, folder, monkeypatch):
    desk = view(folder).desk
    read = []
    monkeypatch.setattr(desk_module, "read_boxes", lambda session: read.append(desk.playback.film))
    desk.use_film(film)
    until(lambda: desk.view.result is not None)
    assert read == [None]
