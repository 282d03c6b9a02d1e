"""A dialog that stands beside the window and does not hold it up."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog

D = TypeVar("D", bound=QDialog)


class SideDialog(Generic[D]):
    """There is one at most: it is made when it is wanted, and brought to the front when it is wanted again.

    Parameters
    ----------
    make
        Makes it.
    """

    def __init__(self, make: Callable[[], D]) -> None:
        self._make = make
        self.dialog: D | None = None

    def show(self) -> D:
        """Show the dialog, and return it."""
        dialog = self.dialog
        if dialog is None:
            dialog = self.dialog = self._make()
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.finished.connect(self._forget)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()
        return dialog

    def close(self) -> None:
        """Close it, if there is one."""
        if self.dialog is not None:
            self.dialog.close()

    def _forget(self) -> None:
        self.dialog = None
