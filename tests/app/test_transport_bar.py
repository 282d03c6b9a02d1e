"""A film in the window: held, stepped through, moved, at another speed, again and again."""

from pathlib import Path

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from seen import plays

from app.backend import real_backend
from app.choice import DEMO, FIRST_CAMERA, file_choice
from app.play import Phase
from app.toast import Notice, Toast
from fer_core.sources import DEMO_CLIP

FILM = file_choice(Path(str(DEMO_CLIP)))


@pytest.fixture
def real(tmp_path):
    """The real sources behind a recogniser without networks: the fake one has no film to move."""
    fake = make_backend(tmp_path)
    from dataclasses import replace

    return replace(fake, open=real_backend().open, kind_of_file=lambda _: "film")


@pytest.fixture
def window(open_window, until, real):
    opened = open_window(real, FILM)
    until(lambda: plays(opened, "film"))
    return opened


def position(window):
    return window.session.film.position_s


def still(window, qtbot):
    """Wait until nothing comes any more, and return where the film stands."""
    qtbot.wait(200)
    before = position(window)
    qtbot.wait(200)
    assert position(window) == before
    return before


def test_the_space_bar_holds_a_film_and_lets_it_go_on(window, until, qtbot):
    hold = window.actions_by_name["hold"]
    assert window.transport.isVisible()
    assert hold.text() == "Pause the film"
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert hold.text() == "Play the film"
    at = still(window, qtbot)
    # Who is held stays in view.
    qtbot.wait(1300)
    assert window.panels["faces"].cards
    assert window.session.phase is Phase.RUNNING
    QTest.keyClick(window, Qt.Key.Key_Space)
    until(lambda: position(window) > at)
    assert hold.text() == "Pause the film"


def test_a_film_is_stepped_through_picture_by_picture(window, until, qtbot):
    period_s = 1 / window.session.info.fps
    window.actions_by_name["next"].trigger()
    at = still(window, qtbot)
    window.actions_by_name["next"].trigger()
    until(lambda: position(window) == pytest.approx(at + period_s, abs=0.002))
    window.actions_by_name["previous"].trigger()
    until(lambda: position(window) == pytest.approx(at, abs=0.002))
    window.actions_by_name["previous"].trigger()
    until(lambda: position(window) == pytest.approx(at - period_s, abs=0.002))
    assert window.session.film.held


def test_a_click_on_the_slider_goes_there(window, until):
    slider = window.transport.slider
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.width() * 0.75), slider.height() // 2))
    duration_s = window.session.info.duration_s
    until(lambda: position(window) > 0.7 * duration_s)
    until(lambda: slider.value() / slider.maximum() == pytest.approx(position(window) / duration_s, abs=0.01))
    assert window.transport.time.text().endswith("/ 0:19")
    assert not window.session.film.held


def test_arrow_keys_on_the_slider_move_a_second(window, until, qtbot):
    QTest.keyClick(window, Qt.Key.Key_Space)
    at = still(window, qtbot)
    window.transport.slider.setFocus()
    QTest.keyClick(window.transport.slider, Qt.Key.Key_Right)
    until(lambda: position(window) == pytest.approx(at + 1, abs=0.1))


def test_a_film_that_has_ended_can_be_moved_and_played_again(window, until, qtbot):
    window.session.film.seek(18.9)
    until(lambda: window.session.phase is Phase.ENDED and window.session.engine is None)
    assert window.transport.isVisible()
    assert window.actions_by_name["hold"].text() == "Play the film"
    window.session.film.seek(5.0)
    until(lambda: window.session.phase is Phase.RUNNING and position(window) == pytest.approx(5.0, abs=0.05))
    assert window.session.film.held
    still(window, qtbot)
    window.actions_by_name["hold"].trigger()
    until(lambda: position(window) > 5.2)


def test_the_film_starts_again_where_it_is_to_be_repeated(window, until):
    loop = window.actions_by_name["loop"]
    assert not loop.isChecked()
    loop.trigger()
    assert loop.isChecked()
    window.session.film.seek(19.2)
    until(lambda: position(window) > 19)
    until(lambda: position(window) < 2)
    assert window.session.phase is Phase.RUNNING


def test_the_speed_is_picked(window, until):
    speeds = window.transport.speeds
    assert [speeds.itemText(i) for i in range(speeds.count())] == ["0.25 x", "0.5 x", "1 x", "1.5 x", "2 x"]
    speeds.setCurrentIndex(4)
    speeds.activated.emit(4)
    assert window.session.film.transport.speed == 2.0
    window.pick(DEMO)
    until(lambda: plays(window, "demo"))
    assert speeds.currentText() == "1 x"
    assert window.actions_by_name["loop"].isChecked()


def test_only_films_have_the_row(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), FIRST_CAMERA)
    until(lambda: plays(window, "camera"))
    assert not window.transport.isVisible()
    for name in ("hold", "previous", "next", "loop"):
        assert not window.actions_by_name[name].isEnabled()
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert window.session.phase is Phase.RUNNING
    window.pick(DEMO)
    until(lambda: plays(window, "demo") and window.transport.isVisible())
    assert window.actions_by_name["hold"].isEnabled()
    window.session.stop()
    until(lambda: window.session.phase is Phase.STOPPED)
    assert not window.transport.isVisible()


def test_no_notice_hides_the_row(window, until):
    window.session.noticed.emit(Notice("A notice that stands over the picture for a while, and nowhere else."))
    until(lambda: window.toasts.notices)
    row = window.transport.rect().translated(window.transport.mapTo(window, QPoint()))
    for toast in window.findChildren(Toast):
        assert not row.intersects(toast.rect().translated(toast.mapTo(window, QPoint())))


def test_a_film_that_has_ended_keeps_repeat_and_speed(window, until):
    window.session.film.seek(19.3)
    until(lambda: window.session.phase is Phase.ENDED and window.session.engine is None)
    window.actions_by_name["loop"].trigger()
    window.session.film.set_speed(2.0)
    window.actions_by_name["hold"].trigger()
    until(lambda: window.session.phase is Phase.RUNNING)
    transport = window.session.film.transport
    assert (transport.loop, transport.speed, transport.paused) == (True, 2.0, False)
    assert position(window) < 5


def test_the_slider_of_a_film_that_has_ended_can_be_used_again(window, until, qtbot):
    window.session.film.seek(19.3)
    until(lambda: window.session.phase is Phase.ENDED and window.session.engine is None)
    slider = window.transport.slider
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 4, slider.height() // 2))
    until(lambda: window.session.phase is Phase.RUNNING and 4 < position(window) < 6)
    assert not slider.held
    window.actions_by_name["hold"].trigger()
    at = slider.value()
    until(lambda: slider.value() > at)


def test_before_the_slider_gets_short_the_time_and_then_the_speed_go(window, until):
    bar = window.transport
    shown = []
    for width in range(900, 179, -20):
        bar.resize(width, bar.height())
        bar.layout().activate()
        shown.append((bar.speeds.isVisible(), bar.time.isVisible()))
        assert bar.slider.width() >= 80
    assert shown == sorted(shown, reverse=True)
    assert (shown[0], shown[-1]) == ((True, True), (False, False))
