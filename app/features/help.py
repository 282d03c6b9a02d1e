"""What fer-live is."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt

from app.about import AboutDialog
from app.features.base import Feature


class Help(Feature):
    """Shows the page about fer-live."""

    @property
    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by name."""
        return {"about": self._about}

    def _about(self) -> None:
        pipeline = self.shell.session.pipeline
        dialog = AboutDialog(pipeline.model_name if pipeline is not None else "", self.shell.window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
