"""From what a container says of each picture's time to times that only grow."""

import math
from collections.abc import Sequence


class Timeline:
    """Makes the positions of a container usable: strictly increasing, each picture where its own time stamp says.

    A lone bad time stamp (a duplicate, one that jumps back or far ahead) gets a place between its neighbours, and
    nothing after it is moved. Where time stamps begin again, as in two recordings put one after the other, the second
    part goes on where the first one ends. A gap is a gap, however long.

    Parameters
    ----------
    period_s
        Seconds of a picture, for those that have no time stamp, or no duration.
    """

    #: Time stamps after a picture's own that :meth:`place` looks at.
    AHEAD = 5

    def __init__(self, period_s: float) -> None:
        self._period_s = period_s
        self._offset_s = 0.0
        self._last_s: float | None = None
        self._step_s = period_s

    @property
    def end_s(self) -> float:
        """When the newest picture ends."""
        return 0.0 if self._last_s is None else self._last_s + self._step_s

    @property
    def step_s(self) -> float:
        """How long the newest picture lasts."""
        return self._step_s

    def place(self, raw_s: float | None, ahead_s: Sequence[float | None], duration_s: float | None = None) -> float:
        """Return the position of a picture.

        Parameters
        ----------
        raw_s
            What the container says, in seconds; None if nothing.
        ahead_s
            What it says of the next pictures, at most ``AHEAD``.
        duration_s
            How long it says that the picture lasts, None or 0 if nothing.
        """
        last_s = self._last_s
        raw = self._usable(raw_s)
        ahead = [value for value in map(self._usable, ahead_s) if value is not None]
        if last_s is None:
            place_s = self._first(raw, ahead)
        elif raw is None:
            place_s = last_s + self._step_s
        elif raw > last_s:
            place_s = self._unless_ahead(raw, ahead, last_s)
        else:
            place_s = self._behind(raw, ahead, last_s)
        if duration_s:
            self._step_s = duration_s
        elif last_s is not None:
            self._step_s = place_s - last_s
        self._last_s = place_s
        return place_s

    def _usable(self, raw_s: float | None) -> float | None:
        return None if raw_s is None or not math.isfinite(raw_s) else raw_s + self._offset_s

    def _first(self, raw: float | None, ahead: Sequence[float]) -> float:
        """Return the first position: 0 at least, and not far behind the others."""
        if raw is None:
            return 0.0
        if ahead and ahead[0] < raw and len(ahead) > 1 and ahead[0] < ahead[1] <= raw:
            # The first one alone is far ahead.
            return max(0.0, ahead[0] - (ahead[1] - ahead[0]))
        return max(0.0, raw)

    def _unless_ahead(self, raw: float, ahead: Sequence[float], last_s: float) -> float:
        """Return a later time stamp as it is, unless the next ones come back to where it should be."""
        below = [(distance, value) for distance, value in enumerate(ahead, start=1) if value < raw]
        if not below or below[0][1] <= last_s:
            # All is well; or the time stamps begin again after this picture, or soon.
            return raw
        distance, value = below[0]
        between = sum(last_s < value for _, value in below)
        due_s = last_s + self._step_s
        alone = between < 2 or 2 * between == len(ahead)
        # Either this one is ahead, or the next one is behind.
        if 2 * between < len(ahead) or (alone and abs(raw - due_s) <= abs(value - due_s)):
            return raw
        return last_s + (value - last_s) / (distance + 1)

    def _behind(self, raw: float, ahead: Sequence[float], last_s: float) -> float:
        """Return a place for a time stamp that is not later than the last one."""
        if not ahead or raw < ahead[0] <= last_s:
            return self._begin_again(raw, last_s)
        for distance, value in enumerate(ahead, start=1):
            if value > last_s:
                return last_s + (value - last_s) / (distance + 1)
        return self._begin_again(raw, last_s)

    def _begin_again(self, raw: float, last_s: float) -> float:
        self._offset_s += last_s + self._step_s - raw
        return last_s + self._step_s
