"""Keys of the actions: read with suspicion, changed by typing, used, and told everywhere."""

import json

import pytest
from fakes import make_backend
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from seen import plays

from app.actions import ACTIONS, titles_with_keys
from app.choice import DEMO
from app.features import Keys
from app.settings import Settings
from app.shortcuts import conflict, keys_of, portable, widget_keys

CONTROL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
DEFAULTS = {spec.name: spec.shortcut for spec in ACTIONS}


@pytest.fixture
def window(open_window, until, tmp_path):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    return window


@pytest.fixture
def page(window):
    window.actions_by_name["shortcuts"].trigger()
    return window.feature(Keys).page.dialog


def type_key(page, name, key, modifiers=NONE):
    edit = page.rows[name].edit
    edit.setFocus()
    QTest.keyClick(edit, key, modifiers)


def test_every_default_is_a_key_that_one_may_have():
    assert keys_of({}) == DEFAULTS
    for name, key in DEFAULTS.items():
        assert portable(key) == key
        assert conflict(name, key, DEFAULTS) is None


def test_no_two_menus_have_one_letter():
    letters = [text[text.index("&") + 1].casefold() for text in titles_with_keys().values()]
    assert len(set(letters)) == len(letters)


@pytest.mark.parametrize("text", ["nonsense", "Ctrl+", "Ctrl+K, X", "F99", "\n", None, 7, ["Ctrl+K"]])
def test_what_is_no_single_key_is_none(text):
    assert portable(text) is None


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        ({"demo": "Ctrl+K", "hologram": "Ctrl+J"}, {"demo": "Ctrl+K"}),
        ({"demo": "nonsense", "hold": "Ctrl+J"}, {"hold": "Ctrl+J"}),
        ({"demo": 7, "hold": "ctrl+j"}, {"hold": "Ctrl+J"}),
        ({"demo": "Ctrl+D", "hold": ""}, {}),
        ({"demo": ""}, {"demo": ""}),
        ({"demo": "Space", "hold": "5"}, {}),
        ("Ctrl+K", {}),
        ([["demo", "Ctrl+K"]], {}),
    ],
)
def test_a_bad_entry_of_the_file_is_dropped_alone(tmp_path, stored, kept):
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({"shortcuts": stored, "mirror_camera": False}), "utf-8")
    loaded = Settings.load(path)
    assert loaded.shortcuts == kept
    assert not loaded.mirror_camera
    loaded.save(path)
    assert Settings.load(path) == loaded


def test_a_key_that_two_want_goes_to_the_one_that_somebody_has_changed():
    keys = keys_of({"demo": "Ctrl+S"})
    assert (keys["demo"], keys["snapshot"]) == ("Ctrl+S", "")
    taken = [key for key in keys_of({"demo": "Ctrl+K", "hold": "Ctrl+K"}).values() if key]
    assert len(taken) == len(set(taken))


def test_another_key_is_typed_told_and_used(window, page, until, saved):
    action = window.actions_by_name["snapshot"]
    type_key(page, "snapshot", Qt.Key.Key_K, CONTROL)
    assert action.shortcut() == QKeySequence("Ctrl+K")
    assert action.toolTip() == "Save the picture as PNG (Ctrl+K)"
    assert page.rows["snapshot"].edit.keySequence() == QKeySequence("Ctrl+K")
    used = []
    action.triggered.connect(lambda: used.append(1))
    page.close()
    window.activateWindow()
    until(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_S, CONTROL)
    assert used == []
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert used == [1]
    window.close()
    assert saved[-1].shortcuts == {"snapshot": "Ctrl+K"}


def test_tool_tips_that_change_name_the_new_key(window, page, until):
    type_key(page, "start", Qt.Key.Key_F9)
    start = window.actions_by_name["start"]
    assert start.toolTip() == "Stop the picture (F9)"
    start.trigger()
    until(lambda: start.toolTip() == "Start the picture (F9)")


