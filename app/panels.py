"""The panels around the picture: one row each, in the order in which they stand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtWidgets import QWidget

from app.cards import FacePanel
from app.comparison_strip import ComparisonStrip
from app.faces_menu import FaceTools
from app.timeline import Timeline
from app.video_view import VideoView
from fer_core.types import Face


class Panel(Protocol):
    """What the window tells every panel; each is a ``QWidget``."""

    def show_faces(self, faces: Sequence[Face], now_s: float) -> None:
        """Show the faces of a picture that is shown at ``now_s`` seconds."""

    def expire(self, now_s: float) -> None:
        """Take away what has been gone for a moment."""

    def clear(self) -> None:
        """Begin anew, for another source."""

    def set_empty_text(self, text: str) -> None:
        """Say why there is nothing to show."""

    def mark(self, number: int) -> None:
        """Mark this moment with a number from 1 to 9."""


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """One panel.

    Attributes
    ----------
    make
        Given what the user can do about faces.
    below_px
        It stands under the picture, in a page of at least this height in pixels: in a lower one the picture has it all.
        0 for a panel beside the picture.
    """

    make: Callable[[FaceTools], Panel]
    below_px: int = 0


#: By name.
PANELS: Mapping[str, PanelSpec] = {
    "faces": PanelSpec(FacePanel),
    "timeline": PanelSpec(Timeline, below_px=480),
    "comparison": PanelSpec(ComparisonStrip, below_px=400),
}


def widget_of(panel: Panel) -> QWidget:
    """Return a panel as the widget that it is."""
    assert isinstance(panel, QWidget)
    return panel


def link(view: VideoView, panels: Mapping[str, Panel]) -> None:
    """Let a face stand out in the picture and among the cards, wherever somebody points at it."""
    for panel in panels.values():
        if isinstance(panel, FacePanel):
            view.pointed.connect(panel.point_at)
            view.clicked.connect(panel.go_to)
            panel.pointed.connect(view.point_at)
