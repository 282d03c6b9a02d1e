"""A button for an action of the menus, so that both always agree."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton


def tool_button(action: QAction, *, with_text: bool) -> QToolButton:
    """Return a button that looks, is called and does as its action says, with its text or as an icon alone."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setIconSize(QSize(18, 18) if with_text else QSize(20, 20))
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if with_text else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    if not with_text:
        button.setObjectName("iconic")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def name() -> None:
        button.setAccessibleName(action.text())

    # The action's text says what the button does now.
    action.changed.connect(name)
    name()
    return button
