"""The two clocks of a session: one that says when it was, and one that never jumps."""

import time
from datetime import UTC, datetime, timedelta

from fer_core.types import Frame

#: Seconds by which the computer's clock may drift from the steady one before it counts as set.
JUMP_S = 1.0


class SessionClock:
    """Reads the time of day once, at the start, and counts on from there with the steady clock.

    So the times of a session never jump, also when the computer's clock is set in between.

    Attributes
    ----------
    start_utc
        The time of day at the start.
    start_monotonic_s
        ``time.monotonic()`` at the start, in seconds.
    """

    def __init__(self) -> None:
        self.start_utc = datetime.now(UTC)
        self.start_monotonic_s = time.monotonic()
        self._zero_t: float | None = None
        self._jumped_s = 0.0

    def begin(self, frame: Frame) -> None:
        """Count ``t_s`` from this frame on, if it is the first one."""
        if self._zero_t is None:
            self._zero_t = frame.t

    def t_s(self, frame: Frame) -> float:
        """Return the seconds from the session's first frame to this one."""
        self.begin(frame)
        return self.t_s_at(frame.t)

    def t_s_at(self, t: float) -> float:
        """Return the seconds from the session's first frame to a time of ``Frame.t``; 0 before there is one."""
        return 0.0 if self._zero_t is None else t - self._zero_t

    def utc(self, monotonic_s: float) -> datetime:
        """Return the time of day at a moment of the steady clock."""
        return self.start_utc + timedelta(seconds=monotonic_s - self.start_monotonic_s)

    def new_jump_s(self) -> float | None:
        """Return by how many seconds the computer's clock has been set since the last call, None if it has not."""
        now = time.monotonic()
        apart_s = (datetime.now(UTC) - self.utc(now)).total_seconds()
        step_s = apart_s - self._jumped_s
        if abs(step_s) < JUMP_S:
            return None
        self._jumped_s = apart_s
        return step_s


def utc_text(moment: datetime) -> str:
    """Return a moment in UTC as ISO 8601 with milliseconds."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def utc_now() -> str:
    """Return the time of day as ISO 8601 with milliseconds."""
    return utc_text(datetime.now(UTC))
