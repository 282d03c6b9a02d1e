import pytest
from PySide6.QtWidgets import QDialogButtonBox, QLabel

from app.about import AboutDialog
from app.actions import ACTIONS, MENUS
from app.dialogs import AddressDialog


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


def test_only_an_address_can_be_opened(shown):
    dialog = shown(AddressDialog())
    button = dialog.buttons.button(QDialogButtonBox.StandardButton.Open)
    assert not button.isEnabled()
    dialog.line.setText("clip.mp4")
    assert not button.isEnabled()
    dialog.line.setText(" rtsp://10.0.0.9/live ")
    assert button.isEnabled()
    assert dialog.address == "rtsp://10.0.0.9/live"


def test_the_table_of_actions_is_sound():
    assert {spec.menu for spec in ACTIONS} == set(MENUS)
    shortcuts = [spec.shortcut for spec in ACTIONS if spec.shortcut]
    assert len(shortcuts) == len(set(shortcuts))
    assert len({spec.name for spec in ACTIONS}) == len(ACTIONS)


def test_every_icon_and_the_style_sheet_ship():
    from app.resources import asset
    from app.theme import stylesheet

    names = {spec.icon for spec in ACTIONS if spec.icon}
    names |= {"camera", "close", "done", "error", "face", "info", "recording", "stop", "warning"}
    assert all(asset(f"icons/{name}.svg").is_file() for name in names)
    assert asset("icon.png").is_file()
    assert "$" not in stylesheet()
