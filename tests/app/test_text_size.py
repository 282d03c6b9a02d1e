"""Text of every size: in the style sheet, in what is painted by hand, and in the layout."""

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel
from seen import plays
from sessions import write_session
from takes import start
from test_layout import assert_no_text_is_cut_off, assert_texts_have_room, at_rest

from app import theme
from app.choice import DEMO, file_choice
from app.features import Faces
from app.features.camera_test import CameraTest
from app.features.rules import Rules
from app.features.viewing import Viewing
from app.features.whole_file import WholeFiles
from app.recording_dialog import RecordingDialog
from app.recording_plan import RecordingPlan
from app.settings import Settings
from app.uses import UsesDialog

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def usual(themed):
    """Tests leave the application as the others expect it."""
    yield
    theme.apply(themed, "dark")


def sizes(window):
    """The pixels of fonts here and there, and of what is painted by hand."""
    card = window.panels["faces"].cards[0]
    fonts = (window.top_bar.start, window.status.fps, card.label, window.menuBar())
    return [*(widget.fontInfo().pixelSize() for widget in fonts), card.bars.sizeHint().height()]


def test_the_keys_of_the_view_menu_make_everything_larger_and_smaller(open_window, until, tmp_path, saved):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    usual = sizes(window)
    assert usual == [13, 12, 18, 13, 126]
    seen = []
    for _ in range(4):
        QTest.keyClick(window, Qt.Key.Key_Plus, CONTROL)
        seen.append(window.store.settings.text_size)
    assert seen == [115, 130, 150, 150]
    assert not window.actions_by_name["text_larger"].isEnabled()
    assert sizes(window) == [20, 18, 27, 20, 189]
    QTest.keyClick(window, Qt.Key.Key_Minus, CONTROL)
    assert window.store.settings.text_size == 130
    QTest.keyClick(window, Qt.Key.Key_0, CONTROL)
    assert sizes(window) == usual
    assert not window.actions_by_name["text_smaller"].isEnabled()
    window.actions_by_name["text_larger"].trigger()
    window.close()
    assert saved[-1].text_size == 115


@pytest.mark.parametrize("people", [1, 8])
@pytest.mark.parametrize("text_size", theme.TEXT_SIZES[1:])
@pytest.mark.parametrize("choice", [None, DEMO])
def test_nothing_is_cut_off(open_window, until, tmp_path, qapp, *, people, text_size, choice):
    cameras = [] if choice else [FakeCamera()]
    window = open_window(make_backend(tmp_path, people=people, cameras=cameras), choice)
    until(lambda: plays(window, "demo" if choice else "camera") and len(window.panels["faces"].cards) == people)
    # While it runs, as somebody would.
    window.store.set(text_size=text_size)
    start(window, until, rows=people)
    until(lambda: window.sign.isVisible() and window.sign.figures.text())
    at_rest(window, qapp)
    assert (window.width(), window.height()) == (1280, 800)
    assert_no_text_is_cut_off(window)
    for bars in (card.bars for card in window.panels["faces"].cards):
        # Names of classes stand side by side with a bar that can be read.
        font = bars.font()
        font.setPixelSize(theme.px(12))
        assert QFontMetrics(font).horizontalAdvance("Surprise") < 0.42 * bars.width()
    assert window.panels["faces"].area.horizontalScrollBar().maximum() == 0
    assert window.panels["timeline"].isVisible()


def explained(window, until):
    faces = window.feature(Faces)
    faces.why.ask(window.view.result.seen[0].id)
    return faces.why.dialog


def modal(name):
    def opened(window, until):
        window.actions_by_name[name].trigger()
        until(lambda: [page for page in window.findChildren(QDialog) if page.isVisible()])
        return next(page for page in window.findChildren(QDialog) if page.isVisible())

    return opened


def walked(step):
    def opened(window, until):
        window.actions_by_name["test_camera"].trigger()
        test = window.feature(CameraTest)
        while test.walk.step != step:
            test.panel.go_on.emit()
        return test.panel

    return opened


def found(window, until):
    until(window.actions_by_name["analyse_file"].isEnabled)
    window.actions_by_name["analyse_file"].trigger()
    files = window.feature(WholeFiles)
    until(lambda: files.page is not None)
    return files.page


def ruled(window, until):
    window.actions_by_name["rules"].trigger()
    until(lambda: window.feature(Rules).page.dialog is not None)
    dialog = window.feature(Rules).page.dialog
    dialog.add.click()
    return dialog


def detailed(window, until):
    del until
    dialog = RecordingDialog(RecordingPlan(minutes=2.5), window.recording.destination(), window)
    dialog.show()
    dialog.minutes.setText("x")
    return dialog


