"""All faces as one, over the last minute and now."""

import numpy as np
import pytest
from fakes import HAPPY, SAD, FakeCamera, face, make_backend
from PySide6.QtGui import QColor
from seen import plays

from app.faces_menu import FaceTools
from app.group_panel import RoomPanel
from app.settings import Settings
from fer_core.palette import PALETTE


@pytest.fixture
def room(themed):
    made = RoomPanel()
    made.resize(900, 150)
    yield made
    made.deleteLater()


def show(room, until_s, *faces, start=0.0):
    for t in np.arange(start, until_s + 0.05, 0.1):
        room.show_faces(faces, float(t))


def numbers(room):
    return dict(room.bars.rows)


def colours_at(room, part):
    """Return the colours of the classes in the strip, at a part of its width."""
    image = room.grab().toImage()
    x = round(10 + part * (room.bars.x() - 16 - 10))
    found = {image.pixelColor(x, y).name() for y in range(34, 110)}
    return {label for label, rgb in PALETTE.items() if QColor(*rgb).name() in found}


def test_the_bars_are_the_mean_of_all_faces(room):
    room.show_faces([face(0, probabilities=HAPPY), face(1, probabilities=SAD)], 0.0)
    assert room.count == 2
    assert room.words == "2 faces"
    assert (numbers(room)["Happy"], numbers(room)["Sad"], numbers(room)["Angry"]) == ("42 %", "42 %", "2 %")
    assert room.accessibleDescription().startswith("2 faces Angry 2 %")


def test_the_strip_shows_the_last_minute(room):
    show(room, 30.0, face(0, probabilities=SAD))
    show(room, 60.0, face(0, probabilities=HAPPY), start=30.1)
    assert "sad" in colours_at(room, 0.25)
    assert "happy" in colours_at(room, 0.75)
    show(room, 95.0, face(0, probabilities=HAPPY), start=60.1)
    assert colours_at(room, 0.25) >= {"happy"}


def test_who_is_lost_or_not_readable_or_hidden_does_not_count(room):
    gone = [face(1, seen=False, probabilities=SAD), face(2, readable=False)]
    room.show_faces([face(0), *gone], 0.0)
    assert (room.count, numbers(room)["Happy"]) == (1, "80 %")


def test_who_is_not_shown_does_not_count(themed, qtbot):
    tools = FaceTools(lambda _command: None)
    room = RoomPanel(tools)
    qtbot.addWidget(room)
    tools.people.hide(2, True)
    room.show_faces([face(0, probabilities=HAPPY), face(1, probabilities=SAD)], 0.0)
    assert (room.count, numbers(room)["Happy"]) == (1, "80 %")


def test_nobody_is_said_and_what_was_fades(room):
    show(room, 1.0, face(0))
    room.show_faces([], 1.1)
    assert room.words == "No face is read at the moment."
    assert room.bars._faded
    # What was stays in the strip.
    assert colours_at(room, 0.99)


def test_another_source_begins_anew(room):
    show(room, 5.0, face(0))
    room.clear()
    assert (room.count, room.bars.rows) == (0, ())
    assert not colours_at(room, 0.99)


def test_it_is_switched_in_the_view_menu_and_remembered(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()], people=3), settings=Settings(agreed=True))
    until(lambda: plays(window, "camera"))
    room, action = window.panels["room"], window.actions_by_name["room"]
    assert not room.isVisible()
    assert not action.isChecked()
    action.trigger()
    assert room.isVisible()
    until(lambda: room.count == 3)
    window.close()
    assert saved[-1].room
