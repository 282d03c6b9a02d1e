"""What may be done to a film while it plays, from another thread than the one that reads it."""

import threading
from time import monotonic

#: How fast a film may play, 1 being its own pace.
SPEEDS = (0.25, 0.5, 1.0, 1.5, 2.0)


class Transport:
    """Holds a film, lets it go on, moves it: the wishes of whoever watches, which the source follows.

    Any thread may call any method.

    Parameters
    ----------
    loop
        Start again at the end.
    """

    def __init__(self, *, loop: bool = False) -> None:
        self._changed = threading.Condition()
        self._changes = 0
        self._interrupted = False
        self._paused, self._loop, self._speed = False, loop, 1.0
        self._seek_s: float | None = None
        self._steps = self._backs = 0

    @property
    def paused(self) -> bool:
        """The film stands still."""
        return self._paused

    @property
    def loop(self) -> bool:
        """The film starts again at its end."""
        return self._loop

    @property
    def speed(self) -> float:
        """How many seconds of the film pass in a second."""
        return self._speed

    @property
    def changes(self) -> int:
        """How often something was wished; for :meth:`wait`."""
        return self._changes

    def pause(self) -> None:
        """Hold the film."""
        with self._changed:
            self._paused = True
            self._tell()

    def go_on(self) -> None:
        """Let the film go on."""
        with self._changed:
            self._paused, self._steps, self._backs = False, 0, 0
            self._tell()

    def step(self) -> None:
        """Hold the film, and show its next picture."""
        with self._changed:
            self._paused = True
            self._steps += 1
            self._tell()

    def step_back(self) -> None:
        """Hold the film, and show the picture before the one that is shown."""
        with self._changed:
            self._paused = True
            self._backs += 1
            self._tell()

    def seek(self, position_s: float) -> None:
        """Go to a position in the film, and show the picture there even where the film is held."""
        with self._changed:
            self._seek_s = max(0.0, position_s)
            self._tell()

    def set_speed(self, speed: float) -> None:
        """Play so many seconds of the film in a second.

        Raises
        ------
        ValueError
            If that is not more than 0.
        """
        if not speed > 0:
            msg = f"a speed is more than 0, not {speed}"
            raise ValueError(msg)
        with self._changed:
            self._speed = speed
            self._tell()

    def set_loop(self, loop: bool) -> None:
        """Start again at the end, or do not."""
        with self._changed:
            self._loop = loop
            self._tell()

    def interrupt(self) -> None:
        """Wake whoever waits, for good."""
        with self._changed:
            self._interrupted = True
            self._changed.notify_all()

    def take_seek(self) -> float | None:
        """Return where to go, once."""
        with self._changed:
            wanted, self._seek_s = self._seek_s, None
            return wanted

    def take_back(self) -> bool:
        """Whether the picture before is to be shown, once for each wish."""
        with self._changed:
            if not self._backs:
                return False
            self._backs -= 1
            return True

    def take_step(self) -> bool:
        """Whether another picture is to be shown of a film that is held, once for each."""
        with self._changed:
            if not self._steps:
                return False
            self._steps -= 1
            return True

    def wait(self, until_s: float | None, changes: int) -> bool:
        """Wait until a time of the monotonic clock, or for ever (None); False as soon as something else is wished.

        Parameters
        ----------
        until_s
            When to go on.
        changes
            What :attr:`changes` was when it was decided to wait.
        """
        with self._changed:
            while self._changes == changes and not self._interrupted:
                left_s = None if until_s is None else until_s - monotonic()
                if left_s is not None and left_s <= 0:
                    return True
                self._changed.wait(left_s)
            return False

    def _tell(self) -> None:
        self._changes += 1
        self._changed.notify_all()
