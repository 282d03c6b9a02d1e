"""The row over the picture: the source, start, record, and what else is needed all the time."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from app.source_picker import SourcePicker
from app.tool_button import tool_button


class TopBar(QFrame):
    """Buttons for actions of the menus, so that both always agree."""

    def __init__(
        self,
        actions: Mapping[str, QAction],
        picker: SourcePicker,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("topbar")
        # In a low window the picture gives way, not the buttons.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._picker = picker
        self.start = tool_button(actions["start"], with_text=True)
        self.start.setObjectName("start")
        self.record = tool_button(actions["record"], with_text=True)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        picker.setMaximumWidth(620)
        row.addWidget(picker, 10)
        row.addSpacing(4)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(self.start, 0, middle)
        row.addWidget(self.record, 0, middle)
        row.addStretch(1)
        for name in ("snapshot", "open_folder", "mirror"):
            row.addWidget(tool_button(actions[name], with_text=False), 0, middle)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Let the picker take less room in a narrow window."""
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Let the picker take less room where text is larger."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._arrange()

    def show_running(self, running: bool) -> None:
        """Dress the start button for what it does."""
        if self.start.property("running") != running:
            self.start.setProperty("running", running)
            self.start.style().unpolish(self.start)
            self.start.style().polish(self.start)
        # The words of the buttons may be longer now.
        self._arrange()

    def _arrange(self) -> None:
        """Move what a camera is asked for into the menu of sources where there is no room for it."""
        others_px = self._row.minimumSize().width() - self._picker.minimumSizeHint().width()
        self._picker.set_narrow(self.width() < others_px + self._picker.whole_px)
