"""The panels around the picture: one row each, in the order in which they stand."""

import math
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
    every_s
        It is told at most so often: numbers that change with each picture are read by nobody. 0 for each picture.
    """

    make: Callable[[FaceTools], Panel]
    below_px: int = 0
    every_s: float = 0.0


#: By name.
PANELS: Mapping[str, PanelSpec] = {
    "faces": PanelSpec(FacePanel, every_s=0.1),
    "timeline": PanelSpec(Timeline, below_px=480),
    "comparison": PanelSpec(ComparisonStrip, below_px=400),
}


class Feed:
    """Tells panels of the newest faces, each as often as it is to be told; what waits is always the newest.

    Parameters
    ----------
    panels
        By name.
    """

    def __init__(self, panels: Mapping[str, Panel]) -> None:
        self._panels = panels
        self._told_s = dict.fromkeys(panels, -math.inf)
        self._waiting: set[str] = set()
        self._faces: tuple[Sequence[Face], float] = ((), 0.0)

    def take(self, faces: Sequence[Face], now_s: float) -> None:
        """Take the faces of a picture that is shown at ``now_s`` seconds."""
        self._faces, self._waiting = (faces, now_s), set(self._panels)
        self.tell(now_s)

    def tell(self, now_s: float) -> None:
        """Tell whose turn it is; to be called often, also while no pictures come."""
        for name in tuple(self._waiting):
            if now_s - self._told_s[name] >= PANELS[name].every_s:
                self._waiting.discard(name)
                self._told_s[name] = now_s
                self._panels[name].show_faces(*self._faces)

    def clear(self) -> None:
        """Begin anew, for another source."""
        self._waiting.clear()
        self._faces = ((), 0.0)
        self._told_s = dict.fromkeys(self._panels, -math.inf)
        for panel in self._panels.values():
            panel.clear()


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
