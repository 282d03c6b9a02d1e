"""What is dropped on the window: files that play, and all that cannot."""

import numpy as np
import pytest
from fakes import make_backend
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from seen import plays, said
from takes import finish, start

from app.backend import real_backend
from app.choice import DEMO, FIRST_CAMERA
from fer_core._cv2 import cv2


@pytest.fixture
def window(open_window, until, tmp_path):
    """A window with a fake recogniser that opens files for real."""
    real = real_backend()
    opened = open_window(make_backend(tmp_path / "out", open=real.open, kind_of_file=real.kind_of_file), DEMO)
    until(lambda: plays(opened, "demo"))
    return opened


def drop(window, *paths, url=None):
    """Drop files as the system does; whether the window takes them."""
    data = QMimeData()
    data.setUrls([QUrl(url)] if url else [QUrl.fromLocalFile(str(path)) for path in paths])
    what = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    place = QPointF(100, 100)
    enter = QDragEnterEvent(place.toPoint(), *what)
    enter.setAccepted(False)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(place, *what))
    return enter.isAccepted()


def goes_on(window, until):
    """Whether pictures still come."""
    before = window.view.result
    until(lambda: window.view.result is not before)
    return window.session.playing.choice == DEMO


def test_the_first_of_two_files_plays_and_that_is_said(window, until, film, tmp_path):
    second = tmp_path / "second.avi"
    second.write_bytes(film.read_bytes())
    assert drop(window, film, second)
    until(lambda: window.session.playing.choice.value == str(film) and said(window))
    assert said(window) == ["Only film.avi is played, the first of the 2 files that were dropped."]


def test_one_file_plays_without_a_word(window, until, film):
    assert drop(window, film)
    until(lambda: window.session.playing.choice.value == str(film))
    assert not said(window)


def test_an_address_is_not_taken(window):
    assert not drop(window, url="http://host/video")


def sparse(path):
    with path.open("wb") as file:
        file.truncate(4 << 30)


def picture_folder(path):
    path.mkdir()
    cv2.imwrite(str(path / "a.png"), np.zeros((8, 8, 3), np.uint8))


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("notes.txt", lambda path: path.write_text("This is a text.\n" * 20), "is a text, not a video or a picture."),
        ("pictures", picture_folder, "is a folder. Choose a video or a picture in it."),
        ("empty folder", lambda path: path.mkdir(), "is a folder. Choose a video or a picture in it."),
        ("huge.mp4", sparse, "huge.mp4"),
        ("huge", sparse, "huge"),
        ("gone.mp4", lambda path: None, "does not exist."),
    ],
)
def test_what_cannot_be_played_is_one_sentence_and_the_picture_goes_on(window, until, tmp_path, *, name, make, words):
    path = tmp_path / name
    make(path)
    assert drop(window, path)
    until(lambda: said(window))
    assert len(said(window)) == 1
    assert words in said(window)[0]
    assert goes_on(window, until)
    # The next start does not begin with it.
    assert window.store.settings.source == FIRST_CAMERA


def test_a_file_that_takes_long_to_open_holds_up_nothing(open_window, until, tmp_path, request):
    import threading

    gate = threading.Event()
    request.addfinalizer(gate.set)
    backend = make_backend(tmp_path, kind_of_file=lambda _: gate.wait() and "film")
    window = open_window(backend, DEMO)
    until(lambda: plays(window, "demo"))
    assert drop(window, tmp_path / "slow.mp4")
    assert goes_on(window, until)
    gate.set()
    until(lambda: plays(window, "film"))


def test_of_two_files_nothing_is_said_where_none_plays(window, until, film, *, tmp_path, answers, notices):
    second = tmp_path / "second.avi"
    second.write_bytes(film.read_bytes())
    start(window, until)
    answers.next_stop = False
    assert drop(window, film, second)
    assert goes_on(window, until)
    assert answers.asked_to_stop == 1
    finish(window, until)
    bad = tmp_path / "text.avi"
    bad.write_text("no film")
    before = len(notices)
    assert drop(window, bad, second)
    until(lambda: len(notices) > before)
    assert goes_on(window, until)
    assert not any("Only" in notice.text for notice in notices)
