"""The page that comes before the first camera: nothing is opened or analysed until it is answered."""

from pathlib import Path

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from seen import plays
from takes import finish, start

from app import theme
from app.about import LIMITS, PICTURES, USES
from app.choice import DEMO, FIRST_CAMERA, Choice, camera_choice, file_choice, stream_choice
from app.play import Phase
from app.settings import Settings
from app.uses import UsesDialog

CAMERA = camera_choice(FakeCamera())
STREAM = stream_choice("rtsp://10.0.0.9/live")


class Watched:
    """A backend that notes what is made and opened with it."""

    def __init__(self, folder):
        self.touched = []
        real = make_backend(folder)
        self.backend = make_backend(
            folder,
            make_engine=self._noted("engine", real.make_engine),
            list_cameras=self._noted("cameras", lambda: (FakeCamera(),)),
            make_pipeline=self._noted("pipeline", real.make_pipeline),
            open=self._noted("open", real.open),
        )

    def _noted(self, what, run):
        def noted(*arguments):
            self.touched.append(what)
            return run(*arguments)

        return noted


@pytest.fixture
def watched(tmp_path):
    return Watched(tmp_path)


@pytest.fixture
def new_window(open_window, watched):
    """Open a window as it is opened for the first time."""

    def opened(choice=None, **values):
        return open_window(watched.backend, choice, settings=Settings(**values))

    return opened


def page_of(window):
    pages = [page for page in window.findChildren(UsesDialog) if page.isVisible()]
    return pages[0] if pages else None


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def words(page):
    return " ".join(label.text() for label in page.findChildren(QLabel))


