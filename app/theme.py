"""The one dark theme: colours by role, shared by the style sheet and by what is painted by hand."""

from string import Template

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from app.resources import asset

#: Role to colour. Text keeps a contrast of at least 4.5 with what it stands on, parts one of 3: a test computes them.
#: ``line`` and ``edge`` only adorn; ``control`` bounds what could not be told from its ground otherwise.
COLOURS = {
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
    "picture": "#0b0d11",
}


def colour(role: str) -> QColor:
    """Return the colour of a role."""
    return QColor(COLOURS[role])


def apply(app: QApplication) -> None:
    """Dress the whole app."""
    app.setStyle("Fusion")
    app.setPalette(_palette())
    app.setStyleSheet(stylesheet())


def stylesheet() -> str:
    """Return the style sheet with colours and the icons' folder filled in."""
    template = Template(asset("theme.qss").read_text(encoding="utf-8"))
    return template.substitute(COLOURS, icons=asset("icons").as_posix())


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
