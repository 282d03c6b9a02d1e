"""A clock that stands still while nothing is computed."""

import time


class Clock:
    """Processor time of this process, of all its cores together: it stops while the process is paused or waits.

    Parameters
    ----------
    before_s
        Seconds that were used before, by an earlier process.
    """

    def __init__(self, before_s: float = 0.0) -> None:
        self._before_s, self._start_s = before_s, time.process_time()

    @property
    def used_s(self) -> float:
        """Seconds of processor time so far."""
        return self._before_s + time.process_time() - self._start_s
