"""Lab Streaming Layer's library: loaded late, and with its own clock."""

import time
from typing import Any

from fer_core._stderr import quiet_stderr
from fer_core.errors import SinkError
from fer_core.streams.base import not_installed

TITLE = "Lab Streaming Layer"
#: Longer than a look at two clocks takes, in seconds, unless the system has interrupted it.
_QUICK_S = 0.0005


def load() -> Any:
    """Return the module ``pylsl``.

    Raises
    ------
    SinkError
        If it is missing, or the library that it needs.
    """
    try:
        with quiet_stderr():
            import pylsl

            pylsl.local_clock()
    except ImportError as error:
        raise not_installed(TITLE, "streams", error) from error
    except (RuntimeError, OSError, AttributeError) as error:
        msg = (
            f"{TITLE} needs its library liblsl, which does not come with pylsl for this system: install it from "
            "https://github.com/sccn/liblsl/releases, or set PYLSL_LIB to the file."
        )
        raise SinkError(msg) from error
    return pylsl


class LslClock:
    """Turns times of the steady clock into those of ``local_clock()``, and back.

    On Linux both are the same clock; elsewhere they need not be.
    """

    def __init__(self, pylsl: Any) -> None:
        self._pylsl = pylsl
        self._apart_s: float | None = None

    def lsl(self, monotonic_s: float) -> float:
        """Return the time of LSL at ``time.monotonic()`` seconds."""
        return monotonic_s + self._now_apart_s()

    def monotonic(self, lsl_s: float) -> float:
        """Return the time of the steady clock at a time of ``local_clock()``."""
        return lsl_s - self._now_apart_s()

    def _now_apart_s(self) -> float:
        before = time.monotonic()
        there = float(self._pylsl.local_clock())
        after = time.monotonic()
        if self._apart_s is None or after - before < _QUICK_S:
            self._apart_s = there - (before + after) / 2
        return self._apart_s