@pytest.mark.parametrize(
    ("key", "modifiers", "told"),
    [
        (Qt.Key.Key_O, CONTROL, "Ctrl+O is taken: “Open a file…”. Press another key."),
        (Qt.Key.Key_Space, NONE, "Space is taken: “Hold a film, or let it go on; press what the keyboard is at”. "),
        (Qt.Key.Key_5, NONE, "5 is taken: “Mark this moment on the time line”. "),
        (Qt.Key.Key_F, Qt.KeyboardModifier.AltModifier, "Alt+F is taken: “Open a menu of the window”. "),
    ],
)
def test_a_key_that_is_taken_is_refused_and_its_owner_named(window, page, key, modifiers, told):
    type_key(page, "demo", key, modifiers)
    assert page.told.text().startswith(told)
    assert window.store.settings.shortcuts == {}
    assert page.rows["demo"].edit.keySequence() == QKeySequence("Ctrl+D")
    assert window.actions_by_name["demo"].shortcut() == QKeySequence("Ctrl+D")
    type_key(page, "demo", Qt.Key.Key_J, CONTROL)
    assert "taken" not in page.told.text()


def test_its_own_key_is_no_conflict_and_a_key_that_was_given_up_is_free(window, page):
    type_key(page, "demo", Qt.Key.Key_D, CONTROL)
    assert window.store.settings.shortcuts == {}
    type_key(page, "demo", Qt.Key.Key_Backspace)
    assert window.store.settings.shortcuts == {"demo": ""}
    assert window.actions_by_name["demo"].toolTip() == "Play the clip that comes with fer-live"
    type_key(page, "hold", Qt.Key.Key_D, CONTROL)
    assert window.store.settings.shortcuts == {"demo": "", "hold": "Ctrl+D"}


def test_half_a_key_changes_nothing(window, page, until):
    edit = page.rows["demo"].edit
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Control, CONTROL)
    until(lambda: edit.keySequence() == QKeySequence("Ctrl+D"))
    assert window.store.settings.shortcuts == {}


def test_back_to_the_default_alone_and_for_all(window, page):
    row = page.rows["demo"]
    assert not row.back.isVisible()
    assert not page.reset.isEnabled()
    for name, key in (("demo", Qt.Key.Key_F7), ("hold", Qt.Key.Key_F8), ("start", Qt.Key.Key_F9)):
        type_key(page, name, key)
    QTest.mouseClick(row.back, Qt.MouseButton.LeftButton)
    assert window.store.settings.shortcuts == {"hold": "F8", "start": "F9"}
    assert not row.back.isVisible()
    QTest.mouseClick(page.reset, Qt.MouseButton.LeftButton)
    assert window.store.settings.shortcuts == {}
    assert {name: action.shortcut() for name, action in window.actions_by_name.items()} == {
        name: QKeySequence(key) for name, key in DEFAULTS.items()
    }


def test_a_default_that_another_one_has_now_is_refused(window, page):
    type_key(page, "demo", Qt.Key.Key_J, CONTROL)
    type_key(page, "hold", Qt.Key.Key_D, CONTROL)
    QTest.mouseClick(page.rows["demo"].back, Qt.MouseButton.LeftButton)
    assert page.told.text().startswith("Ctrl+D is taken: “Pause the film”.")
    assert window.store.settings.shortcuts == {"demo": "Ctrl+J", "hold": "Ctrl+D"}


def test_every_key_is_listed_and_escape_and_tab_do_what_they_do(window, page, until):
    assert page.rows.keys() == DEFAULTS.keys()
    first, second = (page.rows[name].edit for name in ("open_file", "open_stream"))
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Tab)
    until(second.hasFocus)
    assert second.findChild(QLineEdit).accessibleName() == "Key for: Open a stream address…"
    assert window.store.settings.shortcuts == {}
    QTest.keyClick(second, Qt.Key.Key_Escape)
    until(lambda: window.feature(Keys).page.dialog is None)


def test_keys_of_widgets_are_known_to_qt():
    for key in (key for keys in widget_keys().values() for key in keys):
        assert portable(key) == key