def looked_through(window, until):
    folder = write_session(window.recording.destination(), marks=((5.0, "", "begin"),))
    viewer = window.feature(Viewing).view(folder)
    viewer.resize(900, 600)
    until(lambda: viewer.desk is not None and len(viewer.desk.shares.cards) == 2)
    viewer.desk.editing.rename(1, "Ann")
    until(lambda: len(viewer.desk.changes.texts) == 1 and not viewer.desk.document.busy)
    # The cards are made anew, and have their room a little later.
    until(lambda: [card.findChild(QLabel).text() for card in viewer.desk.shares.cards][:1] == ["Ann"])
    until(
        lambda: all(
            card.isVisible() and card.height() >= card.heightForWidth(card.width()) for card in viewer.desk.shares.cards
        )
    )
    return viewer


PAGES = {
    "why": explained,
    "models": modal("models"),
    "uses": modal("uses"),
    "settings": modal("settings"),
    "shortcuts": modal("shortcuts"),
    "log": modal("log"),
    "check": walked("check"),
    "pose": walked("pose"),
    "results": walked("done"),
    "rules": ruled,
    "details": detailed,
    "viewer": looked_through,
    "found": found,
}


@pytest.mark.parametrize("text_size", theme.TEXT_SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_in_the_other_pages(open_window, until, tmp_path, themed, film, *, name, text_size):
    theme.apply(themed, "dark", text_size)
    settings = Settings(agreed=True, theme="dark", text_size=text_size)
    choice = file_choice(film) if name == "found" else DEMO
    window = open_window(make_backend(tmp_path, people=2), choice, settings=settings)
    until(lambda: plays(window, "film" if name == "found" else "demo"))
    page = PAGES[name](window, until)
    at_rest(window, themed)
    assert page.isVisible()
    assert_texts_have_room(page)


def test_before_the_first_camera_nothing_is_cut_off(open_window, until, tmp_path, themed):
    theme.apply(themed, "dark", 150)
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]), settings=Settings(theme="dark", text_size=150))
    until(lambda: window.findChildren(UsesDialog))
    at_rest(window, themed)
    (page,) = window.findChildren(UsesDialog)
    assert_texts_have_room(page)
    page.reject()


def test_what_is_open_grows_with_it(open_window, until, tmp_path, themed):
    window = open_window(make_backend(tmp_path, people=2), DEMO)
    until(lambda: plays(window, "demo"))
    panel = walked("pose")(window, until)
    clock = panel.pose.clock.width()
    window.store.set(text_size=150)
    until(lambda: panel.pose.clock.width() == round(1.5 * clock))
    at_rest(window, themed)
    assert_texts_have_room(panel)


def test_in_a_small_window_the_film_keeps_its_slider(open_window, until, tmp_path, qapp):
    window = open_window(make_backend(tmp_path), DEMO, size=(800, 500))
    until(lambda: plays(window, "demo"))
    assert window.transport.time.isVisible()
    window.store.set(text_size=150)
    until(lambda: window.status.fps.height() >= window.status.fps.minimumSizeHint().height())
    at_rest(window, qapp)
    assert not window.transport.time.isVisible()
    assert window.transport.slider.width() >= 80
    assert_no_text_is_cut_off(window)
    window.store.set(text_size=100)
    until(window.transport.time.isVisible)


def test_the_window_begins_with_the_size_that_was_remembered(open_window, until, tmp_path, themed):
    theme.apply(themed, "dark", 150)
    window = open_window(make_backend(tmp_path), DEMO, settings=Settings(theme="dark", text_size=150))
    until(lambda: plays(window, "demo"))
    assert sizes(window) == [20, 18, 27, 20, 189]


@pytest.mark.parametrize("text_size", [100, 150])
def test_every_menu_fits_a_small_screen(open_window, until, tmp_path, themed, *, text_size):
    theme.apply(themed, "dark", text_size)
    window = open_window(make_backend(tmp_path), DEMO, settings=Settings(agreed=True, text_size=text_size))
    until(lambda: plays(window, "demo"))
    opened = [text for title in window.menus.values() for text in _fits(title, 500 if text_size == 100 else 740)]
    assert {"File", "Capture", "Faces", "View", "Help", "Overlays", "Privacy", "Zoom", "Text size"} <= set(opened)


def _fits(menu, height):
    """Tell the titles of a menu and those in it, each of which has to be no higher than so many pixels."""
    menu.aboutToShow.emit()
    assert menu.sizeHint().height() <= height, menu.title()
    yield menu.title().replace("&", "")
    for action in menu.actions():
        if action.menu() is not None:
            yield from _fits(action.menu(), height)
