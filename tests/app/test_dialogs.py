import json

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QWidget

from app import about
from app.about import AboutDialog
from app.actions import ACTIONS, MENUS
from app.dialogs import AddressDialog, ask_leave, ask_stop


@pytest.fixture
def shown(themed):
    made = []

    def show(dialog):
        made.append(dialog)
        dialog.show()
        return dialog

    yield show
    for dialog in made:
        dialog.close()
        dialog.deleteLater()


def test_the_about_page_says_what_matters(shown):
    page = shown(AboutDialog("tiny"))
    text = " ".join(label.text() for label in page.findChildren(QLabel))
    for words in (
        "expressions, not feelings",
        "Wolfgang Langer / Pexels",
        "on this computer",
        "LGPL",
        "FER2013",
        "tiny",
    ):
        assert words in text


def test_the_about_page_tells_whose_faces_the_shipped_model_reads_worse(shown, monkeypatch, tmp_path):
    monkeypatch.setattr(about, "MODELS", tmp_path)
    path = tmp_path / "records" / "fairness.json"

    def text(model="tiny"):
        return " ".join(label.text() for label in shown(AboutDialog(model)).findChildren(QLabel))

    assert "Whose faces" not in text()
    path.parent.mkdir()
    path.write_text(json.dumps({"model": "tiny", "pictures": 1200, "summary": ["By age, this.", "By sex, that."]}))
    assert "Whose faces it reads worse" in text()
    assert "Measured on 1,200 everyday pictures" in text()
    assert "By age, this. By sex, that." in text()
    assert "Whose faces" not in text("other")
    for damaged in ("{", "[]", '{"model": "tiny"}', '{"model": "tiny", "pictures": null, "summary": []}'):
        path.write_text(damaged)
        assert "Whose faces" not in text()


def test_only_an_address_can_be_opened(shown):
    dialog = shown(AddressDialog())
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Open)
    assert not button.isEnabled()
    dialog.line.setText("clip.mp4")
    assert not button.isEnabled()
    dialog.line.setText(" rtsp://10.0.0.9/live ")
    assert button.isEnabled()
    assert dialog.address == "rtsp://10.0.0.9/live"


def test_an_address_that_is_to_be_changed_is_there(shown):
    dialog = shown(AddressDialog("rtsp://me:secret@10.0.0.9/live"))
    assert dialog.line.text() == "rtsp://me:secret@10.0.0.9/live"
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Open).isEnabled()


@pytest.mark.parametrize(
    ("answer", "leaves"), [("Close and lose them", True), ("Keep waiting", False), (Qt.Key.Key_Escape, False)]
)
def test_only_whoever_says_so_leaves_a_recording_behind(shown, answer, leaves):
    window = shown(QWidget())
    read = []

    def reply():
        box = QApplication.activeModalWidget()
        read.extend([box.text(), box.informativeText(), box.defaultButton().text()])
        if isinstance(answer, str):
            next(button for button in box.buttons() if button.text() == answer).click()
        else:
            QTest.keyClick(box, answer)

    QTimer.singleShot(0, reply)
    assert ask_leave(window, "Its last rows would be lost.", lambda: False) is leaves
    assert read == [
        "Its last rows would be lost.",
        "fer-live closes by itself as soon as everything is on the disk.",
        "Keep waiting",
    ]


def test_the_question_goes_by_itself_once_nothing_would_be_lost(shown):
    window, asked = shown(QWidget()), []
    # It would stay for ever otherwise.
    guard = QTimer(window, singleShot=True, interval=20_000)
    guard.timeout.connect(lambda: QApplication.activeModalWidget().reject())
    guard.start()

    def saved():
        asked.append(QApplication.activeModalWidget().isVisible())
        return len(asked) == 2

    assert not ask_leave(window, "Its last rows would be lost.", saved)
    guard.stop()
    assert asked == [True, True]


@pytest.mark.parametrize(
    ("answer", "stops"), [("Stop and save", True), ("Go on recording", False), (Qt.Key.Key_Escape, False), (None, True)]
)
def test_a_recording_is_stopped_by_whoever_says_so_and_where_it_has_ended_by_itself(shown, answer, stops):
    window = shown(QWidget())
    read = []

    def reply():
        box = QApplication.activeModalWidget()
        read.extend([box.text(), box.defaultButton().text()])
        if isinstance(answer, str):
            next(button for button in box.buttons() if button.text() == answer).click()
        elif answer is not None:
            QTest.keyClick(box, answer)

    QTimer.singleShot(0, reply)
    assert ask_stop(window, lambda: answer is None) is stops
    assert read == ["Do you want to stop the recording?", "Go on recording"]


def test_the_table_of_actions_is_sound():
    # The menu of the faces depends on who is in view.
    assert {spec.menu for spec in ACTIONS} == set(MENUS) - {"Faces"}
    shortcuts = [spec.shortcut for spec in ACTIONS if spec.shortcut]
    assert len(shortcuts) == len(set(shortcuts))
    assert len({spec.name for spec in ACTIONS}) == len(ACTIONS)
    for group in {spec.group for spec in ACTIONS} - {""}:
        at = [number for number, spec in enumerate(ACTIONS) if spec.group == group]
        # One menu each, in one piece.
        assert len({ACTIONS[number].menu for number in at}) == 1
        assert at == list(range(at[0], at[-1] + 1))


def test_every_icon_and_the_style_sheet_ship():
    from app.resources import asset
    from app.theme import stylesheet

    names = {spec.icon for spec in ACTIONS if spec.icon}
    names |= {"camera", "close", "done", "error", "face", "info", "recording", "stop", "warning"}
    assert all(asset(f"icons/{name}.svg").is_file() for name in names)
    assert asset("icon.png").is_file()
    assert "$" not in stylesheet()
