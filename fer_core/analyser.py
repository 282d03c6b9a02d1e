"""What the engine needs of a pipeline."""

from typing import Protocol

from fer_core.commands import Command
from fer_core.estimators.base import PipelineDescription
from fer_core.types import Frame, FrameResult


class FrameAnalyser(Protocol):
    """What the engine needs of a ``Pipeline``."""

    @property
    def description(self) -> PipelineDescription:
        """What is written down of it."""

    def send(self, command: Command) -> None:
        """Tell it something."""

    def process(self, frame: Frame) -> FrameResult:
        """Analyse a frame."""

    def close(self) -> None:
        """Give everything back."""
