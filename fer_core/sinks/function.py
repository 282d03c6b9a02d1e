"""A function as a sink."""

from collections.abc import Callable
from pathlib import Path

from fer_core.session.description import OpenSession
from fer_core.sinks.base import Outcome, Policy
from fer_core.types import FrameResult


class FunctionSink:
    """Calls a function with results; if it raises, the sink has failed, and is called no more.

    Parameters
    ----------
    function
        Gets each result.
    policy
        See :class:`fer_core.sinks.base.Policy`.
    """

    name = "function"
    path: Path | None = None

    def __init__(self, function: Callable[[FrameResult], object], policy: Policy = Policy.NEWEST) -> None:
        self._function = function
        self.policy = policy
        self.written = 0

    def open(self, _session: OpenSession) -> None:
        """Do nothing: there is nothing to make."""

    def write(self, result: FrameResult) -> None:
        """Call the function."""
        self._function(result)
        self.written += 1

    def flush(self) -> None:
        """Do nothing: there is nothing on a disk."""

    def close(self) -> Outcome:
        """Say how many results the function has got."""
        return Outcome(self.name, complete=True, written=self.written, unit="results")