def agree(page):
    QTest.mouseClick(page.people_agree, Qt.MouseButton.LeftButton, pos=QPoint(12, page.people_agree.height() // 2))
    assert page.people_agree.isChecked()
    click(page.start)


@pytest.mark.parametrize("choice", [None, CAMERA, STREAM])
def test_nothing_is_opened_before_the_people_in_view_agree(new_window, until, watched, choice):
    window = new_window(choice)
    page = page_of(window)
    assert page.isModal()
    # What whoever does not answer might try.
    for action in ("start", "record"):
        window.actions_by_name[action].trigger()
    window.session.start()
    window.pick(choice or FIRST_CAMERA)
    assert not page.start.isEnabled()
    click(page.start)
    for _ in range(5):
        window._tick()
    assert (watched.touched, window.session.engine, window.session.phase) == ([], None, Phase.STOPPED)
    assert page_of(window) is page
    agree(page)
    kind = "camera" if choice is None else choice.kind
    until(lambda: plays(window, kind))
    assert page_of(window) is None


def test_it_is_asked_once(new_window, open_window, until, *, watched, saved, tmp_path):
    window = new_window()
    agree(page_of(window))
    # Already now, whatever becomes of the window.
    assert saved[-1].agreed
    until(lambda: plays(window, "camera"))
    window.close()
    path = tmp_path / "settings.json"
    saved[-1].save(path)
    again = open_window(watched.backend, settings=Settings.load(path))
    assert page_of(again) is None
    until(lambda: plays(again, "camera"))


def test_by_keyboard_alone(new_window, until):
    window = new_window()
    page = page_of(window)
    until(lambda: QApplication.focusWidget() is page.people_agree)
    # Not agreed yet: nothing happens.
    QTest.keyClick(page.people_agree, Qt.Key.Key_Return)
    assert page_of(window) is page
    order = []
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        order.append(QApplication.focusWidget())
    assert order == [page.quit, page.demo, page.area]
    QTest.keyClick(page.area, Qt.Key.Key_Tab)
    QTest.keyClick(page.people_agree, Qt.Key.Key_Space)
    QTest.keyClick(page.people_agree, Qt.Key.Key_Return)
    until(lambda: plays(window, "camera"))


def test_taking_the_tick_back_takes_the_button_back(new_window):
    page = page_of(new_window())
    page.people_agree.click()
    assert page.start.isEnabled()
    page.people_agree.click()
    assert not page.start.isEnabled()
    page.quit.click()


def test_the_demo_can_be_watched_instead_and_the_camera_asks_again(new_window, until, watched, saved):
    window = new_window()
    click(page_of(window).demo)
    until(lambda: plays(window, "demo"))
    assert "cameras" not in watched.touched
    window.pick(CAMERA)
    page = page_of(window)
    assert plays(window, "demo")
    assert "cameras" not in watched.touched
    agree(page)
    until(lambda: plays(window, "camera"))
    window.close()
    assert (saved[-1].agreed, saved[-1].source) == (True, CAMERA)


def test_who_only_watches_the_demo_is_asked_at_the_next_start(new_window, open_window, until, watched, saved):
    window = new_window()
    click(page_of(window).demo)
    until(lambda: plays(window, "demo"))
    window.close()
    assert not saved[-1].agreed
    assert saved[-1].source == FIRST_CAMERA
    again = open_window(watched.backend, settings=saved[-1])
    assert page_of(again) is not None
    page_of(again).reject()


def test_quit_ends_without_having_opened_anything(new_window, until, watched, saved):
    window = new_window()
    click(page_of(window).quit)
    until(lambda: not window.isVisible())
    assert watched.touched == []
    assert not saved[-1].agreed


def test_closing_the_page_answers_nothing_and_start_asks_again(new_window, watched):
    window = new_window()
    QTest.keyClick(page_of(window), Qt.Key.Key_Escape)
    assert page_of(window) is None
    assert (window.session.phase, watched.touched) == (Phase.STOPPED, [])
    assert window.view.hint == ("Stopped", "Press Start to go on.")
    click(window.top_bar.start)
    assert page_of(window) is not None
    assert watched.touched == []
    page_of(window).reject()


@pytest.mark.parametrize("choice", [DEMO, file_choice(Path("clip.mp4"))])
def test_films_and_the_demo_ask_nobody(new_window, until, choice):
    window = new_window(choice)
    assert page_of(window) is None
    until(lambda: plays(window, "demo" if choice is DEMO else "film"))
    assert not window.store.settings.agreed


def test_a_remembered_stream_asks_like_a_camera(new_window, until, watched):
    window = new_window(source=Choice("stream", STREAM.value, STREAM.name))
    page = page_of(window)
    assert watched.touched == []
    agree(page)
    until(lambda: plays(window, "stream"))


def test_the_page_says_what_matters_in_the_words_of_the_about_page(new_window):
    window = new_window()
    page = page_of(window)
    for heading, text in (LIMITS, PICTURES, USES):
        assert heading in words(page)
        assert text in words(page)
    for part in (
        "expressions, not feelings",
        "often wrong",
        "judge, hire, grade or diagnose",
        "Article 5(1)(f)",
        "2024/1689",
    ):
        assert part in words(page)
    page.reject()


def test_the_help_menu_shows_it_again_without_a_question(open_window, until, watched):
    window = open_window(watched.backend, DEMO)
    until(lambda: plays(window, "demo"))
    window.actions_by_name["uses"].trigger()
    page = page_of(window)
    assert USES[1] in words(page)
    assert not hasattr(page, "people_agree")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    until(lambda: not window.findChildren(UsesDialog))
    assert plays(window, "demo")


def test_asked_from_the_help_menu_before_it_is_answered_it_starts_the_camera(new_window, until):
    window = new_window(DEMO)
    until(lambda: plays(window, "demo"))
    window.actions_by_name["uses"].trigger()
    agree(page_of(window))
    until(lambda: plays(window, "camera"))


def test_the_demo_that_plays_already_goes_on_where_it_is(new_window, until, watched, answers):
    window = new_window(DEMO)
    until(lambda: plays(window, "demo"))
    start(window, until)
    window.pick(FIRST_CAMERA)
    click(page_of(window).demo)
    assert page_of(window) is None
    assert answers.asked_to_stop == 0
    finish(window, until)
    assert watched.touched.count("engine") == 1
    window.actions_by_name["hold"].trigger()
    window.pick(FIRST_CAMERA)
    click(page_of(window).demo)
    until(lambda: watched.touched.count("engine") == 2 and plays(window, "demo"))


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("size", [(620, 420), (460, 300)])
def test_on_a_small_screen_the_words_scroll_and_the_answers_stay(new_window, themed, qapp, name, size):
    theme.apply(themed, name)
    try:
        window = new_window()
        page = page_of(window)
        page.resize(*size)
        qapp.processEvents()
        assert (page.width(), page.height()) == size
        for part in (page.people_agree, page.quit, page.demo, page.start):
            place = part.rect().translated(part.mapTo(page, QPoint()))
            assert page.rect().contains(place)
            assert part.width() >= part.minimumSizeHint().width()
        bar = page.area.verticalScrollBar()
        assert bar.maximum() > 0
        page.area.setFocus()
        QTest.keyClick(page.area, Qt.Key.Key_PageDown)
        assert bar.value() > 0
        assert page.area.horizontalScrollBar().maximum() == 0
        page.reject()
    finally:
        theme.apply(themed, "dark")
