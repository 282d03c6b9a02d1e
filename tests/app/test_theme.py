"""Contrasts of the theme as WCAG 2.2 wants them: 4.5 for text, 3 for parts that say something."""

import re

import pytest
from fakes import make_backend
from PySide6.QtGui import QPalette
from seen import plays

from app.choice import DEMO
from app.resources import asset
from app.settings import Settings
from app.theme import CHOICES, THEMES, apply, current
from fer_core.palette import MARK, PALETTE, contrast, text_colour_on


@pytest.fixture(autouse=True)
def dark(themed):
    """Tests leave the application as the others expect it."""
    yield
    apply(themed, "dark")


GROUNDS = ("window", "surface", "raised")
TEXT, PART = 4.5, 3.0


@pytest.fixture(params=THEMES)
def rgb(request):
    """The colour of a role in each theme."""
    colours = THEMES[request.param]
    return lambda role: tuple(int(colours[role][i : i + 2], 16) for i in (1, 3, 5))


def rules():
    """Return (selector, {property: role}) of the style sheet; of a border, its colour."""
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", asset("theme.qss").read_text("utf-8")):
        roles = {}
        for name, value in re.findall(r"([\w-]+):([^;]+)", body):
            role = re.search(r"\$(\w+)", value)
            if role is not None and role[1] in THEMES["dark"]:
                roles["border" if name.startswith("border") else name] = role[1]
        found.append((selector.strip(), roles))
    return found


RULES = rules()


def test_no_colour_is_written_into_the_style_sheet():
    assert not re.findall(r":[^;{}]*#[0-9a-fA-F]{3,8}\b", asset("theme.qss").read_text("utf-8"))


@pytest.mark.parametrize(("selector", "roles"), [rule for rule in RULES if "color" in rule[1]])
def test_text_can_be_read_wherever_it_stands(rgb, selector, roles):
    on = {"QFrame#recording QLabel": ("danger_deep",)}.get(selector, GROUNDS)
    for ground in (roles["background"],) if "background" in roles else on:
        assert contrast(rgb(roles["color"]), rgb(ground)) >= TEXT, (selector, ground)


def test_text_of_the_banner_and_of_selections(rgb):
    assert contrast(rgb("text"), rgb("warning_deep")) >= TEXT
    assert contrast(rgb("text"), rgb("hover")) >= TEXT
    assert contrast(rgb("bright"), rgb("accent_hover")) >= TEXT


@pytest.mark.parametrize("name", THEMES)
def test_the_palette_of_qt_keeps_to_it(themed, name):
    apply(themed, name)
    assert current() == name
    palette, role = themed.palette(), QPalette.ColorRole
    for text, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.ButtonText, role.Button),
        (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base),
        (role.HighlightedText, role.Highlight),
        (role.Link, role.Window),
    ):
        one, other = (palette.color(part).getRgb()[:3] for part in (text, ground))
        assert contrast(one, other) >= TEXT, (text, ground)


@pytest.mark.parametrize(
    ("part", "ground"),
    [
        # The rim of a bar on its card; what a camera is asked for, and the line for an address.
        ("control", "surface"),
        ("control", "window"),
        ("accent", "window"),
        ("accent", "surface"),
        ("accent", "raised"),
        ("danger", "danger_deep"),
        ("danger", "window"),
        ("warning", "warning_deep"),
        ("accent_deep", "window"),
        ("accent_hover", "window"),
    ],
)
def test_parts_stand_out(rgb, part, ground):
    assert contrast(rgb(part), rgb(ground)) >= PART


def test_a_button_that_is_on_and_bounds_of_fields_stand_out(rgb):
    by_selector = dict(RULES)
    assert contrast(rgb(by_selector["QToolButton:checked"]["background"]), rgb("window")) >= PART
    for field in ("QToolButton#picker", "QComboBox", "QLineEdit"):
        assert contrast(rgb(by_selector[field]["border"]), rgb("window")) >= PART, field
    assert contrast(rgb(by_selector["QScrollBar::handle:vertical"]["background"]), rgb("window")) >= PART


@pytest.mark.parametrize("label", PALETTE)
def test_every_class_stands_out_from_its_bar_and_its_swatch_and_carries_text(rgb, label):
    # The inside of a bar and the ground of a swatch are as dark as that of the picture, in every theme.
    assert contrast(PALETTE[label], rgb("picture")) >= PART
    assert contrast(text_colour_on(PALETTE[label]), PALETTE[label]) >= TEXT


def test_words_in_place_of_a_picture_can_be_read(rgb):
    for role in ("on_picture", "on_picture_muted"):
        assert contrast(rgb(role), rgb("picture")) >= TEXT


def test_what_speaks_for_a_label_and_against_it_stands_out(rgb):
    for role in ("speaks_for", "speaks_against"):
        assert contrast(rgb(role), rgb("picture")) >= PART


def test_icons_stand_out(rgb):
    for ground in (*GROUNDS, "hover"):
        assert contrast(rgb("icon"), rgb(ground)) >= PART
    # Of a button that is on, and of the one that starts.
    assert contrast(rgb("bright"), rgb("accent_deep")) >= PART


def test_both_themes_know_the_same_roles():
    assert THEMES["dark"].keys() == THEMES["light"].keys()


def test_the_mark_of_the_demo_carries_text():
    assert contrast(text_colour_on(MARK), MARK) >= TEXT


def test_a_bar_is_painted_as_computed(themed):
    from app.bars import Bars
    from app.theme import colour

    bars = Bars()
    bars.resize(300, bars.sizeHint().height())
    bars.set_values(("sad", "happy"), (0.5, 0.5))
    image = bars.grab().toImage()
    row = [image.pixelColor(x, 9).getRgb()[:3] for x in range(image.width())]
    assert PALETTE["sad"] in row
    assert colour("picture").getRgb()[:3] in row
    bars.deleteLater()


def test_the_theme_is_chosen_in_the_menu_and_remembered(open_window, until, tmp_path, saved, themed):
    window = open_window(make_backend(tmp_path), DEMO)
    until(lambda: plays(window, "demo"))
    ticks = [window.actions_by_name[f"theme_{choice}"] for choice in CHOICES]
    assert [action.isChecked() for action in ticks] == [True, False, False]
    shots = {}
    for choice in ("light", "dark"):
        window.actions_by_name[f"theme_{choice}"].trigger()
        assert current() == choice
        assert [action.isChecked() for action in ticks] == [choice == name for name in CHOICES]
        picture = window.top_bar.grab().toImage()
        shots[choice] = picture.pixelColor(2, 2).getRgb()[:3]
        # An icon on the bar is drawn in the theme's ink.
        inks = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
        assert THEMES[choice]["icon"] in inks
    assert sum(shots["light"]) > 600
    assert sum(shots["dark"]) < 200
    window.actions_by_name["theme_light"].trigger()
    window.close()
    assert saved[-1].theme == "light"
    path = tmp_path / "settings.json"
    saved[-1].save(path)
    assert Settings.load(path).theme == "light"
    path.write_text(path.read_text().replace('"light"', '"pink"'))
    assert Settings.load(path).theme == "system"
