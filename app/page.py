"""What fills the window: the top bar, the picture, and the panels beside it, as wide as there is room for."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.banner import Banner
from app.theme import px

#: Width of the panels: this part of the window's, between these two in pixels.
_SIDE_PART, _SIDE_LEAST_PX, _SIDE_MOST_PX = 0.3, 236, 324
#: In a lower page a banner would leave too little of the picture.
_LOW_PX = 420


class Page(QWidget):
    """Arranges the parts.

    Parameters
    ----------
    top_bar
        Over everything.
    banner, view
        One over the other; the view gets the room that is left.
    sign
        Over the panels.
    controls
        Right under the picture.
    beside, below
        Panels beside the picture; and under it, by name, from top to bottom, each with the height in pixels of a page
        that has room for it.

    Attributes
    ----------
    stage
        Holds the picture, for what comes up over it.
    """

    def __init__(
        self,
        top_bar: QWidget,
        banner: Banner,
        view: QWidget,
        sign: QWidget,
        *,
        controls: QWidget,
        beside: Sequence[QWidget],
        below: Mapping[str, tuple[QWidget, int]],
    ) -> None:
        super().__init__()
        self._banner = banner
        self._below, self._wanted_below = below, dict.fromkeys(below, True)
        self._top_bar, self._controls = top_bar, controls
        self._controls_wanted = False
        self._alone = False
        self.stage = QWidget()
        above = QVBoxLayout(self.stage)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(8)
        above.addWidget(banner)
        above.addWidget(view, 1)
        picture = QVBoxLayout()
        picture.setSpacing(10)
        picture.addWidget(self.stage, 1)
        # Not on the stage: what comes up over the picture must not hide them.
        picture.addWidget(controls)
        for panel, _ in below.values():
            picture.addWidget(panel)
        # As wide as the cards, which leave room for their scroll bar.
        sign_row = QHBoxLayout()
        sign_row.setContentsMargins(0, 0, 8, 0)
        sign_row.addWidget(sign)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addLayout(sign_row)
        for panel in beside:
            side.addWidget(panel, 1)
        self._body = QHBoxLayout()
        self._body.addLayout(picture, 1)
        self._body.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top_bar)
        column.addLayout(self._body, 1)

    def show_below(self, name: str, wanted: bool) -> None:
        """Show one of the panels under the picture, where there is room for it."""
        self._wanted_below[name] = wanted
        panel, room_px = self._below[name]
        panel.setVisible(wanted and not self._alone and self.height() >= room_px)

    def show_alone(self, alone: bool) -> None:
        """Show nothing but the picture, or everything again."""
        self._alone = alone
        self._top_bar.setVisible(not alone)
        self._side.setVisible(not alone)
        self._arrange(self.width(), self.height())

    def show_controls(self, wanted: bool) -> None:
        """Show what stands right under the picture."""
        self._controls_wanted = wanted
        self._controls.setVisible(wanted and not self._alone)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Give the panels their part of the width."""
        super().resizeEvent(event)
        self._arrange(event.size().width(), event.size().height())

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Give the panels more width where text is larger."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._arrange(self.width(), self.height())

    def _arrange(self, width: int, height: int) -> None:
        self._side.setFixedWidth(round(min(max(_SIDE_PART * width, px(_SIDE_LEAST_PX)), px(_SIDE_MOST_PX))))
        gap = 16 if width >= 800 else 10
        edges = (0, 0, 0, 0) if self._alone else (gap, 4, 8, 10)
        self._body.setContentsMargins(*edges)
        self._body.setSpacing(0 if self._alone else gap)
        self._banner.set_low(height < px(_LOW_PX))
        for name, wanted in self._wanted_below.items():
            self.show_below(name, wanted)
        self.show_controls(self._controls_wanted)
