"""Parts of the viewer: its head, a note over everything, and the row between the picture and the time line."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from app.elided import ElidedLabel, wrappable
from app.icons import IconLabel
from app.theme import px
from app.tool_button import tool_button
from app.words import tr


class _Row(QFrame):
    """A row that leaves out buttons in a narrow window: their actions are in the menus, too."""

    #: Pixels for the words beside the buttons.
    words_px = 0

    def __init__(self) -> None:
        super().__init__()
        #: Those that may be left out, the first one first.
        self.spare: list[QWidget] = []

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show the buttons that there is room for."""
        super().resizeEvent(event)
        row = self.layout()
        assert row is not None
        widths = {button: button.minimumSizeHint().width() + row.spacing() for button in self.spare}
        wanted = row.minimumSize().width() + px(self.words_px)
        wanted += sum(width for button, width in widths.items() if button.isHidden())
        for button, width in widths.items():
            too_wide = wanted > self.width()
            wanted -= width if too_wide else 0
            button.setHidden(too_wide)


class Head(_Row):
    """What is looked at, and what can be made of it."""

    words_px = 150

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.title, self.facts = ElidedLabel(), ElidedLabel()
        self.title.setProperty("tone", "heading")
        self.facts.setProperty("tone", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 10, 4)
        row.setSpacing(4)
        row.addWidget(self.title, 2)
        row.addSpacing(8)
        row.addWidget(self.facts, 3)
        for name in ("undo", "redo", "compare", "report", "export"):
            button = tool_button(actions[name], with_text=True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            row.addWidget(button)
            self.spare.append(button)


class Note(QFrame):
    """Something is not as it should be; hidden until there is something to say."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner")
        self.text = QLabel()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.again = QPushButton(tr("Try again"))
        self.close_button = QPushButton(tr("Dismiss"))
        self.close_button.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 7, 12, 7)
        row.setSpacing(10)
        row.addWidget(IconLabel("warning", 20), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)
        row.addWidget(self.again)
        row.addWidget(self.close_button)
        self.hide()

    def say(self, sentences: Sequence[str], *, again: bool = False) -> None:
        """Say something, or nothing; ``again``: it may be tried again, and is not to be taken away."""
        text = "\n".join(sentences)
        self.text.setText(wrappable(text))
        self.setAccessibleName(text)
        self.again.setVisible(again)
        self.close_button.setVisible(not again)
        self.setVisible(bool(text))


class Bar(_Row):
    """What is done to the moment, the face and the span: between the picture and the time line.

    Parameters
    ----------
    actions
        By name.
    fill_merge
        Lists the faces that can be merged.
    """

    words_px = 140

    def __init__(self, actions: Mapping[str, QAction], fill_merge: Callable[[QMenu], None]) -> None:
        super().__init__()
        self.setObjectName("transport")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.time = QLabel()
        self.time.setMinimumWidth(px(112))
        self.span = ElidedLabel()
        self.span.setProperty("tone", "muted")
        self.merge = QToolButton()
        self.merge.setObjectName("merge")
        self.merge.setText(tr("Merge"))
        self.merge.setToolTip(tr("The selected face and another one are the same person"))
        self.merge.setAccessibleName(tr("Merge the selected face with another one"))
        self.merge.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.merge.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QMenu(self.merge)
        menu.aboutToShow.connect(lambda: fill_merge(menu))
        self.merge.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 0, 6, 0)
        row.setSpacing(2)
        # A row is no higher than the lowest button that may not grow, unless they stand in its middle.
        middle = Qt.AlignmentFlag.AlignVCenter
        self.buttons: dict[str, QWidget] = {"merge": self.merge}
        for name in ("previous", "play", "next"):
            row.addWidget(self._button(actions[name], name, with_text=False), 0, middle)
        row.addSpacing(6)
        row.addWidget(self.time)
        row.addSpacing(6)
        row.addWidget(self.span, 1)
        for name in ("name", "merge", "split", "exclude"):
            row.addWidget(self.merge if name == "merge" else self._button(actions[name], name), 0, middle)
        row.addSpacing(8)
        for name in ("zoom_out", "zoom_in", "zoom_all"):
            row.addWidget(self._button(actions[name], name), 0, middle)
        order = ("name", "zoom_all", "zoom_in", "zoom_out", "merge", "split", "exclude")
        self.spare = [self.buttons[name] for name in order]

    def _button(self, action: QAction, name: str, *, with_text: bool = True) -> QToolButton:
        button = tool_button(action, with_text=with_text)
        if with_text:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.buttons[name] = button
        return button
