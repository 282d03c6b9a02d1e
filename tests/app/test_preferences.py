"""The page of the settings by click and key: both ways, with the actions and with what they stand for."""

from dataclasses import fields
from pathlib import Path

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton
from seen import plays

from app import theme
from app.choice import CameraMode
from app.face_marks import Overlays
from app.features import Preferences
from app.preferences import PREFERENCES, OneOf, Switch, defaults
from app.settings import Settings


@pytest.fixture(autouse=True)
def dressed(themed):
    """Tests leave the application as the others expect it."""
    yield
    theme.apply(themed, "dark")


@pytest.fixture
def window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path, cameras=[FakeCamera()]))
    until(lambda: plays(window, "camera"))
    return window


@pytest.fixture
def page(window):
    window.actions_by_name["settings"].trigger()
    return window.feature(Preferences).page.dialog


def row(page, title):
    (found,) = (frame for frame in page.rows if frame.row.title == title)
    return found


def press(page, title):
    """Switch a row on or off by the keyboard."""
    QTest.keyClick(row(page, title).findChild(QCheckBox), Qt.Key.Key_Space)


def pick(page, title, number):
    """Choose one of a row's values by the keyboard."""
    box = row(page, title).findChild(QComboBox)
    box.setFocus()
    while box.currentIndex() != number:
        QTest.keyClick(box, Qt.Key.Key_Down if box.currentIndex() < number else Qt.Key.Key_Up)


def shown(page):
    return [frame.row.title for frame in page.rows if frame.isVisible()]


def test_every_row_is_about_a_setting_and_what_it_is_at_first_can_be_chosen():
    kept = {known.name for known in fields(Settings) if known.metadata}
    for one in PREFERENCES:
        assert one.key in kept
        value = one.value(Settings())
        assert one.changed(Settings(), value) == {one.key: getattr(Settings(), one.key)}
        if isinstance(one.control, OneOf):
            assert value in [known for _, known in one.control.choices]
        elif isinstance(one.control, Switch):
            assert value in (True, False)


def test_there_is_one_page_which_comes_and_goes(window, until):
    page = window.feature(Preferences).page
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    first = page.dialog
    assert first.isVisible()
    assert not first.isModal()
    window.actions_by_name["settings"].trigger()
    assert page.dialog is first
    QTest.keyClick(first, Qt.Key.Key_Escape)
    until(lambda: page.dialog is None)
    window.actions_by_name["settings"].trigger()
    assert page.dialog is not first


def test_it_goes_with_the_window(window, page):
    window.close()
    assert not page.isVisible()


def test_rows_are_found_by_words_of_title_and_sentence(page):
    everything = shown(page)
    assert len(everything) == len(PREFERENCES)
    assert page.search.hasFocus()
    QTest.keyClicks(page.search, "MIRROR rec")
    assert shown(page) == ["Mirror cameras"]
    assert [name for name, heading in page.headings.items() if heading.isVisible()] == ["Picture"]
    QTest.keyClicks(page.search, "xyz")
    assert shown(page) == []
    assert page.nothing.isVisible()
    assert page.nothing.text() == "No setting matches “MIRROR recxyz”."
    page.search.clear()
    assert shown(page) == everything
    assert not page.nothing.isVisible()


@pytest.mark.parametrize(
    ("title", "action"),
    [
        ("Boxes", "boxes"),
        ("Labels", "labels"),
        ("Key points", "points"),
        ("Time line", "timeline"),
        ("Mirror cameras", "mirror"),
        ("Video without boxes and labels", "clean_film"),
    ],
)
def test_a_switch_and_its_action_agree(window, page, title, action):
    action = window.actions_by_name[action]
    box = row(page, title).findChild(QCheckBox)
    at_first = action.isChecked()
    assert box.isChecked() == at_first
    press(page, title)
    assert action.isChecked() != at_first
    assert row(page, title).row.value(window.store.settings) != at_first
    action.trigger()
    assert box.isChecked() == at_first
    assert row(page, title).row.value(window.store.settings) == at_first


def test_what_is_switched_is_seen_at_once(window, page):
    for title in ("Boxes", "Labels", "Key points", "Time line", "Mirror cameras"):
        press(page, title)
    assert window.view._overlays == Overlays(boxes=False, labels=False, points=True)
    assert not window.panels["timeline"].isVisible()
    assert not window.view.mirrored
    press(page, "Mirror everything else")
    assert window.store.settings.mirror_other
    assert not window.view.mirrored


def test_colours_are_put_on_and_follow_the_menu(window, page):
    pick(page, "Colours", 1)
    assert theme.current() == "light"
    assert window.actions_by_name["theme_light"].isChecked()
    window.actions_by_name["theme_dark"].trigger()
    assert theme.current() == "dark"
    assert row(page, "Colours").findChild(QComboBox).currentText() == "Dark"
    # Chosen again, it stays chosen.
    window.actions_by_name["theme_dark"].trigger()
    assert window.actions_by_name["theme_dark"].isChecked()


def test_size_and_rate_reach_the_camera_and_the_picker(window, page, until):
    engine = window.session.engine
    pick(page, "Resolution", 3)
    assert window.session.mode == CameraMode(1280, 720)
    assert window.sources.picker.sizes.currentText() == "1280 x 720"
    until(lambda: window.session.engine not in (engine, None) and plays(window, "camera"))
    window.sources.picker.rates.setCurrentText("15 fps")
    assert row(page, "Frame rate").findChild(QComboBox).currentText() == "15 fps"
    assert window.store.settings.mode == CameraMode(1280, 720, 15)


def test_the_folder_is_asked_for_and_named(window, page, answers, tmp_path):
    folder = row(page, "Folder")
    words = next(label for label in folder.findChildren(QLabel) if label.text() == "fer-live, among your documents")
    answers.next_folder = tmp_path / "there"
    QTest.mouseClick(folder.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert window.recording.folder == window.store.settings.folder == tmp_path / "there"
    assert words.full_text == str(tmp_path / "there")


def test_back_to_the_defaults_and_back_again(window, page, until):
    assert not page.reset.isEnabled()
    press(page, "Labels")
    pick(page, "Text size", 2)
    window.store.set(folder=Path("/elsewhere"))
    before = window.store.settings
    QTest.mouseClick(page.reset, Qt.MouseButton.LeftButton)
    assert all(getattr(window.store.settings, key) == usual for key, usual in defaults().items())
    assert (window.actions_by_name["labels"].isChecked(), window.recording.folder) == (True, None)
    assert theme.px(100) == 100
    assert not page.reset.isEnabled()
    (toast,) = page.toasts.toasts
    next(button for button in toast.findChildren(QPushButton) if button.text() == "Undo").click()
    assert window.store.settings == before
    assert (window.actions_by_name["labels"].isChecked(), window.recording.folder) == (False, Path("/elsewhere"))
    assert theme.px(100) == 130


def test_a_screen_reader_hears_what_each_control_is_about(page):
    for frame in page.rows:
        kinds = (QCheckBox, QComboBox, QPushButton, QLineEdit)
        controls = [control for kind in kinds for control in frame.findChildren(kind)]
        assert controls
        assert len({control.accessibleName() for control in controls}) == len(controls)
        for control in controls:
            assert control.accessibleName().startswith(frame.row.title)
            assert control.accessibleDescription() == frame.row.text
