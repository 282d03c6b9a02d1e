"""Which form all cards have: the largest one in which they fit, without flickering between two."""

from collections.abc import Callable
from enum import IntEnum

#: Seconds for which there must have been room before cards grow.
CALM_S = 2.0


class Form(IntEnum):
    """Forms of a card, from small to large: the first two have one slim bar, the others one for each class."""

    COMPACT = 0
    MEDIUM = 1
    FULL = 2
    LARGE = 3

    @property
    def folded(self) -> bool:
        """Whether there is more to see of a card that somebody points at."""
        return self < Form.FULL


class FormChoice:
    """Chooses the form: cards shrink as soon as they must, and grow once there has been room for a while."""

    def __init__(self) -> None:
        self.form = Form.LARGE
        self._roomy_since_s: float | None = None

    def choose(
        self, must_fit: Callable[[Form], bool], should_fit: Callable[[Form], bool], now_s: float, *, calm_s: float
    ) -> Form:
        """Return the form from now on.

        Parameters
        ----------
        must_fit
            Whether all faces in view have room in a form.
        should_fit
            Whether the cards of those that have just gone have, too: before that, nothing grows.
        now_s
            Seconds.
        calm_s
            How long there must have been room.
        """
        largest = _largest(must_fit)
        self.form = min(self.form, largest)
        roomier = _largest(should_fit)
        if roomier <= self.form:
            self._roomy_since_s = None
            return self.form
        if self._roomy_since_s is None:
            self._roomy_since_s = now_s
        if now_s - self._roomy_since_s >= calm_s:
            self.form, self._roomy_since_s = roomier, None
        return self.form

    def clear(self) -> None:
        """Begin anew: the first card is large."""
        self.form, self._roomy_since_s = Form.LARGE, None


def _largest(fits: Callable[[Form], bool]) -> Form:
    return next((form for form in sorted(Form, reverse=True) if fits(form)), Form.COMPACT)
