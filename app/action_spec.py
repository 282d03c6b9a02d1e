"""What the table of actions says of each of them."""

from dataclasses import dataclass

from PySide6.QtGui import QAction


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action.

    Attributes
    ----------
    name
        Key of the handler.
    menu
        One of ``MENUS`` of ``app.actions``.
    text
        In the menu.
    shortcut
        In Qt's notation, empty for none.
    icon
        Name of a line icon, empty for none.
    tip
        What it does, for the tool tip.
    short
        On the tool bar, if not the text.
    checkable
        It is on or off.
    apart
        A line separates it from the one before.
    role
        Where macOS wants it.
    group
        One of ``GROUPS`` there, empty for the menu itself; the first one of a group says whether a line is before it.
    """

    name: str
    menu: str
    text: str
    shortcut: str = ""
    icon: str = ""
    tip: str = ""
    short: str = ""
    checkable: bool = False
    apart: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    group: str = ""
