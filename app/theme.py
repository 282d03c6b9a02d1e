"""The themes and the size of text, shared by the style sheet and by what is painted by hand."""

import re
from collections.abc import Mapping
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.resources import asset

# Pictures stand on black in every theme, and so do bars and time lines: the classes' colours are made for that.
_ON_PICTURES = {
    "picture": "#0b0d11",
    "on_picture": "#e8ebf1",
    "on_picture_muted": "#9ba5b5",
    # What speaks for a label, and against it: orange and sky blue are told apart by everybody.
    "speaks_for": "#ff9d3c",
    "speaks_against": "#56b4e9",
}
#: Role to colour by theme. Text keeps a contrast of at least 4.5 with what it stands on, parts one of 3: a test
#: computes them. ``line`` and ``edge`` only adorn; ``control`` bounds what could not be told from its ground otherwise.
THEMES: Mapping[str, Mapping[str, str]] = {
    "dark": {
        "window": "#12151b",
        "surface": "#1a1e26",
        "raised": "#232935",
        "hover": "#2c3341",
        "line": "#2a303c",
        "edge": "#3a4252",
        "control": "#6d7788",
        "text": "#e8ebf1",
        "muted": "#9ba5b5",
        "faint": "#8d97a8",
        "bright": "#ffffff",
        "accent": "#6ea8ff",
        "accent_deep": "#2f6fde",
        "accent_hover": "#2a64cb",
        "danger": "#ff5a5f",
        "danger_text": "#ffc9ca",
        "danger_deep": "#33191c",
        "danger_line": "#6b2a2f",
        "warning": "#f2b84b",
        "warning_deep": "#33290f",
        "warning_line": "#5d4a1a",
        "icon": "#d5dae3",
        **_ON_PICTURES,
    },
    "light": {
        "window": "#f3f5f8",
        "surface": "#ffffff",
        "raised": "#e6eaf0",
        "hover": "#d9dfe8",
        "line": "#d5dbe4",
        "edge": "#bcc5d1",
        "control": "#6b7686",
        "text": "#161a21",
        "muted": "#4a5463",
        "faint": "#525d6d",
        "bright": "#ffffff",
        "accent": "#1b5fd1",
        "accent_deep": "#2a66d6",
        "accent_hover": "#2158bf",
        "danger": "#c9252c",
        "danger_text": "#8b1016",
        "danger_deep": "#fde7e8",
        "danger_line": "#e3a3a6",
        "warning": "#8a5a00",
        "warning_deep": "#fff2d4",
        "warning_line": "#dcbb72",
        "icon": "#3a4350",
        **_ON_PICTURES,
    },
}
#: What can be chosen: a theme, or that of the system.
SYSTEM = "system"
CHOICES = (SYSTEM, *THEMES)
#: How large text can be, in percent of what it is by itself.
TEXT_SIZES = (100, 115, 130, 150)
# What grows with text in the style sheet: fonts, and parts that hold a picture, which are 16 pixels wide or more.
_GROWING = re.compile(r"(font-size: |(?<![-\w])(?:width|height): (?=1[6-9]|2))(\d\d)px")
# Where the application keeps its theme, and its size of text.
_PROPERTY, _SIZE_PROPERTY = "fer_theme", "fer_text_size"


def current() -> str:
    """Return the name of the theme that the application wears."""
    app = QApplication.instance()
    return str(app.property(_PROPERTY) or "dark") if app is not None else "dark"


def colour(role: str) -> QColor:
    """Return the colour of a role."""
    return QColor(THEMES[current()][role])


def px(size: float) -> int:
    """Return the pixels of a font, or of what has to grow with it, at the size of text that is wanted."""
    app = QApplication.instance()
    percent = app.property(_SIZE_PROPERTY) if app is not None else None
    return round(size * int(percent or 100) / 100)


def apply(app: QApplication, choice: str = SYSTEM, text_size: int = 100) -> None:
    """Dress the whole app in a theme, or as the system wants it; where that says nothing, in the dark one.

    Parameters
    ----------
    app
        The application.
    choice
        One of ``CHOICES``.
    text_size
        One of ``TEXT_SIZES``.
    """
    if app.property(_PROPERTY) is None:
        # Once: every widget is dressed anew by it.
        app.setStyle("Fusion")
    app.setProperty(_PROPERTY, _resolved(app, choice))
    app.setProperty(_SIZE_PROPERTY, text_size)
    app.setPalette(_palette())
    app.setStyleSheet(stylesheet())


def stylesheet() -> str:
    """Return the style sheet with colours, sizes of text and the icons' folders filled in."""
    name = current()
    bright = asset("icons")
    icons = {"icons": (bright if name == "dark" else bright / name).as_posix(), "bright_icons": bright.as_posix()}
    text = Template(asset("theme.qss").read_text(encoding="utf-8")).substitute(THEMES[name], **icons)
    return _GROWING.sub(lambda found: f"{found[1]}{px(int(found[2]))}px", text)


def _resolved(app: QApplication, choice: str) -> str:
    if choice in THEMES:
        return choice
    return "light" if app.styleHints().colorScheme() is Qt.ColorScheme.Light else "dark"


def _palette() -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for part, name in (
        (role.Window, "window"),
        (role.Base, "surface"),
        (role.AlternateBase, "raised"),
        (role.Button, "raised"),
        (role.ToolTipBase, "raised"),
        (role.WindowText, "text"),
        (role.Text, "text"),
        (role.ButtonText, "text"),
        (role.ToolTipText, "text"),
        (role.PlaceholderText, "muted"),
        (role.Highlight, "accent_deep"),
        (role.HighlightedText, "bright"),
        (role.Link, "accent"),
        (role.LinkVisited, "accent"),
    ):
        palette.setColor(part, colour(name))
    for part in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, part, colour("faint"))
    return palette
