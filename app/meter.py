"""Frames per second and latency of what has been on the screen during the last second."""

from collections import deque
from statistics import median

#: Seconds over which both figures are taken.
SPAN_S = 1.0


class Meter:
    """Counts painted frames by their time stamps."""

    def __init__(self) -> None:
        self._shown: deque[tuple[float, float]] = deque()

    def add(self, now: float, latency_ms: float) -> None:
        """Note a frame that was painted at ``now`` seconds, ``latency_ms`` after it was captured."""
        self._shown.append((now, latency_ms))
        self._forget(now)

    def clear(self) -> None:
        """Forget everything, for another source."""
        self._shown.clear()

    def fps(self, now: float) -> float:
        """Return the frames per second, 0 when fewer than two frames were painted during the last second."""
        self._forget(now)
        if len(self._shown) < 2:
            return 0.0
        span = self._shown[-1][0] - self._shown[0][0]
        return (len(self._shown) - 1) / span if span > 0 else 0.0

    def latency_ms(self, now: float) -> float | None:
        """Return the median latency in milliseconds, None when nothing was painted during the last second."""
        self._forget(now)
        return median(latency for _, latency in self._shown) if self._shown else None

    def _forget(self, now: float) -> None:
        while self._shown and self._shown[0][0] < now - SPAN_S:
            self._shown.popleft()
