import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu
from seen import plays
from takes import start

from app.choice import DEMO


def at_rest(window, qapp):
    """Hold the window still and let it lay itself out.

    A text that has changed in this turn of the event loop gets its room in the next one: figures that go on changing
    would be measured between the two, now and then.
    """
    for timer in window.findChildren(QTimer):
        timer.stop()
    qapp.processEvents()


def assert_no_text_is_cut_off(window):
    assert_texts_have_room(window, but=(window.sources.picker.button, window.status.about))


def assert_texts_have_room(page, but=()):
    for widget in (*page.findChildren(QLabel), *page.findChildren(QAbstractButton)):
        if not widget.isVisible() or not widget.text() or widget in but:
            continue
        if isinstance(widget, QLabel) and widget.wordWrap():
            assert widget.height() >= widget.heightForWidth(widget.width()), widget.text()
        else:
            assert widget.width() >= widget.minimumSizeHint().width(), widget.text()
            assert widget.height() >= widget.minimumSizeHint().height(), widget.text()


@pytest.mark.parametrize("size", [(1280, 800), (900, 600), (800, 500), (640, 400)])
@pytest.mark.parametrize("people", [1, 8])
def test_no_text_is_cut_off(open_window, until, tmp_path, qapp, *, size, people):
    window = open_window(make_backend(tmp_path, people=people), size=size)
    until(lambda: plays(window, "demo") and len(window.panels["faces"].cards) == people)
    start(window, until, rows=people)
    until(lambda: window.sign.isVisible() and window.sign.figures.text())
    at_rest(window, qapp)
    assert window.banner.isVisible()
    assert window.toasts.notices
    assert (window.width(), window.height()) == size
    assert_no_text_is_cut_off(window)


@pytest.mark.parametrize("size", [(1280, 800), (640, 400)])
def test_what_is_said_of_a_recording_fits(open_window, until, tmp_path, qapp, *, size):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    start(window, until, film=True)
    until(lambda: window.sign.text.full_text == "Recording demo + video")
    at_rest(window, qapp)
    window.resize(*size)
    for elapsed_s, rows in ((9.0, 270), (36_000.0, 1_080_000)):
        window.sign.say(elapsed_s, rows, of_demo=True, with_film=True)
        qapp.processEvents()
        assert_no_text_is_cut_off(window)
        assert window.sign.text.text() == "Recording demo + video"
    window.sign.say_saving(12_345)
    qapp.processEvents()
    assert_no_text_is_cut_off(window)
    assert window.sign.text.text() == "Saving the recording…"


def test_eight_faces_have_cards_that_scroll_in_a_small_window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, people=8), DEMO, size=(640, 400))
    until(lambda: len(window.panels["faces"].cards) == 8)
    assert [card.face_id for card in window.panels["faces"].cards] == list(range(1, 9))
    until(lambda: window.panels["faces"].area.verticalScrollBar().maximum() > 0)
    assert window.panels["faces"].area.horizontalScrollBar().maximum() == 0


def test_at_first_the_window_is_no_larger_than_the_screen(open_window, tmp_path):
    window = open_window(make_backend(tmp_path), size=None)
    screen = window.screen().availableSize()
    assert window.width() == min(1280, max(screen.width(), window.minimumWidth()))
    assert window.height() == min(800, max(screen.height(), window.minimumHeight()))


def shown_inside(window, widget):
    place = widget.rect().translated(widget.mapTo(window, QPoint()))
    return widget.isVisible() and window.rect().contains(place)


def test_on_a_small_screen_everything_can_be_reached(open_window, until, tmp_path, qapp):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), size=(640, 400))
    until(lambda: plays(window, "camera"))
    at_rest(window, qapp)
    assert (window.width(), window.height()) == (640, 400)
    for button in window.top_bar.findChildren(QAbstractButton):
        assert shown_inside(window, button), button.accessibleName()
    status = window.status
    # What is in force comes before figures.
    assert status.privacy.text.text().startswith("Analysing  ·  Faces as they are")
    for part in (status.privacy, status.about, status.fps):
        assert shown_inside(window, part)
    assert not status.faces.isVisible()
    assert window.view.width() >= 320
    assert window.view.height() >= 240


def test_in_a_narrow_window_size_and_rate_are_in_the_menu(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), size=(640, 400))
    until(lambda: plays(window, "camera"))
    picker = window.sources.picker
    assert not picker.sizes.isVisible()

    def submenus():
        found = {action.text(): action.menu() for action in picker.menu.actions() if action.menu() is not None}
        return {name: menu for name, menu in found.items() if name != "Open recent"}

    assert list(submenus()) == ["Resolution", "Frame rate"]
    rate = next(action for action in submenus()["Frame rate"].actions() if action.text() == "15 fps")
    rate.trigger()
    assert picker.mode.fps == 15
    ticked = [action.text() for action in submenus()["Frame rate"].actions() if action.isChecked()]
    assert ticked == ["15 fps"]
    for _ in range(5):
        picker.show_choice(window.session.wanted)
    until(lambda: len(picker.menu.findChildren(QMenu)) == 2)
    window.resize(1280, 800)
    until(picker.sizes.isVisible)
    assert not submenus()
