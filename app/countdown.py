"""Counting down before a recording begins."""

import math
import time

from app.recording_plan import RecordingPlan


class Countdown:
    """One at a time; :meth:`due` is asked by a timer."""

    def __init__(self) -> None:
        self._plan: RecordingPlan | None = None
        self._ends_t = 0.0
        self._ticket = 0

    @property
    def running(self) -> bool:
        """Whether it counts."""
        return self._plan is not None

    @property
    def plan(self) -> RecordingPlan:
        """What will be recorded; the plain plan where it does not count."""
        return self._plan or RecordingPlan()

    @property
    def left_s(self) -> int:
        """Whole seconds that are left, as they are shown: never 0 while it counts."""
        return max(math.ceil(self._ends_t - time.monotonic()), 1) if self.running else 0

    def begin(self, plan: RecordingPlan, ticket: int) -> None:
        """Count down the seconds of a plan, for what plays under a ticket of the session."""
        self._plan, self._ticket = plan, ticket
        self._ends_t = time.monotonic() + plan.countdown_s

    def stop(self) -> bool:
        """Stop it; whether it counted."""
        counted, self._plan = self.running, None
        return counted

    def due(self, ticket: int) -> RecordingPlan | None:
        """Return the plan once its time has come; where something else plays by now, it is given up."""
        plan = self._plan
        if plan is None:
            return None
        if ticket != self._ticket:
            self._plan = None
            return None
        if time.monotonic() < self._ends_t:
            return None
        self._plan = None
        return plan
