"""A button for an action of the menus, so that both always agree."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton

from app.theme import px


def tool_button(action: QAction, *, with_text: bool) -> QToolButton:
    """Return a button that looks, is called and does as its action says, with its text or as an icon alone."""
    button = _Button(action, 18 if with_text else 20)
    style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if with_text else Qt.ToolButtonStyle.ToolButtonIconOnly
    button.setToolButtonStyle(style)
    if not with_text:
        button.setObjectName("iconic")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


class _Button(QToolButton):
    """Its icon is as large as suits the text."""

    def __init__(self, action: QAction, side_px: int) -> None:
        super().__init__()
        self._side_px = side_px
        self.setDefaultAction(action)
        # The action's text says what the button does now. A method, not a function: Qt lets go of it with the button.
        action.changed.connect(self._name)
        self._name()
        self._fit()

    def _name(self) -> None:
        self.setAccessibleName(self.defaultAction().text())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()

    def _fit(self) -> None:
        side = px(self._side_px)
        self.setIconSize(QSize(side, side))
