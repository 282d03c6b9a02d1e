"""Through the whole window: every entry of every menu, every key, and every control by Tab."""

import pytest
from fakes import FakeCamera, make_backend
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPlainTextEdit, QWidget
from seen import plays
from takes import finish

from app import theme
from app.actions import ACTIONS
from app.choice import DEMO
from app.play import Phase


@pytest.fixture(autouse=True)
def usual(themed):
    """Tests leave the application as the others expect it."""
    yield
    theme.apply(themed, "dark")


@pytest.fixture
def window(open_window, until, tmp_path, monkeypatch):
    """A window that plays a film; nothing outside it is opened."""
    monkeypatch.setattr("app.recording.open_outside", lambda path: True)
    window = open_window(make_backend(tmp_path, people=2), DEMO)
    until(lambda: plays(window, "demo") and len(window.panels["faces"].cards) == 2)
    window.activateWindow()
    until(window.isActiveWindow)
    return window


def entries(menu):
    """All entries of a menu and of those in it."""
    for action in menu.actions():
        if action.menu() is not None:
            action.menu().aboutToShow.emit()
            yield from entries(action.menu())
        elif not action.isSeparator():
            yield action


def close_dialogs(window, qapp):
    for dialog in window.findChildren(QDialog):
        dialog.close()
    qapp.processEvents()


@pytest.fixture
def walk(window, until, qapp, caplog):
    """Do something, see that the window takes it, and bring all back to where it was."""

    def step(do, name):
        do()
        qapp.processEvents()
        close_dialogs(window, qapp)
        if window.picture.presenting:
            window.actions_by_name["present"].trigger()
        if window.isFullScreen():
            window.actions_by_name["fullscreen"].trigger()
        if window.recording.active or window.recording.starting:
            until(lambda: window.recording.active)
            finish(window, until)
        until(lambda: window.session.phase is not Phase.STOPPING)
        if not window.session.busy:
            window.actions_by_name["start"].trigger()
        until(lambda: plays(window, "demo"))
        if window.session.film.held:
            window.actions_by_name["hold"].trigger()
        window.activateWindow()
        until(window.isActiveWindow)
        assert [record for record in caplog.records if record.exc_info] == [], name

    return step


def test_every_entry_of_every_menu_can_be_chosen(window, walk, qapp):
    names = {action: name for name, action in window.actions_by_name.items()}
    chosen = set()
    for menu in window.menus.values():
        menu.aboutToShow.emit()
        for number in range(len(list(entries(menu)))):
            # Anew: a menu may have been filled again.
            menu.aboutToShow.emit()
            action = list(entries(menu))[number]
            if names.get(action) == "quit":
                continue
            chosen.add(names.get(action, action.text()))
            walk(action.trigger, action.text())
    assert chosen >= set(window.actions_by_name) - {"quit"}
    assert chosen >= {"Forget this face", "Start all averages afresh"}
    window.actions_by_name["quit"].trigger()
    assert not window.isVisible()


def test_every_key_does_what_its_action_does(window, walk, until):
    for spec in ACTIONS:
        if not spec.shortcut or spec.name == "quit":
            continue
        action = window.actions_by_name[spec.name]
        if not action.isEnabled():
            # Text is as small as it gets at first.
            assert spec.name == "text_smaller"
            window.actions_by_name["text_larger"].trigger()
        used = []
        action.triggered.connect(lambda *_, used=used: used.append(1))
        (keys,) = QKeySequence(spec.shortcut)
        walk(lambda keys=keys: QTest.keyClick(window, keys.key(), keys.keyboardModifiers()), spec.name)
        assert used, spec.name
    QTest.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    until(lambda: not window.isVisible())


def focusable(window):
    """What the keyboard should reach: controls that are seen, enabled, and take it by Tab."""
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.window() is window
        and widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }


def round_by(window, key, modifiers=Qt.KeyboardModifier.NoModifier):
    """What the keyboard reaches until it is where it began."""
    reached = []
    for _ in range(500):
        at = QApplication.focusWidget() or window
        QTest.keyClick(at, key, modifiers)
        at = QApplication.focusWidget()
        if reached and at is reached[0]:
            return reached
        reached.append(at)
    pytest.fail(f"stuck at {[widget.objectName() or widget for widget in reached[-3:]]}")


SHIFT = Qt.KeyboardModifier.ShiftModifier


def named(widgets):
    return [f"{type(widget).__name__} {widget.accessibleName()}" for widget in widgets]


@pytest.mark.parametrize("film", [True, False])
def test_tab_reaches_every_control_once(open_window, until, tmp_path, *, film):
    window = open_window(make_backend(tmp_path, people=3, cameras=[FakeCamera()]), DEMO if film else None)
    until(lambda: plays(window, "demo" if film else "camera") and len(window.panels["faces"].cards) == 3)
    window.activateWindow()
    until(window.isActiveWindow)
    for key, modifiers in ((Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Backtab, SHIFT)):
        reached = round_by(window, key, modifiers)
        assert len(set(reached)) == len(reached), named(reached)
        assert set(reached) == focusable(window), (named(reached), named(focusable(window)))


@pytest.mark.parametrize("name", ["settings", "shortcuts", "log", "about"])
def test_tab_reaches_every_control_of_a_page(window, until, name):
    window.actions_by_name[name].trigger()
    dialog = next(dialog for dialog in window.findChildren(QDialog) if dialog.isVisible())
    dialog.activateWindow()
    until(dialog.isActiveWindow)
    reached = round_by(dialog, Qt.Key.Key_Tab)
    assert len(set(reached)) == len(reached), named(reached)
    assert set(reached) == focusable(dialog), (named(reached), named(focusable(dialog)))
    if name == "log":
        assert any(isinstance(widget, QPlainTextEdit) for widget in reached)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    until(lambda: not window.findChildren(QDialog))
